"""What is recorded of a run for its expectations: the quantities that they speak of at every step, and when things happened."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from host_sim.bench.scene import Scene
from host_sim.scenario.moment import OF_PLANT, Happening

Floats = NDArray[np.float64]


class Timeline:
    """`times` of what happened, s since the start, by the text of the `Happening`; `journal`: (s, text)."""

    def __init__(self, scene: Scene, quantities: Sequence[str], dt: int):
        self.dt = dt
        self.quantities = list(quantities)
        self.times: dict[str, list[float]] = {}
        self.journal: list[tuple[float, str]] = []
        self._looks: list[Callable[[], float]] = [scene.look(name) for name in self.quantities]
        self._rows = array("d")

    def add(self) -> None:
        """How it is at this tick, before the plant moves on."""
        self._rows.extend([look() for look in self._looks])

    def note(self, happening: str, at: float) -> None:
        """It took place."""
        self.times.setdefault(happening, []).append(at)

    def note_plant(self, name: str, at: float) -> None:
        """The same for an event of the plant, by its name there."""
        self.note(OF_PLANT[name], at)

    def columns(self) -> dict[str, Floats]:
        """{quantity: its value at each step}; energies as kWh since the start."""
        width = len(self.quantities)
        table = np.frombuffer(self._rows, dtype=np.float64).reshape(-1, width) if width else np.zeros((0, 0))
        out = {}
        for place, name in enumerate(self.quantities):
            column = table[:, place]
            out[name] = np.cumsum(column) * self.dt / 3.6e6 if name.startswith("energy.") else column.copy()
        return out

    def occasions(self, happening: Happening, columns: dict[str, Floats]) -> list[float]:
        """When it took place, s since the start, rising."""
        if happening.kind == "says":
            words = happening.what.lower()
            return [at for at, text in self.journal if words in text.lower()]
        if happening.kind == "when":
            assert happening.condition
            holds = np.asarray(happening.condition.holds(columns), dtype=bool)
            return [float(k * self.dt) for k in np.flatnonzero(holds & ~np.concatenate(([False], holds[:-1])))]
        return self.times.get(str(happening), [])
