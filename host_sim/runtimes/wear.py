"""How the history of the house wears the flash of a board: `make bench-vm` prints it.

The firmware's own `services.history` writes days of it into a folder, and its store counts. What an append does to littlefs in
4-KB blocks was measured once, with MicroPython's own `VfsLfs2` over a block device that counts (docs/firmware.md): 0.94 erased
blocks on average over sixty days and never more than two. The VM has no littlefs, so that is assumed here.
"""

from __future__ import annotations

import tempfile
from array import array

from balancepoint.services.history import History
from balancepoint.services.storage import Store

DAYS = 20
A_DAY = 96
ERASED = 0.94  # blocks an append, on average
MOST = 2  # blocks an append
STALL = 80  # ms a block
BLOCKS = 512  # of 4 KB: the 2 MB that the files have on a chip with 4 MB of flash


def run(days: int = DAYS) -> tuple[float, int]:
    """(appends a day, the most appends that one save made) of so many days on a board without PSRAM."""
    most = 0
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder)
        history = History(store, roomy=False)
        for _ in range(days * A_DAY):
            history.put(array("h", [2100, -500, 2000, -1, 300, 0]))
            before = store.writes
            wrong = history.save()
            if wrong:
                raise RuntimeError(wrong)
            most = max(most, store.writes - before)
    return store.writes / days, most


def told() -> str:
    """One line of it."""
    appends, most = run()
    erased = appends * ERASED
    return (
        f"history in flash: {appends:.0f} appends a day, {erased:.0f} erases, {erased * 365 / BLOCKS:.0f} a block and year; "
        f"longest stall {most * MOST} blocks, {most * MOST * STALL} ms ({ERASED} and at most {MOST} erases an append assumed)"
    )
