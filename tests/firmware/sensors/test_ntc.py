"""NTC thermometers. The oracle is the makers' printed tables: °C: kΩ, and numpy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balancepoint.sensors import ntc
from balancepoint.sensors.curves import NAMED, by_beta, by_steinhart
from balancepoint.sensors.ntc import Ntc, temperature
from balancepoint.sensors.probe import FINE, OPEN, RANGE, SHORT
from host_sim.twin.analogue import NtcDivider, resistance
from tests.firmware.float32 import F32, single
from tests.firmware.sensors.bench import Adc, Clock, run

# Printed tables; the error allowed (K) is that of their last digit and of the fit.
TABLES = {
    # Adafruit 372, 103_3950_lookuptable.pdf
    "10k B3950": (
        {-40: 277.2, -35: 211.5, -30: 157.2, -25: 116.6, -20: 87.43, -15: 66.92, -10: 51.82, -5: 40.45, 0: 31.77, 5: 24.94,
         10: 19.68, 15: 15.62, 20: 12.47, 25: 10.00, 30: 8.064, 35: 6.538, 40: 5.327, 45: 4.363, 50: 3.592, 55: 2.972,
         60: 2.472, 65: 2.066, 70: 1.735, 75: 1.465, 80: 1.243, 85: 1.059, 90: 0.9083, 95: 0.7816, 100: 0.6744,
         105: 0.5858, 110: 0.5083},
        0.5,
    ),
    # Toshiba RAV-GP1101AT8 service manual, page 68: TA, TC, TCJ, TE, TS, TO and TD, TL, standard values
    "10k B4100": (
        {0: 33.80, 10: 20.35, 20: 12.59, 25: 10.00, 30: 7.990, 40: 5.192, 50: 3.451, 60: 2.343, 70: 1.623, 80: 1.146,
         90: 0.8237, 100: 0.6023},
        0.05,
    ),
    "50k B3950": (
        {0: 161.3, 10: 99.05, 20: 62.36, 25: 49.93, 30: 40.22, 40: 26.55, 50: 17.92, 60: 12.34, 70: 8.668, 80: 6.195,
         90: 4.507, 100: 3.336},
        0.05,
    ),
    # Daikin SiUS121632EA, page 190
    "20k B3950": (
        {-20: 197.8, -15: 148.2, -10: 112.1, -5: 85.60, 0: 65.93, 5: 51.14, 10: 39.99, 15: 31.52, 20: 25.02, 25: 20.00,
         30: 16.10, 35: 13.04, 40: 10.62, 45: 8.707, 50: 7.176},
        0.05,
    ),
    # Zibro S1731, page 56: discharge; Haier AU482FIERAG, page 58: R80 = 50 kΩ, B25/80 = 4450 K
    "50k at 80 °C": (
        {40: 250.4, 41: 239.3, 45: 200.2, 50: 161.2, 55: 130.7, 60: 106.6, 65: 87.5, 70: 72.2, 75: 59.9, 80: 50.0, 85: 41.9,
         90: 35.3, 95: 29.9, 100: 25.4, 105: 21.7, 110: 18.6, 115: 16.0, 120: 13.9},
        0.12,
    ),
    # Mitsubishi Electric OC236, page 48, and OCT03, page 54 (two digits, read from the curve)
    "15k at 0 °C": ({0: 15.0, 10: 9.6, 20: 6.3, 25: 5.2, 30: 4.3, 40: 3.0}, 0.6),
    "7.465k at 120 °C": (
        {20: 250, 30: 160, 40: 104, 50: 70, 60: 48, 70: 34, 80: 24, 90: 17.5, 100: 13.0, 110: 9.8, 120: 7.465},
        0.4,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMED)
def test_printed_table(name):
    table, allowed = TABLES[name]
    if name == "10k B3950":
        assert all(
            abs(temperature(NAMED[name], 1000 * table[t]) - 100 * t) <= 20 for t in (-10, -5, 0, 10, 20, 25, 30, 40, 45)
        )
    for degrees, kiloohms in table.items():
        assert abs(temperature(NAMED[name], kiloohms * 1000) / 100 - degrees) <= allowed, degrees


@pytest.mark.parametrize("name", NAMED)
def test_curve_falls_all_the_way(name):
    ohms = np.geomspace(resistance(NAMED[name], 150), resistance(NAMED[name], -55), 2000)
    values = [temperature(NAMED[name], r) for r in ohms]
    assert values == sorted(values, reverse=True)
    assert values[0] == pytest.approx(15000, abs=1) and values[-1] == pytest.approx(-5500, abs=1)


@given(st.integers(1000, 100_000), st.integers(3000, 4500), st.floats(-50, 140))
def test_beta_curve_against_the_textbook(r25, beta, degrees):
    ohms = r25 * np.exp(beta * (1 / (degrees + 273.15) - 1 / 298.15))
    assert abs(temperature(by_beta(r25, beta), ohms) - 100 * degrees) <= 0.6


@given(st.floats(1.0e-3, 1.4e-3), st.floats(2.1e-4, 2.6e-4), st.floats(5e-8, 2e-7), st.floats(300, 400_000))
def test_steinhart_hart_against_the_textbook(a, b, c, ohms):
    x = np.log(ohms)
    degrees = 1 / (a + b * x + c * x**3) - 273.15
    if -55 <= degrees <= 150:
        assert abs(temperature(by_steinhart(a, b, c), ohms) - 100 * degrees) <= 2


ntc32 = single("balancepoint.sensors.ntc")
curves32 = single("balancepoint.sensors.curves")


class Still:
    """A converter that always says the same."""

    low, high = 0, 3_300_000

    def __init__(self, microvolts):
        self.read = lambda: microvolts


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize("to_supply", [False, True])
def test_single_precision_as_on_the_chip(name, to_supply):
    """Every operation rounded to binary32: at most a hundredth off, at any pin voltage."""
    curve = NAMED[name]
    seen = 0
    for microvolts in range(5_000, 3_100_000, 3377):
        double, rough = (
            kind.Ntc(Still(microvolts), "room", curve, 10_000, 3_300_000, to_supply) for kind in (ntc, ntc32)
        )
        double.step(1)
        rough.step(1)
        if double.probe.value is not None and rough.probe.value is not None:
            assert type(rough.probe.value) is int
            assert abs(double.probe.value - rough.probe.value) <= 1
            seen += 1
    assert seen > 300


def test_steinhart_in_single_precision():
    parts = (1.129148e-3, 2.34125e-4, 8.76741e-8)  # the well-known 10 kΩ bead
    double = by_steinhart(*parts)
    rounded = curves32.by_steinhart(*(F32(part) for part in parts))
    assert all(type(part) is int for part in rounded)
    for ohms in np.geomspace(500, 300_000, 200):
        assert abs(temperature(double, ohms) - ntc32.temperature(rounded, F32(ohms))) <= 1


class Bench:
    def __init__(self, name="10k B3950", series=10_000, to_supply=False, offset=0):
        self.clock = Clock()
        self.source = NtcDivider(NAMED[name], series, to_supply=to_supply)
        driver = Ntc(Adc(self.clock, self.source), "room", NAMED[name], series, 3_300_000, to_supply, offset)
        self.probe = driver.probe
        self.run = lambda seconds: run([driver], self.clock, seconds)


@pytest.mark.parametrize("to_supply", [False, True])
@given(degrees=st.floats(-15, 60))
@settings(max_examples=40)
def test_either_side_of_the_divider_within_the_converters_steps(to_supply, degrees):
    bench = Bench(to_supply=to_supply)
    bench.source.temperature = degrees
    bench.run(1)
    assert abs(bench.probe.value - 100 * degrees) <= 8  # half a step of 0.8 mV


@pytest.mark.parametrize("to_supply", [False, True])
def test_open_and_short(to_supply):
    bench = Bench(to_supply=to_supply)
    bench.run(1)
    good = bench.probe.value
    bench.source.broken = True
    bench.run(1)
    assert (bench.probe.value, bench.probe.at, bench.probe.fault) == (good, 1, OPEN)
    bench.source.broken, bench.source.shorted = False, True
    bench.run(1)
    assert (bench.probe.value, bench.probe.at, bench.probe.fault) == (good, 1, SHORT)
    bench.source.shorted = False
    bench.run(1)
    assert (bench.probe.value, bench.probe.fault) == (good, FINE)


@pytest.mark.parametrize("to_supply, fault", [(False, OPEN), (True, SHORT)])
def test_a_pin_at_or_above_the_supply_of_the_divider(to_supply, fault):
    for microvolts in (1_000_000, 1_200_000):
        driver = Ntc(Still(microvolts), "room", NAMED["10k B3950"], 10_000, 1_000_000, to_supply)
        driver.step(1)
        assert (driver.probe.value, driver.probe.fault) == (None, fault)


def test_a_wrong_resistor_is_out_of_range_before_it_is_a_temperature():
    bench = Bench(series=200)  # the settings say 200 Ω, 10 kΩ is there
    bench.source.series, bench.source.temperature = 10_000, 95.0
    bench.run(1)
    assert (bench.probe.value, bench.probe.fault) == (None, RANGE)


def test_offset_is_added_and_a_step_takes_few_samples():
    bench = Bench(offset=-120)
    bench.source.temperature = 25.0
    before = bench.clock.time
    bench.run(1)
    assert bench.probe.value == pytest.approx(2380, abs=5)
    assert bench.clock.time - before - 1 < 0.003
