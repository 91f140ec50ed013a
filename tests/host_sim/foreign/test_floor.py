"""The floor against plans that can be worked out by hand, and the response and map that it stands on."""

import numpy as np
import pytest

from host_sim.foreign import floor
from host_sim.foreign.floor import STEP, Plan, Problem, least
from host_sim.foreign.response import TIMES, Response, measure
from host_sim.foreign.row import share
from host_sim.foreign.sizing import SMALLEST, UNIT, scaled
from host_sim.foreign.steady import Air, Map
from host_sim.foreign.steady import measure as measure_map
from host_sim.plant.heat_pump import unit_parameters
from host_sim.plant.units import load_unit

DAY = 144
HOURS = STEP / 3600


def room(load, cooling=False, heater=0.0, outdoor=0.0):
    """0.01 K/W: half of it in an hour, half in ten."""
    response = Response(np.array([0.005, 0.005]), np.array([3600.0, 36_000.0]), 0.0, np.empty(0), np.empty(0))
    n = len(load)
    at = 24.0 if cooling else 21.0
    return Problem(response, np.full(n, at), load, np.full(n, outdoor), np.full(n, at), heater, cooling)


def unit(watts=3000.0, per_watt=0.25, standby=5.0, at=(-20.0, 20.0)):
    """Three speeds, W a W of heat the same at all."""
    heat = np.tile([0.0, watts / 3, 2 * watts / 3, watts], (len(at), 1))
    return Map(np.array(at), heat, standby + per_watt * heat, 1, 0.0)


@pytest.mark.parametrize("cooling", [False, True])
def test_where_every_watt_costs_the_same_the_floor_is_the_load(cooling):
    load = 1000.0 + 500.0 * np.sin(np.arange(DAY) / 9.0)
    plan = least(room(load, cooling), load, unit())
    # The same heat within what a shift in time changes of the mean: less at the begin costs comfort, less at the end warmth
    assert plan.total == pytest.approx((0.25 * load + 5.0).sum() * STEP / 3.6e6, rel=0.01)
    assert plan.heater == 0.0


def test_what_the_presolve_leaves_undecided_is_solved_without(monkeypatch):
    load = np.full(DAY, 1000.0)
    decided = least(room(load), load, unit())
    plain = floor.milp

    def undecided(cost, **given):
        found = plain(cost, **given)
        if given["options"].get("presolve", True):
            found.x = None
        return found

    monkeypatch.setattr(floor, "milp", undecided)
    assert least(room(load), load, unit()).total == pytest.approx(decided.total)


def test_the_plan_takes_heat_when_it_is_cheap():
    load = np.full(2 * DAY, 1000.0)
    night = np.arange(2 * DAY) % DAY < DAY // 2
    problem = room(load)
    cold, warm = unit(per_watt=0.5), unit(per_watt=0.25)
    outdoor = np.where(night, -10.0, 10.0)
    both = Map(np.array([-10.0, 10.0]), cold.heat, np.array([cold.power[0], warm.power[0]]), 1, 0.0)
    problem = Problem(problem.response, problem.held, load, outdoor, problem.set_point, 0.0, False)
    steady = (np.where(night, 0.5, 0.25) * load + 5.0).sum() * STEP / 3.6e6
    plan = least(problem, load, both)
    assert 0.8 * steady < plan.total < steady - 0.2  # the band lets a kilowatt-hour or two be moved


def test_a_warmer_run_has_a_higher_floor_and_more_discomfort_a_lower_one():
    load = np.full(DAY, 1000.0)
    totals = [least(room(load), load * factor, unit()).total for factor in (0.8, 0.95, 1.0, 1.1)]
    assert totals == sorted(totals) and totals[0] < totals[-1] * 0.85


def test_the_heater_gives_only_what_lacks():
    load = np.full(DAY, 3500.0)
    plan = least(room(load, heater=2000.0), load, unit(3000.0))
    assert plan.heater == pytest.approx(500.0 * DAY * STEP / 3.6e6, rel=0.02)
    assert least(room(load * 0.5, heater=2000.0), load * 0.5, unit(3000.0)).heater == pytest.approx(0.0, abs=1e-6)


def test_a_unit_that_cannot_give_what_the_run_gave_gives_all_and_says_so():
    load = np.full(DAY, 2000.0)
    plan = least(room(load), load, unit(1500.0))
    assert plan.total == pytest.approx((0.25 * 1500.0 + 5.0) * DAY * STEP / 3.6e6, rel=1e-6)
    assert plan.lack > 1.0
    assert least(room(load), load, unit(3000.0)).lack == pytest.approx(0.0, abs=1e-6)


