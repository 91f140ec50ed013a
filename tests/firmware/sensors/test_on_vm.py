"""The drivers on the real MicroPython VM: what the buses said to CPython they say again there, and the same values come of it."""

import json
from pathlib import Path

import pytest

from balancepoint.sensors import catalogue
from balancepoint.sensors.drivers import build
from host_sim.runtimes.vm import Vm
from host_sim.twin import i2c
from host_sim.twin.analogue import ClampOutput, NtcDivider
from host_sim.twin.one_wire import Ds18b20, address
from tests.firmware.sensors.bench import Buses, run
from tests.firmware.sensors.test_page import PINS

FIRMWARE = Path(__file__).parents[3] / "firmware"
STEPS = 30
ENTRIES = [
    {"kind": "ds18b20", "reads": "room", "address": address(1), "offset": "-0.3 K"},
    {"kind": "ds18b20", "reads": "supply", "address": address(2)},
    {"kind": "sht3x", "reads": "room", "address": "0x45"},
    {"kind": "sht4x", "reads": "return_air"},
    {"kind": "bme280", "reads": "outdoor", "offset": "0.45 °C"},
    {"kind": "ntc", "reads": "indoor_coil", "pin": "adc_2", "curve": "10k B4100", "series": "47 kΩ"},
    {"kind": "ntc", "reads": "discharge", "pin": "adc_3", "resistance": "50 kΩ", "beta": "3950 K", "series": "10 kΩ",
     "ntc_to": "supply"},
    {"kind": "ntc", "reads": "outdoor_coil", "pin": "adc_4", "steinhart": [1.129148e-3, 2.34125e-4, 8.76741e-8],
     "series": "10 kΩ"},
    {"kind": "clamp", "reads": "aux_current_mA", "pin": "adc_1", "ratio": 2000, "burden": "22 Ω"},
    {"kind": "pulse", "reads": "power", "rate": "1000 imp/kWh"},
    {"kind": "contact", "reads": "window_open"},
    {"kind": "network", "reads": "humidity"},
]  # fmt: skip
INTO = ("readinto", "readfrom_into", "readfrom_mem_into")


class Recorded:
    """A bus whose answers are written down."""

    def __init__(self, bus, log):
        self._bus = bus
        self._log = log

    def __getattr__(self, name):
        value = getattr(self._bus, name)
        if not callable(value):
            self._log.append([name, value])
            return value

        def call(*arguments):
            try:
                result = value(*arguments)
            except OSError as error:
                self._log.append([name, "error", error.args[0]])
                raise
            self._log.append([name, list(arguments[-1]) if name in INTO else result])
            return result

        return call


class Recording(Buses):
    def __init__(self):
        super().__init__()
        self.logs = {}
        ticks = self.ticks_us

        def ticks_us():
            self.clock.time += 7e-6
            return ticks()

        self.ticks_us = self._recorded("ticks", type("Ticks", (), {"ticks_us": staticmethod(ticks_us)})()).ticks_us

    def _recorded(self, name, bus):
        return Recorded(bus, self.logs.setdefault(name, []))

    def one_wire(self):
        return self._recorded("one_wire", super().one_wire())

    def i2c(self):
        return self._recorded("i2c", super().i2c())

    def adc(self, name):
        return self._recorded(name, super().adc(name))

    def contact(self, name):
        return self._recorded(name, super().contact(name))

    def counter(self, name):
        return self._recorded(name, super().counter(name))


REPLAY = """
import json
from balancepoint.sensors import catalogue
from balancepoint.sensors.drivers import build

data = json.load(open("/lib/recording.json"))
logs = data["logs"]


class Replayed:
    def __init__(self, name):
        self._name = name
        self._log = iter(logs.get(name, []))

    def __getattr__(self, name):
        if name in ("last", "low", "high"):
            return next(self._log)[1]

        def call(*arguments):
            entry = next(self._log)
            assert entry[0] == name, (self._name, entry, name)
            if entry[1] == "error":
                raise OSError(entry[2])
            if isinstance(entry[1], list):
                arguments[-1][:] = bytes(entry[1])
            else:
                return entry[1]

        return call


class Buses:
    made = {}

    def _get(self, name):
        if name not in self.made:
            self.made[name] = Replayed(name)
        return self.made[name]

    one_wire = lambda self: self._get("one_wire")
    i2c = lambda self: self._get("i2c")
    adc = contact = counter = _get

    def ticks_us(self):
        return self._get("ticks").ticks_us()


drivers = build(catalogue.check_all(data["entries"], data["pins"]), Buses())
seen = []
for now in range(1, data["steps"] + 1):
    if now % 5 == 0:
        drivers[-1].put(400 + now, 3, now)
    for driver in drivers:
        driver.step(now)
    seen.append([[name, probe.value, probe.at, probe.fault] for driver in drivers for name, probe in driver.probes])
print(json.dumps(seen))
"""


