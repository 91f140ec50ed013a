"""Rooms held by a unit that owns its compressor: whatever kind it is, whatever it tells, whatever breaks."""

import math

import pytest

from balancepoint.control.journal import codes as j
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT, OFF, Request
from balancepoint.control.settings.memory import Memory
from balancepoint.control.situation import ESTIMATED, POWER_SAID, SPEED_SAID, STANDBY
from tests.firmware.control.bench import codes, values
from tests.firmware.control.drive.managed.unit import PROPORTIONAL, STEPPING, Managed
from tests.firmware.control.test_controller import HOUR

ALL = ("speed", "running", "defrosting")
POWER = ("power",)
NOTHING = ()


def settled(loop, hours=12):
    """The room's rms error, K, after half a day of getting to know each other; and the starts."""
    loop.run(12 * HOUR)
    before = loop.unit.starts
    rooms = [room for _now, room, _command in loop.run(hours * HOUR)]
    goal = 25.0 if loop.request.mode == COOL else 21.0
    return math.sqrt(sum((room - goal) ** 2 for room in rooms) / len(rooms)), loop.unit.starts - before


# --- it does its work -------------------------------------------------------------------------------------------------


@pytest.mark.cpython("sixteen days of a house")
@pytest.mark.parametrize("kind", (PROPORTIONAL, STEPPING))
@pytest.mark.parametrize("feed, step, stop", ((2, 50, 50), (1, 50, 50), (0, 50, 150), (0, 100, 150)))
@pytest.mark.parametrize("says", (ALL, POWER))
def test_it_holds_the_room(kind, feed, step, stop, says):
    loop = Managed(
        30, outdoor=-3.0, room_feed=feed, setpoint_step=step, unit={"kind": kind, "stop": stop, "says": says}
    )
    rms, starts = settled(loop)
    assert rms < (0.25 if feed or step == 50 else 0.4)
    assert starts <= 12
    assert all(command.aux == 0 for _now, _room, command in loop.way)


@pytest.mark.parametrize("feed", (2, 0))
def test_with_nothing_told_the_room_alone_tells(feed):
    loop = Managed(30, outdoor=-3.0, room_feed=feed, unit={"says": NOTHING, "stop": 50 if feed else 150})
    rms, starts = settled(loop)
    assert rms < 0.25 and starts <= 2
    assert loop.controller.situation.heat_source == ESTIMATED
    assert loop.controller.situation.heat_accuracy == 300


def test_it_cools():
    loop = Managed(30, room=27.0, outdoor=33.0, gains=500, request=Request(COOL, 2100, 2500))
    rms, _starts = settled(loop)
    assert rms < 0.25
    assert all(command.mode == COOL and command.valve == 0 for _now, _room, command in loop.way)


def test_it_modulates_instead_of_stopping():
    loop = Managed(30, outdoor=-3.0)
    loop.run(12 * HOUR)
    begin = len(loop.turned)
    loop.run(12 * HOUR)
    assert min(loop.turned[begin:]) > 0


def test_below_its_least_load_it_starts_seldom():
    loop = Managed(30, outdoor=13.0, gains=400)
    rms, starts = settled(loop, 24)
    assert 1 <= starts <= 24 and rms < 0.4


def test_the_house_is_told_what_the_heat_was_taken_from():
    for says, source in ((ALL, SPEED_SAID), (POWER, POWER_SAID)):
        loop = Managed(30, outdoor=-3.0, unit={"says": says})
        loop.run(4 * HOUR)
        s = loop.controller.situation
        assert s.heat_source == source
        assert 0 < loop.controller.memory.heat_accuracy <= s.heat_accuracy
        status = loop.controller.status()
        assert status["heat_accuracy"] == s.heat_accuracy and status["heat_source"].endswith("as the unit says")


# --- what people ask --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dt", (1, 10, 60))
def test_off_is_off_at_once(dt):
    loop = Managed(dt, outdoor=-3.0)
    loop.run(HOUR)
    assert loop.turned[-1] > 0
    loop.request.mode = OFF
    assert loop.step().mode == OFF
    assert all(command.mode == OFF and command.speed == 0 for _now, _room, command in loop.run(HOUR))
    assert j.STOPPED_OFF in values(loop.controller.journal, j.STOP)


def test_modes_are_the_units():
    loop = Managed(60, room=25.0, outdoor=30.0, request=Request(DRY, 2100, 2500))
    loop.wrong["humidity"] = 700
    loop.run(HOUR)
    assert loop.command.mode == DRY
    loop.request.mode = FAN
    assert loop.step().mode == FAN
    loop.request.mode = AUTO
    loop.run(HOUR)
    assert loop.command.mode in (HEAT, COOL)


