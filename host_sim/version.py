"""The project's version, as pyproject.toml has it: in a clone, and where it is installed."""

import tomllib
from pathlib import Path


def version() -> str:
    text = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])
