"""The backup heater: electric elements in stages, baseboard or in the indoor unit's air stream, with a thermal
cut-out.

One node for the elements, counted from the air around it (W/K and a time constant). Power flows when the relay of a
stage is closed, or welded, and the second contact in series with all of them is closed, and the cut-out too. The
cut-out opens when hot and closes again when cool; an element in the air stream without a fan gets there within a
minute or two.
"""

from typing import Any

from numba import njit
from pydantic import BaseModel, ConfigDict, Field, field_validator

from host_sim.plant.record import floats, one

VOLTAGE = 230.0
BASEBOARD_RISE, STREAM_RISE, STILL_RISE = (
    60.0,
    40.0,
    600.0,
)  # K above the air at full power: convector, with fan, without
BASEBOARD_TIME, STREAM_TIME = 180.0, 20.0  # s

ELEMENTS = floats("stage_1", "stage_2", "in_stream", "radiant", "cut_out", "cut_in")
AUX = floats("excess", "open")


class AuxConfig(BaseModel):
    """A backup heater; `stages = []` is none."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    stages: list[float] = Field(
        default=[1500.0, 1500.0],
        max_length=2,
        description="power of each stage, 50 to 20000",
        json_schema_extra={"unit": "W"},
    )
    in_air_stream: bool = Field(default=False, description="in the indoor unit's outlet instead of along a wall")
    radiant: float = Field(
        default=0.2, ge=0, le=0.6, description="radiant share of a baseboard", json_schema_extra={"unit": "1"}
    )
    cut_out: float = Field(default=120.0, ge=60, le=250, description="opens above", json_schema_extra={"unit": "°C"})
    cut_in: float = Field(
        default=80.0, ge=40, le=200, description="closes again below", json_schema_extra={"unit": "°C"}
    )

    @field_validator("stages")
    @classmethod
    def _plausible(cls, stages: list[float]) -> list[float]:
        if any(not 50 <= stage <= 20_000 for stage in stages):
            raise ValueError("each stage must be 50 to 20000 W")
        return stages

    @property
    def power(self) -> float:
        """All stages, W."""
        return sum(self.stages)

    def parameters(self) -> Any:
        """For `aux_step`, ELEMENTS."""
        stages = [*self.stages, 0.0, 0.0][:2]
        radiant = 0.0 if self.in_air_stream else self.radiant
        q = one(ELEMENTS)
        q.stage_1, q.stage_2, q.in_stream, q.radiant = *stages, self.in_air_stream, radiant
        q.cut_out, q.cut_in = self.cut_out, self.cut_in
        return q


@njit(cache=True)
def aux_step(a, q, h, stages, contact, welded, fan_on, t_air):
    """`h` seconds. stages: 0..2 commanded; welded: 0, or the stage whose relay stays closed. Returns W: electric,
    heat to the air, heat by radiation, and stored in the elements."""
    most = q.stage_1 + q.stage_2
    if most == 0.0:
        return 0.0, 0.0, 0.0, 0.0
    hot = t_air + a.excess
    if hot > q.cut_out:
        a.open = 1.0
    elif hot < q.cut_in:
        a.open = 0.0
    power = 0.0
    if contact == 1 and a.open == 0.0:
        if stages >= 1 or welded == 1:
            power += q.stage_1
        if stages >= 2 or welded == 2:
            power += q.stage_2
    in_stream = q.in_stream == 1.0
    conductance = most / (BASEBOARD_RISE if not in_stream else (STREAM_RISE if fan_on else STILL_RISE))
    capacity = STREAM_TIME * most / STREAM_RISE if in_stream else BASEBOARD_TIME * most / BASEBOARD_RISE
    before = a.excess
    a.excess = (capacity * before + h * power) / (capacity + h * conductance)
    heat = conductance * a.excess
    return power, heat * (1.0 - q.radiant), heat * q.radiant, capacity * (a.excess - before) / h
