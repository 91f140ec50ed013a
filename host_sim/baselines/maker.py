"""The unit left to itself: its maker's frequency loop on the sensor in the head, set point from the remote control.

The loop is `virtual_units.maker_loop`. Automatic changes over by the head's sensor, as the remote control's automatic
does. The loop ends when the head's sensor dies: makers take an open or shorted thermistor (Daikin: above 4.96 V or
below 0.04 V) for a fault and stop. The backup is a separate room thermostat with the usual rule, so that the house
survives deep cold.

    controller = Maker(machine)
    command = controller.step(readings, request, now)
"""

from __future__ import annotations

from balancepoint.control.command import Command
from balancepoint.control.readings import Readings
from balancepoint.control.request import Request
from host_sim.baselines.usual import COOLING, HEATING, IDLE, Backup, Changeover, LastRoom, Machine, Outputs
from host_sim.virtual_units.freeze_up import FreezeUp
from host_sim.virtual_units.maker_loop import HEATING_OFFSET, RESTART_DELAY, MakerLoop


class Maker:
    """The maker's loop, its valve, and the usual backup on the room sensor."""

    def __init__(self, machine: Machine):
        self._heating_valve = machine.heating_valve
        self._valve = 0
        self._room = LastRoom()
        self._changeover = Changeover()
        self._freeze_up = FreezeUp()
        self._loop = MakerLoop(machine.speed_min, machine.speed_max)
        self._backup = Backup(machine.aux_stages)
        self._outputs = Outputs(machine)

    def step(self, readings: Readings, request: Request, now: int) -> Command:
        head = readings.return_air.value
        side = IDLE
        missing = 0
        if head is not None:
            side = self._changeover.step(request, head)
            if side == HEATING:
                missing = request.heat_setpoint + HEATING_OFFSET - head
            elif side == COOLING:
                missing = head - request.cool_setpoint
        allowed = self._freeze_up.step(readings.indoor_coil.value, side == COOLING and self._loop.speed > 0, now)
        speed = self._loop.step(missing, allowed and side != IDLE and self._turned(side, now), now)
        room = self._room.read(readings)
        aux = 0 if room is None else self._backup.step(self._changeover.side, room, request.heat_setpoint)
        return self._outputs.write(speed, self._valve, aux, now)

    def _turned(self, side: int, now: int) -> bool:
        """Whether the valve stands on this side already; it is turned at standstill, after the restart delay."""
        valve = self._heating_valve if side == HEATING else 1 - self._heating_valve
        if valve == self._valve:
            return True
        if self._loop.speed == 0 and now - self._loop.stopped_at >= RESTART_DELAY:
            self._valve = valve
        return False
