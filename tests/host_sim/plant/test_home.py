"""The home: it closes its energy, repeats itself, and does what a Command says."""

import ctypes
import random
from math import nan

import numpy as np
import pytest

from balancepoint.control.command import Command
from balancepoint.control.readings import NEVER, Readings
from host_sim.errors import InputError
from host_sim.plant.air import relative_humidity
from host_sim.plant.aux_heater import AuxConfig
from host_sim.plant.forcing import GAIN_H2O, P_ATM, build_forcing, interpolate
from host_sim.plant.home import Home
from host_sim.plant.house import load_house
from host_sim.plant.places import reading_of
from host_sim.plant.sensors import NONE, FaultConfig, RoomSensor, SensorConfig, SensorsConfig
from host_sim.plant.units import load_unit
from host_sim.plant.weather import bundled, read_weather
from host_sim.trace import COLUMNS, EVENTS


@pytest.fixture(scope="module")
def winter():
    house = load_house("chicago")
    return house, build_forcing(read_weather(bundled("chicago")), house, start="01-18", days=3)


@pytest.fixture(scope="module")
def summer():
    house = load_house("miami")
    return house, build_forcing(read_weather(bundled("miami")), house, start="07-15", days=2)


def home(place, unit="fujitsu_halcyon_12", **more):
    house, forcing = place
    return Home(house, load_unit(unit), forcing, **more)


def drive(home, hours, order=None, boot=0):
    """Runs `order(readings, command, time)` over the home; without one a proportional controller on the first room sensor."""
    readings, command = Readings(max(len(home._sensors.rooms), 1)), Command()
    command.fan, command.valve = 9, home.unit.heating_valve
    for _ in range(int(hours * 3600 / home.dt)):
        now = boot + int(home.time)
        home.sense(readings, now)
        if order is None:
            command.speed = max(0, min(100, 40 + (2100 - readings.rooms[0].value)))
        else:
            order(readings, command, home.time)
        command.valid_until = now + 2
        home.advance(command, home.dt)
    return home.result()


def steady(speed, **more):
    def order(readings, command, time):
        command.speed = speed
        for name, value in more.items():
            setattr(command, name, value)

    return order


def test_energy_closes_in_winter_with_defrosts(winter):
    trace = drive(home(winter), 72)
    totals = trace.totals
    assert totals["defrosts"] >= 5
    assert abs(totals["residual_J"]) < 1e-3 * totals["throughput_J"]
    assert abs(totals["residual_J"]) < 1e3  # in fact rounding only
    assert totals["frost_grown_kg"] + totals["frost_refrozen_kg"] == pytest.approx(
        totals["frost_melted_kg"] + totals["frost_left_kg"], rel=1e-6
    )


def test_energy_closes_with_the_heater_in_the_air_stream(winter):
    built = home(winter, aux=AuxConfig(stages=[2000.0, 1000.0], in_air_stream=True))
    trace = drive(built, 24, steady(30, aux=2, aux_contact=1, fan=4))
    assert trace["p_aux"].mean() == pytest.approx(3000, rel=0.05)
    assert trace["aux_heat"].mean() == pytest.approx(trace["p_aux"].mean(), rel=0.01)
    assert abs(trace.totals["residual_J"]) < 1e3


def test_energy_closes_in_summer(summer):
    built = home(summer, set_points=[(0.0, nan, 25.0)])

    def order(readings, command, time):
        command.valve = 0
        command.speed = max(0, min(100, 30 + (readings.rooms[0].value - 2500)))

    trace = drive(built, 48, order)
    assert trace["room"].mean() == pytest.approx(25.0, abs=1.0)
    assert trace["heat"].mean() < -300 and trace["load"].mean() < -300
    assert trace.totals["condensate_kg"] > 3.0
    assert abs(trace.totals["residual_J"]) < 1e3
    assert trace.totals["defrosts"] == 0


@pytest.mark.parametrize(
    "more",
    [
        {"infiltration_ach": 0.05, "ventilation_ach": 0.0},
        {"infiltration_ach": 0.1, "wall_u": 2.0, "roof_u": 1.5},
        {"windows": (), "infiltration_ach": 0.05},
    ],
)
def test_an_unheated_house_gets_damp_but_not_beyond_saturation(more):
    """Water goes to glass and walls, and its heat with it; before, the air held up to 3.8 times what it can."""
    house = load_house("chicago").model_copy(update=more)
    built = home((house, build_forcing(read_weather(bundled("chicago")), house, start="01-18", days=4)), dt=60)
    damp = []

    def look(readings, command, time):
        command.speed = 0
        pressure = float(np.interp(time, np.arange(len(built.table)) * 300.0, built.table[:, P_ATM]))
        damp.append(relative_humidity(built.room, built.state.w_room, pressure))

    trace = drive(built, 96, look)
    assert 0.9 < max(damp) < 1.01
    assert abs(trace.totals["residual_J"]) < 1e3


