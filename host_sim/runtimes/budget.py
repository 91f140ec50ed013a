"""What the firmware may take of a board's heap: [ram] of tools/budget.toml.

limit("start")      # bytes
"""

from __future__ import annotations

import tomllib
from pathlib import Path

_BUDGET = Path(__file__).resolve().parents[2] / "tools" / "budget.toml"


def limit(what: str = "core") -> int:
    """Bytes (of names: how many) that the core or something else of it may take."""
    value = tomllib.loads(_BUDGET.read_text(encoding="utf-8"))["ram"][what]
    return int(value if what == "names" else value * 1000)
