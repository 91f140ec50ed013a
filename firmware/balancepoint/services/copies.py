"""Two copies of each name in the store's folder: reading the newest one that is whole, writing over the older one.

A copy is a line `balancepoint 1 SEQUENCE LENGTH CRC` and LENGTH bytes of JSON; the CRC-32 (of zip and Ethernet, `binascii.crc32`)
covers sequence, length and JSON. A save writes NAME.tmp, reads it back, and renames it over the older copy, so that power may go
at any instant: the other copy is whole. littlefs renames atomically over a file that is there; FAT refuses to, there the old copy
is removed first. What is in both copies already is not written again. Power loss, wear and bit errors are met here, not malice.
Loaded for each load and save (`storage`).
"""

import json
from binascii import crc32
from errno import EEXIST

_BLOCK = 128
_AT_ONCE = 32  # values of a list
_COPIES = (".a", ".b")


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


def load(store, name, make):
    """(the dict saved last, a note in one line if a copy was damaged, else None); without a whole copy the dict is None, too.

    `make(data)` may refuse what is whole but wrong with a ValueError: then the older copy is tried. What it gives comes back.
    """
    store.known.pop(name, None)
    known = _copies(store, name)
    note = "a copy is damaged" if known[3] else None
    for k in (1, 0) if _newer(known[1], known[0]) else (0, 1):
        if known[k]:
            try:
                data = _data(store, store.path(name, _COPIES[k]), known[k][3])
                data = make(data) if make else data
                return data, note and "%s: %s, the other is used" % (name, note)
            except (OSError, ValueError) as error:
                note = str(error)
                known[k] = None
    return None, note and "%s: %s, and no other is there" % (name, note)


def _data(store, path, begin):
    file = store.open(path, "rb")
    try:
        file.seek(begin)
        return json.load(file)
    finally:
        file.close()


def save(store, name, data):
    """Write a dict of what JSON knows over the older copy. None, or in one line what went wrong."""
    known = _copies(store, name)
    length = crc = 0
    for piece in _pieces(data):
        length += len(piece)
        crc = crc32(piece, crc)
    a, b, sequence, _damaged = known
    if a and b and (b if _newer(b, a) else a)[1:3] == (length, crc):
        return None
    older = 0 if _newer(b, a) or not a else 1
    path = store.path(name, ".tmp")
    try:
        try:
            found = _write(store, path, data, sequence, length, crc)
        except OSError:
            if not store.made_folder():
                raise
            found = _write(store, path, data, sequence, length, crc)
        if not found:
            raise OSError("what was written cannot be read back")
        known[older] = None  # until it is there
        _rename(store, path, store.path(name, _COPIES[older]))
    except OSError as error:
        store.failures += 1
        store.remove(path)
        return "%s: not saved (%s)" % (name, error)
    known[older] = found
    known[2] = sequence + 1
    return None


def _copies(store, name):
    """What is known of both copies of a name; found by reading them once."""
    known = store.known.get(name)
    if known is None:
        found = [_read(store, store.path(name, ending)) for ending in _COPIES]
        known = [
            found[0] or None,
            found[1] or None,
            max([copy[0] for copy in found if copy] or [0]) + 1,
            () in found,
        ]
        store.known[name] = known
    return known


def _read(store, path):
    """(sequence, length, CRC, where the JSON begins) of a copy that is whole, None for a missing, () for a damaged one."""
    try:
        file = store.open(path, "rb")
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


def _write(store, path, data, sequence, length, crc):
    file = store.open(path, "wb")
    store.writes += 1
    try:
        file.write(_line(sequence, length, crc))
        for piece in _pieces(data):
            file.write(piece)
        file.flush()
    finally:
        file.close()
    found = _read(store, path)
    return found if found and found[:3] == (sequence, length, crc) else None


def _rename(store, path, target):
    try:
        store.files.rename(path, target)
    except OSError as error:
        if error.errno != EEXIST:
            raise
        store.files.remove(target)
        store.files.rename(path, target)