@pytest.fixture(scope="module")
def recording():
    """Thirty seconds with all sensors and most of their faults: (the buses' logs, every probe after every step)."""
    buses = Recording()
    chips = [Ds18b20(address(1), 21.3), Ds18b20(address(2), -7.0)]
    buses.wire.devices = list(chips)
    sht3x, sht4x = i2c.Sht3x(buses.clock, 21.0, 0.4), i2c.Sht4x(buses.clock, 24.0, 0.02)
    bme280 = i2c.Bme280(buses.clock, -11.0, 0.93)
    buses.bus.devices = {0x45: sht3x, 0x44: sht4x, 0x76: bme280}
    coil, discharge, outdoor = (
        NtcDivider((10_000, 3354041, 247278, 3524, 320), 47_000),
        NtcDivider((50_000, 3354016, 253165, 0, 0), 10_000, to_supply=True),
        NtcDivider((10_000, 3354016, 253165, 0, 0), 10_000),
    )
    buses.sources = {"adc_2": coil, "adc_3": discharge, "adc_4": outdoor}
    clamp = buses.sources["adc_1"] = ClampOutput(buses.clock, 2000, 22, current=4.0)
    window = Buses.contact(buses, "window")
    drivers = build(catalogue.check_all(ENTRIES, PINS), buses)
    seen = []

    def each(now):
        if now > 1:
            seen.append([[name, p.value, p.at, p.fault] for driver in drivers for name, p in driver.probes])
        chips[0].temperature += 0.37
        bme280.temperature += 1.1
        bme280.humidity -= 0.02
        coil.temperature, discharge.temperature, outdoor.temperature = 2.0 * now, 20 + 3.0 * now, 40 - 1.5 * now
        window.level = now // 4 % 2
        clamp.current = now / 3
        if now % 3 == 0:
            buses.meter.pulse(now * 1000 + 123)
        if now % 5 == 0:
            drivers[-1].put(400 + now, 3, now)
        if now == 8:
            chips[1].power_cycle()
        chips[1].connected = now < 20
        buses.wire.shorted = now == 24
        buses.wire.flip = 40 if now == 12 else 0
        buses.bus.stuck = now == 14
        sht3x.corrupt = 3 if now == 18 else 0
        coil.broken = now > 26
        discharge.shorted = now > 28
        clamp.plugged = now < 25

    run(drivers, buses.clock, STEPS, each)
    seen.append([[name, p.value, p.at, p.fault] for driver in drivers for name, p in driver.probes])
    return buses.logs, seen


def vm(logs):
    data = {"logs": logs, "entries": ENTRIES, "pins": PINS, "steps": STEPS}
    return Vm({"/lib": FIRMWARE, "/lib/": {"recording.json": json.dumps(data).encode()}})


def test_the_recording_has_values_and_faults_of_every_kind(recording):
    _, seen = recording
    faults = {row[3] for rows in seen for row in rows}
    assert faults >= set(range(8))
    assert all(any(rows[i][1] is not None for rows in seen) for i in range(len(seen[0])))


def test_same_values_on_micropython(recording):
    logs, seen = recording
    with vm(logs) as machine:
        assert json.loads(machine.run(REPLAY)) == seen


STEADY = """
import gc
import micropython
from balancepoint.sensors.contact import Contact
from balancepoint.sensors.ds18b20 import Ds18b20, Wire, crc8
from balancepoint.sensors.network import Network
from balancepoint.sensors.pulse import Pulse
from balancepoint.sensors.sht import CHIPS, Sht

pad = bytearray(b"\\x55\\x01\\x4b\\x46\\x7f\\xff\\x0b\\x10\\x00")
pad[8] = crc8(memoryview(pad)[:8])
air = b"\\x66\\x66\\x93\\x80\\x00\\xa2"


class Bus:
    last = 0
    counted = 0

    def reset(self):
        return True

    def readbit(self):
        return 1

    def writebyte(self, value):
        pass

    def write(self, data):
        pass

    def readinto(self, data):
        for i in range(9):
            data[i] = pad[i]

    def writeto(self, address, data):
        pass

    def readfrom_into(self, address, data):
        for i in range(6):
            data[i] = air[i]

    def value(self):
        return 1

    def count(self):
        return self.counted


bus = Bus()
drivers = [
    Ds18b20(Wire(bus), "room", "%s"),
    Sht(bus, CHIPS["sht3x"], 0x44, "room", True),
    Contact(bus, "window_open", 1),
    Pulse(bus, "power", 1000),
    Network("sun"),
]
drivers[4].put(500, 0, 1)
locked = 0
for now in range(1, 200):
    if now %% 4 == 0:
        bus.counted += 1
        bus.last += 4000
    for driver in drivers:
        if now > 10:
            micropython.heap_lock()
            try:
                driver.step(now)
            finally:
                micropython.heap_unlock()
            locked += 1
        else:
            driver.step(now)
print(locked, [(probe.value, probe.at, probe.fault) for driver in drivers for name, probe in driver.probes])
"""


def test_a_step_of_the_whole_number_drivers_takes_nothing_from_the_heap():
    with Vm({"/lib": FIRMWARE}) as machine:
        said = machine.run(STEADY % address(1))
    assert said == "945 [(2131, 199, 0), (2500, 199, 0), (500, 199, 0), (1, 199, 0), (900, 199, 0), (500, 1, 0)]\n"
