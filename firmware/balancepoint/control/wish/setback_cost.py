"""What a setback takes: its hours and the 6 h after, through the learned house and the unit's map. An errand of `advice`.

The house rests, is held at the setback, is led back over 3 h and then still warms its walls; below the least output the unit
cycles, beyond the most the backup makes up the rest.
"""

from ..house.past import FIELDS, OUTDOOR, buffer
from ..quantity import clamp, const, deg
from ..situation import COOLING
from .plan import power

_BACK = const(12)  # bins of the way back
_AFTER = const(24)
_STEP = deg(0.5)
_AWAY = deg(100)
_CLEARLY = const(15)  # ‰ of the electricity without setback


def better(s, memory, house, deepest, bins):
    """Would another depth than `deepest` (0.01 K) have taken clearly less over the last `bins`? What the setback took more, ‰,
    times 64, and that depth in 0.1 K; None if not."""
    side = s.map
    before = side.outdoor
    weather = _weather(house, bins)
    cooling = 1 if s.side == COOLING else 0
    setpoint = s.cool_setpoint - s.setback if cooling else s.heat_setpoint + s.setback
    cost = SetbackCost(memory, setpoint, cooling, side, weather)
    none = asked = least = cost.taken(0)
    best = 0
    depth = 0
    while depth < deepest:
        depth = min(depth + _STEP, deepest)
        asked = cost.taken(depth)
        if asked < least:
            least = asked
            best = depth
    side.at(before + _AWAY)  # leave the map exactly where the tick had it
    side.at(before)
    if best < deepest and (asked - least) * 1000 > none * _CLEARLY:
        return clamp((asked - least) * 1000 // max(least, 1), 0, 999) * 64 + best // 10
    return None


class SetbackCost:
    """`taken()` for each depth. `setpoint`: without setback, 0.01 °C. `side`: of the unit map. `weather`: 0.01 °C of each bin."""

    def __init__(self, memory, setpoint, cooling, side, weather):
        self._memory = memory
        self._setpoint = setpoint
        self._cooling = cooling
        self._side = side
        self._weather = weather

    def taken(self, depth):
        """Electricity of a setback of `depth` (0.01 K) and of the hours after it, W * bins."""
        memory = self._memory
        side = self._side
        weather = self._weather
        sign = -1 if self._cooling else 1
        loss, coupling = max(memory.heat_loss, 1), max(memory.mass_coupling, 1)  # 0.1 W/K
        air = max(memory.air_capacity, 1) * 40  # 0.1 W/K of a change within a bin
        mass = max(memory.mass_capacity, 1) * 40
        home = room = stone = self._setpoint * 10  # 0.001 °C from here on
        target = home - sign * depth * 10
        bins = len(weather)
        back = min(_BACK, bins >> 1)
        step = 0
        total = 0
        for k in range(bins + _AFTER):
            outdoor = weather[min(k, bins - 1)]
            side.at(outdoor)
            last = room
            if k < bins - back:
                gains = loss * outdoor * 10 + memory.gains * 10000
                free = (air * room + gains + coupling * stone) // (air + loss + coupling)
                room = max(free, target) if sign > 0 else min(free, target)
                step = (home - room) // back
            elif k < bins:
                room += step
            else:
                room = home
            heat = air * (room - last) + loss * (room - outdoor * 10) + coupling * (room - stone)
            stone += (room - stone) * coupling // (mass + coupling)
            scale = memory.capacity_scale if sign > 0 else 1000
            total += _electricity(side, sign * (heat // 10000 - memory.gains), scale)
        return total


def _weather(house, bins):
    """Outdoor temperature of the last quarters of an hour, the oldest first, 0.01 °C."""
    kept = buffer()
    out = []
    first = read = 0
    for number in range(house.bins - bins, house.bins):
        if number < 0:
            out.append(0)
            continue
        if number >= read:
            first = number
            read = number + house.history.read(number, kept)
        out.append(kept[(number - first) * FIELDS + OUTDOOR])
    return out


def _electricity(side, heat, scale):
    most = side.q_max * scale // 1000
    return power(side, min(heat, most)) + max(heat - most, 0)
