"""Pulse meter: power from counts and their times."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balancepoint.sensors.probe import FINE, RANGE, WAITING
from balancepoint.sensors.pulse import Pulse
from tests.firmware.sensors.bench import Clock, Counter, run


class Meter:
    """Gives a pulse each time so much energy has passed."""

    def __init__(self, rate=1000, begin=0, ticks=0):
        self.counter = Counter(begin)
        self.counter.last = ticks
        self.ticks = ticks
        self.energy = 0.0
        self.pulse = 3.6e6 / rate
        self.power = 0.0
        self.clock = Clock()
        self.driver = Pulse(self.counter, "power", rate)
        self.probe = self.driver.probe

    def run(self, seconds):
        def each(now):
            for millisecond in range((now - 1) * 1000, now * 1000):
                self.energy += self.power / 1000
                if self.energy >= self.pulse:
                    self.energy -= self.pulse
                    self.counter.pulse(self.ticks + millisecond)

        return run([self.driver], self.clock, seconds, each)


@given(
    st.integers(100, 6000),
    st.sampled_from([500, 1000, 2000, 3200, 6400]),
    st.integers(0, 2**24 - 1),
    st.integers(0, 2**30 - 1),
)
@settings(max_examples=30)
def test_steady_power_is_within_one_percent_whatever_the_counter_and_the_ticks_say(power, rate, begin, ticks):
    meter = Meter(rate, begin, ticks)
    meter.power = power
    meter.run(int(3 * 3.6e6 / rate / power) + 4)
    assert meter.probe.value == pytest.approx(power, rel=0.01)


def test_before_two_pulses_nothing_is_known():
    meter = Meter()
    meter.power = 1000.0  # a pulse each 3.6 s
    meter.run(7)
    assert (meter.probe.value, meter.probe.fault) == (None, WAITING)
    meter.run(1)
    assert meter.probe.value == pytest.approx(1000, rel=0.01)


def test_value_falls_while_no_pulse_comes():
    meter = Meter()
    meter.power = 1500.0
    meter.run(60)
    meter.power = 0.0
    meter.run(46)
    assert meter.probe.value <= 80 and meter.probe.fault == FINE
    meter.run(300)
    assert meter.probe.value <= 12
    assert meter.probe.at == int(meter.clock.time)


def test_a_house_at_rest_is_nought_after_three_minutes():
    meter = Meter()
    meter.run(180)
    assert meter.probe.value is None
    meter.run(3)
    assert (meter.probe.value, meter.probe.fault) == (0, FINE)


def test_power_follows_a_step():
    meter = Meter()
    meter.power = 500.0
    meter.run(30)
    meter.power = 2000.0
    meter.run(12)
    assert meter.probe.value == pytest.approx(2000, rel=0.01)


def test_a_pulse_in_the_middle_of_the_look_is_left_for_the_next():
    """Its interrupt may come between count and moment: then they do not belong together."""
    meter = Meter()
    meter.power = 1000.0
    meter.run(20)
    value, at = meter.probe.value, meter.probe.at
    counter, count = meter.counter, meter.counter.count

    def interrupted():
        found = count()
        counter.count = count
        counter.pulse(counter.last + 3600)
        return found

    counter.count = interrupted
    meter.driver.step(21)
    assert (meter.probe.value, meter.probe.at) == (value, at)
    meter.driver.step(22)
    assert (meter.probe.value, meter.probe.at) == (value, 22)


def test_two_pulses_of_one_millisecond():
    meter = Meter()
    for millisecond in (5000, 5000):
        meter.counter.pulse(millisecond)
        meter.driver.step(5)
    assert meter.probe.value is None
    meter.counter.pulse(5000 + 3600)
    meter.driver.step(9)
    assert meter.probe.value == 2000


def test_noise_on_the_input_is_no_power():
    meter = Meter()
    meter.power = 1000.0
    meter.run(20)
    value = meter.probe.value
    meter.power = 200_000.0
    meter.run(2)
    assert meter.probe.fault == RANGE and meter.probe.value == value
    meter.power = 1000.0
    meter.run(15)
    assert (meter.probe.value, meter.probe.fault) == (pytest.approx(1000, rel=0.01), FINE)


def test_ticks_that_wrap_in_a_long_pause_make_no_power():
    meter = Meter()
    meter.power = 1000.0
    meter.run(20)
    meter.power = 0.0
    meter.clock.time += 2**30 / 1000 + 1  # twelve days later the ticks are where they were
    meter.run(1)
    meter.counter.pulse(meter.counter.last + 1000)
    meter.run(1)
    assert meter.probe.value < 10
