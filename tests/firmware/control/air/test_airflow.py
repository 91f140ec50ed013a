"""The fan: no cold air at a start, one level at a time by capacity, protections first, else the unit's own automatic."""

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from balancepoint.control.air.airflow import ALL_AIR, Airflow
from balancepoint.control.command import FAN_AUTO, FAN_OFF
from balancepoint.control.journal import codes as j
from balancepoint.control.journal.journal import Journal
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.request import COOL, HEAT, HOME, SLEEP, Request
from tests.firmware.control.bench import make_settings, make_situation
from tests.firmware.control.test_controller import HOUR, Loop

LEVELS = (1, 2, 3, 4, 5)


class Blower:
    """Airflow with decisions once a minute, as the controller has them; the coil is what the test says."""

    def __init__(self, dt=10, **settings):
        self.journal = Journal()
        self.airflow = Airflow(make_settings(**settings), self.journal)
        self.s = make_situation()
        self.dt = dt
        self.now = 0
        self.decided = -60
        self.active, self.alone, self.heating, self.drying = 1, 0, 1, 0
        self.speed, self.error, self.quiet, self.most = 0, 0, 0, 5
        self.coil = 2000
        self.humidity = UNKNOWN

    def step(self):
        s = self.s
        self.now += self.dt
        s.active, s.fan_only, s.heating, s.cooling, s.drying = (
            self.active, self.alone, self.heating, 1 - self.heating, self.drying,
        )  # fmt: skip
        s.compressor_speed, s.call_error, s.fan_most = self.speed, self.error, self.most
        s.preset = SLEEP if self.quiet else HOME
        s.indoor_coil, s.humidity = self.coil, self.humidity
        if self.now - self.decided >= 60:
            self.decided = self.now
            self.airflow.decide(s, self.now, 60)
        self.airflow.step(s, self.now, self.dt)
        return s.fan

    def run(self, seconds):
        return [self.step() for _ in range(seconds // self.dt)]

    def warm(self, coil=4000, speed=58):
        """Heating for long."""
        self.speed, self.coil = speed, coil
        self.run(1800)
        assert self.airflow._stage == ALL_AIR
        return self


def warming(blower, seconds, rate=15):
    """The coil gains `rate` 0.01 K a second."""
    out = []
    for _ in range(seconds // blower.dt):
        blower.coil += rate * blower.dt
        out.append((blower.coil, blower.step()))
    return out


@pytest.mark.parametrize("dt", (1, 10, 60))
def test_heating_starts_without_cold_air(dt):
    blower = Blower(dt)
    blower.run(600)
    blower.speed = 20
    seen = warming(blower, 180)
    assert all(fan == FAN_OFF for coil, fan in seen if coil < 2000)
    assert all(fan <= 1 for coil, fan in seen if coil < 3300)
    assert seen[-1][1] >= 2, "warm at last"


@pytest.mark.parametrize("coil", (2100, 2700))
def test_a_tepid_coil_waits_90_s(coil):
    blower = Blower(1)
    blower.run(600)
    blower.speed, blower.coil = 20, coil
    way = blower.run(400)
    assert way[:88] == [FAN_OFF] * 88
    assert set(way[95:299]) == {1}
    blower.coil, blower.speed = 2900, 58
    assert blower.run(600)[-1] == 3, "warm enough, if not for the first five minutes"
    blower.coil = 2300
    assert blower.step() == 1


@pytest.mark.parametrize("coil, before", ((1900, FAN_OFF), (2300, 1)))
def test_a_coil_that_never_gets_warm_is_not_believed(coil, before):
    """Its sensor hangs, or the room is so cold: the unit knows its own coil."""
    blower = Blower()
    blower.speed, blower.coil = 40, coil
    way = blower.run(1800)
    assert set(way[10:29]) == {before}
    assert set(way[31:]) == {FAN_AUTO}
    assert [(code, value) for _, code, value in blower.journal.entries()] == [(j.COIL_DOUBTED, coil)]
    blower.coil = 3400
    assert blower.run(300)[-1] in LEVELS
    blower.coil = 500
    assert set(blower.run(120)) == {FAN_OFF}, "a defrost starts the time anew"


def test_after_a_defrost_it_starts_anew():
    blower = Blower().warm()
    blower.coil = 500
    assert blower.step() == FAN_OFF
    blower.coil = 2900
    assert blower.step() == 1
    blower.coil = 3400
    assert blower.step() > 1


@pytest.mark.parametrize("dt", (1, 10, 60))
def test_level_follows_capacity_one_at_a_time_and_every_2_min_at_most(dt):
    blower = Blower(dt).warm(speed=16)
    assert blower.s.fan == 2
    blower.speed = 100
    way = blower.run(1200)
    moves = [(k * dt, a, b) for k, (a, b) in enumerate(zip(way, way[1:], strict=False)) if a != b]
    assert all(abs(b - a) == 1 for _, a, b in moves)
    assert all(later - earlier >= 120 for (earlier, *_), (later, *_) in zip(moves, moves[1:], strict=False))
    assert way[-1] == 5
    blower.speed = 16
    assert blower.run(1200)[-1] == 2


def test_more_air_only_while_it_feels_warm():
    blower = Blower().warm(coil=3400, speed=16)
    assert blower.s.fan == 1
    blower.coil = 3700
    assert blower.run(300)[-1] == 2
    blower.coil = 3300
    assert set(blower.run(600)) == {2}, "with a hysteresis"
    blower.coil = 3100
    assert blower.run(300)[-1] == 1


def test_a_small_change_of_speed_moves_nothing():
    blower = Blower().warm(speed=58)
    level = blower.s.fan
    for speed in (54, 62, 55, 61) * 5:
        blower.speed = speed
        assert set(blower.run(300)) == {level}


def test_a_large_error_asks_for_more_and_quiet_hours_for_less():
    calm = Blower().warm(speed=40).s.fan
    far = Blower()
    far.error = 150
    assert far.warm(speed=40).s.fan == calm + 1
    quiet = Blower()
    quiet.quiet = 1
    assert quiet.warm(speed=40).s.fan == calm - 1


def test_people_may_forbid_levels_but_not_the_protections():
    blower = Blower()
    blower.most = 1
    blower.warm(speed=100)
    assert blower.s.fan == 1
    assert [(code, value) for _, code, value in blower.journal.entries()] == [(j.FAN_HELD, 1)]
    blower.coil = 5300
    assert blower.run(300)[-1] == 5


def test_a_hot_coil_takes_more_air_and_then_slows_the_compressor():
    blower = Blower().warm(speed=50)
    before = blower.s.fan
    assert blower.s.air_limit == 100
    blower.coil = 5900
    blower.run(120)
    assert blower.s.fan > before
    assert blower.s.air_limit < 50
    blower.run(3600)
    assert blower.s.air_limit == 16, "never below the slowest"
    assert [(code, value) for _, code, value in blower.journal.entries()] == [(j.COIL_HOT, 5900)]
    blower.coil = 4000
    blower.run(3600)
    assert blower.s.air_limit == 100


def test_cooling_blows_at_once_and_keeps_the_coil_from_icing_up():
    blower = Blower()
    blower.heating, blower.speed, blower.coil = 0, 16, 1200
    assert blower.step() in LEVELS
    blower.quiet = 1
    blower.run(1200)
    assert blower.s.fan == 1
    blower.coil = 550
    assert blower.run(120)[-1] >= 2
    blower.coil = 480
    assert blower.step() == 5
    blower.coil = 900
    assert blower.step() == 5, "until it is well clear of it"
    blower.coil = 1100
    assert blower.step() < 5


def test_cooling_takes_more_air_only_where_the_room_is_dry():
    def level(*way):
        blower = Blower()
        blower.heating, blower.speed, blower.coil = 0, 58, 1200
        for blower.humidity in way:
            blower.run(1800)
        return blower.s.fan

    usual = level(UNKNOWN)
    assert level(550) == level(700) == usual and level(450) == usual + 1
    assert level(450, 530) == usual + 1 and level(450, 550) == usual, "with a hysteresis"


def test_drying_wants_little_air():
    blower = Blower()
    blower.heating, blower.drying, blower.coil = 0, 1, 1000
    blower.speed = 60
    assert blower.run(1800)[-1] == 1


@pytest.mark.parametrize("dt", (1, 10))
def test_30_s_of_little_air_after_a_stop(dt):
    blower = Blower(dt).warm()
    blower.speed = 0
    way = blower.run(120)
    assert way[: 30 // dt] == [1] * (30 // dt) and set(way[30 // dt :]) == {FAN_OFF}
    off = Blower(dt).warm()
    off.speed = off.active = 0
    off.run(60)
    off.active = 1
    assert set(off.run(60)) == {FAN_OFF}


def test_without_the_coil_or_when_set_so_the_unit_rules():
    for blower in (Blower(), Blower(own_fan=0)):
        for heating in (1, 0):
            blower.heating, blower.speed = heating, 50
            blower.coil = UNKNOWN if blower.airflow._own else 4000 if heating else 1500
            assert set(blower.run(300)) == {FAN_AUTO}
    iced = Blower(own_fan=0)
    iced.heating, iced.speed, iced.coil = 0, 50, 400
    assert iced.step() == 5, "ice is prevented all the same"


@profile(max_examples=200)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 1), st.integers(0, 1), st.sampled_from((0, 0, 16, 50, 100)), st.integers(-500, 500),
            st.one_of(st.just(UNKNOWN), st.integers(-500, 7000)), st.integers(0, 1), st.integers(1, 5), st.integers(1, 60),
        ),
        max_size=40,
    ),
    st.sampled_from((1, 10, 60)),
)  # fmt: skip
def test_whatever_comes_the_fan_is_a_level_and_cooling_is_never_without_air(events, dt):
    blower = Blower(dt)
    for active, heating, speed, error, coil, quiet, most, ticks in events:
        blower.active, blower.heating, blower.speed, blower.error = active, heating, speed, error
        blower.coil, blower.quiet, blower.most = coil, quiet, most
        way = blower.run(60 + ticks * dt)
        assert speed or active or way[-1] == FAN_OFF
        for fan in way:
            assert fan in (FAN_OFF, FAN_AUTO) or fan in LEVELS
            if speed and not heating:
                assert fan != FAN_OFF
            if speed and heating and coil > 3300:
                assert fan in LEVELS
        assert 16 <= blower.s.air_limit <= 100
        assert blower.s.fan_level in LEVELS


