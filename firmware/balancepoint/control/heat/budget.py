"""Does the backup carry what the heat pump should carry alone? A day's account, and a fault if so.

More than 15 % of a day's heat from the heater, on a day that was all warmer than the balance point by 3 K, raises a capacity
fault: nothing is stopped for it, the journal says so.
"""

from ..journal import codes as j
from ..quantity import UNKNOWN, deg, hours

_DAY = hours(24)
_MILD = deg(3)  # above the balance point by this much the heat pump should manage alone


class Budget:
    """`count()` with each account. Writes `s.capacity_fault`."""

    def __init__(self, settings, memory, journal):
        self._settings = settings
        self._memory = memory
        self._journal = journal
        self._day_end = _DAY
        self._aux_heat = 0  # Wh
        self._all_heat = 0
        self._mild = 1
        self._rest_aux = 0
        self._rest_all = 0

    def count(self, s, aux, heat, dt):
        """`aux`, `heat`: W by the heater and by all over the last `dt` s."""
        self._rest_aux += aux * dt
        self._rest_all += heat * dt
        # Whole Wh; the remainder is carried.
        self._aux_heat += self._rest_aux // 3600
        self._rest_aux %= 3600
        self._all_heat += self._rest_all // 3600
        self._rest_all %= 3600
        point = self._memory.balance_point
        if point is None or s.outdoor == UNKNOWN or s.outdoor <= point + _MILD:
            self._mild = 0
        if s.now >= self._day_end:
            self._close(s)

    def _close(self, s):
        self._day_end = s.now + _DAY
        share = self._aux_heat * 1000 // self._all_heat if self._all_heat > 0 else 0
        if self._mild and share > self._settings.aux_budget:
            s.capacity_fault = 1
            self._journal.add(s.now, j.CAPACITY_FAULT, share)
        elif self._mild:
            s.capacity_fault = 0
        self._aux_heat = 0
        self._all_heat = 0
        self._mild = 1
