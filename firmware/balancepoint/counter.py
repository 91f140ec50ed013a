"""A pulse input, over MicroPython's own Pin, which `hal` hands in."""


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
