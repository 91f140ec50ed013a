"""The figures a run is judged by: one small function each, whose docstring is the definition.

Definitions follow BOPTEST (project1-boptest commit 0f8a467, kpis/kpi_calculator.py) where it has one: discomfort is its
`tdis`, energy `ener`, cost `cost`, the peak `pele`, travel its actuator travel. PMV and PPD follow ISO 7730:2005.

The *set point* is the scenario's, never the controller's own; the *band* is the set point ±0.5 K. With only a heating set
point the mode can heat, with only a cooling set point it can cool, with both it does both. The *load* is the shadow load:
the heat that would hold the set point exactly, from a second copy of the house under the same weather and people.

    figures = evaluate(Outcome(trace, price=0.17))
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from host_sim.diagnoses import Wrong, diagnosis_days, false_diagnoses
from host_sim.punctuality import between, latest, neighbours, on_time
from host_sim.trace import Trace

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

BAND = 0.5  # K each side of the set point
RECOVERY = 7200.0  # s at most that a raised set point excuses
MIN_OFF = 180.0  # s, the unit maker's least standstill
MIN_ON = 600.0  # s, the least run
JUST_BEFORE = 180.0  # s before a stop in which its cause must show
DISCHARGE_LIMIT = 110.0  # °C, mean of an interval; protection stops at 115 °C
ROOM_LIMIT = 31.5  # °C, mean of an interval; protection stops heating at 32 °C
COIL_LIMIT = 2.5  # °C, mean of an interval; freeze-up protection stops cooling after 6 min below 2 °C
NEEDLESS_FROST = 0.3  # kg melted
NEEDLESS_TIME = 90.0  # s
METABOLISM = 1.2  # met, light work sitting
CLO_HEATING, CLO_COOLING = 1.0, 0.5  # clo
DRAUGHTY = 15.0  # % draught rate, between categories A (10) and B (20) of ISO 7730
HOT_START = 300.0  # s after a start or a defrost in which the coil may still be cold
AIR_SPEED = 0.1  # m/s, relative to the body
DAMP = 0.6  # relative humidity


@dataclass
class Outcome:
    """A finished run: its trace and what the trace cannot know.

    `price` per kWh. `changes`: s at which people changed the request. `guard_violations`: the independent judge's count, None
    where nobody judged. `wrong`: the faults there were; `named`: (s, name) of each diagnosis, None where nobody looks for any.
    """

    trace: Trace
    price: float = 0.0
    changes: list[float] = field(default_factory=list)
    guard_violations: int | None = None
    wrong: list[Wrong] = field(default_factory=list)
    named: list[tuple[float, str]] | None = None


PARTS = ("compressor", "aux", "fan", "defrost", "standby", "total")
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


# What each interval counts as ----------------------------------------------------------------------------------------


def _column(trace: Trace, name: str) -> Array:
    return np.asarray(trace[name], dtype=np.float64)


def conditioned(trace: Trace) -> Mask:
    """Intervals with any set point: the mode is not off."""
    return ~np.isnan(_column(trace, "set_heat")) | ~np.isnan(_column(trace, "set_cool"))


def heating_side(trace: Trace) -> Mask:
    """True where the house is on its heating side: only a heating set point, or, with both, the sign of the last load."""
    load = _column(trace, "load")
    marked = np.where(load != 0.0, np.arange(len(load)), -1)
    last = np.maximum.accumulate(marked)
    first = int(np.argmax(load != 0.0))
    by_load = load[np.where(last < 0, first, last)] >= 0.0
    heat, cool = ~np.isnan(_column(trace, "set_heat")), ~np.isnan(_column(trace, "set_cool"))
    return np.where(heat & ~cool, True, np.where(cool & ~heat, False, by_load))


def _raises(trace: Trace) -> NDArray[np.int_]:
    """Intervals at which the need is raised: heating set point up, cooling set point down, mode switched on."""
    low = np.nan_to_num(_column(trace, "set_heat"), nan=-np.inf)
    high = np.nan_to_num(_column(trace, "set_cool"), nan=np.inf)
    return np.flatnonzero((low[1:] > low[:-1] + 1e-3) | (high[1:] < high[:-1] - 1e-3)) + 1


def _leaping(trace: Trace) -> Mask:
    """The 2 h after each raise: the shadow house is heated up at once, which no machine can."""
    mask = np.zeros(len(trace.time_s), dtype=bool)
    for begin in _raises(trace):
        mask[begin : begin + round(RECOVERY / trace.interval)] = True
    return mask


def recovering(trace: Trace) -> Mask:
    """True from the start of the run, and from each raise of the need (heating set point up, cooling set point down, mode
    switched on), until the room first reaches the band, 2 h at most."""
    room = _column(trace, "room")
    heat, cool = _column(trace, "set_heat"), _column(trace, "set_cool")
    low, high = np.nan_to_num(heat, nan=-np.inf), np.nan_to_num(cool, nan=np.inf)
    inside = (room >= low - BAND) & (room <= high + BAND)
    mask = np.zeros(len(room), dtype=bool)
    most = max(1, round(RECOVERY / trace.interval))
    for begin in (0, *_raises(trace)):
        reached = np.flatnonzero(inside[begin : begin + most])
        mask[begin : begin + (reached[0] if len(reached) else most)] = True
    return mask


def error(trace: Trace) -> Array:
    """True room air minus the set point of the side the load is on, K; NaN without load or set point."""
    load = _column(trace, "load")
    target = np.where(load > 0, _column(trace, "set_heat"), _column(trace, "set_cool"))
    return np.where(load == 0, np.nan, _column(trace, "room") - target)


def _within_capacity(trace: Trace) -> Mask:
    load = np.abs(_column(trace, "load"))
    return (load > 0) & (load >= _column(trace, "capacity_min")) & (load <= _column(trace, "capacity_max"))


def _below_capacity(trace: Trace) -> Mask:
    load = np.abs(_column(trace, "load"))
    return (load > 0) & (load < _column(trace, "capacity_min"))


def _rms(values: Array) -> float | None:
    values = values[~np.isnan(values)]
    return float(np.sqrt(np.mean(values**2))) if len(values) else None


# Comfort -------------------------------------------------------------------------------------------------------------


def rms_error(trace: Trace) -> float | None:
    """Root mean square of `error` where the load lies between minimum and maximum capacity, recovery and
    the way between two set points (`punctuality`) excluded. K."""
    return _rms(error(trace)[_within_capacity(trace) & ~recovering(trace) & ~between(trace, 0.0)])


def rms_error_low_load(trace: Trace) -> float | None:
    """The same where the load is below the minimum capacity, so that the unit must cycle. K."""
    return _rms(error(trace)[_below_capacity(trace) & ~recovering(trace) & ~between(trace, 0.0)])


def _misses(trace: Trace) -> tuple[Array, Array, Mask, Mask]:
    """How far the room is below and above the band, K, and where the mode can heat and cool."""
    room, heat, cool = (_column(trace, name) for name in ("room", "set_heat", "set_cool"))
    can_heat, can_cool = ~np.isnan(heat), ~np.isnan(cool)
    low = np.where(can_heat, heat, cool) - BAND
    high = np.where(can_cool, cool, heat) + BAND
    below = np.nan_to_num(np.maximum(0.0, low - room))
    above = np.nan_to_num(np.maximum(0.0, room - high))
    return below, above, can_heat, can_cool


def discomfort(trace: Trace) -> float:
    """Integral of the distance outside the band on the side the mode can act on: below it where the mode can heat, above
    it where the mode can cool (BOPTEST tdis). K·h."""
    below, above, can_heat, can_cool = _misses(trace)
    return float(np.sum(below[can_heat]) + np.sum(above[can_cool])) * trace.interval / 3600


def overheat(trace: Trace) -> float:
    """Integral of the distance outside the band on the side the mode cannot act on: the sun in heating mode, a cool night in
    cooling mode; from the warmest (coolest) set point within 6 h on, see `punctuality`. K·h."""
    below, above, can_heat, can_cool = _misses(trace)
    warmest, coolest = neighbours(trace)
    room = _column(trace, "room")
    above = np.where(np.isnan(warmest), above, np.maximum(0.0, room - np.nan_to_num(warmest) - BAND))
    below = np.where(np.isnan(coolest), below, np.maximum(0.0, np.nan_to_num(coolest) - BAND - room))
    return float(np.sum(below[can_cool & ~can_heat]) + np.sum(above[can_heat & ~can_cool])) * trace.interval / 3600


def pmv(
    air: Array, radiant: Array, humidity: Array, clo: Array, met: float = METABOLISM, air_speed: float = AIR_SPEED
) -> Array:
    """Predicted mean vote, ISO 7730:2005 equations 1 to 4.

    `air`, `radiant` °C, `humidity` 0..1, `clo` clo, `met` met, `air_speed` m/s relative to the body. The clothing temperature is
    found by damped substitution on arrays.
    """
    metabolic = met * 58.15
    clothing = 0.155 * clo
    area = np.where(clothing <= 0.078, 1.0 + 1.29 * clothing, 1.05 + 0.645 * clothing)
    vapour = humidity * 1000.0 * np.exp(16.6536 - 4030.183 / (air + 235.0))
    forced = 12.1 * np.sqrt(air_speed)
    radiant4 = (radiant + 273.0) ** 4
    skin = 35.7 - 0.028 * metabolic
    surface = air + (35.5 - air) / (3.5 * (6.45 * clothing + 0.1))
    for _ in range(60):
        film = np.maximum(forced, 2.38 * np.abs(surface - air) ** 0.25)
        loss = 3.96e-8 * area * ((surface + 273.0) ** 4 - radiant4) + area * film * (surface - air)
        surface = 0.5 * (surface + skin - clothing * loss)
    film = np.maximum(forced, 2.38 * np.abs(surface - air) ** 0.25)
    diffusion = 3.05e-3 * (5733.0 - 6.99 * metabolic - vapour)
    sweating = max(0.0, 0.42 * (metabolic - 58.15))
    breath = 1.7e-5 * metabolic * (5867.0 - vapour) + 0.0014 * metabolic * (34.0 - air)
    radiation = 3.96e-8 * area * ((surface + 273.0) ** 4 - radiant4)
    convection = area * film * (surface - air)
    sensitivity = 0.303 * np.exp(-0.036 * metabolic) + 0.028
    return sensitivity * (metabolic - diffusion - sweating - breath - radiation - convection)


def ppd(vote: Array) -> Array:
    """Predicted percentage dissatisfied of a PMV, ISO 7730:2005 equation 5. %."""
    return 100.0 - 95.0 * np.exp(-0.03353 * vote**4 - 0.2179 * vote**2)


def ppd10_share(trace: Trace) -> float | None:
    """Share of the hours with a set point in which PPD exceeds 10 %, at 1.2 met, 0.1 m/s, 1.0 clo on the heating side and 0.5
    on the cooling side, from room air, mean radiant temperature and humidity. 0..1."""
    used = conditioned(trace)
    if not used.any():
        return None
    clo = np.where(heating_side(trace), CLO_HEATING, CLO_COOLING)[used]
    room, radiant, humidity = (_column(trace, name)[used] for name in ("room", "mean_radiant", "humidity"))
    vote = pmv(room, radiant, humidity, clo)
    return float(np.mean(ppd(vote) > 10.0))


def _sat(trace: Trace) -> Array:
    """Draught rate at the worst occupied seat, %, of the intervals in which somebody sits and the unit has warmed up: outside
    `recovering`, and not within 300 s after a start of the compressor or the end of a defrost."""
    if "draught" not in trace.columns:
        return np.empty(0)
    begun = np.array(sorted(trace.times("start") + trace.times("defrost_end")))
    last = np.concatenate(([-np.inf], begun))[np.searchsorted(begun, trace.time_s)]
    rate = _column(trace, "draught")
    return rate[~np.isnan(rate) & ~recovering(trace) & (trace.time_s - last > HOT_START)]


def draught_share(trace: Trace) -> float | None:
    """Share of that time (`_sat`) with a draught rate above 15 %; None without seats. 0..1."""
    rate = _sat(trace)
    return float(np.mean(rate > DRAUGHTY)) if len(rate) else None


def draught_p95(trace: Trace) -> float | None:
    """The draught rate that 95 % of that time (`_sat`) stays below; None without seats. %."""
    rate = _sat(trace)
    return float(np.percentile(rate, 95)) if len(rate) else None


def damp_share(trace: Trace) -> float:
    """Share of the hours of the run in which the room air is above 60 % relative humidity, whatever the mode. 0..1."""
    return float(np.mean(_column(trace, "humidity") > DAMP))


# Energy --------------------------------------------------------------------------------------------------------------


def energy(trace: Trace) -> dict[str, float]:
    """Electricity by part (BOPTEST ener, not per floor area). kWh."""
    return {part: trace.kwh(trace[f"p_{part}"]) for part in PARTS}


def heat(trace: Trace) -> float:
    """Net useful heat of heat pump and backup: into the room while heating, defrost subtracted; out of it while cooling. With
    both set points an interval heats when the valve stands in heating or the unit defrosts. kWh."""
    can_heat, can_cool = ~np.isnan(_column(trace, "set_heat")), ~np.isnan(_column(trace, "set_cool"))
    by_valve = (_column(trace, "valve_heating") >= 0.5) | (_column(trace, "defrosting") > 0)
    sign = np.where(np.where(can_heat == can_cool, by_valve, can_heat), 1.0, -1.0)
    return trace.kwh(sign * (_column(trace, "heat") + _column(trace, "aux_heat")))


def cop(trace: Trace) -> float | None:
    """Net useful heat over all electricity, backup and standby included. 1."""
    used = energy(trace)["total"]
    return heat(trace) / used if used > 0 else None


def aux_share(trace: Trace) -> float:
    """Heat of the backup over all heat supplied. 0..1."""
    supplied = trace.kwh(np.maximum(0.0, _column(trace, "heat") + _column(trace, "aux_heat")))
    return trace.kwh(trace["aux_heat"]) / supplied if supplied > 0 else 0.0


def deficit(trace: Trace) -> float:
    """The perfect-knowledge deficit: integral of the heating load beyond the maximum capacity of the clean coil, the
    leap of the load at a raised set point (2 h) left out. kWh."""
    beyond = np.maximum(0.0, _column(trace, "load") - _column(trace, "capacity_max"))
    return trace.kwh(np.where((_column(trace, "load") > 0) & ~_leaping(trace), beyond, 0.0))


def peak(trace: Trace) -> float:
    """Highest 15-min mean of all electricity, quarters of the run's clock (BOPTEST pele, not per floor area). kW."""
    span = max(1, round(900 / trace.interval))
    power = _column(trace, "p_total")
    whole = len(power) // span * span
    means = power[:whole].reshape(-1, span).mean(axis=1) if whole else power.mean(keepdims=True)
    return float(means.max()) / 1000


