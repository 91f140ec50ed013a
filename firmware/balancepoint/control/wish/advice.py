"""Was the setback worth it? Told in the journal, never changed by itself.

When a setback of 2 h or more has ended, the hours it covered and the 6 h after are gone through once more with the learned house,
the weather as it was and the unit's map (`setback_cost`): for no setback at all, and for each depth up to the one asked for. In
mild weather the way back leaves the efficient low speeds and can take more than the rest saved (a mild week: 1 K saved 4.5 %, 3 K
cost 4.5 %). If another depth would have taken clearly less, one entry a day says so.
"""

from ..errand import errand
from ..journal import codes as j
from ..quantity import clamp, const, deg, hours

_BIN = 900  # s
_LEAST = const(8)  # bins
_MOST = const(96)
_STEP = deg(0.5)
_CLEARLY = const(15)  # ‰ of the electricity without setback
_DAY = hours(24)
_LEARNED = const(96)  # usable hours behind the house


class Advice:
    """`learn()` outside the tick, every few minutes."""

    def __init__(self, memory, journal, house):
        self._memory = memory
        self._journal = journal
        self._house = house
        self._since = -1
        self._depth = 0
        self._told_at = -_DAY

    def learn(self, setback, setpoint, cooling, side, now):
        """`setback` that holds, `setpoint` without it (0.01 K, 0.01 °C), `side` of the unit map; all of the active side."""
        if setback > 0:
            if self._since < 0 or setback != self._depth:
                self._since = now
                self._depth = setback
            return
        since = self._since
        self._since = -1
        bins = min((now - since) // _BIN, _MOST)
        if since < 0 or bins < _LEAST or now - self._told_at < _DAY or self._memory.house_age < _LEARNED:
            return
        with errand:
            from .setback_cost import taken
        memory = self._memory
        before = side.outdoor
        weather = [self._house.past(bins - 1 - k) for k in range(bins)]
        none = asked = least = taken(memory, 0, setpoint, cooling, side, weather)
        best = 0
        depth = 0
        while depth < self._depth:
            depth = min(depth + _STEP, self._depth)
            asked = taken(memory, depth, setpoint, cooling, side, weather)
            if asked < least:
                least = asked
                best = depth
        side.outdoor = None  # leave the map exactly where the tick had it
        side.at(before)
        if best < self._depth and (asked - least) * 1000 > none * _CLEARLY:
            self._told_at = now
            extra = clamp((asked - least) * 1000 // max(least, 1), 0, 999)
            self._journal.add(now, j.SETBACK_ADVICE, (extra * 64 + best // 10) * 64 + self._depth // 10)
