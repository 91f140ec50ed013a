"""What the thermostats people use have in common: which side to serve, the compressor's contact, the backup rule.

- Changeover in automatic: to heating below the heating set point less 0.5 K, to cooling above the cooling set point
  plus 0.5 K (Home Assistant's generic and dual thermostats switch over in this way; the two set points are the
  hysteresis).
- Restart lock 3 min, power-up included, in every maker's outdoor unit; the valve moves at standstill when that time
  is over (Fujitsu: at the restart after 3 min).
- Freeze-up protection of the unit itself, `virtual_units.freeze_up`.
- Backup from 1.1 K (2 °F) below the set point until the set point, at any outdoor temperature: Honeywell's backup
  droop of 2 °F, ecobee's heat-pump-to-aux delta of 1 to 10 °F; ESPHome and dual_smart_thermostat have no outdoor
  lockout at all, and installers leave the others' open for want of an outdoor sensor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from balancepoint.control.command import FAN_AUTO, FAN_OFF, LEASE, Command
from balancepoint.control.readings import Readings
from balancepoint.control.request import AUTO, COOL, DRY, HEAT, Request
from host_sim.virtual_units.maker_loop import RESTART_DELAY

IDLE, HEATING, COOLING = 0, 1, 2

TOLERANCE = 50  # 0.01 K
BACKUP_DROOP = 110  # 0.01 K
FAN_RUN_ON = 90  # s, as an electric heater kit's relay does it
FAN_FIXED = 3


class Settings(Protocol):
    """The part of the core's settings that a thermostat's installer knows too."""

    speed_min: int
    speed_max: int
    valve_energised_in: str
    aux_stages: int
    aux_in_air_stream: int


@dataclass(frozen=True)
class Machine:
    """What is connected. `heating_valve`: the valve's state in heating, 1 = energised. Speeds in Hz."""

    speed_min: int
    speed_max: int
    heating_valve: int = 1
    aux_stages: int = 0
    aux_in_air_stream: bool = False

    @classmethod
    def of(cls, settings: Settings) -> Machine:
        return cls(
            speed_min=settings.speed_min,
            speed_max=settings.speed_max,
            heating_valve=1 if settings.valve_energised_in == "heating" else 0,
            aux_stages=settings.aux_stages,
            aux_in_air_stream=bool(settings.aux_in_air_stream),
        )


class Changeover:
    """The side to serve: IDLE, HEATING or COOLING."""

    def __init__(self) -> None:
        self.side = IDLE

    def step(self, request: Request, room: int) -> int:
        mode = request.mode
        if mode == HEAT:
            self.side = HEATING
        elif mode in (COOL, DRY):
            self.side = COOLING
        elif mode != AUTO:
            self.side = IDLE
        elif room < request.heat_setpoint - TOLERANCE:
            self.side = HEATING
        elif room > request.cool_setpoint + TOLERANCE:
            self.side = COOLING
        return self.side


class Contact:
    """An on-off compressor with its valve: `step` gives the seconds since the start, or -1 at standstill."""

    def __init__(self, machine: Machine):
        self._heating_valve = machine.heating_valve
        self.valve = 0
        self._running = False
        self._changed_at = 0

    def step(self, wanted: bool, side: int, now: int) -> int:
        valve = self._heating_valve if side == HEATING else 1 - self._heating_valve
        if self._running:
            if not wanted or valve != self.valve:
                self._running = False
                self._changed_at = now
        elif wanted and now - self._changed_at >= RESTART_DELAY:
            if valve == self.valve:
                self._running = True
                self._changed_at = now
            self.valve = valve
        return now - self._changed_at if self._running else -1


class Backup:
    """All stages at once, by the room sensor alone."""

    def __init__(self, stages: int):
        self._stages = stages
        self._on = False

    def step(self, side: int, room: int, setpoint: int) -> int:
        """The number of stages on; `room` and `setpoint` in 0.01 °C."""
        if side != HEATING or room >= setpoint:
            self._on = False
        elif room <= setpoint - BACKUP_DROOP:
            self._on = True
        return self._stages if self._on else 0


class Outputs:
    """Writes the Command: the unit's automatic fan, held on with a heater in the air stream and 90 s after."""

    def __init__(self, machine: Machine):
        self.command = Command()
        self._in_air_stream = machine.aux_in_air_stream
        self._fan_until = 0

    def write(self, speed: int, valve: int, aux: int, now: int) -> Command:
        command = self.command
        if aux and self._in_air_stream:
            self._fan_until = now + FAN_RUN_ON
        command.speed = speed
        command.valve = valve
        command.aux = aux
        command.aux_contact = 1 if aux else 0
        command.fan = FAN_FIXED if now < self._fan_until else FAN_AUTO if speed else FAN_OFF
        command.valid_until = now + LEASE
        return command


class LastRoom:
    """The wall sensor as these products see it: the last value for ever, None before the first."""

    def __init__(self) -> None:
        self.value: int | None = None

    def read(self, readings: Readings) -> int | None:
        value = readings.rooms[0].value
        if value is not None:
            self.value = value
        return self.value
