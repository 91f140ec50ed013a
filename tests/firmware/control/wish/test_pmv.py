"""The vote between and beyond its cells, and its inverse. Its values: `test_pmv_oracle`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.wish import pmv


@given(st.integers(0, 1), st.integers(1000, 3400), st.integers(0, 1000))
def test_the_temperature_of_a_vote_is_its_inverse(cooling, temperature, humidity):
    assert abs(pmv.temperature(cooling, pmv.vote(cooling, temperature, humidity), humidity) - temperature) <= 1


@given(st.integers(0, 1), st.integers(-9000, 9000), st.integers(0, 1000))
def test_whatever_is_wanted_the_answer_lies_on_the_table(cooling, wanted, humidity):
    found = pmv.temperature(cooling, wanted, humidity)
    assert 1000 <= found <= 3400
    reached = pmv.vote(cooling, found, humidity)
    if 1000 < found < 3400:
        assert abs(reached - wanted) <= 4


@given(st.integers(0, 1), st.integers(-10000, 10000), st.integers(0, 1000))
def test_beyond_the_table_its_ends_hold(cooling, temperature, humidity):
    inside = min(max(temperature, 1000), 3400)
    assert pmv.vote(cooling, temperature, humidity) == pmv.vote(cooling, inside, humidity)


@pytest.mark.parametrize("cooling, setpoint, kelvin", ((0, 2150, -26), (1, 2550, -24)))
def test_damper_air_feels_warmer(cooling, setpoint, kelvin):
    """Ten percent more humidity are worth about a quarter of a kelvin."""
    wanted = pmv.vote(cooling, setpoint, 500)
    assert pmv.temperature(cooling, wanted, 600) - setpoint == pytest.approx(kelvin, abs=1)
