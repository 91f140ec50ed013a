"""The arch of a clear day, and the time of day read off the outdoor temperature."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.house.daylight import arch, fold, minute_of_day


def guessed(outdoor):
    sums = [0] * 96
    for k, value in enumerate(outdoor):
        fold(sums, k, len(outdoor), value)
    return minute_of_day(sums)


def test_the_arch_is_dark_by_night_and_full_at_noon():
    assert [arch(hour * 60) for hour in (0, 7, 17, 18, 23)] == [0] * 5
    assert 950 < arch(735) <= 1000
    assert max(arch(minute) for minute in range(1440)) == arch(735)
    assert arch(735 + 5 * 1440) == arch(735)


@given(start=st.integers(0, 95), slope=st.integers(-2000, 2000), front=st.integers(0, 400), seed=st.integers(0, 1000))
def test_the_time_of_day_from_a_week_of_outdoor_temperatures(start, slope, front, seed):
    """A wave warmest at 15:00 over a trend (0.01 K over the week) and fronts."""
    chance = random.Random(seed)
    outdoor = []
    drift = 0.0
    for k in range(672):
        drift += chance.gauss(0, front / 40) - drift / 200
        hour = (start + k) % 96 / 4 + 0.125
        wave = 300 * math.sin(2 * math.pi * (hour - 9) / 24)
        outdoor.append(round(wave + slope * k / 672 + drift + chance.gauss(0, 10)))
    guess = guessed(outdoor)
    truth = start * 15 + 7
    assert abs((guess - truth + 720) % 1440 - 720) <= 90


@given(outdoor=st.lists(st.integers(-3000, 3000), max_size=400))
def test_folding_is_the_second_difference_over_half_a_day(outdoor):
    bins = len(outdoor)
    sums, expected = [0] * 96, [0] * 96
    for k, value in enumerate(outdoor):
        fold(sums, k, bins, value)
    for k in range(48, bins - 48 - bins % 96):
        expected[k % 96] += 2 * outdoor[k] - outdoor[k - 48] - outdoor[k + 48]
    assert sums == expected


def test_no_wave_is_no_crash():
    assert 0 <= guessed([500] * 480) < 1440


@pytest.mark.parametrize("bins", [0, 10, 96, 150])
def test_too_short_a_history_is_no_crash(bins):
    assert 0 <= guessed(list(range(bins))) < 1440