@pytest.mark.parametrize(
    ("begin", "until", "minute", "preset", "quiet"),
    (
        (0, 0, 0, HOME, 0),
        (0, 0, 0, SLEEP, 1),
        (1320, 360, 1320, HOME, 1),
        (1320, 360, 359, HOME, 1),
        (1320, 360, 360, HOME, 0),
        (1320, 360, 1440 + 1319, HOME, 0),
        (600, 660, 1440 + 600, HOME, 1),
        (600, 660, 1440 + 660, HOME, 0),
        (1320, 360, UNKNOWN, HOME, 0),
        (1320, 360, UNKNOWN, SLEEP, 1),
    ),
)
def test_quiet_while_asleep_or_in_the_installers_hours(begin, until, minute, preset, quiet):
    airflow = Airflow(make_settings(quiet_from=begin, quiet_until=until), Journal())
    assert airflow._quiet(make_situation(minute=minute, preset=preset)) == quiet


def test_the_fan_turns_for_a_look_at_the_room_when_nobody_knows_it():
    """Its air over the coil is then the last sensor."""
    airflow = Airflow(make_settings(), Journal())
    for room, active, on, fan in (
        (UNKNOWN, 1, 0, 2),
        (UNKNOWN, 1, 1, FAN_OFF),
        (UNKNOWN, 0, 0, FAN_OFF),
        (2000, 1, 0, FAN_OFF),
    ):
        s = make_situation(room=room, active=active, compressor_on=on, indoor_coil=2000)
        airflow.decide(s, 60, 60)
        airflow.step(s, 60, 10)
        assert s.fan == fan