def test_totals_are_the_sum_of_the_parts(winter):
    trace = drive(home(winter), 24)
    parts = sum(trace[name] for name in ("p_compressor", "p_defrost", "p_aux", "p_fan", "p_standby"))
    assert np.allclose(parts, trace["p_total"], rtol=1e-5)
    assert (trace["p_total"] >= 4.0).all()


def test_same_seed_same_bytes(winter):
    runs = [drive(home(winter, seed=seed), 12) for seed in (1, 1, 2)]
    a, b, c = [np.stack([trace[name] for name in COLUMNS]).tobytes() for trace in runs]
    assert a == b != c
    assert runs[0].events == runs[1].events and runs[0].totals == runs[1].totals


def test_two_homes_do_not_disturb_each_other(winter):
    alone = drive(home(winter, seed=1), 2)["room_measured"]
    first, second = home(winter, seed=1), home(winter, seed=5)
    readings, command = (Readings(1), Readings(1)), Command()
    command.fan, command.valve = 9, 1
    for _ in range(720):
        for one, its in zip((first, second), readings, strict=True):
            one.sense(its, int(one.time))
            command.speed = max(0, min(100, 40 + (2100 - its.rooms[0].value)))
            one.advance(command, 10)
    assert np.array_equal(first.result()["room_measured"], alone)


@pytest.mark.parametrize("dt", [1, 60])
def test_the_step_is_the_same_when_called_without_python(winter, dt):
    """As C calls it: by its address, with those of the home."""
    luck = random.Random(dt)
    ours, theirs = (
        home(winter, dt=dt, seed=3, faults=[FaultConfig(what="room", kind="dead", at=900)]) for _ in range(2)
    )
    raw = theirs.in_c()
    whole = [ctypes.c_int64] * 11
    step = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, *whole)(raw.step)
    read = (ctypes.c_int64 * 64).from_address(raw.read)
    readings, command = Readings(1), Command()
    for now in range(0, 600 * dt, dt):
        ours.sense(readings, now)
        for name, place in raw.places.values.items():
            reading = reading_of(readings, name)
            assert read[place] == (NONE if reading.value is None else reading.value), (now, name)
            assert (read[raw.places.ages[name]] if name in raw.places.ages else 0) == reading.age, (now, name)
        command.speed, command.valve, command.fan = luck.choice((0, 30, 90)), luck.choice((0, 1)), luck.randrange(6)
        command.aux = command.aux_contact = luck.choice((0, 1))
        command.valid_until = now + luck.choice((0, 2))
        lost = dt <= 2 and command.valid_until <= now
        step(
            raw.home, raw.floats, raw.length, command.speed, command.valve, command.fan, command.outdoor_fan, command.defrost,
            command.vane, command.wide_vane, command.aux, command.aux_contact, lost,
        )  # fmt: skip
        ours.advance(command, dt)
    one, other = ours.result(), theirs.result()
    assert all(one[name].tobytes() == other[name].tobytes() for name in COLUMNS)
    assert one.events == other.events and one.totals == other.totals and len(one.events) > 10


