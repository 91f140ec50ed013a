"""A building as an FMU, heated by our heat pump: for FMUs that take heat and give temperatures.

    fmu = "room.fmu"                   # beside this file
    kind = "co-simulation"             # or model-exchange; left out: co-simulation if the FMU has it
    step = 60                          # s between two exchanges of values

    [parameters]                       # set before it starts
    area = 80

    [inputs]                           # input = value * factor + offset; value in W (heat, radiant) or kg/s (vapour)
    heat = { variable = "Q_flow" }

    [outputs]                          # variable * factor + offset, in °C, kg/kg, Pa, m/s, W/m2, W: see `Surroundings`
    room = { variable = "TRoom", offset = -273.15 }
    outdoor = { variable = "weather.TDryBul", offset = -273.15 }

Without an input for it, radiant heat goes into the air and water nowhere.
"""

from __future__ import annotations

import math
from dataclasses import fields
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from host_sim.adapters.fmu import Fmu
from host_sim.adapters.fmu_plant import Link, known
from host_sim.adapters.guest import Surroundings
from host_sim.errors import InputError
from host_sim.inputs import checked, one_line, read_toml

INPUTS = ("heat", "radiant", "vapour")
OUTPUTS = tuple(field.name for field in fields(Surroundings))


class RoomMapping(BaseModel):
    """The TOML file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fmu: str = Field(min_length=1, description="path of the FMU, seen from this file")
    kind: Literal["co-simulation", "model-exchange"] | None = Field(None, description="how it is run")
    step: int = Field(60, ge=1, le=3600, description="between two exchanges", json_schema_extra={"unit": "s"})
    tolerance: float = Field(1e-5, gt=0, le=1e-2, description="relative, of the solver in model exchange")
    parameters: dict[str, float | int | bool] = Field(default_factory=dict, description="set before it starts")
    inputs: dict[str, Link] = Field(description="what our machines give")
    outputs: dict[str, Link] = Field(description="what they find")

    @model_validator(mode="after")
    def _names(self) -> RoomMapping:
        known("inputs", self.inputs, INPUTS, ("heat",))
        known("outputs", self.outputs, OUTPUTS, ("room", "outdoor"))
        return self


class FmuRoom:
    """A `Building`. `kind` goes before the mapping's."""

    def __init__(self, mapping: str | Path, kind: str | None = None) -> None:
        path = Path(mapping)
        try:
            self.mapping = checked(RoomMapping, read_toml(path))
        except ValidationError as error:
            raise InputError(f"{path}: {one_line(RoomMapping, error)}") from None
        self.step = self.mapping.step
        self.fmu = Fmu(
            path.parent / self.mapping.fmu, kind or self.mapping.kind, self.mapping.parameters, self.mapping.tolerance
        )
        try:
            self.fmu.check_links(path, "inputs", self.mapping.inputs, ("input",))
            self.fmu.check_links(path, "outputs", self.mapping.outputs)
        except InputError:
            self.fmu.close()
            raise

    def __enter__(self) -> FmuRoom:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.fmu.close()

    def surroundings(self) -> Surroundings:
        """As the FMU has them now."""
        values = {
            name: self.fmu.get(link.variable) * link.factor + link.offset for name, link in self.mapping.outputs.items()
        }
        for name, value in values.items():
            if not math.isfinite(value):
                raise InputError(
                    f"{self.fmu.path}: {self.mapping.outputs[name].variable} = {value} at {self.fmu.time:g} s"
                )
        return Surroundings(**values)

    def advance(self, heat: float, radiant: float, vapour: float) -> None:
        """`step` s with W into the air, W onto the surfaces, kg/s of water."""
        given = {"heat": heat, "radiant": radiant, "vapour": vapour}
        if "radiant" not in self.mapping.inputs:
            given["heat"] += radiant
        self.fmu.set(
            {link.variable: given[name] * link.factor + link.offset for name, link in self.mapping.inputs.items()}
        )
        self.fmu.advance(float(self.step))

    def heat_taken(self) -> None:
        """An FMU keeps no account that all of them share."""
