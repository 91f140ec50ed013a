"""Rooms as resistance-capacitance networks: linear, any number of nodes, stepped exactly.

C dT/dt = -L T + B u with L the conductance matrix. Nodes without capacity (surfaces, the radiant star) follow at once and
are eliminated. The step is the exact solution for inputs constant over it (zero-order hold by the matrix exponential; Van
Loan 1978), so that 1-s and 60-s steps agree, and comes with the exact mean over the step, so that energy closes. A
conductance that changes (infiltration, an open window) is added outside as a heat flow on the air node.
"""

from collections.abc import Mapping

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.linalg import expm

Floats = NDArray[np.floating]


class Network:
    """Nodes, conductances and inputs, by name.

    Inputs u are heat flows (W) and boundary temperatures (°C), states x (°C) the nodes with capacity; both in the order in
    which they were declared.
    """

    def __init__(self) -> None:
        self.states: list[str] = []
        self.inputs: list[str] = []
        self._capacity: dict[str, float] = {}
        self._links: list[tuple[str, str, float]] = []
        self._shares: dict[str, Mapping[str, float]] = {}  # empty for a boundary temperature
        self._mixes: dict[str, Mapping[str, float]] = {}
        self._reduced: tuple[Floats, Floats, dict[str, tuple[Floats, Floats]]] | None = None

    def node(self, name: str, capacity: float = 0.0) -> None:
        """A temperature; `capacity` in J/K, 0 for a surface."""
        if name in self._capacity or name in self.inputs:
            raise ValueError(f"{name} is there already")
        if not capacity >= 0.0:
            raise ValueError(f"{name}: capacity {capacity} J/K; allowed: 0 or more")
        self._capacity[name] = capacity
        if capacity > 0.0:
            self.states.append(name)

    def boundary(self, name: str) -> None:
        """A temperature given from outside: an input."""
        self._input(name, {})

    def heat(self, name: str, shares: Mapping[str, float]) -> None:
        """An input in W, spread over nodes by `shares`; what they lack to 1 is lost."""
        if not shares:
            raise ValueError(f"{name}: no node takes this heat")
        self._input(name, shares)

    def link(self, a: str, b: str, conductance: float) -> None:
        """W/K between a node and a node or boundary."""
        if not conductance >= 0.0:
            raise ValueError(f"{a} - {b}: conductance {conductance} W/K; allowed: 0 or more")
        self._links.append((a, b, conductance))

    def mix(self, name: str, shares: Mapping[str, float]) -> None:
        """A named weighted mean of nodes, for output only (the mean radiant temperature)."""
        self._mixes[name] = shares

    @property
    def capacity(self) -> Floats:
        """J/K of each state."""
        return np.array([self._capacity[name] for name in self.states])

    @property
    def a(self) -> Floats:
        """1/s: dx/dt = a x + b u."""
        return self._reduce()[0]

    @property
    def b(self) -> Floats:
        """Inputs to dx/dt: K/J for heat, 1/s for boundary temperatures."""
        return self._reduce()[1]

    def output(self, name: str) -> tuple[Floats, Floats]:
        """(c, d) of a node or mix: its temperature is c x + d u."""
        return self._reduce()[2][name]

    def outputs(self, names: list[str]) -> tuple[Floats, Floats]:
        """(C, D), one row per name."""
        rows = [self.output(name) for name in names]
        return np.array([c for c, _ in rows]), np.array([d for _, d in rows])

    def steady(self, u: Floats) -> Floats:
        """The states at rest under constant inputs."""
        return np.linalg.solve(self.a, -self.b @ u)

    def loss(self, node: str) -> float:
        """W to hold `node` 1 K above all boundaries at rest."""
        u = np.zeros(len(self.inputs))
        heat = np.zeros((len(self.states), 1))
        at = self.states.index(node)
        heat[at] = 1.0 / self.capacity[at]
        x = np.linalg.solve(self.a, -self.b @ u - heat[:, 0])
        return float(1.0 / x[at])

    def discretise(self, dt: float) -> Floats:
        """The matrix that `house_step` takes for steps of `dt` seconds, float64[2 n, n + m] for n states and m inputs.

        Rows 0..n-1 give the mean over the step from (state at its start, inputs); rows n..2n-1 give the change over the
        step from (that mean, inputs): they are the energy balance itself, so what the boundaries give the nodes keep.
        """
        if not dt > 0.0:
            raise ValueError(f"dt: {dt} s; allowed: more than 0")
        n, m = self.b.shape
        # d/ds of (x, u, integral of x) over the step, s = t / dt
        generator = np.zeros((2 * n + m, 2 * n + m))
        generator[:n, :n] = self.a * dt
        generator[:n, n : n + m] = self.b * dt
        generator[n + m :, :n] = np.eye(n)
        solution = expm(generator)
        change = np.hstack((self.a, self.b)) * dt
        return np.ascontiguousarray(np.vstack((solution[n + m :, : n + m], change)))

    def _input(self, name: str, shares: Mapping[str, float]) -> None:
        if name in self._capacity or name in self.inputs:
            raise ValueError(f"{name} is there already")
        self.inputs.append(name)
        self._shares[name] = shares

    def _reduce(self) -> tuple[Floats, Floats, dict[str, tuple[Floats, Floats]]]:
        """Eliminates the nodes without capacity. The network must not be changed any more after that."""
        if self._reduced is None:
            surfaces = [name for name in self._capacity if name not in self.states]
            row = {name: i for i, name in enumerate(self.states + surfaces)}
            column = {name: i for i, name in enumerate(self.inputs)}
            n = len(self.states)
            flow = np.zeros((len(row), len(row)))  # W into each node per K of each node
            drive = np.zeros((len(row), len(column)))  # W into each node per unit of each input
            for first, second, conductance in self._links:
                for here, there in ((first, second), (second, first)):
                    if here in row:
                        flow[row[here], row[here]] -= conductance
                        if there in row:
                            flow[row[here], row[there]] += conductance
                        else:
                            drive[row[here], column[there]] += conductance
            for name, shares in self._shares.items():
                for node, share in shares.items():
                    drive[row[node], column[name]] += share
            for i, name in enumerate(surfaces, n):
                if flow[i, i] == 0.0:
                    raise ValueError(f"{name} has neither capacity nor a link")
            to_surface = -np.linalg.solve(flow[n:, n:], np.hstack((flow[n:, :n], drive[n:, :])))
            a = flow[:n, :n] + flow[:n, n:] @ to_surface[:, :n]
            b = drive[:n, :] + flow[:n, n:] @ to_surface[:, n:]
            rows: dict[str, tuple[Floats, Floats]]
            rows = {name: (np.eye(n)[i], np.zeros(len(column))) for i, name in enumerate(self.states)}
            rows |= {name: (to_surface[i, :n], to_surface[i, n:]) for i, name in enumerate(surfaces)}
            for name, shares in self._mixes.items():
                parts = [(share, *rows[node]) for node, share in shares.items()]
                rows[name] = (
                    sum((s * c for s, c, _ in parts), np.zeros(n)),
                    sum((s * d for s, _, d in parts), np.zeros(len(column))),
                )
            self._reduced = a / self.capacity[:, None], b / self.capacity[:, None], rows
        return self._reduced


