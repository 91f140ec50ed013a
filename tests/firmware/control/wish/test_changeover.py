"""Automatic mode: when it changes over, how often, and what is no reason for it."""

from balancepoint.control.journal import codes as j
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.request import AUTO, COOL, HEAT
from balancepoint.control.situation import COOLING, HEATING
from tests.firmware.control.bench import values
from tests.firmware.control.wish.test_comfort import DECISION, HOUR, MINUTE, Bench


def summer(**settings):
    """Automatic, 21 and 25 °C, on the heating side, rested, warm outdoors."""
    bench = Bench(**settings)
    bench.s.outdoor = 2000
    bench.s.room = 2300
    bench.ask(AUTO, 2100, 2500)
    bench.last(2 * HOUR)
    assert bench.s.side == HEATING
    return bench


def test_the_other_side_must_be_asked_for_15_min():
    bench = summer()
    bench.s.room = 2600
    persist = bench.settings.changeover_persist
    assert persist == 15 * MINUTE
    assert persist <= bench.until(COOLING, HOUR) <= persist + 2 * DECISION
    assert values(bench.journal, j.CHANGEOVER) == [COOLING]
    assert bench.s.target == 2500


def test_a_short_visit_of_the_sun_changes_nothing():
    bench = summer()
    for _ in range(10):
        bench.s.room = 2600
        bench.last(14 * MINUTE)
        bench.s.room = 2490
        bench.last(2 * MINUTE)
    assert bench.s.side == HEATING


def test_the_old_side_must_have_rested_30_min():
    bench = summer()
    bench.s.room = 2600
    bench.s.compressor_on = 1
    assert bench.until(COOLING, 3 * HOUR) is None
    bench.s.compressor_on = 0
    hold = bench.settings.changeover_hold
    assert hold == 30 * MINUTE
    assert hold <= bench.until(COOLING, 3 * HOUR) <= hold + 2 * DECISION


def test_no_cooling_when_it_is_cold_outdoors():
    bench = summer()
    bench.s.room = 2600
    bench.s.outdoor = bench.settings.cooling_above
    assert bench.until(COOLING, 3 * HOUR) is None
    bench.s.outdoor += 1
    assert bench.until(COOLING, HOUR) is not None


def test_no_heating_when_it_is_hot_outdoors():
    bench = summer()
    bench.s.room = 2600
    assert bench.until(COOLING, HOUR) is not None
    bench.s.room = 2000
    bench.s.outdoor = bench.settings.heating_below
    assert bench.until(HEATING, 3 * HOUR) is None
    bench.s.outdoor -= 1
    assert bench.until(HEATING, HOUR) is not None


def test_unknown_outdoor_does_not_forbid_a_changeover():
    bench = summer()
    bench.s.room = 2600
    bench.s.outdoor = UNKNOWN
    assert bench.until(COOLING, HOUR) is not None


def test_between_the_set_points_nothing_changes():
    bench = summer()
    bench.s.room = 2600
    bench.until(COOLING, HOUR)
    bench.s.room = 2150
    assert bench.until(HEATING, 4 * HOUR) is None


def swing(bench, hours):
    """A room that always wants the other side; the moments of the changeovers."""
    end = bench.now + hours * HOUR
    while bench.now < end:
        bench.s.room = 2600 if bench.s.side == HEATING else 2000
        bench.decide()
    return [time for time, code, _value in bench.journal.entries() if code == j.CHANGEOVER]


def test_four_changeovers_a_day():
    bench = summer()
    most = bench.settings.changeovers_a_day
    assert len(swing(bench, 20)) == most == 4
    assert bench.memory.changeovers == most
    assert [value for _t, code, value in bench.journal.entries() if code == j.CHANGEOVER_HELD] == [most], "told once"
    assert len(swing(bench, 28)) > most, "the next day it may again"


def test_four_changeovers_in_any_24_h():
    bench = summer()
    bench.last(18 * HOUR)
    times = swing(bench, 30)
    most = bench.settings.changeovers_a_day
    for k in range(len(times) - most):
        assert times[k + most] - times[k] >= 24 * HOUR, times


def test_without_a_room_reading_automatic_stays_where_it_is():
    bench = summer()
    bench.s.room = 2600
    bench.until(COOLING, HOUR)
    bench.s.room = UNKNOWN
    assert bench.last(2 * HOUR).side == COOLING


def test_a_window_and_a_dead_sensor_are_no_changeover():
    bench = summer()
    bench.s.room = 2600
    bench.until(COOLING, HOUR)
    bench.s.window_open = 1
    bench.decide()
    bench.s.window_open, bench.s.room = 0, UNKNOWN
    assert bench.decide().side == COOLING


def test_a_mode_asked_by_hand_needs_no_waiting():
    bench = Bench()
    bench.s.compressor_on = 1
    assert bench.ask(HEAT).side == HEATING
    assert bench.ask(COOL).side == COOLING
    assert bench.ask(HEAT).side == HEATING
