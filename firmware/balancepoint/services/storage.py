"""What must survive a loss of power, in files: two copies of each name, the newest one that is whole counts.

    store = Store("/data")
    data, note = store.load("memory")            # None: nothing there that is whole; note: what a person should know, or None
    wrong = store.save("memory", data)           # None, or in one line why it could not be written; the old copies stay

A copy is a line `balancepoint 1 SEQUENCE LENGTH CRC` and LENGTH bytes of JSON; the CRC-32 (of zip and Ethernet, `binascii.crc32`)
covers sequence, length and JSON. A save writes NAME.tmp, reads it back, and renames it over the older copy, so that power may go
at any instant: the other copy is whole. littlefs renames atomically over a file that is there; FAT refuses to, there the old copy
is removed first. What is in both copies already is not written again. Power loss, wear and bit errors are met here, not malice.

    store.put_at("house.3", 160, data)           # files without copies, of records with checks of their own
    size = store.get_at("house.3", 160, buffer)
"""

import json
import os
from binascii import crc32
from errno import EEXIST

_BLOCK = 128
_AT_ONCE = 32  # values of a list
_COPIES = (".a", ".b")
_MOST = 9  # boots counted


def _pieces(data):
    """The JSON of a dict, one key and a few values of a list at a time and in the order of the keys: little memory, and the same
    text every time."""
    mark = "{"
    for key in sorted(data):
        value = data[key]
        yield (mark + json.dumps(key) + ":").encode()
        if isinstance(value, list) and len(value) > _AT_ONCE:
            mark = "["
            for k in range(0, len(value), _AT_ONCE):
                yield (mark + json.dumps(value[k : k + _AT_ONCE])[1:-1]).encode()
                mark = ", "
            yield b"]"
        else:
            yield json.dumps(value).encode()
        mark = ",\n"
    yield b"{}" if mark == "{" else b"}"


def _line(sequence, length, crc):
    """The head line of a copy, with the CRC over its numbers and the JSON, whose own is `crc`."""
    numbers = "%d %d" % (sequence, length)
    return ("balancepoint 1 %s %08x\n" % (numbers, crc32(numbers.encode(), crc))).encode()


def _newer(copy, other):
    return bool(copy and (not other or copy[0] > other[0]))


