"""Pulse output of an electricity meter (S0, EN 62053-31): power of the heat pump in W from the time between pulses.

    power = 3.6e6 J / (pulses a kWh) / (time between pulses)

With 1000 pulses a kWh a pulse comes every 3.6 s at 1 kW. While none comes the power can only be what the time since the last one
allows, so the value falls with it: to 80 W after 45 s. A step only looks at a counter.
"""

from ..control.quantity import const
from .probe import RANGE, Probe

_COUNT = const(0xFFFFFF)  # the counter wraps
_TICKS = const(0x3FFFFFFF)  # ticks_ms wraps at 2**30
_HIGH = const(30_000)  # W
_LONG = const(1_000_000)  # s; soon the ticks wrap, and the time since the last pulse is lost
_NOTHING = const(20)  # W; as little as this is known without a pulse ever having come


class Pulse:
    """`counter.count()`: pulses, 24 bits; `counter.last`: ms when the last one came. `rate`: pulses a kWh."""

    def __init__(self, counter, reads, rate):
        self.probe = Probe()
        self.probes = ((reads, self.probe),)
        self._counter = counter
        self._energy = (3_600_000_000 + rate // 2) // rate  # mJ a pulse
        self._count = counter.count()
        self._last = None  # ms, of the pulse from which the next is measured
        self._seen = 0  # s since boot, when there was a new one

    def step(self, now):
        count = self._counter.count()
        last = self._counter.last
        if self._counter.count() != count:
            return  # one came just now: count and moment may not belong together
        probe = self.probe
        pulses = (count - self._count) & _COUNT
        if pulses:
            before = self._last
            passed = 1 if before is None else (last - before) & _TICKS
            if passed:
                self._count = count
                self._last = last
                self._seen = now
                power = pulses * self._energy // passed
                if before is not None:
                    if power > _HIGH:
                        probe.fail(RANGE)
                    else:
                        probe.put(power, now)
            return
        waited = now - self._seen
        if waited > _LONG:
            self._last = None
        if waited > 0:
            most = self._energy // (waited * 1000)
            if probe.value is None:
                if most < _NOTHING:
                    probe.put(0, now)
            else:
                probe.put(min(probe.value, most), now)
