"""How large a unit the room gets: the one that carries its own design load, as an installer would choose it.

The design load is the highest mean of an hour that holds the set point exactly in the weather file's coldest week (21
°C) and in its hottest (24 °C, sensible). The unit's heat at full speed with a clean coil at the coldest hour of the
one, and 75 % (the usual sensible share) of its full cooling at the hottest hour of the other, must reach it; the larger
size of the two is taken. Nothing smaller is sold than 2 kW of rated heat. The unit is `fujitsu_halcyon_12`, its points,
coils, airflow and fan power in proportion. The backup heater gives half of the heating design load, in steps of 100 W,
at least 500 W.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from host_sim.adapters.energyplus import EnergyPlus
from host_sim.foreign.plan import KINDS, SET_COOL, SET_HEAT, TIGHT, ZONES, Row, week
from host_sim.plant.units import Row as UnitRow
from host_sim.plant.units import UnitConfig, load_unit
from host_sim.plant.weather import read_weather

UNIT = "fujitsu_halcyon_12"
SMALLEST = 2000.0  # W of rated heat
SENSIBLE = 0.75
TIGHT_SHARE = 0.7
LEAST_FAN = 0.42  # of the unit's air and fan power: 100 m3/h at its lowest level, as the smallest indoor units blow
_HOUR = 60  # steps of the building


@dataclass(frozen=True)
class Size:
    """W and the scale of the unit's data."""

    heating: float
    cooling: float
    scale: float

    @property
    def heater(self) -> float:
        return max(500.0, 100.0 * round(self.heating / 200.0))

    def unit(self, kind: str) -> UnitConfig:
        smaller = TIGHT_SHARE if kind == TIGHT else 1.0
        return scaled(load_unit(UNIT), self.scale * smaller)


def size(row: Row) -> Size:
    """By two runs of EnergyPlus under its ideal system."""
    unit = load_unit(UNIT)
    found = []
    for season, sign, set_points in (
        ("winter", 1.0, (0.0, SET_HEAT, float("nan"))), ("summer", -1.0, (0.0, float("nan"), SET_COOL)),
    ):  # fmt: skip
        start = week(row.weather, (season, "extreme"))
        with EnergyPlus(
            row.model,
            row.weather,
            zone=ZONES[row.zone][1],
            start=start,
            days=7,
            set_points=[set_points],
            furnished=True,
        ) as building:
            load = sign * np.asarray(building.load)
        peak = float(load.reshape(-1, _HOUR).mean(axis=1).max())
        outdoor = _outdoor(row, start)
        found.append((max(peak, 0.0), float(outdoor.min() if sign > 0 else outdoor.max())))
    (heating, coldest), (cooling, hottest) = found
    scale = max(
        heating / _most(unit.heating, coldest),
        cooling / (SENSIBLE * _most(unit.cooling, hottest)),
        SMALLEST / next(one.rated.heat for one in unit.heating if one.outdoor > 7.0),
    )
    return Size(heating, cooling, scale)


def _outdoor(row: Row, start: str) -> np.ndarray:
    weather = read_weather(row.weather)
    first = 24 * weather.day_of(start, KINDS[TIGHT][1])
    return weather.temperature[np.arange(first, first + 24 * 7) % len(weather.temperature)]


def _most(side: list[UnitRow], outdoor: float) -> float:
    """W at full speed, straight between the rows and on beyond the last two, as the plant has it."""
    near = sorted(sorted(side, key=lambda one: abs(one.outdoor - outdoor))[:2], key=lambda one: one.outdoor)
    cold, warm = near
    slope = (warm.max.heat - cold.max.heat) / (warm.outdoor - cold.outdoor)
    return cold.max.heat + slope * (outdoor - cold.outdoor)


def scaled(unit: UnitConfig, scale: float) -> UnitConfig:
    """The same unit `scale` times as large."""
    raw = unit.model_dump()
    raw["name"] = f"{unit.name} x{scale:.2f}"
    for side in ("heating", "cooling"):
        for line in raw[side]:
            for point in ("min", "rated", "max"):
                line[point]["heat"] *= scale
                line[point]["power"] *= scale
    for level in raw["fan"]:
        level["airflow"] *= max(scale, LEAST_FAN)
        level["power"] *= max(scale, LEAST_FAN)
    for mass in ("indoor_coil", "outdoor_coil", "compressor"):
        raw[mass] *= scale
    return UnitConfig(**raw)
