"""Setbacks in the figures: was the room there at the time asked, and which hours belong to a change of set point?

Who lets a house cool down cannot hold every set point at every moment, and who is on time must be above the setback before the
time asked. So that neither counts as a fault and lateness still does:

- Below the band every hour counts, from the minute the set point rises: lateness is discomfort.
- Above the band only what exceeds the warmest set point within the 6 h before and after counts as too warm. In cooling the
  other way round.
- Control error leaves out the hours in which the room lies between its set point and such a neighbouring one: coasting down
  after a setback began, being led up before it ends.

A raise is scheduled when the set point rises (in cooling falls) by 0.5 K or more; the room *arrives* when its air first touches
the set point less 0.3 K after the deepest point of the setback. A setback in which the room never fell that far asks for nothing,
and one that the sun alone ended, without heat in the half hour before, is not the controller's; neither is counted.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from host_sim.trace import Trace

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

NEIGHBOUR = 6 * 3600.0  # s
RAISE = 0.5  # K
THERE = 0.3  # K
ON_TIME = 600.0  # s
LEARNING = 7 * 86400.0  # s that a longer run gives for learning
PATIENCE = 4 * 3600.0  # s after which a raise has failed
BY_ITSELF = 1800.0  # s without heat before the arrival


def _column(trace: Trace, name: str) -> Array:
    return np.asarray(trace[name], dtype=np.float64)


def _widest(values: Array, reach: int) -> Array:
    """The largest value within `reach` intervals each side; NaN counts as none. Only the few changes cost anything."""
    out = values.copy()
    change = np.flatnonzero(~(np.isclose(values[1:], values[:-1]) | (np.isnan(values[1:]) & np.isnan(values[:-1])))) + 1
    for at in change:
        before, after = values[at - 1], values[at]
        if not np.isnan(before):
            out[at : at + reach] = np.fmax(out[at : at + reach], before)
        if not np.isnan(after):
            first = max(0, at - reach)
            out[first:at] = np.fmax(out[first:at], after)
    return np.where(np.isnan(values), np.nan, out)


def neighbours(trace: Trace) -> tuple[Array, Array]:
    """The warmest heating and the coolest cooling set point within 6 h, °C, NaN where there is none."""
    reach = max(1, round(NEIGHBOUR / trace.interval))
    return _widest(_column(trace, "set_heat"), reach), -_widest(-_column(trace, "set_cool"), reach)


def between(trace: Trace, band: float) -> Mask:
    """Intervals in which the room lies between its set point and a neighbouring one, no nearer than `band` K to its own."""
    room, (warmest, coolest) = _column(trace, "room"), neighbours(trace)
    heat, cool = _column(trace, "set_heat"), _column(trace, "set_cool")
    with np.errstate(invalid="ignore"):
        led_up = (warmest > heat + band) & (room > heat) & (room <= warmest + band)
        led_down = (coolest < cool - band) & (room < cool) & (room >= coolest - band)
    return led_up | led_down


def arrivals(trace: Trace) -> list[tuple[float, float]]:
    """(time asked, s by which the room came late, negative early) of every raise that asked for something."""
    out = []
    heat = _column(trace, "heat") + _column(trace, "aux_heat")
    for sign, name in ((1.0, "set_heat"), (-1.0, "set_cool")):
        wanted, room = sign * _column(trace, name), sign * _column(trace, "room")
        with np.errstate(invalid="ignore"):
            step = np.diff(wanted)
            ups = np.flatnonzero(step >= RAISE) + 1
            moves = np.flatnonzero(np.abs(step) > 1e-3) + 1
        for asked in (int(up) for up in ups):
            earlier = moves[moves < asked]
            later = moves[moves > asked]
            begin = int(earlier[-1]) if len(earlier) else 0
            end = int(later[0]) if len(later) else len(room)
            end = min(end, asked + int(PATIENCE / trace.interval))
            mark = wanted[asked] - THERE
            deepest = begin + int(np.argmin(room[begin : asked + 1]))
            if room[deepest] >= mark:
                continue
            there = np.flatnonzero(room[deepest:end] >= mark)
            at = deepest + int(there[0]) if len(there) else end
            span = max(1, round(BY_ITSELF / trace.interval))
            if len(there) and at < asked and np.all(sign * heat[max(0, at - span) : at + 1] <= 0):
                continue
            out.append((float(asked) * trace.interval, float(at - asked) * trace.interval))
    return sorted(out)


def _judged(trace: Trace) -> list[float]:
    learning = LEARNING if len(trace.time_s) * trace.interval > LEARNING else 0.0
    return [late for asked, late in arrivals(trace) if asked >= learning]


def on_time(trace: Trace) -> float | None:
    """Share of the scheduled raises after the first 7 days (of all, in a shorter run) that arrived within ±10 min. 0..1."""
    found = _judged(trace)
    return sum(abs(late) <= ON_TIME for late in found) / len(found) if found else None


def latest(trace: Trace) -> float | None:
    """The latest of the same, negative if all were early; what never arrives counts until the next change, 4 h at most. min."""
    found = _judged(trace)
    return max(found) / 60 if found else None
