"""What turns, by the unit's own word, and how well that is known."""

import pytest

from balancepoint.control.drive.managed.said import Said, heat_of
from balancepoint.control.heat.unit_map import UnitMap
from balancepoint.control.situation import ESTIMATED, POWER_SAID, SPEED_SAID
from tests.firmware.control.bench import make_settings, make_situation


@pytest.fixture
def said():
    unit_map = UnitMap(make_settings())
    unit_map.heating.at(0)
    unit_map.cooling.at(3000)
    return Said(unit_map)


def situation(**readings):
    s = make_situation(heating=1)
    for name, value in readings.items():
        getattr(s.readings, name).set(*value if isinstance(value, tuple) else (value,))
    return s


def test_a_speed_that_is_told_is_taken():
    for side in (0, 1):
        unit_map = UnitMap(make_settings())
        s = situation(running=1, speed=44, power=600)
        s.heating = side
        Said(unit_map).watch(s)
        assert (s.turning, s.heat_source) == (44, SPEED_SAID)


def test_without_a_speed_the_power_tells_by_the_map(said):
    """Some units tell 0 Hz for ever (echavet #57): with power it is no standstill."""
    for zero in ({}, {"speed": 0}):
        s = situation(power=800, **zero)
        said.watch(s)
        side = said._map.heating
        assert s.heat_source == POWER_SAID
        assert side.power_for(side.heat_at(s.turning)) == pytest.approx(800, rel=0.03)


def test_heat_of_a_power_is_the_map_the_other_way_round(said):
    for side in (said._map.heating, said._map.cooling):
        for heat in range(side.q_min, side.q_max, 97):
            assert abs(heat_of(side, side.power_for(heat)) - heat) <= 8
        assert heat_of(side, 0) == side.q_min and heat_of(side, 60000) == side.q_max


@pytest.mark.parametrize("readings", ({"running": 0, "speed": 30}, {"power": 40}, {"speed": 0}))
def test_it_stands_when_it_says_so(said, readings):
    """A few Hz told by a unit that is off are noise (protocols 1.4)."""
    s = situation(**readings)
    s.turning = 50
    said.watch(s)
    assert s.turning == 0


def test_where_nothing_is_told_or_all_is_old_it_is_taken_to_do_as_it_was_asked(said):
    said.guess = 33
    for readings in ({}, {"speed": (40, 61), "power": (900, 61), "running": (0, 61)}):
        s = situation(**readings)
        said.watch(s)
        assert (s.turning, s.heat_source) == (33, ESTIMATED)


def test_the_less_is_known_the_more_may_the_heat_be_wrong(said):
    found = []
    for readings in ({"speed": 40}, {"power": 800}, {}):
        s = situation(**readings)
        said.watch(s)
        found.append(s.heat_accuracy)
    assert 0 < found[0] < found[1] < found[2]
