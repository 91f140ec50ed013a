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
