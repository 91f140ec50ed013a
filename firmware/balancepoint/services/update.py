"""A new program, received into the slot that does not run, while the one that runs goes on. docs/update.md has the whole.

    app.job = Update(app, "the console")     # ValueError: why this board takes none
    app.job.begin(size)                       # of the signed list of files, which comes first
    app.job.take(data)                        # in the order of the files that `wanted` names; ValueError in one line
    pause = app.job.step(now)                 # ms until the next step; what it does takes no longer than a block of flash

What is in either slot already, by its hash, is not asked for. Every file is read back. A list that is not ours, older, or for
another board is refused before anything is touched. When all is there the list gets its name, and `update_switch` takes over.
"""

import os
from binascii import hexlify
from hashlib import sha256

from .. import hal
from ..errand import errand
from . import slots

_BLOCK = 1024  # bytes a turn
_CLUSTER = 4096  # bytes that littlefs gives a file at a time; a folder takes two of them
_SPARE = 65536  # bytes that stay free for what the program saves
_LONGEST = 65536  # bytes of a list of files
_PATIENCE = 120  # s without a byte
_TRIES = 3
_LINE = 1200  # bytes: a signature of 4096 bits takes 1034
_LINES = 16  # a turn
_LIST = "the list of files"
_PAGE = "page.html.gz"  # the one file of the program that lies beside its package


def digits(data):
    return hexlify(data).decode()


