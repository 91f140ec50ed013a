"""What docs/own_plant.md names is there; tests/test_docs.py runs its plant."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[3] / "docs" / "own_plant.md"


def test_what_the_documentation_names_is_there():
    text = DOCS.read_text(encoding="utf-8")
    root = DOCS.parents[1]
    for name in re.findall(r"`((?:host_sim|firmware|tests)/[\w/.]+)`", text):
        assert (root / name).exists(), name
