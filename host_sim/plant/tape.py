"""What was read and commanded, one row a step, until somebody takes it.

    tape = home.tape()               # it runs from here on
    rows = tape.take()               # what there is since the last time, a row a step
    rows[:, tape.values["outdoor"]]  # 0.01 °C as read before the Command of the row, NONE if there was none
    rows[:, tape.ages["outdoor"]]    # s; what is not in `ages` is of the moment
    rows[:, tape.order["speed"]]     # Hz as commanded

For whoever judges a run: the step writes it in passing, where a look at all the readings from Python takes longer than
the step.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from host_sim.plant.layout import ORDER
from host_sim.plant.places import Places

LENGTH = 4096  # rows
_ORDER = ("now", "speed", "valve", "fan", "defrost", "aux", "aux_contact")


class Tape:
    """`rows`: where a home writes, `state` the home's record. Columns by the names of `places`."""

    def __init__(self, rows: np.ndarray, state: Any, places: Places) -> None:
        self._rows = rows
        self._state = state
        self.order = {name: i for i, name in enumerate(_ORDER)}
        self.values = {name: ORDER + place for name, place in places.values.items()}
        self.ages = {name: ORDER + place for name, place in places.ages.items()}
        state.taping, state.taped = 1, 0

    def take(self) -> np.ndarray:
        """int64, the rows since the last time. RuntimeError if more than LENGTH were to be kept."""
        count = int(self._state.taped)
        if count > len(self._rows):
            raise RuntimeError(f"tape: {count} steps since it was last taken; allowed are {len(self._rows)}")
        self._state.taped = 0
        return self._rows[:count].astype(np.int64)
