"""A folder from which a browser flashes a board and gives it its WiFi (ESP Web Tools, docs/provisioning.md): `build/web/BOARD/`.

    index.html          the page with the button
    manifest.json       what goes where, for ESP Web Tools
    micropython.bin     the official image, as it was given
    files.bin           the program as a littlefs file system, which MicroPython mounts as its own

Where the file system lies MicroPython's image says itself: by the partition `vfs` of its table (partition tables: ESP-IDF
Programming Guide), or, since 1.26, by none: then it is what lies behind the program to the end of the flash (MicroPython,
ports/esp32/main.c). The same sources give the same bytes.
"""

from __future__ import annotations

import json
import shutil
import struct
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from littlefs import LittleFS, LittleFSError

from host_sim.errors import InputError
from tools import firmware_file
from tools.board import Board
from tools.chips import CHIPS
from tools.image import BUILD, SETTINGS, Image, version

NAME = "Balancepoint"  # as the board calls itself over Improv (`services.improv`)
_HERE = Path(__file__).parent
_TABLE = 0x8000  # of the flash: the partition table
_ENTRY = struct.Struct("<2sBBII16sI")
_MAGIC = b"\xaa\x50"
_MOST = 95  # entries
_APP, _DATA = 0, 1
_MB = 1 << 20
_BLOCK = 4096
# as MicroPython's VfsLfs2 has them by default (extmod/vfs_lfsx.c): files up to the cache lie in their folder's block, so a larger
# cache here would make files that the board cannot read; 2.0 is the oldest format that all of them read
_SIZE, _CACHE, _FORMAT = 32, 128, 0x00020000
_PATIENCE = 30  # s for the first start: with PSRAM it takes some, on an emulated chip more


@dataclass(frozen=True)
class Part:
    """A partition: `kind` 0 program, 1 data; bytes."""

    label: str
    kind: int
    offset: int
    size: int


def partitions(firmware: bytes, start: int) -> list[Part]:
    """The table in an image that is written at `start`."""
    found = []
    for at in range(_TABLE - start, _TABLE - start + _MOST * _ENTRY.size, _ENTRY.size):
        entry = firmware[at : at + _ENTRY.size]
        if len(entry) < _ENTRY.size or entry[:2] != _MAGIC:
            break
        _magic, kind, _subtype, offset, size, label, _flags = _ENTRY.unpack(entry)
        found.append(Part(label.rstrip(b"\0").decode("ascii", "replace"), kind, offset, size))
    return found


def file_system(parts: list[Part], flash: int) -> Part:
    """Where MicroPython has its files, of a flash of so many bytes."""
    for part in parts:
        if part.kind == _DATA and part.label == "vfs":
            if part.offset + part.size > flash:
                raise InputError(
                    f"its file system ends at {part.offset + part.size:#x}, behind a flash of {flash // _MB} MB"
                )
            return part
    programs = [part.offset + part.size for part in parts if part.kind == _APP]
    if not programs:
        raise InputError("has no partition table with a program: take the .bin of micropython.org, not the .app-bin")
    return Part("vfs", _DATA, max(programs), flash - max(programs))


def littlefs(files: Mapping[str, bytes], size: int) -> bytes:
    """A file system of so many bytes with these files."""
    made = LittleFS(
        mount=False, block_size=_BLOCK, block_count=size // _BLOCK, read_size=_SIZE, prog_size=_SIZE, lookahead_size=_SIZE,
        cache_size=_CACHE, disk_version=_FORMAT,
    )  # fmt: skip
    made.format()
    made.mount()
    try:
        for path, data in sorted(files.items()):
            if "/" in path:
                made.makedirs(path.rpartition("/")[0], exist_ok=True)
            with made.open(path, "wb") as file:
                file.write(data)
    except LittleFSError as error:
        raise InputError(
            f"the file system has {size // 1000} KB, which is not enough for the program ({error})"
        ) from None
    made.unmount()
    return bytes(made.context.buffer)


def manifest(board: Board, vfs: Part) -> dict[str, object]:
    """For ESP Web Tools."""
    family = CHIPS[board.chip].title
    parts = [
        {"path": "micropython.bin", "offset": firmware_file.START[board.chip]},
        {"path": "files.bin", "offset": vfs.offset},
    ]
    return {
        "name": NAME,
        "version": version(),
        "new_install_prompt_erase": True,
        "new_install_improv_wait_time": _PATIENCE,
        "builds": [{"chipFamily": family, "parts": parts}],
    }


def page(board: Board, image_name: str) -> str:
    """The text of index.html. Of ESP Web Tools every file is pinned by its hash, those too that it loads itself."""
    pinned = json.loads((_HERE / "esp_web_tools.json").read_text(encoding="utf-8"))
    folder = f"https://unpkg.com/esp-web-tools@{pinned['version']}/dist/web/"
    hashes = {folder + name: digest for name, digest in pinned["files"].items()}
    entry = folder + "install-button.js"
    text = (_HERE / "web_flash.html").read_text(encoding="utf-8")
    for mark, value in (
        ("{{integrity}}", json.dumps({"integrity": hashes}, indent=1)),
        ("{{entry}}", entry),
        ("{{hash}}", hashes[entry]),
        ("{{board}}", escape(board.title)),
        ("{{version}}", escape(version())),
        ("{{micropython}}", escape(image_name)),
    ):
        text = text.replace(mark, value)
    return text


def write(image: Image, firmware: firmware_file.FirmwareFile, build: Path = BUILD) -> Path:
    """Put it under `build/web/BOARD/`, replacing what was there; the folder."""
    board = image.board
    data = firmware.path.read_bytes()
    try:
        vfs = file_system(partitions(data, firmware_file.START[board.chip]), board.flash_mb * _MB)
        if firmware_file.START[board.chip] + len(data) > vfs.offset:
            raise InputError(f"is longer than its place: {len(data)} bytes before the files at {vfs.offset:#x}")
    except InputError as error:
        raise InputError(f"FIRMWARE={firmware.path}: {error}") from None
    contents = {
        "micropython.bin": data,
        "files.bin": littlefs(image.files, vfs.size),
        "manifest.json": (json.dumps(manifest(board, vfs), indent=1) + "\n").encode(),
        "index.html": page(board, firmware.path.name).encode(),
    }
    target = build / "web" / board.name
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=build, prefix=".web-") as scratch:
        draft = Path(scratch) / "new"
        draft.mkdir()
        for name, content in contents.items():
            (draft / name).write_bytes(content)
        shutil.rmtree(target, ignore_errors=True)
        draft.rename(target)
    return target


def secrets(image: Image) -> bool:
    """Whether the settings in it have a network, whose password anybody who has the folder can read."""
    return "network" in json.loads(image.files.get(SETTINGS, b"{}"))
