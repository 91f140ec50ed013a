"""Readings held against each other and against physics: each kind of lie, and that the innocent is not named."""

import pytest

from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.sense.channel import CROSS, DISPUTE, FINE, RANGE, STUCK
from balancepoint.control.sense.contradiction import STARVED
from balancepoint.control.sense.sources import (
    CHANGES,
    COIL_RUNNING,
    COIL_STANDSTILL,
    FAULT_NAMES,
    RETURN_AIR,
    ROOM,
    SENSOR,
)
from tests.firmware.control.sense.test_sensing import Bench

RETURN, OUTDOOR, COIL, DISCHARGE, INDOOR_COIL = (
    FAULT_NAMES.index(name) for name in ("return air", "outdoor", "outdoor coil", "discharge", "indoor coil")
)


def noisy(value):
    """A healthy sensor with steps of 0.1 K."""
    return lambda now: value + now // 10 % 7 % 3 * 10


def heating(bench, seconds, outdoor=0, coil=-600, **values):
    bench.running = bench.heating = 1
    return bench.run(seconds, rooms=[noisy(2100)], outdoor=outdoor, outdoor_coil=coil, **values)


def rested(outdoor=0, **memory):
    """A machine that has rested for long, everything agreeing."""
    bench = Bench(**memory)
    bench.heating = 1
    bench.run(3600, rooms=[noisy(2100)], outdoor=outdoor, outdoor_coil=noisy(outdoor))
    return bench


# --- outdoors ---


@pytest.mark.parametrize("load", [-170, -600, -1070])
def test_a_healthy_coil_is_colder_than_the_air_and_nobody_is_named(load):
    bench = rested()
    s = heating(bench, 12 * 3600, coil=noisy(load))
    assert s.sensor_faults[CHANGES] == 0 and s.outdoor_source == SENSOR


@pytest.mark.parametrize("reads", [0, 30, -30, 250, 2000, 8000])
def test_a_coil_that_is_not_colder_than_the_air_while_it_heats_is_named_within_minutes(reads):
    """Off its clip, drifted, shorted."""
    bench = rested()
    heating(bench, 3600, coil=noisy(-600))
    s = heating(bench, 900, coil=reads)
    assert s.sensor_faults[COIL] == CROSS and s.outdoor_coil == UNKNOWN
    assert s.sensor_faults[OUTDOOR] == FINE and s.outdoor == 0
    s = heating(bench, 1800, coil=noisy(-600))
    assert s.sensor_faults[COIL] == FINE and s.outdoor_coil != UNKNOWN


def test_a_coil_that_fell_with_the_machine_convicts_an_outdoor_sensor_that_reads_low():
    bench = rested()
    heating(bench, 3600, coil=noisy(-600))
    s = heating(bench, 3600, outdoor=-2000, coil=noisy(-600))
    assert s.sensor_faults[OUTDOOR] == CROSS and s.sensor_faults[COIL] == FINE
    assert s.outdoor_source == COIL_RUNNING and -200 <= s.outdoor <= 200


@pytest.mark.parametrize("reads", [2300, 3200])
def test_fahrenheit_taken_for_celsius_outdoors_is_named_within_an_hour(reads):
    bench = rested(-500)
    heating(bench, 1800, outdoor=-500, coil=noisy(-1100))
    s = heating(bench, 3600, outdoor=reads, coil=noisy(-1100))
    assert s.sensor_faults[OUTDOOR] == CROSS and s.sensor_faults[COIL] == FINE
    assert -800 <= s.outdoor <= -300


def test_a_coil_that_never_moves_is_no_witness_against_the_outdoor_sensor():
    bench = Bench()
    bench.heating = 1
    bench.run(3600, rooms=[noisy(2100)], outdoor=0, outdoor_coil=-3500)
    s = heating(bench, 3 * 3600, coil=-3500)
    bench.running = 0
    s = bench.run(4 * 3600, rooms=[noisy(2100)], outdoor=0, outdoor_coil=-3500)
    assert s.sensor_faults[OUTDOOR] == FINE and s.outdoor == 0
    assert s.sensor_faults[COIL] == CROSS


