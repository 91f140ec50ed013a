"""Setbacks in the figures, on days made by hand."""

import numpy as np
import pytest

from host_sim import kpi, punctuality
from tests.host_sim.test_kpi import MINUTES, made, span

ASKED = 390


def night(room, **columns):
    """18 °C until 06:30, 21 °C from then on, the heat pump at work."""
    return made(room=room, set_heat=span(0, ASKED, 18.0, 21.0), **{"heat": 3000.0, **columns})


def rising(there):
    """From 18 °C up to 20.7 °C at minute `there`, and on to 21 °C."""
    minutes = np.arange(MINUTES)
    return np.clip(20.7 + (minutes - there) * 0.02, 18.0, 21.0)


@pytest.mark.parametrize("late, good", ((0, 1.0), (-10, 1.0), (10, 1.0), (11, 0.0), (-11, 0.0), (60, 0.0)))
def test_on_time_is_ten_minutes_each_way(late, good):
    trace = night(rising(ASKED + late))
    assert punctuality.arrivals(trace) == [(ASKED * 60.0, late * 60.0)]
    assert punctuality.on_time(trace) == good
    assert punctuality.latest(trace) == late


def test_in_cooling_the_other_way_round():
    trace = made(
        room=46.0 - rising(ASKED + 7), set_heat=np.nan, set_cool=span(0, ASKED, 28.0, 25.0), load=-2000.0, heat=-2000.0
    )
    assert punctuality.latest(trace) == 7


def test_a_room_that_never_fell_asks_for_nothing():
    assert punctuality.on_time(night(21.0)) is None


def test_one_that_never_comes_counts_as_late_as_there_is_patience():
    assert punctuality.latest(night(18.0)) == 240
    assert punctuality.on_time(night(18.0)) == 0


def test_what_the_sun_did_alone_is_nobodys_merit():
    early = rising(ASKED - 60)
    assert punctuality.on_time(night(early, heat=0.0)) is None
    assert punctuality.on_time(night(early)) == 0


def test_the_first_week_of_a_longer_run_is_for_learning():
    day = rising(ASKED + 60), rising(ASKED)
    rooms = np.concatenate([day[0]] * 7 + [day[1]] * 2)
    points = np.concatenate([span(0, ASKED, 18.0, 21.0)] * 9)
    trace = made(9 * MINUTES, room=rooms, set_heat=points, heat=3000.0)
    assert punctuality.on_time(trace) == 1.0
    week = made(7 * MINUTES, room=rooms[: 7 * MINUTES], set_heat=points[: 7 * MINUTES], heat=3000.0)
    assert punctuality.on_time(week) == 0.0


def test_being_led_up_is_not_too_warm_and_no_error():
    trace = night(rising(ASKED))
    assert kpi.overheat(trace) == 0
    assert kpi.rms_error(trace) < 0.12
    assert kpi.discomfort(trace) == 0


def test_a_room_warmer_than_both_set_points_is_too_warm():
    assert kpi.overheat(night(22.5)) == pytest.approx(
        23.5 * 1.0 + 0.5 * 4.0
    )  # the first half hour is more than 6 h before


def test_a_setback_long_before_is_no_excuse():
    """Up to 6 h after the set point fell the room may coast; then 20 °C is 1.5 K too warm for 18 °C."""
    trace = made(room=20.0, set_heat=span(0, 60, 21.0, 18.0))
    assert kpi.overheat(trace) == pytest.approx((MINUTES - 60 - 360) / 60 * 1.5)


def test_lateness_is_discomfort_from_the_minute_asked():
    trace = night(np.where(np.arange(MINUTES) < ASKED + 60, 18.0, 21.0))
    assert kpi.discomfort(trace) == pytest.approx(2.5)


def test_the_leap_of_the_load_is_no_deficit():
    load = span(ASKED, ASKED + 1, 500000.0, 2000.0)
    assert kpi.deficit(night(21.0, load=load)) == 0
    assert kpi.deficit(made(load=load)) == pytest.approx((500000 - 4000) / 60000)


def test_without_changes_nothing_is_excused():
    rng = np.random.default_rng(1)
    trace = made(room=21.0 + rng.normal(0, 1, MINUTES))
    assert not punctuality.between(trace, 0.0).any()
    assert (
        punctuality.arrivals(trace) == [] and punctuality.on_time(trace) is None and punctuality.latest(trace) is None
    )