@pytest.mark.parametrize("feed, step", ((2, 50), (1, 50), (0, 50), (0, 100)))
def test_the_persons_set_point_is_left_by_two_kelvin_at_most(feed, step):
    loop = Managed(60, room=17.0, outdoor=-5.0, room_feed=feed, setpoint_step=step, aux_stages=0)
    for setpoint, hours in ((2100, 6), (2200, 4), (1900, 6)):
        loop.request.heat_setpoint = setpoint
        loop.run(120)
        for _now, _room, command in loop.run(hours * HOUR):
            assert command.setpoint % step == 0 and 1600 <= command.setpoint <= 3000
            assert abs(command.setpoint - setpoint) <= (step // 2 if command.feed else 200)
            assert command.wish == (setpoint + step // 2) // step * step
            assert command.feed == 0 or (feed and 800 <= command.feed <= 3900)


def test_a_change_of_side_is_a_stop_and_a_start_after_a_rest():
    loop = Managed(10, outdoor=-3.0)
    loop.run(HOUR)
    assert loop.turned[-1] > 0
    loop.request.mode, loop.request.cool_setpoint = COOL, 1600
    begun = loop.now
    loop.run(2 * HOUR)
    assert j.STOPPED_CHANGEOVER in values(loop.controller.journal, j.STOP)
    again = next(now for (now, _r, _c), hz in zip(loop.way, loop.turned, strict=True) if now > begun + 60 and hz)
    assert again - begun >= loop.settings.minimum_off and loop.command.mode == COOL


def test_a_window_that_is_open_switches_it_off():
    loop = Managed(10, outdoor=-3.0)
    loop.run(HOUR)
    loop.wrong["window_open"] = 1
    loop.run(120)
    assert loop.command.mode == OFF


# --- what breaks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("feed", (0, 1, 2))
def test_without_a_room_sensor_it_goes_by_its_own_at_the_persons_set_point(feed):
    loop = Managed(10, outdoor=-3.0, room_feed=feed)
    loop.run(2 * HOUR)
    loop.wrong["room"] = None
    loop.run(HOUR)
    for _now, _room, command in loop.run(2 * HOUR):
        assert command.mode == HEAT and command.feed == 0 and command.setpoint == command.wish == 2100
    del loop.wrong["room"]
    loop.run(HOUR)
    assert values(loop.controller.journal, j.OWN_SENSOR) == [1, 0]
    assert loop.command.setpoint != 2100 or loop.command.feed


@pytest.mark.parametrize("feed", (1, 2))
def test_a_feed_starts_it_and_lets_it_rest_and_while_it_runs_it_goes_by_its_own_sensor(feed):
    loop = Managed(30, outdoor=12.0, gains=600, room_feed=feed)
    loop.run(HOUR)
    s = loop.controller.situation
    fed = {0: set(), 1: set()}
    for _tick in range(24 * 120):
        command = loop.step()
        if not loop.unit.running and not s.run_time or s.run_time > 2 * loop.settings.warm_up:
            fed[1 if s.run_time else 0].add(1 if command.feed else 0)
    assert 1 in fed[0] and fed[1] == {0}


def test_no_room_is_fed_that_nobody_knows():
    loop = Managed(10, outdoor=-3.0)
    loop.wrong.update(room=None, return_air=None)
    for _now, _room, command in loop.run(4 * HOUR):
        assert command.feed == 0


def test_its_defrost_is_waited_out():
    loop = Managed(10, outdoor=-3.0)
    loop.run(6 * HOUR)
    kept = loop.command.setpoint, loop.command.feed
    loop.unit.defrosting = 1
    for _now, _room, command in loop.run(420):
        assert (command.mode, command.setpoint, command.feed, command.aux) == (HEAT, kept[0], kept[1], 0)
    loop.unit.defrosting = 0
    for _now, _room, command in loop.run(240):
        assert (command.setpoint, command.feed) == kept
    assert codes(loop.controller.journal)[-2:] == [j.DEFROST, j.DEFROST_END]


def test_a_defrost_that_is_not_told_is_no_stop():
    """It stands for a minute, turns, and stands again; its power is all that tells."""
    loop = Managed(10, outdoor=-3.0, unit={"says": POWER})
    loop.run(6 * HOUR)
    before = len(values(loop.controller.journal, j.STOP)), loop.controller.memory.compressor_starts
    for power, seconds in ((20, 70), (700, 300), (20, 130)):
        loop.wrong["power"] = power
        loop.run(seconds)
        assert loop.command.mode == HEAT
    del loop.wrong["power"]
    loop.run(HOUR)
    assert (len(values(loop.controller.journal, j.STOP)), loop.controller.memory.compressor_starts) == before


def test_a_stop_at_its_own_set_point_is_no_fault():
    loop = Managed(10, outdoor=8.0)
    loop.run(4 * HOUR)
    loop.unit.stop = -100  # it is content sooner than it was
    loop.run(HOUR)
    s = loop.controller.situation
    assert j.STOPPED_AT_SETPOINT in values(loop.controller.journal, j.STOP)
    assert s.available and not s.lockout and not s.capacity_fault
    words = [each for each in loop.controller.journal.words() if "own set point" in each["text"]]
    assert words and words[0]["normal"]


def test_another_head_is_not_fought_and_the_backup_waits_for_an_hour():
    loop = Managed(10, outdoor=-8.0, room=21.0)
    loop.controller.memory.balance_point = 0
    loop.run(6 * HOUR)
    begun = loop.now
    loop.unit.standby = 1
    way = loop.run(HOUR - 120)
    s = loop.controller.situation
    assert s.most_because == STANDBY and s.most == 0 and s.saturated == 0 and not s.lockout
    assert all(command.mode == HEAT and command.aux == 0 for _now, _room, command in way)
    loop.run(6 * HOUR)
    assert s.lockout == j.LOCKED_STANDBY and loop.command.mode == HEAT
    assert any(command.aux for now, _room, command in loop.way if now > begun + HOUR)
    loop.unit.standby = 0
    loop.run(HOUR)
    assert not s.lockout and loop.turned[-1] > 0
    assert values(loop.controller.journal, j.STANDBY) == [1, 0]
    assert j.UNIT_STANDS not in codes(loop.controller.journal)


@pytest.mark.parametrize(
    "lock, mode, barred", (("heating", COOL, True), ("cooling", HEAT, True), ("heating", HEAT, False))
)
def test_a_side_that_is_not_for_this_season_is_never_asked_for(lock, mode, barred):
    request = Request(mode, 2100, 2500)
    loop = Managed(
        60, room=27.0 if mode == COOL else 18.0, outdoor=10.0, request=request, season_lock=lock, aux_stages=0
    )
    way = loop.run(3 * HOUR)
    assert {command.mode for _now, _room, command in way} == {OFF if barred else mode}
    assert (loop.controller.situation.lockout == j.LOCKED_SEASON) is barred


def test_frost_knows_no_season():
    loop = Managed(10, room=6.0, outdoor=-10.0, request=Request(OFF), season_lock="cooling", aux_stages=0)
    loop.run(600)
    assert loop.command.mode == HEAT


def test_a_unit_that_does_nothing_is_told_and_the_backup_comes():
    loop = Managed(10, outdoor=-8.0, room=21.0)
    loop.controller.memory.balance_point = 0
    loop.unit.dead = 1
    loop.run(6 * HOUR)
    assert values(loop.controller.journal, j.UNIT_STANDS) == [30]
    assert loop.controller.situation.aux_called


def test_a_unit_that_does_not_rest_by_its_set_point_is_switched_off():
    loop = Managed(10, room=23.0, outdoor=8.0, gains=1500, room_feed=0, unit={"stop": 600})
    loop.run(6 * HOUR)
    loop.unit.offset = 600  # nothing that two kelvin could undo
    loop.run(4 * HOUR)
    assert j.UNIT_RUNS in codes(loop.controller.journal)
    assert loop.command.mode == OFF or loop.room < 21.5
    assert loop.room < 23


def test_the_backup_helps_a_unit_at_its_limit():
    loop = Managed(10, room=19.0, outdoor=-24.0)
    loop.controller.memory.balance_point = -500
    loop.run(6 * HOUR)
    assert loop.controller.situation.saturated > 0
    assert any(command.aux for _now, _room, command in loop.way)
    assert loop.way[0][2].aux == 0 and all(command.aux == 0 for now, _room, command in loop.way if now < 1800)


def test_a_restart_of_ours_stops_nothing():
    loop = Managed(10, outdoor=-3.0)
    loop.run(6 * HOUR)
    memory = Memory.from_dict(loop.controller.memory.to_dict())
    again = Managed(10, room=loop.room, outdoor=-3.0, memory=memory)
    again.unit = loop.unit
    starts = loop.unit.starts
    again.run(HOUR)
    assert again.unit.starts == starts and min(again.turned) > 0


@pytest.mark.parametrize("wrong", ({"fault": 5}, {"speed": None, "running": None}, {"humidity": None, "outdoor": None}))
def test_it_goes_on_with_what_is_left(wrong):
    loop = Managed(10, outdoor=-3.0)
    loop.run(2 * HOUR)
    loop.wrong.update(wrong)
    for _now, _room, command in loop.run(3 * HOUR):
        assert command.mode == HEAT and 1900 <= command.setpoint <= 2300
    assert 20.0 < loop.room < 22.5


def test_starts_that_we_ask_for_keep_their_times():
    loop = Managed(10, outdoor=14.0, gains=600, unit={"kind": STEPPING})
    loop.run(24 * HOUR)
    times = [time for time, code, _value in loop.controller.journal.entries() if code == j.START]
    stops = [time for time, code, _value in loop.controller.journal.entries() if code == j.STOP]
    settings = loop.settings
    for begin in times:
        assert len([time for time in times if begin <= time < begin + HOUR]) <= settings.starts_an_hour
        assert all(not begin - settings.minimum_off < stop < begin for stop in stops)


def test_only_the_drive_that_is_chosen_is_made():
    direct = Managed(10, managed=0).controller
    assert type(direct.drive).__name__ == "Direct" and type(direct.guard).__name__ == "Guard"
    managed = Managed(10).controller
    assert type(managed.drive).__name__ == "Managed" and type(managed.guard).__name__ == "ManagedGuard"
