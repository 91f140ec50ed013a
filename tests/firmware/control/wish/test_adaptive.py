"""The running mean of the outdoor temperature; when a suggestion is made, and how often."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.journal import codes as j
from balancepoint.control.journal.journal import Journal
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.settings.memory import Memory
from balancepoint.control.wish.adaptive import Adaptive
from tests.firmware.control.bench import make_situation, values

HOUR = 3600


def begun(memory, journal, **fields):
    """The stage, and the situation it has begun with."""
    adaptive = Adaptive(memory, journal)
    s = make_situation(memory, **fields)
    adaptive.begin(s)
    return adaptive, s


def live(adaptive, s, hourly, dt=60):
    now = 0
    for temperature in hourly:
        s.outdoor = round(100 * temperature)
        for _ in range(HOUR // dt):
            now += dt
            adaptive.step(s, now, dt)


def test_without_an_outdoor_reading_nothing_is_counted():
    memory = Memory()
    adaptive, s = begun(memory, Journal(), outdoor=UNKNOWN, cooling=1, cool_setpoint=2200)
    for k in range(3 * 24 * 60):
        adaptive.step(s, 60 * k, 60)
    assert memory.running_mean is None and s.cool_suggestion == UNKNOWN and memory.day_hours == 0


@pytest.mark.parametrize(
    "mean, suggestion", ((None, UNKNOWN), (999, UNKNOWN), (1000, 2090), (2400, 2524), (3350, 2818), (4000, 2818))
)
def test_the_suggestion_is_the_line_of_the_standard(mean, suggestion):
    memory = Memory()
    memory.running_mean = mean
    _adaptive, s = begun(memory, Journal())
    assert abs(s.cool_suggestion - suggestion) <= 1


def warm_days(setpoint, cooling=1, days=5):
    memory = Memory()
    memory.running_mean = 2700  # suggests 26.17 °C
    journal = Journal()
    adaptive, s = begun(memory, journal, cooling=cooling, cool_setpoint=setpoint)
    live(adaptive, s, [27.0] * (24 * days))
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
    adaptive, s = begun(memory, Journal(), outdoor=outdoor)
    for k in range(26):
        adaptive.step(s, HOUR * k, HOUR)
        Memory.from_dict(memory.to_dict())
    assert memory.running_mean is not None
