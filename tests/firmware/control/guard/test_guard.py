"""Each interlock by a sequence written by hand, at ticks of 1, 10 and 60 s; then properties over random wants.

The figures here are those of the interlock list, not the module's constants.
"""

import math

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from balancepoint.control.command import FAN_AUTO, FAN_OFF, LAPSED
from balancepoint.control.journal import codes as j
from balancepoint.control.quantity import NEVER, UNKNOWN
from tests.firmware.control.bench import GuardBench, codes, indoors, when

TICKS = (1, 10, 60)
ticks = pytest.mark.parametrize("dt", TICKS)


def started(commands):
    return when(commands, lambda c: c.speed > 0)


def moved(commands, to):
    return when(commands, lambda c: c.valve == to)


# --- 1: the valve -----------------------------------------------------------------------------------------------------


@ticks
def test_valve_waits_for_standstill_and_a_mode_change_for_5_min(dt):
    bench = GuardBench(dt).running()
    bench.want.valve = 0
    stopped = bench.now + dt
    commands = bench.run(900)
    assert commands[0][1].speed == 0, "asking for the other position stops the compressor at once"
    change = moved(commands, 0)
    assert 300 <= change - stopped <= 300 + 2 * dt
    restart = started(commands)
    assert restart is not None and restart >= change + min(dt, 10)


@ticks
def test_first_move_after_the_boot_comes_after_3_min(dt):
    bench = GuardBench(dt)
    assert 180 <= moved(bench.run(600), 1) <= 180 + dt


@ticks
def test_start_no_sooner_than_10_s_after_the_move(dt):
    bench = GuardBench(dt)
    bench.want.speed = 40
    commands = bench.run(600)
    assert started(commands) - moved(commands, 1) >= 10


@ticks
def test_valve_stays_while_the_feedback_shows_rotation(dt):
    bench = GuardBench(dt).running()
    bench.feedback = False
    bench.readings.speed.set(35)  # coasting, or told by somebody else
    bench.want.valve = 0
    assert moved(bench.run(1800), 0) is None
    bench.readings.speed.set(0)
    still = bench.now + dt
    assert 300 <= moved(bench.run(900), 0) - still <= 300 + dt


@ticks
def test_power_below_80_w_proves_standstill_where_there_is_no_speed(dt):
    bench = GuardBench(dt).running()
    bench.feedback = False
    bench.readings.speed.clear()
    bench.readings.power.set(300)
    bench.want.valve = 0
    first = bench.now + dt
    bench.tick()
    bench.readings.power.set(30)
    change = moved(bench.run(900), 0)
    assert 300 <= change - first <= 300 + 2 * dt


@ticks
def test_without_any_feedback_standstill_is_taken_after_30_s(dt):
    bench = GuardBench(dt).running()
    bench.feedback = False
    bench.readings.speed.clear()
    bench.want.valve = 0
    stopped = bench.now + dt
    assert 330 <= moved(bench.run(900), 0) - stopped <= 330 + 3 * dt


def test_old_feedback_proves_nothing():
    bench = GuardBench(10).running()
    bench.feedback = False
    bench.readings.speed.set(0, age=600)  # a dead link that said 0 Hz long ago
    bench.want.valve = 0
    stopped = bench.now + 10
    assert moved(bench.run(900), 0) - stopped >= 330


def test_low_power_does_not_outvote_a_speed_that_turns():
    bench = GuardBench(10).running()
    bench.feedback = False
    bench.readings.speed.set(20)
    bench.readings.power.set(10)
    bench.want.valve = 0
    assert moved(bench.run(1800), 0) is None


# --- 2: minimum-off ---------------------------------------------------------------------------------------------------


@ticks
def test_compressor_rests_3_min_after_the_boot(dt):
    bench = GuardBench(dt)
    bench.want.valve = 0  # where it is: nothing else holds the start back
    bench.want.speed = 30
    assert 180 <= started(bench.run(600)) <= 180 + dt


@ticks
def test_compressor_rests_3_min_after_every_stop(dt):
    bench = GuardBench(dt).running()
    bench.want.speed = 0
    bench.tick()
    stopped = bench.now
    bench.want.speed = 50
    assert 180 <= started(bench.run(600)) - stopped <= 180 + 2 * dt


@ticks
def test_a_compressor_that_stopped_by_itself_rests_too(dt):
    bench = GuardBench(dt).running()
    bench.run(300)
    bench.feedback = False
    bench.readings.speed.set(0)
    assert bench.tick().speed == 0
    stopped = bench.now
    assert j.STOPPED_BY_UNIT in [v for _t, c, v in bench.journal.entries() if c == j.STOP]
    assert 180 <= started(bench.run(600)) - stopped <= 180 + 2 * dt


@ticks
def test_a_defrost_of_the_unit_is_no_stop(dt):
    bench = GuardBench(dt).running()
    bench.run(300)
    bench.feedback = False
    bench.readings.defrosting.set(1)
    bench.readings.speed.set(0)
    assert all(command.speed == 50 for _now, command in bench.run(300))
    bench.readings.defrosting.set(0)
    bench.run(60)  # its own restart
    bench.feedback = True
    assert all(command.speed == 50 for _now, command in bench.run(300))
    assert j.STOP not in codes(bench.journal)