class Store:
    """`folder` is made if it is not there. `open` and `files` (rename, remove, mkdir, listdir) are the system's but in tests.

    `writes`: files written since boot. `failures`: saves that failed since boot.
    """

    def __init__(self, folder, files=os, open=open):
        self.folder = folder
        self.writes = 0
        self.failures = 0
        self._files = files
        self._open = open
        # name -> [copy a, copy b, next sequence, whether one was damaged]; a copy: (sequence, length, CRC of the JSON, where
        # that begins), None if it may be written over.
        self._known: dict = {}

    def _path(self, name, ending):
        return self.folder + "/" + name + ending

    def _read(self, path):
        """(sequence, length, CRC, where the JSON begins) of a copy that is whole, None for a missing, () for a damaged one."""
        try:
            file = self._open(path, "rb")
        except OSError:
            return None
        try:
            head = file.readline(64)
            words = head.split(b" ")
            sequence, length = int(words[2]), int(words[3])
            crc = size = 0
            while True:
                block = file.read(_BLOCK)
                if not block:
                    break
                crc = crc32(block, crc)
                size += len(block)
            # The head as it was written, so that none of its bytes is left unchecked.
            if size == length and head == _line(sequence, length, crc):
                return sequence, length, crc, len(head)
        except (OSError, ValueError, IndexError):
            pass
        finally:
            file.close()
        return ()

    def _copies(self, name):
        """What is known of both copies of a name; found by reading them once."""
        known = self._known.get(name)
        if known is None:
            found = [self._read(self._path(name, ending)) for ending in _COPIES]
            known = [
                found[0] or None,
                found[1] or None,
                max([copy[0] for copy in found if copy] or [0]) + 1,
                () in found,
            ]
            self._known[name] = known
        return known

    def load(self, name, make=None):
        """(the dict saved last, a note in one line if a copy was damaged, else None); without a whole copy the dict is None, too.

        `make(data)` may refuse what is whole but wrong with a ValueError: then the older copy is tried. What it gives comes back.
        """
        self._known.pop(name, None)
        known = self._copies(name)
        note = "a copy is damaged" if known[3] else None
        for k in (1, 0) if _newer(known[1], known[0]) else (0, 1):
            if known[k]:
                try:
                    data = self._data(self._path(name, _COPIES[k]), known[k][3])
                    data = make(data) if make else data
                    return data, note and "%s: %s, the other is used" % (name, note)
                except (OSError, ValueError) as error:
                    note = str(error)
                    known[k] = None
        return None, note and "%s: %s, and no other is there" % (name, note)

    def _data(self, path, begin):
        file = self._open(path, "rb")
        try:
            file.seek(begin)
            return json.load(file)
        finally:
            file.close()

    def save(self, name, data):
        """Write a dict of what JSON knows over the older copy. None, or in one line what went wrong."""
        known = self._copies(name)
        length = crc = 0
        for piece in _pieces(data):
            length += len(piece)
            crc = crc32(piece, crc)
        a, b, sequence, _damaged = known
        if a and b and (b if _newer(b, a) else a)[1:3] == (length, crc):
            return None
        older = 0 if _newer(b, a) or not a else 1
        path = self._path(name, ".tmp")
        try:
            try:
                found = self._write(path, data, sequence, length, crc)
            except OSError:
                if not self._made_folder():
                    raise
                found = self._write(path, data, sequence, length, crc)
            if not found:
                raise OSError("what was written cannot be read back")
            known[older] = None  # until it is there
            self._rename(path, self._path(name, _COPIES[older]))
        except OSError as error:
            self.failures += 1
            self._remove(path)
            return "%s: not saved (%s)" % (name, error)
        known[older] = found
        known[2] = sequence + 1
        return None

    def names(self, begin):
        """Of all files whose name begins so."""
        try:
            return [name for name in self._files.listdir(self.folder) if name.startswith(begin)]
        except OSError:
            return []

    def size(self, name):
        """Bytes of a file, 0 if it is not there."""
        try:
            file = self._open(self._path(name, ""), "rb")
        except OSError:
            return 0
        try:
            return file.seek(0, 2)
        finally:
            file.close()

    def put_at(self, name, at, data):
        """Writes at a place of a file; what is missing before it is filled with ones. Raises OSError."""
        path = self._path(name, "")
        try:
            file = self._open(path, "r+b")
        except OSError:
            self._made_folder()
            file = self._open(path, "wb")
        self.writes += 1
        try:
            missing = at - file.seek(0, 2)
            while missing > 0:
                file.write(b"\xff" * min(missing, _BLOCK))
                missing -= _BLOCK
            file.seek(at)
            file.write(data)
        finally:
            file.close()

    def get_at(self, name, at, buffer):
        """Fills `buffer` from a place of a file on; bytes that were there."""
        try:
            file = self._open(self._path(name, ""), "rb")
        except OSError:
            return 0
        try:
            file.seek(at)
            return file.readinto(buffer)
        except OSError:
            return 0
        finally:
            file.close()

    def drop(self, name):
        self._remove(self._path(name, ""))

    def _write(self, path, data, sequence, length, crc):
        file = self._open(path, "wb")
        self.writes += 1
        try:
            file.write(_line(sequence, length, crc))
            for piece in _pieces(data):
                file.write(piece)
            file.flush()
        finally:
            file.close()
        found = self._read(path)
        return found if found and found[:3] == (sequence, length, crc) else None

    def _rename(self, path, target):
        try:
            self._files.rename(path, target)
        except OSError as error:
            if error.errno != EEXIST:
                raise
            self._files.remove(target)
            self._files.rename(path, target)

    def _made_folder(self):
        try:
            self._files.mkdir(self.folder)
        except OSError:
            return False
        return True

    def _remove(self, path):
        try:
            self._files.remove(path)
        except OSError:
            pass


class BootCount:
    """Boots in a row that did not come to `good()`. Kept in NVS, so that it counts even when the files are what goes wrong.

    `nvs`: get_i32, set_i32, commit as in `esp32.NVS`; each may raise OSError. A count that cannot be kept is none: the watchdog
    still guards, and safe mode for ever would help nobody. `bench`: this boot is for a bench (`services.bench`), not for a house.
    """

    def __init__(self, nvs):
        self._nvs = nvs
        self.bench = self._get("bench") == 1
        self._put("bench", 0)
        self._again = self._get("again")
        self._put("again", 0)

    def begin(self):
        """Counts this boot: 1 after a good one, 0 for one that a bench wanted. At most `_MOST`, so that a board that boots for
        ever writes no more."""
        if self.bench:
            return 0
        count = min(max(0, self._get("boots")), _MOST - 1) + 1
        self._put("boots", count)
        return count

    def good(self):
        """This boot has lasted."""
        self._put("boots", 0)

    def retry(self):
        """The next boot is to be one more attempt, the last of three."""
        self._put("boots", 2)

    def again(self):
        """True if the next boot may go on with what this one began, and is none more; not twice in a row, for who restarts
        for ever keeps no house warm."""
        if self._again:
            return False
        self._put("boots", max(0, self._get("boots") - 1))
        self._put("again", 1)
        return self._get("again") == 1

    def make_way(self):
        """The next boot is for a bench, and this one was good enough to be asked."""
        self.good()
        self._put("bench", 1)

    def _get(self, name):
        try:
            return self._nvs.get_i32(name)
        except OSError:  # never written
            return 0

    def _put(self, name, number):
        if self._get(name) == number:
            return
        try:
            self._nvs.set_i32(name, number)
            self._nvs.commit()
        except OSError:
            pass
