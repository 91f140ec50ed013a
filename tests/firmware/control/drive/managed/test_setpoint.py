"""Steps, ranges, and how far set point and feed may leave what people asked for, whatever is wished for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.drive.managed.setpoint import SetPoint
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.settings.memory import Memory
from tests.firmware.control.bench import make_settings, make_situation

KINDS = (0, 1, 2)
TWO = 200  # 0.01 K


class Bench:
    def __init__(self, kind, step=50, low=1600, high=3000):
        self.settings = make_settings(
            managed=1, room_feed=kind, setpoint_step=step, setpoint_low=low, setpoint_high=high
        )
        self.setpoint = SetPoint(self.settings, Memory())
        self.s = make_situation(goal=2100, heating=1, compressor_on=1)

    def lead(self, difference, least=-600, urgent=1, **fields):
        """By the unit's own sensor."""
        self.feel(fields)
        before = self.setpoint.difference
        self.setpoint.by_sensor(self.s, difference, least, urgent)
        return self.setpoint.difference - before

    def feed(self, difference, **fields):
        self.feel(fields)
        self.setpoint.by_feed(self.s, difference)

    def feel(self, fields):
        self.s.now += 60
        for name, value in fields.items():
            setattr(self.s, name, value)
        self.setpoint.feel(self.s, 60)


wishes = st.lists(
    st.tuples(
        st.integers(-700, 700),  # difference
        st.integers(500, 3500),  # room
        st.integers(1000, 3200),  # goal
        st.integers(0, 1),  # cooling
        st.integers(0, 1),  # urgent
        st.integers(-500, 500),  # head above the room
    ),
    min_size=1,
    max_size=30,
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("step", (50, 100))
@given(wishes=wishes)
def test_whatever_is_wished_for(kind, step, wishes):
    bench = Bench(kind, step)
    setpoint = bench.setpoint
    for difference, room, goal, cooling, urgent, head in wishes:
        air = UNKNOWN if head % 5 == 0 else room + head
        given = {"room": room, "goal": goal, "cooling": cooling, "return_air": air}
        fed = kind and head % 2
        if fed:
            bench.feed(difference, **given)
        else:
            bench.lead(difference, urgent=urgent, **given)
        assert 1600 <= setpoint.setpoint <= 3000 and setpoint.setpoint % step == 0
        nearest = min(max(goal, 1600), 3000)
        if fed:
            assert abs(setpoint.setpoint - nearest) <= step // 2
        elif goal == nearest:
            assert abs(setpoint.setpoint - goal) <= TWO
        if not fed:
            assert setpoint.feed == 0
        else:
            assert setpoint.feed % 50 == 0 or setpoint.feed in (800, 3900)
            assert 800 <= setpoint.feed <= 3900
        if fed and kind == 1 and 1050 <= room <= 3650 and goal == nearest:
            assert abs(setpoint.feed - room) + abs(setpoint.setpoint - goal) <= TWO


@pytest.mark.parametrize("kind", (1, 2))
def test_a_feed_moves_and_the_set_point_stays_at_the_persons(kind):
    bench = Bench(kind)
    seen = set()
    for difference in (0, 50, 100, -50):
        bench.feed(difference, room=2100)
        assert bench.setpoint.setpoint == 2100
        assert bench.setpoint.difference == difference
        seen.add(bench.setpoint.feed)
    assert seen == {2100, 2050, 2000, 2150}
    bench.feed(0, goal=2230)
    assert bench.setpoint.setpoint == 2250


def test_in_cooling_the_difference_is_the_other_way_round():
    bench = Bench(2)
    bench.feed(100, cooling=1, room=2500, goal=2500)
    assert bench.setpoint.feed == 2600 and bench.setpoint.difference == 100
    bench = Bench(0)
    bench.lead(100, cooling=1, heating=0, room=2500, goal=2500, return_air=2500)
    assert bench.setpoint.setpoint == 2400 and bench.setpoint.difference == 100


def test_what_keeps_a_feed_is_never_told_more_than_two_kelvin_from_the_room():
    bench = Bench(1)
    bench.feed(600, room=2000)
    assert bench.setpoint.feed == 1800
    bench.feed(-600, room=2000)
    assert bench.setpoint.feed == 2200


def test_a_step_is_kept_until_most_of_the_next_is_asked_for():
    bench = Bench(0)
    bench.lead(0, room=2100, return_air=2100)
    for difference in (25, 39, -39, 10):
        bench.lead(difference)
        assert bench.setpoint.difference == 0
    bench.lead(41)
    assert bench.setpoint.difference == 50


@pytest.mark.parametrize("step", (50, 100))
def test_it_never_rounds_into_the_off_zone(step):
    bench = Bench(0, step)
    bench.lead(100, room=2100, return_air=2100)
    for head in range(2100, 2300, 7):
        bench.lead(-400, least=-25, urgent=head % 2, return_air=head)
        assert bench.setpoint.difference >= -25 or bench.setpoint.setpoint == 2300


def test_between_two_steps_of_what_it_says_the_air_moves_as_the_room_does():
    bench = Bench(0)
    bench.lead(0, room=2100, return_air=2200, slope=0)
    bench.lead(0, return_air=2250)
    assert bench.setpoint.sensor == 2225, "it has just passed the middle"
    for _minute in range(60):
        bench.lead(0, slope=20)
    assert bench.setpoint.sensor == 2245
    for _minute in range(600):
        bench.lead(0)
    assert bench.setpoint.sensor == 2275, "and not beyond the next one"
    bench.lead(0, return_air=2250 - 130)
    assert bench.setpoint.sensor == 2120, "a jump is believed as it is"


def test_set_points_rest_for_five_minutes_but_not_for_a_stop():
    bench = Bench(0)
    bench.lead(0, room=2100, return_air=2100)
    bench.s.now += 600
    assert bench.lead(100, urgent=0)
    moved = bench.setpoint.setpoint
    for _minute in range(3):
        bench.lead(-100, urgent=0)
        assert bench.setpoint.setpoint == moved
    bench.lead(-100, urgent=1)
    assert bench.setpoint.setpoint == 2000


def test_an_unknown_head_is_taken_for_warm_while_it_heats():
    bench = Bench(0)
    bench.lead(-150, room=2100, return_air=UNKNOWN)
    assert bench.setpoint.setpoint == 2100
    bench = Bench(0)
    bench.lead(-150, room=2100, return_air=UNKNOWN, compressor_on=0)
    assert bench.setpoint.setpoint == 1950
    bench = Bench(0)
    bench.lead(0, room=2175, return_air=UNKNOWN, heating=0, cooling=1)
    assert bench.setpoint.setpoint == 2100


@pytest.mark.parametrize("kind", KINDS)
def test_by_its_own_sensor_the_set_point_is_the_persons(kind):
    bench = Bench(kind, 100)
    bench.lead(200, room=2000)
    bench.setpoint.own(2160)
    assert bench.setpoint.setpoint == 2200 and bench.setpoint.feed == 0
    bench.setpoint.own(1000)
    assert bench.setpoint.setpoint == 1600
