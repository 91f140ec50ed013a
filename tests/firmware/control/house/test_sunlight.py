"""A flat sensor's light turned onto the windows: what teaches nothing, and any light. In weather: `test_sunlight_weather`."""

import math

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from balancepoint.control.house.sunlight import Sunlight, cosine
from tests.firmware.control.tracer import Small


@given(st.integers(-720, 720))
def test_cosine(minutes):
    assert cosine(minutes) == pytest.approx(1000 * math.cos(math.radians(minutes / 4)), abs=4)


def test_without_a_whole_day_nothing_is_turned():
    sunlight = Sunlight(42)
    for k in range(95):
        assert sunlight.observe(max(0, 400 - 20 * abs(k - 48)), k) == max(0, 400 - 20 * abs(k - 48))
    sunlight.learn()
    assert sunlight.noon is None


@pytest.mark.parametrize("level", [0, 3, 400])
def test_light_that_never_changes_teaches_nothing(level):
    sunlight = Sunlight(42)
    for k in range(192):
        sunlight.observe(level, k)
    sunlight.learn()
    assert sunlight.noon is None


@given(
    latitude=st.integers(1, 65),
    readings=st.lists(st.integers(0, 1500), min_size=96, max_size=96),
    number=st.integers(0, 1 << 22),
)
@profile(max_examples=150)
def test_any_light_stays_inside_30_bits_and_on_earth(latitude, readings, number):
    sunlight = Sunlight(latitude)
    for k, sun in enumerate(readings):
        sunlight.observe(Small(sun), Small(number + k))
    sunlight.learn()
    sunlight.way = tuple(value if value is None else Small(value) for value in sunlight.way)
    for k, sun in enumerate(readings):
        assert 0 <= sunlight.observe(Small(sun), Small(number + k)) <= 2400
