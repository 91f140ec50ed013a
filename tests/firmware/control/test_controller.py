"""The stages together: a room of one resistance and one capacity, its machine, and sensors that fail."""

import json
import math

import pytest

from balancepoint.control.care.cared_for import FILTER, OUTDOOR, SERVICED
from balancepoint.control.controller import Controller
from balancepoint.control.heat.unit_map import UnitMap
from balancepoint.control.house.past import Past
from balancepoint.control.journal import codes as j
from balancepoint.control.readings import Readings
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT, OFF, Request
from balancepoint.control.settings.memory import Memory
from balancepoint.control.settings.memory_table import TABLE as REMEMBERED
from balancepoint.control.settings.settings_table import TABLE
from tests.firmware.control.bench import codes, copy, make_settings, values

HOUR = 3600
NAMES = [name for name in Readings.__slots__ if name != "rooms"]
LOSS = 120  # W/K
CAPACITY = 2500 * 3600  # J/K: one that follows within hours


class Loop:
    """Heat by the unit's own map at once; the sensors say the truth in 0.01 K unless a test sets `wrong`."""

    def __init__(self, dt=10, room=20.0, outdoor=0.0, gains=300, request=None, memory=None, **settings):
        given = {"house_heat_loss": LOSS * 10, "house_heat_capacity": CAPACITY // 3600, "aux_stages": 1}
        given.update(settings)
        self.settings = make_settings(**given)
        self.controller = Controller(self.settings, memory or Memory(), Past())
        self.map = UnitMap(self.settings)
        self.readings = Readings()
        self.request = request or Request(HEAT, 2100, 2500)
        self.dt = dt
        self.now = 0
        self.room = room
        self.outdoor = outdoor
        self.gains = gains
        self.wrong = {}  # reading: value, or a function of the loop
        self.way = []  # (now, room, Command)
        self.aux_power = (0, self.settings.aux_power_1, self.settings.aux_power_1 + self.settings.aux_power_2)

    def sense(self):
        command = self.controller.situation.command
        heating = command.valve == 1
        warm = (16 if heating else -12) if command.speed else 0
        truth = {
            "outdoor": round(self.outdoor * 100),
            "return_air": round(self.room * 100),
            "indoor_coil": round((self.room + warm) * 100),
            "outdoor_coil": round((self.outdoor - warm * command.speed / 150) * 100),  # no frost: in proportion
            "discharge": 6000 if command.speed else round(self.outdoor * 100),
            "supply": round((self.room + warm * 0.8) * 100),
            "speed": command.speed,
            "power": 600 if command.speed else 10,
            "aux_current_mA": round(self.aux_power[command.aux] / 0.23),
            "fan_proven": 1 if command.fan else 0,
            "defrosting": 0,
            "fault": 0,
            "humidity": 450,
        }
        truth["room"] = round(self.room * 100)
        truth.update(self.wrong)
        for name, value in truth.items():
            reading = self.readings.rooms[0] if name == "room" else getattr(self.readings, name)
            if callable(value):
                value = value(self)
            if value is None:
                reading.clear()
            elif isinstance(value, tuple):
                reading.set(value[0], value[1])
            else:
                reading.set(value, 0)

    def step(self):
        self.now += self.dt
        self.sense()
        command = self.controller.step(self.readings, self.request, self.now)
        side = self.map.heating if command.valve == 1 else self.map.cooling
        side.at(round(self.outdoor * 100))
        heat = side.heat_at(command.speed) * (1 if command.valve == 1 else -1) + self.aux_power[command.aux]
        flow = heat + self.gains - LOSS * (self.room - self.outdoor)
        self.room += flow * self.dt / CAPACITY
        kept = copy(command)
        self.way.append((self.now, self.room, kept))
        return kept

    def run(self, seconds):
        """The part of the way that this adds."""
        begin = len(self.way)
        end = self.now + seconds
        while self.now < end:
            self.step()
        return self.way[begin:]

    def until(self, true, limit=4 * HOUR):
        begin = self.now
        while not true(self.step()):
            assert self.now - begin < limit, "it never comes"
        return self

    def running(self):
        return self.until(lambda command: command.speed)


def fields(command):
    return [getattr(command, name) for name in command.__slots__]


# --- it does its work -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dt", (10, 60))
def test_it_heats_the_room_and_holds_it(dt):
    loop = Loop(dt, outdoor=-2.0)
    loop.run(8 * HOUR)
    rooms = [room for _now, room, _command in loop.run(16 * HOUR)]
    assert min(rooms) > 20.6 and max(rooms) < 21.4
    assert math.sqrt(sum((room - 21) ** 2 for room in rooms) / len(rooms)) < 0.15
    assert all(command.aux == 0 for _now, _room, command in loop.way)
    assert len(values(loop.controller.journal, j.START)) <= 2, "there is no need to cycle"


def test_it_cools_the_room():
    loop = Loop(30, room=27.0, outdoor=33.0, gains=500, request=Request(COOL, 2100, 2500))
    loop.run(8 * HOUR)
    rooms = [room for _now, room, command in loop.run(16 * HOUR)]
    assert min(rooms) > 24.3 and max(rooms) < 25.7
    assert all(command.valve == 0 for _now, _room, command in loop.way if command.speed)


def test_automatic_changes_sides_with_the_weather():
    loop = Loop(60, room=21.0, outdoor=5.0, request=Request(AUTO, 2000, 2400))
    loop.run(6 * HOUR)
    assert loop.controller.status()["side"] == "heating"
    loop.outdoor = 33.0
    loop.run(24 * HOUR)
    assert loop.controller.status()["side"] == "cooling"
    assert loop.room < 24.8
    assert loop.controller.memory.changeovers == 1


@pytest.mark.parametrize("mode, fan", ((OFF, False), (FAN, True)))
def test_modes_that_want_no_heat_get_none(mode, fan):
    loop = Loop(60, room=12.0, request=Request(mode))
    for _now, _room, command in loop.run(3 * HOUR):
        assert command.speed == 0 and command.aux == 0
    assert bool(command.fan) is fan


def test_dry_mode_runs_slowly_with_little_air_while_it_is_damp_and_holds_the_set_point_when_it_is_dry():
    loop = Loop(60, room=25.0, outdoor=30.0, request=Request(DRY, 2100, 2500))
    loop.wrong["humidity"] = 700
    loop.running()
    way = [command for _now, room, command in loop.run(3 * HOUR) if command.speed and room < 25][-60:]
    assert len(way) == 60
    assert all(command.speed <= loop.settings.speed_max * 35 // 100 and command.fan == 1 for command in way)
    loop.wrong["humidity"] = 500
    loop.run(3 * HOUR)
    assert loop.room == pytest.approx(25.0, abs=0.5)


def test_dry_mode_cools_a_hot_room_first():
    """Also with dry air, and without a humidity sensor: nobody wants a dry room of 30 °C."""
    for humidity in (450, None):
        loop = Loop(60, room=30.0, outdoor=33.0, request=Request(DRY, 2100, 2500))
        if humidity:
            loop.wrong["humidity"] = humidity
        loop.run(8 * HOUR)
        rooms = [room for _now, room, _command in loop.run(8 * HOUR)]
        assert min(rooms) > 24.3 and max(rooms) < 25.7


def test_below_minimum_load_it_cycles_within_the_band_and_the_starts_allowed():
    loop = Loop(10, room=21.0, outdoor=13.0, gains=400)
    loop.run(6 * HOUR)
    way = loop.run(24 * HOUR)
    starts = [now for (_t, _r, before), (now, _room, command) in zip(way, way[1:], strict=False)
              if command.speed and not before.speed]  # fmt: skip
    assert 2 <= len(starts) <= 0.6 * 24
    rooms = [room for _now, room, _command in way]
    assert min(rooms) > 20.3 and max(rooms) < 21.9


# --- wishes -----------------------------------------------------------------------------------------------------------


def test_a_wish_for_27_warms_no_faster_than_one_for_22_and_brings_no_backup():
    plain = Loop(10, room=16.0, outdoor=-5.0, request=Request(HEAT, 2200, 2800), aux_stages=2)
    wild = Loop(10, room=16.0, outdoor=-5.0, request=Request(HEAT, 2700, 2900), aux_stages=2)
    near = plain.settings.wish_limit / 100 - 0.3
    plain.run(10 * HOUR)
    wild.run(10 * HOUR)
    together = 0
    for (_n, a, _c), (_m, b, _d) in zip(plain.way, wild.way, strict=True):
        if max(a, b) >= near:
            break
        assert a == b
        together += 1
    assert together > 100
    for (_n, _a, one), (_m, _b, other) in zip(plain.way, wild.way, strict=True):
        assert other.aux <= one.aux
    assert wild.way[-1][1] > plain.way[-1][1] + 0.2, "it gets there in the end"
    assert values(wild.controller.journal, j.WISH_CAPPED) == [2700]


@pytest.mark.parametrize("dt", (1, 10, 60))
def test_off_stops_at_once_before_minimum_on(dt):
    loop = Loop(dt).running()
    begun = loop.now
    loop.run(120)
    loop.request.mode = OFF
    assert loop.step().speed == 0
    assert loop.now - begun < loop.settings.minimum_on


def test_a_bad_request_leaves_the_last_good_one():
    loop = Loop(60)
    loop.run(HOUR)
    for wrong in (math.nan, None, 9999, "21", 21.0):
        loop.request.heat_setpoint = wrong
        loop.request.mode = OFF
        loop.run(600)
        status = loop.controller.status()
        assert status["side"] == "heating" and status["target"] == 2100
    assert codes(loop.controller.journal).count(j.BAD_REQUEST) >= 1


def test_emergency_heat_rests_the_heat_pump():
    loop = Loop(60, room=18.0, outdoor=4.0, aux_stages=2)
    loop.run(HOUR)
    loop.request.emergency = 1
    way = loop.run(3 * HOUR)
    assert all(command.speed == 0 for _now, _room, command in way[2:])
    assert any(command.aux for _now, _room, command in way)


def test_an_open_window_rests_the_machine():
    loop = Loop(10).running()
    loop.wrong["window_open"] = 1
    loop.run(120)
    assert loop.way[-1][2].speed == 0
    loop.wrong["window_open"] = (1, 3600)  # a contact that died
    loop.run(HOUR)
    assert loop.way[-1][2].speed > 0


# --- what must never happen -------------------------------------------------------------------------------------------


def test_freeze_protection_in_off():
    loop = Loop(10, room=6.0, outdoor=-10.0, gains=0, request=Request(OFF))
    loop.run(6 * HOUR)
    assert loop.room > 6.5
    assert any(command.speed for _now, _room, command in loop.way)


BAD = (math.nan, math.inf, -math.inf, 21.37, None, -65536, 65535, (1 << 32) - 1, (2100, 1 << 24), True)


@pytest.mark.parametrize("name", ["room"] + list(NAMES))
@pytest.mark.parametrize("value", BAD, ids=str)
def test_no_reading_crashes_it(name, value):
    loop = Loop(30)
    loop.run(900)
    loop.wrong[name] = value
    for _now, _room, command in loop.run(2400):
        assert all(type(field) is int for field in fields(command))
    loop.controller.learn()
    json.dumps(loop.controller.status(), allow_nan=False)
    json.dumps(loop.controller.journal.words(), allow_nan=False)
    Memory.from_dict(loop.controller.memory.to_dict())
    loop.wrong.clear()
    loop.run(2400)
    assert loop.controller.status()["room"] is not None, "it comes back"


def test_nothing_to_read_at_all():
    loop = Loop(30)
    loop.wrong = dict.fromkeys(["room"] + list(NAMES))
    for _now, _room, command in loop.run(2 * HOUR):
        assert command.aux == 0
    status = loop.controller.status()
    assert status["room"] is None and status["room_status"] == "failed"


def test_dead_indoor_sensors_stop_the_heater_and_never_keep_the_last_output():
    loop = Loop(30, room=17.0, outdoor=-22.0, aux_stages=2)
    loop.until(lambda command: command.aux, limit=6 * HOUR)
    loop.wrong = {"room": None, "return_air": None, "indoor_coil": None}
    loop.run(1200)
    way = loop.run(4 * HOUR)
    assert all(command.aux == 0 for _now, _room, command in way)
    demand = loop.controller.status()["demand"]
    assert demand == pytest.approx(LOSS * (15 + 22) - 300, rel=0.3)
    assert any(command.speed for _now, _room, command in way), "the house must not freeze"


def test_a_dead_room_sensor_is_replaced_by_the_return_air():
    loop = Loop(30, outdoor=-3.0)
    loop.run(8 * HOUR)
    loop.wrong["room"] = None
    loop.run(12 * HOUR)
    assert loop.room == pytest.approx(21.0, abs=0.7)


def test_without_an_outdoor_reading_it_still_heats():
    loop = Loop(30, outdoor=-3.0)
    loop.wrong = {"outdoor": None, "outdoor_coil": None}
    loop.run(24 * HOUR)
    assert loop.room == pytest.approx(21.0, abs=0.3)


def test_old_news_of_a_defrost_is_no_defrost():
    loop = Loop(10).running()
    loop.wrong["defrosting"] = (1, 4 * HOUR)  # the link died while it defrosted
    loop.run(HOUR)
    assert loop.controller.status()["defrosting"] == 0


def test_a_defrost_is_told_and_does_not_count_as_a_stop():
    loop = Loop(10, outdoor=-2.0).running()
    loop.run(HOUR)
    loop.wrong = {"defrosting": 1, "speed": 0}
    loop.run(300)
    assert loop.controller.status()["defrosting"] == 1
    loop.wrong = {}
    loop.run(HOUR)
    journal = loop.controller.journal
    assert codes(journal).count(j.DEFROST) == 1 and values(journal, j.DEFROST_END) == [300]
    assert j.STOP not in codes(journal)
    assert loop.controller.memory.defrosts == 1


def test_a_fault_of_the_unit_stops_it_and_the_backup_carries_the_house():
    loop = Loop(60, room=20.0, outdoor=-5.0, aux_power_1=4000).running()
    loop.wrong["fault"] = 17
    loop.run(10 * HOUR)
    assert loop.way[-1][2].speed == 0
    assert 19.0 < loop.room < 20.5
    assert loop.controller.status()["lockout"] == j.LOCKED_UNIT
    loop.wrong["fault"] = 0
    loop.running()


def test_latches_survive_a_reboot_and_are_released_by_hand():
    memory = Memory()
    memory.heater_latched = j.LATCHED_WELDED
    memory.valve_locked = 1
    loop = Loop(60, room=15.0, outdoor=-10.0, memory=Memory.from_dict(memory.to_dict()))
    for _now, _room, command in loop.run(3 * HOUR):
        assert command.speed == 0 and command.aux == 0 and command.aux_contact == 0
    loop.controller.acknowledge()
    loop.running()
    assert j.ACKNOWLEDGED in codes(loop.controller.journal)


def test_after_a_reboot_the_last_wish_holds_until_a_new_one():
    loop = Loop(60, request=Request(COOL, 2000, 2650))
    loop.run(300)
    again = Loop(60, memory=Memory.from_dict(loop.controller.memory.to_dict()))
    assert again.controller.memory.cool_setpoint == 2650
    assert again.controller.memory.mode == COOL


# --- time -------------------------------------------------------------------------------------------------------------


def test_two_ticks_in_the_same_second():
    loop = Loop(1).running()
    loop.sense()
    for mode in (HEAT, OFF, OFF, HEAT):
        loop.request.mode = mode
        for _ in range(3):
            loop.controller.step(loop.readings, loop.request, loop.now)
    loop.run(60)


def test_any_tick_up_to_a_minute():
    loop = Loop(10)
    for k in range(2000):
        loop.dt = 1 + k * 17 % 60
        loop.step()
    assert loop.room == pytest.approx(21.0, abs=0.3)


def scripted(dt, hours=6):
    """Commands each minute for the same smooth readings, whatever the Commands do."""
    loop = Loop(dt)
    loop.wrong["room"] = lambda loop: round(2090 + 60 * math.sin(loop.now / 2500))
    loop.wrong["outdoor"] = lambda loop: round(-300 + 500 * math.sin(loop.now / 9000))
    way = loop.run(hours * HOUR)
    return loop, [command for now, _room, command in way if now % 60 == 0]


@pytest.mark.cpython("hours of ticks of 1 s")
def test_1_s_and_10_s_give_nearly_the_same_commands():
    one, fine = scripted(1)
    ten, coarse = scripted(10)
    assert len(fine) == len(coarse)
    starts = [
        [t for t, code, _v in loop.controller.journal.entries() if code in (j.START, j.STOP)] for loop in (one, ten)
    ]
    assert len(starts[0]) == len(starts[1]) > 0
    assert all(abs(a - b) <= 90 for a, b in zip(*starts, strict=True))
    apart = [abs(a.speed - b.speed) for a, b in zip(fine, coarse, strict=True) if a.speed and b.speed]
    assert sum(apart) / len(apart) < 1.5
    assert sum(a.aux != b.aux for a, b in zip(fine, coarse, strict=True)) <= 2
    assert sum(a.valve != b.valve for a, b in zip(fine, coarse, strict=True)) <= 2


@pytest.mark.cpython("100 000 ticks of the controller")
def test_closed_loops_at_1_10_and_60_s_agree():
    rooms = []
    for dt in (1, 10, 60):
        loop = Loop(dt, outdoor=-2.0)
        rooms.append([room for now, room, _command in loop.run(12 * HOUR) if now % 600 == 0])
    for other in rooms[1:]:
        assert max(abs(a - b) for a, b in zip(rooms[0], other, strict=True)) < 0.15


def test_the_same_readings_give_the_same_commands():
    def once():
        loop = Loop(10, room=17.0, outdoor=-12.0, aux_stages=2)
        out = []
        for k in range(3000):
            loop.wrong["power"] = k * 7919 % 900
            loop.wrong["humidity"] = None if k % 11 == 0 else 300 + k % 200
            out.append(fields(loop.step()))
            if k % 30 == 0:
                loop.controller.learn()
        return out, loop.controller.journal.entries(), loop.controller.memory.to_dict(), loop.controller.status()

    assert once() == once()


# --- what it tells ----------------------------------------------------------------------------------------------------


def test_status_is_plain_and_complete():
    loop = Loop(60)
    loop.run(2 * HOUR)
    status = loop.controller.status()
    assert json.loads(json.dumps(status)) == json.loads(json.dumps(status))
    assert set(status["memory"]) == {"version", "schedule"} | {row[0] for row in REMEMBERED}
    assert set(status["settings"]) >= {row[0] for row in TABLE}
    command = loop.way[-1][2]
    for name in ("speed", "valve", "fan", "aux", "aux_contact"):
        assert status[name] == getattr(command, name)
    assert status["now"] == loop.now
    assert status["room"] == pytest.approx(loop.room * 100, abs=30)
    for name in ("side", "target", "aux_setpoint", "room_status", "outdoor", "demand", "error", "lockout", "freeze",
                 "aux_lockout", "capacity_fault", "defrosting", "starts_within_hour", "slope"):  # fmt: skip
        assert name in status


def test_status_before_the_first_tick():
    json.dumps(Loop().controller.status(), allow_nan=False)


def test_the_journal_tells_every_start_and_stop_and_the_memory_counts_them():
    loop = Loop(10, room=21.0, outdoor=15.0, gains=400)
    way = loop.run(20 * HOUR)
    changes = [(now, command.speed > 0) for (_t, _r, before), (now, _room, command) in zip(way, way[1:], strict=False)
               if (command.speed > 0) != (before.speed > 0)]  # fmt: skip
    assert len(changes) > 3
    told = [
        (time, code == j.START) for time, code, _v in loop.controller.journal.entries() if code in (j.START, j.STOP)
    ]
    assert told == changes
    assert loop.controller.memory.compressor_starts == sum(on for _now, on in changes)


def test_only_real_starts_count_when_the_guard_holds_the_compressor_back():
    loop = Loop(10).running()
    loop.wrong["discharge"] = 12000
    loop.run(2 * HOUR)
    assert all(command.speed == 0 for _now, _room, command in loop.way[-500:])
    assert loop.controller.memory.compressor_starts == len(values(loop.controller.journal, j.START))
    loop.run(HOUR)
    assert loop.way[-1][2].speed, "no pipe stays so hot at rest: the sensor is named, and the room is heated"
    assert loop.controller.memory.compressor_starts == len(values(loop.controller.journal, j.START))


def test_the_journal_tells_the_heater():
    loop = Loop(10, room=18.0, outdoor=-20.0, aux_stages=2)
    way = loop.run(8 * HOUR)
    told = [(code, value) for _t, code, value in loop.controller.journal.entries() if code in (j.AUX_ON, j.AUX_OFF)]
    seen = [
        command.aux
        for (_t, _r, before), (_n, _room, command) in zip(way, way[1:], strict=False)
        if command.aux != before.aux
    ]
    assert seen
    assert [value if code == j.AUX_ON else 0 for code, value in told] == seen


def test_hours_of_use_are_counted():
    loop = Loop(60, room=18.0, outdoor=-20.0, aux_stages=2)
    loop.run(12 * HOUR)
    memory = loop.controller.memory
    ran = sum(60 for _now, _room, command in loop.way if command.speed) // HOUR
    burned = sum(60 for _now, _room, command in loop.way if command.aux) // HOUR
    assert burned > 0
    assert abs(memory.compressor_hours - ran) <= 1
    assert abs(memory.aux_hours - burned) <= 1


# --- care and diagnosis -----------------------------------------------------------------------------------------------


def test_what_a_person_has_done_is_told_and_clears_what_was_found():
    loop = Loop(60)
    loop.run(HOUR)
    controller = loop.controller
    care = controller.care
    for fault, done in ((1, FILTER), (2, OUTDOOR), (3, SERVICED)):
        controller.memory.diagnosis = (fault << 16) + 800
        controller.memory.filter_minutes = 600
        assert controller.status()["diagnosis"]["confidence"] == 800
        care.cared_for(done, controller.situation.now)
        assert controller.status()["diagnosis"] is None
        assert controller.memory.filter_minutes == (0 if done == FILTER else 600)
    controller.memory.diagnosis = (3 << 16) + 800
    controller.care.cared_for(FILTER, controller.situation.now)
    assert controller.status()["diagnosis"]["fault"] == "low_charge", "a clean filter brings no refrigerant"


def test_an_outdoor_unit_that_falls_silent_is_told_and_its_return_as_well():
    loop = Loop(10)
    loop.run(HOUR)
    assert not values(loop.controller.journal, j.UNIT_LINK)
    loop.wrong["speed"] = loop.wrong["fault"] = None
    loop.run(9 * 60)
    assert not values(loop.controller.journal, j.UNIT_LINK), "a few minutes are no news"
    loop.run(HOUR)
    assert values(loop.controller.journal, j.UNIT_LINK) == [1]
    loop.wrong.clear()
    loop.run(600)
    assert values(loop.controller.journal, j.UNIT_LINK) == [1, 0]


def test_of_a_unit_that_never_spoke_nothing_is_told():
    loop = Loop(10)
    loop.wrong["speed"] = loop.wrong["fault"] = None
    loop.run(2 * HOUR)
    assert not values(loop.controller.journal, j.UNIT_LINK)
