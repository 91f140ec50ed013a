"""The core in this process: compiled, where there is a build of these very sources (`host_sim.compiled`), else interpreted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from balancepoint.control.command import Command
from balancepoint.control.controller import Controller
from balancepoint.control.house.past import Past
from balancepoint.control.readings import Reading, Readings
from balancepoint.control.settings.memory import Memory
from balancepoint.control.settings.settings import Settings
from balancepoint.services.bench import Bench
from host_sim.compiled import loading
from host_sim.runtimes.wire import settings_table


def open_process(settings: Any, memory: dict[str, Any] | None = None) -> Process | Compiled:
    """A new controller. `memory`: as `to_dict()` gave it, None for a new one."""
    boundary = loading.load()
    return Process(settings, memory) if boundary is None else Compiled(boundary, settings, memory)


def compiled_bench(clock: Callable[[], int], since: Callable[[int, int], int]) -> Bench:
    """The board's side of the board in the loop, with the compiled core behind it. A build must be there."""
    return Bench(
        clock, since, make_controller=lambda table, memory: Compiled(loading.load(), Settings(**table), memory)
    )


class Process(Controller):
    """A `Controller` that is a `Runtime`. `memory`: to begin with, or None."""

    def __init__(self, settings: Any, memory: dict[str, Any] | None = None) -> None:
        super().__init__(settings, Memory.from_dict(memory) if memory else Memory(), Past())

    def start_anew(self, memory: dict[str, Any] | None) -> None:
        """As after a loss of power, with what was stored; `now` begins at 0."""
        self.__init__(self.settings, memory)  # type: ignore[misc]

    def status(self) -> dict[str, Any]:
        """Where everything stands, and which core it is."""
        return {**super().status(), "core": "interpreted"}

    def figures(self) -> dict[str, Any]:
        """None: the laptop is no board."""
        return {}

    def close(self) -> None:
        """Nothing to give back."""


class Compiled:
    """The compiled controller as a `Runtime`: readings and requests are plain, as is the command that it keeps up to date.

    `boundary`: as `loading.load` gave it. What else a `Controller` has is the compiled one's.
    """

    def __init__(self, boundary: Any, settings: Any, memory: dict[str, Any] | None = None) -> None:
        self._begun_with = (boundary, settings)
        package = loading.package
        kind = package("settings.memory").Memory
        self._controller = package("controller").Controller(
            package("settings.settings").Settings(**settings_table(settings)),
            kind.from_dict(memory) if memory else kind(),
            package("house.past").Past(),
        )
        self.step = self._step = boundary.Core(self._controller, Readings, Reading, Command()).step
        self.journal = self._controller.journal

    def __getattr__(self, name: str) -> Any:
        return getattr(self._controller, name)

    def together(self, plant: Any, readings: Any) -> Callable[[Any, int, int, int], None] | None:
        """See `host_sim.loop`; None for a plant that is not all kernel, or where somebody has put himself before `step`."""
        in_c = plant.in_c() if hasattr(plant, "in_c") else None
        if in_c is None or self.step is not self._step:
            return None
        run: Callable[[Any, int, int, int], None]
        run = loading.package("c_closed").Closed(self._controller, len(readings.rooms), in_c).run
        return run

    def start_anew(self, memory: dict[str, Any] | None) -> None:
        """As after a loss of power, with what was stored; `now` begins at 0."""
        self.__init__(*self._begun_with, memory)  # type: ignore[misc]

    def learn(self) -> None:
        """See `Controller`."""
        self._controller.learn()

    @property
    def memory(self) -> Any:
        """See `Runtime`."""
        return self._controller.memory

    def status(self) -> dict[str, Any]:
        """Where everything stands, and which core it is."""
        return {**self._controller.status(), "core": "compiled"}

    def figures(self) -> dict[str, Any]:
        """None: the laptop is no board."""
        return {}

    def close(self) -> None:
        """Nothing to give back."""
