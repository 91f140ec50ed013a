"""What the image build would put onto the board: its generated module and its settings."""

import shutil
from pathlib import Path
from types import ModuleType

from tools import board as boards
from tools import image


def board_module(name: str) -> ModuleType:
    """`balancepoint.board` of the board called `name`; InputError if there is none."""
    module = ModuleType("balancepoint.board")
    exec(image.board_module(boards.load(name)), module.__dict__)
    return module


def install_settings(name: str, folder: Path, unit: str | None = None) -> None:
    """The example settings of that board, for a kind of indoor unit if there are any, unless the folder has settings already."""
    target = folder / "settings.json"
    if not target.exists():
        led = boards.FOLDER / "examples" / f"{unit}_{name}.json"
        shutil.copyfile(led if led.exists() else boards.FOLDER / f"{name}.settings.json", target)
