"""Interlocks 4 and 5: no room freezes, and none is heated that is hot.

Freeze protection by the heat pump below 7 °C, by the heater as well below 5 °C, each with 1 K of hysteresis; where
no room sensor tells of the room, 2 K, for a running machine warms the return air by as much. The lowest trusted indoor reading
counts, for the heat pump a doubted one as well (`sense.indoors` says which of them may be that cold). Above 32 °C
anywhere indoors no heating (until 31.5), above 35 °C the heater is to be latched off.
"""

from ..journal import codes as j
from ..quantity import UNKNOWN, const, deg
from ..sense.sources import ROOM

FREEZE_PUMP = deg(7)
FREEZE_AUX = deg(5)
_FREEZE_OVER = deg(1)

_HOT = deg(32)
_HOT_OVER = deg(31.5)
_HOT_LATCH = deg(35)

_BY_PUMP = const(1)  # freeze protection by the heat pump,
AND_AUX = const(2)  # and by the heater as well


class RoomLimits:
    """Reads `indoor_min`, `indoor_max`, `cold_voice`, `room_source`; writes `freeze`. `hot`: no heating now."""

    def __init__(self, journal):
        self._journal = journal
        self.hot = 0

    def step(self, s, now):
        """Every tick; 1 when it is so hot that the heater must be latched."""
        if s.freeze or s.cold_voice != UNKNOWN or s.indoor_min < FREEZE_PUMP:  # or nobody knows
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
        sure = s.indoor_min
        coldest = s.cold_voice
        if coldest == UNKNOWN or UNKNOWN < sure < coldest:
            coldest = sure
        freeze = s.freeze
        over = _FREEZE_OVER if s.room_source == ROOM else 2 * _FREEZE_OVER
        if coldest == UNKNOWN or coldest >= FREEZE_PUMP + over:
            freeze = 0
        elif UNKNOWN < sure < (FREEZE_AUX + _FREEZE_OVER if freeze == AND_AUX else FREEZE_AUX):
            freeze = AND_AUX
        elif freeze or coldest < FREEZE_PUMP:
            freeze = _BY_PUMP
        if freeze != s.freeze:
            s.freeze = freeze
            self._journal.add(now, j.FREEZE, freeze)
