"""The least electricity that anybody who knew the weather could use, by linear programming (scipy, HiGHS).

In steps of 10 min the planner chooses heat of heat pump and heater; the room answers by the fitted response,
electricity goes by the unit's steady map. The map is used as its lower convex hull from standstill on, so cycling costs
nothing: a floor, which nothing can go below in this model. The plan has the mean temperature of the run that it is
compared with, its K·h below and above the band (0.5 K each side), and no less heat left in the building at the end; all
three as the same response gives them for that run's heat.

*With defrosts and starts*: by the frosting map, less than minimum speed is standstill or running (a binary), and every
start costs what it takes in the plant (mixed integers); what is given is the bound that HiGHS has proved when it ends,
2 % below its plan or after `LIMIT`. *Deficit*: the heater's energy in the linear plan by the frosting map, more heat
coming at most as a start's ramp of 15 min lets it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from host_sim.foreign.response import Response
from host_sim.foreign.steady import Map
from host_sim.kpi import BAND

Array = NDArray[Any]

STEP = 600  # s
RAMP = STEP / 900.0  # of full heat in a step
LIMIT, GAP = 40.0, 0.02  # s and share for the mixed integers
SLOW = 3 * 3600.0  # s: what the building still has at the end lies in lags from here on
_KWH = STEP / 3.6e6
_SLACK = 1e3  # kWh a K, K·h: nothing is saved by it


@dataclass(frozen=True)
class Problem:
    """A room in its weather, on its own grid of steps; heat positive into the room when heating, out of it when cooling."""

    response: Response
    held: Array  # °C
    load: Array  # W, positive as heat
    outdoor: Array  # °C
    set_point: Array  # °C
    heater: float  # W
    cooling: bool

    @property
    def sign(self) -> float:
        return -1.0 if self.cooling else 1.0

    def room(self, heat: Array) -> tuple[Array, Array]:
        """°C at the end of each step, and the lags' states, under `heat`."""
        states = self.response.states(self.sign * (heat - self.load), STEP)
        return self.held + states @ self.response.gains, states

    def misses(self, room: Array) -> tuple[float, float]:
        """K·h short of the band and beyond it."""
        short = self.sign * (self.set_point - room)
        hours = STEP / 3600.0
        return float(np.maximum(short - BAND, 0.0).sum() * hours), float(np.maximum(-short - BAND, 0.0).sum() * hours)


@dataclass(frozen=True)
class Plan:
    """kWh; `heater`: of it the heater's. `lack`: K and K·h by which it stays behind the run's comfort, because the unit, as its
    map has it, cannot give what the run gave."""

    total: float
    heater: float
    lack: float = 0.0


class _Model:
    """The columns of the programme and its rows, as they are added: low <= sum value * column <= high."""

    def __init__(self, problem: Problem, starts: bool) -> None:
        self.n, self.lags = len(problem.load), len(problem.response.gains)
        n = self.n
        self.heat, self.heater, self.power, self.short, self.beyond = (k * n + np.arange(n) for k in range(5))
        self.states = 5 * n + np.arange(n * self.lags).reshape(n, self.lags)
        more = 5 * n + n * self.lags + np.arange(2 * n * starts)
        self.running, self.started = more[: n * starts], more[n * starts :]
        first = 5 * n + n * self.lags + len(more)
        self.slacks = first + np.arange(
            3 + self.lags
        )  # of K·h short and beyond, of the mean, of what each lag has at the end
        self.count = first + len(self.slacks)
        self.lower, self.upper = np.full(self.count, -np.inf), np.full(self.count, np.inf)
        self.cost, self.whole = np.zeros(self.count), np.zeros(self.count)
        self.lower[: 5 * n] = 0.0
        self.lower[5 * n + n * self.lags :] = 0.0
        self._entries: list[tuple[Array, Array, Array]] = []
        self._low: list[Array] = []
        self._high: list[Array] = []
        self._rows = 0

    def add(
        self, terms: Sequence[tuple[Array, Array | float]], low: Array | float, high: Array | float = np.inf
    ) -> None:
        """As many rows as the terms have columns, the k-th of each in the k-th row."""
        size = len(terms[0][0])
        at = self._rows + np.arange(size)
        self._entries += [(at, columns, np.broadcast_to(value, size)) for columns, value in terms]
        self._end(low, high, size)

    def add_sum(self, terms: Sequence[tuple[Array, float]], low: float, high: float = np.inf) -> None:
        """One row."""
        for columns, value in terms:
            size = len(columns)
            self._entries.append((np.full(size, self._rows), columns, np.full(size, value)))
        self._end(low, high, 1)

    def _end(self, low: Array | float, high: Array | float, size: int) -> None:
        self._low.append(np.broadcast_to(low, size))
        self._high.append(np.broadcast_to(high, size))
        self._rows += size

    def solve(self, options: dict[str, float]) -> Any:
        rows, columns, values = (np.concatenate(parts) for parts in zip(*self._entries, strict=True))
        matrix = sparse.csr_array((values, (rows, columns)), shape=(self._rows, self.count))
        limits = LinearConstraint(matrix, np.concatenate(self._low), np.concatenate(self._high))
        return milp(
            self.cost,
            integrality=self.whole,
            bounds=Bounds(self.lower, self.upper),
            constraints=limits,
            options=options,
        )


