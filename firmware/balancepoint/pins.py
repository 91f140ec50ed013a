"""What hangs on the board's pins, over MicroPython's own Pin, PWM and ADC, which `hal` hands in."""

_ADC_SAMPLES = 8


class Output:
    """A switched output. `safe`: the pin's level at rest. `state`: what it was told last, 1 = energised."""

    def __init__(self, pin, safe):
        self._on = 1 - safe
        self._pin = pin
        self.state = 0

    def on(self, state):
        self.state = 1 if state else 0
        self._pin.value(self._on if state else 1 - self._on)


class Level:
    """A PWM output behind a converter to 0-10 V: ‰ of full scale. `inverted`: the converter turns it round."""

    def __init__(self, pwm):
        self._pwm = pwm
        self.inverted = 0
        self.share = 0

    def setup(self, frequency, inverted):
        self._pwm.freq(frequency)
        self.inverted = inverted
        self.set(self.share)

    def set(self, share):
        self.share = share
        if self.inverted:
            share = 1000 - share
        self._pwm.duty_u16(share * 65535 // 1000)


class PlainLamp:
    """A LED that is lit or not, whatever the colour. `dark`: the pin's level at which it is not."""

    def __init__(self, pin, dark):
        self._pin = pin
        self._dark = dark

    def show(self, colour):
        self._pin.value(self._dark if colour == (0, 0, 0) else 1 - self._dark)


class ColourLamp:
    """A LED of three colours: (red, green, blue), 0..255 each. `pixels`: MicroPython's NeoPixel."""

    def __init__(self, pixels):
        self._pixels = pixels
        self._shown = None

    def show(self, colour):
        if colour != self._shown:
            self._shown = colour
            self._pixels[0] = colour
            self._pixels.write()


class Counter:
    """Falling edges since boot; `last` is the moment of the last one, ms of `ticks_ms`. The interrupt only counts."""

    def __init__(self, pin, ticks_ms):
        self._pin = pin
        self._ticks_ms = ticks_ms
        self._count = 0
        self.last = ticks_ms()
        pin.irq(handler=self._edge, trigger=pin.IRQ_FALLING)

    def _edge(self, _pin):
        self._count = (self._count + 1) & 0xFFFFFF
        self.last = self._ticks_ms()

    def count(self):
        return self._count


class Adc:
    """`read()`: µV at the pin by the chip's calibration, the mean of some samples. `low`, `high`: µV where it is blind."""

    def __init__(self, adc, low, high):
        self._adc = adc
        self.low = low
        self.high = high

    def read(self):
        total = 0
        for _ in range(_ADC_SAMPLES):
            total += self._adc.read_uv()
        return total // _ADC_SAMPLES

    def sample(self):
        """One sample, µV: for a wave that must not be averaged."""
        return self._adc.read_uv()
