"""Each limit of the interlocks from both sides, by single ticks: on it nothing happens yet, one step past it it does."""

import pytest

from balancepoint.control.command import FAN_OFF
from balancepoint.control.guard.choice import guard_for
from balancepoint.control.guard.protection import Protection
from balancepoint.control.guard.standstill import TURNING, Standstill
from balancepoint.control.guard.weld import Weld
from balancepoint.control.journal import codes as j
from balancepoint.control.journal.journal import Journal
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.sense.channel import CROSS
from balancepoint.control.sense.sources import COIL_RUNNING, COIL_STANDSTILL, OUTDOOR
from balancepoint.control.settings.memory import Memory
from tests.firmware.control.bench import GuardBench, codes, indoors, make_settings, make_situation

# --- standstill -------------------------------------------------------------------------------------------------------


class Stand:
    """A compressor told to stop at 100 s, and what its feedback says a second later."""

    def __init__(self):
        self.s = make_situation()
        self.standstill = Standstill()
        self.standstill.started()
        self.standstill.stopped(100)

    def since(self, now=101):
        self.standstill.step(self.s, now)
        return self.standstill.since


@pytest.mark.parametrize(
    "power, age, since",
    (
        (0, 0, 101),
        (79, 0, 101),
        (80, 0, TURNING),
        (79, 30, 101),
        (79, 31, TURNING),
        (-1, 0, TURNING),
        (2000, 0, TURNING),
    ),
)
def test_power_below_80_w_proves_it(power, age, since):
    stand = Stand()
    stand.s.readings.power.set(power, age)
    assert stand.since() == since


@pytest.mark.parametrize(
    "speed, age, since", ((0, 0, 101), (0, 30, 101), (0, 31, TURNING), (1, 0, TURNING), (-1, 0, TURNING))
)
def test_a_speed_of_0_proves_it(speed, age, since):
    stand = Stand()
    stand.s.readings.speed.set(speed, age)
    assert stand.since() == since


def test_the_speed_is_asked_before_the_power():
    stand = Stand()
    stand.s.readings.speed.set(500)
    stand.s.readings.power.set(10)
    assert stand.since() == TURNING and stand.since(200) == TURNING


def test_without_proof_it_is_taken_after_30_s():
    stand = Stand()
    stand.s.readings.power.set(80)
    assert stand.since(129) == TURNING and stand.since(130) == 130 and stand.since(140) == 130


@pytest.mark.parametrize("speed", (0, None))
def test_at_boot_it_has_stood_since_0(speed):
    standstill, s = Standstill(), make_situation()
    assert (standstill.since, standstill.stopped_at) == (0, 0)
    s.readings.speed.set(speed)
    standstill.step(s, 50)
    assert (standstill.since, standstill.stopped_at) == (0, 0)


def test_a_start_and_a_stop_are_no_standstill():
    standstill = Standstill()
    standstill.started()
    assert standstill.since == TURNING
    standstill.since = 90
    standstill.stopped(100)
    assert (standstill.since, standstill.stopped_at) == (TURNING, 100)


def test_who_turns_again_stands_no_more():
    stand = Stand()
    stand.s.readings.speed.set(0)
    assert stand.since(101) == 101 and stand.since(150) == 101
    stand.s.readings.speed.set(501)  # no speed that there is
    assert stand.since(151) == 101
    stand.s.readings.speed.set(1)
    assert stand.since(152) == TURNING
    stand.s.readings.speed.set(0)
    assert stand.since(153) == 153


def turned(now, defrosting_age=None, dt=1, says=1):
    """1 if one that was told to run, has turned and stands is taken for stopped."""
    s = make_situation()
    standstill = Standstill()
    standstill.started()
    s.command.speed = 40
    s.readings.speed.set(0)
    assert standstill.step(s, now - 2 * dt) == 0, "it has not turned yet"
    s.readings.speed.set(1)
    if defrosting_age is not None:
        s.readings.defrosting.set(says, defrosting_age)
    assert standstill.step(s, now - dt) == 0
    s.readings.defrosting.clear()
    s.readings.speed.set(0)
    found = standstill.step(s, now)
    assert not found or standstill.since == standstill.stopped_at == now
    return found


