"""The core in this process: what every run had before, and has still."""

from __future__ import annotations

from typing import Any

from balancepoint.control.controller import Controller
from balancepoint.control.house.past import Past
from balancepoint.control.settings.memory import Memory


class Process(Controller):
    """A `Controller` that is a `Runtime`. `memory`: to begin with, or None."""

    def __init__(self, settings: Any, memory: dict[str, Any] | None = None) -> None:
        super().__init__(settings, Memory.from_dict(memory) if memory else Memory(), Past())

    def start_anew(self, memory: dict[str, Any] | None) -> None:
        """As after a loss of power, with what was stored; `now` begins at 0."""
        self.__init__(self.settings, memory)  # type: ignore[misc]

    def figures(self) -> dict[str, Any]:
        """None: the laptop is no board."""
        return {}

    def close(self) -> None:
        """Nothing to give back."""
