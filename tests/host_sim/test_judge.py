"""The judge: for every clause one sequence that violates it and one that just does not."""

import pytest

from balancepoint.control.command import FAN_AUTO, Command
from balancepoint.control.readings import Readings
from balancepoint.control.request import AUTO, COOL, HEAT, OFF, Request
from host_sim.judge import Judge, Recorder, Terms

LONG = 4000  # s of ordinary running after which every reading surely is trusted and the heat pump available


class Case:
    """A house at 20 °C, -5 °C outdoor, that is told second by second what to do."""

    def __init__(self, step=10, **terms):
        self.judge = Judge(Terms(**terms))
        self.step = step
        self.still = terms.get("exact", False)
        self.now = 0
        self.readings = Readings(room_sensors=2)
        self.request = Request(HEAT)
        self.command = Command()
        self.command.valve = 1
        self.found = []
        self.temperature = 2000
        self.room(2000)
        self.outdoor(-500)
        self.readings.fault.set(0)

    def room(self, temperature):
        self.temperature = temperature

    def outdoor(self, temperature):
        self.readings.outdoor.set(temperature)
        self._outdoor = temperature

    def _living(self):
        """A working sensor is never quite still: down by 0.9 K and back within half an hour."""
        wobble = 0 if self.still else -abs(self.now // 10 % 180 - 90)
        if self.temperature is not None:
            for sensor in self.readings.rooms:
                sensor.set(self.temperature + wobble)
        if self._outdoor is not None:
            self.readings.outdoor.set(self._outdoor + wobble)

    def go(self, seconds, **command):
        """Hold a command for some seconds, one tick at least. Returns what begins: (interlock, s into it, why)."""
        for name, value in command.items():
            setattr(self.command, name, value)
        begin, new = self.now, []
        while True:
            self._living()
            new += [
                (v.interlock, v.time - begin, v.reason)
                for v in self.judge.see(self.now, self.readings, self.request, self.command)
            ]
            self.now += self.step
            if self.now >= begin + seconds:
                break
        self.found += new
        return new

    def slide(self, target, name="room", rate=5):
        """Bring a temperature to `target` by steps a sensor can follow."""
        start = self.temperature if name == "room" else self._outdoor
        while start != target:
            start += max(-rate, min(rate, target - start))
            getattr(self, name)(start)
            self.go(self.step)

    def interlocks(self):
        return [interlock for interlock, _, _ in self.found]


def running(**terms):
    """The heat pump has heated for more than an hour."""
    case = Case(**terms)
    case.go(180, speed=0)
    case.go(LONG, speed=40)
    assert case.found == []
    return case


# 1. The valve --------------------------------------------------------------------------------------------------------


def test_valve_moved_under_way():
    case = running()
    assert case.go(10, valve=0)[0][0] == 1


@pytest.mark.parametrize(("wait", "guilty"), [(170, True), (180, False)])
def test_valve_waits_three_minutes(wait, guilty):
    case = running()
    case.go(wait, speed=0)
    assert bool(case.go(10, valve=0)) == guilty


@pytest.mark.parametrize(("wait", "guilty"), [(290, True), (300, False)])
def test_valve_waits_five_minutes_on_a_mode_change(wait, guilty):
    case = running()
    case.request.mode = COOL
    case.go(wait, speed=0)
    assert bool(case.go(10, valve=0)) == guilty


@pytest.mark.parametrize(("wait", "guilty"), [(50, True), (60, False)])
def test_valve_waits_one_minute_in_a_defrost(wait, guilty):
    case = running()
    case.readings.defrosting.set(1)
    case.go(wait, speed=0)
    assert bool(case.go(10, valve=0)) == guilty


@pytest.mark.parametrize(("wait", "guilty"), [(170, True), (180, False)])
def test_after_a_defrost_that_was_cut_off_the_valve_goes_back_to_where_it_ran_in_whatever_mode(wait, guilty):
    case = running()
    case.request.mode = COOL
    case.go(60, speed=0, defrost=1)
    assert case.go(10, valve=0) == []
    case.judge.lapsed(case.now)
    case.go(wait - 70, defrost=0)
    assert bool(case.go(10, valve=1)) == guilty


@pytest.mark.parametrize(
    ("speed", "power", "guilty"),
    [(20, None, True), (20, 300, True), (20, 60, False), (0, 300, False), (None, 300, False)],
)
def test_valve_waits_for_standstill(speed, power, guilty):
    case = running()
    case.go(300, speed=0)
    if speed is not None:
        case.readings.speed.set(speed)
    if power is not None:
        case.readings.power.set(power)
    assert bool(case.go(10, valve=0)) == guilty


def test_valve_position_found_at_boot_is_no_move():
    assert Case().go(10, valve=0) == []


# 2. Rest -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rest", "guilty"), [(170, True), (180, False)])
def test_restart_after_three_minutes(rest, guilty):
    case = running()
    case.go(rest, speed=0)
    assert [v[0] for v in case.go(10, speed=40)] == ([2] if guilty else [])


@pytest.mark.parametrize(("boot", "guilty"), [(170, True), (180, False)])
def test_start_after_boot(boot, guilty):
    case = Case()
    case.go(boot)
    assert [v[0] for v in case.go(10, speed=40)] == ([2] if guilty else [])


def test_start_after_reboot():
    case = running()
    case.judge.reboot()
    case.now = 0
    assert [v[0] for v in case.go(10, speed=40)] == [2]


def test_defrost_standstill_is_exempt():
    case = running()
    case.readings.defrosting.set(1)
    case.go(60, speed=0)
    assert case.go(10, speed=40) == []


def own_defrost(case, melt=200):
    """A defrost that the firmware makes, as it should be. Returns what begins to be violated."""
    return (
        case.go(10, defrost=1)
        + case.go(60, speed=0)
        + case.go(10, valve=0)
        + case.go(melt, speed=60)
        + case.go(60, speed=0)
        + case.go(10, valve=1)
        + case.go(10, speed=40)
        + case.go(10, defrost=0)
    )


def test_a_defrost_of_our_own_is_excused():
    case = running()
    assert own_defrost(case) == []
    case.go(600)
    assert own_defrost(case) == []


def test_a_defrost_too_soon_after_another_is_none():
    case = running()
    own_defrost(case)
    case.go(400)
    assert {v[0] for v in own_defrost(case)} == {1, 2}


def test_what_is_called_a_defrost_out_of_standstill_is_none():
    case = running()
    case.go(200, speed=0)
    assert case.go(10, speed=40) == []
    case.go(20, speed=0)
    assert case.go(60, defrost=1) == []
    assert [v[0] for v in case.go(10, valve=0)] == [1]


def test_a_defrost_that_never_ends_is_none():
    case = running()
    assert own_defrost(case, melt=700) == []
    case.go(700)
    assert own_defrost(case, melt=900) != []


def test_a_third_start_in_a_defrost_is_one_too_many():
    case = running()
    case.go(10, defrost=1)
    for _ in range(2):
        case.go(60, speed=0)
        assert case.go(30, speed=50) == []
    case.go(60, speed=0)
    assert [v[0] for v in case.go(10, speed=50)] == [2]


# 3. The heater -------------------------------------------------------------------------------------------------------


def heating_with_backup(**terms):
    case = running(**terms)
    case.go(600, aux=1, aux_contact=1, fan=3)
    assert case.found == []
    return case


def test_heater_in_cooling_mode():
    case = heating_with_backup()
    case.request.mode = COOL
    assert case.go(10) == []  # one tick of latency
    assert [v[0] for v in case.go(10)] == [3]


def test_heater_in_cooling_mode_tempers_a_defrost_or_protects_from_frost():
    case = heating_with_backup()
    case.request.mode = COOL
    case.readings.defrosting.set(1)
    assert case.go(10) == []
    case = heating_with_backup()
    case.slide(450)
    case.request.mode = COOL
    assert case.go(10) == []


def test_heater_while_automatic_cools():
    case = Case()
    case.request.mode = AUTO
    case.go(180, valve=0)
    case.go(600, speed=40)
    assert [v[0] for v in case.go(10, aux=1)] == [3]


@pytest.mark.parametrize(("dead", "guilty"), [(900, False), (1100, True)])
def test_heater_without_any_indoor_reading(dead, guilty):
    case = heating_with_backup()
    case.temperature = None
    for sensor in case.readings.rooms:
        sensor.clear()
    assert [v[0] for v in case.go(dead)] == ([3] if guilty else [])


def test_heater_without_any_indoor_reading_ever():
    case = Case()
    case.temperature = None
    for sensor in case.readings.rooms:
        sensor.clear()
    assert [v[0] for v in case.go(10, aux=1)] == [3]


@pytest.mark.parametrize(("age", "guilty"), [(950, False), (970, True)])
def test_heater_with_an_old_indoor_reading(age, guilty):
    case = Case()
    case.temperature = None
    case.readings.rooms[0].set(2000, age)
    assert [v[0] for v in case.go(10, aux=1)] == ([3] if guilty else [])


@pytest.mark.parametrize(("outdoor", "guilty"), [(540, False), (650, True)])
def test_heater_above_its_ceiling(outdoor, guilty):
    case = heating_with_backup()
    case.slide(outdoor, "outdoor")
    assert [v[0] for v in case.go(2000)] == ([3] if guilty else [])


def test_at_its_ceiling_what_runs_has_its_least_run_and_nothing_begins():
    case = Case(exact=True)
    case.outdoor(400)
    case.go(LONG, speed=40)
    assert case.go(1000, aux=1) == []
    case.outdoor(501)
    assert case.go(300) == []
    assert case.go(10)[0][0] == 3, "on and on"
    case = Case(exact=True)
    case.outdoor(501)
    case.go(LONG, speed=40)
    assert case.go(10, aux=1) == [(3, 0, "heater on above the ceiling")]


@pytest.mark.parametrize(("pause", "guilty"), [(240, True), (310, False)])
def test_the_heaters_least_pause(pause, guilty):
    case = Case(pause=300)
    assert [v[0] for v in case.go(60, aux=1)] == [3], "after the boot, too"
    case.go(600)
    case.go(pause, aux=0)
    assert [v[2] for v in case.go(60, aux=1)] == (["heater on again before its least pause was over"] if guilty else [])


def test_heater_below_its_own_ceiling():
    case = heating_with_backup(ceiling=800)
    case.slide(700, "outdoor")
    assert case.go(2000) == []


@pytest.mark.parametrize("reason", ["fault", "emergency", "cold"])
def test_the_second_ceiling(reason):
    case = heating_with_backup()
    if reason == "fault":
        case.readings.fault.set(7)
    elif reason == "emergency":
        case.request.emergency = 1
    else:
        case.slide(650)
    case.slide(1400, "outdoor")
    assert case.go(2000) == []
    case.slide(1650, "outdoor")
    assert [v[0] for v in case.go(2000)] == [3]


def test_ceiling_is_waived_without_outdoor_reading():
    case = heating_with_backup()
    case.slide(1600, "outdoor")
    case._outdoor = None
    case.readings.outdoor.clear()
    case.found.clear()
    assert case.go(2000) == []


@pytest.mark.parametrize(("coil", "guilty"), [(-800, False), (400, True)])
def test_the_ceiling_goes_by_no_outdoor_sensor_that_the_running_coil_contradicts(coil, guilty):
    case = heating_with_backup()
    case.readings.outdoor_coil.set(coil)
    case.slide(1600, "outdoor")
    case.found.clear()
    assert [v[0] for v in case.go(2000)] == ([3, 3] if guilty else [])


def test_heater_in_the_air_stream_needs_the_fan():
    case = running(in_air_stream=True)
    case.readings.fan_proven.set(1)
    assert case.go(100, aux=1, fan=3) == []
    assert [v[0] for v in case.go(10, fan=0)] == [3]
    case.go(100, fan=3)
    case.readings.fan_proven.set(0)
    assert [v[0] for v in case.go(10)] == [3]
    case = running()
    assert case.go(100, aux=1, fan=0) == []


@pytest.mark.parametrize(("run_on", "fan", "guilty"), [(80, 0, True), (90, 0, False), (80, FAN_AUTO, True)])
def test_fan_runs_on(run_on, fan, guilty):
    case = running(in_air_stream=True)
    case.readings.fan_proven.set(1)
    case.go(100, aux=1, fan=3)
    case.go(run_on, aux=0, speed=0)
    assert [v[0] for v in case.go(10, fan=fan)] == ([3] if guilty else [])


# 4. Freeze protection ------------------------------------------------------------------------------------------------


def cold_house(temperature, mode=OFF, **terms):
    case = Case(**terms)
    case.request.mode = mode
    case.go(LONG)
    case.slide(temperature)
    case.found.clear()
    return case


@pytest.mark.parametrize("mode", [OFF, COOL, AUTO, HEAT])
def test_freezing_and_nothing_heats(mode):
    case = cold_house(640, mode)
    assert [v[0] for v in case.go(2000)] == [4]


def test_freezing_and_the_heat_pump_heats():
    case = cold_house(640)
    case.go(800)
    assert case.go(6000, speed=30) == []


@pytest.mark.parametrize(
    ("sensors", "outdoor", "days", "guilty"),
    [(1, 2200, 0.5, False), (1, 1400, 0.5, True), (1, 1400, 2.5, False), (2, 2200, 0.5, True)],
)
def test_a_lone_reading_that_the_weather_makes_impossible_is_not_obeyed(sensors, outdoor, days, guilty):
    """3 °C indoors after a day above 22 °C: nothing could cool a house so far. Two that agree are obeyed in any weather, and
    before a day is known a cold night may have gone before."""
    case = Case(step=60)
    case.readings = Readings(room_sensors=sensors)
    case.outdoor(outdoor)
    case.room(None)
    case.request.mode = OFF
    case.go(days * 86400)
    case.found.clear()
    case.room(300)
    assert (4 in [v[0] for v in case.go(4000)]) == guilty


def test_not_quite_freezing():
    assert cold_house(760).go(4000) == []


def test_freezing_and_the_heat_pump_cools():
    case = cold_house(640, COOL)
    assert 4 in [v[0] for v in case.go(2000, speed=30, valve=0)]


def test_frozen_and_no_heater():
    case = cold_house(420)
    assert [v[0] for v in case.go(3000, speed=30)] == [4]


@pytest.mark.parametrize("excuse", ["heater", "none fitted", "warm outdoors"])
def test_frozen_with_an_excuse(excuse):
    case = cold_house(420, aux_stages=0 if excuse == "none fitted" else 1)
    if excuse == "warm outdoors":
        case.slide(1500, "outdoor")
    assert case.go(6000, speed=30, aux=1 if excuse == "heater" else 0) == []


# 5. Heat indoors -----------------------------------------------------------------------------------------------------


def warm_house(temperature, **command):
    case = running()
    case.go(10, **command)
    case.slide(temperature)
    return case


def test_too_hot_and_heating_goes_on():
    assert [v[0] for v in warm_house(3310).go(2000)] == [5]


def test_too_hot_and_the_heater_goes_on():
    case = warm_house(3190, aux=1)
    case.go(10, speed=0)
    case.slide(3310)
    assert [v[0] for v in case.go(2000)] == [5]


def test_not_quite_too_hot():
    assert warm_house(3190).go(4000) == []


def test_too_hot_while_cooling():
    case = running()
    case.request.mode = COOL
    case.go(300, speed=0)
    case.go(10, valve=0)
    case.go(10, speed=40)
    case.slide(3300)
    assert case.go(4000) == []


def test_too_hot_by_a_reading_nobody_has_to_trust():
    case = running()
    case.readings.return_air.set(3400)
    assert case.go(4000) == []


def test_heater_latched():
    case = warm_house(3610, speed=0)
    case.go(2000)
    case.slide(2000)
    assert [v[0] for v in case.go(10, aux=1)] == [5]
    case.go(10, aux=0)
    case.judge.acknowledge()
    assert case.go(10, aux=1) == []


def test_heater_not_latched():
    case = warm_house(3490, speed=0)
    case.go(2000)
    case.slide(2000)
    assert case.go(10, aux=1) == []


# 6. OFF --------------------------------------------------------------------------------------------------------------


def test_off_and_all_goes_on():
    case = heating_with_backup()
    case.request.mode = OFF
    assert sorted(v[0] for v in case.go(30)) == [6, 6]


def test_off_within_a_tick():
    case = heating_with_backup()
    case.request.mode = OFF
    case.go(10)
    assert case.go(30, speed=0, aux=0) == []


def test_off_while_defrosting_or_freezing():
    case = running()
    case.readings.defrosting.set(1)
    case.request.mode = OFF
    assert case.go(100) == []
    case = running()
    case.slide(680)
    case.request.mode = OFF
    assert case.go(100) == []


# 7. The unit's limits ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("discharge", "speed", "guilty"), [(10300, 40, True), (10300, 39, False), (10200, 40, False)])
def test_hot_discharge_reduces_speed(discharge, speed, guilty):
    case = running()
    case.readings.discharge.set(discharge)
    case.go(30)
    assert [v[0] for v in case.go(300, speed=speed)] == ([7] if guilty else [])


def test_minimum_speed_needs_no_reduction():
    case = running(speed_min=40)
    case.readings.discharge.set(10300)
    assert case.go(300) == []


def test_very_hot_discharge_stops():
    case = running()
    case.readings.discharge.set(11600)
    case.go(20)
    assert [v[0] for v in case.go(100, speed=15)] == [7]


def test_very_hot_discharge_has_stopped_or_was_a_spike():
    case = running()
    case.readings.discharge.set(11600)
    case.go(20)
    assert case.go(100, speed=0) == []
    case = running()
    case.readings.discharge.set(11600)
    case.go(20)
    case.readings.discharge.set(9000)
    assert case.go(1000) == []


@pytest.mark.parametrize(
    ("rest", "after", "guilty"), [(1600, 12700, False), (1400, 12700, True), (1600, 12000, True), (1600, 9000, False)]
)
def test_a_discharge_that_did_not_cool_while_the_compressor_rested_accuses_nobody(rest, after, guilty):
    case = running()
    case.readings.discharge.set(12700)
    case.go(1200, speed=0)
    case.readings.discharge.set(after)
    case.go(rest - 1200, speed=0)
    assert [v[0] for v in case.go(100, speed=15)] == ([7] if guilty else [])


def cooling():
    case = Case()
    case.request.mode = COOL
    case.go(180, valve=0)
    case.go(600, speed=40)
    return case


@pytest.mark.parametrize(("coil", "seconds", "guilty"), [(150, 500, True), (150, 360, False), (210, 2000, False)])
def test_icing_coil_stops_cooling(coil, seconds, guilty):
    case = cooling()
    case.readings.indoor_coil.set(coil)
    assert [v[0] for v in case.go(seconds)] == ([7] if guilty else [])


@pytest.mark.parametrize(("seconds", "guilty"), [(600, False), (660, True)])
def test_a_coil_that_leaps_is_believed_after_three_samples(seconds, guilty):
    case = cooling()
    case.step = 60
    case.readings.indoor_coil.set(150)
    assert [v[0] for v in case.go(seconds)] == ([7] if guilty else [])


def test_cold_coil_in_heating_is_no_ice():
    case = running()
    case.readings.indoor_coil.set(150)
    assert case.go(2000) == []


# 8. The welded relay -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("current", "seconds", "guilty"), [(6000, 300, True), (6000, 150, False), (400, 1000, False)])
def test_current_of_a_welded_relay(current, seconds, guilty):
    case = heating_with_backup()
    case.go(10, aux=0)
    case.readings.aux_current_mA.set(current)
    assert [v[0] for v in case.go(seconds)] == ([8] if guilty else [])


def test_opened_contact_stays_open():
    case = heating_with_backup()
    case.go(10, aux=0)
    case.readings.aux_current_mA.set(6000)
    assert case.go(600, aux_contact=0) == []
    case.readings.aux_current_mA.set(0)
    case.go(600)
    assert [v[0] for v in case.go(10, aux_contact=1)] == [8]
    case.go(10, aux_contact=0)
    case.judge.acknowledge()
    assert case.go(10, aux_contact=1) == []


@pytest.mark.parametrize(("supply", "contact", "guilty"), [(4500, 1, True), (4500, 0, False), (2900, 1, False)])
def test_heat_of_a_welded_relay(supply, contact, guilty):
    case = heating_with_backup()
    case.readings.supply.set(2100)
    case.go(900, speed=0, aux=0, aux_contact=contact)
    case.readings.supply.set(supply)
    assert [v[0] for v in case.go(600)] == ([8] if guilty else [])


@pytest.mark.parametrize("rooms", ["dead", "old"])
@pytest.mark.parametrize(("supply", "guilty"), [(3700, True), (3500, False)])
def test_heat_of_a_welded_relay_with_no_room_to_compare(rooms, supply, guilty):
    """Less than 15 K may be a fan that starts over a cold coil."""
    case = heating_with_backup()
    case.room(None)
    case.readings.supply.set(2100)
    for sensor in case.readings.rooms:
        if rooms == "dead":
            sensor.clear()
        else:
            sensor.age = 1000
    case.go(900, speed=0, aux=0)
    case.readings.supply.set(supply)
    assert [v[0] for v in case.go(600)] == ([8] if guilty else [])


def test_heat_while_the_compressor_says_that_it_turns_is_no_evidence():
    case = heating_with_backup()
    case.readings.supply.set(2100)
    case.readings.speed.set(30)
    case.go(900, speed=0, aux=0)
    case.readings.supply.set(4500)
    assert case.go(600) == []


def test_a_room_that_warms_while_its_sensors_are_old_is_no_weld():
    case = heating_with_backup()
    case.room(None)
    for sensor in case.readings.rooms:
        sensor.age = 1000
    for supply in range(2100, 4500, 100):
        case.readings.supply.set(supply)
        assert case.go(600, speed=0, aux=0) == []


def test_warm_supply_of_the_heat_pump_is_no_weld():
    case = heating_with_backup()
    case.readings.supply.set(4500)
    assert case.go(6000, aux=0) == []


# 9. The heater's check -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "guilty"), [(14400, False), (14600, True)])
def test_heater_pauses_after_four_hours(seconds, guilty):
    case = running()
    assert [v[0] for v in case.go(seconds, aux=1)] == ([9] if guilty else [])


@pytest.mark.parametrize(("pause", "guilty"), [(300, True), (600, False)])
def test_the_pause_takes_ten_minutes(pause, guilty):
    case = running()
    case.go(14400, aux=1)
    case.go(pause, aux=0)
    assert [v[0] for v in case.go(10, aux=1)] == ([9] if guilty else [])


# As a whole ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [1, 10, 60])
def test_an_episode_counts_once(step):
    case = running(step=step)
    case.slide(3310, rate=20)
    case.go(3600)
    assert case.interlocks() == [5]


def test_exact_terms_make_no_allowance():
    case = Case(exact=True)
    case.go(180)
    case.go(60, speed=40)
    case.room(3201)
    assert [v[0] for v in case.go(10)] == [5]
    case.room(2000)
    case.go(10, speed=0, aux=1)
    case.outdoor(501)
    case.go(300)  # the heater's least run
    assert [v[0] for v in case.go(10)] == [3]


def test_recorder_finds_what_the_judge_finds():
    readings, request, command = Readings(), Request(HEAT), Command()
    recorder = Recorder(Terms(), readings, request, command)
    judge = Judge(Terms())
    told = []
    for now in range(0, 5000 * 7, 7):
        readings.rooms[0].set(2000 + now // 600 % 2)
        command.speed = 40 if now % 700 < 500 else 0
        command.valve = now // 3500 % 2
        told += judge.see(now, readings, request, command)
        recorder.add(now)
    assert told and recorder.violations() == told
    assert {v.interlock for v in told} == {1, 2}
