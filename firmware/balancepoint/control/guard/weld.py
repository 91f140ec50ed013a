"""Interlock 8: does a heater that is commanded off draw current, or heat? Then a relay is welded.

Evidence, each enough alone, from the moment the heater is commanded off:
- current above 0.5 A, measured 5 s or more after that and for 10 s on end: one sample is a spike of the meter (of less than half
  a stage it is said that the meter may lie). The second contact stays closed until then, or it would hide what it is opened for;
- with the heat pump idle for 10 min, supply air that rises by more than 1 K/min for two minutes, 3 K above the return air;
- with both off for 10 min, supply air 15 K above the return air for 2 min;
- with both off for 10 min and no return air that is trusted, supply air 13 K above the coldest that it has been since,
  which may have warmed by 1.8 K/h (rooms do; a fan that starts over a coil still cold from cooling shows 11 K), or above 40 °C
  and 15 K above the coil.
A room sensor is no witness: one that reads too low would make a heater of every warm room.

The heat pump is idle when the compressor is told to stand and does by its feedback; where the feedback says that it turns, a
coil 15 K colder than the supply air tells better, and stands in for a return air that is not known. What follows (second contact,
latch, journal) is the guard's.

IEC 60730-2-9 names the welded contact as the most dangerous failure. The limits are the project's own: what a heater cannot
fail to show, and what neither a coil just stopped nor the room can.
"""

from ..journal.codes import LATCHED_CURRENT, LATCHED_WELDED
from ..quantity import UNKNOWN, const, deg, minutes

_CURRENT = const(500)  # mA
_MOST_CURRENT = const(200000)
_SETTLE = 5
_LASTS = const(10)
_MINUTE = const(60)
_RISE = deg(1)  # per min, twice
_ABOVE = deg(3)  # warmer than the return air, or it is only the coil warming up
_OFF = minutes(2)
_WARM = deg(15)  # above the return air, for 2 min
_RISEN = deg(13)  # above the coldest, for 2 min
_NO_ROOM = deg(40)
_CREEP = const(3)  # 0.01 K/min
_COLD = minutes(10)  # after which coil and element have cooled down


class Weld:
    """`found()` each tick that the heater is commanded off, latched or not; `reset()` when a person has seen to it."""

    def __init__(self, settings):
        self._half = settings.aux_power_1 * 2  # mA of half a stage at 250 V
        self._drawn_since = -1  # the first of the samples of current on end
        self._supply = 0
        self._supply_at = -1  # since when the rise is followed
        self._rises = 0
        self._warm_since = -1
        self._coldest = UNKNOWN  # of the supply air

    def reset(self):
        self._supply_at = -1
        self._warm_since = -1

    def found(self, s, off, rest, still, now):
        """LATCHED_WELDED when a relay is welded, LATCHED_CURRENT when it may be, 0 else.

        `off`: s since the heater was commanded off. `rest`: s since the compressor was, -1 while it is to run. `still`: s for
        which it has stood by its feedback, -1 while it turns.
        """
        reading = s.readings.aux_current_mA
        current = reading.within(_CURRENT + 1, _MOST_CURRENT, off - 1) if off >= _SETTLE else None
        if current is None:
            self._drawn_since = -1
        else:
            measured = now - reading.age
            if self._drawn_since < now - off:
                self._drawn_since = measured
            if measured - self._drawn_since < _LASTS:
                current = None
        if current is not None and current >= self._half:
            return LATCHED_WELDED
        supply = s.supply
        air = s.return_air
        # A coil just stopped still warms the probe for a while.
        coil = s.indoor_coil
        idle = rest >= _COLD and (still >= _COLD or (coil != UNKNOWN and coil < supply - _WARM))
        if supply == UNKNOWN or not idle:
            self._coldest = UNKNOWN
            self.reset()
            return LATCHED_CURRENT if current is not None else 0
        if off < _COLD or still < _COLD:
            self._coldest = UNKNOWN
        elif self._coldest == UNKNOWN or supply < self._coldest:
            self._coldest = supply
        self._follow(supply, air, now)
        if self._rises >= 2 and off >= _OFF:
            return LATCHED_WELDED
        if air != UNKNOWN:
            limit = air + _WARM
        elif still < _COLD:
            limit = coil + _WARM
        else:
            limit = supply if self._coldest == UNKNOWN else self._coldest + _RISEN
            if coil != UNKNOWN:
                limit = min(limit, max(coil + _WARM, _NO_ROOM))
        if supply <= limit:
            self._warm_since = -1
        elif self._warm_since < 0:
            self._warm_since = now
        if self._warm_since >= 0 and now - self._warm_since >= _OFF and off >= _COLD:
            return LATCHED_WELDED
        return LATCHED_CURRENT if current is not None else 0

    def _follow(self, supply, air, now):
        """Once a minute: how many minutes in a row has the supply air risen?"""
        since = now - self._supply_at
        if self._supply_at >= 0 and since < _MINUTE:
            return
        if self._supply_at < 0 or since > 2 * _MINUTE:  # just begun, or after a hang
            self._rises = 0
            if self._supply_at >= 0:
                self._coldest = UNKNOWN
        else:
            rising = air != UNKNOWN and (supply - self._supply) * _MINUTE > _RISE * since and supply > air + _ABOVE
            self._rises = self._rises + 1 if rising else 0
            if self._coldest != UNKNOWN:
                self._coldest += _CREEP
        self._supply_at = now
        self._supply = supply
