"""One row of the bench: every controller in the same room and weather, the floor, and what they are against it.

Runs: balancepoint without memory (first week), the same week again with the memory of the first, the on-off thermostat, the
maker's loop; over a set-back fortnight one run each, whose second week is judged for punctuality.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from host_sim import scenario
from host_sim.adapters.energyplus import EnergyPlus
from host_sim.adapters.guest import Guest
from host_sim.experiment import CORE, REFERENCE, Result, execute_in, home_options
from host_sim.foreign import response, steady
from host_sim.foreign.floor import STEP, Plan, Problem, least
from host_sim.foreign.plan import SET_COOL, SET_HEAT, SETBACK, ZONES, Row
from host_sim.foreign.sizing import size
from host_sim.plant.air import humidity_ratio
from host_sim.scenario import Scenario
from host_sim.trace import Trace

MAKER, SECOND = "maker", "second"
NODES = 5  # outdoor temperatures of the unit's map
_PUSH = 0.2  # of the design load, for the response
_SCHEDULE = [
    {"days": "mon-fri", "at": "06:30", "preset": "home"},
    {"days": "sat, sun", "at": "08:00", "preset": "home"},
    {"days": "daily", "at": "22:30", "preset": "sleep"},
]


def run(row: Row) -> dict[str, Any]:
    """The row's figures, plain values for a line of JSON."""
    sized = size(row)
    unit = sized.unit(row.kind)
    case = _scenario(row, unit.model_dump(), 0.0 if row.cooling else sized.heater)
    with _building(row, case, with_load=True) as building:
        answer = response.measure(building, _PUSH * max(sized.heating, sized.cooling))
    results: dict[str, Result] = {}
    for label, controller in ((CORE, CORE), (SECOND, CORE), (REFERENCE, REFERENCE), (MAKER, MAKER)):
        if label == SECOND and row.kind == SETBACK:
            continue
        memory = results[CORE].memory if label == SECOND else None
        with _building(row, case, with_load=False) as building:
            guest = Guest(
                building, case.unit, days=case.days, minute_of_week=building.minute_of_week,
                load=answer.load.tolist(), **home_options(case, controller),
            )  # fmt: skip
            results[label] = execute_in(guest, case, controller, memory)
    return {
        "row": row.name,
        "start": row.start,
        "unit": unit.name,
        "design_W": [round(sized.heating), round(sized.cooling)],
        "heater_W": 0 if row.cooling else sized.heater,
        "response_fit": answer.fit,
        "time_constants_h": [round(float(tau) / 3600, 2) for tau in answer.times],
        "runs": {label: _figures(result.trace, result, row.cooling) for label, result in results.items()},
        **_against_floor(row, answer, unit, sized.heater, results),
    }


def _scenario(row: Row, unit: dict[str, Any], heater: float) -> Scenario:
    request = (
        {"mode": "cool", "cool_setpoint": SET_COOL} if row.cooling else {"mode": "heat", "heat_setpoint": SET_HEAT}
    )
    raw: dict[str, Any] = {
        "description": row.name, "weather": str(row.weather), "start": row.start, "days": row.days, "unit": unit,
        "aux": {"stages": [heater] if heater else []}, "request": [request],
    }  # fmt: skip
    if row.kind == SETBACK:
        raw |= {"schedule": _SCHEDULE, "settings": {"sleep_setback": "3 K"}}
    return scenario.build(raw, "foreign", row.name.replace("/", " "))


def _building(row: Row, case: Scenario, with_load: bool) -> EnergyPlus:
    return EnergyPlus(
        row.model, row.weather, zone=ZONES[row.zone][1], start=case.start, days=case.days,
        set_points=case.set_points(), with_load=with_load, furnished=True,
    )  # fmt: skip


def _figures(trace: Trace, result: Result, cooling: bool) -> dict[str, Any]:
    kpi = result.kpi
    parts = kpi["energy_kWh"]
    assert isinstance(parts, dict)
    warm = np.asarray(trace["room"]) > np.nan_to_num(np.asarray(trace["set_heat"]), nan=np.inf)
    return {
        **{name: kpi[name] for name in ("rms_error_K", "discomfort_Kh", "overheat_Kh", "starts", "defrosts")},
        "energy_kWh": parts["total"],
        "aux_kWh": parts["aux"],
        "aux_above_set_point_kWh": trace.kwh(np.where(warm, trace["p_aux"], 0.0)),
        "mean_C": float(np.mean(trace["room"])),
        "mornings_on_time": kpi["recovery_on_time"],
        "guard_violations": kpi["guard_violations"],
    }


