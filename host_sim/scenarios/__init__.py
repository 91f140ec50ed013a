"""The scenarios that come along, one TOML file each."""

from pathlib import Path

FOLDER = Path(__file__).parent
DEFAULT = "winter_week"


def names() -> list[str]:
    """All of them, by name."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))
