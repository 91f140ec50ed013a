"""A whole home as an FMU: our readings and commands by its variables' names, told in a TOML file.

    fmu = "house.fmu"                  # beside this file
    kind = "model-exchange"            # co-simulation if left out and the FMU has it
    minute_of_week = 0                 # at the start, Monday 00:00; left out: no clock

    [parameters]                       # set before it starts
    C_air = 2e6

    [readings]                         # round(variable * factor + offset), in the core's units: 0.01 °C, W, Hz, mA, ‰, 0/1
    room = { variable = "TRoom", factor = 100, offset = -27315 }
    power = { variable = "P_el" }

    [commands]                         # input = command * factor + offset
    speed = { variable = "y_compressor", factor = 0.00847 }      # 118 Hz is 1

Readings are those of `balancepoint.control.readings.Readings` (`room`, `room2` ... for its list `rooms`), commands those of
`balancepoint.control.command.Command`. What is not mapped is not there: a reading stays None, a command goes nowhere. A
variable that is not a finite number gives no value, and its age grows. What the FMU does not do nobody does: the lease of
the Command is not checked.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from balancepoint.control.command import Command
from balancepoint.control.readings import NEVER, Reading, Readings
from host_sim.adapters.fmu import Fmu
from host_sim.errors import InputError
from host_sim.inputs import checked, nearest, one_line, read_toml

ROOMS = ("room", "room2", "room3", "room4")
READINGS = (*ROOMS, *(name for name in Readings.__slots__ if name not in ("rooms", "minute_of_week")))
COMMANDS = tuple(name for name in Command.__slots__ if name not in ("valid_until", "mode", "setpoint", "feed", "wish"))
_FARTHEST = 1 << 29  # a reading beyond this is none: the core's integers have 30 bits


class Link(BaseModel):
    """A variable of the FMU, and how its unit becomes ours."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    variable: str = Field(min_length=1, description="its name in the FMU")
    factor: float = Field(1.0, description="what it, or the command, is multiplied by", allow_inf_nan=False)
    offset: float = Field(0.0, description="added after that", allow_inf_nan=False)

    @field_validator("factor")
    @classmethod
    def _some(cls, value: float) -> float:
        if value == 0.0:
            raise ValueError("must not be 0")
        return value


class Mapping(BaseModel):
    """The TOML file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fmu: str = Field(min_length=1, description="path of the FMU, seen from this file")
    kind: Literal["co-simulation", "model-exchange"] | None = Field(None, description="how it is run")
    minute_of_week: int | None = Field(None, ge=0, lt=10_080, description="at the start, Monday 00:00 being 0")
    tolerance: float = Field(1e-5, gt=0, le=1e-2, description="relative, of the solver in model exchange")
    parameters: dict[str, float | int | bool] = Field(default_factory=dict, description="set before it starts")
    readings: dict[str, Link] = Field(description="what the controller reads")
    commands: dict[str, Link] = Field(description="what the controller drives")

    @model_validator(mode="after")
    def _names(self) -> Mapping:
        known("readings", self.readings, READINGS, ("room",))
        known("commands", self.commands, COMMANDS, ("speed",))
        rooms = [name for name in ROOMS if name in self.readings]
        if rooms != list(ROOMS[: len(rooms)]):
            raise ValueError(
                f"readings: {', '.join(rooms)}; room sensors must be room, room2, room3, room4 in this order"
            )
        return self


def known(table: str, links: dict[str, Link], allowed: tuple[str, ...], needed: tuple[str, ...]) -> None:
    """ValueError if one of `links` is not `allowed`, or a needed one is missing."""
    for name in links:
        if name not in allowed:
            raise ValueError(f"{table}.{name}: no such name; {nearest(name, allowed)}")
    for name in needed:
        if name not in links:
            raise ValueError(f"{table}.{name}: is missing")


def read_mapping(path: str | Path) -> Mapping:
    """`InputError` names file, field, value and what is allowed."""
    file = Path(path)
    try:
        return checked(Mapping, read_toml(file))
    except ValidationError as error:
        raise InputError(f"{file}: {one_line(Mapping, error)}") from None


class FmuPlant:
    """A `Plant`. `kind` goes before the mapping's."""

    def __init__(self, mapping: str | Path, kind: str | None = None) -> None:
        path = Path(mapping)
        self.mapping = read_mapping(path)
        self.fmu = Fmu(
            path.parent / self.mapping.fmu, kind or self.mapping.kind, self.mapping.parameters, self.mapping.tolerance
        )
        try:
            self.fmu.check_links(path, "readings", self.mapping.readings)
            self.fmu.check_links(path, "commands", self.mapping.commands, ("input",))
        except InputError:
            self.fmu.close()
            raise
        self.room_sensors = sum(name in self.mapping.readings for name in ROOMS)
        self._bound: tuple[Any, list[tuple[Reading, Link]]] = (None, [])

    @property
    def kind(self) -> str:
        return self.fmu.kind

    def __enter__(self) -> FmuPlant:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.fmu.close()

    def sense(self, readings: Any, now: int) -> None:
        """Fills what is mapped; `now` in s since boot."""
        if readings is not self._bound[0]:
            self._bind(readings)
        for reading, link in self._bound[1]:
            value = self.fmu.get(link.variable) * link.factor + link.offset
            if math.isfinite(value) and abs(value) < _FARTHEST:
                reading.set(round(value))
            else:
                reading.value = None
                reading.age = NEVER
        if self.mapping.minute_of_week is not None:
            readings.minute_of_week.set((self.mapping.minute_of_week + now // 60) % 10_080)

    def advance(self, command: Any, dt: int) -> None:
        """The Command holds for `dt` s."""
        self.fmu.set(
            {
                link.variable: getattr(command, name) * link.factor + link.offset
                for name, link in self.mapping.commands.items()
            }
        )
        self.fmu.advance(float(dt))

    def _bind(self, readings: Any) -> None:
        if len(readings.rooms) != self.room_sensors:
            raise InputError(f"readings: {len(readings.rooms)} room sensors; the mapping has {self.room_sensors}")
        places = []
        for name, link in self.mapping.readings.items():
            place = readings.rooms[ROOMS.index(name)] if name in ROOMS else getattr(readings, name)
            places.append((place, link))
        self._bound = (readings, places)
