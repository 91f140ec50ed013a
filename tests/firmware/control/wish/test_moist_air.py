"""The dew point at its ends and between. Its values: `test_moist_air_oracle`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.wish import moist_air


def test_saturated_air_is_at_its_dew_point():
    for temperature in range(-3000, 5001, 7):
        assert moist_air.dew_point(temperature, 1000) == pytest.approx(temperature, abs=2)


@given(st.integers(-10000, 10000), st.integers(0, 1000))
def test_whatever_is_read_it_stays_between_the_ends_and_grows_with_the_humidity(temperature, humidity):
    found = moist_air.dew_point(temperature, humidity)
    assert -3000 <= found <= max(-3000, min(temperature, 5000)) + 2
    if humidity:
        assert moist_air.dew_point(temperature, humidity - 1) <= found
