"""Opens a fit: what there is to learn from, and what to begin with. An errand of `house`, together with the fit itself."""

from ..quantity import const
from .daylight import fold, minute_of_day
from .fit import Fit
from .parameters import HOUSE, START, SUN
from .past import ARCH, DAY, FIELDS, OUTDOOR, UNUSABLE, WINDOW, buffer, zeros
from .past import SUN as SUN_READING
from .window import Window

_GUESSED = const(480)  # bins before the first one without a clock: the time of day must be guessed well
_LEAST = const(96)  # bins that a fit must have

# What an opening is at
_COUNT = const(0)
_FOLD = const(1)
_FIND = const(2)


class Opening:
    """What there is to learn from: `advance()` until `done`; then `fit`, over the longest usable end of the history, or None."""

    def __init__(self, house):
        self._house = house
        self._bins = min(house.bins, WINDOW)
        self._first = house.bins - self._bins
        self._spare = buffer()
        self._suns = self._clocks = 0  # bins with a reading of the sun, with a clock
        self._sums = zeros("i", DAY)  # the outdoor temperature over a day
        self._window = Window(house, self._first, self._bins)
        self._stage = _COUNT
        self._k = 0
        self.done = 0
        self.fit = None

    def advance(self):
        """One piece. True if there is another in this call, else it is for the next."""
        if self._stage == _COUNT:
            self._count()
        elif self._stage == _FOLD:
            self._fold()
        else:
            self._find()
        return not self.done

    def _look(self):
        return min(self._house.history.look(self._first + self._k, self._spare), self._bins - self._k)

    def _count(self):
        history = self._house.history
        count = self._look()
        kept = history.kept
        for at in range(history.at, history.at + count * FIELDS, FIELDS):
            self._suns += kept[at + SUN_READING] != -1
            self._clocks += kept[at + ARCH] >= 0
        self._k += count
        bins = self._bins
        if self._k < bins:
            return
        self._k = 0
        metered = 1 if self._house.oriented and self._suns * 10 >= bins * 9 else 0
        if metered or self._clocks * 10 >= bins * 9:
            self._window.metered = metered
            self._stage = _FIND
        elif bins < _GUESSED:
            self.done = 1
        else:
            self._stage = _FOLD

    def _fold(self):
        """Without a clock: the minute of the day at the middle of the first bin is guessed."""
        history = self._house.history
        count = self._look()
        for i in range(count):
            fold(self._sums, self._k + i, self._bins, history.kept[history.at + i * FIELDS + OUTDOOR])
        self._k += count
        if self._k >= self._bins:
            self._k = 0
            self._window.minute = minute_of_day(self._sums)
            self._stage = _FIND

    def _find(self):
        """Begins with a trusted room, and by night, so that a day's sun is in one piece."""
        window = self._window
        lights, rooms = window.stretch.lights, window.stretch.rooms
        count = window.read(0, zeros("i", SUN + 1))
        k = found = 0
        while k < count and not found:
            found = rooms[k] >> 2 != UNUSABLE and lights[k] >= 0 and (window.metered or lights[k] == 0)
            k += not found
        start = rooms[k] >> 2 if found else 0
        window.leave_out(k)
        if found or not window.bins:
            self.done = 1
            if window.bins >= _LEAST:
                self._open(start)

    def _open(self, start):
        house, window, memory = self._house, self._window, self._house.memory
        prior, spread, low, high = house.prior, house.spread, house.low, house.high
        fit = Fit(house, window, start, 2 if house.bins > WINDOW else 4)
        values = fit.values
        for k in range(HOUSE):
            values[k] = house.values[k]
        values[START] = prior[START] = start
        spread[START], low[START], high[START] = 500, start - 3000, start + 3000
        if window.metered:
            sun = memory.sun_aperture
            prior[SUN], spread[SUN], high[SUN] = 500, 1000, 10000
        else:
            sun = prior[SUN] = memory.sun_gains
            spread[SUN], high[SUN] = 2000, 20000
        for k in range(SUN, len(fit.values)):
            values[k] = sun
        self.fit = fit