def _against_floor(
    row: Row, answer: response.Response, unit: Any, heater: float, results: dict[str, Result]
) -> dict[str, Any]:
    last = results.get(SECOND, results[CORE])
    problem = _problem(row, answer, last.trace, heater)
    heats = {label: _heat(result.trace, problem.sign) for label, result in results.items()}
    air = _air(last.trace, problem)
    clean = steady.measure(unit, air, row.cooling, frosting=False)
    frosting = clean if row.cooling else steady.measure(unit, air, row.cooling, frosting=True)
    plans = {label: least(problem, heat, clean) for label, heat in heats.items()}
    label = SECOND if SECOND in results else CORE
    with_ramps = least(problem, heats[label], frosting, ramps=True)
    with_starts = least(problem, heats[label], frosting, starts=clean.start)
    used = {name: float(result.kpi["energy_kWh"]["total"]) for name, result in results.items()}  # type: ignore[index]
    found = problem.room(heats[label])[0]
    room = _means(last.trace, "room", ends=True)
    return {
        "floor_kWh": {name: plan.total for name, plan in plans.items()},
        "floor_defrosts_kWh": with_ramps.total,
        "floor_defrosts_starts_kWh": with_starts.total,
        "deficit_kWh": 0.0 if row.cooling else with_ramps.heater,
        "floor_lack": max(plan.lack for plan in [*plans.values(), with_ramps]),
        "response_rms_K": float(np.sqrt(np.mean((found - room) ** 2))),
        "share": {
            name: share(used[REFERENCE], used[name], plans[REFERENCE], plans[name], plans[name].total)
            for name in results
            if name != REFERENCE
        },
        "share_defrosts_starts": share(
            used[REFERENCE], used[label], plans[REFERENCE], plans[label], with_starts.total
        ),
    }  # fmt: skip


def share(usual: float, ours: float, floor_usual: Plan, floor_ours: Plan, floor: float) -> float | None:
    """Of the saving that is possible. The usual thermostat's electricity is brought to our mean temperature and K·h as its
    floor is; None where there is nothing to save."""
    brought = usual * floor_ours.total / floor_usual.total
    possible = brought - floor
    return (brought - ours) / possible if possible > 0 else None


def _problem(row: Row, answer: response.Response, trace: Trace, heater: float) -> Problem:
    sign = -1.0 if row.cooling else 1.0
    per = STEP // 60
    return Problem(
        response=answer,
        held=answer.held[per - 1 :: per],
        load=sign * answer.load.reshape(-1, per).mean(axis=1),
        outdoor=_means(trace, "outdoor"),
        set_point=_means(trace, "set_cool" if row.cooling else "set_heat"),
        heater=0.0 if row.cooling else heater,
        cooling=row.cooling,
    )


def _heat(trace: Trace, sign: float) -> np.ndarray:
    return sign * (_means(trace, "heat") + _means(trace, "aux_heat"))


def _means(trace: Trace, name: str, ends: bool = False) -> np.ndarray:
    """A column on the floor's steps: means, or the values at their ends."""
    per = STEP // int(trace.interval)
    values = np.asarray(trace[name], dtype=np.float64)
    return values[per - 1 :: per] if ends else values.reshape(-1, per).mean(axis=1)


def _air(trace: Trace, problem: Problem) -> steady.Air:
    """The chamber's: the row's mean indoors, its range outdoors, each node with the mean moisture of the hours near it."""
    outdoor = np.linspace(problem.outdoor.min(), problem.outdoor.max() + 0.1, NODES)
    damp = _means(trace, "outdoor_humidity")
    near = np.abs(problem.outdoor[:, None] - outdoor).argmin(axis=1)
    moist = [
        humidity_ratio(float(at), float(damp[near == k].mean() if (near == k).any() else damp.mean()), 101_325.0)
        for k, at in enumerate(outdoor)
    ]
    room = float(np.mean(trace["room"]))
    inside = humidity_ratio(room, float(np.mean(trace["humidity"])), 101_325.0)
    return steady.Air(room, inside, outdoor, np.array(moist))