@pytest.mark.parametrize("dt", [10, 60])
def test_longer_steps_agree_with_one_second(winter, dt):
    """A fixed series of orders, defrosts included: energy to 1 %, mean room to 0.05 K."""

    def order(readings, command, time):
        command.speed = (0, 30, 60, 100, 45)[int(time // 3000) % 5]

    fine, coarse = (drive(home(winter, dt=step), 24, order) for step in (1, dt))
    assert coarse.totals["defrosts"] == pytest.approx(fine.totals["defrosts"], abs=1)
    assert coarse["p_total"].mean() == pytest.approx(fine["p_total"].mean(), rel=0.01)
    assert coarse["heat"].mean() == pytest.approx(fine["heat"].mean(), rel=0.01)
    assert coarse["room"].mean() == pytest.approx(fine["room"].mean(), abs=0.05)
    assert coarse["load"].mean() == pytest.approx(fine["load"].mean(), rel=0.002)


def test_load_is_what_holds_the_set_point(winter):
    """Heat just the load and the room is at the set point: the shadow house and the house are the same."""
    built = home(winter, aux=AuxConfig(stages=[]), set_points=[(0.0, 21.0, nan)])
    trace = drive(built, 24)
    # The controller holds 21 °C on average within half a kelvin, so its heat must be the load on average too
    assert trace["room"].mean() == pytest.approx(21.0, abs=0.4)
    lost = 21.0 - trace["room"].mean()
    assert trace["heat"].mean() == pytest.approx(trace["load"].mean(), rel=0.1)
    assert (trace["load"].mean() - trace["heat"].mean()) * lost > -50.0


def test_set_points_change_at_their_time(winter):
    built = home(winter, set_points=[(0.0, 20.0, nan), (3600.0, 21.0, 25.0), (5400.0, nan, nan)])
    trace = drive(built, 2)
    assert trace["set_heat"][59] == 20.0 and trace["set_heat"][60] == 21.0
    assert np.isnan(trace["set_cool"][59]) and trace["set_cool"][60] == 25.0
    assert np.isnan(trace["set_heat"][90:]).all()
    assert (trace["load"][91:] == 0.0).all()


def test_capacity_columns(winter):
    trace = drive(home(winter), 2)
    assert 700 < trace["capacity_min"][0] < 1000
    assert 4000 < trace["capacity_max"][0] < 6000


def test_readings_are_filled(winter):
    built = home(winter)
    readings = Readings(2)
    readings.rooms[1].set(1234)
    built.sense(readings, 0)
    assert readings.rooms[0].value == pytest.approx(100 * built.room, abs=80)
    assert readings.rooms[1].value is None and readings.rooms[1].age == NEVER
    assert readings.sun.value is None and readings.window_open.value is None
    assert readings.speed.value == readings.defrosting.value == readings.fault.value == readings.fan_proven.value == 0
    assert readings.minute_of_week.value == winter[1].minute_of_week
    assert readings.outdoor.value == pytest.approx(100 * winter[1].table[0, 0], abs=50)
    assert all(type(reading.value) is int for reading in (readings.rooms[0], readings.outdoor, readings.humidity))
    drive(built, 2, steady(60))
    built.sense(readings, 7200)
    assert readings.minute_of_week.value == (winter[1].minute_of_week + 120) % 10_080
    assert readings.speed.value == 60 and readings.fan_proven.value == 1
    assert readings.power.value > 300
    assert readings.supply.value > readings.return_air.value > readings.rooms[0].value - 50
    assert readings.discharge.value > readings.indoor_coil.value > 2800


def test_without_link_and_clock(winter):
    built = home(winter, sensors=SensorsConfig(unit_link=False, clock=False, power=SensorConfig(fitted=False)))
    readings = Readings(1)
    built.sense(readings, 0)
    names = ("speed", "defrosting", "fault", "fan_proven", "minute_of_week", "power")
    assert all(getattr(readings, name).value is None for name in names)


def test_dead_room_sensor_and_its_trace(winter):
    built = home(winter, faults=[FaultConfig(what="room", kind="dead", at=1800)])
    trace = drive(built, 1, steady(40))
    assert np.isfinite(trace["room_measured"][:29]).all()
    assert np.isnan(trace["room_measured"][31:]).all()


def test_two_room_sensors(winter):
    both = SensorsConfig(rooms=[RoomSensor(noise=0), RoomSensor(noise=0, offset=2.0)])
    built = home(winter, sensors=both)
    readings = Readings(2)
    built.sense(readings, 0)
    assert readings.rooms[1].value - readings.rooms[0].value == pytest.approx(200, abs=10)
    with pytest.raises(InputError, match="rooms"):
        built.sense(Readings(1), 0)


def test_a_long_step_is_lived_in_parts_while_something_happens(winter):
    """Whole while nothing does; the machine starts, leaps, turns its valve or melts: in parts, and whole again 2 min later."""
    built = home(winter, own_defrost=True, dt=60, part=10)
    readings, command = Readings(1), Command()
    command.fan, command.valve = 9, built.unit.heating_valve

    def live(seconds, **orders):
        for name, value in orders.items():
            setattr(command, name, value)
        lived, end = [], built.time + seconds
        while built.time < end:
            built.sense(readings, int(built.time))
            lived.append(built.advance(command, 60))
        assert built.time == end
        return lived

    assert live(600)[-8:] == [60] * 8, "the valve moved"
    for orders in (
        {"speed": 60},
        {"speed": 90},
        {"valve": 0, "defrost": 1},
        {"aux": 1, "aux_contact": 1},
        {"speed": 0},
    ):
        assert live(120, **orders) == [10] * 12, orders
        if "defrost" in orders:
            assert live(240) == [10] * 24, "as long as it lasts"
            assert live(180, valve=1, defrost=0)[:12] == [10] * 12
        assert live(300)[-3:] == [60] * 3, orders
    assert live(300, speed=0) == [60] * 5
    trace = built.result()
    assert abs(trace.totals["residual_J"]) < 1e-9 * trace.totals["throughput_J"]
    assert len(trace["room"]) == built.time // 60


def test_parts_say_what_short_steps_say(winter):
    """The same orders by the clock, most of the day in whole steps."""

    def order(readings, command, time):
        command.speed = (0, 60, 60, 40)[int(time) // 1800 % 4]

    whole, short = home(winter, dt=60, part=10), home(winter, dt=10)
    readings, command = Readings(1), Command()
    command.fan, command.valve = 9, 1
    for built in (whole, short):
        while built.time < 86400:
            built.sense(readings, int(built.time))
            order(readings, command, built.time)
            built.advance(command, built.dt)
    one, other = whole.result(), short.result()
    assert whole.state.steps < 0.4 * short.state.steps
    for name in ("room", "heat", "p_total", "humidity", "outdoor_coil"):
        assert one[name].mean() == pytest.approx(other[name].mean(), rel=2e-3), name
    assert one.totals["defrosts"] == pytest.approx(other.totals["defrosts"], abs=1)


def test_parts_that_do_not_fit_are_refused(winter):
    for part in (0, 7, 2.5, 61):
        with pytest.raises(InputError, match="part"):
            home(winter, dt=60, part=part)


@pytest.mark.parametrize("unit", ["fujitsu_halcyon_12", "puz_a24nha7"])
@pytest.mark.parametrize("dt", [1, 10, 60])
@pytest.mark.parametrize("damp", [False, True])
def test_water_and_its_heat_are_kept_account_of(unit, dt, damp):
    """A tight house, so that all of its water is known: what people give less what condensed on coil, glass, walls and as mist is
    what its air holds more. And every joule of it is somewhere, however the machine is driven."""
    house = load_house("chicago").model_copy(update={"infiltration_ach": 0.0, "ventilation_ach": 0.0})
    luck = random.Random(dt)
    forcing = build_forcing(read_weather(bundled("chicago")), house, start="01-18" if damp else "07-10", days=1)
    forcing.table[:, GAIN_H2O] *= 30.0 if damp else 1.0
    built = home((house, forcing), unit, dt=dt, held_at=22.0)
    built.begin_with(0.99 if damp else 0.5, None, None)
    state = built.state
    before, given = float(state.w_room), 0.0
    readings, command = Readings(1), Command()
    row = np.zeros(forcing.table.shape[1])
    for _ in range(6 * 3600 // dt):
        now = int(built.time)
        if luck.random() < dt / 600:
            command.speed, command.valve = luck.choice((0, 20, 60, 100)), luck.choice((0, 1))
            command.fan = luck.choice((9, 1, 5))
        built.sense(readings, now)
        command.valid_until = now + dt + 1
        interpolate(forcing.table, now + dt / 2, row)
        given += dt * row[GAIN_H2O]
        built.advance(command, dt)
        room = built.room
        assert relative_humidity(room, float(state.w_room), row[P_ATM]) <= 1 + 1e-9
    held = state.air_mass * (float(state.w_room) - before)
    assert given - held == pytest.approx(float(state.condensate + state.condensed), abs=1e-9)
    assert (state.condensed > 1.0) == damp
    totals = built.result().totals
    assert abs(totals["residual_J"]) < 1e-9 * totals["throughput_J"] + 1e-3


class TestLease:
    def order(self, stop):
        """A Command that is renewed until `stop`."""

        def run(built, seconds):
            readings, command = Readings(1), Command()
            command.fan, command.valve, command.speed, command.aux, command.aux_contact = 9, 1, 60, 1, 1
            for _ in range(seconds):
                now = int(built.time)
                built.sense(readings, now)
                if now < stop or now > 900:
                    command.valid_until = now + 2
                built.advance(command, built.dt)
            return built.result()

        return run

    def test_drops_to_safe_when_it_is_not_renewed(self, winter):
        built = home(winter, dt=1)
        trace = self.order(600)(built, 900)
        events = dict((name, time) for time, name in trace.events)
        assert events["lease_lost"] == 601.0
        assert events["aux_off"] == 601.0
        assert 601.0 <= events["stop"] <= 640.0
        assert trace["p_aux"][12] == 0.0 and trace["speed"][13] == 0.0
        assert trace["valve_heating"][14] == 1.0
        assert trace.totals["lease_lost"] == 1
        assert [name for _, name in trace.events].count("start") == 1

    def test_runs_again_when_it_is(self, winter):
        built = home(winter, dt=1)
        trace = self.order(600)(built, 1200)
        assert [name for _, name in trace.events].count("start") == 2
        assert trace.totals["lease_lost"] == 1

    def test_long_steps_take_it_as_valid(self, winter):
        built = home(winter, dt=10)
        readings, command = Readings(1), Command()
        command.valve, command.speed, command.fan = 1, 60, 9
        for now in range(0, 600, 10):
            built.sense(readings, now)
            built.advance(command, 10)
        assert built.result().totals["lease_lost"] == 0
        assert built.result()["speed"][-1] == 60.0


class TestFaults:
    def test_welded_relay_heats_until_the_second_contact_opens(self, winter):
        built = home(winter, faults=[FaultConfig(what="aux_relay", kind="welded", value=1, at=600)])

        def order(readings, command, time):
            command.aux_contact = 1 if time < 1200 else 0

        trace = drive(built, 0.5, order)
        assert trace["p_aux"][:9].max() == 0.0
        assert trace["p_aux"][12] == 1500.0
        assert trace["p_aux"][21:].max() == 0.0
        assert ("aux_on" in dict((n, t) for t, n in trace.events)) and trace.events[-1] == (1200.0, "aux_off")

    def test_its_current_is_read(self, winter):
        built = home(winter, faults=[FaultConfig(what="aux_relay", kind="welded", value=1)])
        drive(built, 0.1, steady(0, aux_contact=1))
        readings = Readings(1)
        built.sense(readings, 360)
        assert readings.aux_current_mA.value == pytest.approx(1500 / 230 * 1000, abs=100)

    def test_tripped_unit(self, winter):
        built = home(winter, faults=[FaultConfig(what="unit", kind="trip", at=1200, until=2400, value=6)])
        trace = drive(built, 1, steady(50))
        assert trace["speed"][25:39].max() == 0.0 and trace["speed"][45] > 0.0
        assert trace.totals["trips"] == 1
        assert ("stop" in [name for _, name in trace.events]) and ("trip" in [name for _, name in trace.events])

    def test_stalled_fan_and_stuck_valve(self, winter):
        built = home(winter, faults=[FaultConfig(what="fan", kind="stalled"), FaultConfig(what="valve", kind="stuck")])
        trace = drive(built, 0.5, steady(30))
        assert trace["fan_level"].max() == 0.0
        assert trace["valve_heating"].max() == 0.0


def test_events_have_names_the_trace_knows(winter):
    trace = drive(home(winter), 24)
    assert {name for _, name in trace.events} <= {*EVENTS, "trip"}
    times = [time for time, _ in trace.events]
    assert times == sorted(times)


def test_defrosts_are_listed(winter):
    built = home(winter)
    trace = drive(built, 48)
    assert len(built.defrosts) == trace.totals["defrosts"] > 0
    for defrost in built.defrosts:
        assert 90 < defrost.end - defrost.start < 1200
        assert defrost.needless == (defrost.melted < 0.3)
    assert sum(defrost.melted for defrost in built.defrosts) <= trace.totals["frost_melted_kg"] + 1e-6


def test_valve_polarity(winter):
    house, forcing = winter
    unit = load_unit("fujitsu_halcyon_12").model_copy(update={"valve_energised_in": "cooling"})
    trace = drive(Home(house, unit, forcing), 1, steady(50, valve=0))
    assert trace["valve_heating"].min() == 1.0 and trace["heat"][30] > 1000


@pytest.mark.parametrize(
    "wrong",
    [{"dt": 0}, {"dt": 61}, {"dt": 2.5}, {"dt": 7}, {"set_points": [(10.0, 20.0, nan)]}, {"set_points": []}],
)
def test_wrong_arguments(winter, wrong):
    with pytest.raises(InputError):
        home(winter, **wrong)


def test_wrong_step(winter):
    built = home(winter)
    with pytest.raises(InputError, match="dt"):
        built.advance(Command(), 5)