def test_one_that_stops_by_itself_is_found_but_for_a_defrost():
    assert turned(5) == 1, "soon after the boot, too"
    assert turned(1000) == 1
    assert turned(1000, 0) == 0 and turned(1000, 120) == 0
    assert turned(1000, 0, says=0) == 1
    assert turned(1000, 121) == 1, "that was long ago"
    assert turned(1000, 0, 119) == 0 and turned(1000, 0, 120) == 1


# --- a gap between two ticks ------------------------------------------------------------------------------------------


def heating(**settings):
    bench = GuardBench(1, **settings).running()
    indoors(bench.s, 1800)
    bench.want.aux = 2
    bench.run(10)
    assert bench.s.command.aux == 2
    return bench


def test_sixty_seconds_are_no_hang_and_one_more_is():
    bench = heating()
    bench.feedback = False
    assert bench.tick(60).speed == 50
    assert bench.tick(61).speed == 0
    assert bench.s.command.aux == 0, "it has dropped, and rests as after any stop"


@pytest.mark.parametrize("gap, fan_runs", ((60, True), (61, False)))
def test_a_heater_that_dropped_has_had_no_run_on(gap, fan_runs):
    bench = heating(aux_in_air_stream=1)
    bench.want.aux = bench.want.speed = 0
    bench.want.fan = FAN_OFF
    bench.tick(gap)
    assert (bench.run(40)[-1][1].fan != FAN_OFF) == fan_runs


def test_a_heater_that_dropped_is_off_since_then():
    bench = heating()
    bench.want.aux = 0
    bench.readings.aux_current_mA.set(13000)
    bench.tick(61)
    bench.run(14)
    assert not bench.memory.heater_latched
    bench.run(2)
    assert bench.memory.heater_latched == j.LATCHED_WELDED


def test_time_does_not_run_on_over_a_hang():
    """What a defrost needs before it, ten minutes of unbroken heating, begins anew."""
    bench = GuardBench(1).running()
    bench.run(700)
    bench.tick(61)
    bench.want.defrost = 1
    assert not any(command.defrost for _now, command in bench.run(600))


# --- the heater's ceiling ---------------------------------------------------------------------------------------------


def stages(room=1800, outdoor=0, source=1, raw=None, age=0, available=1):
    """Stages at the first tick, after the least pause, of a guard that may heat with both."""
    bench = GuardBench(1, aux_ceiling=500)
    bench.now = 300
    indoors(bench.s, room)
    bench.s.outdoor, bench.s.outdoor_source, bench.s.available = outdoor, source, available
    bench.readings.outdoor.set(raw, age)
    bench.want.aux = 2
    return bench.tick().aux


def test_a_guess_of_the_running_coil_lifts_no_ceiling_that_a_reading_would_keep():
    guess = {"outdoor": -500, "source": COIL_RUNNING}
    assert stages(raw=500, **guess) == 2 and stages(raw=501, **guess) == 0
    assert stages(raw=501, age=900, **guess) == 0 and stages(raw=501, age=901, **guess) == 2
    assert stages(raw=6000, **guess) == 0 and stages(raw=6001, **guess) == 2
    assert stages(raw=None, **guess) == 2


def doubted(said, coil, speed=0, since=1200):
    """A heater that may begin though its outdoor sensor, which was found wrong, says `said`, above the ceiling; `speed`: for
    `since` s and some 10 min, after a standstill at which coil and sensor agreed."""
    bench = GuardBench(10, aux_ceiling=500)
    indoors(bench.s, 1800)
    bench.s.outdoor, bench.s.outdoor_source = -2000, COIL_RUNNING
    bench.s.sensor_faults[OUTDOOR] = CROSS
    bench.readings.outdoor.set(said)
    if speed:
        bench.s.outdoor_coil = said
        bench.run(300)
        bench.running(speed)
    bench.s.outdoor_coil = coil
    bench.run(since)
    bench.want.aux = 1
    return bench.run(60)[-1][1].aux


@pytest.mark.parametrize(
    ("said", "coil", "speed", "since", "burns"),
    [
        (2000, 1990, 0, 1200, 0),  # at rest they agree
        (2000, 1700, 0, 1200, 1),
        (2000, -500, 50, 100, 0),  # the coil has not settled: as they last agreed
        (2000, -500, 50, 1200, 1),
        (900, -600, 50, 1200, 0),  # a coil that heats is so much colder
        (900, -610, 50, 1200, 1),
        (550, -2000, 50, 1200, 0),  # and by more with frost
        (550, -2100, 50, 1200, 1),
    ],
)
def test_a_sensor_once_found_wrong_keeps_the_ceiling_where_the_coil_bears_it_out_now(said, coil, speed, since, burns):
    assert doubted(said, coil, speed, since) == burns


