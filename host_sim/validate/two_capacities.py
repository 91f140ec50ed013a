"""The room of two capacities in floats, exact over each step, and its plain least-squares fit: what the learner is held against.

Nothing of the core is in here: its `room_model` describes the same room, after Bacher and Madsen, Energy and Buildings 43 (2011).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm
from scipy.optimize import least_squares

Floats = NDArray[np.float64]


@dataclass
class Room:
    """W/K, Wh/K, W, m²; `path` the part of the loss through the mass, `share` the part of the sun that heats the air."""

    heat_loss: float = 120
    mass: float = 4000
    air: float = 500
    coupling: float = 400
    path: float = 0.4
    gains: float = 300
    aperture: float = 4
    share: float = 0.25

    def rates(self) -> tuple[Floats, Floats]:
        """A (1/h) and B (K/h per W, W, K): d[air, mass]/dt = A x + B [q_air, q_mass, outdoor]."""
        inner = self.heat_loss * self.path
        outer = self.coupling * inner / (self.coupling - inner)
        direct = self.heat_loss - inner
        a = np.array(
            [
                [-(direct + self.coupling) / self.air, self.coupling / self.air],
                [self.coupling / self.mass, -(self.coupling + outer) / self.mass],
            ]
        )
        return a, np.array([[1 / self.air, 0, direct / self.air], [0, 1 / self.mass, outer / self.mass]])

    def step(self, hours: float) -> tuple[Floats, Floats]:
        """Exact zero-order hold: x' = P x + Q u."""
        a, b = self.rates()
        block = np.zeros((5, 5))
        block[:2, :2], block[:2, 2:] = a, b
        exact = expm(block * hours)
        return exact[:2, :2], exact[:2, 2:]

    def two_hours(self) -> float:
        """Effective heat capacity over two hours, Wh/K: what 1 W from rest fills, losses apart."""
        p, q = self.step(0.02)
        x, lost = np.zeros(2), 0.0
        for _ in range(100):
            new = p @ x + q[:, 0]
            lost += self.heat_loss * (x[0] + new[0]) / 2 * 0.02
            x = new
        return (2 - lost) / float(x[0])


@dataclass(frozen=True)
class Past:
    """Means over quarters of an hour: °C, °C, W into the air, W/m² on the windows."""

    room: Floats
    outdoor: Floats
    heat: Floats
    sun: Floats

    def simulate(self, room: Room, mass: float, air: float) -> Floats:
        """Open loop from the start, air and mass at these °C: mean room temperature of each quarter."""
        p, q = room.step(0.25)
        u = np.array(
            [
                self.heat + room.gains + room.share * room.aperture * self.sun,
                (1 - room.share) * room.aperture * self.sun,
                self.outdoor,
            ]
        )
        (p11, p12), (p21, p22) = p.tolist()
        out = np.empty(len(self.room))
        for k, (to_air, to_mass) in enumerate((q @ u).T.tolist()):
            new = p11 * air + p12 * mass + to_air
            mass = p21 * air + p22 * mass + to_mass
            out[k] = (air + new) / 2
            air = new
        return out

    def fit(self, count: int) -> tuple[Room, float]:
        """(the room that fits the first `count` quarters best, RMSE over the rest in K), by SciPy; every fourth quarter is
        compared."""
        first = Past(self.room[:count], self.outdoor[:count], self.heat[:count], self.sun[:count])

        def make(values: Floats) -> Room:
            e = np.exp(values[:4])
            path = 0.9 / (1 + np.exp(-values[4]))
            return Room(e[0], e[1], e[2], e[3], path, values[5] * 100, values[6], values[7])

        def residual(values: Floats) -> Floats:
            miss: Floats = (first.simulate(make(values), values[8] * 10, self.room[0]) - first.room)[::4]
            return miss

        start = [*np.log([100, 2000, 400, 400]), 0.0, 3.0, 8.0, 0.1, 1.5]
        best = least_squares(residual, start, x_scale=[0.3, 0.3, 0.3, 0.3, 1, 1, 2, 0.2, 0.3], max_nfev=60).x
        room = make(best)
        miss = (self.simulate(room, best[8] * 10, self.room[0]) - self.room)[count:]
        return room, float(np.sqrt(np.mean(miss**2)))
