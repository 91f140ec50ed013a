"""A thermostat without journal and memory on the bench's board: what happens to ours happens to it as well."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from balancepoint.control.settings.memory import Memory
from host_sim.runtimes.session import Journal


class Rival:
    """`controller`: a baseline. A start makes it new, but for the wish that it keeps."""

    def __init__(self, controller: Any):
        self._new = deepcopy(controller)
        self._controller = controller
        self.journal = Journal()
        self.memory = Memory()

    def step(self, readings: Any, request: Any, now: int) -> Any:
        return self._controller.step(readings, request, now)

    def learn(self) -> None:
        """It does not."""

    def start_anew(self, memory: dict[str, Any] | None) -> None:
        """See `Runtime`."""
        self._controller = deepcopy(self._new)
