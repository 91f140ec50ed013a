"""The history's files (`history`): what is there at a start, and the append of a record. Loaded for each.

A file a day, `house.N`, of records that stand where their bin is in the day. The oldest day goes as a whole.
"""

from array import array

from ..control.house.past import DAY, FIELDS, PIECE, SIZE
from .record import NAME, RECORD, WORDS

_DAYS = SIZE // DAY + 2  # so many files: the day that runs, and all of SIZE before it
_BLOCK = 128  # bytes


def find(history):
    """Takes up what an earlier start has left: numbers, and on a roomy board all of it."""
    store = history.store
    days = [int(name[len(NAME) :]) for name in _names(store) if name[len(NAME) :].isdigit()]
    if days:
        history.oldest, newest = min(days), max(days)
        history.saved = newest * DAY + min(_size(store, NAME + str(newest)) // RECORD, DAY)
    past = history.past
    if history.roomy:
        kept = array("h", [0] * (FIELDS * PIECE))
        past.bins = max(0, history.saved - SIZE)
        while past.bins < history.saved:
            for at in range(0, history.read_files(past.bins, kept) * FIELDS, FIELDS):
                past.put(kept[at : at + FIELDS])
    past.bins = history.saved


def append(history, first, bins):
    """Writes what one file takes of the bins from `first` on; the number of the next. Raises OSError."""
    day = first // DAY
    end = min(bins, first - first % PIECE + PIECE)
    _pack(history, first, end)
    words = memoryview(history.raw)[: (end - first) * WORDS]
    _put_at(history.store, NAME + str(day), first % DAY * RECORD, words)
    while history.oldest <= day - _DAYS:
        history.store.remove(history.store.path(NAME + str(history.oldest)))
        history.oldest += 1
    return end


def _pack(history, first, end):
    raw = history.raw
    kept = array("h", [0] * (FIELDS * PIECE))
    history.past.read(first, kept)
    for i in range(end - first):
        for k in range(FIELDS):
            raw[i * WORDS + k] = kept[i * FIELDS + k] & 0xFFFF
        raw[i * WORDS + FIELDS] = (first + i) & 0xFFFF
        raw[i * WORDS + FIELDS + 1] = history.check(i)


def _names(store):
    try:
        return [name for name in store.files.listdir(store.folder) if name.startswith(NAME)]
    except OSError:
        return []


def _size(store, name):
    """Bytes of a file, 0 if it is not there."""
    try:
        file = store.open(store.path(name), "rb")
    except OSError:
        return 0
    try:
        return file.seek(0, 2)
    finally:
        file.close()


def _put_at(store, name, at, data):
    """Writes at a place of a file; what is missing before it is filled with ones. Raises OSError."""
    path = store.path(name)
    try:
        file = store.open(path, "r+b")
    except OSError:
        store.made_folder()
        file = store.open(path, "wb")
    store.writes += 1
    try:
        missing = at - file.seek(0, 2)
        while missing > 0:
            file.write(b"\xff" * min(missing, _BLOCK))
            missing -= _BLOCK
        file.seek(at)
        file.write(data)
    finally:
        file.close()
