"""The habits of indoor units, each as its source gives it."""

import pytest

from balancepoint.control.command import FAN_AUTO, FAN_OFF
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT, OFF
from host_sim import experiment, scenario
from host_sim.errors import InputError
from host_sim.plant import heat_pump as hp
from host_sim.virtual_units import habits
from host_sim.virtual_units.indoor import QUIET, IndoorUnit
from host_sim.virtual_units.known import listed
from tests.host_sim.virtual_units.still import Bench

EVERY = [(proto, name) for proto in habits.protocols() for name in habits.names(proto)]


@pytest.mark.parametrize(("proto", "name"), EVERY)
def test_every_profile_can_be_read_and_lives(proto, name):
    bench = Bench(proto, name, air=18.0, mode=HEAT, setpoint=2100)
    assert max(bench.run(1800)) > 0


@pytest.mark.parametrize(
    ("proto", "name", "line"),
    [
        ("daikin", "usual", f"virtual unit 'daikin': there is none; allowed are {listed()}"),
        ("cn105", "MSZ-GL06", "virtual unit cn105: no profile 'MSZ-GL06'; did you mean 'MSZ-GL06NA'?"),
    ],
)
def test_what_is_not_there_is_named(proto, name, line):
    with pytest.raises(InputError) as error:
        habits.load(proto, name)
    assert str(error.value) == line


@pytest.mark.parametrize(("room", "runs"), [(2100, True), (2149, False), (2124, True), (2150, False)])
def test_mitsubishi_stops_half_a_kelvin_past_what_it_was_fed(room, runs):
    bench = Bench(mode=HEAT, setpoint=2100)
    bench.run(1800, feed=2000)
    assert (bench.run(1800, feed=room)[-1] > 0) == runs  # what is fed is taken in half degrees


def test_daikin_heats_past_the_set_point_by_its_own_sensor():
    bench = Bench("s21", air=20.0, mode=HEAT, setpoint=2100)
    bench.run(1800)
    bench.home.air = 24.3  # 2 K of offset and 1.5 K past it: off at 24.5
    assert bench.run(1800)[-1] > 0
    bench.home.air = 24.6
    assert bench.run(1800)[-1] == 0


@pytest.mark.parametrize("offset", [0.0, 1.0, 2.0])
def test_head_offset_is_a_parameter(offset):
    bench = Bench(air=20.0)
    unit = bench.unit = IndoorUnit(bench.home, bench.unit.habits, offset)
    unit.press(on=True, mode=HEAT, setpoint=2100)
    bench.run(1800)
    bench.home.air = 21.0 + offset + 0.4
    assert bench.run(1200)[-1] > 0
    bench.home.air = 21.0 + offset + 0.6
    assert bench.run(1200)[-1] == 0


def test_no_offset_in_cooling():
    bench = Bench("s21", air=28.0, mode=COOL, setpoint=2500)
    bench.run(1800)
    bench.home.air = 23.1
    assert bench.run(1800)[-1] > 0
    bench.home.air = 22.9
    assert bench.run(1800)[-1] == 0


def test_no_low_speed_in_the_first_quarter_of_an_hour():
    bench = Bench(mode=HEAT, setpoint=2100)
    assert set(bench.run(180, feed=2000)) == {0}
    bench.run(20, feed=2000)  # the valve, the start
    early = bench.run(880, feed=2100)
    assert min(early) >= 0.45 * bench.most
    assert bench.run(1800, feed=2100)[-1] < 0.45 * bench.most


