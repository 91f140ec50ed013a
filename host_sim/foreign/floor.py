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

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from host_sim.foreign.response import Response
from host_sim.foreign.steady import Map
from host_sim.kpi import BAND

STEP = 600  # s
RAMP = STEP / 900.0  # of full heat in a step
LIMIT = 40.0  # s for the mixed integers
_KWH = STEP / 3.6e6
_SLACK = 1e3  # W a K that the response cannot give: never used by a plan that exists


@dataclass(frozen=True)
class Problem:
    """A room in its weather, on its own grid of steps; heat positive into the room when heating, out of it when cooling."""

    response: Response
    held: np.ndarray  # °C
    load: np.ndarray  # W, positive as heat
    outdoor: np.ndarray  # °C
    set_point: np.ndarray  # °C
    heater: float  # W
    cooling: bool

    @property
    def sign(self) -> float:
        return -1.0 if self.cooling else 1.0

    def room(self, heat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """°C at the end of each step, and the lags' states, under `heat`."""
        states = self.response.states(self.sign * (heat - self.load), STEP)
        return self.held + states @ self.response.gains, states

    def misses(self, room: np.ndarray) -> tuple[float, float]:
        """K·h short of the band and beyond it."""
        short = self.sign * (self.set_point - room)
        hours = STEP / 3600.0
        return float(np.maximum(short - BAND, 0.0).sum() * hours), float(np.maximum(-short - BAND, 0.0).sum() * hours)


@dataclass(frozen=True)
class Plan:
    """kWh; `heater`: of it the heater's."""

    total: float
    heater: float


def least(problem: Problem, run: np.ndarray, unit: Map, *, ramps: bool = False, starts: float | None = None) -> Plan:
    """The floor at the comfort of `run`, W of heat in each step. `starts`: J a start, None: cycling is free."""
    n, m = len(run), len(problem.response.gains)
    sign, gains = problem.sign, problem.response.gains
    room, states = problem.room(run)
    below, above = problem.misses(room)
    heats, powers = unit.at(problem.outdoor)
    most = heats.max(axis=1)
    # Columns: q, heater, power, short, beyond, states; with starts also running and started
    q, a, p, short, beyond = (k * n + np.arange(n) for k in range(5))
    x = 5 * n + np.arange(n * m).reshape(n, m)
    count = 5 * n + n * m
    u, s = (count + k * n + np.arange(n) for k in range(2)) if starts is not None else (None, None)
    count += 0 if starts is None else 2 * n
    rows: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    low: list[np.ndarray] = []
    high: list[np.ndarray] = []
    total = 0

    def add(columns: list[np.ndarray], values: list[np.ndarray | float], least_: np.ndarray, most_: np.ndarray) -> None:
        nonlocal total
        size = len(least_)
        at = total + np.arange(size)
        for column, value in zip(columns, values, strict=True):
            rows.append((at, column, np.broadcast_to(value, size)))
        low.append(least_)
        high.append(most_)
        total += size

    none = np.full(n, np.inf)
    # States: x_k = keep x_(k-1) + (1 - keep) sign (q + a - load)
    keep = np.exp(-STEP / problem.response.times)
    for i in range(m):
        fresh = sign * (1.0 - keep[i])
        right = -fresh * problem.load
        add([x[:1, i], q[:1], a[:1]], [1.0, -fresh, -fresh], right[:1], right[:1])
        add([x[1:, i], x[:-1, i], q[1:], a[1:]], [1.0, -keep[i], -fresh, -fresh], right[1:], right[1:])
    # The room: sign (held + gains x - set point) + short >= -BAND, and - beyond <= BAND
    away = sign * (problem.held - problem.set_point)
    lags, scales = [x[:, i] for i in range(m)], [sign * gains[i] for i in range(m)]
    add([*lags, short], [*scales, 1.0], -BAND - away, none)
    add([*lags, beyond], [*scales, -1.0], -none, BAND - away)
    hours = STEP / 3600.0
    slack_short, slack_beyond, slack_mean = count, count + 1, count + 2
    count += 3
    one = np.zeros(n, dtype=int)
    for column, budget, slack in ((short, below, slack_short), (beyond, above, slack_beyond)):
        rows.append((one + total, column, np.full(n, hours)))
        add([np.array([slack])], [-1.0], np.array([-np.inf]), np.array([budget]))
    for i in range(m):
        rows.append((one + total, x[:, i], np.full(n, sign * gains[i] / n)))
    add([np.array([slack_mean])], [1.0], np.array([sign * (room - problem.held).mean()]), np.array([np.inf]))
    slow = problem.response.times > 3 * 3600.0
    end = sign * states[-1, slow]
    add([x[-1, slow]], [sign], end - 1e-6, np.full(slow.sum(), np.inf))
    # Electricity over the hull, from standstill or, with starts, from minimum speed on
    for slope, rest in _hull(heats, powers, from_rest=starts is None):
        if starts is None:
            add([p, q], [1.0, -slope], rest, none)
        else:
            assert u is not None
            add([p, q, u], [1.0, -slope, -(rest - powers[:, 0])], powers[:, 0], none)
    if starts is not None:
        assert u is not None and s is not None
        add([q, u], [1.0, -heats[:, 1]], np.zeros(n), none)
        add([q, u], [1.0, -most], -none, np.zeros(n))
        add([s[1:], u[1:], u[:-1]], [1.0, -1.0, 1.0], np.zeros(n - 1), none[1:])
    if ramps:
        add([q[1:], q[:-1]], [1.0, -1.0], -none[1:], RAMP * most[1:])
    cost = np.zeros(count)
    cost[p] = cost[a] = _KWH
    cost[[slack_short, slack_beyond, slack_mean]] = _SLACK
    upper = np.full(count, np.inf)
    lower = np.full(count, -np.inf)
    lower[: 5 * n] = 0.0
    lower[-3:] = 0.0
    upper[q], upper[a] = most, problem.heater
    whole = np.zeros(count)
    if starts is not None:
        assert u is not None and s is not None
        cost[s] = starts / 3.6e6
        lower[u] = lower[s] = 0.0
        upper[u] = upper[s] = 1.0
        whole[u] = 1.0
    at, columns, values = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    matrix = sparse.csr_array((values, (at, columns)), shape=(total, count))
    found = milp(
        cost, integrality=whole, bounds=Bounds(lower, upper),
        constraints=LinearConstraint(matrix, np.concatenate(low), np.concatenate(high)),
        options={"time_limit": LIMIT, "mip_rel_gap": 0.02} if starts is not None else {},
    )  # fmt: skip
    if starts is not None:
        return (
            Plan(float(found.mip_dual_bound), float("nan"))
            if found.mip_dual_bound is not None
            else Plan(np.nan, np.nan)
        )
    if found.x is None:
        raise RuntimeError(f"HiGHS: {found.message}")
    return Plan(float((found.x[p] + found.x[a]).sum() * _KWH), float(found.x[a].sum() * _KWH))


def _hull(heats: np.ndarray, powers: np.ndarray, from_rest: bool) -> list[tuple[np.ndarray, np.ndarray]]:
    """(W a W, W at no heat) of the lines below the map's points, for every step: the lower convex hull."""
    first = 0 if from_rest else 1
    n, count = heats.shape
    lines = [(np.zeros(n), np.full(n, -np.inf)) for _ in range(count - first - 1)]
    for k in range(n):
        left: list[tuple[float, float]] = []
        for point in sorted(zip(heats[k, first:], powers[k, first:], strict=True)):
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
