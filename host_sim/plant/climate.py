"""Weather made of a few numbers instead of a file: the same day all year, for studies of one condition at a time.

Temperature swings as a cosine about its mean, coldest at 5 h; relative humidity and wind are constant; pressure is standard.
Sun: clear-sky irradiance after Haurwitz 1945, times the share that comes through, beam and sky parted after Erbs 1982 (both
by pvlib). Sky infrared: emissivity of the clear sky after Berdahl and Martin 1984 from the dew point, closed towards 1 by low
clouds (base 2 km, scale height 8.2 km: 0.784 of the gap, Martin and Berdahl 1984) over the share that the sun does not get
through.
"""

from math import exp
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from host_sim.plant.air import STANDARD_PRESSURE, dew_point, humidity_ratio
from host_sim.plant.weather import MONTH_DAYS, Weather

COLDEST = 5.0  # hour of the day
_HOURS = 8760
_PER_HOUR = 12  # instants for the mean of an hour's sun
_STEFAN_BOLTZMANN = 5.670374e-8
_LOW_CLOUD = exp(-2.0 / 8.2)


def _unit(unit: str) -> dict[str, Any]:
    return {"unit": unit}


class ClimateConfig(BaseModel):
    """In place of a weather file: every day the same."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    temperature: float = Field(0.0, ge=-40, le=45, description="mean outdoor air", json_schema_extra=_unit("°C"))
    swing: float = Field(
        0.0,
        ge=0,
        le=15,
        description="warmest and coldest hour are this far from the mean",
        json_schema_extra=_unit("K"),
    )
    humidity: float = Field(0.8, ge=0.01, le=1, description="relative humidity, all day")
    wind: float = Field(3.0, ge=0, le=30, description="wind", json_schema_extra=_unit("m/s"))
    sun: float = Field(
        0.0,
        ge=0,
        le=1,
        description="share of a clear day's sun; the rest of the sky is cloud",
    )
    rain: float = Field(
        0.0, ge=0, le=20, description="rain, freezing below 0 °C, all day", json_schema_extra=_unit("mm/h")
    )
    latitude: float = Field(
        42.0, ge=-65, le=65, description="for the sun, north positive", json_schema_extra=_unit("°")
    )

    def __str__(self) -> str:
        swing = f" ± {self.swing:g} K" if self.swing else ""
        rain = f", rain {self.rain:g} mm/h" if self.rain else ""
        return f"{self.temperature:g} °C{swing}, {100 * self.humidity:g} %{rain}"


def climate_weather(climate: ClimateConfig) -> Weather:
    """A year of it, as a weather file would give it."""
    ends = np.arange(1, _HOURS + 1, dtype=np.float64)  # a row's states are those at the end of its hour
    temperature = climate.temperature - climate.swing * np.cos(2.0 * np.pi * (ends - COLDEST) / 24.0)
    ghi, dni, dhi = _sun(climate)
    constant = np.ones(_HOURS)
    return Weather(
        name=f"climate {climate}",
        latitude=climate.latitude,
        longitude=0.0,
        elevation=0.0,
        utc_offset=0.0,
        month_days=MONTH_DAYS,
        first_day=0,
        temperature=temperature,
        humidity=climate.humidity * constant,
        pressure=STANDARD_PRESSURE * constant,
        infrared=_infrared(climate, temperature[:24], ends[:24])[np.arange(_HOURS) % 24],
        ghi=ghi,
        dni=dni,
        dhi=dhi,
        wind=climate.wind * constant,
        rain=climate.rain * constant,
    )


def _infrared(climate: ClimateConfig, temperature: np.ndarray, hours: np.ndarray) -> np.ndarray:
    """W/m2 from the sky on the horizontal."""
    damp = [humidity_ratio(t, climate.humidity, STANDARD_PRESSURE) for t in temperature]
    dew = np.array([dew_point(w, STANDARD_PRESSURE) for w in damp]) / 100.0
    clear = 0.711 + 0.56 * dew + 0.73 * dew**2 + 0.013 * np.cos(2.0 * np.pi * hours / 24.0)
    clear += 0.12e-5 * (STANDARD_PRESSURE - 1e5)  # 0.00012 per mbar
    sky = clear + (1.0 - clear) * (1.0 - climate.sun) * _LOW_CLOUD
    return sky * _STEFAN_BOLTZMANN * (temperature + 273.15) ** 4


def _sun(climate: ClimateConfig) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Global, beam and sky irradiance in W/m2, means of each hour."""
    import pandas as pd  # a second to load, which a line that says what is wrong need not wait for
    from pvlib import clearsky, irradiance, solarposition

    if climate.sun == 0.0:
        return np.zeros(_HOURS), np.zeros(_HOURS), np.zeros(_HOURS)
    count = _HOURS * _PER_HOUR
    middles = (np.arange(count) + 0.5) * (3600.0 / _PER_HOUR)
    instants = pd.Timestamp(2018, 1, 1, tz="UTC") + pd.to_timedelta(middles, unit="s")
    position = solarposition.get_solarposition(instants, climate.latitude, 0.0, method="ephemeris")
    ghi = climate.sun * clearsky.haurwitz(position["apparent_zenith"])["ghi"]
    parts = irradiance.erbs(ghi, position["zenith"], instants)
    hourly = [
        np.asarray(values, dtype=np.float64).reshape(_HOURS, _PER_HOUR).mean(axis=1)
        for values in (ghi, parts["dni"], parts["dhi"])
    ]
    return hourly[0], hourly[1], hourly[2]
