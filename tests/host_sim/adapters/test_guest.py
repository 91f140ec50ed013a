"""The machines in somebody else's building: in our own house, given as such a building, the week must be the same."""

import numpy as np
import pytest

from balancepoint.control.command import Command
from balancepoint.control.readings import Readings
from host_sim import scenario
from host_sim.adapters.guest import Guest, Surroundings
from host_sim.errors import InputError
from host_sim.experiment import CORE, execute, execute_in, home_options, prepare
from host_sim.plant import forcing as fo
from host_sim.plant.air import CP_AIR, moisture_step
from host_sim.plant.house import build_network, house_step, infiltration_conductance
from host_sim.plant.units import load_unit


class OwnHouse:
    """Our house under our weather, as a building."""

    def __init__(self, house, forcing, step, low, high):
        self.house, self.forcing, self.step = house, forcing, step
        self.time = 0
        network = build_network(house)
        self.x, self.w = fo.start_state(network, house, forcing, low, high)
        self.mean, self.u = np.zeros_like(self.x), np.zeros(len(network.inputs))
        self.steps = network.discretise(float(step))
        self.c, self.d = network.outputs(["radiant", "wall"])
        self.row = np.zeros(forcing.table.shape[1])
        self.given = 0.0

    def surroundings(self):
        row = self.row
        fo.interpolate(self.forcing.table, float(self.time), row)
        self.u[2:] = row[fo.U0 :]
        radiant, wall = (self.c @ self.x + self.d @ self.u).tolist()
        return Surroundings(
            room=float(self.x[0]), radiant=radiant, wall=wall, outdoor=row[fo.T_OUT], humidity_ratio=self.w,
            outdoor_humidity_ratio=row[fo.W_OUT], pressure=row[fo.P_ATM], wind=row[fo.WIND], sun=row[fo.SUN_H],
            gains=row[fo.GAIN_CONV] + row[fo.GAIN_RAD],
        )  # fmt: skip

    def advance(self, heat, radiant, vapour):
        row, leaks = self.row, self.forcing.infiltration
        fo.interpolate(self.forcing.table, self.time + 0.5 * self.step, row)
        g = infiltration_conductance(row[fo.WIND], row[fo.T_OUT] - self.x[0], leaks)
        self.u[2:] = row[fo.U0 :]
        self.u[0] = row[fo.GAIN_CONV] + (g - leaks[3]) * (row[fo.T_OUT] - self.x[0]) + heat
        self.u[1] = row[fo.GAIN_RAD] + radiant
        house_step(self.x, self.mean, self.u, self.steps)
        water = row[fo.GAIN_H2O] + vapour
        self.w = moisture_step(self.w, self.house.air_mass, g / CP_AIR, row[fo.W_OUT], water, float(self.step))
        self.given += (heat + radiant) * self.step
        self.time += self.step

    def heat_taken(self):
        return self.given


class Still:
    """A room that nothing moves."""

    def __init__(self, step=60, **surroundings):
        self.step = step
        self.now = Surroundings(**{"room": 20.0, "outdoor": 0.0} | surroundings)
        self.taken = []

    def surroundings(self):
        return self.now

    def advance(self, heat, radiant, vapour):
        self.taken.append((heat, radiant, vapour))

    def heat_taken(self):
        return None


