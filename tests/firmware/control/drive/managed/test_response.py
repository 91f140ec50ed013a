"""The PI on what turns, and what is learned: the line, the off edge, the lag."""

import pytest

from balancepoint.control.drive.managed.response import Response
from balancepoint.control.heat.unit_map import UnitMap
from balancepoint.control.settings.memory import Memory
from balancepoint.control.situation import ESTIMATED, SPEED_SAID
from tests.firmware.control.bench import make_settings, make_situation

LEAST, MOST = 16, 100


class Bench:
    def __init__(self, kind=2, memory=None, **fields):
        self.settings = make_settings(managed=1, room_feed=kind)
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
    assert bench.memory.unit_hold_cooling > 0 and bench.memory.unit_hold == 0


@pytest.mark.parametrize("kind, hold, off", ((2, 0, -50), (1, 0, -50), (0, -200, -250)))
def test_before_anything_is_learned_it_is_as_makers_publish(kind, hold, off):
    memory = Bench(kind).memory
    assert (memory.unit_hold, memory.unit_off) == (hold, off)
    assert (memory.unit_hold_cooling, memory.unit_off_cooling) == (0, -50)


def test_what_was_learned_outlives_a_restart():
    bench = Bench()
    bench.memory.unit_hold, bench.memory.unit_off = 77, -123
    again = Bench(memory=Memory.from_dict(bench.memory.to_dict()))
    assert (again.memory.unit_hold, again.memory.unit_off) == (77, -123)


def test_a_unit_that_stays_behind_is_asked_for_more_and_more_and_no_further_than_it_can():
    bench = Bench(turning=40)
    found = [bench.response.find(bench.s, 80, 100, 60) for _minute in range(120)]
    assert found == sorted(found) and found[-1] > found[0] + 100
    hold = bench.memory.unit_hold
    bench.response.find(bench.s, 80, hold + 300, 600)
    assert bench.memory.unit_hold == hold


def test_nothing_winds_up_while_it_cannot_go_lower():
    bench = Bench(turning=80)
    before = bench.memory.unit_hold
    for _minute in range(60):
        assert bench.response.find(bench.s, 16, 0, 60) == bench.response.least(bench.s)
    assert bench.memory.unit_hold == before


def test_where_it_stopped_it_is_not_led_again():
    bench = Bench()
    bench.response.stopped(bench.s, 0)
    assert bench.memory.unit_off == 0 and bench.response.least(bench.s) > 0 and bench.response.edge
    bench.response.stopped(bench.s, -80)
    assert bench.memory.unit_off == 0, "further out it is known already"


def test_where_it_runs_on_is_no_off_zone():
    bench = Bench()
    for minute in range(5):
        bench.response.ran(bench.s, -100, 60 * minute, 60)
    assert bench.memory.unit_off == -125 and not bench.response.edge
    bench.response.ran(bench.s, -125, 600, 60)
    assert bench.memory.unit_off == -125, "not by a minute alone"


def test_the_off_edge_stays_within_its_bounds():
    bench = Bench()
    for minute in range(2000):
        bench.response.ran(bench.s, -2000, 60 * minute, 60)
    assert bench.memory.unit_off == -600
    bench.response.stopped(bench.s, 900)
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
            bench.response.ran(bench.s, 50, now, 60)
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


def test_a_start_is_gentle_where_it_says_when_it_starts():
    bench = Bench()
    least = bench.response.least(bench.s)
    assert bench.response.start(bench.s, LEAST, 0) == least
    assert bench.response.start(bench.s, LEAST, 2) == least + 100
    assert bench.response.start(bench.s, MOST, 0) == least + 200
    assert bench.response.start(bench.s, LEAST, 1000) == bench.memory.unit_hold + 300
    assert bench.response.start(bench.s, LEAST, -1) == 50
