"""Which protocols a virtual unit speaks: one TOML each in `profiles`; and by which remotes one is led. Light, for the command
line's help."""

from __future__ import annotations

import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent / "profiles"
REMOTES = FOLDER / "ir" / "remotes.toml"
BY_LIGHT = "ir:"


def protocols() -> list[str]:
    """By name, those on a wire."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def remotes() -> list[str]:
    """By name as on the command line: ir:mitsubishi_ac."""
    return sorted(BY_LIGHT + name for name in tomllib.loads(REMOTES.read_text(encoding="utf-8")))


def kinds() -> list[str]:
    """Protocols, and one word for all remotes."""
    return sorted((*protocols(), f"{BY_LIGHT}REMOTE"))


def listed() -> str:
    """In one line."""
    return ", ".join(kinds())
