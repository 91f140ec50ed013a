"""Bring a board to the image: MicroPython if needed, then the files that differ, hashes compared, restart, first words.

Settings and data on the board are the owner's: `settings.json` is copied only where there is none, or when a file is given.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mpremote.transport_serial import SerialTransport

from host_sim.errors import InputError
from tools import firmware_file, port, remote
from tools.board import Board
from tools.chips import CHIPS
from tools.image import MPY, OLDEST, SETTINGS, Image, version

READY_WITHIN = 30.0  # s from reset to the first control tick, MicroPython's own start included
_AWAY = 15.0  # s a USB port may be gone after a reset


class WrongChip(InputError):
    """Another chip than the board file says: no firmware file helps."""


Say = Callable[[str], None]


@dataclass(frozen=True)
class Report:
    """What was done; seconds of the copying alone."""

    sent: int
    sent_bytes: int
    resumed: int
    same: int
    removed: int
    seconds: float


def flash(
    image: Image, where: str, firmware: Path | None, settings: bool, say: Say, progress: Callable[[int, int], None]
) -> Report:
    """Do it all. `progress` gets bytes done and all. Raise InputError with the one line that says what is wrong."""
    board_side = _ready_board(image.board, where, firmware, say)
    try:
        report = _copy(image, board_side, where, settings, progress)
        with port.plain(where, "restarting the board"):
            board_side.reset()
        board_side.transport = _first_words(board_side.transport, where, image.board, say)
    finally:
        board_side.transport.close()
    return report


def _ready_board(board: Board, where: str, firmware: Path | None, say: Say) -> remote.Remote:
    """A board at its REPL whose MicroPython runs the image. Writes MicroPython if a file is given; a file that is only
    found is written where the board does not answer or has too old a MicroPython."""
    port.check(where)
    if firmware is None:
        try:
            return _greet(board, where, 0, say)
        except WrongChip:
            raise
        except InputError as error:
            offered = firmware_file.found(board, [Path("build") / "firmware", Path()])
            if offered is None:
                raise
            say(str(error))
    else:
        offered = firmware_file.given(firmware, board)
    say(f"writing {offered.path} with esptool")
    firmware_file.write(offered, board, where)
    return _greet(board, where, _AWAY, say)


def _greet(board: Board, where: str, wait: float, say: Say) -> remote.Remote:
    board_side = remote.Remote(port.connect(where, wait))
    try:
        with port.plain(where, "interrupting the program"):
            board_side.interrupt()
            about = board_side.about()
        _fits(about, board)
    except BaseException:
        board_side.transport.close()
        raise
    say(f"MicroPython {'.'.join(map(str, about.version))} on {about.machine}")
    return board_side


def _chip_of(machine: str) -> str | None:
    """The chip in MicroPython's words: "Generic ESP32S3 module with ESP32S3"."""
    named = re.findall(r"esp32(?:s\d|c\d|h\d|p\d)?", machine.lower().replace("-", ""))
    return named[-1] if named else None


def _fits(about: remote.About, board: Board) -> None:
    """Raise InputError if this MicroPython cannot run the image."""
    oldest = ".".join(map(str, OLDEST))
    has = ".".join(map(str, about.version))
    if _chip_of(about.machine) != board.chip:
        needed = f"{board.name} has {CHIPS[board.chip].title}"
        raise WrongChip(f"wrong chip: the board calls itself '{about.machine}', {needed}")
    if about.version < OLDEST:
        raise InputError(f"MicroPython {has} is too old: {oldest} or newer is needed ({board.image})")
    if about.mpy != MPY:
        raise InputError(
            f"MicroPython {has} reads bytecode {about.mpy}, the image has {MPY}: another release is needed"
        )


def _copy(
    image: Image, board_side: remote.Remote, where: str, settings: bool, progress: Callable[[int, int], None]
) -> Report:
    roots = [path for path in image.files if "/" not in path]
    with port.plain(where, "reading what is on the board"):
        there = board_side.files(roots)
    todo = remote.plan(image.files, there, () if settings else (SETTINGS,))
    total = sum(len(image.files[path]) for path in todo.send)
    done, begun = 0, time.monotonic()

    def piece(count: int) -> None:
        nonlocal done
        done += count
        progress(done, total)

    with port.plain(where, "copying, nothing is changed on the board"):
        board_side.remove(todo.stale)
        for path in todo.send:
            got = board_side.put(path, image.files[path], piece)
            if got != remote.digest(image.files[path]):
                raise InputError(f"{path}: hash differs after the copy, nothing is changed on the board: try again")
    with port.plain(where, "activating the new files"):
        board_side.activate((*todo.send, *todo.resumed), todo.obsolete)
        now = board_side.files(roots)
    kept = () if settings else (SETTINGS,)
    left = remote.plan(image.files, now, kept)
    wrong = (*left.send, *left.resumed, *left.obsolete)
    if wrong:
        raise InputError(f"{wrong[0]}: hash differs on the board after the copy: try again")
    return Report(len(todo.send), total, len(todo.resumed), todo.same, len(todo.obsolete), time.monotonic() - begun)


def _first_words(transport: SerialTransport, where: str, board: Board, say: Say) -> SerialTransport:
    """Wait for the banner and `ready`; the port as it is then."""
    until = time.monotonic() + READY_WITHIN
    banner, last = f"Balancepoint {version()} on {board.name}", ""
    seen = False
    while time.monotonic() < until:
        try:
            for line in remote.await_lines(transport, until - time.monotonic()):
                last = line
                if banner in line:  # the last bytes of the REPL may stand before it
                    seen = True
                    say(line[line.index(banner) :])
                elif seen and line == "ready":
                    say(line)
                    return transport
        except OSError:  # a USB port of the chip's own goes away at reset
            transport.close()
            transport = port.connect(where, _AWAY)
    missing = "'ready'" if seen else f"'{banner}'"
    raise InputError(f"{where}: no {missing} within {READY_WITHIN:.0f} s of the restart; the last line was '{last}'")
