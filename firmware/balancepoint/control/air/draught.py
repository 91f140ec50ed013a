"""How many people a draught would annoy: the draught rate of ISO 7730:2005, 6.4, in integers.

    DR = (34 - air) (speed - 0.05)^0.62 (0.37 speed Tu + 3.14) %, Tu 40 %, air 20 to 26 °C, speed 0.05 to 0.5 m/s

Within 1 % of people of the formula; beyond its range the nearest value counts. Speeds in mm/s, the rate in ‰.
"""

from ..quantity import clamp, const, deg

_STILL = const(50)  # mm/s
_FASTEST = const(500)
_EACH = const(10)
_COLDEST = deg(20)
_WARMEST = deg(26)
_SKIN = deg(34)

# (speed - 0.05 m/s)^0.62 in 1/1000, for each 10 mm/s
_POWER = (
    0, 58, 88, 114, 136, 156, 175, 192, 209, 225, 240, 254, 269, 282, 296, 308, 321, 333, 345, 357, 369, 380,
    391, 402, 413, 423, 434, 444, 454, 464, 474, 484, 493, 503, 512, 522, 531, 540, 549, 558, 567, 575, 584,
    593, 601, 610,
)  # fmt: skip


def draught_rate(air, speed):
    """People dissatisfied, ‰. `air` 0.01 °C, `speed` mm/s."""
    speed = clamp(speed, _STILL, _FASTEST)
    place = (speed - _STILL) // _EACH
    rest = (speed - _STILL) % _EACH
    power = _POWER[place]
    if rest:
        power += (_POWER[place + 1] - power) * rest // _EACH
    return (_SKIN - clamp(air, _COLDEST, _WARMEST)) * power // 100 * ((148 * speed + 31400) // 100) // 10000


def bearable(air, most):
    """The highest speed, mm/s, at which no more than `most` ‰ are annoyed; `air` 0.01 °C."""
    speed = _STILL
    while speed < _FASTEST and draught_rate(air, speed + _EACH) <= most:
        speed += _EACH
    return speed
