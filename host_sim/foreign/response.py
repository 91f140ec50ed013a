"""How the room answers to a watt, fitted to the building itself.

EnergyPlus is run with the heat of its own ideal system, and again with so many W more; the difference over the
difference in heat is the room's step response: weather, sun and people fall out. It is written as a sum of first-order
lags, gains >= 0 (non-negative least squares):

    T(t) = T_held(t) + sum g_i x_i,   tau_i dx_i/dt = (q - q_held) - x_i        [K, W]
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from host_sim.adapters.energyplus import EnergyPlus
from host_sim.adapters.energyplus_model import STEP

TIMES = np.geomspace(180.0, 10 * 86_400.0, 16)  # s


@dataclass(frozen=True)
class Response:
    """`gains` K/W, `times` s; those of the lags that have a gain."""

    gains: np.ndarray
    times: np.ndarray
    fit: float  # K, root mean square that is left of a rise of 1 K
    held: np.ndarray  # °C, by the ideal system, end of every step of the building
    load: np.ndarray  # W, its heat

    def states(self, extra: np.ndarray, seconds: float) -> np.ndarray:
        """x_i at the end of each interval of `extra` W, intervals by lags."""
        keep = np.exp(-seconds / self.times)
        out = np.zeros((len(extra), len(self.times)))
        x = np.zeros(len(self.times))
        for k, watts in enumerate(extra):
            x = keep * x + (1.0 - keep) * watts
            out[k] = x
        return out


def measure(building: EnergyPlus, step_watts: float) -> Response:
    """`building` knows its load and stands at the start; it is used up."""
    assert building.load is not None
    load, held = np.asarray(building.load), np.asarray(building.held)
    room = np.empty(len(load))
    for k, watts in enumerate(load):
        building.advance(float(watts) + step_watts, 0.0, 0.0)
        room[k] = building.surroundings().room
    rise = (room - held) / step_watts
    at = STEP * np.arange(1.0, len(rise) + 1.0)
    basis = 1.0 - np.exp(-at[:, None] / TIMES)
    gains, _ = nnls(basis, rise)
    used = gains > 0
    left = float(np.sqrt(np.mean((basis @ gains - rise) ** 2)) / rise.max())
    return Response(gains[used], TIMES[used], left, held, load)