def least(problem: Problem, run: Array, unit: Map, *, ramps: bool = False, starts: float | None = None) -> Plan:
    """The floor at the comfort of `run`, W of heat in each step. `starts`: J a start, None: cycling is free."""
    model = _Model(problem, starts is not None)
    heats, powers = unit.at(problem.outdoor)
    most = heats.max(axis=1)
    model.upper[model.heat], model.upper[model.heater] = most, problem.heater
    model.cost[model.power] = model.cost[model.heater] = _KWH
    model.cost[model.slacks] = _SLACK
    _room(model, problem)
    _comfort(model, problem, run)
    if starts is None:
        for slope, rest in _hull(heats, powers):
            model.add([(model.power, 1.0), (model.heat, -slope)], rest)
    else:
        _running(model, (heats, powers), unit.fans, starts)
    if ramps:
        model.add([(model.heat[1:], 1.0), (model.heat[:-1], -1.0)], -np.inf, RAMP * most[1:])
    if starts is not None:
        bound = model.solve({"time_limit": LIMIT, "mip_rel_gap": GAP}).mip_dual_bound
        return Plan(float("nan" if bound is None else bound), float("nan"))
    found = model.solve({})
    if found.x is None:
        found = model.solve({"presolve": False})  # HiGHS' presolve leaves some weeks undecided ("Not Set")
    if found.x is None:
        raise RuntimeError(f"HiGHS: {found.message}")
    heater = float(found.x[model.heater].sum() * _KWH)
    total = float(found.x[model.power].sum() * _KWH) + heater
    return Plan(total, heater, float(found.x[model.slacks].sum()))


def _room(model: _Model, problem: Problem) -> None:
    """x_k = keep x_(k-1) + (1 - keep) (heat + heater - load), from x = 0 on."""
    for i, keep in enumerate(np.exp(-STEP / problem.response.times)):
        x, fresh = model.states[:, i], problem.sign * (1.0 - keep)
        right = -fresh * problem.load
        model.add([(x[:1], 1.0), (model.heat[:1], -fresh), (model.heater[:1], -fresh)], right[:1], right[:1])
        model.add(
            [(x[1:], 1.0), (x[:-1], -keep), (model.heat[1:], -fresh), (model.heater[1:], -fresh)], right[1:], right[1:]
        )


def _comfort(model: _Model, problem: Problem, run: Array) -> None:
    """No more K·h on either side than `run` has, its mean at least (in cooling at most), and what it leaves in the building."""
    sign, gains = problem.sign, problem.response.gains
    room, states = problem.room(run)
    away = sign * (problem.held - problem.set_point)
    lags: list[tuple[Array, Array | float]] = [(model.states[:, i], sign * gain) for i, gain in enumerate(gains)]
    model.add([*lags, (model.short, 1.0)], -BAND - away)
    model.add([*lags, (model.beyond, -1.0)], -np.inf, BAND - away)
    for column, budget, slack in zip((model.short, model.beyond), problem.misses(room), model.slacks[:2], strict=True):
        model.add_sum([(column, STEP / 3600.0), (np.array([slack]), -1.0)], -np.inf, budget)
    means = [(model.states[:, i], sign * gain / model.n) for i, gain in enumerate(gains)]
    model.add_sum([*means, (model.slacks[2:3], 1.0)], sign * float((room - problem.held).mean()))
    slow = np.flatnonzero(problem.response.times > SLOW)
    model.add(
        [(model.states[-1, slow], sign * gains[slow]), (model.slacks[3 + slow], 1.0)],
        sign * gains[slow] * states[-1, slow],
    )


def _running(model: _Model, points: tuple[Array, Array], fans: int, start: float) -> None:
    """Rest or run, from the least that the least speed gives; J a start."""
    heats, powers = points
    resting = powers[:, 0]
    for slope, rest in _hull(heats[:, 1:], powers[:, 1:]):
        model.add([(model.power, 1.0), (model.heat, -slope), (model.running, resting - rest)], resting)
    model.add([(model.heat, 1.0), (model.running, -heats[:, 1 : 1 + fans].min(axis=1))], 0.0)
    model.add([(model.heat, 1.0), (model.running, -heats.max(axis=1))], -np.inf, 0.0)
    model.add([(model.started[1:], 1.0), (model.running[1:], -1.0), (model.running[:-1], 1.0)], 0.0)
    model.cost[model.started] = start / 3.6e6
    model.upper[model.running] = model.upper[model.started] = 1.0
    model.whole[model.running] = 1.0


def _hull(heats: Array, powers: Array) -> list[tuple[Array, Array]]:
    """(W a W, W at no heat) of the lines below the map's points, for every step: the lower convex hull."""
    n, count = heats.shape
    lines = [(np.zeros(n), np.full(n, -np.inf)) for _ in range(count - 1)]
    for k in range(n):
        left: list[tuple[float, float]] = []
        for point in sorted(zip(heats[k], powers[k], strict=True)):
            while len(left) > 1 and _right_of(left[-2], left[-1], point):
                left.pop()
            left.append(point)
        for j, ((q0, p0), (q1, p1)) in enumerate(zip(left, left[1:], strict=False)):
            slope = (p1 - p0) / max(q1 - q0, 1e-9)
            lines[j][0][k], lines[j][1][k] = slope, p0 - slope * q0
        for j in range(len(left) - 1, len(lines)):
            lines[j][0][k], lines[j][1][k] = lines[len(left) - 2][0][k], lines[len(left) - 2][1][k]
    return lines


def _right_of(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    """Whether b lies on or above the line from a to c."""
    return (b[1] - a[1]) * (c[0] - a[0]) >= (c[1] - a[1]) * (b[0] - a[0])