def test_much_frost_melted_twice_above_six_degrees_convicts_the_outdoor_sensor():
    bench = rested(700, coil_approach=500)
    s = heating(bench, 3600, outdoor=700, coil=noisy(-600))
    for defrosts in (1, 2):
        assert s.sensor_faults[OUTDOOR] == FINE
        s.defrosts, s.defrost_length, s.defrost_by_time = defrosts, 420, 0
        s = heating(bench, 1800, outdoor=700, coil=noisy(-600))
    assert s.sensor_faults[OUTDOOR] == CROSS
    assert s.outdoor_source == COIL_RUNNING and s.outdoor < 0, "not by the approach that was learned from the liar"


@pytest.mark.parametrize("length, by_time", [(200, 0), (600, 1)])
def test_a_defrost_that_proves_nothing_convicts_nobody(length, by_time):
    bench = rested(700)
    s = heating(bench, 3600, outdoor=700, coil=noisy(-100))
    for defrosts in range(1, 6):
        s.defrosts, s.defrost_length, s.defrost_by_time = defrosts, length, by_time
        s.defrosting = 1
        heating(bench, 300, outdoor=700, coil=noisy(0 if by_time else 1200))
        heating(bench, 300, outdoor=700, coil=noisy(300))
        s.defrosting = 0
        s = heating(bench, 1800, outdoor=700, coil=noisy(-100))
    assert s.sensor_faults[OUTDOOR] == FINE


def test_a_coil_that_stands_still_through_a_defrost_is_named_and_believed_when_it_moves():
    bench = rested()
    s = heating(bench, 1800, coil=-600)
    s.defrosting = 1
    heating(bench, 600, coil=-600)
    s.defrosting, s.defrosts, s.defrost_by_time = 0, 1, 1
    s = heating(bench, 3600, coil=-600)
    assert s.sensor_faults[COIL] == CROSS
    s = heating(bench, 1800, coil=noisy(-600))
    assert s.sensor_faults[COIL] == FINE


def test_a_sensor_convicted_is_trusted_again_when_it_fits_at_standstill():
    bench = rested()
    heating(bench, 3600, coil=noisy(-600))
    s = heating(bench, 3600, outdoor=3000, coil=noisy(-600))
    assert s.sensor_faults[OUTDOOR] == CROSS
    bench.running = 0
    s = bench.run(4 * 3600, rooms=[noisy(2100)], outdoor=noisy(0), outdoor_coil=noisy(0))
    assert s.sensor_faults[OUTDOOR] == FINE and s.outdoor_source == SENSOR
    s = bench.run(3 * 3600, rooms=[noisy(2100)], outdoor=noisy(700), outdoor_coil=noisy(0))
    assert s.sensor_faults[OUTDOOR] == CROSS and s.outdoor_source == COIL_STANDSTILL


# --- discharge ---


def test_a_discharge_colder_than_the_coil_that_it_feeds_hangs_in_the_air():
    bench = rested()
    s = heating(bench, 3600, coil=noisy(-600), discharge=noisy(6500), indoor_coil=noisy(4200))
    assert s.sensor_faults[CHANGES] == 0
    s = heating(bench, 2400, coil=noisy(-600), discharge=noisy(0), indoor_coil=noisy(4200))
    assert s.sensor_faults[DISCHARGE] == CROSS and s.discharge == UNKNOWN
    s = heating(bench, 2400, coil=noisy(-600), discharge=noisy(6500), indoor_coil=noisy(4200))
    assert s.sensor_faults[DISCHARGE] == FINE


# --- rooms ---


