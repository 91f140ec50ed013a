"""Interlock 8: does a heater that is commanded off draw current, or heat? Then a relay is welded.

Evidence, each enough alone, from the moment the heater is commanded off:
- current above 0.5 A, measured 5 s or more after that;
- with the heat pump idle for 10 min, supply air that rises by more than 1 K/min for two minutes, 3 K above the room;
- with both off for 10 min, supply air 15 K above the room for 2 min.

The heat pump is idle when the compressor is told to stand and does by its feedback; where the feedback says that it turns, a
coil colder than the supply air tells better. What follows (second contact, latch, journal) is the guard's.

IEC 60730-2-9 names the welded contact as the most dangerous failure. The limits are the project's own: what a heater cannot
fail to show, and what neither a coil just stopped nor the room can.
"""

from .quantity import const, deg, minutes

_CURRENT = const(500)  # mA
_MOST_CURRENT = const(200000)
_SETTLE = 5
_MINUTE = const(60)
_RISE = deg(1)  # per min, twice
_ABOVE = deg(3)  # warmer than the room, or it is only the coil warming up
_OFF = minutes(2)
_WARM = deg(15)  # above the room, for 2 min
_COLD = minutes(10)  # after which coil and element have cooled down


class Weld:
    """`found()` each tick that the heater is commanded off; `reset()` when a person has seen to it."""

    def __init__(self):
        self._supply = 0
        self._supply_at = -1  # since when the rise is followed
        self._rises = 0
        self._warm_since = -1

    def reset(self):
        self._supply_at = -1
        self._warm_since = -1

    def found(self, off, rest, still, readings, sensing, now):
        """1 when a relay is welded. `off`: s since the heater was commanded off. `rest`: s since the compressor was, -1 while

        it is commanded to run. `still`: s for which it has stood by its feedback, -1 while it turns.
        """
        if off >= _SETTLE and readings.aux_current_mA.within(_CURRENT + 1, _MOST_CURRENT, off - 1):
            return 1
        supply = sensing.supply
        room = sensing.room
        # A coil just stopped still warms the probe for a while.
        coil = sensing.indoor_coil
        idle = rest >= _COLD and (still >= _COLD or (coil is not None and supply is not None and coil < supply - _WARM))
        if supply is None or room is None or not idle:
            self.reset()
            return 0
        if supply <= room + _WARM:
            self._warm_since = -1
        elif self._warm_since < 0:
            self._warm_since = now
        elif now - self._warm_since >= _OFF and off >= _COLD:
            return 1
        if self._supply_at < 0:
            self._supply_at = now
            self._supply = supply
            self._rises = 0
        elif now - self._supply_at >= _MINUTE:
            rising = (supply - self._supply) * _MINUTE > _RISE * (now - self._supply_at) and supply > room + _ABOVE
            self._rises = self._rises + 1 if rising else 0
            self._supply_at = now
            self._supply = supply
            if self._rises >= 2 and off >= _OFF:
                return 1
        return 0
