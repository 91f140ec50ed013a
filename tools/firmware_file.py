"""MicroPython itself: which firmware file fits a board, and esptool, which writes it.

Facts: the image's header (ESP32 Technical Reference Manual and esptool's "Firmware Image Format": magic 0xE9, chip number at
byte 12) and the address of the bootloader, 0x1000 on the ESP32 and 0 on S3 and C3 (MicroPython's own installation pages).
"""

from __future__ import annotations

import re
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from host_sim.errors import InputError
from tools.board import Board
from tools.chips import CHIPS

_MAGIC = 0xE9
_CHIP_AT = 12
_NUMBERS = {0: "esp32", 5: "esp32c3", 9: "esp32s3"}
START = {"esp32": 0x1000, "esp32c3": 0x0, "esp32s3": 0x0}
_NAME = re.compile(r"(?P<build>.+)-(?P<date>\d{8})-v(?P<version>\d+\.\d+(?:\.\d+)?)\.bin")


@dataclass(frozen=True)
class FirmwareFile:
    """A MicroPython firmware on disk; `version` from its name, or None."""

    path: Path
    version: tuple[int, ...] | None


def given(path: Path, board: Board) -> FirmwareFile:
    """The file a person named, checked against the board's chip."""
    try:
        head = path.read_bytes()[:64]
    except OSError as error:
        raise InputError(f"FIRMWARE={path}: cannot be read ({error.strerror})") from None
    if len(head) < _CHIP_AT + 2 or head[0] != _MAGIC:
        raise InputError(
            f"FIRMWARE={path}: is no ESP32 firmware (its first byte is not 0xE9); take the .bin of {board.image}"
        )
    number = struct.unpack_from("<H", head, _CHIP_AT)[0]
    chip = _NUMBERS.get(number)
    if chip != board.chip:
        made_for = CHIPS[chip].title if chip else f"chip number {number}"
        raise InputError(f"FIRMWARE={path}: is made for {made_for}, {board.name} has {CHIPS[board.chip].title}")
    name = _NAME.fullmatch(path.name)
    if name and board.psram and name["build"] in {chip.image for chip in CHIPS.values()}:
        raise InputError(f"FIRMWARE={path}: finds no PSRAM, {board.name} needs {board.image}")
    return FirmwareFile(path, _version(path))


def found(board: Board, folders: list[Path]) -> FirmwareFile | None:
    """The newest firmware of the board's build in these folders."""
    fitting = []
    for folder in folders:
        for path in folder.glob(f"{board.image}-*.bin"):
            name = _NAME.fullmatch(path.name)
            if name and name["build"] == board.image:
                fitting.append((_version(path) or (), name["date"], path))
    return given(max(fitting)[2], board) if fitting else None


def _version(path: Path) -> tuple[int, ...] | None:
    name = _NAME.fullmatch(path.name)
    return tuple(int(part) for part in name["version"].split(".")) if name else None


def write(firmware: FirmwareFile, board: Board, port: str) -> None:
    """Write the firmware with esptool; settings and data on the board stay. esptool checks the chip first."""
    options = ["--chip", board.chip, "--port", port, "--baud", "460800"]
    command = [sys.executable, "-m", "esptool", *options, "write-flash", hex(START[board.chip]), str(firmware.path)]
    lines: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line.strip())
            if line.strip().startswith(("Writing", "Connecting", "Wrote", "Hash")):
                print(f"  {line.strip()}", file=sys.stderr)
    if process.returncode:
        raise InputError(f"{port}: esptool: {_reason(lines)}")


def _reason(lines: list[str]) -> str:
    told = [line for line in lines if "fatal error" in line.lower() or line.lower().startswith("error")]
    wrong = next((line for line in lines if "Wrong chip argument" in line or "Wrong --chip argument" in line), None)
    last = wrong or (told or [line for line in lines if line] or ["no reason given"])[-1]
    return last.removeprefix("A fatal error occurred: ")