# --- in the controller --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dt", (1, 10))
def test_the_command_carries_it(dt):
    loop = Loop(dt, room=19.0, outdoor=0.0)
    loop.wrong["indoor_coil"] = lambda loop: 2000
    loop.running()
    assert all(command.fan == FAN_OFF for _, _, command in loop.run(80))
    loop.wrong["indoor_coil"] = lambda loop: 4000
    assert {command.fan for _, _, command in loop.run(HOUR)[60:]} <= set(LEVELS)


def test_quiet_hours_by_the_clock():
    def level(minute):
        loop = Loop(60, outdoor=-5.0, request=Request(HEAT, 2100), quiet_from=22 * 60, quiet_until=6 * 60)
        loop.wrong["minute_of_week"] = minute
        loop.run(6 * HOUR)
        return loop.controller.situation.command.fan

    assert level(23 * 60) == level(5 * 60) == level(12 * 60) - 1 == level(None) - 1


def test_asleep_the_fan_is_heard_less():
    def level(preset):
        loop = Loop(60, outdoor=-5.0, request=Request(HEAT, 2100, preset=preset), sleep_setback=0)
        loop.run(6 * HOUR)
        return loop.controller.situation.command.fan

    assert level(SLEEP) == level(HOME) - 1


def test_a_hot_indoor_coil_slows_the_compressor():
    loop = Loop(10, room=15.0, outdoor=-10.0)
    loop.run(2 * HOUR)
    fast = loop.controller.situation.command.speed
    loop.wrong["indoor_coil"] = 5900
    loop.run(600)
    assert loop.controller.situation.command.speed < fast - 20
    assert loop.controller.situation.command.fan == 5


def test_cooling_has_air_from_the_first_second():
    loop = Loop(10, room=28.0, outdoor=33.0, request=Request(COOL, 2100, 2500), gains=800)
    loop.wrong["indoor_coil"] = 1200
    way = loop.running().run(HOUR)
    assert all(command.fan in LEVELS for _, _, command in way if command.speed)