@pytest.mark.parametrize(
    ("name", "step", "days"),
    [("winter_week", 10, 1), ("winter_week", 60, 3), ("cold_snap", 60, 3), ("hot_humid", 60, 3)],
)
def test_our_own_house_as_a_guest_is_our_own_house(name, step, days):
    chosen = scenario.load(name, [f"days={days}"])
    forcing = prepare(chosen)
    at_home = execute(chosen, forcing, CORE)
    _, low, high = chosen.set_points()[0]
    load = at_home.trace["load"].tolist() if step == 60 else np.repeat(at_home.trace["load"], 60 // step).tolist()
    house = OwnHouse(chosen.house, forcing, step, low, high)
    guest = Guest(
        house, chosen.unit, days=days, minute_of_week=forcing.minute_of_week, load=load, **home_options(chosen, CORE)
    )
    away = execute_in(guest, chosen, CORE)

    assert away.kpi["energy_kWh"]["total"] == pytest.approx(at_home.kpi["energy_kWh"]["total"], rel=0.005)
    assert away.kpi["heat_kWh"] == pytest.approx(at_home.kpi["heat_kWh"], rel=0.002)
    assert away.kpi["rms_error_K"] == pytest.approx(at_home.kpi["rms_error_K"], abs=0.01)
    assert away.kpi["guard_violations"] == 0
    assert away.trace["room"].mean() == pytest.approx(at_home.trace["room"].mean(), abs=0.02)
    # A defrost that falls into another minute makes a dip there
    for column, most in (("room", 0.15), ("outdoor", 0.02), ("humidity", 0.005), ("mean_radiant", 0.05)):
        assert np.sqrt(np.mean((away.trace[column] - at_home.trace[column]) ** 2)) < most, column
    for column in ("load", "capacity_min", "capacity_max"):
        assert np.mean(np.abs(away.trace[column] - at_home.trace[column])) < 1.0, column
    assert away.trace.totals["residual_J"] == pytest.approx(0.0, abs=1.0)


def test_the_building_gets_all_the_heat_and_the_record_says_so():
    chosen = scenario.load("winter_week", ["days=1"])
    building = Still(room=19.0, outdoor=-8.0)
    guest = Guest(building, chosen.unit, days=1, **home_options(chosen, CORE))
    trace = execute_in(guest, chosen, CORE).trace
    heat = 60 * sum(air + radiant for air, radiant, _ in building.taken)
    assert heat > 1e7
    assert heat == pytest.approx(guest.heat_given, rel=1e-9)
    assert 3.6e6 * trace.kwh(trace["heat"] + trace["aux_heat"]) == pytest.approx(heat, rel=1e-5)
    assert (trace["room"] == 19.0).all() and (trace["mean_radiant"] == 19.0).all()
    assert np.isnan(trace["load"]).all() and np.isnan(trace["gains"]).all()
    assert trace.totals["residual_J"] == 0.0


def test_a_cold_coil_takes_water_out_of_a_damp_room():
    unit = load_unit("fujitsu_halcyon_12")
    building = Still(room=27.0, humidity_ratio=0.016, outdoor=33.0)
    guest = Guest(building, unit, days=1, dt=10)
    command = Command()
    command.valve, command.speed, command.fan = 1 - unit.heating_valve, 80, 3
    for _ in range(180):
        guest.advance(command, 10)
    heat, _, vapour = building.taken[-1]
    assert heat < -1000 and vapour < 0
    assert guest.result().totals["condensate_kg"] == pytest.approx(-60 * sum(row[2] for row in building.taken))


def test_what_a_building_tells_is_read_and_recorded():
    building = Still(room=21.5, wall=15.0, outdoor=-7.0, sun=300.0, solar=120.0, gains=250.0, infiltration=-90.0)
    guest = Guest(building, load_unit("fujitsu_halcyon_12"), days=1, minute_of_week=100, dt=60)
    readings = Readings()
    guest.sense(readings, 0)
    # 5 % of the wall, and noise of 0.03 K
    assert readings.rooms[0].value == pytest.approx(2150 - 0.05 * 650, abs=21)
    assert readings.outdoor.value == pytest.approx(-700, abs=60)
    assert readings.minute_of_week.value == 100
    for _ in range(5):
        guest.advance(Command(), 60)
    trace = guest.result()
    assert trace["solar"].tolist() == [120.0] * 5
    assert trace["gains"].tolist() == [250.0] * 5
    assert trace["infiltration"].tolist() == [-90.0] * 5


@pytest.mark.parametrize(("step", "dt"), [(60, 25), (10, 60), (300, 7)])
def test_a_step_that_does_not_divide_the_buildings_is_refused(step, dt):
    with pytest.raises(InputError, match=f"dt: {dt} s; allowed: a divisor of the building's step, {step} s"):
        Guest(Still(step), load_unit("fujitsu_halcyon_12"), days=1, dt=dt)


@pytest.mark.parametrize("step", [10, 60, 300])
def test_any_step_of_the_building_fits_the_record(step):
    building = Still(step, gains=100.0)
    guest = Guest(building, load_unit("fujitsu_halcyon_12"), days=1, dt=10, load=[float(k) for k in range(600 // step)])
    for _ in range(60):
        guest.advance(Command(), 10)
    trace = guest.result()
    assert len(trace.time_s) == 10 and len(building.taken) == 600 // step
    assert trace["gains"].tolist() == [100.0] * 10
    assert trace["load"].mean() == pytest.approx(np.arange(600 // step).mean())


def test_a_record_that_does_not_fit_the_buildings_step_is_refused():
    with pytest.raises(InputError, match="trace_interval: 60 s; allowed"):
        Guest(Still(90), load_unit("fujitsu_halcyon_12"), days=1, dt=10)
