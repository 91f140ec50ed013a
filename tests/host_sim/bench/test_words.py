"""Moments and conditions as people write them."""

import numpy as np
import pytest

from host_sim.scenario.condition import QUANTITIES, Condition
from host_sim.scenario.moment import HAPPENINGS, OF_PLANT, Moment, duration
from host_sim.trace import EVENTS


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("20 s", 20), ("15 min", 900), ("2 h", 7200), ("1 day", 86400), ("3 days", 259200), ("1.5 h", 5400)],
)
def test_durations(text, seconds):
    assert duration(text) == seconds


@pytest.mark.parametrize("text", ["", "20", "s", "-3 s", "5 weeks", 5, "3 s later"])
def test_no_durations(text):
    with pytest.raises(ValueError, match="allowed is a number with"):
        duration(text)


@pytest.mark.parametrize(
    ("text", "clock"),
    [("1 06:30", 23400), ("06:30", 23400), ("6:30:15", 23415), ("3 00:00", 172800), ("12 23:59:59", 1036799)],
)
def test_clock_times(text, clock):
    assert Moment.parse(text).clock == clock


@pytest.mark.parametrize(
    ("text", "name", "number", "later"),
    [
        ("defrost", "defrost", 1, 0), ("defrost 3", "defrost", 3, 0), ("defrost end 2 + 20 s", "defrost end", 2, 20),
        ("each start + 5 min", "start", 0, 300), ("the cut end", "the cut end", 1, 0), ("the cut 2", "the cut", 2, 0),
        ("says room 1 is stuck + 1 h", "says room 1 is stuck", 1, 3600), ("when ice > 0.5", "when ice > 0.5", 1, 0),
    ],
)  # fmt: skip
def test_what_happens(text, name, number, later):
    moment = Moment.parse(text)
    assert (str(moment.happening), moment.number, moment.later, moment.clock) == (name, number, later, None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("25:00", "nothing called"), ("0 06:30", "day 1 being the first"), ("defrst 2", "did you mean 'defrost'"),
        ("defrost 0", "counted from 1"), ("says ", "Words of the journal"), ("when rom > 3", "did you mean 'room'"),
        ("", "allowed is"),
    ],
)  # fmt: skip
def test_what_is_no_moment(text, told):
    with pytest.raises(ValueError, match=told):
        Moment.parse(text)


def test_the_third_of_them_counts():
    times = {"defrost": [100.0, 900.0, 2000.0]}
    assert Moment.parse("defrost 3 + 20 s").at(times) == 2020.0
    assert Moment.parse("defrost 4").at(times) is None
    assert Moment.parse("00:01").at({}) == 60.0


def test_every_event_of_the_plant_has_a_word():
    assert set(OF_PLANT) == set(EVENTS)
    assert set(OF_PLANT.values()) < set(HAPPENINGS)


@pytest.mark.parametrize(
    ("text", "values", "holds"),
    [
        ("room >= 20", {"room": [19.9, 20.0, 21.0]}, [False, True, True]),
        ("speed > 0 and valve = cooling", {"speed": [0, 30, 30], "valve": [0, 0, 1]}, [False, True, False]),
        ("told.room = unknown", {"told.room": [np.nan, 20.0]}, [True, False]),
        ("told.room != unknown", {"told.room": [np.nan, 20.0]}, [False, True]),
        ("told.room < 5", {"told.room": [np.nan, 4.0]}, [False, True]),
        ("asked.mode = heat", {"asked.mode": [0, 1]}, [False, True]),
        ("command.contact = no", {"command.contact": [0, 1]}, [True, False]),
    ],
)
def test_conditions(text, values, holds):
    found = Condition.parse(text).holds({name: np.array(column, dtype=float) for name, column in values.items()})
    assert found.tolist() == holds


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("room", "allowed is a comparison"), ("rom > 2", "did you mean 'room'"), ("room > warm", "is no number"),
        ("room = unknown", "only what is told"), ("room > nan", "no finite number"),
        ("room > 2 or speed = 0", "allowed is a comparison"),
        ("", "allowed is a comparison"),
    ],
)  # fmt: skip
def test_what_is_no_condition(text, told):
    with pytest.raises(ValueError, match=told):
        Condition.parse(text)


def test_every_quantity_can_be_looked_at(play):
    stage = play([]).stage
    for name in QUANTITIES:
        value = stage.scene.look(name)()
        assert isinstance(value, float), name
        assert np.isfinite(value) or name.startswith("told."), name
