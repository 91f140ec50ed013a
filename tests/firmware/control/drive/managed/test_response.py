"""The PI on what turns, and what is learned: the line, the off edge, the lag."""

import pytest

from balancepoint.control.drive.managed.response import Response
from balancepoint.control.heat.unit_map import UnitMap
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.settings.memory import Memory
from balancepoint.control.situation import ESTIMATED, SPEED_SAID
from tests.firmware.control.bench import make_settings, make_situation

LEAST, MOST = 16, 100


class Bench:
    def __init__(self, kind=2, memory=None, setpoint_step=50, **fields):
        self.settings = make_settings(managed=1, room_feed=kind, setpoint_step=setpoint_step)
        self.memory = memory or Memory()
        self.memory.heat_capacity = 3000
        self.response = Response(self.settings, self.memory)
        side = UnitMap(self.settings).heating
        side.at(0)
        fields.setdefault("heat_source", SPEED_SAID)
        self.s = make_situation(map=side, **fields)

    def speed(self, share):
        """Hz of a share, ‰."""
        return LEAST + (MOST - LEAST) * share // 1000


def test_faster_is_a_larger_difference_and_slower_a_smaller_one():
    bench = Bench(turning=58)
    middle = bench.response.find(bench.s, 58, 0, 0)
    assert bench.response.find(bench.s, 80, 0, 0) > middle > bench.response.find(bench.s, 40, 0, 0)


def test_in_cooling_its_own_values_are_learned():
    bench = Bench(turning=40, cooling=1)
    for _minute in range(60):
        bench.response.find(bench.s, 80, 100, 60)
    assert bench.memory.unit_hold_cooling > 0 and bench.memory.unit_hold == -200


def test_before_anything_is_learned_it_is_as_makers_publish():
    bench = Bench()
    memory = bench.memory
    assert (memory.unit_hold, memory.unit_off) == (-200, -250)
    assert (memory.unit_hold_cooling, memory.unit_off_cooling) == (0, -50)
    assert bench.response.off(bench.s, 1) == -50


def test_what_was_learned_outlives_a_restart():
    bench = Bench()
    bench.memory.unit_hold, bench.memory.unit_off = 77, -123
    again = Bench(memory=Memory.from_dict(bench.memory.to_dict()))
    assert (again.memory.unit_hold, again.memory.unit_off) == (77, -123)


def test_a_unit_that_stays_behind_is_asked_for_more_and_more_and_no_further_than_it_can():
    bench = Bench(turning=40)
    found = [bench.response.find(bench.s, 80, -100, 60) for _minute in range(120)]
    assert found == sorted(found) and found[-1] > found[0] + 100
    hold = bench.memory.unit_hold
    bench.response.find(bench.s, 80, hold + 300, 600)
    assert bench.memory.unit_hold == hold


def test_nothing_winds_up_while_it_cannot_go_lower():
    bench = Bench(turning=80)
    before = bench.memory.unit_hold
    for _minute in range(60):
        assert bench.response.find(bench.s, 16, -200, 60) == bench.response.least(bench.s)
    assert bench.memory.unit_hold == before


@pytest.mark.parametrize("fed", (0, 1))
def test_where_it_stopped_it_is_not_led_again(fed):
    bench = Bench(return_air=2200)
    other = bench.response.off(bench.s, 1 - fed)
    bench.response.stopped(bench.s, -20, fed)
    off = -20 if fed else -45  # what it feels is known within a quarter of a kelvin
    assert bench.response.off(bench.s, fed) == off and bench.response.least(bench.s, fed) >= -20 and bench.response.edge
    bench.response.stopped(bench.s, -80, fed)
    assert bench.response.off(bench.s, fed) == off, "further out it is known already"
    assert bench.response.off(bench.s, 1 - fed) == other


def test_a_stop_at_a_difference_that_is_a_guess_teaches_nothing():
    bench = Bench(return_air=UNKNOWN)
    bench.response.stopped(bench.s, -100, 0)
    assert bench.memory.unit_off == -250 and bench.response.edge


def test_where_it_runs_on_is_no_off_zone():
    bench = Bench()
    for minute in range(5):
        bench.response.ran(bench.s, -300, 0, 60 * minute, 60)
    assert bench.memory.unit_off == -300 and not bench.response.edge
    bench.response.ran(bench.s, -330, 0, 600, 60)
    assert bench.memory.unit_off == -300, "not by a minute alone"
    for minute in range(20, 40):
        bench.response.ran(bench.s, -310, 0, 60 * minute, 60)
    assert bench.memory.unit_off == -300, "no nearer than it is told"


