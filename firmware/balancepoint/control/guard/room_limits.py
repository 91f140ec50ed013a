"""Interlocks 4 and 5: no room freezes, and none is heated that is hot.

Freeze protection by the heat pump below 7 °C, by the heater as well below 5 °C, each with 1 K of hysteresis. The filtered room
counts, the coldest trusted reading where there is none; after a hang the filtered room lags behind, so that a coldest reading
well above ends it. Above 32 °C anywhere indoors no heating (until 31.5), above 35 °C the heater is to be latched off.
"""

from ..journal import codes as j
from ..quantity import UNKNOWN, const, deg

FREEZE_PUMP = deg(7)
_FREEZE_AUX = deg(5)
_FREEZE_OVER = deg(1)

_HOT = deg(32)
_HOT_OVER = deg(31.5)
_HOT_LATCH = deg(35)

_BY_PUMP = const(1)  # freeze protection by the heat pump,
AND_AUX = const(2)  # and by the heater as well


class RoomLimits:
    """Reads `room`, `indoor_min`, `indoor_max`; writes `freeze`. `hot`: no heating now."""

    def __init__(self, journal):
        self._journal = journal
        self.hot = 0

    def step(self, s, now):
        """Every tick; 1 when it is so hot that the heater must be latched."""
        if s.freeze or s.indoor_min < FREEZE_PUMP + _FREEZE_OVER:  # or nobody knows
            self._cold(s, now)
        hottest = s.indoor_max
        if hottest == UNKNOWN or hottest < _HOT_OVER:
            self.hot = 0
        elif hottest > _HOT:
            if not self.hot:
                self.hot = 1
                self._journal.add(now, j.HOT, hottest)
            return 1 if hottest > _HOT_LATCH else 0
        return 0

    def _cold(self, s, now):
        coldest = s.indoor_min
        room = coldest if s.room == UNKNOWN else s.room
        freeze = s.freeze
        if room == UNKNOWN or (coldest != UNKNOWN and coldest >= FREEZE_PUMP + _FREEZE_OVER):
            freeze = 0  # the second: after a hang the filtered room lags behind
        elif room < _FREEZE_AUX:
            freeze = AND_AUX
        elif room < FREEZE_PUMP:
            if freeze != AND_AUX or room >= _FREEZE_AUX + _FREEZE_OVER:
                freeze = _BY_PUMP
        elif room >= FREEZE_PUMP + _FREEZE_OVER:
            freeze = 0
        elif freeze == AND_AUX:
            freeze = _BY_PUMP
        if freeze != s.freeze:
            s.freeze = freeze
            self._journal.add(now, j.FREEZE, freeze)