# Plain sums, row by row: for a dozen nodes twice as fast as columns, which the compiler could vectorise. Indices come from
# ranges only, so that the compiler drops the checks for negative ones.


@njit(cache=True)
def _mean(x, x_mean, u, steps):
    n = x.shape[0]
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += steps[i, j] * x[j]
        for j in range(u.shape[0]):
            total += steps[i, n + j] * u[j]
        x_mean[i] = total


@njit(cache=True)
def _advance(x, x_mean, u, steps):
    n = x.shape[0]
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += steps[n + i, j] * x_mean[j]
        for j in range(u.shape[0]):
            total += steps[n + i, n + j] * u[j]
        x[i] += total


@njit(cache=True)
def house_step(x, x_mean, u, steps):
    """One step in place: x goes to the end of the step, x_mean becomes the mean over it. u is constant over the step."""
    _mean(x, x_mean, u, steps)
    _advance(x, x_mean, u, steps)


@njit(cache=True)
def ideal_step(x, x_mean, u, steps, t_low, t_high):
    """The step with the heat at input 0 (the air, state 0) that brings x[0] into t_low..t_high at its end; NaN: no limit.

    Returns the W that came on top of u[0]: + heating, - cooling, 0 within the limits. u stays as it is.
    """
    n = x.shape[0]
    _mean(x, x_mean, u, steps)
    free = x[0]
    gain = steps[n, n]  # K at the end of the step per W
    for j in range(n):
        free += steps[n, j] * x_mean[j]
        gain += steps[n, j] * steps[j, n]
    for j in range(u.shape[0]):
        free += steps[n, n + j] * u[j]
    q = 0.0
    if free < t_low:
        q = (t_low - free) / gain
    elif free > t_high:
        q = (t_high - free) / gain
    for i in range(n):
        x_mean[i] += steps[i, n] * q
    given = u[0]
    u[0] = given + q
    _advance(x, x_mean, u, steps)
    u[0] = given
    return q
