"""The history of the house in files, so that it survives the power: a file a day, one record more every quarter of an hour.

    history = History(store, roomy)
    history.put(bin)               # in the tick: into RAM
    wrong = history.save()         # outside the tick, every second: at most one append for a new bin; None, or one line
    n = history.read(0, buffer)    # outside the tick: at most 512 bytes of one file
    n = history.look(0, buffer)
    history.skip(3)

To the core it is what `control.house.past` describes. A record is the six numbers of a bin, the low bits of the bin's number
and of a CRC-32 over these seven, 16 bits each; where it stands in the file is where the bin is in the day. What was torn or went
bad reads as a quarter of an hour of which nothing is known, and is counted in `damaged`. How they are written: `segments`. On a
`roomy` board all of it is in RAM, too, and a third of a day is written at once.
"""

from array import array
from binascii import crc32

from ..control.house.past import DAY, FIELDS, PIECE, SIZE, Past, blank
from ..errand import errand
from .record import NAME, RECORD, WORDS


class History:
    """`store`: a `storage.Store`. `damaged`: records that were found unreadable; `lost`: bins that could not be written."""

    def __init__(self, store, roomy):
        self.damaged = 0
        self.lost = 0
        self.store = store
        self.roomy = roomy
        self.raw = array("H", [0] * (PIECE * WORDS))
        self.past = Past() if roomy else Past(PIECE)
        self.kept = self.past.kept
        self.at = 0
        self.oldest = self.saved = 0  # day; bins that are in files
        self._tried = 0
        self._checked = 0  # number up to which damage has been counted
        errand("services.segments").find(self)

    @property
    def bins(self):
        return self.past.bins

    def put(self, bin):
        self.past.put(bin)

    def skip(self, bins):
        if self.roomy:
            self.past.skip(bins)
        else:
            self.past.bins += bins
        self.saved = self.past.bins  # nothing is kept of nothing

    def read(self, first, buffer):
        if first >= self.saved or self.roomy:
            return self.past.read(first, buffer)
        return self.read_files(first, buffer)

    def look(self, first, buffer):
        if first >= self.saved or self.roomy:
            count = self.past.look(first, buffer)
            self.kept = self.past.kept
            self.at = self.past.at
            return count
        self.kept = buffer
        self.at = 0
        return self.read_files(first, buffer)

    def save(self, everything=False):
        """Writes what is new, on a roomy board once a piece is full; `everything`: all of it, now. None, or what went wrong."""
        bins = self.past.bins
        if not everything and (self._tried == bins or (self.roomy and bins // PIECE == self.saved // PIECE)):
            return None
        self._tried = bins
        begin = bins - (SIZE if self.roomy else PIECE)
        if self.saved < begin:
            self.lost += begin - self.saved
            self.saved = begin
        try:
            append = errand("services.segments").append
            while self.saved < bins:
                self.saved = append(self, self.saved, bins)
                if not everything:
                    break
        except (OSError, MemoryError) as error:
            return "history: not saved (%s)" % error
        return None

    def check(self, i):
        """The low bits of the CRC-32 of a record in `raw`."""
        return crc32(memoryview(self.raw)[i * WORDS : i * WORDS + FIELDS + 1]) & 0xFFFF

    def read_files(self, first, buffer):
        """The same as `read`, from the files, at most one of them."""
        count = min(PIECE - first % PIECE, self.saved - first)
        blank(buffer, count)
        raw = self.raw
        words = memoryview(raw)[: count * WORDS]
        there = self.store.get_at(NAME + str(first // DAY), first % DAY * RECORD, words) // RECORD
        for i in range(there):
            at = i * WORDS
            if raw[at + FIELDS] == (first + i) & 0xFFFF and raw[at + FIELDS + 1] == self.check(i):
                for k in range(FIELDS):
                    value = raw[at + k]
                    buffer[i * FIELDS + k] = value - ((value & 0x8000) << 1)
            elif first + i >= self._checked and raw[at + FIELDS + 1] != 0xFFFF:
                self.damaged += 1
        self._checked = max(self._checked, first + there)
        return count
