"""Heat pumps as their makers publish them: one TOML a unit, checked once, with its source.

Performance rows follow the NEEP cold-climate list (ashp.neep.org): minimum, rated and maximum heat and power at 5,
17, 47 °F (heating) and 82, 95 °F (cooling). A point nobody publishes is derived and says so (`derived = true`) by
these population ratios (bigladder/resdx, NEEP statistics before 2025; Q heat, EIR power over heat, r to the maximum
at the same temperature, m maximum to the next warmer row): Qr47Rated 0.908, EIRr47Rated 0.939, Qr17Rated 0.817,
EIRr17Rated 0.902, Qr95Rated 0.934, EIRr95Rated 0.928, Qm95Max 0.940, EIRm95Max 1.326, Qm95Min 0.948, EIRm95Min 1.315.
A rated point missing at 5 °F or 82 °F takes the unit's own ratio at 17 °F or 95 °F, so that one speed stays one speed
over the rows. Speeds in Hz are not published; they are chosen so that heat is about proportional to speed.

Nor is the heat capacity of an outdoor coil with its tubes, fins and refrigerant: one rule for all units, 1.8 J/K per W of
rated heat. EPRI EM-4226 (table 3-5) defrosts a dry coil in 1.1 min; a defrost gives the coil 0.50 W per W of rated heat
(DEFROST_POWER and DEFROST_INTAKE in heat_pump.py), and warms it from -8.6 °C (EPRI, 0 °C outdoors) to the 10 °C at which
most makers end: 66 s x 0.50 / 18.6 K.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from host_sim.errors import InputError
from host_sim.inputs import checked, one_line, read_toml

FOLDER = Path(__file__).parent / "units"


def _unit(unit: str) -> dict[str, Any]:
    return {"unit": unit}


class Point(BaseModel):
    """One published operating point; `derived` marks one that is not published."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    heat: float = Field(gt=50, le=50_000, description="heat delivered or removed", json_schema_extra=_unit("W"))
    power: float = Field(gt=10, le=20_000, description="electric power of the whole unit", json_schema_extra=_unit("W"))
    derived: bool = Field(False, description="not published: from population ratios or repaired")


class Row(BaseModel):
    """The points at one outdoor temperature."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    outdoor: float = Field(ge=-50, le=60, description="outdoor dry bulb", json_schema_extra=_unit("°C"))
    min: Point
    rated: Point
    max: Point

    @model_validator(mode="after")
    def _in_order(self) -> Row:
        if not self.min.heat < self.rated.heat <= self.max.heat:
            raise ValueError("heat must rise from min over rated to max")
        if not self.min.power < self.rated.power <= self.max.power:
            raise ValueError("power must rise from min over rated to max")
        return self


class FanLevel(BaseModel):
    """One speed of the indoor fan."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    airflow: float = Field(ge=100, le=5000, description="air over the indoor coil", json_schema_extra=_unit("m3/h"))
    power: float = Field(ge=1, le=1000, description="fan motor", json_schema_extra=_unit("W"))


