"""A virtual unit left to its own thermostat: the rival of the same unit led over the wire.

controller = Alone(unit, aux_stages=1)     # for `host_sim.loop`; `unit` lives in the home that is the plant
"""

from __future__ import annotations

from typing import Any

from balancepoint.control.request import AUTO, COOL, DRY, OFF, Request
from host_sim.baselines.usual import COOLING, HEATING, IDLE, Backup, LastRoom
from host_sim.virtual_units.indoor import IndoorUnit


class Alone:
    """The unit's own thermostat, set at its handset as people ask; the backup is a room thermostat with the usual rule.

    `shift`: 0.01 K by which people set it higher than what they want.
    """

    def __init__(self, unit: IndoorUnit, aux_stages: int, shift: int = 0):
        self._unit = unit
        self._shift = shift
        self._backup = Backup(aux_stages)
        self._room = LastRoom()
        self._asked: tuple[int, int] | None = None

    def step(self, readings: Any, request: Request, now: int) -> Any:
        unit = self._unit
        self.ask(request)
        unit.step()
        room = self._room.read(readings)
        side = COOLING if unit.side in (COOL, DRY) else HEATING if unit.side or request.emergency else IDLE
        command = unit.command
        command.aux = 0 if room is None else self._backup.step(side, room, request.heat_setpoint)
        command.aux_contact = 1 if command.aux else 0
        return command

    def ask(self, request: Request) -> None:
        """At the handset, where something has changed."""
        unit = self._unit
        mode = OFF if request.emergency else request.mode
        if mode == AUTO:
            setpoint = (request.heat_setpoint + request.cool_setpoint) // 2
        else:
            setpoint = request.cool_setpoint if mode in (COOL, DRY) else request.heat_setpoint
        if (mode, setpoint) != self._asked:
            self._asked = mode, setpoint
            if mode == OFF:
                unit.press(on=False)
            else:
                unit.press(on=True, mode=mode, setpoint=setpoint + self._shift)