def test_a_gap_in_the_ticks_counts_as_a_stop():
    bench = GuardBench(1, aux_stages=1).running()
    bench.want.aux = 1
    indoors(bench.s, 1800)
    assert bench.tick().aux == 1
    bench.now += 300  # nobody renewed the lease
    first = bench.now + 1
    assert bench.tick().speed == 0
    assert started(bench.run(600)) - first >= 180


@pytest.mark.parametrize("reports", (True, False))
def test_outputs_that_dropped_by_themselves_are_a_stop_with_or_without_feedback(reports):
    bench = GuardBench(1, aux_stages=1).running()
    bench.want.aux = 1
    indoors(bench.s, 1800)
    assert bench.tick().aux == 1
    bench.feedback = reports
    bench.readings.speed.clear()
    bench.run(120)
    bench.s.command.valid_until = LAPSED
    dropped = bench.tick()
    assert (dropped.speed, dropped.valid_until) == (0, bench.now + 2)
    at = bench.now
    assert 180 <= started(bench.run(600)) - at <= 181 + (0 if reports else 30)


# --- 3: the heater ----------------------------------------------------------------------------------------------------


def heating(dt, **settings):
    """A bench with the heater on."""
    bench = GuardBench(dt, **settings).running()
    indoors(bench.s, 1800)
    bench.want.aux = 2
    bench.run(120)
    assert bench.s.command.aux == 2
    assert bench.s.command.aux_contact == 1
    return bench


@ticks
def test_heater_never_in_cooling_mode(dt):
    bench = heating(dt)
    bench.s.cooling = 1
    assert all(command.aux == 0 for _now, command in bench.run(600))


@ticks
def test_freeze_protection_by_the_heat_pump_alone_is_no_leave_for_the_heater_in_cooling_mode(dt):
    bench = heating(dt)
    bench.s.cooling = 1
    indoors(bench.s, 600)  # below 7 °C, above 5 °C
    assert all(command.aux == 0 for _now, command in bench.run(600))


@ticks
def test_heater_never_without_a_trusted_indoor_reading(dt):
    bench = heating(dt)
    indoors(bench.s, UNKNOWN)
    assert bench.tick().aux == 0


@ticks
def test_heater_never_above_its_ceiling(dt):
    bench = heating(dt, aux_ceiling=500)
    bench.s.outdoor = 500
    assert all(command.aux == 2 for _now, command in bench.run(1200))
    bench.s.outdoor = 501
    bench.run(420)
    assert bench.s.command.aux == 0
    bench.s.outdoor = 450
    assert all(command.aux == 0 for _now, command in bench.run(1200)), "hysteresis"
    bench.s.outdoor = 399
    assert bench.tick().aux == 0
    bench.run(420)
    assert bench.s.command.aux == 2


