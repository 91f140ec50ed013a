"""Whole days with people in the room: what the unit's own automatic does to them, what the vanes make of it, at what price."""

from functools import cache

import numpy as np
import pytest

from host_sim import experiment, scenario

SEATED = ("draughty_seat", "two_people_evening")


@cache
def lived(name, controller="balancepoint", *overrides, **options):
    case = scenario.load(name, overrides, options)
    return experiment.execute(case, experiment.prepare(case), controller)


@pytest.mark.parametrize("name", SEATED)
@pytest.mark.parametrize("controller", ("on_off", "maker"))
def test_the_units_automatic_blows_on_people(name, controller):
    assert lived(name, controller, days=3).kpi["draught_share"] > 0.1


@pytest.mark.parametrize("name", SEATED)
def test_nobody_sits_in_a_draught(name):
    result = lived(name, "balancepoint", days=3)
    assert result.kpi["draught_share"] == 0 and result.kpi["draught_p95"] <= 15
    assert lived(name, "balancepoint", "settings.own_fan=0", days=3).kpi["draught_share"] > 0.1


def test_a_heating_start_brings_no_cold_air():
    """The unit blows only when what leaves it is warmer than the room."""
    trace = lived("draughty_seat", "balancepoint", days=2, step=1).trace
    blowing = (trace["fan_level"] > 0.5) & (trace["valve_heating"] == 1) & (trace["speed"] > 0)
    assert np.all(trace["supply"][blowing] > trace["room"][blowing] + 2)
    assert blowing.mean() > 0.5


def test_vanes_do_not_fidget():
    trace = lived("draughty_seat", "balancepoint", days=3).trace
    moves = np.flatnonzero((np.diff(trace["vane"]) != 0) | (np.diff(trace["wide_vane"]) != 0))
    assert 2 <= len(moves) <= 6 * 3


@pytest.mark.parametrize("name", ("winter_week", "mild_spring", "hot_humid"))
def test_own_levels_cost_no_energy(name):
    ours, theirs = (lived(name, "balancepoint", f"settings.own_fan={own}", days=4).kpi for own in (1, 0))
    assert ours["energy_kWh"]["total"] <= 1.005 * theirs["energy_kWh"]["total"]
    assert ours["discomfort_Kh"] <= theirs["discomfort_Kh"] + 0.1


def test_one_and_ten_seconds_agree_on_the_air():
    one, ten = (lived("draughty_seat", "balancepoint", step=step, days=2).trace for step in (1, 10))
    assert one["fan_level"].mean() == pytest.approx(ten["fan_level"].mean(), abs=0.1)
    seated = ~np.isnan(one["draught"])
    assert (seated == ~np.isnan(ten["draught"])).all()
    assert np.median(one["draught"][seated]) == pytest.approx(np.median(ten["draught"][seated]), abs=1)


def test_where_the_air_is_turned_by_hand_the_fan_gives_way():
    """Level air onto the armchair cannot be turned away: less of it then."""
    level = [
        lived("two_people_evening", "balancepoint", f"settings.wide_vane={motor}", days=2).trace for motor in (1, 0)
    ]
    seated = [~np.isnan(trace["draught"]) for trace in level]
    assert level[1]["fan_level"][seated[1]].mean() < level[0]["fan_level"][seated[0]].mean() - 0.2
    automatic = lived("two_people_evening", "balancepoint", "settings.own_fan=0", days=2).kpi["draught_p95"]
    assert (
        lived("two_people_evening", "balancepoint", "settings.wide_vane=0", days=2).kpi["draught_p95"] < automatic / 3
    )


@pytest.mark.parametrize("kind, value", (("stuck", 1), ("offset", -20), ("offset", 15), ("dead", 1)))
def test_a_coil_sensor_that_lies_stops_nothing(kind, value):
    fault = f'faults=[{{what="indoor_coil", kind="{kind}", value={value}, at=300}}]'
    result = lived("winter_week", "balancepoint", fault, days=2)
    assert not result.trace.times("trip") and result.trace["indoor_coil"].max() < 60
    assert result.kpi["rms_error_K"] <= 0.25 and result.kpi["guard_violations"] == 0
