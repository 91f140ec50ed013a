"""How the history of the house wears the flash of a board: `make bench-vm` prints it.

The firmware's own `services.history` writes days of it into a store that counts. What an append does to littlefs in 4-KB blocks
was measured once, with MicroPython's own `VfsLfs2` over a block device that counts (docs/firmware.md): 0.94 erased blocks on
average over sixty days and never more than two. The VM has no littlefs, so that is assumed here.
"""

from __future__ import annotations

from array import array

from balancepoint.services.history import History

DAYS = 20
A_DAY = 96
ERASED = 0.94  # blocks an append, on average
MOST = 2  # blocks an append
STALL = 80  # ms a block
BLOCKS = 512  # of 4 KB: the 2 MB that the files have on a chip with 4 MB of flash


class Counting:
    """The part of `services.storage.Store` that the history needs, in RAM."""

    def __init__(self) -> None:
        self.files: dict[str, bytearray] = {}
        self.appends = 0

    def names(self, begin: str) -> list[str]:
        return [name for name in self.files if name.startswith(begin)]

    def size(self, name: str) -> int:
        return len(self.files.get(name, b""))

    def put_at(self, name: str, at: int, data: bytes) -> None:
        file = self.files.setdefault(name, bytearray())
        file[at : at + len(data)] = data
        self.appends += 1

    def get_at(self, name: str, at: int, buffer: memoryview) -> int:
        piece = self.files.get(name, b"")[at : at + len(buffer)]
        buffer[: len(piece)] = piece
        return len(piece)

    def drop(self, name: str) -> None:
        self.files.pop(name, None)


def run(days: int = DAYS) -> tuple[float, int]:
    """(appends a day, the most appends that one save made) of so many days on a board without PSRAM."""
    store, most = Counting(), 0
    history = History(store, roomy=False)
    for _ in range(days * A_DAY):
        history.put(array("h", [2100, -500, 2000, -1, 300, 0]))
        before = store.appends
        wrong = history.save()
        if wrong:
            raise RuntimeError(wrong)
        most = max(most, store.appends - before)
    return store.appends / days, most


def told() -> str:
    """One line of it."""
    appends, most = run()
    erased = appends * ERASED
    return (
        f"history in flash: {appends:.0f} appends a day, {erased:.0f} erases, {erased * 365 / BLOCKS:.0f} a block and year; "
        f"longest stall {most * MOST} blocks, {most * MOST * STALL} ms ({ERASED} and at most {MOST} erases an append assumed)"
    )
