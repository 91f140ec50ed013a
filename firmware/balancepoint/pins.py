"""What every board has on its pins, over MicroPython's own Pin and PWM, which `hal` hands in."""


class Output:
    """A switched output. `safe`: the pin's level at rest. `state`: what it was told last, 1 = energised."""

    def __init__(self, pin, safe):
        self._on = 1 - safe
        self._pin = pin
        self.state = 0

    def on(self, state):
        self.state = 1 if state else 0
        self._pin.value(self._on if state else 1 - self._on)

    def rest(self):
        self.on(0)


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

    def rest(self):
        self.set(0)


class Lamp:
    """A LED, told only of changes, of colours as 0xRRGGBB. `put((red, green, blue))`, 0..255 each: shows one."""

    def __init__(self, put):
        self._put = put
        self._shown = None

    def show(self, colour):
        if colour != self._shown:
            self._shown = colour
            self._put((colour >> 16, colour >> 8 & 255, colour & 255))
