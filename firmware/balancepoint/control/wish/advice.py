"""Was the setback worth it? Told in the journal, never changed by itself.

When a setback of 2 h or more has ended, the hours it covered and the 6 h after are gone through once more with the learned house,
the weather as it was and the unit's map (`setback_cost`): for no setback at all, and for each depth up to the one asked for. In
mild weather the way back leaves the efficient low speeds and can take more than the rest saved (a mild week: 1 K saved 4.5 %, 3 K
cost 4.5 %). If another depth would have taken clearly less, one entry a day says so.
"""

from ..errand import errand
from ..journal import codes as j
from ..quantity import const, hours
from ..situation import IDLE

_BIN = 900  # s
_LEAST = const(8)  # bins
_MOST = const(96)
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

    def learn(self, s, now):
        """Watches the setback of the side that is served."""
        if s.side == IDLE:
            return
        if s.setback > 0:
            if self._since < 0 or s.setback != self._depth:
                self._since = now
                self._depth = s.setback
            return
        since = self._since
        self._since = -1
        bins = min((now - since) // _BIN, _MOST)
        if since < 0 or bins < _LEAST or now - self._told_at < _DAY or self._memory.house_age < _LEARNED:
            return
        with errand:
            from . import setback_cost
        extra = setback_cost.better(s, self._memory, self._house, self._depth, bins)
        if extra is not None:
            self._told_at = now
            self._journal.add(now, j.SETBACK_ADVICE, extra * 64 + self._depth // 10)
