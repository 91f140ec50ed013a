"""Where capacity meets load. An errand of `balance`, which says what it is."""

from ..quantity import const

_LOW = const(-4000)
_HIGH = const(2000)


def point(memory, side, setpoint):
    """Balance point for a set point, 0.01 °C: -40 °C when the heat pump never fails, 20 °C when it always does."""
    before = side.outdoor
    low, high = _LOW, _HIGH
    while high - low > 5:
        middle = (low + high) >> 1
        if _deficit(memory, side, setpoint, middle) > 0:
            low = middle
        else:
            high = middle
    if high - _LOW <= 5:
        high = _LOW
    elif _HIGH - low <= 5:
        high = _HIGH
    side.outdoor = None  # leave the map exactly where the tick had it
    side.at(before)
    return high


def _deficit(memory, side, setpoint, outdoor):
    side.outdoor = None
    capacity = side.capacity_max(outdoor) * memory.capacity_scale // 1000
    return memory.heat_loss * (setpoint - outdoor) // 1000 - memory.gains - capacity
