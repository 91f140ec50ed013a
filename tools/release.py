"""A release: the image of a board as one signed file, `build/BOARD/BOARD-VERSION.update`, which a board takes over the air.

    balancepoint bundle BYTES                  of the list that follows
    balancepoint update 1                      the list: what it is for
    board esp32s3_devkitc_n16r8
    version 0.1.0
    counter 29412345                           only what is newer is taken; minutes since 1970 unless told otherwise
    mpy 6
    files COUNT BYTES
    BYTES SHA256 balancepoint/app.mpy          a line a file
    ...
    signature HEX                              of all lines above, from `balancepoint update 1` on
                                               and the files, one after the other

boot.py, main.py, swap.py and settings are not in it: those never change over the air.
"""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

from host_sim.errors import InputError
from tools import page, release_key
from tools.image import BUILD, MPY, PACKAGE, Image, version

_LARGEST = (1 << 30) - 1  # what a counter may be


def listing(image: Image, counter: int, named: str | None = None) -> bytes:
    """The list that is signed."""
    if not 0 < counter <= _LARGEST:
        raise InputError(f"--counter {counter}: is not between 1 and {_LARGEST}")
    files = program(image)
    lines = [
        "balancepoint update 1",
        f"board {image.board.name}",
        f"version {named or version()}",
        f"counter {counter}",
        f"mpy {MPY}",
        f"files {len(files)} {sum(map(len, files.values()))}",
        *(f"{len(data)} {hashlib.sha256(data).hexdigest()} {path}" for path, data in files.items()),
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def program(image: Image) -> dict[str, bytes]:
    """The files that a release has, in their order."""
    return {
        path: data for path, data in sorted(image.files.items()) if path.startswith(f"{PACKAGE}/") or path == page.NAME
    }


def now() -> int:
    """A counter that grows by itself: minutes since 1970."""
    return int(time.time()) // 60


def signed(image: Image, keys: Path, counter: int, named: str | None = None) -> bytes:
    """The list with its signature."""
    text = listing(image, counter, named)
    return text + f"signature {release_key.sign(keys, text)}\n".encode()


def bundle(image: Image, keys: Path, counter: int, named: str | None = None) -> bytes:
    """The whole file."""
    listed = signed(image, keys, counter, named)
    return f"balancepoint bundle {len(listed)}\n".encode() + listed + b"".join(program(image).values())


def write(image: Image, keys: Path, counter: int, build: Path = BUILD) -> Path:
    """Put it beside the image; where it is."""
    target = build / image.board.name / f"{image.board.name}-{version()}.update"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(bundle(image, keys, counter))
    return target


def parts(data: bytes, path: Path) -> tuple[bytes, list[tuple[str, bytes]]]:
    """(signed list, [(path, content)]) of such a file; InputError if it is none."""
    head, _, rest = data.partition(b"\n")
    words = head.split()
    if words[:2] != [b"balancepoint", b"bundle"] or len(words) != 3 or not words[2].isdigit():
        raise InputError(f"{path}: is no release (make release BOARD=…)")
    listed, rest = rest[: int(words[2])], rest[int(words[2]) :]
    files, sizes = [], []
    for line in listed.decode("utf-8", "replace").splitlines():
        size, _, more = line.partition(" ")
        if len(more) > 65 and more[64] == " " and size.isdigit():
            files.append((more[65:], rest[: int(size)]))
            sizes.append(size)
            rest = rest[int(size) :]
    if rest or not files or any(len(content) < int(size) for (_path, content), size in zip(files, sizes, strict=True)):
        raise InputError(f"{path}: is not whole")
    return listed, files
