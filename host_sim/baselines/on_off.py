"""The on-off thermostat: full speed below the set point less 0.5 K, off above the set point plus 0.5 K.

Home Assistant's generic_thermostat and ESPHome's thermostat with 0.5 K each side, in front of an inverter unit that
is switched as a whole: it starts behind its maker's ramp of 15 min and then runs at full speed. In cooling the other
way round. A sensor that dies is not noticed: the last temperature stays and with it the present state
(home-assistant/core issues 18912 and 63419, "keeps current behaviour").

    controller = OnOff(machine)
    command = controller.step(readings, request, now)
"""

from __future__ import annotations

from balancepoint.control.command import Command
from balancepoint.control.readings import Readings
from balancepoint.control.request import Request
from host_sim.baselines.usual import (
    COOLING,
    HEATING,
    TOLERANCE,
    Backup,
    Changeover,
    Contact,
    LastRoom,
    Machine,
    Outputs,
)
from host_sim.virtual_units.freeze_up import FreezeUp
from host_sim.virtual_units.maker_loop import StartRamp


class OnOff:
    """Hysteresis, ramp, restart lock, usual backup."""

    def __init__(self, machine: Machine):
        self._room = LastRoom()
        self._changeover = Changeover()
        self._contact = Contact(machine)
        self._freeze_up = FreezeUp()
        self._ramp = StartRamp(machine.speed_max)
        self._backup = Backup(machine.aux_stages)
        self._outputs = Outputs(machine)
        self._call = self._running = False

    def step(self, readings: Readings, request: Request, now: int) -> Command:
        room = self._room.read(readings)
        if room is None:
            return self._outputs.write(0, self._contact.valve, 0, now)
        side = self._changeover.step(request, room)
        if side == HEATING:
            missing = request.heat_setpoint - room
        elif side == COOLING:
            missing = room - request.cool_setpoint
        else:
            missing = -TOLERANCE
        if missing >= TOLERANCE:
            self._call = True
        elif missing <= -TOLERANCE:
            self._call = False
        allowed = self._freeze_up.step(readings.indoor_coil.value, side == COOLING and self._running, now)
        age = self._contact.step(self._call and allowed, side, now)
        self._running = age >= 0
        speed = self._ramp.limit(age) if age >= 0 else 0
        aux = self._backup.step(side, room, request.heat_setpoint)
        return self._outputs.write(speed, self._contact.valve, aux, now)