@ticks
@pytest.mark.parametrize("period", (60, 240, 400, 1200))
@pytest.mark.parametrize("swing", (30, 120, 400))
def test_heater_at_its_ceiling_keeps_its_least_run_and_pause(dt, period, swing):
    """Whatever the weather does there; on its own it would be switched at every crossing."""
    bench = heating(dt, aux_ceiling=500)
    bench.run(600)
    on, off = bench.now - 600, None
    for k in range(4 * 3600 // dt):
        warm = k * dt % period * 2 < period
        bench.s.outdoor = 500 + swing if warm else 500 - swing
        before = bench.s.command.aux
        after = bench.tick().aux
        if after and not before:
            assert not warm, "nothing begins above the ceiling"
            assert off is None or bench.now - off >= 300
            on = bench.now
        elif before and not after:
            assert bench.now - on >= 300
            off = bench.now


@ticks
@pytest.mark.parametrize("cause", ("unavailable", "freezing"))
def test_ceiling_is_15_degrees_without_the_heat_pump_and_below_the_freeze_floor(dt, cause):
    bench = heating(dt)
    if cause == "unavailable":
        bench.s.available = 0
    else:
        indoors(bench.s, 480)
    bench.s.outdoor = 1500
    assert all(command.aux == 2 for _now, command in bench.run(1200))
    bench.s.outdoor = 1501
    bench.run(420)
    assert bench.s.command.aux == 0


def test_unknown_outdoor_waives_the_ceiling():
    bench = heating(10)
    bench.s.outdoor = UNKNOWN
    assert bench.tick().aux == 2


def test_no_more_stages_than_there_are():
    for stages in (0, 1):
        bench = GuardBench(10, aux_stages=stages).running()
        indoors(bench.s, 1800)
        bench.want.aux = 2
        assert all(command.aux <= stages for _now, command in bench.run(120))


@ticks
def test_heater_in_the_air_stream_only_with_the_fan_proven(dt):
    bench = heating(dt, aux_in_air_stream=1)
    bench.fan_works = False
    assert all(command.aux == 0 for _now, command in bench.run(300))


def test_old_proof_of_the_fan_is_none():
    bench = heating(1, aux_in_air_stream=1)
    bench.tick()
    bench.readings.fan_proven.set(1, age=600)
    bench.now += 1
    bench.readings.speed.set(bench.s.command.speed)
    bench.guard.step(bench.s, bench.now, 1)
    assert bench.s.command.aux == 0


@ticks
@pytest.mark.parametrize("cause", ("want", "hot", "cooling", "dead"))
def test_fan_runs_on_90_s_after_a_heater_in_the_air_stream(dt, cause):
    bench = heating(dt, aux_in_air_stream=1)
    bench.want.fan = FAN_OFF
    bench.want.speed = 0
    if cause == "want":
        bench.want.aux = 0
    elif cause == "hot":
        indoors(bench.s, 3300)
    elif cause == "cooling":
        bench.s.cooling = 1
    else:
        indoors(bench.s, UNKNOWN)
    off = bench.now + dt
    commands = bench.run(400)
    assert all(command.aux == 0 for _now, command in commands)
    ended = when(commands, lambda c: c.fan == FAN_OFF)
    assert 90 <= ended - off <= 90 + dt
    assert all(command.fan not in (FAN_OFF, FAN_AUTO) for now, command in commands if now - off < 90)


def test_heater_outside_the_air_stream_needs_no_fan():
    bench = GuardBench(10)
    bench.fan_works = False
    bench.want.aux = 1
    indoors(bench.s, 1800)
    assert when(bench.run(600), lambda command: command.aux) == 300, "its least pause after the boot"


@ticks
def test_nothing_passes_the_heaters_least_pause(dt):
    bench = heating(dt)
    assert bench.tick().aux == 2
    bench.want.aux = 0
    bench.tick()
    off = bench.now
    bench.want.aux = 2
    indoors(bench.s, 480)  # not even frost: the heat pump is there
    assert 300 <= when(bench.run(600), lambda command: command.aux) - off <= 300 + dt


# --- 4: freeze protection ---------------------------------------------------------------------------------------------


@ticks
@pytest.mark.parametrize("cooling", (0, 1))
def test_below_7_degrees_the_heat_pump_heats_whatever_is_wanted(dt, cooling):
    bench = GuardBench(dt)
    bench.s.cooling = cooling
    bench.want.valve = 1 - cooling
    indoors(bench.s, 690)
    commands = bench.run(900)
    assert commands[-1][1].speed > 0
    assert commands[-1][1].valve == 1
    assert commands[-1][1].aux == 0, "the heater comes below 5 °C"
    assert commands[-1][1].fan != FAN_OFF


@ticks
@pytest.mark.parametrize("cooling", (0, 1))
def test_below_5_degrees_the_heater_helps_whatever_is_wanted(dt, cooling):
    bench = GuardBench(dt)
    bench.s.cooling = cooling
    bench.want.valve = 1 - cooling
    indoors(bench.s, 490)
    command = bench.run(900)[-1][1]
    assert command.speed > 0 and command.valve == 1 and command.aux == 2


def test_freeze_protection_turns_a_cooling_machine_round():
    bench = GuardBench(10).running(cooling=1)
    indoors(bench.s, 690)
    stopped = bench.now + 10
    commands = bench.run(900)
    assert commands[0][1].speed == 0
    assert moved(commands, 1) - stopped >= 300
    assert commands[-1][1].speed > 0


def test_freeze_protection_ends_with_hysteresis_and_is_told():
    bench = GuardBench(10)
    indoors(bench.s, 490)
    bench.run(600)
    indoors(bench.s, 590)
    assert bench.tick().aux == 2
    indoors(bench.s, 710)
    bench.run(20)
    assert bench.s.command.aux == 0
    assert bench.s.command.speed > 0
    indoors(bench.s, 810)
    assert bench.tick().speed == 0
    assert [v for _t, c, v in bench.journal.entries() if c == j.FREEZE] == [2, 1, 0]


def test_freeze_protection_respects_minimum_off():
    bench = GuardBench(1).running()
    bench.want.speed = 0
    bench.tick()
    stopped = bench.now
    indoors(bench.s, 400)
    assert started(bench.run(600)) - stopped >= 180


def test_the_coldest_trusted_reading_stands_in_for_a_lost_room():
    bench = GuardBench(10)
    bench.s.room = UNKNOWN
    bench.s.indoor_min = 480
    command = bench.run(900)[-1][1]
    assert command.speed > 0 and command.aux == 2
    bench.s.indoor_min = UNKNOWN
    bench.tick()
    command = bench.tick()
    assert command.speed == 0 and command.aux == 0, "nobody knows whether it freezes"


def test_freeze_protection_by_the_heater_alone_when_the_heat_pump_is_unavailable():
    bench = GuardBench(10)
    bench.s.available = 0
    indoors(bench.s, 400)
    command = bench.run(600)[-1][1]
    assert command.speed == 0 and command.aux == 2


# --- 5: too hot -------------------------------------------------------------------------------------------------------


@ticks
def test_above_32_degrees_anywhere_indoors_heating_stops(dt):
    bench = heating(dt)
    bench.s.indoor_max = 3200
    command = bench.tick()
    assert command.speed > 0 and command.aux == 2
    bench.s.indoor_max = 3201
    command = bench.tick()
    assert command.speed == 0 and command.aux == 0
    assert not bench.memory.heater_latched
    assert all(c.speed == 0 and c.aux == 0 for _now, c in bench.run(600))
    assert codes(bench.journal).count(j.HOT) == 1


def test_cooling_goes_on_when_it_is_hot():
    bench = GuardBench(10).running(cooling=1)
    indoors(bench.s, 3300)
    assert bench.tick().speed == 50


@ticks
def test_above_35_degrees_the_heater_is_latched_until_a_person_releases_it(dt):
    bench = heating(dt)
    bench.s.indoor_max = 3501
    assert bench.tick().aux == 0
    assert bench.memory.heater_latched == j.LATCHED_HOT
    bench.s.indoor_max = 1800
    commands = bench.run(900)
    assert all(c.aux == 0 and c.aux_contact == 0 for _now, c in commands)
    assert commands[-1][1].speed > 0, "the heat pump comes back"
    bench.guard.acknowledge()
    assert bench.tick().aux == 2


# --- 6: stops pass ----------------------------------------------------------------------------------------------------


@ticks
def test_a_stop_is_never_delayed(dt):
    bench = GuardBench(dt)
    bench.want.speed = 40
    for _ in range(600):
        if bench.tick().speed:
            break
    assert bench.s.command.speed == 40
    bench.want.speed = 0
    assert bench.tick().speed == 0


@ticks
def test_an_unavailable_heat_pump_stops_at_once(dt):
    bench = GuardBench(dt).running()
    bench.s.available = 0
    assert bench.tick().speed == 0


# --- 7: discharge and coil --------------------------------------------------------------------------------------------


@ticks
def test_discharge_above_102_degrees_slows_down_but_not_below_minimum_speed(dt):
    bench = GuardBench(dt).running(speed=90)
    bench.s.discharge = 10300
    speeds = [command.speed for _now, command in bench.run(1200)]
    assert all(a >= b for a, b in zip(speeds, speeds[1:], strict=False))
    assert speeds[-1] == bench.settings.speed_min
    bench.s.discharge = 10000
    bench.run(60)
    assert bench.s.command.speed == bench.settings.speed_min, "between the limits it holds"
    bench.s.discharge = 9700
    assert bench.run(1800)[-1][1].speed == 90


def test_discharge_slows_down_alike_at_any_tick():
    fall = []
    for dt in TICKS:
        bench = GuardBench(dt).running(speed=90)
        bench.s.discharge = 10300
        bench.run(120)
        fall.append(90 - bench.s.command.speed)
    assert max(fall) - min(fall) <= 12, fall


def test_discharge_lets_go_alike_at_any_tick():
    rise = []
    for dt in TICKS:
        bench = GuardBench(dt).running(speed=90)
        bench.s.discharge = 10300
        bench.run(1200)
        bench.s.discharge = 9700
        bench.run(180)
        rise.append(bench.s.command.speed - bench.settings.speed_min)
    assert max(rise) - min(rise) <= 12, rise


@ticks
def test_a_limit_that_is_half_let_go_slows_down_whatever_turns_below_it(dt):
    """A stalled outdoor fan: hot again, while the limit is still on its way up and the house asks for less than that."""
    bench = GuardBench(dt).running(speed=90)
    bench.s.discharge = 10300
    bench.run(300)
    bench.s.discharge = 9700
    bench.run(240)
    bench.want.speed = 40
    bench.run(60)
    bench.s.discharge = 10300
    bench.run(60)
    assert bench.s.command.speed < 40


@ticks
def test_discharge_above_115_degrees_stops_until_below_90(dt):
    bench = GuardBench(dt).running()
    bench.s.discharge = 11501
    assert bench.tick().speed == 0
    bench.s.discharge = 9100
    assert all(command.speed == 0 for _now, command in bench.run(900))
    bench.s.discharge = 8900
    assert started(bench.run(600)) is not None
    assert j.DISCHARGE in codes(bench.journal)


def test_a_discharge_trip_whose_sensor_died_is_not_for_ever():
    bench = GuardBench(10).running()
    bench.s.discharge = 12000
    bench.tick()
    bench.s.discharge = UNKNOWN
    commands = bench.run(3600)
    assert started(commands) - commands[0][0] >= 1500


@ticks
def test_indoor_coil_below_2_degrees_for_6_min_in_cooling_stops(dt):
    bench = GuardBench(dt).running(cooling=1)
    bench.s.indoor_coil = 190
    first = bench.now + dt
    commands = bench.run(600)
    stopped = when(commands, lambda c: c.speed == 0)
    assert 360 <= stopped - first <= 360 + 2 * dt
    bench.s.indoor_coil = 900
    assert all(command.speed == 0 for _now, command in bench.run(900))
    bench.s.indoor_coil = 1100
    assert started(bench.run(600)) is not None
    assert j.COIL_FREEZING in codes(bench.journal)


@ticks
def test_a_cold_coil_that_recovers_within_6_min_does_not_stop(dt):
    bench = GuardBench(dt).running(cooling=1)
    for _ in range(4):
        bench.s.indoor_coil = 100
        assert all(command.speed == 50 for _now, command in bench.run(300))
        bench.s.indoor_coil = 300
        assert all(command.speed == 50 for _now, command in bench.run(60))


def test_a_cold_coil_in_heating_is_a_defrost_and_stops_nothing():
    bench = GuardBench(10).running()
    bench.s.indoor_coil = -500
    assert all(command.speed == 50 for _now, command in bench.run(900))


# --- 8: the welded relay ----------------------------------------------------------------------------------------------


@ticks
def test_current_while_off_opens_the_second_contact_for_good(dt):
    bench = heating(dt)
    bench.readings.aux_current_mA.set(13000)
    bench.tick()
    assert not bench.memory.heater_latched, "current while on is what it should draw"
    bench.want.aux = 0
    bench.tick()
    commands = bench.run(120)
    assert bench.memory.heater_latched == j.LATCHED_WELDED
    assert commands[-1][1].aux_contact == 0
    bench.readings.aux_current_mA.set(0)
    bench.want.aux = 2
    assert all(c.aux == 0 and c.aux_contact == 0 for _now, c in bench.run(900))
    assert codes(bench.journal).count(j.HEATER_LATCHED) == 1


@ticks
def test_a_single_spike_of_the_current_meter_accuses_nobody(dt):
    """An electrician is not called for one sample: current that lasts latches, and only while the heater is off all along."""
    bench = GuardBench(dt)
    bench.run(600)
    for age in range(0, 60, dt):  # one report, older and older
        bench.readings.aux_current_mA.set(60000, age=age)
        bench.tick()
    bench.readings.aux_current_mA.set(0)
    bench.tick()
    bench.readings.aux_current_mA.set(60000)
    bench.tick()
    bench.want.aux = 2
    bench.readings.aux_current_mA.set(60000, age=dt)
    bench.tick()
    assert bench.s.command.aux
    bench.readings.aux_current_mA.set(60000)
    bench.run(600)
    bench.want.aux = 0
    bench.tick()
    bench.tick(10)
    assert not bench.memory.heater_latched, "what was measured before a run of the heater's counts no longer"
    bench.readings.aux_current_mA.set(0)
    bench.run(600)
    assert bench.s.command.aux_contact and not bench.memory.heater_latched


@ticks
def test_current_that_lasts_ten_seconds_latches_within_half_a_minute(dt):
    bench = GuardBench(dt)
    bench.run(300)
    begun = bench.now
    bench.readings.aux_current_mA.set(13000)
    while not bench.memory.heater_latched:
        bench.tick()
    assert 10 <= bench.now - begun <= max(30, 2 * dt) and not bench.s.command.aux_contact


def test_current_measured_before_the_heater_went_off_accuses_nobody():
    bench = heating(1)
    bench.want.aux = 0
    bench.tick()
    for age in range(1, 60):
        bench.readings.aux_current_mA.set(13000, age=age)
        bench.tick()
    assert not bench.memory.heater_latched


def test_a_trickle_of_current_is_no_welded_relay():
    bench = heating(10)
    bench.readings.aux_current_mA.set(400)
    bench.want.aux = 0
    bench.run(600)
    assert not bench.memory.heater_latched


def test_less_current_than_half_a_stage_latches_and_says_that_the_meter_may_lie_until_more_shows():
    bench = GuardBench(10, aux_power_1=2000)
    bench.readings.aux_current_mA.set(2000)
    bench.run(600)
    assert bench.memory.heater_latched == j.LATCHED_CURRENT and not bench.s.command.aux_contact
    bench.readings.aux_current_mA.set(8300)
    bench.run(60)
    assert bench.memory.heater_latched == j.LATCHED_WELDED
    assert codes(bench.journal).count(j.HEATER_LATCHED) == 2


def test_a_room_sensor_that_reads_too_low_makes_no_welded_relay():
    bench = GuardBench(10)
    bench.s.room = bench.s.indoor_min = 600
    bench.s.return_air = bench.s.supply = 2500
    bench.run(3600)
    assert not bench.memory.heater_latched


@ticks
def test_supply_air_that_warms_up_by_itself_is_a_welded_relay(dt):
    bench = GuardBench(dt, aux_in_air_stream=1)
    bench.run(300)
    for second in range(0, 600, dt):
        bench.s.supply = 2000 + second * 3  # 1.8 K a minute
        bench.tick()
    assert bench.memory.heater_latched == j.LATCHED_WELDED
    assert bench.s.command.aux_contact == 0


@ticks
def test_supply_air_that_follows_the_room_or_the_compressor_accuses_nobody(dt):
    bench = GuardBench(dt, aux_in_air_stream=1)
    for second in range(0, 1200, dt):
        bench.s.supply = 2000 + second // 12  # 0.08 K/s is much, 0.5 K/min is not
        bench.tick()
    assert not bench.memory.heater_latched
    bench.running()
    for second in range(0, 600, dt):
        bench.s.supply = 2000 + second * 5
        bench.tick()
    assert not bench.memory.heater_latched


@ticks
def test_a_weld_shows_though_nobody_knows_the_room(dt):
    """No sensor indoors is trusted: then the supply air is measured against its own past."""
    bench = blind(dt, supply=1150)
    bench.run(1800)
    for second in range(0, 180, dt):
        bench.s.supply = min(3650, 1150 + second * 30)
        bench.tick()
    bench.run(120)
    assert bench.memory.heater_latched == j.LATCHED_WELDED
    bench.run(1800)
    bench.guard.acknowledge()  # by somebody who found nothing: it heats still
    bench.run(300)
    assert bench.memory.heater_latched == j.LATCHED_WELDED


@ticks
def test_a_weld_shows_by_the_cold_coil_where_the_compressor_is_said_to_turn(dt):
    bench = blind(dt, supply=1650)
    bench.feedback = False
    bench.readings.speed.set(30)
    bench.s.indoor_coil = 1650
    bench.run(1800)
    assert not bench.memory.heater_latched
    bench.s.supply = 3600
    bench.run(200)
    assert bench.memory.heater_latched == j.LATCHED_WELDED


@ticks
@pytest.mark.parametrize(("supply", "coil", "welded"), [(4950, 2000, 1), (3900, 2000, 0), (4950, 3500, 0)])
def test_a_weld_that_was_there_before_anybody_looked_shows_by_the_coil(dt, supply, coil, welded):
    bench = blind(dt, supply=supply)
    bench.s.indoor_coil = coil
    bench.run(1800)
    assert (bench.memory.heater_latched == j.LATCHED_WELDED) == welded


@pytest.mark.cpython("500 000 ticks")
@ticks
@pytest.mark.parametrize(
    "supply",
    [
        pytest.param(lambda s: 2200 - round(800 * math.cos(s * math.tau / 86400)), id="a sunroom's day"),
        pytest.param(
            lambda s: 1600 if s % 7200 < 3600 else min(2700, 1600 + s % 3600 * 10), id="the fan over a cold coil"
        ),
        pytest.param(lambda s: max(2000, 4500 - s), id="a coil just stopped"),
    ],
)
def test_a_room_that_nobody_knows_accuses_nobody(dt, supply):
    bench = blind(dt, supply=supply(0))
    for second in range(0, 2 * 86400, dt):
        bench.s.supply = supply(second)
        bench.tick()
    assert not bench.memory.heater_latched


def blind(dt, supply):
    """A heater off, a compressor that stands, and nothing known of the room."""
    bench = GuardBench(dt, aux_in_air_stream=1)
    indoors(bench.s, UNKNOWN)
    bench.s.indoor_coil = UNKNOWN
    bench.s.supply = supply
    return bench


# --- 9: 4 h -----------------------------------------------------------------------------------------------------------


@ticks
def test_after_4_h_the_heater_pauses_10_min(dt):
    bench = GuardBench(dt).running()
    indoors(bench.s, 1800)
    bench.want.aux = 1
    bench.tick()
    on = bench.now
    commands = bench.run(4 * 3600 + 1200)
    off = when(commands, lambda c: c.aux == 0)
    assert 4 * 3600 - dt <= off - on <= 4 * 3600 + dt
    again = when([entry for entry in commands if entry[0] > off], lambda c: c.aux > 0)
    assert 600 <= again - off <= 600 + dt
    assert codes(bench.journal).count(j.HEATER_CHECK) == 1


# --- the edges of the rules above ------------------------------------------------------------------------------------


def test_a_slow_start_is_no_stop():
    bench = GuardBench(1).running()
    bench.want.speed = 0
    bench.run(200)
    bench.want.speed = 50
    bench.tick()
    bench.feedback = False
    bench.readings.speed.set(0)  # told to run, not turning yet
    assert all(command.speed == 50 for _now, command in bench.run(40))


def test_power_of_a_running_machine_proves_nothing():
    bench = GuardBench(1).running()
    bench.feedback = False
    bench.readings.speed.clear()
    bench.readings.power.set(300)
    bench.want.valve = 0
    stopped = bench.now + 1
    assert moved(bench.run(900), 0) - stopped >= 330


def test_the_heater_leaves_freeze_protection_before_the_heat_pump_does():
    bench = GuardBench(10)
    indoors(bench.s, 490)
    bench.run(600)
    indoors(bench.s, 650)
    command = bench.tick()
    assert command.aux == 0 and command.speed > 0


@pytest.mark.parametrize("wanted, given", ((FAN_OFF, None), (FAN_AUTO, None), (4, 4)))
def test_run_on_takes_a_fixed_level_and_leaves_one_that_is_there(wanted, given):
    bench = heating(1, aux_in_air_stream=1)
    bench.want.fan, bench.want.aux = wanted, 0
    for _now, command in bench.run(80):
        assert command.fan == given if given else command.fan not in (FAN_OFF, FAN_AUTO)


def test_current_that_dies_away_within_5_s_accuses_nobody():
    bench = heating(1)
    bench.want.aux = 0
    bench.readings.aux_current_mA.set(13000)
    bench.run(4)
    bench.readings.aux_current_mA.set(0)
    bench.run(60)
    assert not bench.memory.heater_latched


def test_warm_supply_air_that_does_not_rise_accuses_nobody():
    bench = GuardBench(10, aux_in_air_stream=1)
    bench.s.supply = 2800
    bench.run(1800)
    assert not bench.memory.heater_latched


def test_without_a_room_reading_warm_supply_air_accuses_nobody():
    bench = GuardBench(10, aux_in_air_stream=1)
    indoors(bench.s, UNKNOWN)
    for second in range(0, 900, 10):
        bench.s.supply = 2000 + second * 3
        bench.tick()
    assert not bench.memory.heater_latched


def test_an_iced_coil_whose_sensor_died_is_not_for_ever():
    bench = GuardBench(10).running(cooling=1)
    bench.s.indoor_coil = 100
    bench.run(600)
    assert bench.s.command.speed == 0
    bench.s.indoor_coil = UNKNOWN
    begin = bench.now
    assert 600 <= started(bench.run(3600)) - begin <= 1800


def test_it_is_foreseen_when_a_start_may_be():
    bench = GuardBench(10)
    s = bench.s
    assert s.start_heating_at == s.start_cooling_at == 180, "at boot"
    bench.run(300)
    assert s.command.valve == 1 and s.start_heating_at <= bench.now
    s.discharge = 12000
    bench.tick()
    assert s.start_heating_at == s.start_cooling_at == NEVER
    s.discharge = 5000
    indoors(s, 3300)
    bench.tick()
    assert s.start_heating_at == NEVER
    assert s.start_cooling_at <= bench.now, "cooling may"
    indoors(s, 2000)
    bench.running()
    assert s.start_heating_at == s.start_cooling_at == NEVER, "it runs"
    bench.want.speed = 0
    bench.tick()
    stopped = bench.now
    bench.tick()
    assert s.start_heating_at == s.start_cooling_at, "a stop must be proven first"
    assert s.start_heating_at - stopped == 180 + bench.dt


# --- what every Command carries ---------------------------------------------------------------------------------------


@ticks
def test_the_lease_is_2_s(dt):
    bench = GuardBench(dt)
    assert all(command.valid_until == now + 2 for now, command in bench.run(600))


@pytest.mark.parametrize(
    "coil, valve, still", ((UNKNOWN, 1, False), (4100, 1, False), (2000, 1, True), (2000, 0, False))
)
def test_still_air_only_while_a_cold_coil_warms_up(coil, valve, still):
    bench = GuardBench(10)
    bench.want.fan = 3
    bench.running(cooling=1 - valve)
    bench.s.indoor_coil = coil
    bench.want.fan = FAN_OFF
    assert (bench.tick().fan == FAN_OFF) is still
    assert all(command.fan != FAN_OFF for _, command in bench.run(600)[24:]), (
        "not for long, whatever the coil's sensor says"
    )
    bench.want.fan = 3
    bench.tick()
    bench.want.fan = FAN_OFF
    assert (bench.tick().fan == FAN_OFF) is still


def test_speed_never_beyond_the_maximum():
    bench = GuardBench(10)
    bench.want.valve = 0
    bench.want.speed = 240
    assert bench.run(300)[-1][1].speed == bench.settings.speed_max


@pytest.mark.parametrize("side, position", (("heating", 1), ("cooling", 0)))
def test_the_setting_says_which_position_heats(side, position):
    bench = GuardBench(10, valve_energised_in=side)
    bench.want.valve = position
    indoors(bench.s, 3300)
    bench.want.speed = 50
    assert all(command.speed == 0 for _now, command in bench.run(900)), "above 32 °C this position may not run"
    bench.want.valve = 1 - position
    assert bench.run(900)[-1][1].speed == 50


# --- properties -------------------------------------------------------------------------------------------------------

temperature = st.one_of(st.just(UNKNOWN), st.integers(-1000, 4500))
event = st.fixed_dictionaries(
    {
        "speed": st.sampled_from((0, 0, 10, 40, 100, 240)),
        "valve": st.integers(0, 1),
        "aux": st.integers(0, 2),
        "fan": st.sampled_from((0, 2, 9)),
        "cooling": st.integers(0, 1),
        "available": st.sampled_from((1, 1, 1, 0)),
        "indoor": temperature,
        "outdoor": temperature,
        "discharge": st.one_of(st.just(UNKNOWN), st.integers(2000, 13000)),
        "coil": temperature,
        "feedback": st.sampled_from(("true", "true", "none", "zero", "turning", "old")),
        "power": st.one_of(st.none(), st.integers(0, 3000)),
        "defrosting": st.sampled_from((0, 0, 0, 1)),
        "fan_works": st.booleans(),
        "ticks": st.integers(1, 40),
        "dt": st.sampled_from(TICKS),
    }
)


def happens(bench, e):
    """Wishes and what sensing says, all but the unit's own reports."""
    s, want = bench.s, bench.want
    want.speed, want.valve, want.aux, want.fan = e["speed"], e["valve"], e["aux"], e["fan"]
    s.cooling, s.available, bench.fan_works = e["cooling"], e["available"], e["fan_works"]
    indoors(s, e["indoor"])
    s.outdoor, s.discharge, s.indoor_coil = e["outdoor"], e["discharge"], e["coil"]
    bench.readings.defrosting.set(e["defrosting"])
    bench.readings.power.set(e["power"])


def report(bench, feedback):
    """The speed as the unit reports it after the last Command."""
    speed = bench.s.command.speed
    said = {"true": speed, "none": None, "zero": 0, "turning": max(speed, 20), "old": 0}[feedback]
    bench.readings.speed.set(said, age=500 if feedback == "old" else 0)


@profile(max_examples=100)
@given(st.lists(event, min_size=1, max_size=12), st.integers(0, 1), st.integers(0, 600))
def test_a_start_comes_when_it_was_foreseen_and_not_before(events, position, patience):
    """Whatever came before: on a calm day a wish is let through from the foreseen second on, and at none before it."""
    bench = GuardBench()
    bench.feedback = False
    for e in events:
        happens(bench, e)
        for _ in range(e["ticks"]):
            report(bench, e["feedback"])
            bench.tick(e["dt"])
    s = bench.s
    indoors(s, 2000)
    s.discharge, s.indoor_coil, s.outdoor, s.available = 5000, 2000, 0, 1
    bench.readings.defrosting.clear()
    bench.want.speed = bench.want.aux = 0
    bench.want.valve = position
    bench.feedback = True
    bench.run(patience + 1)
    bench.want.speed = 40
    at = NEVER
    for _ in range(900):
        turns = s.command.valve != position
        at = s.start_heating_at if s.command.valve == 1 else s.start_cooling_at
        bench.tick()
        assert (s.command.speed > 0) == (bench.now >= at and not turns)
        if s.command.speed:
            break
    assert s.command.speed and at < NEVER
    assert s.start_heating_at == s.start_cooling_at == NEVER, "it runs"


@profile(max_examples=150)
@given(st.lists(event, min_size=1, max_size=30), st.integers(0, 1))
def test_no_sequence_of_wants_and_readings_gets_past_the_guard(events, in_stream):
    bench = GuardBench(aux_in_air_stream=in_stream)
    bench.feedback = False
    stopped = 0
    moved_at = -10
    aux_off = None
    warm_for = 0  # s above what may be the ceiling
    valve = speed = aux = 0
    for e in events:
        happens(bench, e)
        for _ in range(e["ticks"]):
            report(bench, e["feedback"])
            command = bench.tick(e["dt"])
            now = bench.now
            frozen = not e["available"] or e["indoor"] < 700 or bench.s.freeze
            warm = e["outdoor"] != UNKNOWN and e["outdoor"] > (1500 if frozen else 500)
            warm_for = warm_for + e["dt"] if warm else 0
            if command.valve != valve:
                assert speed == 0 and command.speed == 0, "valve moved under way"
                assert now - stopped >= 180
                assert e["feedback"] != "turning", "valve moved while the feedback turns"
                moved_at = now
            if command.speed and not speed:
                assert now - stopped >= 180, "minimum-off"
                assert now - moved_at >= 10
            if speed and not command.speed:
                stopped = now
            assert 0 <= command.speed <= bench.settings.speed_max
            assert 0 <= command.aux <= bench.settings.aux_stages
            if not e["available"]:
                assert not command.speed
            if command.speed and (command.valve == 0 or e["coil"] == UNKNOWN or e["coil"] > 4000):
                assert command.fan, "against still air"
            if e["discharge"] != UNKNOWN and e["discharge"] > 11500:
                assert not command.speed
            if e["indoor"] == UNKNOWN or e["indoor"] > 3200:
                assert not command.aux
                assert e["indoor"] == UNKNOWN or not (command.speed and command.valve == 1)
            if command.aux:
                assert command.aux_contact and not bench.memory.heater_latched
                assert not e["cooling"] or e["indoor"] < 700
                assert warm_for <= 300 + e["dt"] and (aux or not warm_for), "what runs has its least run"
                assert aux or aux_off is None or now - aux_off >= 300, "least pause"
                assert not in_stream or (e["fan_works"] and command.fan)
            if aux and not command.aux:
                aux_off = now
            if in_stream and aux_off is not None and not command.aux and now - aux_off < 90:
                assert command.fan not in (FAN_OFF, FAN_AUTO)
            assert command.valid_until == now + 2
            valve, speed, aux = command.valve, command.speed, command.aux
