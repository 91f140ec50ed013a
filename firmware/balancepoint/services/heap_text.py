"""The heap in words, for people: what kind it is, and whether the board has the MicroPython image that it needs."""

import gc

from .. import board, hal


def heap():
    """How large, of which kind, and where the program lies; on a laptop nobody counts."""
    gc.collect()
    found = hal.memory()
    if not found["total"]:
        return "not counted"
    return "%d of %d bytes free, %s PSRAM, program %s, image %s" % (
        found["free"],
        found["total"],
        "with" if found["psram"] else "without",
        "frozen" if found["frozen"] else "in files",
        found["image"] or "unknown",
    )


def wrong_image():
    """A line about a board that has PSRAM of which its MicroPython knows nothing; "" if all is well."""
    found = hal.memory()
    if not getattr(board, "PSRAM", False) or found["psram"] or not found["total"]:
        return ""
    return "wrong MicroPython image, flash %s: this board's PSRAM is not seen" % getattr(
        board, "IMAGE", "one with PSRAM"
    )
