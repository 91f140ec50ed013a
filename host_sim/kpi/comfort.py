"""What people feel: distance from the set point, votes, draught, damp."""

from __future__ import annotations

import numpy as np

from host_sim.kpi.marks import (
    BAND,
    Array,
    Mask,
    below_capacity,
    column,
    conditioned,
    error,
    heating_side,
    recovering,
    within_capacity,
)
from host_sim.kpi.votes import pmv, ppd
from host_sim.punctuality import between, neighbours
from host_sim.trace import Trace

CLO_HEATING, CLO_COOLING = 1.0, 0.5  # clo
DRAUGHTY = 15.0  # % draught rate, between categories A (10) and B (20) of ISO 7730
HOT_START = 300.0  # s after a start or a defrost in which the coil may still be cold
DAMP = 0.6  # relative humidity


def _rms(values: Array) -> float | None:
    values = values[~np.isnan(values)]
    return float(np.sqrt(np.mean(values**2))) if len(values) else None


def rms_error(trace: Trace) -> float | None:
    """Root mean square of `error` where the load lies between minimum and maximum capacity, recovery and
    the way between two set points (`punctuality`) excluded. K."""
    return _rms(error(trace)[within_capacity(trace) & ~recovering(trace) & ~between(trace, 0.0)])


def rms_error_low_load(trace: Trace) -> float | None:
    """The same where the load is below the minimum capacity, so that the unit must cycle. K."""
    return _rms(error(trace)[below_capacity(trace) & ~recovering(trace) & ~between(trace, 0.0)])


def _misses(trace: Trace) -> tuple[Array, Array, Mask, Mask]:
    """How far the room is below and above the band, K, and where the mode can heat and cool."""
    room, heat, cool = (column(trace, name) for name in ("room", "set_heat", "set_cool"))
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
    room = column(trace, "room")
    above = np.where(np.isnan(warmest), above, np.maximum(0.0, room - np.nan_to_num(warmest) - BAND))
    below = np.where(np.isnan(coolest), below, np.maximum(0.0, np.nan_to_num(coolest) - BAND - room))
    return float(np.sum(below[can_cool & ~can_heat]) + np.sum(above[can_heat & ~can_cool])) * trace.interval / 3600


def ppd10_share(trace: Trace) -> float | None:
    """Share of the hours with a set point in which PPD exceeds 10 %, at 1.2 met, 0.1 m/s, 1.0 clo on the heating side and 0.5
    on the cooling side, from room air, mean radiant temperature and humidity. 0..1."""
    used = conditioned(trace)
    if not used.any():
        return None
    clo = np.where(heating_side(trace), CLO_HEATING, CLO_COOLING)[used]
    room, radiant, humidity = (column(trace, name)[used] for name in ("room", "mean_radiant", "humidity"))
    vote = pmv(room, radiant, humidity, clo)
    return float(np.mean(ppd(vote) > 10.0))


def _sat(trace: Trace) -> Array:
    """Draught rate at the worst occupied seat, %, of the intervals in which somebody sits and the unit has warmed up: outside
    `recovering`, and not within 300 s after a start of the compressor or the end of a defrost."""
    if "draught" not in trace.columns:
        return np.empty(0)
    begun = np.array(sorted(trace.times("start") + trace.times("defrost_end")))
    last = np.concatenate(([-np.inf], begun))[np.searchsorted(begun, trace.time_s)]
    rate = column(trace, "draught")
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
    return float(np.mean(column(trace, "humidity") > DAMP))