def test_nor_does_it_set_one():
    assert stages(outdoor=2000, source=COIL_RUNNING) == 2, "as if nothing were known"
    assert stages(outdoor=2000, source=COIL_RUNNING, raw=-4500) == 2


def test_a_coil_at_rest_is_as_good_as_the_sensor():
    assert stages(outdoor=500, source=COIL_STANDSTILL) == 2 and stages(outdoor=501, source=COIL_STANDSTILL) == 0
    assert stages(outdoor=400, source=COIL_STANDSTILL, raw=900) == 2


def test_the_second_ceiling():
    assert stages(outdoor=1500, available=0) == 2 and stages(outdoor=1501, available=0) == 0
    assert stages(room=699, outdoor=1500) == 2 and stages(room=700, outdoor=501) == 0


# --- freeze protection ------------------------------------------------------------------------------------------------


def freezes(*rooms):
    """Freeze protection after each of them, in turn."""
    bench = GuardBench(10)
    out = []
    for room in rooms:
        indoors(bench.s, room)
        bench.tick()
        out.append(bench.s.freeze)
    return out


@pytest.mark.parametrize(
    "rooms, told",
    (
        ((700, 699), [0, 1]),
        ((699, 799, 800), [1, 1, 0]),
        ((500, 499), [1, 2]),
        ((499, 599, 600, 599), [2, 2, 1, 1]),
        ((499, 599, 699, 700), [2, 2, 1, 1]),
        ((499, 799), [2, 1]),
        ((499, 800), [2, 0]),
        ((499, UNKNOWN), [2, 0]),
        ((699, UNKNOWN, 2000), [1, 0, 0]),
        ((1000, 799), [0, 0]),
        ((-999, 2000), [2, 0]),
    ),
)
def test_each_step_of_it_has_its_kelvin(rooms, told):
    assert freezes(*rooms) == told


# --- too hot ----------------------------------------------------------------------------------------------------------


def test_too_hot_until_half_a_kelvin_below():
    bench = GuardBench(1).running()
    speeds = []
    for hottest in (3200, 3201, 3150):
        bench.s.indoor_max = hottest
        speeds.append(bench.tick().speed)
    assert speeds == [50, 0, 0]
    assert bench.s.start_heating_at > bench.s.start_cooling_at
    bench.s.indoor_max = 3149
    bench.tick()
    assert bench.s.start_heating_at == bench.s.start_cooling_at == bench.now - 1 + 180, "three minutes of proven rest"
    assert codes(bench.journal).count(j.HOT) == 1


def test_latched_above_35_and_not_on_it():
    bench = GuardBench(1)
    bench.s.indoor_max = 3500
    bench.tick()
    assert not bench.memory.heater_latched
    bench.s.indoor_max = 3501
    bench.run(3)
    assert bench.memory.heater_latched == j.LATCHED_HOT
    assert codes(bench.journal).count(j.HEATER_LATCHED) == 1


# --- discharge and coil -----------------------------------------------------------------------------------------------


def test_discharge_slows_down_by_two_tenths_a_second_and_frees_by_one():
    bench = GuardBench(1).running(90)
    assert bench.s.discharge_limit == 0
    bench.s.discharge = 10200
    assert bench.tick().speed == 90 and bench.s.discharge_limit == 0
    bench.s.discharge = 10201
    bench.run(50)
    assert bench.s.command.speed == bench.s.discharge_limit == 80
    assert [v for _t, c, v in bench.journal.entries() if c == j.DISCHARGE] == [10201], "told once"
    bench.s.discharge = 9800
    bench.run(50)
    assert bench.s.command.speed == 80
    bench.s.discharge = 9799
    bench.run(50)
    assert bench.s.command.speed == 85
    bench.run(149)
    assert bench.s.discharge_limit == 99
    bench.run(1)
    assert bench.s.discharge_limit == 0, "at the fastest there is no limit any more"


