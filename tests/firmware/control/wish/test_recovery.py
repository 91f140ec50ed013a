"""Back from a setback in time: planning, ramp, what is learned, what the backup may do (whole houses: `test_setback`)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balancepoint.control.heat.unit_map import UnitMap
from balancepoint.control.house.house import House
from balancepoint.control.house.past import Past
from balancepoint.control.settings.memory import Memory
from balancepoint.control.wish.recovery import Recovery, power
from tests.firmware.control.bench import make_settings

HOUR = 3600


class Bench:
    """A room that follows its ramp `lag` s late, at 0 °C outdoors, 18 °C, 21 °C to come."""

    def __init__(self, cooling=0, outdoor=None, dt=60, lag=0, able=None, **memory):
        self.memory = Memory()
        self.settings = make_settings()
        self.house = House(self.settings, self.memory, Past())
        for name, value in memory.items():
            setattr(self.memory, name, value)
        self.recovery = Recovery(self.settings, self.memory, self.house)
        unit = UnitMap(self.settings)
        self.cooling = cooling
        self.sign = -1 if cooling else 1
        self.side = unit.cooling if cooling else unit.heating
        self.outdoor = outdoor if outdoor is not None else (3000 if cooling else 0)
        self.side.at(self.outdoor)
        self.able = able or self.side.q_max
        self.dt = dt
        self.now = 0
        self.low = 2800 if cooling else 1800
        self.room = self.low
        self.heat = 1000
        self.asked = 9 * HOUR
        self.behind = [self.low] * max(1, lag // dt)

    @property
    def goal(self):
        return self.low + self.sign * 300

    def decide(self):
        self.now += self.dt
        before = self.now < self.asked
        target = self.low if before else self.goal
        rise, until = (300, self.asked - self.now) if before else (-300, 12 * HOUR)
        recovery = self.recovery
        recovery.step(
            1,
            self.cooling,
            target,
            rise,
            until,
            self.room,
            self.outdoor,
            self.side,
            self.able,
            self.heat,
            0,
            None,
            self.dt,
            self.now,
        )
        self.behind.append(recovery.target)
        self.room = self.behind.pop(0)
        return recovery

    def begin(self):
        """When it begins, s before the time asked."""
        while not self.decide().on:
            assert self.now < self.asked
        return self.asked - self.now

    def arrive(self):
        """When the room is 0.3 K short, s after the time asked."""
        while self.sign * (self.goal - self.room) > 30:
            self.decide()
            assert self.now < self.asked + 3 * HOUR
        return self.now - self.asked


@pytest.mark.parametrize("cooling", (0, 1))
@pytest.mark.parametrize("dt", (1, 10, 60))
def test_a_room_on_the_ramp_arrives_at_the_time_asked(cooling, dt):
    assert abs(Bench(cooling, dt=dt).arrive()) <= 120


@pytest.mark.parametrize("cooling", (0, 1))
def test_the_target_moves_one_way_without_leaps(cooling):
    bench = Bench(cooling)
    bench.begin()
    last = bench.recovery.target
    while bench.decide().on:
        step = bench.sign * (bench.recovery.target - last)
        assert 0 <= step <= 8, "0.01 K in a minute"
        last = bench.recovery.target
    assert bench.recovery.target == bench.goal


def test_what_takes_longer_begins_earlier():
    """A colder day, a heavier house, a slower unit, a past that was late."""
    usual = Bench().begin()
    assert Bench(outdoor=-1200).begin() > usual
    assert Bench(able=4000).begin() > usual
    assert Bench(recovery_scale=2500).begin() > usual
    assert Bench(recovery_late=1200).begin() > usual
    assert Bench(recovery_late=-900).begin() < usual


def test_without_strength_to_spare_it_begins_at_once_but_no_earlier_than_6_h():
    assert 6 * HOUR <= Bench(outdoor=-2500, able=2000).begin() <= 7 * HOUR


def test_lateness_is_learned_and_then_gone():
    """A room that follows 15 min late: after a fortnight it comes when it should."""
    memory = {}
    for _ in range(14):
        bench = Bench(lag=900, **memory)
        late = bench.arrive()
        bench.decide()
        memory = {"recovery_late": bench.memory.recovery_late, "recovery_scale": bench.memory.recovery_scale}
    assert abs(late - bench.settings.room_filter - 600) <= 180


def test_the_heat_it_takes_is_learned():
    seen = []
    for factor in (6, 10, 20):
        bench = Bench()
        for _ in range(9):
            bench = Bench(recovery_scale=bench.memory.recovery_scale)
            room = bench.room
            while bench.sign * (bench.goal - bench.room) > 25:
                recovery = bench.decide()
                moved = (bench.room - room) * 60  # 0.01 K/h
                room = bench.room
                gap = recovery._gap(room)
                loss = bench.house.loss(room, bench.outdoor)
                bench.heat = loss + recovery._air * moved * factor // 1000 + recovery._coupled * gap // 1000
        seen.append(bench.memory.recovery_scale)
    assert seen[0] < 800 and 850 <= seen[1] <= 1150 and seen[2] > 1600


def test_the_backup_waits_until_the_heat_pump_is_hopeless():
    bench = Bench()
    bench.begin()
    while bench.recovery.on:
        assert bench.recovery.barred or bench.now > bench.asked
        assert bench.recovery.aux_setpoint(1800) <= 1800 or bench.now > bench.asked
        bench.decide()
    weak = Bench(outdoor=-2000, able=2500)
    weak.begin()
    weak.room = 1800
    let_in = None
    while weak.now < weak.asked + HOUR and let_in is None:
        weak.decide()
        weak.room = 1800
        if weak.recovery.on and not weak.recovery.barred:
            let_in = weak.recovery.aux_setpoint(1800)
    assert let_in == 2100


def test_a_changed_mind_ends_it():
    bench = Bench()
    bench.begin()
    bench.recovery.step(1, 0, 1800, 0, -1, 1850, 0, bench.side, bench.able, 0, 0, None, 60, bench.now + 60)
    assert (bench.recovery.on, bench.recovery.target, bench.recovery.barred) == (0, 1800, 0)


@pytest.mark.parametrize("jump", (-3 * HOUR, 3 * HOUR))
def test_a_clock_that_jumps_plans_anew(jump):
    bench = Bench()
    bench.begin()
    bench.asked += jump
    bench.recovery.step(
        1, 0, 1800, 300, bench.asked - bench.now, 1850, 0, bench.side, bench.able, 0, 0, None, 60, bench.now + 60
    )
    if bench.asked > bench.now and jump > 0:
        assert not bench.recovery.on
        assert abs(bench.arrive()) <= 120


def test_the_wish_limit_is_no_aim():
    bench = Bench()
    bench.low = bench.room = 2050
    bench.begin()
    for _ in range(9 * 60):
        if not bench.recovery.on or bench.now >= bench.asked - 60:
            break
        assert bench.recovery.target <= bench.settings.wish_limit
        bench.decide()


numbers = st.integers


@settings(max_examples=300)
@given(
    cooling=numbers(0, 1),
    target=numbers(1000, 3200),
    rise=numbers(-300, 300),
    until=numbers(-1, 604800),
    room=st.one_of(st.none(), numbers(-1000, 5000)),
    outdoor=st.one_of(st.none(), numbers(-6000, 6000)),
    able=numbers(100, 30000),
    heat=numbers(0, 60000),
    slope=st.one_of(st.none(), numbers(-3000, 3000)),
    dts=st.lists(numbers(1, 20000), min_size=1, max_size=40),
)
def test_anything_goes(cooling, target, rise, until, room, outdoor, able, heat, slope, dts):
    bench = Bench(cooling)
    for dt in dts:
        bench.now += dt
        left = max(until - bench.now, -1)
        recovery = bench.recovery
        side = bench.side
        if outdoor is not None:
            side.at(outdoor)
        recovery.step(1, cooling, target, rise, left, room, outdoor, side, able, heat, 0, slope, dt, bench.now)
        low, high = min(target, target + bench.sign * max(rise, 0)), max(target, target + bench.sign * max(rise, 0))
        if room is not None:
            low, high = min(low, room), max(high, room)
        assert low - 30 <= recovery.target <= high + 30
        assert -30000 <= recovery.extra <= 30000


def test_power_below_the_least_output_is_that_of_the_cycles():
    side = Bench().side
    assert power(side, -5) == power(side, 0) == 0
    assert power(side, side.q_min // 2) == pytest.approx(side.p_min / 2, abs=2)
    assert power(side, side.q_max) == side.p_max
