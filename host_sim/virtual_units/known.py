"""Which protocols a virtual unit speaks: one TOML each in `profiles`. Light, for the command line's help."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "profiles"


def protocols() -> list[str]:
    """By name."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def listed() -> str:
    """In one line."""
    return ", ".join(protocols())
