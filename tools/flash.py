"""Bring a board to the image: MicroPython if needed, then the files that differ, hashes compared, restart, first words.

Settings and data on the board are the owner's: `settings.json` is copied only where there is none, or when a file is given.
A program that is frozen into MicroPython is not replaced by files: then the settings alone are copied.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mpremote.transport_serial import SerialTransport

from host_sim.errors import InputError
from tools import console, firmware_file, port, remote
from tools.board import Board
from tools.chips import CHIPS
from tools.image import MPY, OLDEST, SETTINGS, Image, version
from tools.plan import NEW, SLOTS, digest, doubtful, plan, room

READY_WITHIN = (
    180.0  # s without a line from reset to the first control tick; an emulated chip loads its program for minutes
)
_AWAY = 15.0  # s a USB port may be gone after a reset
_PSRAM = 1_000_000  # bytes of heap that no chip has without
_SPARE = 32_768  # bytes of flash that stay free for what the program saves


class WrongChip(InputError):
    """Another chip than the board file says: no firmware file helps."""


Say = Callable[[str], None]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Report:
    """What was done; seconds of the copying alone."""

    sent: int
    sent_bytes: int
    resumed: int
    same: int
    removed: int
    seconds: float


def flash(image: Image, where: str, firmware: Path | None, settings: bool, say: Say, progress: Progress) -> Report:
    """Do it all. `progress` gets what is done ("reading", "copying"), bytes done and all. Raise InputError with the one line
    that says what is wrong."""
    board_side, frozen = _ready_board(image.board, where, firmware, say)
    files = image.files
    if frozen:
        files = {path: data for path, data in files.items() if path == SETTINGS}
        say(
            "the program is part of this MicroPython: settings alone are copied; a new program is a new build (docs/firmware.md)"
        )
    try:
        report = _copy(files, board_side, where, settings, progress)
    except BaseException:
        board_side.leave()
        raise
    try:
        with port.plain(where, "restarting the board"):
            board_side.reset()
        board_side.transport = _first_words(board_side.transport, where, image.board, say)
        _label(board_side.transport, where, say)
    finally:
        board_side.transport.close()
    return report


def _ready_board(board: Board, where: str, firmware: Path | None, say: Say) -> tuple[remote.Remote, bool]:
    """A board at its REPL whose MicroPython runs the image, and whether the program is part of that. Writes MicroPython if a
    file is given; a file that is only found is written where the board does not answer or has the wrong MicroPython."""
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
            port.connect(where, _AWAY).close()
    else:
        offered = firmware_file.given(firmware, board)
    say(f"writing {offered.path} with esptool")
    firmware_file.write(offered, board, where)
    return _greet(board, where, _AWAY, say)


def _greet(board: Board, where: str, wait: float, say: Say) -> tuple[remote.Remote, bool]:
    board_side = remote.Remote(port.connect(where, wait))
    nobody = f"no answer from MicroPython; is it on the board? (FIRMWARE={board.image}-….bin)"
    try:
        with port.plain(where, "interrupting the program", nobody):
            board_side.interrupt()
            about = board_side.about()
        _fits(about, board)
    except BaseException:
        board_side.leave()
        raise
    say(f"MicroPython {'.'.join(map(str, about.version))} on {about.machine}")
    return board_side, bool(about.frozen)


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
    if board.psram and about.heap < _PSRAM:
        raise InputError(
            f"wrong MicroPython image: {board.name} has PSRAM, this MicroPython sees none in its {about.heap // 1000} KB of "
            f"memory; flash {board.image} (FIRMWARE={board.image}-….bin)"
        )
    if about.frozen and about.frozen != board.name:
        raise InputError(f"the program for {about.frozen} is part of this MicroPython: build it anew for {board.name}")
    if about.mpy != MPY:
        raise InputError(
            f"MicroPython {has} reads bytecode {about.mpy}, the image has {MPY}: another release is needed"
        )


def _copy(
    files: Mapping[str, bytes], board_side: remote.Remote, where: str, settings: bool, progress: Progress
) -> Report:
    """Copy, verify, put in place. Nothing of the old program is touched before the new one is whole."""
    kept = () if settings else (SETTINGS,)
    roots = [*(path for path in files if "/" not in path), *SLOTS]
    begun = time.monotonic()
    with port.plain(where, lambda: board_side.doing):
        board_side.swap()  # one that was cut
        todo = plan(files, _there(files, board_side, roots, kept, progress), kept)
        board_side.remove(todo.stale)
        _has_room(files, todo.send, board_side.free())
    with port.plain(where, lambda: f"{board_side.doing}, nothing is changed on the board"):
        try:
            _send(files, todo.send, board_side, progress)
            if todo.orders:
                board_side.order(todo.orders)
        except port.TransportExecError as error:
            if port.is_full(error):  # the program that runs needs room for what it saves
                doing = board_side.doing
                board_side.remove(path for path in board_side.sizes(()) if path.startswith(NEW))
                board_side.doing = doing
            raise
    with port.plain(where, lambda: board_side.doing):
        board_side.swap()
        now = board_side.sizes(roots)
    for path, data in files.items():
        if now.get(path) != len(data) and not (path in kept and path in now):
            raise InputError(f"{path}: is not in its place after the copy: try again")
    sent = sum(len(files[path]) for path in todo.send)
    return Report(len(todo.send), sent, len(todo.resumed), todo.same, len(todo.obsolete), time.monotonic() - begun)


def _there(
    files: Mapping[str, bytes], board_side: remote.Remote, roots: list[str], kept: tuple[str, ...], progress: Progress
) -> dict[str, str]:
    """SHA-256 of what is on the board, "" where the size tells that it is another file."""
    sizes = board_side.sizes(roots)
    read = doubtful(files, sizes, kept)
    total, done = sum(sizes[path] for path in read), 0

    def step(count: int) -> None:
        nonlocal done
        done = min(done + count, total)
        progress("reading", done, total)

    return {**dict.fromkeys(sizes, ""), **board_side.hashes(read, step)}


def _has_room(files: Mapping[str, bytes], send: tuple[str, ...], free: int) -> None:
    """Raise InputError if the new files do not fit beside the old ones."""
    needed = room(len(files[path]) for path in send)
    if send and free < needed + _SPARE:
        raise InputError(
            f"the board's flash has {free // 1000} KB free, the new program needs {(needed + _SPARE) // 1000} KB beside the "
            "old one: remove files of yours from it; nothing is changed on the board"
        )


def _send(files: Mapping[str, bytes], paths: tuple[str, ...], board_side: remote.Remote, progress: Progress) -> None:
    total, done = sum(len(files[path]) for path in paths), 0

    def piece(count: int) -> None:
        nonlocal done
        done += count
        progress("copying", done, total)

    for path in paths:
        if board_side.put(path, files[path], piece) != digest(files[path]):
            raise InputError(f"{path}: hash differs after the copy, nothing is changed on the board: try again")


def _label(transport: SerialTransport, where: str, say: Say) -> None:
    """Name and key of the board's access point, for a label on it."""
    with contextlib.suppress(InputError):
        for line in console.answer(transport, where, "network"):
            if line.startswith("access point:"):
                say(line)


def _first_words(transport: SerialTransport, where: str, board: Board, say: Say) -> SerialTransport:
    """Wait for the banner and `ready`; the port as it is then."""
    until = time.monotonic() + READY_WITHIN
    banner, last = f"Balancepoint {version()} on {board.name}", ""
    seen = False
    while time.monotonic() < until:
        try:
            for line in remote.await_lines(transport, until - time.monotonic()):
                until = time.monotonic() + READY_WITHIN
                if line.startswith("MicroPython v"):
                    raise InputError(f"{where}: the program ended after the restart; its last line was '{last}'")
                last = line.lstrip("\x04>")  # the last words of the REPL
                if banner in line:
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
