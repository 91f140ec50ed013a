"""Current clamp: true RMS against numpy."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balancepoint.sensors.clamp import Clamp, root
from balancepoint.sensors.probe import FINE, OPEN, RANGE, WAITING
from host_sim.twin.analogue import ClampOutput
from tests.firmware.sensors.bench import Adc, Clock, run


@given(st.integers(0, 10**14))
def test_root(value):
    assert root(value) == math.isqrt(value)


def harmonics(parts):
    """A wave of RMS 1 with (order, share, phase) on top of its fundamental."""
    total = math.sqrt(1 + sum(share**2 for _, share, _ in parts))

    def shape(phase):
        turn = 2 * math.pi * phase
        wave = math.sin(turn) + sum(share * math.sin(order * turn + lag) for order, share, lag in parts)
        return math.sqrt(2) * wave / total

    return shape


class Bench:
    def __init__(self, frequency=50, voltage=0, took=60e-6, **source):
        self.clock = Clock()
        self.source = ClampOutput(self.clock, 2000, 62, frequency=frequency, **source)
        self.driver = Clamp(
            Adc(self.clock, self.source, took),
            self.clock.ticks_us,
            "power",
            2000,
            62_000,
            round(1e6 / frequency),
            voltage,
        )
        self.probe = self.driver.probe

    def run(self, seconds):
        """The clock of the test moves by itself only while a sample is taken; here the waiting loop moves it as well."""
        ticks = self.clock.ticks_us

        def waiting():
            self.clock.time += 7e-6
            return ticks()

        self.driver._ticks_us = waiting
        return run([self.driver], self.clock, seconds)


@pytest.mark.parametrize("frequency", [50, 60])
@given(
    current=st.floats(0.5, 30),
    parts=st.lists(
        st.tuples(st.integers(2, 25), st.floats(0, 0.6), st.floats(0, 6)), max_size=4, unique_by=lambda part: part[0]
    ),
)
@settings(max_examples=40)
def test_true_rms_of_any_wave(frequency, current, parts):
    bench = Bench(frequency, shape=harmonics(parts), current=current)
    peak = max(abs(np.array([bench.source._shape(i / 1000) for i in range(1000)]))) * current * 62 / 2000
    bench.run(1)
    assert bench.probe.fault == WAITING or peak > 1.4
    bench.run(1)
    if peak > 1.6:  # between two samples a peak may stick out a little
        assert bench.probe.fault == RANGE
    elif peak < 1.4:
        assert bench.probe.value == pytest.approx(1000 * current, rel=0.015, abs=15)


def test_frequency_a_little_off_and_a_slow_converter():
    for took, frequency in ((60e-6, 49.8), (300e-6, 50.0)):
        bench = Bench(took=took, current=5.0)
        bench.source._frequency = frequency
        bench.run(2)
        assert bench.probe.value == pytest.approx(5000, rel=0.02)


@pytest.mark.parametrize("bias", [1.3, 1.65, 2.0])
def test_bias_is_measured_and_nothing_is_read_without_current(bias):
    bench = Bench(bias=bias)
    bench.run(3)
    assert bench.probe.value <= 15  # mA; a converter step is 26 mA
    bench.source.current = 4.0
    bench.run(2)
    assert bench.probe.value == pytest.approx(4000, rel=0.01)


def test_power_at_a_given_voltage():
    bench = Bench(voltage=230, current=6.0)
    bench.run(2)
    assert bench.probe.value == pytest.approx(1380, rel=0.01)


def test_a_window_is_one_period_and_a_step_no_longer():
    bench = Bench(current=3.0)
    bench.run(3)
    begun = bench.clock.time = 10.0
    bench.driver.step(10)
    assert 0.019 < bench.clock.time - begun < 0.021


def test_pulled_out_and_overloaded():
    bench = Bench(current=3.0)
    bench.run(2)
    value, at = bench.probe.value, bench.probe.at
    bench.source.plugged = False
    bench.run(3)
    assert (bench.probe.value, bench.probe.at, bench.probe.fault) == (value, at, OPEN)
    bench.source.plugged = True
    bench.source.current = 100.0
    bench.run(1)
    assert bench.probe.fault == RANGE
    bench.source.current = 3.0
    bench.run(2)
    assert (bench.probe.value, bench.probe.fault) == (pytest.approx(3000, rel=0.01), FINE)


def test_an_interrupted_window_does_not_count():
    bench = Bench(current=3.0, took=1e-3)  # 20 samples of a period
    bench.run(5)
    assert (bench.probe.value, bench.probe.fault) == (None, WAITING)


def test_squares_stay_small_integers():
    """What the chip adds up stays below 2**30, whatever the converter says."""
    bench = Bench()
    driver = bench.driver
    for peak in (1, 1_000, 30_000, 700_000, 1_470_000):
        driver._wave[:] = type(driver._wave)("i", [1_625_000 + (peak if i % 2 else -peak) for i in range(100)])
        square = driver._mean_square(100, 1)
        shift = 0
        while peak >> shift >= 2048:
            shift += 1
        assert 100 * (peak >> shift) ** 2 < 2**30
        assert square == pytest.approx(peak**2, rel=0.01)
