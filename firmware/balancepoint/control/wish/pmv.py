"""How warm it feels: the predicted mean vote (PMV) of ISO 7730 / ASHRAE 55, and the temperature that brings a wanted vote.

The vote is what a large group would say on average: -3 cold, 0 neither, +3 hot; between -0.5 and +0.5 one in ten is not content.
Temperature here is the operative one, the mean of air and surroundings. Of the six things that make the vote two are
measured; the others are taken as in the standard's examples for homes: 1.2 met (light work, sitting), 0.1 m/s of air,
clothes of 1.0 clo while heating and 0.5 clo while cooling.

At a given temperature the vote is linear in the humidity (by way of breath and skin), so two columns carry the whole table. A
cell is round(1000 * PMV) of pythermalcomfort's pmv_ppd_iso(tdb=t, tr=t, vr=0.1, rh=0 or 100, met=1.2, clo=1.0 or 0.5) for
t = 10, 12, .. 34 °C; between cells straight lines are off by less than 0.01.
"""

from ..quantity import clamp, const, deg, divide

USUAL_HUMIDITY = const(500)  # ‰
_LOW = deg(10)
_STEP = deg(2)
_LAST = const(12)

# ‰ of a vote, dry air and saturated air
_HEATING = (
    (-2649, -2234, -1820, -1405, -992, -597, -197, 207, 611, 1019, 1429, 1842, 2258),
    (-2376, -1922, -1464, -1000, -533, -76, 391, 871, 1360, 1861, 2374, 2902, 3443),
)
_COOLING = (
    (-4662, -4067, -3472, -2878, -2285, -1694, -1106, -546, 10, 569, 1134, 1704, 2278),
    (-4389, -3755, -3116, -2473, -1826, -1174, -517, 119, 758, 1411, 2079, 2763, 3463),
)


def _cell(table, k, humidity):
    return divide(table[0][k] * (1000 - humidity) + table[1][k] * humidity, 1000)


def vote(cooling, temperature, humidity=USUAL_HUMIDITY):
    """PMV in ‰ at a temperature (0.01 °C, the table's ends hold beyond 10..34 °C) and a humidity (‰)."""
    table = _COOLING if cooling else _HEATING
    above = clamp(temperature - _LOW, 0, _LAST * _STEP)
    k = min(above // _STEP, _LAST - 1)
    low = _cell(table, k, humidity)
    return low + divide((_cell(table, k + 1, humidity) - low) * (above - k * _STEP), _STEP)


def temperature(cooling, wanted, humidity=USUAL_HUMIDITY):
    """The temperature, 0.01 °C within 10..34 °C, at which the vote is `wanted` (‰): the inverse of `vote`."""
    table = _COOLING if cooling else _HEATING
    low = _cell(table, 0, humidity)
    if wanted <= low:
        return _LOW
    for k in range(_LAST):
        high = _cell(table, k + 1, humidity)
        if wanted <= high:
            return _LOW + k * _STEP + divide((wanted - low) * _STEP, high - low)
        low = high
    return _LOW + _LAST * _STEP


def moved(cooling, setpoint, votes):
    """A set point (0.01 °C) moved by `votes` (‰ of PMV, positive is warmer): what a step of the comfort dial does."""
    return temperature(cooling, vote(cooling, setpoint) + votes)
