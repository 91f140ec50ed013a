"""Humidity and cold walls: how far they move the set points, how fast, and what happens when a reading fails."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.wish.shift import Shift
from tests.firmware.control.bench import make_settings

HOUR = 3600


def settled(room=2100, outdoor=UNKNOWN, humidity=UNKNOWN, hours=3, dt=60, **settings):
    given = {"humidity_shift": 50, "wall_shift": 100}
    given.update(settings)
    shift = Shift(make_settings(**given))
    for _ in range(hours * HOUR // dt):
        shift.step(room, outdoor, humidity, dt)
    return shift


@pytest.mark.parametrize("humidity, sign", ((0, 1), (100, 1), (900, -1), (1000, -1)))
def test_very_dry_and_very_damp_air_move_half_a_kelvin_and_no_more(humidity, sign):
    shift = settled(humidity=humidity)
    assert shift.heating == shift.cooling == sign * 50


def test_an_old_house_in_deep_cold_is_lifted_by_no_more_than_the_limit():
    assert settled(outdoor=-3000, wall_loss=300, window_loss=580, wall_share=500).heating == 100
    assert settled(outdoor=-3000, wall_loss=300, window_loss=580, wall_share=500, wall_shift=40).heating == 40


def test_a_hot_wall_lowers_the_set_point():
    assert settled(room=2500, outdoor=4000, humidity_shift=0, wall_loss=80).cooling < -10


def test_a_wall_follows_the_weather_in_half_a_day_and_a_window_at_once():
    given = {"humidity_shift": 0, "wall_loss": 100, "window_share": 0, "wall_lag": 12 * HOUR}
    shift = settled(outdoor=1000, hours=2, **given)
    before = shift.wall
    goal = settled(outdoor=-1000, **given).wall
    for _ in range(12 * 60):
        shift.step(2100, -1000, UNKNOWN, 60)
    assert (shift.wall - before) / (goal - before) == pytest.approx(0.632, abs=0.05)
    given = {"humidity_shift": 0, "wall_share": 0, "window_loss": 280}
    shift = settled(outdoor=1000, hours=2, **given)
    goal = settled(outdoor=-1000, **given).wall
    for _ in range(60):
        shift.step(2100, -1000, UNKNOWN, 60)
    assert shift.wall == goal


def test_a_reading_that_fails_holds_the_shift():
    shift = settled(outdoor=-1000, humidity=300)
    held = (shift.humidity_heating, shift.humidity_cooling, shift.wall)
    assert all(held)
    for _ in range(600):
        shift.step(2100, UNKNOWN, UNKNOWN, 60)
    assert (shift.humidity_heating, shift.humidity_cooling, shift.wall) == held
    for _ in range(600):
        shift.step(UNKNOWN, -3000, UNKNOWN, 60)
    assert shift.wall == held[2], "without a room reading nothing is known of the wall either"


@given(
    st.lists(
        st.tuples(
            st.one_of(st.just(UNKNOWN), st.integers(-1000, 5000)),
            st.one_of(st.just(UNKNOWN), st.integers(-4500, 6000)),
            st.one_of(st.just(UNKNOWN), st.integers(0, 1000)),
            st.sampled_from((1, 10, 60, 600)),
        ),
        min_size=1,
        max_size=80,
    )
)
def test_whatever_is_read_a_shift_moves_a_tenth_in_ten_minutes_at_most(sequence):
    shift = Shift(make_settings(humidity_shift=50, wall_shift=100, wall_loss=300, window_loss=580))
    time = 0
    way = [(0, 0, 0)]
    for room, outdoor, humidity, dt in sequence:
        time += dt
        shift.step(room, outdoor, humidity, dt)
        way.append((time, shift.humidity_heating, shift.wall))
    for k, (now, damp, wall) in enumerate(way):
        for before, damp_before, wall_before in way[:k]:
            most = (now - before) / 60 + 1
            assert abs(damp - damp_before) <= most and abs(wall - wall_before) <= most
    assert abs(shift.heating) <= 150 and abs(shift.cooling) <= 150


def test_one_second_and_one_minute_agree():
    given = {"outdoor": -1200, "humidity": 320, "hours": 1, "wall_lag": 6 * HOUR}
    slow, fast = settled(dt=60, **given), settled(dt=1, **given)
    assert slow.heating == pytest.approx(fast.heating, abs=1)
