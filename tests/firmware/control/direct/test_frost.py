"""Frost on the outdoor coil: learned clean, seen by the approach, made up for within bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.direct.frost import Frost
from balancepoint.control.memory import Memory

HEAT = 3000
CLEAN = 800  # 0.01 K of approach at HEAT


def run(frost, minutes, approach, since=0, heat=HEAT, outdoor=-500, run_time=7200):
    """`minutes` of heating, `since` s after a defrost at their start."""
    for k in range(minutes):
        coil = None if approach is None else outdoor - approach
        frost.step(heat, outdoor, coil, since + 60 * (k + 1), run_time, 60)
    return frost.share


def learned():
    memory = Memory()
    frost = Frost(memory)
    run(frost, 30, CLEAN)
    return frost, memory


def test_the_clean_coil_is_learned_10_to_20_min_after_a_defrost():
    frost, memory = learned()
    assert memory.clean_approach == pytest.approx(CLEAN * 1000 / HEAT, rel=0.02)
    assert frost.share >= 995


def test_frost_takes_a_fifth_at_half_as_much_approach_again():
    frost, _memory = learned()
    assert run(frost, 60, CLEAN * 3 // 2, since=1800) == pytest.approx(790, abs=10)


def test_a_defrost_starts_anew():
    frost, _memory = learned()
    run(frost, 60, CLEAN * 2, since=1800)
    frost.step(0, -500, -300, 0, 7200, 60)
    assert frost.share == 1000


@pytest.mark.parametrize("outdoor", (None, 800))
def test_no_frost_in_warm_or_unknown_air(outdoor):
    frost, _memory = learned()
    frost.step(HEAT, outdoor, -2000, 7200, 7200, 60)
    assert frost.share == 1000


def test_without_a_coil_sensor_nothing_is_made_up_for():
    frost, _memory = learned()
    assert run(frost, 60, None, since=1800) == 1000


def test_nothing_is_learned_from_a_compressor_that_just_started():
    memory = Memory()
    frost = Frost(memory)
    run(frost, 30, CLEAN, run_time=300)
    assert memory.clean_approach == 0


@given(st.lists(st.tuples(st.integers(-3000, 6000), st.integers(0, 15000)), min_size=1, max_size=60))
def test_never_more_than_two_fifths(way):
    frost, _memory = learned()
    for approach, heat in way:
        assert 600 <= run(frost, 1, approach, since=3600, heat=heat) <= 1000
