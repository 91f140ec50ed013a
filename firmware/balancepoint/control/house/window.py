"""The part of the history that a fit sees."""

from ..quantity import const
from .daylight import arch
from .past import ARCH, DAY, FIELDS, MINUTE, ROOM, SUN, UNUSABLE
from .sunlight import on_wall

# How the air of the room is taken in a bin, where the minute of the week stood
MODEL = const(0)  # as it goes on
FOUND = const(1)  # as it is measured: what happened before is unknown
LOST = const(2)  # nobody knows

_CLOCK = const(-1)  # no guess is needed


class Window:
    """`bins` from number `first` on. `kept` has what `read` has read, the sun in `column`: W/m² if `metered`, else the arch of a
    clear day in ‰, by the clock, or as `guess` says."""

    def __init__(self, house, metered, first, bins, kept):
        self._house = house
        self._minute = _CLOCK
        self.metered = metered
        self.column = SUN if metered else ARCH
        self.first = first
        self.bins = bins
        self.kept = kept
        self._lost = 0
        self.compared = 0  # fourth bins that were measured, since the window's beginning

    def guess(self, minute):
        """There is no clock: the minute of the day at the middle of the first bin."""
        self._minute = minute

    def leave_out(self, bins):
        """Begins later by that."""
        if self._minute != _CLOCK:
            self._minute += 15 * bins
        self.first += bins
        self.bins -= bins

    def read(self, k):
        """Reads from the `k`th bin on; how many."""
        number = self.first + k
        kept = self.kept
        count = min(self._house.history.read(number, kept), self.bins - k)
        if self.metered:
            self._turn(number, count)
        elif self._minute != _CLOCK:
            for i in range(count):
                kept[i * FIELDS + ARCH] = arch(self._minute + 15 * (k + i))
        return count

    def dress(self, k, count, values, first_day):
        """Makes what was read the model's: the sun in W by the amplitudes in `values` from `first_day` on, with a reading as it is
        in W/m²; how the air is taken in the place of the minute. From the window's beginning on, one piece after the other."""
        kept = self.kept
        column = self.column
        if k == 0:
            self._lost = self.compared = 0
        for at in range(0, count * FIELDS, FIELDS):
            sun = max(kept[at + column], 0)
            if sun and not self.metered:
                sun = values[first_day + k // DAY] * sun // 1000
            kept[at + column] = sun
            taken = MODEL
            if kept[at + ROOM] == UNUSABLE:
                taken = self._lost = LOST
            elif self._lost:
                taken = FOUND
                self._lost = 0
            kept[at + MINUTE] = taken
            if k & 3 == 3 and taken != LOST:
                self.compared += 1
            k += 1

    def _turn(self, number, count):
        """Turns onto the windows what was read before the sun's way was known; of earlier than the boot nobody knows the hour."""
        kept = self.kept
        house = self._house
        for i in range(count):
            sun = -2 - kept[i * FIELDS + SUN]
            if sun >= 0:
                if number + i < house.since or house.turn is None:
                    sun = -1
                elif sun:
                    sun = on_wall(house.turn, sun, number + i)
                kept[i * FIELDS + SUN] = sun
