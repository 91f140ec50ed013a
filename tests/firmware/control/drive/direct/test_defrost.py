"""The sequence of a defrost on a machine that obeys at once, with the guard; when none may begin; what is learned from one."""

import pytest

from balancepoint.control.command import FAN_OFF, OUTDOOR_FAN_AUTO, OUTDOOR_FAN_OFF, OUTDOOR_FAN_ON
from balancepoint.control.drive.direct import defrost as d
from balancepoint.control.drive.direct import frost as f
from balancepoint.control.drive.direct.defrost import Defrost
from balancepoint.control.heat.unit_map import UnitMap
from balancepoint.control.journal import codes as j
from balancepoint.control.quantity import UNKNOWN
from tests.firmware.control.bench import GuardBench, codes, copy, indoors, values


class Always:
    """A rule that always wants one."""

    def due(self, *_):
        return f.WORTH


class Bench:
    """Heating at 60 Hz since `heated` s, 0 °C outdoors, the outdoor coil at -10 °C; it warms by `melt` 0.01 K/s in a defrost."""

    def __init__(self, dt=1, heated=660, melt=20, rule=Always, **settings):
        self.guard_bench = bench = GuardBench(dt, **settings).running(60)
        self.settings = bench.settings
        self.memory, self.journal = bench.memory, bench.journal
        s = self.s = bench.s
        side = UnitMap(bench.settings).heating
        side.at(0)
        self.defrost = Defrost(bench.settings, bench.memory, bench.journal, side)
        if rule:
            self.defrost.rule = rule()
        bench.run(heated)
        self.since = bench.now - heated
        s.heating = 1
        s.turning = 60
        s.outdoor_coil = -1000
        s.indoor_coil = 3800
        self.melt = melt
        self.running = 1
        self.fault = 0
        self.dt = dt
        self.way = []
        self.ends = 0
        self.decided = -60

    def tick(self):
        bench, defrost, s = self.guard_bench, self.defrost, self.s
        now = bench.now + self.dt
        if now - self.decided >= 60:
            s.run_time = now - self.since
            s.unit_fault = self.fault
            defrost.decide(s, now, 60)
            self.decided = now
        s.compressor_on = self.running
        want = s.want
        want.speed = 60 if self.running else 0
        want.valve = 1
        want.fan = 3
        if s.sequence:
            self.ends += defrost.step(s, now, self.dt)
        command = bench.tick()
        if command.speed and command.valve == 0:
            s.indoor_coil = max(-1500, s.indoor_coil - 50 * self.dt)
            if s.outdoor_coil != UNKNOWN:
                s.outdoor_coil += self.melt * self.dt
        elif command.speed:
            s.indoor_coil = 3800
        self.way.append((bench.now, copy(command), s.sequence))
        return command

    def run(self, seconds):
        for _ in range(seconds // self.dt):
            self.tick()
        return self

    def one(self, longest=1500):
        """Until a defrost is over."""
        for _ in range(longest // self.dt):
            self.tick()
            if self.ends:
                break
        return self

    def first(self, true):
        return next(now for now, command, _state in self.way if true(command))


@pytest.mark.parametrize("dt", (1, 5, 10))
def test_the_sequence(dt):
    bench = Bench(dt).one()
    way = bench.way
    stop = bench.first(lambda c: not c.speed)
    slow = bench.first(lambda c: c.speed < 60)
    assert 60 <= stop - slow + dt <= 60 + 3 * dt
    turned = bench.first(lambda c: c.valve == 0)
    assert 60 <= turned - stop <= 60 + 2 * dt
    melts = [(now, c) for now, c, _ in way if c.valve == 0 and c.speed]
    assert melts[0][0] - turned >= 10
    assert melts[0][1].speed == 55 and max(c.speed for _, c in melts) == 90
    assert all(c.outdoor_fan == OUTDOOR_FAN_OFF and c.fan == FAN_OFF and c.defrost for _, c in melts)
    drip = next(now for now, c, _ in way if now > melts[-1][0] and not c.speed)
    back = next(now for now, c, _ in way if now > drip and c.valve == 1)
    assert 60 <= back - drip <= 60 + 2 * dt
    blown = [c for now, c, _ in way if now >= back and c.outdoor_fan == OUTDOOR_FAN_ON]
    assert sum(not c.speed for c in blown) * dt >= 10
    assert way[-1][1].speed and not way[-1][1].defrost and way[-1][1].outdoor_fan == OUTDOOR_FAN_AUTO
    assert values(bench.journal, j.DEFROST) == [f.WORTH]
    assert values(bench.journal, j.DEFROST_END) == [bench.s.defrost_length]


@pytest.mark.parametrize("melt, frosted", ((32, False), (16, True), (10, True)))
def test_melting_of_more_than_a_dry_coil_takes_was_frost(melt, frosted, monkeypatch):
    """From -10 to 12 °C in 69, 138 and 220 s; EPRI's dry coil takes 66."""
    told = []
    monkeypatch.setattr(f.Frost, "cleared", lambda self, s, known=1, frosted=0: told.append((known, bool(frosted))))
    Bench(melt=melt).one()
    assert told == [(1, frosted)]


def test_it_ends_at_12_degrees_or_after_80_s_at_8():
    fast = Bench(melt=40).one()
    assert fast.s.outdoor_coil >= 1200
    slow = Bench(melt=5)
    while slow.s.outdoor_coil < 800:
        slow.tick()
    slow.melt = 0
    slow.s.outdoor_coil = 850
    at = slow.guard_bench.now
    while slow.s.command.speed:
        slow.tick()
    assert 78 <= slow.guard_bench.now - at <= 84
    assert slow.memory.stuck_defrosts == 0


def test_by_time_within_ten_minutes_from_the_valve_to_the_end_of_the_drip():
    bench = Bench(melt=0).one()
    turned = bench.first(lambda c: c.valve == 0)
    drained = max(now for now, c, _ in bench.way if c.valve == 0)
    assert 590 <= drained - turned <= 606
    assert bench.memory.stuck_defrosts == 1 and j.COIL_NOT_CLEARING not in codes(bench.journal)
    bench.ends = 0
    bench.run(660).one()
    assert bench.memory.stuck_defrosts == 2 and values(bench.journal, j.COIL_NOT_CLEARING) == [2]
    bench.melt = 20
    bench.ends = 0
    bench.s.outdoor_coil = -1000
    bench.run(660).one()
    assert bench.memory.stuck_defrosts == 0


def begins(bench, seconds=300):
    return j.DEFROST in codes(bench.run(seconds).journal)


def test_not_within_ten_minutes_of_a_start():
    young = Bench(heated=100)
    assert not begins(young, 480)
    assert begins(young, 240)


@pytest.mark.parametrize(
    ("name", "value", "may"),
    [
        ("outdoor", 600, False),
        ("outdoor", 590, True),
        ("outdoor", UNKNOWN, True),
        ("outdoor_coil", 0, False),
        ("outdoor_coil", -10, True),
        ("outdoor_coil", UNKNOWN, True),
    ],
)
def test_only_where_frost_is_possible(name, value, may):
    bench = Bench()
    setattr(bench.s, name, value)
    assert begins(bench) == may


def test_twenty_minutes_after_a_fault():
    bench = Bench()
    bench.fault = 5
    bench.run(60)
    bench.fault = 0
    assert not begins(bench, 1140)
    assert begins(bench, 300)


def test_not_where_the_unit_defrosts_by_itself():
    assert not begins(Bench(own_defrost=0))


def test_where_the_guard_refuses_nothing_has_happened():
    bench = Bench()
    bench.guard_bench.guard._exemption.step = lambda *_: None
    bench.run(300)
    assert j.DEFROST not in codes(bench.journal)
    assert all(c.speed and c.valve == 1 for _, c, _ in bench.way)
    assert bench.s.sequence == d.IDLE


@pytest.mark.parametrize("after", (10, 65, 75, 100, 150))
def test_off_at_any_moment_brings_the_valve_back(after):
    bench = Bench()
    while not bench.s.command.defrost:
        bench.tick()
    bench.run(after)
    bench.running = 0
    bench.tick()
    bench.tick()
    assert not bench.s.command.speed
    bench.run(200)
    command = bench.s.command
    assert command.valve == 1 and not command.defrost and bench.s.sequence == d.IDLE
    assert not any(c.speed for now, c, _ in bench.way[-190:])


def test_a_hang_ends_it_and_tells():
    bench = Bench()
    while bench.s.sequence != d.MELT:
        bench.tick()
    bench.guard_bench.now += 300
    bench.tick()
    bench.tick()
    assert bench.s.sequence == d.IDLE and j.DEFROST_END in codes(bench.journal)
    assert bench.memory.stuck_defrosts == 0, "nobody knows how it would have ended"


def test_blind_for_six_minutes():
    bench = Bench()
    bench.s.outdoor_coil = UNKNOWN
    bench.one()
    melting = [now for now, c, _ in bench.way if c.valve == 0 and c.speed]
    assert melting[-1] - melting[0] == pytest.approx(360, abs=5)


def test_an_indoor_coil_that_stays_warm_says_that_the_valve_did_not_turn():
    bench = Bench(melt=0)
    while not bench.ends:
        bench.tick()
        bench.s.indoor_coil = 3800
    melting = [now for now, c, _ in bench.way if c.valve == 0 and c.speed]
    assert melting[-1] - melting[0] == pytest.approx(180, abs=5)
    assert bench.memory.stuck_defrosts == 1


def test_the_usual_length_and_energy_are_learned():
    bench = Bench()
    bench.guard_bench.readings.power.set(800)
    bench.one()
    memory = bench.memory
    assert memory.defrost_time == bench.s.defrost_length
    assert memory.defrost_energy == pytest.approx(0.8 * memory.defrost_time, rel=0.05)


@pytest.mark.parametrize(("melt", "wait"), [(50, 2400), (10, 1800), (4, 1500)])
def test_the_wait_follows_the_length_where_the_cost_does_not_decide(melt, wait):
    class Cold:
        def due(self, *_):
            return f.COLD_COIL

    bench = Bench(melt=melt, rule=Cold).one()
    assert bench.memory.defrost_wait == wait
    bench = Bench(melt=melt).one()
    assert bench.memory.defrost_wait == 1800


@pytest.mark.parametrize(("left", "expected"), [(70, 1000), (50, 3000), (30, 300), (10, 3000), (-5, 3000), (-15, 1000)])
def test_before_the_time_asked_one_is_out_of_the_way_or_waits(left, expected):
    """In a recovery, `left` min before the room is to be there: what a defrost must be worth, ‰ of its price."""
    seen = []

    class Asked:
        def due(self, s, patience, dt):
            seen.append(patience)
            return 0

    for recovering, heating, patience in ((1, 1, expected), (0, 1, 1000), (1, 0, 1000)):
        bench = Bench(rule=Asked)
        s = bench.s
        s.recovering, s.goal_heating = recovering, heating
        s.goal_at = bench.guard_bench.now + bench.dt + 60 * left
        bench.tick()
        assert seen.pop() == patience


class Never:
    def due(self, *_):
        return 0


def overdue(run, outdoor, coil):
    """How long it takes within 20 min until a defrost begins, s; None: it does not. `run`: s of heating since the last one."""
    bench = Bench(dt=10, rule=Never)
    bench.s.outdoor, bench.s.outdoor_coil = outdoor, coil
    bench.s.outdoor_source = 1
    bench.defrost.frost.run = run
    begin = bench.guard_bench.now
    for _ in range(120):
        bench.tick()
        if bench.s.sequence:
            return bench.guard_bench.now - begin
    return None


@pytest.mark.parametrize(
    ("outdoor", "coil", "begins"),
    [
        (900, -600, True),  # the one says that there is none, the other that there may be
        (-500, 200, True),
        (300, UNKNOWN, True),
        (900, UNKNOWN, True),
        (UNKNOWN, UNKNOWN, True),
        (900, 300, False),
        (1500, UNKNOWN, False),
        (700, -100, False),
    ],
)
def test_no_single_reading_keeps_it_off_for_more_than_three_hours_where_frost_is_possible(outdoor, coil, begins):
    assert overdue(2 * 3600, outdoor, coil) is None
    assert (overdue(3 * 3600, outdoor, coil) is not None) == begins


def test_one_that_had_nothing_to_melt_doubles_the_next_wait_to_six_hours_at_most():
    bench = Bench(melt=50, rule=Never)
    bench.s.outdoor = 900
    bench.defrost.frost.run = 3 * 3600
    bench.one()
    assert bench.memory.defrost_wait == 6 * 3600
    assert values(bench.journal, j.DEFROST) == [f.OVERDUE]
    bench = Bench(melt=50, rule=Never)
    bench.s.outdoor = 900
    bench.memory.defrost_wait = 6 * 3600
    bench.defrost.frost.run = 5 * 3600
    assert not bench.run(900).ends
    bench.defrost.frost.run = 6 * 3600
    assert bench.one().memory.defrost_wait == 6 * 3600
    bench = Bench(melt=5)
    bench.memory.defrost_wait = 6 * 3600
    assert bench.one().memory.defrost_wait == 90 * 60, "there was much"


def test_freeze_protection_defrosts_though_nobody_asks_for_heat():
    bench = Bench()
    indoors(bench.s, 600)
    bench.running = 0
    for _ in range(3600):
        bench.since = bench.guard_bench.now + bench.dt  # no run of the stages' own
        bench.tick()
        if bench.ends:
            break
    assert bench.ends == 1 and bench.s.defrosts == 1 and not bench.s.defrost_by_time
    assert bench.first(lambda c: c.valve == 0) > 0
    bench.run(120)
    assert bench.s.command.speed and bench.s.command.valve == 1
