"""A disk that can lose its power at every operation, in every way that the operation can be torn.

Modelled: littlefs writes a file's content when it is closed and renames atomically; FAT writes as it goes, refuses to rename
over a file that is there, and may leave both names or none of a rename that was cut; a third kind renames over a file in two
steps, with a moment in which the target is gone.
"""

LITTLEFS, FAT, TORN = "littlefs", "fat", "torn"
KINDS = (LITTLEFS, FAT, TORN)


class PowerCut(BaseException):
    """Not an OSError: no program lives to catch it."""


class File:
    def __init__(self, disk, path, content, writing):
        self.disk = disk
        self.path = path
        self.content = self.before = content
        self.at = 0
        self.writing = writing
        disk.opened += 1

    def read(self, size=-1):
        end = len(self.content) if size is None or size < 0 else self.at + size
        block = self.content[self.at : end]
        self.at += len(block)
        return bytes(block)

    def readline(self, size):
        end = self.content.find(b"\n", self.at) + 1
        return self.read(min(size, (end or len(self.content)) - self.at))

    def readinto(self, buffer):
        view = memoryview(buffer).cast("B")
        block = self.read(len(view))
        view[: len(block)] = block
        return len(block)

    def seek(self, at, whence=0):
        self.at = at if whence == 0 else len(self.content)
        return self.at

    def write(self, block):
        block = bytes(block)
        unsaved = 0 if self.disk.kind != LITTLEFS else len(self.content)
        if self.disk.used() + unsaved + len(block) > self.disk.size:
            raise OSError(28, "ENOSPC")
        if self.disk.kind == LITTLEFS:
            self.disk.step([None])
            self.content = self._with(block)
        else:
            self.disk.step([self._keeping(self._with(block[:k])) for k in (0, len(block) // 2)] + [None])
            self.content = self._with(block)
            self.disk.files[self.path] = self.content
        self.at += len(block)

    def _with(self, block):
        return self.content[: self.at] + block + self.content[self.at + len(block) :]

    def _keeping(self, content):
        return lambda: self.disk.files.__setitem__(self.path, content)

    def flush(self):
        """No promise: what is not closed may be lost."""

    def close(self):
        if self.disk.dead:
            raise PowerCut
        self.disk.opened -= 1
        if self.writing:
            half = self.content[: (len(self.before) + len(self.content)) // 2]
            torn = [] if self.disk.kind == LITTLEFS else [self._keeping(half)]
            self.disk.step([None, self._keeping(self.before)] + torn + [self._keeping(self.content)])
            self.disk.files[self.path] = self.content


class Disk:
    """A disk with power. `files`: what outlives the power.

    `cut(at, way)`: power is there, until it goes in operation `at` (from 0, None: never), in its `way`-th way.
    """

    def __init__(self, kind, size=1 << 20):
        self.kind = kind
        self.size = size
        self.files: dict[str, bytes] = {}
        self.steps = 0
        self.ways: list[int] = []
        self.opened = 0
        self.dead = False
        self.cut_at: int | None = None
        self.cut_way = 0

    def used(self):
        return sum(map(len, self.files.values()))

    def cut(self, at, way):
        self.dead = False
        self.opened = 0
        self.steps = 0
        self.ways = []
        self.cut_at = at
        self.cut_way = way

    def step(self, ways):
        """One operation; each of `ways` leaves the disk as it may be when power goes during it."""
        if self.dead:
            raise PowerCut
        self.ways.append(len(ways))
        self.steps += 1
        if self.cut_at == self.steps - 1:
            way = ways[self.cut_way % len(ways)]
            if way:
                way()
            self.dead = True
            raise PowerCut

    def open(self, path, mode):
        if mode == "rb":
            if path not in self.files:
                raise OSError(2, "ENOENT")
            return File(self, path, self.files[path], False)
        if mode == "r+b":
            if path not in self.files:
                raise OSError(2, "ENOENT")
            self.step([None])
            return File(self, path, self.files[path], True)
        assert mode == "wb"
        if self.kind == LITTLEFS:
            self.step([None])
        else:
            self.step([None, lambda: self.files.__setitem__(path, b"")])
            self.files[path] = b""
        return File(self, path, b"", True)

    def remove(self, path):
        if path not in self.files:
            raise OSError(2, "ENOENT")
        self.step([None, lambda: self.files.pop(path)])
        del self.files[path]

    def rename(self, path, target):
        if path not in self.files:
            raise OSError(2, "ENOENT")
        if self.kind == FAT and target in self.files:
            raise OSError(17, "EEXIST")
        ways = [None, lambda: self._moved(path, target)]
        if self.kind == FAT:
            ways.append(lambda: self.files.__setitem__(target, self.files[path]))
            ways.append(lambda: self.files.pop(path))
        elif self.kind == TORN:
            ways.append(lambda: self.files.pop(target, None))
            ways.append(lambda: self.files.__setitem__(target, self.files[path][:7]))
        self.step(ways)
        self._moved(path, target)

    def _moved(self, path, target):
        self.files[target] = self.files.pop(path)

    def mkdir(self, path):
        raise OSError(17, "EEXIST")

    def listdir(self, folder):
        return [path[len(folder) + 1 :] for path in self.files if path.startswith(folder + "/")]
