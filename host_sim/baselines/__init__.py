"""What people use today, on the same plant: `on_off`, `maker`, `tpi`, each with the core's `step(readings, request,
now)`.

    controller = create("on_off", Machine(speed_min=15, speed_max=100, aux_stages=1))
"""

from __future__ import annotations

from typing import Protocol

from balancepoint.control.command import Command
from balancepoint.control.readings import Readings
from balancepoint.control.request import Request
from host_sim.baselines.maker import Maker
from host_sim.baselines.on_off import OnOff
from host_sim.baselines.tpi import Tpi
from host_sim.baselines.usual import Machine
from host_sim.errors import InputError

_ALL: dict[str, type[OnOff] | type[Maker] | type[Tpi]] = {"on_off": OnOff, "maker": Maker, "tpi": Tpi}
NAMES = tuple(_ALL)

__all__ = ["NAMES", "Controller", "Machine", "create"]


class Controller(Protocol):
    """What the loop asks of a baseline."""

    def step(self, readings: Readings, request: Request, now: int) -> Command: ...


def create(name: str, machine: Machine) -> Controller:
    """The baseline of that name; InputError names the ones there are."""
    if name not in _ALL:
        raise InputError(f"controller: '{name}' is not one of {', '.join(NAMES)}")
    return _ALL[name](machine)
