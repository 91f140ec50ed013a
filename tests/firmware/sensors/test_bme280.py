"""BME280: the data sheets' worked example, chips of people, and the floating-point formulas of the appendix."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from balancepoint.sensors.bme280 import Bme280, calibration, compensate
from balancepoint.sensors.probe import FINE, POWER_ON, RANGE, STRANGER, WAITING
from host_sim.twin import i2c as twin
from tests.firmware.sensors.bench import Clock, missing_and_stuck, run

BYTE = 90e-6  # s at 100 kHz


class Bench:
    def __init__(self, trim=twin.Bme280.TRIM):
        self.clock = Clock()
        self.bus = twin.I2c()
        self.chip = self.bus.devices[0x76] = twin.Bme280(self.clock, trim=trim)
        self.driver = Bme280(self.bus, 0x76, "room", True)
        self.probe, self.humidity = self.driver.probe, self.driver.humidity

    def run(self, seconds):
        return run([self.driver], self.clock, seconds)


def test_worked_example_of_the_data_sheet():
    # BST-BMP280-DS001 section 3.12, the same formula: 25.08 °C
    assert compensate((27504, 26435, -1000, 75, 370, 0, 313, 50, 30), 519888, 30000)[0] == 2508


def test_a_chip_that_somebody_published():
    # saphBme280 unit tests: trimming values of a chip, raw 523407 is 21.89 °C
    assert compensate((28417, 26721, 50, 75, 360, 0, 325, 50, 30), 523407, 27999)[0] == 2189


TRIMS = st.tuples(
    st.integers(26000, 30000), st.integers(25500, 27500), st.integers(-1100, 100), st.sampled_from([0, 75]),
    st.integers(330, 390), st.integers(0, 3), st.integers(250, 380), st.integers(-60, 60), st.integers(20, 32),
)  # fmt: skip


@given(TRIMS, st.integers(-4000, 8500), st.integers(10_000, 50_000))
@settings(max_examples=300)
def test_integers_agree_with_the_floating_point_formulas(trim, centi, counts):
    chip = twin.Bme280(Clock(), centi / 100, trim=trim)
    raw, _ = chip._counts()
    fine = chip.fine(raw)
    value, humidity = compensate(trim, raw, counts)
    assert abs(value - fine / 51.2) <= 1.0
    exact = 1000 * chip.relative(counts, fine)
    assume(0 < exact < 1000)
    assert abs(humidity - exact) <= 1.0


@given(TRIMS)
def test_calibration_is_taken_out_of_the_registers(trim):
    registers = twin.Bme280(Clock(), trim=trim).registers
    assert calibration(registers[0x88:0x8E], registers[0xA1:0xA2], registers[0xE1:0xE8]) == trim


@given(TRIMS, st.floats(-20, 60), st.floats(0.05, 0.95))
@settings(max_examples=40)
def test_what_the_air_is_comes_in_the_second_step(trim, temperature, humidity):
    bench = Bench(trim)
    bench.chip.temperature, bench.chip.humidity = temperature, humidity
    bench.run(1)
    assert bench.probe.fault == WAITING
    bench.run(1)
    assert abs(bench.probe.value - 100 * temperature) <= 2
    assert abs(bench.humidity.value - 1000 * humidity) <= 2
    assert bench.probe.at == 2


def test_read_every_second_and_a_step_is_short():
    bench = Bench()
    bench.run(1)
    assert bench.bus.bytes * BYTE < 5e-3
    for now in range(2, 20):
        before = bench.bus.bytes
        bench.run(1)
        assert bench.probe.at == now
        assert (bench.bus.bytes - before) * BYTE < 2e-3


def test_missing_stuck_another_chip_and_power_failed():
    bench = Bench()
    chip = missing_and_stuck(bench, 0x76)
    chip.chip = 0x58  # a BMP280 in its place: it has no humidity
    chip.power_cycle()
    bench.run(5)
    assert bench.probe.fault == STRANGER


def test_a_chip_that_lost_its_supply_says_no_old_and_no_false_value():
    bench = Bench()
    bench.run(3)
    bench.chip.power_cycle()
    bench.run(1)
    assert (bench.probe.value, bench.probe.at, bench.probe.fault) == (2000, 3, POWER_ON)
    bench.chip.temperature = 25.0
    bench.run(3)
    assert (bench.probe.value, bench.humidity.value, bench.probe.fault) == (2500, 500, FINE)


def test_out_of_range():
    bench = Bench()
    bench.run(1)
    bench.chip.temperature = 95.0
    bench.run(2)
    assert (bench.probe.value, bench.probe.fault) == (2000, RANGE)


def test_offset_is_added():
    bench = Bench()
    driver = Bme280(bench.bus, 0x76, "outdoor", False, 45)
    run([driver], bench.clock, 2)
    assert [name for name, _ in driver.probes] == ["outdoor"]
    assert driver.probe.value == pytest.approx(2045, abs=1)
