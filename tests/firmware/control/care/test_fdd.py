"""Steady windows and what is learned from them: what counts, what is frozen, what is noticed, what survives a reboot."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balancepoint.control.care import scatter
from balancepoint.control.care import signals as f
from balancepoint.control.care.cared_for import forget
from balancepoint.control.care.fdd import COMMISSIONING, Fdd
from balancepoint.control.care.signals import HEATING, STANDSTILL
from balancepoint.control.care.steady import SAMPLES, SPEED
from balancepoint.control.command import FAN_AUTO
from balancepoint.control.heat.unit_map import UnitMap
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.sense.sources import COIL_RUNNING, SENSOR
from balancepoint.control.settings.memory import Memory
from tests.firmware.control.bench import make_settings, make_situation

HALF_HOUR = 1800


class Machine:
    """A machine that heats at a steady speed, and the stage that watches it; `off` are factors on its signals."""

    def __init__(self, memory=None, **values):
        self.settings = make_settings(**values)
        self.memory = memory or Memory()
        self.fdd = Fdd(self.settings, self.memory)
        self.map = UnitMap(self.settings).heating
        self.s = make_situation(self.memory, heating=1, compressor_on=1, run_time=7200, frost_run=7200)
        self.readings = self.s.readings
        self.command = self.s.command
        self.command.fan = FAN_AUTO
        self.command.valve = 1
        self.speed = 50
        self.outdoor = 200
        self.since_defrost = 7200
        self.off = {}
        self.missing = False  # supply and power meter
        self.now = 0

    def _signal(self, name, value):
        return round(value * self.off.get(name, 1.0))

    def minute(self):
        s = self.s
        s.outdoor = self.outdoor
        s.turning = self.speed
        s.defrost_ended = self.now - self.since_defrost
        self.map.at(self.outdoor)
        heat = self.map.heat_at(self.speed)
        air = 2150
        self.command.speed = self.speed
        if self.speed:
            s.indoor_coil = air + self._signal("coil", heat * 45 // 100)
            s.supply = air + self._signal("air", heat * 36 // 100)
            taken = heat - self.map.power_for(heat)
            s.outdoor_coil = self.outdoor - self._signal("approach", taken * 30 // 100)
            lift = s.indoor_coil - s.outdoor_coil
            s.discharge = s.indoor_coil + self._signal("superheat", lift * 60 // 100)
        else:
            s.indoor_coil = s.supply = air
            s.outdoor_coil = self.outdoor
        s.return_air = air
        self.readings.power.set(self._signal("power", self.map.power_for(heat)) if self.speed else 4)
        if self.missing:
            s.supply = UNKNOWN
            self.readings.power.clear()
        self.readings.rooms[0].set(air - 80 + self.off.get("room", 0))
        self.fdd.steady.watch(s, self.map, self.now)
        self.now += 60

    def window(self, count=1):
        """So many windows that count."""
        for _ in range(count):
            end = self.now + HALF_HOUR
            while self.now < end:
                self.minute()
                if self.now % 300 == 0:
                    self.fdd.learn(self.now)
        return self

    def learned(self):
        """After the first week."""
        self.window(COMMISSIONING // 30 + 1)
        assert self.fdd.commissioned
        return self


def test_a_steady_quarter_of_an_hour_is_a_window():
    machine = Machine()
    for _ in range(SAMPLES - 1):
        machine.minute()
    assert not machine.fdd.steady.ready
    machine.minute()
    assert machine.fdd.steady.ready and machine.fdd.steady.kind == HEATING
    assert machine.fdd.steady.mean(SPEED) == 50


UNSTEADY = {
    "just started": ("s", "run_time", 600),
    "just defrosted": ("machine", "since_defrost", 300),
    "the map does not reach": ("machine", "outdoor", 2200),
    "nobody lives there": ("s", "room", 1200),
    "the room is not known": ("s", "room", UNKNOWN),
}


@pytest.mark.parametrize("what", UNSTEADY)
def test_no_window_while(what):
    machine = Machine()
    where, name, value = UNSTEADY[what]
    setattr(machine.s if where == "s" else machine, name, value)
    machine.window(4)
    assert machine.memory.behaviour == []


def test_no_window_while_speed_fan_or_sensor_change():
    machine = Machine(aux_in_air_stream=1)
    for k in range(200):
        machine.speed = 50 + 4 * (k % 2)
        machine.minute()
    machine.speed = 50
    for k in range(200):
        machine.command.fan = 1 + k // 7 % 2
        machine.minute()
    machine.command.fan = FAN_AUTO
    machine.s.outdoor_source = COIL_RUNNING  # the outdoor temperature comes from the coil it would be compared with
    machine.window(2)
    machine.s.outdoor_source = SENSOR
    machine.command.aux = 1
    machine.window(2)
    assert not machine.fdd.steady.ready and machine.memory.behaviour == []
    machine.command.aux = 0
    machine.window(2)
    assert machine.memory.behaviour


@pytest.mark.parametrize("rest, ready", ((0, False), (600, False), (1800, True)))
def test_at_standstill_sensors_are_compared_after_half_an_hour(rest, ready):
    machine = Machine()
    machine.now = 7200
    machine.speed = machine.s.compressor_on = machine.command.fan = machine.s.run_time = 0
    machine.s.compressor_since = machine.now - rest
    for _ in range(SAMPLES):
        machine.minute()
    assert machine.fdd.steady.ready == ready
    assert not ready or machine.fdd.steady.kind == STANDSTILL


def test_right_after_a_defrost_the_coil_is_clean_whatever_the_approach_says():
    machine = Machine()
    machine.s.frost_share, machine.since_defrost = 900, 900
    machine.window(1)
    assert machine.memory.behaviour


def test_a_frosted_window_tells_of_room_sensors_alone():
    machine = Machine()
    machine.s.frost_share = 900
    machine.learned()
    rows = machine.memory.behaviour
    for at in range(0, len(rows), f.ROW):
        values = rows[at + 2 : at + 2 + f.SIGNALS]
        assert [value != f.NONE for value in values] == [signal == f.GAP_1 for signal in range(f.SIGNALS)]
    machine.off = {"room": 150, "coil": 0.7, "air": 0.7, "power": 0.8, "superheat": 1.5}
    machine.window(40)
    assert machine.fdd.level(HEATING, f.GAP_1) == pytest.approx(-150, abs=8)
    assert all(machine.fdd.level(HEATING, signal) == 0 for signal in range(f.GAP_1))


def learns_approach(machine):
    """Whether windows of the machine as it is say anything about the outdoor coil."""
    machine.window(4)
    rows = machine.memory.behaviour
    assert rows, "the other signals were learned"
    return any(rows[at + 2 + f.APPROACH] != f.NONE for at in range(0, len(rows), f.ROW))


def wait(machine, minutes):
    """Time outdoors without windows, for `day`."""
    run, machine.s.run_time = machine.s.run_time, 0
    for _ in range(minutes):
        machine.minute()
    machine.s.run_time = run
    return machine


@pytest.mark.parametrize(
    "clock, clear", ((0, True), (419, True), (420, False), (720, False), (1199, False), (1200, True))
)
def test_the_outdoor_coil_is_judged_by_night(clock, clear):
    machine = Machine()
    machine.s.minute = 5 * 1440 + clock
    assert learns_approach(machine) == clear


@pytest.mark.parametrize("sun, clear", ((0, True), (50, True), (51, False), (800, False)))
def test_a_sun_sensor_knows_better_than_the_clock(sun, clear):
    machine = Machine()
    machine.s.minute = 720
    machine.readings.sun.set(sun)
    assert learns_approach(machine) == clear


@pytest.mark.parametrize("outdoor, clear", ((100, True), (300, False)))
def test_without_clock_and_sun_sensor_the_warmer_half_of_the_day_is_left_out(outdoor, clear):
    machine = Machine()
    machine.outdoor = 200
    wait(machine, 1500)
    machine.outdoor = outdoor
    assert learns_approach(machine) == clear


@pytest.mark.parametrize("unfrosted, frost, clear", ((7200, 1000, True), (3000, 1000, False), (7200, 900, False)))
def test_a_coil_below_zero_is_judged_after_an_hour_without_frost(unfrosted, frost, clear):
    machine = Machine()
    machine.s.minute = 0
    machine.s.frost_run, machine.s.frost_share = unfrosted, frost
    machine.since_defrost = 900  # other signals do not mind
    assert learns_approach(machine) == clear


@pytest.mark.parametrize("night, clear", ((-800, True), (800, True), (1250, False)))
def test_a_coil_above_zero_is_judged_where_it_is_warmer_than_the_dew_point(night, clear):
    """Outdoors 13 °C, the coil 4 K less; the past night tells the dew point."""
    machine = Machine()
    machine.s.minute = 0
    machine.outdoor = night
    wait(machine, 1500)
    machine.outdoor, machine.speed, machine.s.frost_run = 1300, 20, 0
    assert learns_approach(machine) == clear
    assert machine.s.outdoor_coil > 0


def test_dew_in_the_first_week_is_not_learned_as_the_norm():
    """Every second window is narrowed by three tenths; a dry coil is then wider than the mean by 176 ‰."""
    machine = Machine()
    machine.s.minute = 0
    while not machine.fdd.commissioned:
        machine.off = {} if machine.off else {"approach": 0.7}
        machine.window()
    machine.off = {}
    machine.window(40)
    assert 0 < machine.fdd.level(HEATING, f.APPROACH) < 90


def cycles(machine, approach, count):
    """So many cycles of frost with this approach of the clean coil."""
    done = 0
    for _ in range(count):
        done += machine.fdd.cycle(approach, machine.now)
        machine.now += 7200
    return done


def test_cycles_of_frost_tell_dirt_where_no_window_does():
    machine = Machine()
    machine.s.minute = 0
    machine.s.frost_share = 900  # frost all the time
    machine.s.frost_run = 0
    machine.learned()
    assert cycles(machine, 400, f.LEARNED) == 0
    assert cycles(machine, 400, 5) == 5
    assert machine.fdd.level(HEATING, f.APPROACH) == 0
    cycles(machine, 500, 36)
    assert machine.fdd.level(HEATING, f.APPROACH) > 180
    assert scatter.alarm(machine.fdd.memory, HEATING, f.APPROACH) == 1
    machine.readings.sun.set(500)
    machine.minute()
    assert cycles(machine, 500, 3) == 0, "sun on the outdoor sensor"


@pytest.mark.cpython("weeks of a machine")
def test_a_restless_signal_proves_less():
    calm, restless = Machine(), Machine()
    rng = random.Random(1)
    while not restless.fdd.commissioned:
        restless.off = {"superheat": rng.uniform(0.8, 1.2)}
        restless.window(1)
    calm.learned()
    assert scatter.slack(calm.fdd.memory, HEATING, f.SUPERHEAT) == f.SLACK[f.SUPERHEAT]
    assert scatter.slack(restless.fdd.memory, HEATING, f.SUPERHEAT) == pytest.approx(100, abs=25), (
        "mean deviation of 20 % at most"
    )
    assert scatter.slack(restless.fdd.memory, HEATING, f.COIL) == f.SLACK[f.COIL]
    assert scatter.limit(restless.fdd.memory, HEATING, f.SUPERHEAT, 120) == pytest.approx(240, abs=60)
    again = Memory.from_dict(json.loads(json.dumps(restless.memory.to_dict())))
    assert again.scatter == restless.memory.scatter
    forget(restless.fdd)
    assert not any(restless.memory.scatter)


@pytest.mark.cpython("weeks of a machine")
def test_what_is_normal_is_frozen_after_the_first_week():
    machine = Machine().learned()
    before = list(machine.memory.behaviour)
    machine.off = {"coil": 1.2}
    machine.window(300)
    assert machine.memory.behaviour == before
    assert machine.fdd.level(HEATING, f.COIL) == pytest.approx(200, abs=5)
    assert machine.fdd.level(HEATING, f.AIR) == pytest.approx(0, abs=5)
    assert machine.fdd.level(HEATING, f.EXCHANGE) == pytest.approx(200, abs=5)


def test_a_slow_fault_is_not_learned_in_weather_that_is_new():
    """Half of the fault is there when the cold comes; the bin of the cold must not take it for normal."""
    machine = Machine().learned()
    machine.off = {"power": 1.2}
    machine.window(48)
    machine.outdoor = -700
    machine.window(f.LEARNED + 30)
    assert machine.fdd.level(HEATING, f.POWER) == pytest.approx(200, abs=12)


SIGNALS = (("power", f.POWER), ("coil", f.COIL), ("air", f.AIR), ("approach", f.APPROACH), ("superheat", f.SUPERHEAT))


@pytest.mark.cpython("weeks of a machine, many times")
@pytest.mark.parametrize("name, signal", SIGNALS)
@pytest.mark.parametrize("sign", (1, -1))
def test_a_deviation_of_a_quarter_alarms_within_a_day_on_its_side(name, signal, sign):
    machine = Machine().learned()
    machine.window(40)
    assert not scatter.alarm(machine.fdd.memory, HEATING, signal)
    machine.off = {name: 1 + 0.25 * sign}
    machine.window(40)
    assert scatter.alarm(machine.fdd.memory, HEATING, signal) == sign
    machine.off = {}
    machine.window(120)
    assert not scatter.alarm(machine.fdd.memory, HEATING, signal), "repaired"
    assert abs(machine.fdd.level(HEATING, signal)) < 20


@pytest.mark.cpython("weeks of a machine, many times")
@settings(max_examples=20)
@given(st.lists(st.floats(-0.028, 0.028), min_size=30, max_size=60))
def test_what_stays_within_three_percent_never_alarms(offs):
    machine = Machine().learned()
    for off in offs:
        machine.off = {"power": 1 + off, "coil": 1 + off, "air": 1 + off}
        machine.window(2)
        for signal in (f.POWER, f.COIL, f.AIR, f.EXCHANGE):
            assert not scatter.alarm(machine.fdd.memory, HEATING, signal)


def test_a_room_sensor_that_drifts_moves_its_gap_and_nothing_else():
    machine = Machine().learned()
    machine.off = {"room": 150}
    machine.window(40)
    assert machine.fdd.level(HEATING, f.GAP_1) == pytest.approx(-150, abs=8)
    assert all(abs(machine.fdd.level(HEATING, signal)) <= 2 for signal in range(f.GAP_1))


def test_a_missing_sensor_has_no_deviation():
    machine = Machine()
    machine.missing = True
    machine.learned()
    row = machine.memory.behaviour
    assert row[2 + f.AIR] == row[2 + f.EXCHANGE] == row[2 + f.POWER] == f.NONE
    assert row[2 + f.COIL] != f.NONE


@pytest.mark.cpython("weeks of a machine, many times")
@settings(max_examples=10)
@given(st.integers(0, 1 << 30))
def test_memory_is_bounded_and_goes_through_storage(seed):
    rng = random.Random(seed)
    machine = Machine()
    for _ in range(250):
        machine.speed = rng.randint(16, 100)
        machine.outdoor = rng.randint(-2200, 1600)
        machine.command.fan = rng.choice((1, 2, 3, 4, 5, FAN_AUTO))
        machine.window(1)
    memory = machine.memory
    assert len(memory.behaviour) <= f.ROW * f.ROWS
    again = Memory.from_dict(json.loads(json.dumps(memory.to_dict())))
    assert again.behaviour == memory.behaviour and again.trends == memory.trends
    forget(machine.fdd)
    assert memory.behaviour == [] and not memory.commissioned


def test_a_reboot_forgets_neither_what_is_normal_nor_what_is_off():
    machine = Machine().learned()
    machine.off = {"coil": 0.85}
    machine.window(10)
    level = machine.fdd.level(HEATING, f.COIL)
    again = Machine(Memory.from_dict(json.loads(json.dumps(machine.memory.to_dict()))))
    assert again.fdd.commissioned and again.fdd.level(HEATING, f.COIL) == level < -50
    again.off = {"coil": 0.85}
    again.window(30)
    assert scatter.alarm(again.fdd.memory, HEATING, f.COIL) == -1


@pytest.mark.parametrize(
    "values", ([1] * 7, "text", [0.5] * f.ROW, [True] * f.ROW, [1 << 40] * f.ROW, [0] * f.ROW * (f.ROWS + 1))
)
def test_a_damaged_memory_is_refused_in_one_line(values):
    data = Memory().to_dict()
    data["behaviour"] = values
    with pytest.raises(ValueError, match="^memory: behaviour") as caught:
        Memory.from_dict(data)
    assert "\n" not in str(caught.value)


def test_the_first_windows_since_boot_weigh_more():
    """What broke while the power was off is not learned as the norm by bins that are met just then."""
    machine = Machine().learned()
    machine.off["coil"] = 1.2
    rebooted = Machine(memory=machine.memory)
    rebooted.off["coil"] = 1.2
    rebooted.window(5)
    machine.window(2 * f.LEARNED)
    machine.off["coil"] = 1.4
    before = machine.fdd.level(HEATING, f.COIL)
    machine.window(5)
    assert rebooted.fdd.level(HEATING, f.COIL) >= 0.75 * 200
    assert machine.fdd.level(HEATING, f.COIL) - before < 0.5 * 200


@pytest.mark.cpython("weeks of a machine")
@pytest.mark.parametrize("windows, frozen", ((3, False), (5, True)))
def test_a_bin_known_well_enough_learns_no_more_after_the_first_week(windows, frozen):
    machine = Machine()
    machine.outdoor = -400
    machine.window(windows)
    machine.outdoor = 200
    machine.learned()
    before = list(machine.memory.behaviour)
    machine.outdoor = -400
    machine.off["coil"] = 1.2
    machine.window(windows)
    assert (machine.memory.behaviour == before) is frozen
    assert (machine.fdd.level(HEATING, f.COIL) > 50) is frozen
