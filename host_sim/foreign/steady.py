"""What the unit gives and takes when it runs steadily: our plant itself, in a chamber that is held.

At some outdoor temperatures of the row it runs at constant speed and fan, at some of each, until it is steady; heat into the room
(sensible) and electricity are means. *Clean*: no frost can grow. *Frosting*: with the outdoor air as damp as it was at that
temperature, mean over whole cycles of frost and defrost by the maker's rule, or over the last hour where none came.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from balancepoint.control.command import FAN_OFF, LEASE, Command
from balancepoint.control.readings import Readings
from host_sim.adapters.guest import Guest, Surroundings
from host_sim.plant.aux_heater import AuxConfig
from host_sim.plant.units import UnitConfig
from host_sim.trace import Trace

DT = 10  # s
SETTLE, CLEAN, FROSTING = 40, 60, 480  # min: before clean running counts, its end, and the most with frost
SPEEDS = 6
FANS = (2, 5)  # levels: the quiet one pays at low speed, the full one above
_DRY = 1e-5  # kg/kg: no frost at any temperature of the plan


class _Chamber:
    """A `Building` whose air stays as it is."""

    step = 60

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    def surroundings(self) -> Surroundings:
        return self._around

    def advance(self, heat: float, radiant: float, vapour: float) -> None:
        """It is held."""

    def heat_taken(self) -> None:
        """It keeps no account."""


@dataclass(frozen=True)
class Map:
    """`heat` and `power` in W, outdoor temperatures (rising) by standstill and then every speed with each of `fans` levels of
    the indoor fan, slowest first. Heat is positive on either side."""

    outdoor: np.ndarray
    heat: np.ndarray
    power: np.ndarray
    fans: int
    start: float  # J of electricity that a start from standstill takes beyond steady running, for the same heat

    def at(self, outdoor: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Heat and power at every one of `outdoor`: times by speeds."""

        def along(table: np.ndarray) -> np.ndarray:
            return np.column_stack([np.interp(outdoor, self.outdoor, column) for column in table.T])

        return along(self.heat), along(self.power)


@dataclass(frozen=True)
class Air:
    """What the chamber is held at: °C, kg/kg; `outdoor` with the moisture that goes with each."""

    room: float
    humidity_ratio: float
    outdoor: np.ndarray
    outdoor_humidity_ratio: np.ndarray


def measure(unit: UnitConfig, air: Air, cooling: bool, frosting: bool) -> Map:
    speeds = np.linspace(unit.speed_min, unit.speed_max, SPEEDS).round().astype(int)
    points = [(int(speed), level) for speed in speeds for level in FANS]
    heat = np.zeros((len(air.outdoor), 1 + len(points)))
    power = np.zeros_like(heat)
    for i, (outdoor, damp) in enumerate(zip(air.outdoor, air.outdoor_humidity_ratio, strict=True)):
        around = Surroundings(
            air.room,
            float(outdoor),
            humidity_ratio=air.humidity_ratio,
            outdoor_humidity_ratio=damp if frosting else _DRY,
        )
        rest = _run(unit, around, (0, FANS[0]), cooling, CLEAN)
        power[i, 0] = rest["p_total"][SETTLE:].mean()
        for j, point in enumerate(points, 1):
            trace = _run(unit, around, point, cooling, FROSTING if frosting else CLEAN)
            used = _steady(trace, frosting)
            heat[i, j] = (-1.0 if cooling else 1.0) * trace["heat"][used].mean()
            power[i, j] = trace["p_total"][used].mean()
            if j == len(points) // 2 and i == len(air.outdoor) // 2 and not frosting:
                start = _start(trace, cooling)
    return Map(np.asarray(air.outdoor), heat, power, len(FANS), 0.0 if frosting else start)


def _run(unit: UnitConfig, around: Surroundings, point: tuple[int, int], cooling: bool, minutes: int) -> Trace:
    guest = Guest(_Chamber(around), unit, days=minutes / 1440, dt=DT, aux=AuxConfig(stages=[]), own_defrost=False)
    readings, command = Readings(), Command()
    command.speed, command.fan = point[0], point[1] if point[0] else FAN_OFF
    command.valve = unit.heating_valve if not cooling else 1 - unit.heating_valve
    for now in range(0, 60 * minutes, DT):
        guest.sense(readings, now)
        command.valid_until = now + LEASE
        guest.advance(command, DT)
    return guest.result()


def _steady(trace: Trace, frosting: bool) -> slice:
    ends = [int(at // trace.interval) for at in trace.times("defrost_end")] if frosting else []
    if len(ends) > 1:
        return slice(ends[0], ends[-1])
    return slice(-60 if frosting else SETTLE, None)


def _start(trace: Trace, cooling: bool) -> float:
    """Electricity less what the heat so far would take in steady running: after a start heat comes late."""
    sign = -1.0 if cooling else 1.0
    steady = slice(SETTLE, None)
    price = trace["p_total"][steady].mean() / (sign * trace["heat"][steady].mean())
    return float(max(np.sum(trace["p_total"] - price * sign * trace["heat"]) * trace.interval, 0.0))
