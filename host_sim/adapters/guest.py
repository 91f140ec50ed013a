"""Our heat pump, heater and sensors in a building that somebody else computes.

    guest = Guest(building, unit, days=7, dt=10, set_points=[(0.0, 21.0, nan)])
    run(guest, controller, readings, requests, steps, 10)
    trace = guest.result()

A building is anything with the three methods of `Building`. The machines take steps of `dt` against the air as the building
last gave it, and every `building.step` s the building lives on with the mean of what they gave: one step late, as any
two programs that exchange values. So the record is `Home`'s, and figures and report come out as for our own house; what
only the building knows (load, sun, gains) it tells, or it is NaN.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from typing import Any, Protocol

import numpy as np

from host_sim.errors import InputError
from host_sim.plant import forcing as fo
from host_sim.plant import heat_pump as hp
from host_sim.plant.air import humidity_ratio, relative_humidity
from host_sim.plant.forcing import STEP, U0, Forcing
from host_sim.plant.home import Home
from host_sim.plant.house import EXOGENOUS, HouseConfig
from host_sim.plant.network import Network
from host_sim.plant.units import UnitConfig
from host_sim.trace import Trace

_HELD = 1e15  # J/K: the air of this side stays where the building put it


@dataclass
class Surroundings:
    """What a building says about now: °C, kg/kg, Pa, m/s, W/m2; the last three W, for the record only."""

    room: float
    outdoor: float
    radiant: float | None = None  # mean radiant; none: as the air
    wall: float | None = None  # inside surface of an outside wall; none: as the air
    humidity_ratio: float = 0.006
    outdoor_humidity_ratio: float | None = None  # none: 80 % relative humidity
    pressure: float = 101_325.0
    wind: float = 0.0
    sun: float = 0.0  # on the horizontal
    solar: float = nan  # through the windows
    gains: float = nan  # people and appliances
    infiltration: float = nan  # into the room air, sensible


class Building(Protocol):
    """A building that takes heat."""

    step: int  # s, whole; how long each `advance` is

    def surroundings(self) -> Surroundings:
        """As they are now."""

    def advance(self, heat: float, radiant: float, vapour: float) -> None:
        """Live for `step` s with `heat` W into the room air, `radiant` W onto its surfaces and `vapour` kg/s of water into it."""

    def heat_taken(self) -> float | None:
        """J that came in by `heat` and `radiant` so far by its own account; None if it keeps none."""


class Guest(Home):
    """A `Plant`: the machines of `Home` in a `Building`. `dt` must divide the building's step.

    `minute_of_week` at the start, Monday 00:00 being 0. `load`: W that would hold the set point exactly, + heating, one for
    each step of the building; None if nobody knows. The other arguments are those of `Home`.
    """

    def __init__(
        self,
        building: Building,
        unit: UnitConfig,
        *,
        days: float,
        minute_of_week: int = 0,
        load: Sequence[float] | None = None,
        **home: Any,
    ) -> None:
        dt = home.get("dt", 10)
        if dt < 1 or building.step % dt:
            raise InputError(f"dt: {dt} s; allowed: a divisor of the building's step, {building.step} s")
        interval = max(int(home.get("trace_interval", 60)), dt)
        if interval % building.step and building.step % interval:
            raise InputError(
                f"trace_interval: {interval} s; allowed: what divides the building's step, {building.step} s, or its multiples"
            )
        self.building = building
        self._around = building.surroundings()
        table = np.zeros((max(round(days * 86_400 / STEP), 1) + 1, U0 + len(EXOGENOUS)))
        table[:2] = _row(self._around)
        forcing = Forcing(table, table[:1], np.zeros(4), "", days, minute_of_week)
        super().__init__(HouseConfig(), unit, forcing, **home)
        self._inputs, self._table = self._parts[7], self._parts[12]
        self._given = np.zeros(3)  # J, J, kg since the building last moved
        self._since = 0
        self.heat_given = 0.0  # J, by air and radiation, all that the building has taken
        self._load = load
        self._told = [(self._around.gains, self._around.infiltration)]  # one for each step of the building

    def _house(self, house: HouseConfig, forcing: Forcing, low: float, high: float) -> tuple[Any, np.ndarray, float]:
        """A network at rest: air, mean radiant and wall are what the building says."""
        network = Network()
        for name in ("air", "radiant", "wall"):
            network.node(name, _HELD)
        network.heat("q_air", {"air": 1.0})
        network.heat("q_rad", {"air": 1.0})
        for name in EXOGENOUS:
            network.boundary(name)
        return network, _states(self._around), self._around.humidity_ratio

    def _films(self, house: HouseConfig) -> tuple[float, float]:
        """Its water is the building's."""
        return 0.0, 0.0

    def in_c(self) -> None:
        """The building is no kernel."""

    def advance(self, command: Any, dt: int) -> int:
        """The Command holds for `dt` s, or a part of them; returns the s that were lived."""
        self._x[:] = _states(self._around)
        self.state.w_room = self._around.humidity_ratio
        lived = super().advance(command, dt)
        self._given += self._inputs[0] * lived, self._inputs[1] * lived, -self.state.flow.vapour
        self._since += lived
        if self._since >= self.building.step:
            self._live_on()
        return lived

    def _live_on(self) -> None:
        """The building with what it was given since the last time."""
        step = self.building.step
        air, radiant, vapour = (self._given / step).tolist()
        self.building.advance(air, radiant, vapour)
        self.heat_given += (air + radiant) * step
        self._given[:] = 0.0
        self._since = 0
        self._around = self.building.surroundings()
        at = int(self.time / STEP)
        self._table[at : at + 2] = _row(self._around)
        self._told.append((self._around.gains, self._around.infiltration))

    def result(self) -> Trace:
        """What was recorded so far. `residual_J` is the heat given less what the building says it took, 0 if it does not say."""
        trace = super().result()
        rows, step = len(trace.time_s), self.building.step

        def column(values: Sequence[float]) -> np.ndarray:
            """One value for each of the building's steps, as means over the trace's intervals."""
            known = np.full(-(-rows * self.interval // step), nan)
            count = min(len(values), len(known))
            known[:count] = np.asarray(values, dtype=float)[:count]
            if self.interval >= step:
                return known[: rows * self.interval // step].reshape(rows, -1).mean(axis=1)
            return np.repeat(known, step // self.interval)[:rows]

        if self._load is None:
            trace.columns["load"] = np.full(rows, nan)
        else:
            load = trace.columns["load"] = column(self._load)
            self._cooling(trace, load < 0.0)
        # What was told at the end of a step is the mean over it
        trace.columns["gains"] = column([gains for gains, _ in self._told[1:]])
        trace.columns["infiltration"] = column([leak for _, leak in self._told[1:]])
        taken = self.building.heat_taken()
        trace.totals["residual_J"] = 0.0 if taken is None else self.heat_given - taken
        return trace

    def _cooling(self, trace: Trace, where: np.ndarray) -> None:
        """Least and most it can deliver where the load cools; what was recorded is of heating."""
        p = self.state.unit
        least, most = trace.columns["capacity_min"], trace.columns["capacity_max"]
        for k in np.flatnonzero(where):
            outdoor = float(trace["outdoor"][k])
            able = p.cooling_low <= outdoor <= p.cooling_high
            points = hp.points(p.cooling, outdoor)
            least[k], most[k] = (points[0], points[4]) if able else (0.0, 0.0)


def _states(now: Surroundings) -> np.ndarray:
    return np.array(
        [now.room, now.room if now.radiant is None else now.radiant, now.room if now.wall is None else now.wall]
    )


def _row(now: Surroundings) -> np.ndarray:
    """As the plant's kernels take it."""
    row = np.zeros(U0 + len(EXOGENOUS))
    outside = now.outdoor_humidity_ratio
    if outside is None:
        outside = humidity_ratio(now.outdoor, 0.8, now.pressure)
    row[fo.T_OUT], row[fo.W_OUT], row[fo.P_ATM] = now.outdoor, outside, now.pressure
    row[fo.RH_OUT] = min(relative_humidity(now.outdoor, outside, now.pressure), 1.0)
    row[fo.WIND], row[fo.SUN_H], row[fo.SOLAR_IN] = now.wind, now.sun, now.solar
    return row
