"""An analogue input, over MicroPython's own ADC, which `hal` hands in."""

_SAMPLES = 8


class Adc:
    """`read()`: µV at the pin by the chip's calibration, the mean of some samples. `low`, `high`: µV where it is blind."""

    def __init__(self, adc, low, high):
        self._adc = adc
        self.low = low
        self.high = high

    def read(self):
        total = 0
        for _ in range(_SAMPLES):
            total += self._adc.read_uv()
        return total // _SAMPLES

    def sample(self):
        """One sample, µV: for a wave that must not be averaged."""
        return self._adc.read_uv()
