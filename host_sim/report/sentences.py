"""What must hold, in words: each figure that a scenario can put a limit on, as the subject of a sentence."""

from __future__ import annotations

from host_sim.report.figures import LINES, Verdict

_SIGNS = {"<=": "at most", ">=": "at least", "<": "below", ">": "above", "=": "exactly"}

# name in summary.json: the subject of "... is at most 3"
_SUBJECTS = {
    "rms_error_K": "The room's rms distance from the set point, while the unit can follow the load,",
    "rms_error_low_load_K": "The room's rms distance from the set point, while the unit must cycle,",
    "discomfort_Kh": "The time the room spends outside the band, times how far,",
    "overheat_Kh": "The time that sun or night air carries the room beyond the band, times how far,",
    "ppd10_share": "The share of the hours in which more than 10 % of people would be dissatisfied",
    "damp_share": "The share of the hours with the room air above 60 % humidity",
    "draught_share": "The share of the time in which people sit in a draught (draught rate above 15 %)",
    "draught_p95": "The draught rate that 95 % of the time people sit stays below",
    "recovery_on_time": "The share of the raised set points that the room reaches within 10 min of the time asked",
    "recovery_late_min": "The latest arrival at a raised set point, after the time asked,",
    "energy_kWh.total": "All electricity",
    "energy_kWh.compressor": "The compressor's electricity",
    "energy_kWh.aux": "The backup heater's electricity",
    "energy_kWh.defrost": "The electricity of defrosting",
    "energy_kWh.fan": "The indoor fan's electricity",
    "energy_kWh.standby": "The electricity of standby",
    "heat_kWh": "The heat (or cold) supplied",
    "cop": "The heat supplied over all electricity (COP)",
    "cost": "The cost of the electricity",
    "peak_kW": "The highest mean power of a quarter of an hour",
    "aux_share": "The backup heater's share of the heat",
    "deficit_kWh": "The heat beyond what the heat pump can do",
    "aux_over_deficit": "The backup's heat over the least it had to give",
    "aux_of_usual": "The backup's electricity over what it takes under the on-off thermostat",
    "saving_percent": "The electricity saved against the on-off thermostat",
    "discomfort_over_usual_Kh": "The discomfort beyond that under the on-off thermostat",
    "starts": "The number of the compressor's starts",
    "starts_per_hour": "The compressor's starts per hour",
    "starts_per_hour_above_min": "The compressor's starts per hour, where the house needs more than the unit's least,",
    "starts_per_hour_below_min": "The compressor's starts per hour, where the house needs less than the unit's least,",
    "starts_worst_hour": "The number of the compressor's starts in the worst hour",
    "min_time_violations": "The number of runs and standstills of compressor and backup that are too short",
    "defrosts": "The number of defrosts",
    "needless_defrosts": "The number of defrosts that melt hardly anything",
    "longest_defrost_min": "The longest defrost, from stop to restart,",
    "travel_Hz": "The compressor's travel, all changes of speed added up,",
    "guard_violations": "The number of interlocks that the independent judge saw broken",
    "diagnosis_days": "The time until a fault is named",
    "false_diagnoses": "The number of faults named that were none",
}
_UNITS = {"discomfort_over_usual_Kh": ("K·h", "{:+.2f}", 1.0)}
_UNITS |= {line.name: (line.unit, line.form, line.factor) for line in LINES}


def sentence(verdict: Verdict, currency: str = "") -> str:
    """The limit in words, without a full stop."""
    limit = verdict.limit
    unit, _, factor = _UNITS[limit.kpi]
    return f"{_SUBJECTS[limit.kpi]} is {_SIGNS[limit.sign]} {limit.bound * factor:g}{_after(unit, currency)}"


def reached(verdict: Verdict, currency: str = "") -> str:
    """The value of this run with its unit."""
    if verdict.value is None:
        return "without a value"
    unit, form, factor = _UNITS[verdict.limit.kpi]
    return f"{form.format(verdict.value * factor)}{_after(unit, currency)}"


def _after(unit: str, currency: str) -> str:
    name = currency if unit == "¤" else unit
    return f" {name}" if name else ""
