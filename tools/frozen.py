"""What is frozen into a MicroPython of one's own: the image's modules as sources, in `build/frozen/`, for `firmware/manifest.py`.

    boot.py, main.py              MicroPython runs frozen ones before those in flash
    balancepoint/**.py            made small (`shrink`), compiled by the build's own mpy-cross
    balancepoint/board.py         made from boards/BOARD.toml, FROZEN = True
    balancepoint/page_file.py     the page in the browser

One board at a time: its pins are part of the build. Files of the same name in flash must not stand before what is frozen, and
MicroPython looks for files first; so the frozen `boot.py` puts `.frozen` at the head of `sys.path` before it imports anything.
Settings stay a file in flash.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from balancepoint.units.ir.names import NAMES
from host_sim.errors import InputError
from tools import page
from tools.board import Board
from tools.image import BUILD, FIRMWARE, PACKAGE, board_module, held_remotes, shrunk

_BOOT = """import gc
import sys
free = gc.mem_free()
sys.path.remove(".frozen")
sys.path.insert(0, ".frozen")
from balancepoint import hal
hal.free_at_boot = free
"""


def sources(board: Board, firmware: Path = FIRMWARE, *, remotes: Sequence[str] = ()) -> dict[str, str]:
    """Path to text of all that is frozen for a board. `remotes`: see `image.held_remotes`."""
    held = held_remotes(remotes)
    left = {f"{PACKAGE}/units/ir/{name}.py" for name in NAMES if name not in held}
    main = firmware / "main.py"
    shown = firmware / page.FOLDER.name
    if not main.is_file():
        raise InputError("firmware/main.py: is missing, the image would not start")
    return {
        "boot.py": _BOOT,
        "main.py": main.read_text(encoding="utf-8"),
        **{path: text for path, text in shrunk(firmware).items() if path not in left},
        f"{PACKAGE}/board.py": board_module(board, frozen=True),
        **({page.MODULE: page.module(frozen=True, folder=shown)} if shown.is_dir() else {}),
    }


def write(board: Board, firmware: Path = FIRMWARE, build: Path = BUILD, *, remotes: Sequence[str] = ()) -> Path:
    """Put it under `build/frozen/`, replacing what was there; the folder."""
    made = sources(board, firmware, remotes=remotes)
    build.mkdir(parents=True, exist_ok=True)
    target = build / "frozen"
    with tempfile.TemporaryDirectory(dir=build, prefix=".frozen-") as scratch:
        draft = Path(scratch) / "new"
        for path, text in made.items():
            place = draft / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        draft.rename(target)
    return target
