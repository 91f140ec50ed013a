"""Current clamp on an analogue input: current of the backup heater, mA, or power at a given voltage, W.

The clamp's burden resistor stands on a bias half-way up the supply, measured with each window. A window is one period of the
mains (100 samples), so that mean and mean square are those of the whole wave; two windows, one a step, make a value: true RMS up
to the 40th harmonic. A step takes 20 ms at 50 Hz. Whole numbers throughout.

    mA = mV RMS over the burden x ratio / burden Ω      (SCT-013-000: ratio 2000; SCT-013-030, 30 A/V: as ratio 30 and 1 Ω)
"""

from array import array

from ..control.quantity import const
from .probe import OPEN, RANGE, Probe

_SAMPLES = const(100)
_FEWEST = const(40)  # samples of a window that was disturbed: it does not count
_SQUARE = const(11)  # bits of what is squared: 100 squares stay below 2**30
_TICKS = const(0x3FFFFFFF)  # ticks_us wraps at 2**30


def root(value):
    """The integer square root (Newton)."""
    if value < 2:
        return value
    guess = value
    better = (value + 1) >> 1
    while better < guess:
        guess = better
        better = (guess + value // guess) >> 1
    return guess


class Clamp:
    """`period`: µs of the mains; `burden`: mΩ; `voltage`: V, for power instead of current; `ticks_us`: the clock."""

    def __init__(self, adc, ticks_us, reads, ratio, burden, period, voltage=0):
        self.probe = Probe()
        self.probes = ((reads, self.probe),)
        self._adc = adc
        self._ticks_us = ticks_us
        self._ratio = ratio
        self._burden = burden
        self._period = period
        self._voltage = voltage
        self._wave = array("i", [0] * _SAMPLES)
        self._before = -1  # mean square of the window before, µV²

    def step(self, now):
        count = self._sample()
        if count < _FEWEST:
            return
        square = self._mean_square(count, now)
        if square < 0:
            self._before = -1
            return
        before = self._before
        self._before = square
        if before >= 0:
            current = root((before + square) // 2) * self._ratio // self._burden
            self.probe.put(current * self._voltage // 1000 if self._voltage else current, now)

    def _sample(self):
        """One period of the mains; how many samples came."""
        wave = self._wave
        sample = self._adc.sample
        ticks_us = self._ticks_us
        period = self._period
        begun = ticks_us()
        count = 0
        while count < _SAMPLES:
            passed = (ticks_us() - begun) & _TICKS
            if passed >= period:
                break
            if passed * _SAMPLES >= count * period:
                wave[count] = sample()
                count += 1
        return count

    def _mean_square(self, count, now):
        """Of the window about its own mean, µV²; -1 with a fault told."""
        wave = self._wave
        adc = self._adc
        mean = 0
        lowest = highest = wave[0]
        for i in range(count):
            value = wave[i]
            mean += value
            if value < lowest:
                lowest = value
            elif value > highest:
                highest = value
        mean //= count
        middle = (adc.low + adc.high) >> 1
        if not middle >> 1 < mean < middle + (middle >> 1):
            self.probe.fail(OPEN)  # no bias: nothing is plugged in
            return -1
        if lowest <= adc.low or highest >= adc.high:
            self.probe.fail(RANGE)
            return -1
        shift = 0
        while max(highest - mean, mean - lowest) >> shift >= 1 << _SQUARE:
            shift += 1
        total = 0
        for i in range(count):
            value = (wave[i] - mean) >> shift
            total += value * value
        return (total << 2 * shift) // count
