"""Whole scenarios, judged by what each one promises; the table's other rows; steps of 1 s and 10 s; a light room."""

from functools import cache

import numpy as np
import pytest

from host_sim import experiment, scenario
from host_sim.kpi import RELATIVE
from host_sim.report.figures import verdicts

WEEKS = sorted(set(scenario.names()) - {"year"})
THRIFTLESS = "muz_fh18nah2"  # its COP at minimum speed is no better than at full speed


@cache
def kpi(name, controller="balancepoint", *overrides, **options):
    case = scenario.load(name, overrides, options)
    result = experiment.execute(case, experiment.prepare(case), controller)
    return case, result


@pytest.mark.parametrize("name", WEEKS)
def test_a_scenario_keeps_what_it_promises(name):
    case, ours = kpi(name, "balancepoint")
    figures = dict(ours.kpi)
    if any(limit.kpi in RELATIVE for limit in case.limits()):
        figures.update(experiment.against(ours.kpi, kpi(name, "on_off")[1].kpi))
    missed = [str(verdict) for verdict in verdicts(case.limits(), figures) if verdict.holds is False]
    assert not missed


def test_below_minimum_capacity_the_room_stays_near_the_set_point():
    """Over four seeds: in winter_week it is the six hours of one sunny afternoon, with one seed 0.27 to 0.33 K (16 of them: 0.296
    on average; 0.292 with the learner that was there before)."""
    for name in ("winter_week", "mild_spring"):
        found = [kpi(name, "balancepoint", seed=seed)[1].kpi["rms_error_low_load_K"] for seed in (1, 2, 3, 4)]
        assert np.sqrt(np.mean(np.square(found))) <= 0.30


def test_a_unit_that_gains_nothing_at_minimum_speed_still_saves():
    unit = f'unit="{THRIFTLESS}"'
    ours = kpi("mild_spring", "balancepoint", unit)[1].kpi
    theirs = kpi("mild_spring", "on_off", unit)[1].kpi
    assert experiment.saving(ours, theirs) >= 6
    assert ours["rms_error_low_load_K"] <= theirs["rms_error_low_load_K"]


def test_one_and_ten_seconds_agree():
    """Not to the bit: noise and the people's seconds differ. To what anyone would read off the figures."""
    one, ten = (kpi("winter_week", step=step, days=2)[1] for step in (1, 10))
    assert one.kpi["energy_kWh"]["total"] == pytest.approx(ten.kpi["energy_kWh"]["total"], rel=0.02)
    assert one.trace.columns["room"].mean() == pytest.approx(ten.trace.columns["room"].mean(), abs=0.05)
    assert abs(one.kpi["starts"] - ten.kpi["starts"]) <= 2


@pytest.mark.parametrize("step", [30, 60])
@pytest.mark.parametrize("name", ["frost_0C", "winter_week", "hot_humid", "deep_cold"])
def test_long_steps_say_what_steps_of_a_second_say(name, step):
    one, long = (kpi(name, step=s, days=2)[1] for s in (1, step))
    all_of_it = one.kpi["energy_kWh"]["total"]
    for figure in ("total", "aux"):  # the heater's share too, by what that is of the whole
        assert long.kpi["energy_kWh"][figure] == pytest.approx(one.kpi["energy_kWh"][figure], abs=0.02 * all_of_it)
    assert long.kpi["heat_kWh"] == pytest.approx(one.kpi["heat_kWh"], rel=0.02)
    assert long.trace["room"].mean() == pytest.approx(one.trace["room"].mean(), rel=0.02)
    if one.kpi["rms_error_K"] is not None:
        assert long.kpi["rms_error_K"] == pytest.approx(one.kpi["rms_error_K"], rel=0.02, abs=0.02)
        assert long.kpi["discomfort_Kh"] == pytest.approx(one.kpi["discomfort_Kh"], rel=0.02, abs=0.2)
    # In deep cold unit and heater are at their end, and no rms is told. There the K·h do not hold: 6.9 to 7.6 in a week over five
    # seeds at 1 s, 7.2 to 8.7 at 10 s, 7.3 to 8.3 at 30 s, 7.7 to 8.7 at 60 s (docs/own_plant.md)
    for figure in ("starts", "defrosts"):
        assert long.kpi[figure] == pytest.approx(one.kpi[figure], rel=0.05, abs=1)
    lengths = [
        np.subtract(
            *np.array([run.trace.times(f"defrost_{name}")[: run.kpi["defrosts"] - 1] for name in ("end", "start")])
        )
        for run in (one, long)
    ]
    if lengths[0].size:
        assert abs(lengths[1].mean() - lengths[0].mean()) <= step
        assert abs(lengths[1].max() - lengths[0].max()) <= step


def test_a_light_room_makes_no_cycling():
    figures = kpi("winter_week", "balancepoint", "house.air_capacity=9")[1].kpi
    assert figures["starts_per_hour_above_min"] <= 0.3
    assert figures["min_time_violations"] == 0


@pytest.mark.parametrize("at", ["4 12:00", "2 03:00", "4 06:00", "3 22:00"])
def test_a_sensor_that_sticks_makes_no_cold_and_no_hot_house(at):
    """Stuck a little below the set point it asks for heat for ever, above it for none: whichever it was at that time."""
    _, result = kpi("dead_sensor", "balancepoint", 'faults.0.kind="stuck"', f'faults.0.at="{at}"')
    assert result.trace.columns["room"].min() > 18
    assert result.trace.columns["room"].max() < 24
    assert any("room 1 is stuck" in entry["text"] for entry in result.journal)


def test_same_seed_same_bytes():
    (_, first), (_, second) = (kpi.__wrapped__("cold_snap", days=1) for _ in range(2))
    assert first.kpi == second.kpi and first.journal == second.journal
    assert all((first.trace.columns[name] == second.trace.columns[name]).all() for name in ("room", "speed", "p_total"))
