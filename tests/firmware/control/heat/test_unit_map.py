"""The map meets the data sheet at its points, rises with speed, and goes back and forth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.heat.unit_map import UnitMap
from tests.firmware.control.bench import COOLING, HEATING, make_settings

outdoors = st.integers(-6000, 6000)
watts = st.integers(-5000, 20000)


def sides():
    unit = UnitMap(make_settings())
    return unit.heating, unit.cooling


@pytest.mark.parametrize("which, rows", ((0, HEATING), (1, COOLING)))
def test_published_points(which, rows):
    side = sides()[which]
    for outdoor, least, rated, most in rows:
        side.at(outdoor)
        assert (side.q_min, side.p_min) == least
        assert (side.q_rated, side.p_rated) == rated
        assert (side.q_max, side.p_max) == most
        for speed, heat in ((16, least[0]), (86, rated[0]), (100, most[0])):
            assert side.heat_at(speed) == heat
            assert side.speed_for(heat) == speed
        assert side.power_for(least[0]) == least[1]
        assert side.power_for(rated[0]) == rated[1]
        assert side.power_for(most[0]) == most[1]


@given(st.integers(-1500, 833))
def test_straight_lines_between_the_rows(outdoor):
    side = sides()[0]
    side.outdoor = None
    side.at(outdoor)
    low, high = HEATING[:2] if outdoor < HEATING[1][0] else HEATING[1:]
    part = (outdoor - low[0]) / (high[0] - low[0])
    assert side.q_max == pytest.approx(low[3][0] + part * (high[3][0] - low[3][0]), abs=1)
    assert side.p_rated == pytest.approx(low[2][1] + part * (high[2][1] - low[2][1]), abs=1)


@given(outdoors)
def test_order_holds_far_outside_the_rows(outdoor):
    for side in sides():
        side.at(outdoor)
        assert 0 < side.q_min < side.q_rated < side.q_max
        assert 0 < side.p_min < side.p_rated < side.p_max


@given(outdoors, watts, watts)
def test_more_heat_never_takes_less_speed_or_power(outdoor, a, b):
    for side in sides():
        side.at(outdoor)
        low, high = min(a, b), max(a, b)
        assert side.speed_min <= side.speed_for(low) <= side.speed_for(high) <= side.speed_max
        assert side.p_min <= side.power_for(low) <= side.power_for(high) <= side.p_max


@given(outdoors, st.integers(0, 120))
def test_speed_to_heat_and_back(outdoor, speed):
    for side in sides():
        side.at(outdoor)
        heat = side.heat_at(speed)
        if speed == 0:
            assert heat == 0
        else:
            assert abs(side.speed_for(heat) - min(max(speed, 16), 100)) <= 1


@given(outdoors, watts)
def test_heat_to_speed_and_back_within_half_a_hertz(outdoor, heat):
    for side in sides():
        side.at(outdoor)
        got = side.heat_at(side.speed_for(heat))
        steepest = max(
            (side.q_rated - side.q_min) / (side.speed_rated - side.speed_min),
            (side.q_max - side.q_rated) / (side.speed_max - side.speed_rated),
        )
        assert abs(got - min(max(heat, side.q_min), side.q_max)) <= 0.5 * steepest + 1


@given(st.lists(st.integers(-3000, 3000), min_size=1, max_size=20))
def test_the_way_there_does_not_matter_beyond_a_quarter_kelvin(path):
    side = sides()[0]
    for outdoor in path:
        side.at(outdoor)
    fresh = sides()[0]
    fresh.outdoor = None
    fresh.at(path[-1])
    slope = max(abs(b[3][0] - a[3][0]) / (b[0] - a[0]) for a, b in zip(HEATING, HEATING[1:], strict=False))
    assert abs(side.q_max - fresh.q_max) <= 25 * slope + 1


def test_a_unit_that_only_heats_has_one_side():
    unit = UnitMap(make_settings(cooling=None))
    assert unit.cooling is unit.heating