def resting(bench, seconds, room, air, **values):
    """The machine rests; it turns the fan where it is asked to."""
    bench.running = 0
    for _ in range(seconds // 60):
        bench.fan = bench.s.look
        bench.run(
            60, rooms=[noisy(room)] if type(room) is int else [noisy(value) for value in room], return_air=air, **values
        )
    return bench.s


@pytest.mark.parametrize("off", [600, -600, 1000, -1000])
@pytest.mark.parametrize("leaps", [True, False])
def test_a_lone_room_sensor_that_goes_wrong_while_the_machine_rests_is_known_within_two_hours(off, leaps):
    bench = Bench()
    s = bench.s
    s.active = s.heating = bench.heating = 1
    if leaps:
        resting(bench, 3600, 2100, 2100)
    s = resting(bench, 2 * 3600, 2100 + off, 2100)
    if leaps:
        assert s.sensor_faults[0] == CROSS
        assert s.room_source == RETURN_AIR and 2050 <= s.room <= 2150, "a leap that no room can make"
    else:
        assert s.sensor_faults[0] == DISPUTE
        assert s.room == pytest.approx(min(2100, 2100 + off), abs=60), "nobody knows who lies: the cooler in heating"


def test_a_head_in_agreement_is_not_asked_and_one_that_is_not_wanted_neither():
    bench = Bench()
    bench.s.active = 1
    assert max(resting(bench, 60, 2100, 2100 + k * 25).look for k in range(12) for _ in range(10)) == 0
    bench = Bench()
    assert max(resting(bench, 60, 2100, 2700).look for _ in range(300)) == 0, "off"


def test_the_look_is_short_and_once_an_hour():
    bench = Bench()
    bench.s.active = bench.s.heating = bench.heating = 1
    looks = [resting(bench, 60, 2700, 2100).look for _ in range(360)]
    begins = [k for k in range(1, 360) if looks[k] and not looks[k - 1]]
    assert 1 <= len(begins) <= 6 and all(b - a >= 60 for a, b in zip(begins, begins[1:], strict=False))
    assert sum(looks) <= 6 * len(begins)


# --- frost indoors ---


@pytest.mark.parametrize("other", [1500, 1990])
def test_a_low_voice_that_the_weather_makes_possible_protects(other):
    bench = Bench(rooms=2)
    s = resting(bench, 3600, (other, 300), None, outdoor=noisy(-500))
    assert s.indoor_min < 400 or UNKNOWN < s.cold_voice < 400


def test_return_air_alone_in_the_cold_protects():
    s = resting(Bench(), 3600, 1500, 300, outdoor=noisy(-500))
    assert s.indoor_min == 300


def test_until_every_other_is_above_22():
    bench = Bench(rooms=2)
    s = resting(bench, 3600, (2250, 300), None, outdoor=noisy(-500))
    assert s.indoor_min > 2000 and s.cold_voice == UNKNOWN


def test_what_weather_and_all_others_rule_out_is_named_and_protects_nothing():
    """July: the sensor falls to 6 °C."""
    bench = Bench()
    resting(bench, 3600, 2500, 2500, outdoor=noisy(2600))
    for _ in range(120):
        s = resting(bench, 60, 600, 2500, outdoor=noisy(2600))
        assert s.indoor_min > 2000 or s.indoor_min == UNKNOWN
        assert s.cold_voice == UNKNOWN
    assert s.sensor_faults[0] == CROSS


def test_a_lone_sensor_is_ruled_out_by_the_weather_alone_and_not_where_that_is_unknown():
    bench = Bench()
    s = resting(bench, 3600, 600, None, outdoor=noisy(2600))
    assert s.indoor_min == s.cold_voice == UNKNOWN and s.sensor_faults[0] == CROSS
    assert resting(Bench(), 3600, 600, None).indoor_min == pytest.approx(610, abs=10)


def test_until_a_day_of_weather_is_known_a_cold_hut_on_a_warm_day_is_believed():
    """Unheated all winter, 4 °C within, 12 °C and sunny when somebody comes and switches it on."""
    bench = Bench()
    s = resting(bench, 3600, 400, None, outdoor=noisy(1200))
    assert s.indoor_min == pytest.approx(410, abs=10) and s.sensor_faults[0] == 0


def test_yesterdays_frost_makes_a_cold_room_possible_and_last_weeks_does_not():
    bench = Bench(dt=60)
    bench.run(3600, rooms=[800], outdoor=-500)
    bench.run(20 * 3600, rooms=[800], outdoor=1500)
    assert bench.s.outdoor_low < -400
    bench.run(3 * 86400, rooms=[800], outdoor=1500)
    assert bench.s.outdoor_low == pytest.approx(1500, abs=20)
    bench.run(3 * 3600, rooms=[800], outdoor=None)
    assert bench.s.outdoor_low == UNKNOWN, "a sensor that died in summer knows nothing of the winter"


def test_a_sensor_that_stands_still_or_reads_far_below_zero_ends_no_protection():
    bench = Bench()
    bench.s.freeze = 1
    bench.expected = 200
    s = bench.run(3 * 3600, rooms=[600], outdoor=-500)
    assert s.sensor_faults[0] == STUCK and s.room == UNKNOWN and s.cold_voice == 600
    s = Bench().run(3600, rooms=[-2000], outdoor=-2500)
    assert s.room_source == ROOM and s.indoor_min == -2000


# --- stuck ---


def test_a_sensor_whose_noise_is_missing_is_stuck():
    bench = Bench()
    assert bench.run(3 * 3600, rooms=[noisy(2100)]).sensor_faults[0] == FINE
    assert bench.run(2 * 3600, rooms=[2100]).sensor_faults[0] == STUCK
    assert bench.run(600, rooms=[noisy(2100)]).sensor_faults[0] == FINE


@pytest.mark.parametrize("step", [50, 56, 100])
def test_a_coarse_sensor_may_rest_between_two_steps(step):
    bench = Bench()
    for _ in range(3):
        bench.run(4 * 3600, rooms=[lambda now: 2100 + now // 10 % 2 * step])  # on the edge
        bench.run(6 * 3600, rooms=[2100])
    assert bench.s.sensor_faults[CHANGES] == 0


def test_a_room_that_should_have_moved_by_less_than_two_steps_is_no_proof():
    bench = Bench()
    bench.run(600, rooms=[2100])
    bench.run(600, rooms=[2200])
    bench.expected = 80
    assert bench.run(3 * 3600, rooms=[2200]).sensor_faults[0] == FINE
    assert bench.run(5 * 3600, rooms=[2200]).sensor_faults[0] == STUCK


# --- the machine, no sensor ---


@pytest.mark.parametrize("known", [True, False])
def test_a_machine_that_does_not_pump_convicts_no_sensor(known):
    """It is asked to run; coils, discharge and supply stay as they were. `known`: its speed is fed back."""
    bench = rested()
    bench.stands = known
    values = {} if known else {"indoor_coil": noisy(2100), "supply": noisy(2120)}
    s = heating(bench, 3 * 3600, coil=noisy(0), discharge=noisy(0), **values)
    assert s.sensor_faults[CHANGES] == 0


@pytest.mark.parametrize("fallen, starved", [(-3500, True), (-600, False)])
def test_a_coil_that_falls_far_below_an_air_that_stays_lacks_air_or_charge(fallen, starved):
    bench = rested()
    heating(bench, 1800, coil=noisy(-600))
    s = heating(bench, 3600, coil=noisy(fallen))
    assert s.sensor_faults[CHANGES] == 0 and (s.starved >= STARVED) == starved
    s = heating(bench, 600, coil=noisy(-600))
    assert s.starved == 0


def test_a_coil_that_is_convicted_is_no_witness_against_the_outdoor_sensor():
    """°F as °C, or half of it: warmer than the air, though it falls with the machine."""
    bench = Bench()
    bench.heating = 1
    bench.run(3600, rooms=[noisy(2100)], outdoor=noisy(-300), outdoor_coil=noisy(800))
    s = heating(bench, 1800, outdoor=noisy(-300), coil=noisy(-150))
    assert s.sensor_faults[COIL] == CROSS
    s = heating(bench, 3 * 3600, outdoor=noisy(-300), coil=noisy(200))
    assert s.sensor_faults[OUTDOOR] == FINE and s.outdoor_source == SENSOR


@pytest.mark.parametrize("supply, liar", [(3800, INDOOR_COIL), (6800, DISCHARGE), (None, DISCHARGE)])
def test_of_discharge_and_the_coil_it_feeds_the_air_tells_who_lies(supply, liar):
    bench = rested()
    values = {} if supply is None else {"supply": noisy(supply)}
    s = heating(bench, 3600, coil=noisy(-600), discharge=noisy(6500), indoor_coil=noisy(8500), **values)
    assert [k for k in range(CHANGES) if s.sensor_faults[k]] == [liar]
    s = heating(bench, 3600, coil=noisy(-600), discharge=noisy(6500), indoor_coil=noisy(4200), supply=noisy(3800))
    assert not any(s.sensor_faults[:CHANGES])


def test_a_valve_that_did_not_turn_in_a_defrost_convicts_no_coil():
    bench = rested()
    s = heating(bench, 1800, coil=noisy(-600), indoor_coil=noisy(4500))
    s.defrosting = 1
    heating(bench, 600, coil=noisy(-600), indoor_coil=noisy(4500))
    s.defrosting, s.defrosts, s.defrost_by_time = 0, 1, 1
    s = heating(bench, 3600, coil=noisy(-600), indoor_coil=noisy(4500))
    assert s.sensor_faults[COIL] == FINE


# --- stuck in the machine ---


@pytest.mark.parametrize("name, step", [("discharge", 50), ("discharge", 100), ("supply", 10), ("indoor_coil", 10)])
def test_a_sensor_in_the_machine_that_does_not_follow_its_starts_is_stuck(name, step):
    """However coarse, and whatever it reads; a healthy one may rest as long as nothing else swings."""
    place = FAULT_NAMES.index(name.replace("_", " "))
    bench = rested()

    def resting_on_steps(value):
        return lambda now: value + now // 1200 % 2 * step

    cold = {
        key: resting_on_steps(value) for key, value in (("discharge", 2000), ("supply", 2100), ("indoor_coil", 2100))
    }
    warm = {
        key: resting_on_steps(value) for key, value in (("discharge", 6500), ("supply", 3800), ("indoor_coil", 4200))
    }
    for _ in range(2):
        bench.running = 0
        s = bench.run(1800, **cold)
        s = heating(bench, 3600, coil=noisy(-600), **warm)
    assert s.sensor_faults[CHANGES] == 0
    warm[name] = cold[name] = 7000
    bench.running = 0
    bench.run(1800, **cold)
    s = heating(bench, 1200, coil=noisy(-600), **warm)
    assert s.sensor_faults[place] == STUCK
    assert getattr(s, name) == (UNKNOWN if name == "supply" else 7000), "what protects the machine is obeyed"


def test_a_coil_that_falls_off_its_scale_without_air_is_no_sensor_out_of_range():
    bench = rested()
    heating(bench, 1800, coil=noisy(-600))
    begun = bench.now
    s = heating(bench, 3600, coil=lambda now: max(-600 - (now - begun) * 10, -7000))
    assert s.sensor_faults[COIL] == FINE and s.starved >= STARVED
    s = heating(rested(), 1800, coil=-6350)
    assert s.sensor_faults[COIL] == RANGE


@pytest.mark.parametrize("reads", [8500, 12700])
def test_a_hot_discharge_that_does_not_cool_while_the_compressor_rests_is_stuck_within_the_hour(reads):
    """It must not be what keeps the machine from a start for ever."""
    bench = rested()
    heating(bench, 1800, coil=noisy(-600), discharge=noisy(6500), indoor_coil=noisy(4200))
    bench.running = 0
    s = bench.run(1800, discharge=lambda now: 9000 - (now % 100000) // 10 % 200 * 10)
    assert s.sensor_faults[DISCHARGE] == FINE
    s = bench.run(3600, outdoor_coil=noisy(0), indoor_coil=noisy(2100), discharge=reads)
    assert s.sensor_faults[DISCHARGE] == STUCK and s.discharge == UNKNOWN


def test_a_coil_that_has_fallen_off_its_scale_is_not_named_however_far_it_falls():
    bench = Bench()
    for value in range(0, -12000, -200):
        bench.run(60, rooms=[2000], outdoor=0, outdoor_coil=value)
    assert bench.s.sensor_faults[COIL] == FINE and bench.s.outdoor_coil == -6000
    bench = Bench()
    bench.run(600, rooms=[2000], outdoor=0, outdoor_coil=-500)
    bench.run(600, rooms=[2000], outdoor=0, outdoor_coil=-12700)
    assert bench.s.sensor_faults[COIL] == RANGE, "an error code is a leap"


@pytest.mark.parametrize(("moves", "fault"), [(True, FINE), (False, STUCK)])
def test_a_discharge_that_a_defrost_does_not_move_stands_still(moves, fault):
    """The 85 °C of a DS18B20 after power-on: in a defrost the indoor coil falls by 20 K, and so must the pipe."""
    bench = Bench()
    bench.running = bench.heating = 1
    bench.run(3600, rooms=[2000], indoor_coil=noisy(4000), discharge=8500)
    bench.s.defrosting = 1
    bench.run(600, rooms=[2000], indoor_coil=2000, discharge=5000 if moves else 8500)
    bench.s.defrosting = 0
    bench.run(1200, rooms=[2000], indoor_coil=noisy(4000), discharge=8500)
    assert bench.s.sensor_faults[DISCHARGE] == fault
