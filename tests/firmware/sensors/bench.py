"""The buses as `hal` hands them to the drivers, with the twin's chips on them, and a clock that the test moves."""

from balancepoint.sensors.probe import ABSENT, BUS, FINE, Probe
from host_sim.twin.i2c import I2c
from host_sim.twin.one_wire import OneWire


class Clock:
    """s since boot."""

    def __init__(self):
        self.time = 0.0

    def __call__(self):
        return self.time

    def ticks_us(self):
        return int(self.time * 1e6) & 0x3FFFFFFF

    def ticks_ms(self):
        return int(self.time * 1e3) & 0x3FFFFFFF


class Adc:
    """`source.microvolts()` in steps of the 12-bit converter; a sample takes `took` s of the clock's time."""

    low = 150_000
    high = 3_100_000
    _STEP = 3.3e6 / 4096

    def __init__(self, clock, source, took=60e-6):
        self.clock = clock
        self.source = source
        self.took = took

    def sample(self):
        self.clock.time += self.took
        microvolts = self.source.microvolts()
        return int(min(max(round(microvolts / self._STEP) * self._STEP, self.low), self.high))

    def read(self):
        return sum(self.sample() for _ in range(8)) // 8


class Contact:
    def __init__(self, level=1):
        self.level = level

    def value(self):
        return self.level


class Counter:
    def __init__(self, count=0):
        self._count = count
        self.last = 0

    def pulse(self, milliseconds):
        self._count = (self._count + 1) & 0xFFFFFF
        self.last = milliseconds & 0x3FFFFFFF

    def count(self):
        return self._count


class Buses:
    """`hal`, as far as the catalogue needs it."""

    def __init__(self):
        self.clock = Clock()
        self.wire = OneWire(self.clock)
        self.bus = I2c()
        self.sources = {}
        self.contacts = {}
        self.meter = Counter()
        self.ticks_us = self.clock.ticks_us

    def one_wire(self):
        return self.wire

    def i2c(self):
        return self.bus

    def adc(self, name):
        return Adc(self.clock, self.sources[name])

    def contact(self, name):
        return self.contacts.setdefault(name, Contact())

    def counter(self, name):
        assert name == "pulse"
        return self.meter


def run(drivers, clock, seconds, each=None):
    """Step all drivers once a second, `seconds` times. `each(now)` before each step."""
    for _ in range(seconds):
        now = int(clock.time) + 1
        clock.time = float(now)
        if each:
            each(now)
        for driver in drivers:
            driver.step(now)
    return int(clock.time)


def probe(driver, name=None) -> Probe:
    """The probe of that name, the first one by default."""
    return dict(driver.probes)[name] if name else driver.probes[0][1]


def missing_and_stuck(bench, address):
    """An air chip that is not there at first, then is at 20 °C; then the bus hangs and comes free. The chip."""
    chip = bench.bus.devices.pop(address)
    bench.run(5)
    assert (bench.probe.value, bench.probe.fault, bench.humidity.fault) == (None, ABSENT, ABSENT)
    bench.bus.devices[address] = chip
    bench.run(3)
    assert bench.probe.fault == FINE
    bench.bus.stuck = True
    now = bench.run(5)
    assert (bench.probe.value, bench.probe.at, bench.probe.fault) == (2000, now - 5, BUS)
    bench.bus.stuck = False
    bench.run(3)
    assert bench.probe.fault == FINE
    return chip