def test_start_ramp_holds_the_speed_back():
    bench = Bench("s21", air=15.0, mode=HEAT, setpoint=2100)
    speeds = bench.run(2000)
    start = next(k for k, speed in enumerate(speeds) if speed)
    shares = {170: 0.40, 590: 0.54, 770: 0.72, 890: 0.90}
    for age, share in shares.items():
        assert speeds[start + age // 10] <= share * bench.most
    assert speeds[-1] == bench.most


def test_rests_three_minutes_after_power_up_and_after_a_stop():
    bench = Bench(mode=HEAT, setpoint=2100)
    assert set(bench.run(180, feed=1800)) == {0}
    assert bench.run(600, feed=1800)[-1] > 0
    assert bench.run(10, feed=2200) == [0]
    assert set(bench.run(170, feed=1800)) == {0}
    assert bench.run(20, feed=1800)[-1] > 0  # a step more: it stood still some time within the step


def test_daikin_locks_after_a_change_of_activity():
    bench = Bench("s21", air=18.0)
    bench.run(600)
    bench.unit.press(on=True, mode=HEAT, setpoint=2100)
    speeds = bench.run(300)
    assert set(speeds[:17]) == {0} and speeds[17] > 0  # 165 s, seen every 10 s


def test_midea_runs_seven_minutes_whatever_the_room_does():
    bench = Bench("midea", air=20.0, mode=HEAT, setpoint=2100)
    bench.run(190)
    bench.home.air = 30.0
    speeds = bench.run(600)
    assert all(speeds[:41]) and not any(speeds[42:])


def test_midea_stops_at_3_K_and_starts_again_at_2_K():
    bench = Bench("midea", air=20.0, mode=HEAT, setpoint=2100)
    bench.run(1800)
    bench.home.air = 23.95
    assert bench.run(1200)[-1] > 0
    bench.home.air = 24.05
    assert bench.run(1200)[-1] == 0
    bench.home.air = 23.1
    assert bench.run(1200)[-1] == 0
    bench.home.air = 22.95
    assert bench.run(1200)[-1] > 0


def test_midea_fetches_its_oil_back():
    bench = Bench("midea", air=22.8, mode=HEAT, setpoint=2100)
    speeds = bench.run(6 * 3600)
    fetched = [k for k, speed in enumerate(speeds) if speed == round(0.62 * bench.most)]
    assert len(fetched) == 2 * 18
    assert 7200 < 10 * fetched[0] < 7500


@pytest.mark.parametrize(("profile", "lasts"), [("usual", 60), ("MSZ-GL06NA", 600)])
def test_room_feed_is_forgotten(profile, lasts):
    bench = Bench(profile=profile, air=30.0, mode=HEAT, setpoint=2100)
    bench.run(600, feed=1800)
    kept = bench.run(lasts - 10)  # the last was fed a step before
    assert all(kept)
    assert bench.run(10) == [0]


def test_room_feed_is_given_back_at_once_when_it_is_cleared():
    bench = Bench(air=30.0, mode=HEAT, setpoint=2100)
    bench.run(600, feed=1800)
    bench.unit.feed(None)
    assert bench.run(10) == [0]


@pytest.mark.parametrize(("profile", "heard"), [("usual", True), ("feed_ignored_off", False), ("SVZ-KP30NA", False)])
def test_who_hears_a_room_feed_while_off(profile, heard):
    bench = Bench(profile=profile, air=30.0)
    bench.unit.feed(1800)
    assert (bench.unit.ear.fed(0) is not None) == heard


def test_a_ducted_unit_listens_once_its_installer_says_so():
    bench = Bench(profile="SVZ-KP30NA", mode=HEAT)
    bench.unit.ear.unlocked = True
    bench.unit.feed(1813)
    assert bench.unit.ear.fed(0) == 1800


def test_first_polls_after_a_change_tell_the_old_room():
    bench = Bench(air=23.3, mode=HEAT)
    bench.run(10)
    ear = bench.unit.ear
    assert ear.tell(0) == 2350
    bench.unit.feed(2110)
    assert [ear.tell(0) for _ in range(4)] == [2350, 2350, 2100, 2100]
    assert [ear.tell(70) for _ in range(3)] == [2100, 2100, 2350]


def test_a_fixed_fan_waits_for_the_coil():
    bench = Bench(mode=HEAT, setpoint=2300, fan=4)
    bench.home.machine["coil_in"] = 25.0
    bench.run(300, feed=2000)
    assert bench.unit.command.fan == FAN_OFF and bench.unit.preheating
    for coil, fan in ((30.0, 1), (41.0, 5)):
        bench.home.machine["coil_in"] = coil
        bench.run(10, feed=2000)
        assert bench.unit.command.fan == fan


@pytest.mark.parametrize(("fan", "level"), [(QUIET, 1), (1, 1), (2, 2), (3, 4), (4, 5)])
def test_fan_levels_of_four(fan, level):
    bench = Bench(mode=FAN, fan=fan)
    bench.run(10)
    assert bench.unit.command.fan == level and bench.unit.side == OFF


def test_after_a_stop_it_blows_in_cooling_only():
    for mode, feed, fan in ((HEAT, 2500, FAN_OFF), (COOL, 1800, 1)):
        bench = Bench(mode=mode, setpoint=2100)
        bench.run(300, feed=feed)
        assert bench.unit.command.fan == fan


def test_drying_cools_slowly_with_little_air():
    bench = Bench(mode=DRY, setpoint=2100)
    bench.run(1500, feed=2600)
    assert (bench.unit.command.speed, bench.unit.command.fan) == (bench.home.unit.speed_min, 1)


def test_valve_is_turned_at_standstill_after_the_rest():
    bench = Bench(mode=HEAT, setpoint=2100)
    bench.run(600, feed=1900)
    heating = bench.unit.command.valve
    bench.unit.press(mode=COOL, setpoint=1600)
    bench.run(170, feed=2400)
    assert (bench.unit.command.valve, bench.unit.command.speed) == (heating, 0)
    bench.run(60, feed=2400)
    assert bench.unit.command.valve == 1 - heating and bench.unit.command.speed > 0


def test_its_own_defrost_is_told_and_holds_the_loop():
    bench = Bench(mode=HEAT, setpoint=2100)
    before = bench.run(1200, feed=2000)[-1]
    bench.home.machine["phase"] = hp.MELT
    bench.run(300, feed=1500)
    assert bench.unit.defrosting and not bench.unit.preheating and bench.unit.operating
    assert bench.unit.command.speed == before


def test_stands_by_while_another_head_has_the_compressor():
    bench = Bench(mode=HEAT, setpoint=2100)
    bench.run(600, feed=1800)
    bench.unit.other_head = COOL
    assert bench.run(10, feed=1800) == [0] and bench.unit.standby
    bench.unit.other_head = HEAT
    assert bench.run(600, feed=1800)[-1] > 0 and not bench.unit.standby


@pytest.mark.parametrize(("profile", "on"), [("usual", True), ("slow_boot", False)])
def test_power_cut(profile, on):
    bench = Bench(profile=profile, mode=HEAT, setpoint=2350)
    bench.run(600, feed=1800)
    bench.unit.power(False)
    assert set(bench.run(60)) == {0} and not bench.unit.answers(bench.now)
    bench.unit.power(True)
    boot = bench.unit.habits.boot
    assert not bench.unit.answers(bench.now + boot - 0.001) and bench.unit.answers(bench.now + boot)
    assert (bench.unit.on, bench.unit.setpoint) == ((True, 2350) if on else (False, 2200))
    assert bench.unit.ear.fed(bench.now) is None
    assert set(bench.run(180)) == {0}


@pytest.mark.parametrize(
    ("proto", "profile", "mode", "asked", "taken"),
    [
        ("cn105", "usual", HEAT, 2124, 2100), ("cn105", "usual", HEAT, 2125, 2150), ("cn105", "usual", HEAT, 3500, 3100),
        ("cn105", "usual", COOL, 1200, 1600), ("cn105", "MSZ-GE35VA", HEAT, 2150, 2200), ("s21", "usual", HEAT, 2149, 2100),
        ("midea", "usual", HEAT, 1500, 1600),
    ],
)  # fmt: skip
def test_set_points_in_steps_and_range(proto, profile, mode, asked, taken):
    bench = Bench(proto, profile, mode=mode, setpoint=asked)
    assert bench.unit.setpoint == taken


def test_handset_and_wire_are_told_apart_by_the_count_of_writes():
    unit = Bench(mode=HEAT).unit
    unit.ask(fan=FAN_AUTO)
    unit.press(setpoint=2000)
    assert (unit.writes, unit.setpoint) == (1, 2000)
    with pytest.raises(ValueError, match="turbo: no such key"):
        unit.press(turbo=1)


def test_automatic_changes_over_after_a_rest():
    bench = Bench(air=20.0, mode=AUTO, setpoint=2200)
    bench.run(600, feed=2000)
    assert bench.unit.side == HEAT
    bench.run(590, feed=2400)
    assert bench.unit.side == HEAT
    bench.run(60, feed=2400)
    assert bench.unit.side == COOL


def test_hot_gas_slows_it_down_and_then_stops_it():
    bench = Bench(mode=HEAT, setpoint=2300)
    full = bench.run(1800, feed=1800)[-1]
    bench.home.machine["shell"] = 105.0
    assert 0 < bench.run(120, feed=1800)[-1] < full
    bench.home.machine["shell"] = 116.0
    assert bench.run(10, feed=1800) == [0]
    bench.home.machine["shell"] = 91.0
    assert set(bench.run(600, feed=1800)) == {0}
    bench.home.machine["shell"] = 60.0
    assert bench.run(600, feed=1800)[-1] > 0


def test_an_icing_coil_stops_cooling():
    bench = Bench(mode=COOL, setpoint=1600)
    bench.run(1200, feed=2600)
    bench.home.machine["coil_in"] = 0.0
    speeds = bench.run(400, feed=2600)
    assert all(speeds[:36]) and speeds[-1] == 0


def test_outside_its_limits_it_does_not_run():
    bench = Bench(mode=HEAT, setpoint=2300)
    bench.home.state["truth"][7] = -27.0
    assert set(bench.run(600, feed=1800)) == {0}
    bench.home.state["truth"][7] = -24.0
    assert bench.run(600, feed=1800)[-1] > 0


def test_a_trip_of_the_outdoor_unit_stops_it():
    bench = Bench(mode=HEAT, setpoint=2300)
    bench.run(600, feed=1800)
    bench.home.machine["fault"] = 7.0
    assert bench.run(10, feed=1800) == [0] and bench.unit.fault == 7


def lived(proto, days=2):
    case = scenario.load("winter_week", [], {"days": days})
    home = experiment.make_home(case, experiment.prepare(case), "maker")
    unit = IndoorUnit(home, habits.load(proto).habits)
    unit.press(on=True, mode=HEAT, setpoint=2100)
    for _ in range(case.steps):
        unit.step()
        home.advance(unit.command, home.dt)
    return unit, home.result()


@pytest.mark.parametrize("proto", habits.protocols())
def test_two_winter_days_of_its_own_are_kind_to_the_compressor_and_the_same_again(proto):
    unit, trace = lived(proto)
    room = trace.columns["room"]
    assert 20.0 < room.mean() < 24.0
    for name in ("abuse_valve_running", "abuse_restart_early", "abuse_beyond_limits_s", "trips"):
        assert trace.totals[name] == 0.0
    assert trace.totals["defrosts"] > 0
    power = trace.columns["p_total"].mean()
    assert unit.energy / 86400 / 2 == pytest.approx(power, rel=0.02)
    again = lived(proto)[1].columns["room"]
    assert (room == again).all()


def test_a_stop_within_a_defrost_counts_from_its_end():
    """The compressor runs on to the end of it: three minutes of rest come after that."""
    bench = Bench("cn105", mode=HEAT, setpoint=2400)
    assert max(bench.run(600)) > 0
    bench.home.machine["phase"] = hp.NORMAL + 1
    bench.unit.press(on=False)
    bench.run(170)
    bench.unit.press(on=True)
    bench.home.machine["phase"] = hp.NORMAL
    assert max(bench.run(160)) == 0
    assert max(bench.run(60)) > 0


def test_rest_counts_from_the_standstill():
    bench = Bench("cn105", mode=HEAT, setpoint=2400)
    assert max(bench.run(600)) > 0
    bench.unit.press(on=False)
    for _ in range(4):
        bench.unit.step()
        bench.home.machine["speed"] = 30.0  # slows down
        bench.home.state["now"] += bench.home.dt
    bench.home.machine["speed"] = 0.0  # some time within the last step
    bench.unit.press(on=True)
    assert max(bench.run(180)) == 0
    assert max(bench.run(60)) > 0