# Cycling -------------------------------------------------------------------------------------------------------------


def starts_worst_hour(trace: Trace) -> int:
    """Most starts within any 3600 s. A restart after a defrost is no start."""
    times = np.array(sorted(trace.times("start")))
    if not len(times):
        return 0
    return int(np.max(np.searchsorted(times, times + 3600.0, side="left") - np.arange(len(times))))


def starts_by_load(trace: Trace) -> dict[str, float | None]:
    """Starts per hour over the hours of the run whose mean load lies above and below the mean minimum capacity; hours without
    any load count in neither. 1/h."""
    span = max(1, round(3600 / trace.interval))
    hours = len(trace.time_s) // span
    load = np.abs(_column(trace, "load")[: hours * span].reshape(hours, span)).mean(axis=1)
    least = _column(trace, "capacity_min")[: hours * span].reshape(hours, span).mean(axis=1)
    counts = np.zeros(hours)
    for time in trace.times("start"):
        if time < hours * 3600:
            counts[int(time // 3600)] += 1
    above, below = load >= np.maximum(least, 1e-9), (load > 0) & (load < least)
    return {
        "starts_per_hour_above_min": float(counts[above].mean()) if above.any() else None,
        "starts_per_hour_below_min": float(counts[below].mean()) if below.any() else None,
    }


def _excused(outcome: Outcome, stop: float) -> bool:
    """Whether the minutes before a stop at `stop` s show why the least run did not hold."""
    trace = outcome.trace
    if any(0.0 <= stop - change <= JUST_BEFORE for change in outcome.changes):
        return True
    if any(0.0 <= stop - time <= JUST_BEFORE for time in trace.times("lease_lost") + trace.times("trip")):
        return True
    last = min(len(trace.time_s) - 1, int(stop // trace.interval))
    window = slice(max(0, last - round(JUST_BEFORE / trace.interval)), last + 1)
    heating = _column(trace, "valve_heating")[window] > 0.5
    return bool(
        np.any(_column(trace, "discharge")[window] >= DISCHARGE_LIMIT)
        or np.any(heating & (_column(trace, "room")[window] >= ROOM_LIMIT))
        or np.any(~heating & (_column(trace, "indoor_coil")[window] <= COIL_LIMIT))
        or np.any((_column(trace, "capacity_max")[window] <= 0.0) & (_column(trace, "load")[window] != 0.0))
    )


def min_time_violations(outcome: Outcome) -> int:
    """Standstills shorter than 180 s and runs shorter than 600 s.

    A standstill lies between a stop and the next start; nothing excuses it. A run is excused when its end is the end of the
    trace or, within the 180 s before its stop, a person changed the request (OFF among them), the lease was lost, the unit
    tripped, or a protection shows its cause: discharge of 110 °C, room air of 31.5 °C in heating, indoor coil of 2.5 °C in
    cooling, outdoor air below the unit's cut-out. A defrost is part of the run around it.
    """
    marks = sorted((t, name) for t, name in outcome.trace.events if name in ("start", "stop"))
    count = 0
    for (before, first), (after, second) in zip(marks, marks[1:], strict=False):
        if (first, second) == ("stop", "start"):
            count += after - before < MIN_OFF
        elif (first, second) == ("start", "stop"):
            count += after - before < MIN_ON and not _excused(outcome, after)
    return int(count)


def needless_defrosts(trace: Trace) -> int:
    """Defrosts that melted less than 0.3 kg or lasted less than 90 s; one cut off by the end of the run is not judged.

    The plant's own count where it keeps one (it sees between the means), else from frost column and events.
    """
    if "needless_defrosts" in trace.totals:
        return int(trace.totals["needless_defrosts"])
    frost = _column(trace, "frost")
    count = 0
    begun: float | None = None
    for time, name in sorted(trace.events):
        if name == "defrost_start":
            begun = time
        elif name == "defrost_end" and begun is not None:
            first = max(0, int(begun // trace.interval) - 1)
            last = min(len(frost), int(time // trace.interval) + 2)
            melted = float(frost[first:last].max() - frost[first:last].min())
            count += melted < NEEDLESS_FROST or time - begun < NEEDLESS_TIME
            begun = None
    return int(count)


def longest_defrost(trace: Trace) -> float:
    """The longest defrost, from the compressor's stop to its restart; 0 without one; not one cut off by the end. min."""
    begun = longest = 0.0
    for time, name in sorted(trace.events):
        if name == "defrost_start":
            begun = time
        elif name == "defrost_end":
            longest = max(longest, time - begun)
    return longest / 60


# All of them ---------------------------------------------------------------------------------------------------------

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
