"""The infrared emitter, as sessions of remotes see it (`units.ir`): bursts of light that go out by themselves.

    light = hal.infrared()
    light.claim("ir:mitsubishi_ac")     # ValueError if another link has it
    light.setup(38000, 33)              # carrier in Hz, its duty in %
    light.send(durations, count)        # µs, a mark first; returns at once
    light.busy()                        # 1 while it goes out, and in the silence that belongs to it

The RMT counts at most 32767 of its ticks in one mark or space: ticks of 2 µs reach 65 ms (the longest leader has 50). The silence
after the last mark is kept here, not there. Before MicroPython 1.27 the RMT takes a channel and a divider of 80 MHz instead.
"""

_TICK = 2  # µs
_RESOLUTION = 500_000  # Hz
_DIVIDER = 160  # of 80 MHz


class Infrared:
    """`rmt`: makes an `esp32.RMT`; `pin`: the emitter's; `ticks_ms`, `ticks_diff`: of the board."""

    def __init__(self, rmt, pin, ticks_ms, ticks_diff):
        self._make = rmt
        self._pin = pin
        self._ticks_ms = ticks_ms
        self._ticks_diff = ticks_diff
        self._owner = None
        self._free = 0  # ticks_ms at which the last silence is over
        self._waits = 0

    def claim(self, name):
        """The link called `name` has the emitter from now on."""
        if self._owner not in (None, name):
            raise ValueError("infrared: '%s' sends there, '%s' cannot too: one link an emitter" % (self._owner, name))
        self._owner = name

    def setup(self, carrier, duty):
        before = getattr(self, "_rmt", None)
        if before is not None:
            before.deinit()
        wave = (carrier, duty, True)
        try:
            self._rmt = self._make(pin=self._pin, resolution_hz=_RESOLUTION, tx_carrier=wave)
        except (TypeError, ValueError):
            self._rmt = self._make(0, pin=self._pin, clock_div=_DIVIDER, tx_carrier=wave)

    def send(self, durations, count):
        """A burst of an even number of marks and spaces; the last space is silence after it."""
        whole = 0
        for place in range(count):
            whole += durations[place]
        self._rmt.write_pulses([durations[place] // _TICK for place in range(count - 1)], 1)
        self._free = self._ticks_ms() + whole // 1000 + 1
        self._waits = 1

    def busy(self):
        if self._waits and self._ticks_diff(self._free, self._ticks_ms()) <= 0 and self._rmt.wait_done(timeout=0):
            self._waits = 0
        return self._waits
