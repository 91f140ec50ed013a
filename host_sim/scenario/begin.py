"""How a run begins, where that is not as usual: a scenario's `[begin]`."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from balancepoint.control.settings.memory import Memory


def _unit(unit: str) -> dict[str, Any]:
    return {"unit": unit}


class Begin(BaseModel):
    """What is left out is as a fortnight under the first request has made it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    room: float | None = Field(
        None, ge=-20, le=45, description="room and house have been held at", json_schema_extra=_unit("°C")
    )
    humidity: float | None = Field(None, ge=0.01, le=1, description="relative humidity of the room air")
    ice: float | None = Field(None, ge=0, le=10, description="on the outdoor coil", json_schema_extra=_unit("kg"))
    valve: str | None = Field(
        None, pattern="^(heating|cooling)$", description="how the reversing valve stands: heating or cooling"
    )
    memory: dict[str, Any] = Field(
        default_factory=dict, description="what the controller remembers, as in a run's memory.json"
    )

    @field_validator("memory")
    @classmethod
    def _known(cls, value: dict[str, Any]) -> dict[str, Any]:
        if value:
            Memory.from_dict({**Memory().to_dict(), **value})
        return value

    def remembered(self) -> dict[str, Any] | None:
        """For a new controller, or None."""
        return {**Memory().to_dict(), **self.memory} if self.memory else None
