"""What a setback takes: its hours and the 6 h after, through the learned house and the unit's map. An errand of `advice`.

The house rests, is held at the setback, is led back over 3 h and then still warms its walls; below the least output the unit
cycles, beyond the most the backup makes up the rest.
"""

from ..quantity import const
from .plan import power

_BACK = const(12)  # bins of the way back
_AFTER = const(24)


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


def _electricity(side, heat, scale):
    most = side.q_max * scale // 1000
    return power(side, min(heat, most)) + max(heat - most, 0)