def test_a_step_further_is_tried_only_where_it_has_not_been_seen_to_stop():
    bench = Bench(turning=60, return_air=2200)
    tried = [bench.response.further(bench.s, 20, -220, 60) for _minute in range(12)]
    assert tried == [0] * 9 + [1] * 3
    assert bench.response.further(bench.s, 60, -220, 60) == 0, "it turns as it should"
    bench.response.stopped(bench.s, -240, 0)
    assert not any(bench.response.further(bench.s, 20, -220, 60) for _minute in range(60))


def test_the_off_edge_stays_within_its_bounds():
    bench = Bench(return_air=2200)
    for minute in range(2000):
        bench.response.ran(bench.s, -2000, 0, 60 * minute, 60)
    assert bench.memory.unit_off == -600
    bench.response.stopped(bench.s, 900, 0)
    assert bench.memory.unit_off == 0


@pytest.mark.parametrize("lag", (60, 240))
def test_its_lag_is_learned(lag):
    bench = Bench(turning=40)
    for at in range(0, 20000, 2000):
        bench.s.turning = 40
        bench.response.moved(bench.s, 50, at)
        for now in range(at + 60, at + 1000, 60):
            if now - at >= lag:
                bench.s.turning = 60
            bench.response.ran(bench.s, 50, 0, now, 60)
    assert bench.memory.unit_lag == pytest.approx(lag, abs=10)


def test_the_line_learns_how_much_a_faster_speed_takes():
    """A unit in proportion: full speed is 2 K more than its least."""
    bench = Bench()
    bench.memory.unit_slope = 0
    bench.memory.unit_hold = 100
    for k in range(4000):
        share = 200 if k // 100 % 2 else 800
        bench.s.turning = bench.speed(share)
        bench.response.find(bench.s, bench.s.turning, 200 * share // 1000, 60)
    assert 180 <= bench.memory.unit_slope <= 220
    assert bench.memory.unit_slope_cooling == 100


def test_where_nothing_is_told_the_room_says_what_it_gives():
    bench = Bench(heat_source=ESTIMATED, base=2500, trim=0, slope=0)
    steady = bench.response.turns(bench.s)
    bench.s.slope = 30
    rising = bench.response.turns(bench.s)
    bench.s.slope = -30
    assert bench.response.turns(bench.s) < steady < rising
    bench.s.trim = bench.s.base = 2500 + 500
    bench.memory.heat_capacity = 1 << 24
    bench.s.slope = 1 << 20
    assert bench.response.turns(bench.s) == 1000


@pytest.mark.parametrize("fed, step", ((0, 100), (1, 50)))
def test_a_start_is_gentle_where_it_says_when_it_starts(fed, step):
    bench = Bench(setpoint_step=100)
    least = bench.response.least(bench.s, fed)
    assert bench.response.start(bench.s, LEAST, 0, fed) == least
    assert bench.response.start(bench.s, LEAST, 2, fed) == least + 2 * step
    assert bench.response.start(bench.s, MOST, 0, fed) == least + 200
    assert bench.response.start(bench.s, LEAST, 1000, fed) == least + 300
    assert bench.response.start(bench.s, LEAST, -1, fed) == least + 75


def test_a_room_that_comes_back_by_itself_is_ahead_of_its_error():
    bench = Bench(call_error=-60, slope=-60)
    assert bench.response.ahead(bench.s) == -30
    bench.s.cooling = 1
    assert bench.response.ahead(bench.s) == -90


def mute(error, **fields):
    return Bench(kind=0, heat_source=ESTIMATED, return_air=UNKNOWN, call_error=error, **fields)


def test_a_mute_unit_is_led_by_the_room_alone():
    """Its set point, the difference over a room that has got as far away, goes a quarter of the room's error further."""
    hold = mute(0).memory.unit_hold
    assert [mute(error).response.find(mute(error).s, 40, 0, 0) - hold for error in (0, 40, -40)] == [0, 50, -50]
    fast, slow = (mute(0).response.find(mute(0).s, hoped, 0, 0) for hoped in (90, 20))
    assert fast == slow


def test_a_mute_unit_learns_what_holds_the_room_and_nothing_of_a_room_far_away():
    for error, moved in ((20, 1), (-20, -1), (100, 0), (-100, 0)):
        bench = mute(error)
        hold = bench.memory.unit_hold
        for _minute in range(300):
            bench.response.find(bench.s, 40, hold, 60)
        assert bench.memory.unit_hold - hold == 20 * moved


def test_a_mute_unit_starts_by_its_own_ramp():
    bench = mute(60)
    hold = bench.memory.unit_hold
    assert bench.response.start(bench.s, 90, 0, 0) == hold + 50
    assert bench.response.start(bench.s, 90, 2, 0) == hold + 150