def test_a_ramp_leaves_something_to_the_heater_after_a_rest():
    load = np.where(np.arange(DAY) < DAY // 2, 0.0, 3000.0)
    problem = room(load, heater=2000.0)
    problem.set_point[:] = problem.held - 0.5  # no room below for coasting, none above for heat in advance
    plain, ramped = (least(problem, load, unit(3000.0), ramps=ramps) for ramps in (False, True))
    assert plain.heater == pytest.approx(0.0, abs=1e-6)
    assert ramped.total >= plain.total - 1e-9


def test_starts_and_the_least_speed_raise_the_floor():
    load = np.full(DAY // 2, 300.0)
    free = least(room(load), load, unit(3000.0)).total
    bound = least(room(load), load, unit(3000.0), starts=100_000.0).total
    assert bound > free + 0.02  # a third of the least speed: at least one start of 28 Wh


def test_what_rounds_a_share():
    """Of 10 kWh ours are 8, the floor 6; the usual run is as warm as ours, or was colder by 5 % of the floor."""
    floor = Plan(6.0, 0.0)
    assert share(10.0, 8.0, floor, floor, 6.0) == pytest.approx(0.5)
    assert share(9.5, 8.0, Plan(5.7, 0.0), floor, 6.0) == pytest.approx(0.5)
    assert share(6.0, 6.0, floor, floor, 6.0) is None


class _Room:
    """Two lags, as EnergyPlus answers: the room at the end of each step."""

    def __init__(self, gains, times, load):
        self.load, self.held = list(load), [21.0] * len(load)
        self._gains, self._keep = np.array(gains), np.exp(-60.0 / np.array(times))
        self._x, self._k = np.zeros(len(gains)), 0

    def advance(self, heat, radiant, vapour):
        self._x = self._keep * self._x + (1 - self._keep) * (heat - self.load[self._k])
        self._k += 1

    def surroundings(self):
        class Now:
            room = 21.0 + float(self._gains @ self._x)

        return Now


def test_a_response_is_found_again():
    load = 800.0 + 300.0 * np.sin(np.arange(3 * 1440) / 200.0)
    found = measure(_Room([0.002, 0.007], [1500.0, 50_000.0], load), 400.0)
    assert found.fit < 0.01
    assert (found.gains >= 0).all() and set(found.times) <= set(TIMES)
    extra = np.full(DAY, 100.0)
    at = STEP * np.arange(1, DAY + 1)
    truth = 100 * (0.002 * (1 - np.exp(-at / 1500.0)) + 0.007 * (1 - np.exp(-at / 50_000.0)))
    assert found.states(extra, STEP) @ found.gains == pytest.approx(truth, abs=0.02)


def test_the_map_is_the_data_sheet_where_no_frost_grows(monkeypatch):
    from host_sim.foreign import steady

    monkeypatch.setattr(steady, "SPEEDS", 2)
    monkeypatch.setattr(steady, "FROSTING", 240)
    sheet = load_unit(UNIT)
    air = Air(21.0, 0.006, np.array([-8.33]), np.array([0.0019]))
    clean, frosting = (measure_map(sheet, air, cooling=False, frosting=frosting) for frosting in (False, True))
    row = next(one for one in sheet.heating if one.outdoor == -8.33)
    assert clean.fans == 2
    assert clean.heat[0, [0, 1, 4]] == pytest.approx([0.0, row.min.heat, row.max.heat], rel=0.08)
    assert clean.power[0, 4] == pytest.approx(row.max.power, rel=0.08)
    assert clean.start > 0.0 and clean.power[0, 0] > 0.0
    assert frosting.heat[0, 4] < 0.97 * clean.heat[0, 4]


def test_a_unit_of_another_size_is_the_same_unit():
    sheet = load_unit(UNIT)
    least_, twice = scaled(sheet, SMALLEST / 5163.0), scaled(sheet, 2.0)
    assert twice.heating[0].max.heat == 2 * sheet.heating[0].max.heat
    assert twice.core_map()["speed_max"] == sheet.core_map()["speed_max"]
    assert least_.fan[0].airflow >= 100.0
    assert unit_parameters(twice, False).ice_25 == pytest.approx(2 * unit_parameters(sheet, False).ice_25)
