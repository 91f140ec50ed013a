"""SHT3x and SHT4x. Checksum, commands and conversion of Sensirion's data sheets."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balancepoint.sensors.probe import ABSENT, CHECKSUM, FINE, WAITING
from balancepoint.sensors.sht import CHIPS, Sht, crc8
from host_sim.twin import crc
from host_sim.twin.i2c import I2c, Sht3x, Sht4x
from tests.firmware.sensors.bench import Clock, missing_and_stuck, run

BYTE = 90e-6  # s at 100 kHz
KINDS = [(CHIPS["sht3x"], Sht3x), (CHIPS["sht4x"], Sht4x)]


class Bench:
    def __init__(self, kind, twin, address=0x44):
        self.clock = Clock()
        self.bus = I2c()
        self.chip = self.bus.devices[address] = twin(self.clock)
        self.driver = Sht(self.bus, kind, address, "room", True)
        self.probe, self.humidity = self.driver.probe, self.driver.humidity

    def run(self, seconds):
        return run([self.driver], self.clock, seconds)


def test_crc_of_the_data_sheet():
    assert crc8(b"\xbe\xef", 0, 2) == 0x92
    assert crc8(b"123456789", 0, 9) == 0xF7  # CRC-8/NRSC-5


@given(st.binary(min_size=2, max_size=2))
def test_crc_agrees_with_polynomial_division(word):
    assert crc8(word, 0, 2) == crc.sensirion(word)


@pytest.mark.parametrize("kind, begin, span", [(CHIPS["sht3x"], 0, 1000), (CHIPS["sht4x"], -60, 1250)])
def test_every_count_is_converted_to_the_nearest_hundredth_and_permille(kind, begin, span):
    driver = Sht(I2c(), kind, 0x44, "room", True)
    half = Fraction(1, 2)
    for counts in range(0, 65536, 7):
        word = counts.to_bytes(2, "big")
        driver._data[:] = (word + bytes([crc.sensirion(word)])) * 2
        assert driver._take(1)
        assert abs(driver.probe.value - (Fraction(17500 * counts, 65535) - 4500)) <= half
        exact = min(max(Fraction(span * counts, 65535) + begin, 0), 1000)
        assert abs(driver.humidity.value - exact) <= half


@pytest.mark.parametrize("kind, twin", KINDS)
@given(temperature=st.floats(-40, 125), humidity=st.floats(0, 1))
@settings(max_examples=40)
def test_what_the_air_is_comes_in_the_second_step(kind, twin, temperature, humidity):
    bench = Bench(kind, twin)
    bench.chip.temperature, bench.chip.humidity = temperature, humidity
    bench.run(1)
    assert bench.probe.fault == WAITING
    bench.run(1)
    assert abs(bench.probe.value - 100 * temperature) <= 0.7
    assert abs(bench.humidity.value - 1000 * humidity) <= 0.6
    assert (bench.probe.at, bench.humidity.at) == (2, 2)


@pytest.mark.parametrize("kind, twin", KINDS)
def test_read_every_second_and_a_step_is_short(kind, twin):
    bench = Bench(kind, twin)
    bench.run(1)
    for now in range(2, 20):
        before = bench.bus.bytes
        bench.run(1)
        assert bench.probe.at == now
        assert (bench.bus.bytes - before) * BYTE < 1.2e-3


@pytest.mark.parametrize("kind, twin", KINDS)
@pytest.mark.parametrize("bit", range(1, 49))
def test_a_damaged_bit_is_noticed_and_forgotten(kind, twin, bit):
    bench = Bench(kind, twin)
    bench.run(2)
    bench.chip.temperature, bench.chip.humidity = 30.0, 0.9
    bench.chip.corrupt = bit
    bench.run(1)
    assert (bench.probe.value, bench.probe.fault, bench.humidity.fault) == (2000, CHECKSUM, CHECKSUM)
    bench.chip.corrupt = 0
    bench.run(3)  # reset, measure, read
    assert (bench.probe.value, bench.humidity.value, bench.probe.fault) == (3000, 900, FINE)


@pytest.mark.parametrize("kind, twin", KINDS)
def test_missing_stuck_and_power_failed(kind, twin):
    bench = Bench(kind, twin)
    chip = missing_and_stuck(bench, 0x44)
    chip.power_cycle()  # the shot is lost
    bench.run(1)
    assert bench.probe.fault == ABSENT
    bench.run(3)
    assert bench.probe.fault == FINE


def test_offset_is_added_and_humidity_may_be_left_out():
    clock, bus = Clock(), I2c()
    bus.devices[0x45] = Sht3x(clock, 21.0)
    driver = Sht(bus, CHIPS["sht3x"], 0x45, "outdoor", False, -30)
    run([driver], clock, 2)
    assert [name for name, _ in driver.probes] == ["outdoor"]
    assert driver.probe.value == 2070
