"""Was the setback worth it? Told in the journal, never changed by itself.

When a setback of 2 h or more has ended, the hours it covered and the 6 h after are gone through once more with the learned house,
the weather as it was and the unit's map: for no setback at all, and for each depth up to the one asked for. The house rests, is
held at the setback, is led back over 3 h and then still warms its walls; below the least output the unit cycles, beyond the most
the backup makes up the rest. In mild weather the way back leaves the efficient low speeds and can take more than the rest saved
(a mild week: 1 K saved 4.5 %, 3 K cost 4.5 %). If another depth would have taken clearly less, one entry a day says so.
"""

from . import journal as j
from .quantity import clamp, const, deg, hours
from .recovery import power

_BIN = 900  # s
_LEAST = const(8)  # bins
_MOST = const(96)
_BACK = const(12)  # bins of the way back
_AFTER = const(24)
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
        before = side.outdoor
        weather = [self._house.past(bins - 1 - k) for k in range(bins)]
        none = asked = least = self._take(0, setpoint, cooling, side, weather)
        best = 0
        depth = 0
        while depth < self._depth:
            depth = min(depth + _STEP, self._depth)
            asked = self._take(depth, setpoint, cooling, side, weather)
            if asked < least:
                least = asked
                best = depth
        side.outdoor = None  # leave the map exactly where the tick had it
        side.at(before)
        if best < self._depth and (asked - least) * 1000 > none * _CLEARLY:
            self._told_at = now
            extra = clamp((asked - least) * 1000 // max(least, 1), 0, 999)
            self._journal.add(now, j.SETBACK_ADVICE, (extra * 64 + best // 10) * 64 + self._depth // 10)

    def _take(self, depth, setpoint, cooling, side, weather):
        """Electricity of a setback of `depth` and of the hours after it, W * bins."""
        memory = self._memory
        sign = -1 if cooling else 1
        loss, coupling = max(memory.heat_loss, 1), max(memory.mass_coupling, 1)  # 0.1 W/K
        air = max(memory.air_capacity, 1) * 40  # 0.1 W/K of a change within a bin
        mass = max(memory.mass_capacity, 1) * 40
        target = setpoint * 10 - sign * depth * 10  # 0.001 °C from here on
        home = room = stone = setpoint * 10
        bins = len(weather)
        back = min(_BACK, bins >> 1)
        step = 0
        total = 0
        for k in range(bins + _AFTER):
            outdoor = weather[min(k, bins - 1)]
            side.at(outdoor)
            last = room
            if k < bins - back:
                free = (air * room + loss * outdoor * 10 + memory.gains * 10000 + coupling * stone) // (
                    air + loss + coupling
                )
                room = max(free, target) if sign > 0 else min(free, target)
                step = (home - room) // back
            elif k < bins:
                room += step
            else:
                room = home
            heat = (
                air * (room - last) + loss * (room - outdoor * 10) + coupling * (room - stone)
            ) // 10000 - memory.gains
            stone += (room - stone) * coupling // (mass + coupling)
            total += _electricity(side, sign * heat, memory.capacity_scale if sign > 0 else 1000)
        return total


def _electricity(side, heat, scale):
    most = side.q_max * scale // 1000
    return power(side, min(heat, most)) + max(heat - most, 0)
