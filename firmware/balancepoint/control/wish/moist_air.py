"""The dew point of the room air, from its temperature and relative humidity.

Saturation pressure over water, and over ice below 0 °C: ASHRAE Handbook of Fundamentals 2017, chapter 1, equations (5) and
(6), every 2 K from -30 to 50 °C in 0.1 Pa. Straight lines between the cells put the dew point off by less than 0.05 K.
"""

from ..quantity import clamp, const, deg, divide

_LOW = deg(-30)
_STEP = deg(2)
_LAST = const(40)

_SATURATION = (
    380,
    467,
    572,
    699,
    851,
    1033,
    1249,
    1507,
    1812,
    2173,
    2599,
    3100,
    3687,
    4375,
    5177,
    6112,
    7060,
    8135,
    9352,
    10728,
    12280,
    14026,
    15987,
    18184,
    20643,
    23388,
    26448,
    29851,
    33631,
    37822,
    42460,
    47585,
    53239,
    59466,
    66315,
    73835,
    82080,
    91107,
    100976,
    111751,
    123499,
)


def dew_point(temperature, humidity):
    """0.01 °C (the frost point below zero), no lower than -30 °C. `temperature`: 0.01 °C, -30..50 °C. `humidity`: ‰."""
    above = clamp(temperature - _LOW, 0, _LAST * _STEP)
    k = min(above // _STEP, _LAST - 1)
    low = _SATURATION[k]
    vapour = divide((low + divide((_SATURATION[k + 1] - low) * (above - k * _STEP), _STEP)) * humidity, 1000)
    while k > 0 and _SATURATION[k] > vapour:
        k -= 1
    low = _SATURATION[k]
    if vapour < low:
        return _LOW
    return _LOW + k * _STEP + divide((vapour - low) * _STEP, _SATURATION[k + 1] - low)
