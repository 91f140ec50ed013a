"""The last day outdoors: nothing before it is full, then the least and the mean of exactly 24 hours."""

from hypothesis import given, settings
from hypothesis import strategies as st

from balancepoint.control.care.day import Day
from balancepoint.control.quantity import UNKNOWN

HOUR = 60


@settings(max_examples=50)
@given(st.lists(st.integers(-4000, 4500), min_size=24, max_size=60))
def test_it_is_the_least_and_the_mean_of_24_full_hours(hours):
    day = Day()
    for k, value in enumerate(hours):
        assert (day.least == UNKNOWN) == (k < 24)
        for _ in range(HOUR):
            day.watch(value)
    last = hours[-24:]
    assert day.least == min(last)
    assert day.mean == sum(last) // 24


def test_one_cold_minute_is_the_least_and_a_missing_one_is_no_minute():
    day = Day()
    for k in range(24 * HOUR):
        day.watch(-500 if k == 700 else 1000)
        day.watch(UNKNOWN)
    assert day.least == -500
    assert 970 <= day.mean < 1000
