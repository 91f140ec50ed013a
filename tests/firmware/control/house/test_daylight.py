"""The arch of a clear day, and the time of day read off the outdoor temperature."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.house.daylight import arch, minute_of_day


def test_the_arch_is_dark_by_night_and_full_at_noon():
    assert [arch(hour * 60) for hour in (0, 7, 17, 18, 23)] == [0] * 5
    assert 950 < arch(735) <= 1000
    assert max(arch(minute) for minute in range(1440)) == arch(735)
    assert arch(735 + 5 * 1440) == arch(735)


@given(start=st.integers(0, 95), slope=st.integers(-2000, 2000), front=st.integers(0, 400), seed=st.integers(0, 1000))
def test_the_time_of_day_from_a_week_of_outdoor_temperatures(start, slope, front, seed):
    """A wave warmest at 15:00 over a trend (0.01 K over the week) and fronts; the ring begins at any place in it."""
    chance = random.Random(seed)
    ring = [0] * 1600
    first = chance.randrange(1600)
    drift = 0.0
    for k in range(672):
        drift += chance.gauss(0, front / 40) - drift / 200
        hour = (start + k) % 96 / 4 + 0.125
        ring[(first + k) % 1600] = round(
            300 * math.sin(2 * math.pi * (hour - 9) / 24) + slope * k / 672 + drift + chance.gauss(0, 10)
        )
    guess = minute_of_day(ring, first, 672)
    truth = start * 15 + 7
    assert abs((guess - truth + 720) % 1440 - 720) <= 90


def test_no_wave_is_no_crash():
    assert 0 <= minute_of_day([500] * 1600, 0, 480) < 1440


@pytest.mark.parametrize("bins", [0, 10, 96, 150])
def test_too_short_a_history_is_no_crash(bins):
    assert 0 <= minute_of_day(list(range(1600)), 1590, bins) < 1440
