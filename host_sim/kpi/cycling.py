"""Starts, stops and defrosts: what wears the machine."""

from __future__ import annotations

import numpy as np

from host_sim.kpi.marks import column
from host_sim.kpi.outcome import Outcome
from host_sim.trace import Trace

MIN_OFF = 180.0  # s, the unit maker's least standstill
MIN_ON = 600.0  # s, the least run
AUX_LEAST = 300.0  # s, least run and pause of the backup heater
JUST_BEFORE = 180.0  # s before a stop in which its cause must show
DISCHARGE_LIMIT = 110.0  # °C, mean of an interval; protection stops at 115 °C
ROOM_LIMIT = 31.5  # °C, mean of an interval; protection stops heating at 32 °C
COIL_LIMIT = 2.5  # °C, mean of an interval; freeze-up protection stops cooling after 6 min below 2 °C
NEEDLESS_FROST = 0.3  # kg melted
NEEDLESS_TIME = 90.0  # s


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
    load = np.abs(column(trace, "load")[: hours * span].reshape(hours, span)).mean(axis=1)
    least = column(trace, "capacity_min")[: hours * span].reshape(hours, span).mean(axis=1)
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
    heating = column(trace, "valve_heating")[window] > 0.5
    return bool(
        np.any(column(trace, "discharge")[window] >= DISCHARGE_LIMIT)
        or np.any(heating & (column(trace, "room")[window] >= ROOM_LIMIT))
        or np.any(~heating & (column(trace, "indoor_coil")[window] <= COIL_LIMIT))
        or np.any((column(trace, "capacity_max")[window] <= 0.0) & (column(trace, "load")[window] != 0.0))
    )


def _short_of_the_heater(outcome: Outcome) -> int:
    """Runs and pauses of the backup heater that are too short, and nothing excuses them."""
    trace = outcome.trace
    marks = sorted((t, name) for t, name in trace.events if name in ("aux_on", "aux_off"))
    excuses = [*outcome.changes, *trace.times("lease_lost"), *trace.times("defrost_start"), *trace.times("defrost_end")]
    count = 0
    for (before, first), (after, second) in zip(marks, marks[1:], strict=False):
        excused = first == "aux_on" and any(before <= t <= after + trace.interval for t in excuses)
        count += first != second and after - before < AUX_LEAST and not excused
    return int(count)


def min_time_violations(outcome: Outcome) -> int:
    """Standstills shorter than 180 s and runs shorter than 600 s; of the backup heater runs and pauses shorter than 300 s.

    A standstill lies between a stop and the next start; nothing excuses it. A run is excused when its end is the end of the
    trace or, within the 180 s before its stop, a person changed the request (OFF among them), the lease was lost, the unit
    tripped, or a protection shows its cause: discharge of 110 °C, room air of 31.5 °C in heating, indoor coil of 2.5 °C in
    cooling, outdoor air below the unit's cut-out. A defrost is part of the run around it. A run of the heater is excused when
    within it a request changed, the lease was lost, or a defrost began or ended.
    """
    count = _short_of_the_heater(outcome)
    marks = sorted((t, name) for t, name in outcome.trace.events if name in ("start", "stop"))
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
    frost = column(trace, "frost")
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
