"""Conditions over what a run shows: "room < 18", "speed > 0 and valve = cooling", "told.room = unknown".

A quantity is the plant's own (`room`), what the controller was told (`told.room`), what it commanded (`command.speed`), or
energy since the beginning of the time that is looked at (`energy.backup`). `QUANTITIES` has them all.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from host_sim.inputs import nearest

# name: unit, meaning. What the plant truly does
PLANT = {
    "room": ("°C", "room air"),
    "outdoor": ("°C", "outdoor air"),
    "humidity": ("1", "relative humidity of the room air"),
    "ice": ("kg", "frost and ice on the outdoor coil"),
    "speed": ("Hz", "the compressor turns with"),
    "heat": ("W", "of the heat pump into the room, negative in cooling"),
    "power": ("W", "electricity of the heat pump"),
    "backup": ("W", "electricity of the backup heater"),
    "supply": ("°C", "air leaving the indoor unit"),
    "indoor_coil": ("°C", "indoor coil"),
    "outdoor_coil": ("°C", "outdoor coil"),
    "discharge": ("°C", "compressor discharge"),
    "fan": ("level", "indoor fan, 0 to 5"),
    "valve": ("", "heating or cooling: how the reversing valve stands"),
    "defrosting": ("", "yes or no: a defrost runs"),
    "fault": ("code", "the unit's own fault, 0 for none"),
}
# What the controller says; the units of the field, not the core's
COMMAND = {
    "command.speed": ("Hz", "compressor, 0: to stand"),
    "command.valve": ("", "heating or cooling"),
    "command.fan": ("level", "indoor fan; 9: the unit's own automatic"),
    "command.defrost": ("", "yes or no"),
    "command.backup": ("stages", "of the backup heater"),
    "command.contact": ("", "yes or no: the heater's second contact is closed"),
    "command.outdoor_fan": ("", "0 off, 1 with the compressor, 2 on"),
    "command.vane": ("°", "below the horizontal, -1: the unit's own automatic"),
    "command.setpoint": ("°C", "that a unit with a thermostat of its own is told"),
    "command.feed": ("°C", "room temperature that it is told, 0: none"),
    "command.valid": ("", "yes or no: the controller is at work and has renewed its Command"),
}
TOLD = {
    **{
        f"told.{name}": ("°C", "as the controller reads it; unknown if there is no value")
        for name in (
            "room", "room2", "room3", "room4", "return_air", "supply", "indoor_coil", "outdoor", "outdoor_coil", "discharge",
        )
    },
    "told.humidity": ("1", "relative humidity"),
    "told.power": ("W", "the meter"),
    "told.aux_current": ("A", "the heater's current"),
    "told.sun": ("W/m2", "the sun sensor"),
    "told.speed": ("Hz", "the unit's feedback"),
    "told.fan_proven": ("", "yes or no"),
    "told.defrosting": ("", "yes or no: the unit says so"),
    "told.fault": ("code", "the unit says so"),
    "told.window_open": ("", "yes or no: the contact says so"),
    "told.minute": ("min", "of the week, 0 = Monday 00:00"),
    "told.presence": ("", "bits of the seats taken"),
    "told.standby": ("", "yes or no: another head has the compressor"),
    "told.age": ("s", "age of the first room sensor's reading"),
}  # fmt: skip
ENERGY = {
    "energy.total": ("kWh", "all electricity since the beginning of the time looked at"),
    "energy.heat_pump": ("kWh", "of it the heat pump's"),
    "energy.backup": ("kWh", "of it the backup heater's"),
    "energy.heat": ("kWh", "heat of the heat pump into the room"),
}
ASKED = {
    "asked.mode": ("", "off, heat, cool, auto, dry or fan, as the people ask"),
    "asked.heat": ("°C", "heating set point asked for"),
    "asked.cool": ("°C", "cooling set point asked for"),
}
QUANTITIES = {**PLANT, **COMMAND, **TOLD, **ASKED, **ENERGY}
WORDS = {
    "yes": 1.0, "no": 0.0, "on": 1.0, "off": 0.0, "heating": 1.0, "cooling": 0.0, "heat": 1.0, "cool": 2.0, "auto": 3.0,
    "dry": 4.0, "fan": 5.0,
}  # fmt: skip
UNKNOWN = "unknown"
_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<=": operator.le, ">=": operator.ge, "!=": operator.ne, "<": operator.lt, ">": operator.gt, "=": operator.eq,
}  # fmt: skip
_PART = re.compile(r"([a-z][\w.]*)\s*(<=|>=|!=|<|>|=)\s*(\S+)")


@dataclass(frozen=True)
class Comparison:
    """`bound`: NaN asks for a value that is unknown."""

    quantity: str
    sign: str
    bound: float

    @classmethod
    def parse(cls, text: str) -> Comparison:
        found = _PART.fullmatch(text.strip())
        if not found:
            raise ValueError(f'\'{text.strip()}\': allowed is a comparison, for instance "room >= 20" or "speed = 0"')
        quantity, sign, word = found.groups()
        if quantity not in QUANTITIES:
            raise ValueError(f"'{quantity}': no such quantity; {nearest(quantity, QUANTITIES)}")
        if word == UNKNOWN:
            if sign not in ("=", "!=") or not quantity.startswith("told."):
                raise ValueError(f"'{text.strip()}': only what is told can be unknown, with = or !=")
            return cls(quantity, sign, float("nan"))
        try:
            bound = WORDS[word] if word in WORDS else float(word)
        except ValueError:
            raise ValueError(
                f"'{text.strip()}': '{word}' is no number; allowed are numbers, {', '.join(WORDS)}, {UNKNOWN}"
            ) from None
        if not np.isfinite(bound):
            raise ValueError(f"'{text.strip()}': '{word}' is no finite number")
        return cls(quantity, sign, bound)

    def holds(self, values: Any) -> Any:
        """Elementwise; a value that is unknown (NaN) satisfies nothing but `= unknown` and `!= 5`."""
        if np.isnan(self.bound):
            return np.isnan(values) if self.sign == "=" else ~np.isnan(values)
        return _COMPARISONS[self.sign](values, self.bound)


@dataclass(frozen=True)
class Condition:
    """All of its comparisons."""

    text: str
    parts: tuple[Comparison, ...]

    @classmethod
    def parse(cls, text: object) -> Condition:
        """ValueError with what is allowed."""
        if not isinstance(text, str) or not text.strip():
            raise ValueError('allowed is a comparison in quotes, for instance "room >= 20"')
        return cls(text.strip(), tuple(Comparison.parse(part) for part in text.split(" and ")))

    @property
    def quantities(self) -> list[str]:
        return [part.quantity for part in self.parts]

    def holds(self, values: Mapping[str, Any]) -> Any:
        """At each of the times for which `values` has arrays, or now for plain numbers."""
        out = self.parts[0].holds(values[self.parts[0].quantity])
        for part in self.parts[1:]:
            out = out & part.holds(values[part.quantity])
        return out


def is_condition(text: object) -> bool:
    """Whether `text` compares something, rather than names something that happens."""
    plain = text if isinstance(text, str) else ""
    return not plain.startswith(("says ", "when ", "the ")) and any(sign in plain for sign in "<>=")
