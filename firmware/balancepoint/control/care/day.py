"""The last 24 hours outdoors: how cold it was, which is about the dew point, and how warm on the mean.

Where nobody measures humidity the least temperature of a day stands for the dew point: overnight the air cools until it is
nearly saturated, and in dry places it stops short of that (FAO Irrigation and Drainage Paper 56, equation 48). So a surface
warmer than that is dry, with something to spare in a dry climate. Air below the day's mean is that of evening, night and early
morning, when no sun warms a sensor.
"""

from array import array

from ..quantity import UNKNOWN, const

_HOURS = const(24)
_SAMPLES = const(60)  # decisions, one a minute
_HOTTEST = const(10000)


class Day:
    """`watch()` once a decision. `least`, `mean`: 0.01 °C of the past 24 full hours, UNKNOWN until there are so many."""

    def __init__(self):
        self.least = UNKNOWN
        self.mean = UNKNOWN
        self._lows = array("h", [0] * _HOURS)
        self._means = array("h", [0] * _HOURS)
        self._filled = 0
        self._at = 0
        self._sum = 0
        self._count = 0
        self._low = _HOTTEST

    def watch(self, outdoor):
        """`outdoor`: 0.01 °C, UNKNOWN if it is not the sensor's own."""
        if outdoor == UNKNOWN:
            return
        self._sum += outdoor
        self._count += 1
        self._low = min(self._low, outdoor)
        if self._count < _SAMPLES:
            return
        self._lows[self._at] = self._low
        self._means[self._at] = self._sum // _SAMPLES
        self._at = (self._at + 1) % _HOURS
        self._filled = min(self._filled + 1, _HOURS)
        self._sum = self._count = 0
        self._low = _HOTTEST
        if self._filled == _HOURS:
            least = self._lows[0]
            total = 0
            for k in range(_HOURS):
                least = min(least, self._lows[k])
                total += self._means[k]
            self.least = least
            self.mean = total // _HOURS
