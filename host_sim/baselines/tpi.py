"""The TPI regulator of home automation (Versatile Thermostat over a switch, and better_thermostat with the same
numbers).

Share of a cycle on = 0.6 (set point - room) + 0.01 (set point - outdoor), 0..1, fixed at the cycle's begin; in
cooling both differences change sign (versatile_thermostat b24d617, documentation/en/algorithms.md). Its authors give
5 to 10 min a cycle for electric heaters and 30 to 60 min with 300 s least activation for boilers
(tuning-examples.md); people with compressors set 30 min (issues 588, 1696, 1724), and so do we: shorter ones would
not leave room for the unit's 3-min rest. An on time below 5 min is left out, an off time below 3 min is filled. While
on, the unit runs at full speed behind its maker's ramp.

A room or outdoor sensor silent for 60 min while the share is 50 % or more puts it into its safety mode, 10 %
(defaults safety_delay_min, safety_min_on_percent, safety_default_on_percent); below that share it runs on with the
last temperature.

    controller = Tpi(machine)
    command = controller.step(readings, request, now)
"""

from __future__ import annotations

from balancepoint.control.command import Command
from balancepoint.control.readings import Reading, Readings
from balancepoint.control.request import Request
from host_sim.baselines.usual import COOLING, IDLE, Backup, Changeover, Contact, LastRoom, Machine, Outputs
from host_sim.virtual_units.freeze_up import FreezeUp
from host_sim.virtual_units.maker_loop import StartRamp

CYCLE = 1800  # s
LEAST_ON = 300  # s
LEAST_OFF = 180  # s
SILENT = 3600  # s
PER_ROOM, PER_OUTDOOR = 600, 10  # ‰ per K
SAFETY_FROM, SAFETY_SHARE = 500, 100  # ‰


class Tpi:
    """Proportional on time by room and outdoor temperature, usual backup."""

    def __init__(self, machine: Machine):
        self._room = LastRoom()
        self._outdoor: int | None = None
        self._room_seen = self._outdoor_seen = 0
        self._changeover = Changeover()
        self._contact = Contact(machine)
        self._freeze_up = FreezeUp()
        self._ramp = StartRamp(machine.speed_max)
        self._backup = Backup(machine.aux_stages)
        self._outputs = Outputs(machine)
        self._side = IDLE
        self._cycle_began = 0
        self._on_time = 0
        self._running = False

    def step(self, readings: Readings, request: Request, now: int) -> Command:
        room = self._room.read(readings)
        if room is None:
            return self._outputs.write(0, self._contact.valve, 0, now)
        self._room_seen = _seen(readings.rooms[0], self._room_seen, now)
        self._outdoor_seen = _seen(readings.outdoor, self._outdoor_seen, now)
        if readings.outdoor.value is not None:
            self._outdoor = readings.outdoor.value
        side = self._changeover.step(request, room)
        if side != self._side or now - self._cycle_began >= CYCLE:
            self._side = side
            self._cycle_began = now
            self._on_time = self._plan(side, room, request, now)
        allowed = self._freeze_up.step(readings.indoor_coil.value, side == COOLING and self._running, now)
        age = self._contact.step(allowed and now - self._cycle_began < self._on_time, side, now)
        self._running = age >= 0
        speed = self._ramp.limit(age) if age >= 0 else 0
        aux = self._backup.step(side, room, request.heat_setpoint)
        return self._outputs.write(speed, self._contact.valve, aux, now)

    def _plan(self, side: int, room: int, request: Request, now: int) -> int:
        """The on time of the cycle that begins, s."""
        if side == IDLE:
            return 0
        sign, setpoint = (-1, request.cool_setpoint) if side == COOLING else (1, request.heat_setpoint)
        share = PER_ROOM * (setpoint - room)
        if self._outdoor is not None:
            share += PER_OUTDOOR * (setpoint - self._outdoor)
        share = max(0, min(1000, sign * share // 100))
        outdoor_silent = self._outdoor is not None and now - self._outdoor_seen > SILENT
        if share >= SAFETY_FROM and (outdoor_silent or now - self._room_seen > SILENT):
            share = SAFETY_SHARE
        on_time = CYCLE * share // 1000
        if on_time < LEAST_ON:
            return 0
        return on_time if CYCLE - on_time >= LEAST_OFF else CYCLE


def _seen(reading: Reading, before: int, now: int) -> int:
    """When the sensor last spoke, s."""
    return before if reading.value is None else max(before, now - reading.age)
