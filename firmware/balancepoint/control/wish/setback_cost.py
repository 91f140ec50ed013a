"""What a setback takes: its hours and the 6 h after, through the learned house and the unit's map. An errand of `advice`.

The house rests, is held at the setback, is led back over 3 h and then still warms its walls; below the least output the unit
cycles, beyond the most the backup makes up the rest.
"""

from ..quantity import const
from .recovery import power

_BACK = const(12)  # bins of the way back
_AFTER = const(24)


def taken(memory, depth, setpoint, cooling, side, weather):
    """Electricity of a setback of `depth` and of the hours after it, W * bins."""
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
        heat = (air * (room - last) + loss * (room - outdoor * 10) + coupling * (room - stone)) // 10000 - memory.gains
        stone += (room - stone) * coupling // (mass + coupling)
        total += _electricity(side, sign * heat, memory.capacity_scale if sign > 0 else 1000)
    return total


def _electricity(side, heat, scale):
    most = side.q_max * scale // 1000
    return power(side, min(heat, most)) + max(heat - most, 0)
