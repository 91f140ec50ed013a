"""The plant that docs/own_plant.md shows runs as it stands."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[3] / "docs" / "own_plant.md"


def test_the_plant_in_the_documentation_runs(capsys):
    code = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert len(code) == 1
    exec(compile(code[0], str(DOCS), "exec"), {"__name__": "own_plant"})
    assert abs(float(capsys.readouterr().out.split()[0]) - 21.0) < 0.3


def test_what_the_documentation_names_is_there():
    text = DOCS.read_text(encoding="utf-8")
    root = DOCS.parents[1]
    for name in re.findall(r"`((?:host_sim|firmware|tests)/[\w/.]+)`", text):
        assert (root / name).exists(), name