class Update:
    """`door`: who sends it. `wanted`: (path, bytes) of what is to be sent now, `got` bytes of it are there; None: nothing.
    `error`: why it ended. `done`, `total`: bytes that are in their place, of how many."""

    def __init__(self, app, door, files=os, open=open):
        self.app = app
        self.door = door
        self.files = files
        self.open = open
        self.root = slots.root(app)
        reason = errand("services.update_able").unable(app)
        if reason:
            raise ValueError(reason)
        self.runs = slots.load(self.root)[0]
        self.here = self.root + slots.FOLDERS[self.runs]
        self.there = self.root + slots.FOLDERS[slots.other(self.runs)]
        self.version = ""
        self.error = ""
        self.wanted = None
        self.got = 0
        self.done = 0
        self.total = 0
        self.at = 0  # files that are in their place
        self.ready = 0
        self.listed = 0  # the list is admitted
        self._file = None
        self._hash = None
        self._digest = ""  # of what was signed
        self._block = bytearray(_BLOCK)
        self._last = app.uptime.now()  # s at which something came
        self._work = None

    # From the door -----------------------------------------------------------------------------------------------------

    def begin(self, size):
        if not 0 < size <= _LONGEST:
            raise ValueError("update: %d bytes: a list of files has 1 to %d" % (size, _LONGEST))
        self._work = self._all(size)
        self._turn()

    def take(self, data):
        """The next bytes of what is wanted."""
        if self.error:
            raise ValueError(self.error)
        if self.wanted is None or self._file is None:
            raise ValueError("update: nothing is wanted now")
        if self.got + len(data) > self.wanted[1]:
            raise ValueError("update: %s has %d bytes, more came" % self.wanted)
        try:
            self._file.write(data)
        except OSError as error:
            self.fail("the flash takes no more (%s)" % error)
            raise ValueError(self.error)
        self._hash.update(data)
        self.got += len(data)
        self._last = self.app.uptime.now()

    def drop(self):
        self.fail("given up")

    # The work ----------------------------------------------------------------------------------------------------------

    def step(self, now):
        if self.error:
            return 1000
        if self.wanted and self.got < self.wanted[1]:
            if now - self._last > _PATIENCE:
                self.fail("nothing came for %d s" % _PATIENCE)
            return 50
        self._turn()
        if self.ready:
            self.app.job = errand("services.update_switch").Switch(self.app, now)
        return 5

    def _turn(self):
        try:
            next(self._work, None)
        except ValueError as error:
            self.fail(str(error))
        except OSError as error:
            self.fail("the flash fails (%s)" % error)

    def fail(self, why):
        """It ends. What was there before is there; what came stays for the next try."""
        self.error = "update: %s" % why
        self.wanted = None
        self._work = None
        if self._file is not None:
            self._file.close()
            self._file = None
        slots.remove(self.there + slots.PART, self.files)

    def _all(self, size):
        """What is to be done, a generator: between two pieces the rest of the program runs."""
        if self.there != self.root and not self._stat(self.there):
            self.files.mkdir(self.there[:-1])
        part = self.there + slots.PART
        yield from self._receive(_LIST, size, part)
        signature = yield from self._admit(part)
        modulus = errand("services.update_able").modulus()
        good = yield from errand("services.signature").check(self._digest, signature, modulus)
        if not good:
            raise ValueError("the signature is not of this program's builder")
        yield from self._has_room(part)
        self.listed = 1
        if not self._stat(self.here + slots.GOOD):
            yield from self._list_own()
        for name in (slots.GOOD, slots.READY, slots.FAILED):  # from here on nobody starts what is there
            slots.remove(self.there + name, self.files)
        yield from self._clear(part)
        for length, digest, path in self._entries(part):
            yield from self._bring(length, digest, path)
            self.done += length
            self.at += 1
        self.files.rename(part, self.there + slots.READY)
        self.ready = 1

    def _stat(self, path):
        """(bytes,) of a file or folder, or None."""
        try:
            return (self.files.stat(path[:-1] if path[-1:] == "/" else path)[6],)
        except OSError:
            return None

    def _receive(self, name, size, path):
        self._hash = sha256()
        self._file = self.open(path, "wb")
        self.got = 0
        self.wanted = (name, size)
        while self.got < size:
            yield
        self.wanted = None
        self._file.close()
        self._file = None
        yield

    def _read(self, path, size=None):
        """SHA-256 of what is in flash, of the first `size` bytes; "" if there is none."""
        try:
            file = self.open(path, "rb")
        except OSError:
            return ""
        found = sha256()
        view = memoryview(self._block)
        try:
            while size is None or size > 0:
                count = file.readinto(view if size is None else view[: min(size, _BLOCK)])
                if not count:
                    break
                found.update(view[:count])
                if size is not None:
                    size -= count
                yield
        finally:
            file.close()
        return digits(found.digest())

    def _admit(self, part):
        """Is the list one for this board, newer than what runs? Its signature, and what was signed in `_digest`."""
        found = slots.head(part, self.open)
        if not found:
            raise ValueError("that is no list of files of an update")
        board = hal.board.NAME
        if found.get("board") != board:
            raise ValueError("it is for the board %s, this is %s" % (found.get("board"), board))
        if found.get("mpy") != "6":
            raise ValueError("its bytecode is %s, this MicroPython reads 6" % found.get("mpy"))
        own = slots.head(self.here + slots.GOOD, self.open).get("counter", 0)
        if found["counter"] <= own:
            raise ValueError(
                "its counter is %d, that of the program that runs %d: it is not newer" % (found["counter"], own)
            )
        if slots.head(self.there + slots.FAILED, self.open).get("counter") == found["counter"]:
            raise ValueError("%s did not stand its trial here; make another one" % found["version"])
        self.version = found["version"]
        self.total = found["bytes"]
        at = count = 0
        words: list = []
        with self.open(part, "rb") as file:
            while True:
                line = file.readline(_LINE)
                words = line.decode().split()
                if not line or words[:1] == ["signature"]:
                    break
                at += len(line)
                count += 1
                if not count % _LINES:
                    yield
            if file.read(1):
                raise ValueError("something follows the signature")
        if len(words) != 2:
            raise ValueError("the list of files is not signed")
        self._digest = yield from self._read(part, at)
        return words[1]

    def lengths(self):
        """Bytes of each file of the list, once it is admitted."""
        for length, _digest, _path in self._entries(self.there + slots.PART):
            yield length

    def _entries(self, part):
        """(bytes, SHA-256, path) of the files of a list; ValueError if one is outside the program."""
        with self.open(part, "rb") as file:
            while True:
                line = file.readline(_LINE)
                words = line.decode().split()
                if not line or words[0] == "signature":
                    return
                if len(words) == 3 and len(words[1]) == 64:
                    if words[2] != _PAGE and (words[2][:13] != "balancepoint/" or ".." in words[2]):
                        raise ValueError("%s is no file of the program" % words[2])
                    yield int(words[0]), words[1], words[2]

    def _has_room(self, part):
        """Beside what runs."""
        needed = 0
        folders: list = []
        for length, _digest, path in self._entries(part):
            there = self._stat(self.there + path)
            size = -(-length // _CLUSTER) * _CLUSTER
            needed += size - (-(-there[0] // _CLUSTER) * _CLUSTER if there else 0)
            folder = path.rpartition("/")[0]
            if folder not in folders:
                folders.append(folder)
                if not there:
                    needed += 2 * _CLUSTER
            yield
        system = self.files.statvfs(self.root)
        free = system[0] * system[3]
        if needed + _SPARE > free:
            raise ValueError(
                "the flash has %d KB free, a second program needs %d: update by cable"
                % (free // 1000, (needed + _SPARE) // 1000)
            )

    def _list_own(self):
        """The program that came by cable gets its list, by which boot.py would know it if `slot` were damaged."""
        draft = self.here + "manifest.own"
        count = size = 0
        listed = self.here + "manifest.files"
        with self.open(listed, "wb") as file:
            for path in self._tree(self.here):
                digest = yield from self._read(self.here + path)
                length = self._stat(self.here + path)[0]
                file.write(("%d %s %s\n" % (length, digest, path)).encode())
                count += 1
                size += length
        with self.open(draft, "wb") as file:
            file.write(
                (
                    "balancepoint update 1\nboard %s\nversion %s\ncounter 0\nfiles %d %d\n"
                    % (hal.board.NAME, hal.board.VERSION, count, size)
                ).encode()
            )
            with self.open(listed, "rb") as lines:
                while True:
                    line = lines.readline(_LINE)
                    if not line:
                        break
                    file.write(line)
                    yield
            file.write(b"end\n")
        slots.remove(listed, self.files)
        self.files.rename(draft, self.here + slots.GOOD)

    def _tree(self, folder, within="balancepoint"):
        """Paths of all files of the program below a folder."""
        if within == "balancepoint" and self._stat(folder + _PAGE):
            yield _PAGE
        try:
            names = self.files.listdir(folder + within)
        except OSError:
            return
        for name in sorted(names):
            path = within + "/" + name
            if name == "__pycache__":
                continue
            if self.files.stat(folder + path)[0] & 0x4000:
                for each in self._tree(folder, path):
                    yield each
            else:
                yield path

    def _clear(self, part):
        """What the new program has not goes: a .py would stand before its .mpy."""
        wanted = set()
        for _length, _digest, path in self._entries(part):
            wanted.add(path)
            if not len(wanted) % _LINES:
                yield
        for path in list(self._tree(self.there)):
            if path not in wanted:
                self.files.remove(self.there + path)
            yield

    def _bring(self, length, digest, path):
        """One file into its place: it is there, or the running program has it, or it is asked for."""
        target = self.there + path
        there = self._stat(target)
        if there and there[0] == length:
            found = yield from self._read(target)
            if found == digest:
                return
        self._folders(path)
        own = self._stat(self.here + path)
        if own and own[0] == length:
            found = yield from self._read(self.here + path)
            if found == digest:
                yield from self._copy(self.here + path, target)
                found = yield from self._read(target)
                if found == digest:
                    return
        for _ in range(_TRIES):
            yield from self._receive(path, length, target)
            if digits(self._hash.digest()) == digest:
                found = yield from self._read(target)
                if found == digest:
                    return
        raise ValueError("%s: its hash is another one" % path)

    def _copy(self, source, target):
        view = memoryview(self._block)
        with self.open(source, "rb") as file:
            with self.open(target, "wb") as copy:
                while True:
                    count = file.readinto(self._block)
                    if not count:
                        return
                    copy.write(view[:count])
                    yield

    def _folders(self, path):
        at = path.find("/")
        while at >= 0:
            if not self._stat(self.there + path[:at]):
                self.files.mkdir(self.there + path[:at])
            at = path.find("/", at + 1)
