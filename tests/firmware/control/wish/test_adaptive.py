"""The running mean of the outdoor temperature; when a suggestion is made, and how often."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.journal import codes as j
from balancepoint.control.journal.journal import Journal
from balancepoint.control.settings.memory import Memory
from balancepoint.control.wish.adaptive import Adaptive
from tests.firmware.control.bench import values

HOUR = 3600


def live(adaptive, hourly, now=0, cooling=0, setpoint=2400, dt=60):
    for temperature in hourly:
        for _ in range(HOUR // dt):
            now += dt
            adaptive.step(round(100 * temperature), cooling, setpoint, dt, now)
    return now


def test_without_an_outdoor_reading_nothing_is_counted():
    memory = Memory()
    adaptive = Adaptive(memory, Journal())
    for k in range(3 * 24 * 60):
        adaptive.step(None, 1, 2200, 60, 60 * k)
    assert memory.running_mean is None and adaptive.suggestion is None and memory.day_hours == 0


@pytest.mark.parametrize(
    "mean, suggestion", ((None, None), (999, None), (1000, 2090), (2400, 2524), (3350, 2818), (4000, 2818))
)
def test_the_suggestion_is_the_line_of_the_standard(mean, suggestion):
    memory = Memory()
    memory.running_mean = mean
    found = Adaptive(memory, Journal()).suggestion
    assert found == suggestion or abs(found - suggestion) <= 1


def warm_days(setpoint, cooling=1, days=5):
    memory = Memory()
    memory.running_mean = 2700  # suggests 26.17 °C
    journal = Journal()
    live(Adaptive(memory, journal), [27.0] * (24 * days), cooling=cooling, setpoint=setpoint)
    return values(journal, j.COOL_SUGGESTION), memory


def test_a_suggestion_a_day_while_it_would_save_a_kelvin():
    told, memory = warm_days(2300)
    assert told == [2617] * 5
    assert memory.cool_setpoint == Memory().cool_setpoint, "nothing is changed"


def test_no_suggestion_for_less_than_a_kelvin_nor_while_nothing_cools():
    assert warm_days(2518)[0] == []
    assert warm_days(2517)[0]
    assert warm_days(2300, cooling=0)[0] == []


@given(st.integers(-144000, 144000), st.integers(0, 23), st.integers(-4500, 6000))
def test_whatever_the_memory_held_of_a_day_it_stays_fit_to_be_kept(day_sum, day_hours, outdoor):
    memory = Memory()
    memory.day_sum, memory.day_hours = day_sum, day_hours
    adaptive = Adaptive(memory, Journal())
    for k in range(26):
        adaptive.step(outdoor, 0, 2400, HOUR, HOUR * k)
        Memory.from_dict(memory.to_dict())
    assert memory.running_mean is not None
