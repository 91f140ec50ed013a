"""What each interval of a trace counts as: its set points, its side, recovery, the error, the load against the capacity."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from host_sim.trace import Trace

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

BAND = 0.5  # K each side of the set point
RECOVERY = 7200.0  # s at most that a raised set point excuses


def column(trace: Trace, name: str) -> Array:
    return np.asarray(trace[name], dtype=np.float64)


def conditioned(trace: Trace) -> Mask:
    """Intervals with any set point: the mode is not off."""
    return ~np.isnan(column(trace, "set_heat")) | ~np.isnan(column(trace, "set_cool"))


def heating_side(trace: Trace) -> Mask:
    """True where the house is on its heating side: only a heating set point, or, with both, the sign of the last load."""
    load = column(trace, "load")
    marked = np.where(load != 0.0, np.arange(len(load)), -1)
    last = np.maximum.accumulate(marked)
    first = int(np.argmax(load != 0.0))
    by_load = load[np.where(last < 0, first, last)] >= 0.0
    heat, cool = ~np.isnan(column(trace, "set_heat")), ~np.isnan(column(trace, "set_cool"))
    return np.where(heat & ~cool, True, np.where(cool & ~heat, False, by_load))


def _raises(trace: Trace) -> NDArray[np.int_]:
    """Intervals at which the need is raised: heating set point up, cooling set point down, mode switched on."""
    low = np.nan_to_num(column(trace, "set_heat"), nan=-np.inf)
    high = np.nan_to_num(column(trace, "set_cool"), nan=np.inf)
    return np.flatnonzero((low[1:] > low[:-1] + 1e-3) | (high[1:] < high[:-1] - 1e-3)) + 1


def leaping(trace: Trace) -> Mask:
    """The 2 h after each raise: the shadow house is heated up at once, which no machine can."""
    mask = np.zeros(len(trace.time_s), dtype=bool)
    for begin in _raises(trace):
        mask[begin : begin + round(RECOVERY / trace.interval)] = True
    return mask


def recovering(trace: Trace) -> Mask:
    """True from the start of the run, and from each raise of the need (heating set point up, cooling set point down, mode
    switched on), until the room first reaches the band, 2 h at most."""
    room = column(trace, "room")
    heat, cool = column(trace, "set_heat"), column(trace, "set_cool")
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
    load = column(trace, "load")
    target = np.where(load > 0, column(trace, "set_heat"), column(trace, "set_cool"))
    return np.where(load == 0, np.nan, column(trace, "room") - target)


def within_capacity(trace: Trace) -> Mask:
    load = np.abs(column(trace, "load"))
    return (load > 0) & (load >= column(trace, "capacity_min")) & (load <= column(trace, "capacity_max"))


def below_capacity(trace: Trace) -> Mask:
    load = np.abs(column(trace, "load"))
    return (load > 0) & (load < column(trace, "capacity_min"))
