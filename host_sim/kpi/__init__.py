"""The figures a run is judged by: one small function each, whose docstring is the definition.

Definitions follow BOPTEST (project1-boptest commit 0f8a467, kpis/kpi_calculator.py) where it has one: discomfort is its
`tdis`, energy `ener`, cost `cost`, the peak `pele`, travel its actuator travel. PMV and PPD follow ISO 7730:2005.

The *set point* is the scenario's, never the controller's own; the *band* is the set point ±0.5 K. With only a heating set
point the mode can heat, with only a cooling set point it can cool, with both it does both. The *load* is the shadow load:
the heat that would hold the set point exactly, from a second copy of the house under the same weather and people.

    figures = evaluate(Outcome(trace, price=0.17))
"""

from __future__ import annotations

import numpy as np

from host_sim.diagnoses import diagnosis_days, false_diagnoses
from host_sim.kpi.comfort import (
    DRAUGHTY,
    damp_share,
    discomfort,
    draught_p95,
    draught_share,
    overheat,
    ppd10_share,
    rms_error,
    rms_error_low_load,
)
from host_sim.kpi.cycling import (
    longest_defrost,
    min_time_violations,
    needless_defrosts,
    starts_by_load,
    starts_worst_hour,
)
from host_sim.kpi.energy import PARTS, aux_share, cop, deficit, energy, heat, peak
from host_sim.kpi.marks import BAND, heating_side, recovering
from host_sim.kpi.outcome import Outcome
from host_sim.kpi.votes import AIR_SPEED, METABOLISM, pmv, ppd
from host_sim.punctuality import latest, on_time

NAMES = (
    "rms_error_K", "discomfort_Kh", "overheat_Kh", "ppd10_share", "damp_share",
    *(f"energy_kWh.{part}" for part in PARTS),
    "heat_kWh", "cop", "cost", "starts", "starts_per_hour", "starts_worst_hour", "min_time_violations", "aux_share", "defrosts",
    "needless_defrosts", "longest_defrost_min", "travel_Hz", "peak_kW", "guard_violations", "rms_error_low_load_K",
    "starts_per_hour_above_min", "starts_per_hour_below_min", "deficit_kWh", "aux_over_deficit", "draught_share",
    "draught_p95", "diagnosis_days",
    "false_diagnoses", "recovery_on_time", "recovery_late_min",
)  # fmt: skip
SAVING = "saving_percent"  # electricity saved against the on-off thermostat, known where that ran too
AUX_OF_USUAL = "aux_of_usual"  # electricity of the backup over the on-off thermostat's, likewise
DISCOMFORT_OVER_USUAL = "discomfort_over_usual_Kh"  # beyond the on-off thermostat's, likewise; negative: less
RELATIVE = (SAVING, AUX_OF_USUAL, DISCOMFORT_OVER_USUAL)

__all__ = [
    "AIR_SPEED",
    "AUX_OF_USUAL",
    "BAND",
    "DISCOMFORT_OVER_USUAL",
    "DRAUGHTY",
    "Kpi",
    "METABOLISM",
    "NAMES",
    "Outcome",
    "PARTS",
    "RELATIVE",
    "SAVING",
    "aux_share",
    "cop",
    "damp_share",
    "deficit",
    "discomfort",
    "draught_p95",
    "draught_share",
    "energy",
    "evaluate",
    "heat",
    "heating_side",
    "longest_defrost",
    "min_time_violations",
    "needless_defrosts",
    "overheat",
    "peak",
    "pmv",
    "ppd",
    "ppd10_share",
    "recovering",
    "rms_error",
    "rms_error_low_load",
    "starts_by_load",
    "starts_worst_hour",
]

Kpi = dict[str, "float | int | None | dict[str, float]"]


def evaluate(outcome: Outcome) -> Kpi:
    """All figures by their published names; a figure that has no value in this run is None."""
    trace = outcome.trace
    parts = energy(trace)
    hours = len(trace.time_s) * trace.interval / 3600
    starts = len(trace.times("start"))
    lack, backup = deficit(trace), trace.kwh(trace["aux_heat"])
    figures: Kpi = {
        "rms_error_K": rms_error(trace),
        "discomfort_Kh": discomfort(trace),
        "overheat_Kh": overheat(trace),
        "ppd10_share": ppd10_share(trace),
        "damp_share": damp_share(trace),
        "energy_kWh": parts,
        "heat_kWh": heat(trace),
        "cop": cop(trace),
        "cost": parts["total"] * outcome.price,
        "starts": starts,
        "starts_per_hour": starts / hours,
        "starts_worst_hour": starts_worst_hour(trace),
        "min_time_violations": min_time_violations(outcome),
        "aux_share": aux_share(trace),
        "defrosts": len(trace.times("defrost_start")),
        "needless_defrosts": needless_defrosts(trace),
        "longest_defrost_min": longest_defrost(trace),
        "travel_Hz": trace.totals.get("travel_Hz"),
        "peak_kW": peak(trace),
        "guard_violations": outcome.guard_violations,
        "diagnosis_days": None if outcome.named is None else diagnosis_days(outcome.wrong, outcome.named),
        "false_diagnoses": None if outcome.named is None else false_diagnoses(outcome.wrong, outcome.named),
        "rms_error_low_load_K": rms_error_low_load(trace),
        **starts_by_load(trace),
        "deficit_kWh": lack,
        "recovery_on_time": on_time(trace),
        "recovery_late_min": latest(trace),
        "aux_over_deficit": backup / lack if lack > 0.05 else None,
        "draught_share": draught_share(trace),
        "draught_p95": draught_p95(trace),
    }
    return {name: _plain(value) for name, value in figures.items()}


def _plain(value: object) -> float | int | None | dict[str, float]:
    """JSON has no NaN: what is not finite becomes None; floats are cut to nine digits, so that summaries compare."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}  # type: ignore[misc]
    if value is None or isinstance(value, int):
        return value
    number = float(value)  # type: ignore[arg-type]
    return float(f"{number:.9g}") if np.isfinite(number) else None
