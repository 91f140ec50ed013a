"""What is said is believed for two minutes."""

import pytest

from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.sense.words import Words
from tests.firmware.control.bench import make_situation

SAID = (("fault", "unit_fault", 7), ("minute_of_week", "minute", 10079), ("presence", "presence", 15))


def heard(s):
    Words().step(s, 60, 60)
    return s


@pytest.mark.parametrize(("name", "field", "value"), SAID)
def test_believed_for_two_minutes(name, field, value):
    s = make_situation()
    reading = getattr(s.readings, name)
    for given, age, known in (
        (value, 0, value),
        (0, 120, 0),
        (value, 121, UNKNOWN),
        (-1, 0, UNKNOWN),
        (None, 0, UNKNOWN),
    ):
        reading.set(given, age=age)
        assert getattr(heard(s), field) == known


def test_beyond_what_can_be_said_is_unknown():
    s = make_situation()
    for name, field, value in SAID:
        getattr(s.readings, name).set(65536 if name == "fault" else value + 1)
        assert getattr(heard(s), field) == UNKNOWN


@pytest.mark.parametrize(
    ("said", "age", "window"), ((1, 0, 1), (1, 120, 1), (1, 121, 0), (0, 0, 0), (2, 0, 0), (None, 0, 0))
)
def test_a_window_nobody_knows_of_is_shut(said, age, window):
    s = make_situation(window_open=1)
    s.readings.window_open.set(said, age=age)
    assert heard(s).window_open == window
