"""Whether a board takes updates over the air at all, and by whose key. Loaded for an errand."""

import os

from .. import hal
from . import slots

LEAST = 3_000_000  # bytes of flash for files in which two programs, history and settings have room
_size: list = []  # of the flash for files, bytes, once it was asked for


def modulus():
    """Of the key by which updates are known, hexadecimal; "": this program was built without one."""
    try:
        from ..release_key import MODULUS
    except ImportError:
        return ""
    return MODULUS


def unable(app):
    """Why this board takes no update but by cable; None: it does."""
    if hal.memory()["frozen"]:
        return "update: the program is part of this board's MicroPython, it is updated by cable (docs/firmware.md)"
    if not modulus():
        return "update: this program was built without a release key, it is updated by cable (docs/update.md)"
    if not _size:  # littlefs looks through all of the flash to answer
        system = os.statvfs(slots.root(app))
        _size.append(system[1] * system[2])
    size = _size[0]
    if size < LEAST:
        return "update: the flash has %d KB for files, two programs need %d, it is updated by cable" % (
            size // 1000,
            LEAST // 1000,
        )
    return None