class DefrostRule(BaseModel):
    """The maker's rule: when the outdoor unit defrosts by itself, and the sequence it then runs.

    Starts when any line of `start` holds: compressor heating time since the last defrost, coil temperature, and fall
    of the coil temperature below its value 10 min after the start (0 = not asked).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    start: list[tuple[float, float, float]] = Field(
        min_length=1, max_length=4, description="lines of (run time min, coil at most °C, fall at least K)"
    )
    end_coil: float = Field(13.0, ge=3, le=40, description="coil warm enough to end", json_schema_extra=_unit("°C"))
    longest: float = Field(10.0, ge=2, le=20, description="longest melting time", json_schema_extra=_unit("min"))
    standstill: float = Field(
        30.0, ge=5, le=120, description="standstill before the valve", json_schema_extra=_unit("s")
    )
    settle: float = Field(
        5.0, ge=1, le=60, description="from the valve to the compressor", json_schema_extra=_unit("s")
    )
    drip: float = Field(50.0, ge=5, le=180, description="standstill at the end", json_schema_extra=_unit("s"))
    speed: float = Field(75.0, ge=20, le=120, description="compressor while melting", json_schema_extra=_unit("Hz"))


class UnitConfig(BaseModel):
    """A mini-split heat pump."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    source: str = Field(min_length=10, description="where the points come from")
    speed_min: int = Field(ge=5, le=60, description="slowest speed", json_schema_extra=_unit("Hz"))
    speed_rated: int = Field(ge=10, le=130, description="speed of the rated points", json_schema_extra=_unit("Hz"))
    speed_max: int = Field(ge=20, le=150, description="fastest speed", json_schema_extra=_unit("Hz"))
    valve_energised_in: Literal["heating", "cooling"] = Field(
        description="mode in which the reversing valve has current"
    )
    low_cutout: float = Field(
        ge=-45, le=5, description="coldest outdoor air for heating", json_schema_extra=_unit("°C")
    )
    high_cutout: float = Field(24.0, ge=10, le=35, description="warmest for heating", json_schema_extra=_unit("°C"))
    cooling_low: float = Field(-10.0, ge=-25, le=21, description="coldest for cooling", json_schema_extra=_unit("°C"))
    cooling_high: float = Field(46.0, ge=35, le=55, description="warmest for cooling", json_schema_extra=_unit("°C"))
    standby: float = Field(4.0, ge=0, le=50, description="electronics, always", json_schema_extra=_unit("W"))
    crankcase: float = Field(15.0, ge=0, le=200, description="crankcase heater", json_schema_extra=_unit("W"))
    crankcase_below: float = Field(
        0.0, ge=-30, le=25, description="outdoors, heats a stopped compressor below", json_schema_extra=_unit("°C")
    )
    pan_heater: float = Field(
        0.0, ge=0, le=400, description="base pan heater: in a defrost and 10 min after", json_schema_extra=_unit("W")
    )
    fan: list[FanLevel] = Field(min_length=5, max_length=5, description="the five levels of the indoor fan")
    outlet_speed: float = Field(
        4.5, ge=1, le=12, description="air at the outlet at fan level 5", json_schema_extra=_unit("m/s")
    )
    outlet_width: float = Field(0.65, ge=0.1, le=2, description="of the outlet", json_schema_extra=_unit("m"))
    coil_effectiveness: float = Field(0.72, ge=0.3, le=0.95, description="indoor coil at fan level 5")
    indoor_coil: float = Field(8000.0, ge=1000, le=50_000, description="heat capacity", json_schema_extra=_unit("J/K"))
    outdoor_coil: float = Field(
        12_000.0, ge=2000, le=80_000, description="heat capacity", json_schema_extra=_unit("J/K")
    )
    compressor: float = Field(
        6000.0, ge=1000, le=40_000, description="heat capacity of shell, oil and charge", json_schema_extra=_unit("J/K")
    )
    start_time: float = Field(
        90.0, ge=5, le=600, description="time constant of the heat after a start", json_schema_extra=_unit("s")
    )
    defrost: DefrostRule
    heating: list[Row] = Field(min_length=2, max_length=6, description="coldest first")
    cooling: list[Row] = Field(min_length=2, max_length=6, description="coldest first")

    @model_validator(mode="after")
    def _consistent(self) -> UnitConfig:
        if not self.speed_min < self.speed_rated < self.speed_max:
            raise ValueError("speed_min < speed_rated < speed_max must hold")
        for side in ("heating", "cooling"):
            outdoor = [row.outdoor for row in getattr(self, side)]
            if any(b - a < 1.0 for a, b in zip(outdoor, outdoor[1:], strict=False)):
                raise ValueError(f"{side}: rows must go from cold to warm, at least 1 K apart")
        if any(b.airflow <= a.airflow for a, b in zip(self.fan, self.fan[1:], strict=False)):
            raise ValueError("fan: airflow must rise from level 1 to 5")
        return self

    @property
    def heating_valve(self) -> int:
        """Value of `Command.valve` for heating."""
        return 1 if self.valve_energised_in == "heating" else 0

    @property
    def outlet_area(self) -> float:
        """m2"""
        return self.fan[-1].airflow / 3600.0 / self.outlet_speed

    def core_map(self) -> dict[str, Any]:
        """The unit as the control core takes it: integers, outdoor temperatures in 0.01 °C, heat and power in W."""

        def rows(side: list[Row]) -> tuple[tuple[Any, ...], ...]:
            return tuple(
                (round(100 * row.outdoor), *((round(p.heat), round(p.power)) for p in (row.min, row.rated, row.max)))
                for row in side
            )

        return {
            "heating": rows(self.heating),
            "cooling": rows(self.cooling),
            "speed_min": self.speed_min,
            "speed_rated": self.speed_rated,
            "speed_max": self.speed_max,
            "valve_energised_in": self.valve_energised_in,
            "low_cutout": round(100 * self.low_cutout),
            "cooling_lockout": round(100 * self.cooling_low),
        }


def unit_names() -> list[str]:
    """Names of the units that come with the simulator."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_unit(name: str | Path) -> UnitConfig:
    """A bundled unit by name, or any TOML file by path. `InputError` names file, field, value and what is allowed."""
    path = Path(name)
    if path.suffix != ".toml":
        path = FOLDER / f"{name}.toml"
        if not path.is_file():
            known = ", ".join(unit_names())
            raise InputError(f"unit: {str(name)!r}; allowed: {known}, or the path of a .toml file")
    try:
        return checked(UnitConfig, read_toml(path))
    except ValidationError as error:
        raise InputError(f"{path}: {one_line(UnitConfig, error)}") from None