def test_a_limit_is_forgotten_with_its_sensor():
    bench = GuardBench(1).running(90)
    bench.s.discharge = 10300
    bench.run(100)
    assert bench.s.discharge_limit == 70
    bench.s.discharge = UNKNOWN
    assert bench.tick().speed == 90 and bench.s.discharge_limit == 0
    bench.s.discharge = 6000
    assert all(command.speed == 90 for _now, command in bench.run(30))


def test_the_trip_of_discharge_from_both_sides():
    bench = GuardBench(1).running()
    bench.s.discharge = 11500
    assert bench.tick().speed
    bench.s.discharge = 11501
    assert bench.tick().speed == 0
    bench.run(400)
    bench.s.discharge = 9000
    assert bench.tick().speed == 0
    bench.s.discharge = 8999
    assert bench.tick().speed
    assert [v for _t, c, v in bench.journal.entries() if c == j.DISCHARGE] == [11500, 11501]


def test_a_trip_whose_sensor_died_ends_after_half_an_hour():
    bench = GuardBench(1).running()
    bench.s.discharge = 11501
    bench.tick()
    tripped = bench.now
    bench.run(100)
    bench.s.discharge = UNKNOWN
    bench.run(1800 - 101)
    assert bench.now == tripped + 1799 and bench.s.command.speed == 0
    assert bench.tick().speed


def protected():
    s = make_situation()
    return s, Protection(make_settings(), Journal())


def test_a_gas_that_is_hot_at_rest_limits_from_the_fastest_down():
    s, protection = protected()
    s.discharge = 10201
    protection.step(s, 1, 1, 1)
    assert s.discharge_limit == 99


def test_ice_is_counted_anew_after_heating():
    s, protection = protected()
    s.command.speed, s.indoor_coil = 50, 100
    for now in (0, 300):
        protection.step(s, 0, now, 1)
    protection.step(s, 1, 301, 1)
    for now, found in ((302, 0), (661, 0), (662, 1)):
        protection.step(s, 0, now, 1)
        assert protection.iced == found
    protection.step(s, 1, 663, 1)
    assert not protection.iced


def iced(*coils, seconds=361, cooling=1):
    bench = GuardBench(1).running(cooling=cooling)
    for coil in coils:
        bench.s.indoor_coil = coil
        bench.run(seconds)
    return bench.s.command.speed == 0


def test_an_icy_coil_from_both_sides():
    assert not iced(200) and not iced(199, seconds=360) and iced(199)
    assert not iced(199, 200, 199, seconds=300)
    assert iced(199, 1000, seconds=400) and not iced(199, 1001, seconds=400)
    assert not iced(199, cooling=0)


def test_ice_that_nobody_sees_any_more_ends_half_an_hour_after_it_began():
    bench = GuardBench(1).running(cooling=1)
    bench.s.indoor_coil = 100
    bench.tick()
    began = bench.now
    bench.run(400)
    bench.s.indoor_coil = UNKNOWN
    bench.run(1800 - 401)
    assert bench.now == began + 1799 and bench.s.command.speed == 0
    assert bench.tick().speed
    bench.s.indoor_coil = 100
    bench.run(300)
    assert bench.s.command.speed, "it is counted anew"


# --- the rest of the branches -----------------------------------------------------------------------------------------


def test_freeze_protection_leaves_a_faster_wish_as_it_is():
    bench = GuardBench(10).running(95)
    indoors(bench.s, 650)
    assert bench.tick().speed == 95
    bench.want.speed = 20
    assert bench.tick().speed == bench.settings.speed_rated


def blind(supply):
    return Weld(make_settings()), make_situation(room=UNKNOWN, indoor_coil=UNKNOWN, supply=supply)


def test_an_element_that_cools_down_in_a_room_that_nobody_knows_accuses_nobody():
    weld, s = blind(9000)
    assert not any(weld.found(s, now, 1000 + now, 1000 + now, now) for now in range(5, 600, 5))


def test_after_a_hang_the_supply_air_is_measured_anew():
    weld, s = blind(1500)
    for now in range(700, 1000, 10):
        assert not weld.found(s, now, now, now, now)
    s.supply = 3500
    for now in range(1200, 1600, 10):
        assert not weld.found(s, now, now, now, now)


@pytest.mark.parametrize("managed, kind", ((0, "Guard"), (1, "ManagedGuard")))
def test_whose_compressor_it_is_decides_which_guard_it_is(managed, kind):
    made = guard_for(make_settings(managed=managed), Memory(), Journal())
    assert type(made).__name__ == kind
