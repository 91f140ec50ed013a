"""The history of the house in files, so that it survives the power: a file a day, one record more every quarter of an hour.

    history = History(store, roomy)
    history.put(bin)               # in the tick: into RAM
    wrong = history.save()         # outside the tick, every second: at most one append for a new bin; None, or one line
    n = history.read(0, buffer)    # outside the tick: at most 512 bytes of one file
    history.skip(3)

To the core it is what `control.house.past` describes. A record is the six numbers of a bin, the low bits of the bin's number
and of a CRC-32 over these seven, 16 bits each; where it stands in the file is where the bin is in the day. What was torn or went
bad reads as a quarter of an hour of which nothing is known, and is counted in `damaged`. The oldest day goes as a whole. On a
`roomy` board all of it is in RAM, too, and a third of a day is written at once.
"""

from array import array
from binascii import crc32

from ..control.house.past import DAY, FIELDS, PIECE, SIZE, Past, blank

_DAYS = SIZE // DAY + 2  # so many files: the day that runs, and all of SIZE before it
_WORDS = 8  # of 16 bits in a record
_BYTES = 2 * _WORDS
_NAME = "house."  # and the number of the day


class History:
    """`store`: a `storage.Store`. `damaged`: records that were found unreadable; `lost`: bins that could not be written."""

    def __init__(self, store, roomy):
        self.damaged = 0
        self.lost = 0
        self._store = store
        self._roomy = roomy
        self._raw = array("H", [0] * (PIECE * _WORDS))
        self._past = Past() if roomy else Past(PIECE)
        self._oldest = self._saved = 0  # day; bins that are in files
        days = [int(name[len(_NAME) :]) for name in store.names(_NAME) if name[len(_NAME) :].isdigit()]
        if days:
            self._oldest, newest = min(days), max(days)
            self._saved = newest * DAY + min(store.size(_NAME + str(newest)) // _BYTES, DAY)
        self._tried = 0
        self._checked = 0  # number up to which damage has been counted
        if roomy:
            self._fill()
        self._past.bins = self._saved

    @property
    def bins(self):
        return self._past.bins

    def put(self, bin):
        self._past.put(bin)

    def skip(self, bins):
        if self._roomy:
            self._past.skip(bins)
        else:
            self._past.bins += bins
        self._saved = self._past.bins  # nothing is kept of nothing

    def read(self, first, buffer):
        if first >= self._saved or self._roomy:
            return self._past.read(first, buffer)
        return self._read(first, buffer)

    def save(self, everything=False):
        """Writes what is new, on a roomy board once a piece is full; `everything`: all of it, now. None, or what went wrong."""
        bins = self._past.bins
        if not everything and (self._tried == bins or (self._roomy and bins // PIECE == self._saved // PIECE)):
            return None
        self._tried = bins
        begin = bins - (SIZE if self._roomy else PIECE)
        if self._saved < begin:
            self.lost += begin - self._saved
            self._saved = begin
        try:
            while self._saved < bins:
                self._saved = self._append(self._saved, bins)
                if not everything:
                    break
        except OSError as error:
            return "history: not saved (%s)" % error
        return None

    def _append(self, first, bins):
        """Writes what one file takes of the bins from `first` on; the number of the next."""
        day = first // DAY
        end = min(bins, first - first % PIECE + PIECE)
        words = memoryview(self._raw)[: (end - first) * _WORDS]
        self._pack(first, end)
        self._store.put_at(_NAME + str(day), first % DAY * _BYTES, words)
        while self._oldest <= day - _DAYS:
            self._store.drop(_NAME + str(self._oldest))
            self._oldest += 1
        return end

    def _pack(self, first, end):
        raw = self._raw
        kept = array("h", [0] * (FIELDS * PIECE))
        self._past.read(first, kept)
        for i in range(end - first):
            for k in range(FIELDS):
                raw[i * _WORDS + k] = kept[i * FIELDS + k] & 0xFFFF
            raw[i * _WORDS + FIELDS] = (first + i) & 0xFFFF
            raw[i * _WORDS + FIELDS + 1] = self._check(i)

    def _check(self, i):
        return crc32(memoryview(self._raw)[i * _WORDS : i * _WORDS + FIELDS + 1]) & 0xFFFF

    def _read(self, first, buffer):
        count = min(PIECE - first % PIECE, self._saved - first)
        blank(buffer, count)
        raw = self._raw
        words = memoryview(raw)[: count * _WORDS]
        there = self._store.get_at(_NAME + str(first // DAY), first % DAY * _BYTES, words) // _BYTES
        for i in range(there):
            at = i * _WORDS
            if raw[at + FIELDS] == (first + i) & 0xFFFF and raw[at + FIELDS + 1] == self._check(i):
                for k in range(FIELDS):
                    value = raw[at + k]
                    buffer[i * FIELDS + k] = value - ((value & 0x8000) << 1)
            elif first + i >= self._checked and raw[at + FIELDS + 1] != 0xFFFF:
                self.damaged += 1
        self._checked = max(self._checked, first + there)
        return count

    def _fill(self):
        """Takes into RAM what is in the files."""
        kept = array("h", [0] * (FIELDS * PIECE))
        past = self._past
        past.bins = max(0, self._saved - SIZE)
        while past.bins < self._saved:
            for at in range(0, self._read(past.bins, kept) * FIELDS, FIELDS):
                past.put(kept[at : at + FIELDS])
