"""A flash with folders whose power can go at every operation (`disk`), boot.py started on it, and an update sent to it."""

import builtins
from pathlib import Path
from types import SimpleNamespace

from tests.firmware.services import disk

BOOT = Path(__file__).parents[3] / "firmware" / "boot.py"
PWRON, WDT, SOFT = 1, 3, 5


class Reset(Exception):
    """The chip starts again."""


class File(disk.File):
    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self.writing or not self.disk.dead:  # who only reads is gone with the power
            super().close()

    def __iter__(self):
        while line := self.readline(4096):
            yield line


class Flash(disk.Disk):
    """littlefs: what is written counts from `close`, a rename is atomic."""

    def __init__(self, files, size=1 << 22):
        super().__init__(disk.LITTLEFS, size)
        self.folders = {"/"}
        for path, data in files.items():
            self.files["/" + path] = data
            self._with_folders("/" + path)

    def _with_folders(self, path):
        self.folders.update(str(each) for each in Path(path).parents)

    def open(self, path, mode="rb"):
        if mode == "wb":
            if str(Path(path).parent) not in self.folders:
                raise OSError(2, "ENOENT")
            self.step([None])
            return File(self, path, b"", True)
        if path not in self.files:
            raise OSError(2, "ENOENT")
        return File(self, path, self.files[path], False)

    def mkdir(self, path):
        if path in self.folders:
            raise OSError(17, "EEXIST")
        self.step([None, lambda: self.folders.add(path)])
        self.folders.add(path)

    def stat(self, path):
        if path in self.files:
            return (0x8000, 0, 0, 0, 0, 0, len(self.files[path]), 0, 0, 0)
        if path in self.folders:
            return (0x4000, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        raise OSError(2, "ENOENT")

    def listdir(self, folder):
        folder = folder.rstrip("/") or "/"
        if folder not in self.folders:
            raise OSError(2, "ENOENT")
        every = [*self.files, *self.folders]
        return [Path(path).name for path in every if str(Path(path).parent) == folder and path != "/"]

    def statvfs(self, _path):
        return (4096, 4096, self.size // 4096, (self.size - self.used()) // 4096, 0, 0, 0, 0, 0, 255)


def boot(flash, cause=SOFT, text=None):
    """What boot.py leaves: (slot, 1 in its trial, outputs as they were driven)."""
    driven = {}

    class Pin:
        OUT = 1

        def __init__(self, gpio, _mode, value):
            driven[gpio] = value

    def reset():
        raise Reset

    machine = SimpleNamespace(
        Pin=Pin, PWRON_RESET=PWRON, reset_cause=lambda: cause, WDT=lambda timeout: None, reset=reset
    )
    system = SimpleNamespace(path=["", ".frozen", "/lib"])
    fakes = {"os": flash, "machine": machine, "sys": system}

    def load(name, *rest):
        return fakes[name] if name in fakes else builtins.__import__(name, *rest)

    names = {"__builtins__": {**vars(builtins), "__import__": load, "open": flash.open}}
    exec(compile(text or BOOT.read_text(encoding="utf-8"), "boot.py", "exec"), names)
    assert (names["slot"] == "b") == (system.path[0] == "/b")
    return names["slot"], names["trial"], driven
