"""Constants in data-sheet units, and rounding that does not drift."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.quantity import clamp, deg, divide, hours, minutes


@pytest.mark.parametrize(
    "value, expected",
    ((deg(21), 2100), (deg(-5.4), -540), (deg(0.07), 7), (deg(1.15), 115), (minutes(1.5), 90), (hours(2), 7200)),
)  # fmt: skip
def test_units(value, expected):
    assert value == expected
    assert type(value) is int


@given(st.integers(-(1 << 30), 1 << 30), st.integers(1, 1 << 20))
def test_divide_rounds_to_the_nearest(numerator, denominator):
    assert abs(divide(numerator, denominator) - Fraction(numerator, denominator)) <= Fraction(1, 2)


@given(st.integers(), st.integers(), st.integers())
def test_clamp_is_the_median(value, a, b):
    low, high = min(a, b), max(a, b)
    assert clamp(value, low, high) == sorted((value, low, high))[1]
