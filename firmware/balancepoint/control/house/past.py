"""The history of the house in RAM: means of a quarter of an hour.

    history = Past()
    history.put(bin)               # in the tick: room, outdoor, heat, sun, arch, minute
    n = history.read(0, buffer)    # outside the tick: n bins from number 0 on, as many as are in one place, 32 at most
    n = history.look(0, buffer)    # the same without a copy: they are in `history.kept` from `history.at` on, until the next look
    history.skip(3)                # three quarters of an hour of which nothing is known

Bins are numbered from the first one ever; `bins` is the number of the next. What is not there any more reads as NOTHING. A
board keeps the same in files (`services.history`).
"""

from array import array

from ..quantity import const

# A bin: six numbers of 16 bits.
ROOM, OUTDOOR, HEAT, SUN, ARCH, MINUTE = range(6)
# 0.01 °C, UNUSABLE; 0.01 °C; W; W/m² as the windows see it, -1 unknown, below: lying flat, of a sun whose way is not known yet;
# ‰ of a clear day's sun by the clock, -1 unknown; minute of the week in which the bin ended, -1 unknown
FIELDS = const(6)
UNUSABLE = const(-32768)  # in the place of a room temperature that must not be learned from
NOTHING = (UNUSABLE, 0, 0, -1, -1, -1)

PIECE = const(32)  # bins that one read gives at most
DAY = const(96)  # bins
WINDOW = const(1344)  # bins that are learned from, 14 days
SIZE = const(1408)  # bins kept: the window, and what comes in meanwhile (a fit takes some 45 calls of `learn`: 15 bins)


def zeros(typecode, count):
    """An array; nothing else is made on the way."""
    numbers = array(typecode, range(count))
    for k in range(count):
        numbers[k] = 0
    return numbers


def buffer():
    """A place for one piece."""
    return zeros("h", FIELDS * PIECE)


class Past:
    """A ring of pieces; no block of it is large."""

    def __init__(self, size=SIZE):
        self.bins = 0
        self._size = size
        self._pieces = [buffer() for _ in range(size // PIECE)]
        self.kept = self._pieces[0]
        self.at = 0

    def put(self, bin):
        """Keeps the six numbers of a bin, which the caller may use again."""
        number = self.bins
        piece = self._pieces[number % self._size // PIECE]
        at = number % PIECE * FIELDS
        for k in range(FIELDS):
            piece[at + k] = bin[k]
        self.bins = number + 1

    def skip(self, bins):
        for _ in range(bins):
            self.put(NOTHING)

    def read(self, first, buffer):
        """Fills `buffer` with bins from number `first` on; how many there are."""
        count = self.look(first, buffer)
        for k in range(count * FIELDS):
            buffer[k] = self.kept[self.at + k]
        return count

    def look(self, first, buffer):
        """Finds bins from number `first` on, those that are not there any more in `buffer`; how many there are."""
        count = min(PIECE - first % PIECE, self.bins - first)
        if first < self.bins - self._size:
            blank(buffer, count)
            self.kept = buffer
            self.at = 0
        else:
            self.kept = self._pieces[first % self._size // PIECE]
            self.at = first % PIECE * FIELDS
        return count


def blank(buffer, count):
    """`count` bins of which nothing is known."""
    for at in range(count * FIELDS):
        buffer[at] = NOTHING[at % FIELDS]
