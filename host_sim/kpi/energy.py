"""Electricity and heat."""

from __future__ import annotations

import numpy as np

from host_sim.kpi.marks import column, leaping
from host_sim.trace import Trace

PARTS = ("compressor", "aux", "fan", "defrost", "standby", "total")


def energy(trace: Trace) -> dict[str, float]:
    """Electricity by part (BOPTEST ener, not per floor area). kWh."""
    return {part: trace.kwh(trace[f"p_{part}"]) for part in PARTS}


def heat(trace: Trace) -> float:
    """Net useful heat of heat pump and backup: into the room while heating, defrost subtracted; out of it while cooling. With
    both set points an interval heats when the valve stands in heating or the unit defrosts. kWh."""
    can_heat, can_cool = ~np.isnan(column(trace, "set_heat")), ~np.isnan(column(trace, "set_cool"))
    by_valve = (column(trace, "valve_heating") >= 0.5) | (column(trace, "defrosting") > 0)
    sign = np.where(np.where(can_heat == can_cool, by_valve, can_heat), 1.0, -1.0)
    return trace.kwh(sign * (column(trace, "heat") + column(trace, "aux_heat")))


def cop(trace: Trace) -> float | None:
    """Net useful heat over all electricity, backup and standby included. 1."""
    used = energy(trace)["total"]
    return heat(trace) / used if used > 0 else None


def aux_share(trace: Trace) -> float:
    """Heat of the backup over all heat supplied. 0..1."""
    supplied = trace.kwh(np.maximum(0.0, column(trace, "heat") + column(trace, "aux_heat")))
    return trace.kwh(trace["aux_heat"]) / supplied if supplied > 0 else 0.0


def deficit(trace: Trace) -> float:
    """The perfect-knowledge deficit: integral of the heating load beyond the maximum capacity of the clean coil, the
    leap of the load at a raised set point (2 h) left out. kWh."""
    beyond = np.maximum(0.0, column(trace, "load") - column(trace, "capacity_max"))
    return trace.kwh(np.where((column(trace, "load") > 0) & ~leaping(trace), beyond, 0.0))


def peak(trace: Trace) -> float:
    """Highest 15-min mean of all electricity, quarters of the run's clock (BOPTEST pele, not per floor area). kW."""
    span = max(1, round(900 / trace.interval))
    power = column(trace, "p_total")
    whole = len(power) // span * span
    means = power[:whole].reshape(-1, span).mean(axis=1) if whole else power.mean(keepdims=True)
    return float(means.max()) / 1000
