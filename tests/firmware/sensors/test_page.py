"""docs/sensors.md: every example is built and measures on the twin; its tables say what the code does."""

import ast
import json
import re
from pathlib import Path

import pytest

from balancepoint.control.readings import Readings
from balancepoint.sensors import catalogue, drivers
from balancepoint.sensors.curves import NAMED
from balancepoint.sensors.ntc import _HIGH, _LOW, temperature
from balancepoint.sensors.probe import FINE
from balancepoint.sensors.probe_text import TEXTS
from balancepoint.services.quantities import read
from host_sim.twin import i2c
from host_sim.twin.analogue import ClampOutput, NtcDivider
from host_sim.twin.one_wire import Ds18b20
from tests.firmware.sensors.bench import Buses, Contact, run

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/sensors.md").read_text(encoding="utf-8")
EXAMPLES = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", PAGE, re.S)]
PINS = {
    name: number
    for number, name in enumerate(
        ["one_wire", "i2c_sda", "i2c_scl", "pulse", "adc_1", "adc_2", "adc_3", "adc_4", "window", "fan_proven", "defrost",
         "high_pressure"]
    )
}  # fmt: skip


def table(head):
    """The cells of the table whose first column is headed so."""
    rows = PAGE[PAGE.index(f"| {head} |") :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def attach(buses, entry):
    """What the example is about, at 42 °C, 60 %, 3 A, 1200 W, contact closed; the value that must come and how near."""
    kind = entry["kind"]
    if kind == "ds18b20":
        buses.wire.devices = [Ds18b20(entry["address"], 42.0)]
    elif kind == "ntc":
        spec = catalogue.check(entry, PINS)
        driver = drivers.build([spec], FakeAdc())[0]
        buses.sources[entry["pin"]] = NtcDivider(
            driver._curve, spec["series"], to_supply=spec["ntc_to"] == "supply", temperature=42.0
        )
    elif kind in ("sht3x", "sht4x", "bme280"):
        chip = {"sht3x": i2c.Sht3x, "sht4x": i2c.Sht4x, "bme280": i2c.Bme280}[kind](buses.clock, 42.0, 0.6)
        default = "0x76" if kind == "bme280" else "0x44"
        buses.bus.devices[int(entry.get("address", default), 16)] = chip
    elif kind == "clamp":
        burden = float(entry["burden"].split()[0])
        frequency = float(entry["mains"].split()[0])
        buses.sources[entry["pin"]] = ClampOutput(
            lambda: buses.clock.time, entry["ratio"], burden, current=3.0, frequency=frequency
        )
        return (690, 10) if entry["reads"] == "power" else (3000, 40)
    elif kind == "pulse":
        buses.meter.pulse(0)
        return 1200, 12
    elif kind == "contact":
        buses.contacts = {name: Contact(0) for name in PINS}
        return 0, 0
    elif kind == "network":
        return 2130, 0
    offset = read(entry.get("offset", "0 K"), "0.01 K")
    return 4200 + offset, 15


class FakeAdc:
    def adc(self, name):
        return None


@pytest.mark.parametrize("entry", EXAMPLES, ids=lambda entry: f"{entry['kind']}-{entry['reads']}")
def test_example_measures(entry):
    buses = Buses()
    value, allowed = attach(buses, entry)
    (driver,) = drivers.build(catalogue.check_all([entry], PINS), buses)
    readings = Readings()
    if entry["kind"] == "clamp":
        clock, ticks = buses.clock, buses.clock.ticks_us
        driver._ticks_us = lambda: (setattr(clock, "time", clock.time + 7e-6), ticks())[1]

    def each(now):
        if entry["kind"] == "network":
            driver.put(2130, 0, now)
        if entry["kind"] == "pulse" and now % 3 == 0:
            buses.meter.pulse(now * 1000)

    now = run([driver], buses.clock, 8, each)
    for name, probe in driver.probes:
        reading = readings.rooms[0] if name == "room" else getattr(readings, name)
        probe.into(reading, now)
        assert probe.fault == FINE and reading.age <= 1
        assert abs(reading.value - (600 if name == "humidity" else value)) <= (2 if name == "humidity" else allowed)
    assert driver.probes[0][0] == entry["reads"]
    assert ("humidity" in dict(driver.probes)) == (entry["kind"] in ("sht4x", "bme280"))


def test_every_kind_has_an_example_and_every_key_is_explained():
    assert {entry["kind"] for entry in EXAMPLES} == set(catalogue.KINDS)
    for _needs, reads, keys in catalogue.KINDS.values():
        for name in [*reads, *(key[0] for key in keys)]:
            assert f"`{name}`" in PAGE or f'"{name}"' in PAGE, name


def test_every_fault_has_its_advice():
    assert [row[0] for row in table("the console says")] == list(TEXTS[1:])


def test_table_of_curves():
    hal = ast.parse((ROOT / "firmware/balancepoint/hal.py").read_text(encoding="utf-8"))
    (ranges,) = [
        ast.literal_eval(node.value)
        for node in hal.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_ADC_RANGE"
    ]
    rows = table("curve")
    assert {row[0] for row in rows} == set(NAMED)
    for name, _who, at_25, resistor, *spans in rows:
        curve, series = NAMED[name], read(resistor, "Ω")
        for chips, span in zip((("esp32", "esp32c3"), ("esp32s3",)), spans, strict=True):
            low, high = (int(word) for word in span.removesuffix(" °C").split(" to "))
            for chip in chips:
                bottom, top = ranges[chip]
                coldest = temperature(curve, series * top / (3_300_000 - top)) / 100
                hottest = temperature(curve, series * bottom / (3_300_000 - bottom)) / 100
                assert max(coldest, _LOW / 100) <= low + 1 and min(hottest, _HIGH / 100) >= high - 1, (name, chip)
        assert temperature(curve, read(at_25, "Ω")) == pytest.approx(2500, abs=25), name
