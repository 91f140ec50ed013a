"""Mains that fail: controller, unit and heater without power, and the unit's own start when they come back."""

from __future__ import annotations

from typing import Any

from balancepoint.control.command import Command
from host_sim.bench.board import Board
from host_sim.bench.machine import Filter, Machine, stop, without_power
from host_sim.bench.sensors import Silence
from host_sim.scenario.event import Event


class Mains(Filter):
    """The unit answers again `event.size` s after the power is back; the heater hangs on the board's own relays."""

    def __init__(self, machine: Machine, event: Event, board: Board, silence: Silence, plant: Any):
        self._machine = machine
        self._boots = int(event.size)
        self._board = board
        self._silence = silence
        self._unit = getattr(plant, "unit", None) if hasattr(plant, "wrong") else None  # one with a start of its own
        self._faults = plant.front.faults if self._unit else None
        self._up_in: int | None = None  # s, None while there is no power

    def begin(self, now: int) -> None:
        if self._up_in is None or self not in self._machine.filters:
            self._silence.begin(now)
            self._machine.filters.append(self)
        self._up_in = None
        if self._unit:
            self._unit.power(False)
        self._board.cut()

    def end(self, now: int) -> None:
        self._board.back()
        if self._unit and self._faults:
            self._unit.power(True)
            self._faults.late = self._boots
        self._up_in = self._boots

    def pass_on(self, command: Command) -> None:
        """See `Filter`."""
        scene = self._machine.scene
        if self._up_in is None:
            without_power(command, scene)
            return
        self._up_in -= scene.home.dt
        if self._up_in < 0:
            self._machine.filters.remove(self)
            self._silence.end(0)
        else:
            stop(command, scene, heater=False)
