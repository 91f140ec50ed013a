"""What people ask for, and when: an entry of a scenario's `request`. Times within a run are written "day hh:mm", day 1 being
the first."""

from __future__ import annotations

import math
import re
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from balancepoint.control import request as core
from balancepoint.control.wish.pmv import moved
from host_sim.timetable import PRESETS

MODES = {"off": core.OFF, "heat": core.HEAT, "cool": core.COOL, "auto": core.AUTO, "dry": core.DRY, "fan": core.FAN}


def clock(text: object) -> int:
    """Seconds since the start of the run of a "day hh:mm", day 1 being the first."""
    found = re.fullmatch(r"(\d{1,3}) ([01]\d|2[0-3]):([0-5]\d)", text) if isinstance(text, str) else None
    if not found or int(found[1]) < 1:
        raise ValueError('allowed is "day hh:mm", day 1 being the first, for instance "3 06:30"')
    return (int(found[1]) - 1) * 86400 + int(found[2]) * 3600 + int(found[3]) * 60


class Wish(BaseModel):
    """What people ask for from `at` on. In a later one, a key that is left out stays as it was."""

    model_config = ConfigDict(extra="forbid")

    at: str = Field(
        "1 00:00", description="from when on: day and time of the run", json_schema_extra={"unit": "day hh:mm"}
    )
    mode: Literal["off", "heat", "cool", "auto", "dry", "fan"] = Field("heat", description="mode of the thermostat")
    heat_setpoint: float = Field(
        21.0, ge=10, le=28, description="heating set point", json_schema_extra={"unit": "°C"}, allow_inf_nan=False
    )
    cool_setpoint: float = Field(
        25.0, ge=16, le=32, description="cooling set point", json_schema_extra={"unit": "°C"}, allow_inf_nan=False
    )
    dial: int | None = Field(
        None, ge=-3, le=3, description="comfort dial, -3 cooler to +3 warmer, in place of set points"
    )
    emergency: bool = Field(False, description="emergency heat: the backup alone")
    preset: Literal["home", "away", "sleep", "eco", "follow"] = Field(
        "follow", description="setback that holds until changed; follow: the schedule's"
    )

    @field_validator("at")
    @classmethod
    def _time(cls, value: str) -> str:
        clock(value)
        return value

    @model_validator(mode="after")
    def _gap(self) -> Wish:
        if self.mode == "auto" and self.dial is None and self.cool_setpoint - self.heat_setpoint < 2:
            raise ValueError(
                f"in mode auto cool_setpoint ({self.cool_setpoint}) must be at least 2 K above "
                f"heat_setpoint ({self.heat_setpoint})"
            )
        return self

    def request(self, schedule: tuple[tuple[int, int], ...] = ()) -> core.Request:
        """The same in the core's units."""
        return core.Request(
            MODES[self.mode],
            round(self.heat_setpoint * 100),
            round(self.cool_setpoint * 100),
            self.dial,
            int(self.emergency),
            PRESETS[self.preset],
            schedule,
        )

    def both(self, settings: Any, preset: int = core.HOME) -> tuple[int, int]:
        """Heating and cooling set point under `preset`, 0.01 °C."""
        heat, cool = round(self.heat_setpoint * 100), round(self.cool_setpoint * 100)
        if self.dial is not None:
            heat = moved(0, settings.dial_heat, self.dial * settings.dial_step)
            cool = moved(1, settings.dial_cool, self.dial * settings.dial_step)
        setback = (0, settings.away_setback, settings.sleep_setback, settings.eco_setback)[preset]
        return max(heat - setback, 1000), min(cool + setback, 3200)

    def set_points(self, settings: Any, preset: int = core.HOME) -> tuple[float, float]:
        """The same in °C, NaN where the mode has none."""
        heat, cool = self.both(settings, preset)
        return (
            heat / 100 if self.mode in ("heat", "auto") else math.nan,
            cool / 100 if self.mode in ("cool", "auto") else math.nan,
        )
