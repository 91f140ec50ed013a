"""The sun on the house: instants from an hourly file, on planes (Perez 1990, by pvlib), and through glass (Fresnel).

The file's irradiance is a mean over the hour. Within the hour the strength of beam and sky is held and the sun moves; in
the hours of sunrise and sunset the beam is held over the part with the sun up. So each hour keeps the file's energy.
"""

from dataclasses import dataclass
from datetime import timedelta, timezone
from math import log, sqrt

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pvlib import atmosphere, irradiance, solarposition

from host_sim.plant.weather import HOUR, Weather

Floats = NDArray[np.floating]

ALBEDO = 0.2  # of the ground before the house
_STEPS = 12  # instants per hour
_SOLAR_CONSTANT = 1361.0  # W/m2: no hour's beam can be more


@dataclass(frozen=True)
class Sun:
    """Sun and sky at instants: angles in degrees, irradiance in W/m2."""

    zenith: Floats
    azimuth: Floats
    beam: Floats  # on a plane that faces the sun
    diffuse: Floats  # from the sky on the horizontal
    extraterrestrial: Floats

    @property
    def horizontal(self) -> Floats:
        """All of it on the horizontal."""
        return self.beam * np.maximum(np.cos(np.radians(self.zenith)), 0.0) + self.diffuse


def sun_over(weather: Weather, first_hour: int, hours: int) -> Sun:
    """The sun every 300 s from `first_hour` (after 1 January 00:00; negative: before) over `hours`, both ends included."""
    seconds = np.arange(hours * _STEPS + 1) * (HOUR / _STEPS) + first_hour * HOUR
    year = 2024 if weather.month_days[1] == 29 else 2018
    zone = timezone(timedelta(hours=weather.utc_offset))
    # An instant in UTC, so that nothing depends on the machine's clock or zone
    instants = pd.Timestamp(year, 1, 1, tzinfo=zone).tz_convert("UTC") + pd.to_timedelta(
        seconds % (sum(weather.month_days) * 24 * HOUR), unit="s"
    )
    position = solarposition.get_solarposition(
        instants, weather.latitude, weather.longitude, altitude=weather.elevation, method="ephemeris"
    )
    zenith, azimuth = position["apparent_zenith"].to_numpy(), position["azimuth"].to_numpy()

    rows = weather.index(first_hour + np.arange(hours))
    up = (zenith < 90.0).astype(np.float64)
    share = (up[:-1] + up[1:]).reshape(hours, _STEPS).mean(
        axis=1
    ) / 2.0  # of each hour, as the straight lines between instants see it
    level = np.minimum(np.divide(weather.dni[rows], share, out=np.zeros(hours), where=share > 0.0), _SOLAR_CONSTANT)
    return Sun(
        zenith,
        azimuth,
        _held(level) * up,
        _held(weather.dhi[rows]),
        irradiance.get_extra_radiation(instants).to_numpy(),
    )


def _held(hourly: Floats) -> Floats:
    """Constant over each hour, the mean of both where two hours meet."""
    values = np.append(np.repeat(hourly, _STEPS), hourly[-1])
    values[_STEPS:-1:_STEPS] = 0.5 * (hourly[:-1] + hourly[1:])
    return values


def on_plane(sun: Sun, tilt: float, azimuth: float) -> tuple[Floats, Floats, Floats]:
    """(beam, diffuse from sky and ground, cosine of the beam's incidence) on a plane; tilt 0 faces up, 90 is a wall; W/m2."""
    cosine = np.asarray(irradiance.aoi_projection(tilt, azimuth, sun.zenith, sun.azimuth), dtype=np.float64)
    perez = irradiance.perez(
        tilt,
        azimuth,
        sun.diffuse,
        sun.beam,
        sun.extraterrestrial,
        sun.zenith,
        sun.azimuth,
        atmosphere.get_relative_airmass(sun.zenith),
    )
    even = sun.diffuse * (1.0 + np.cos(np.radians(tilt))) / 2.0
    sky = np.where((sun.zenith < 88.0) & np.isfinite(perez), perez, even)  # twilight comes from all of the sky
    ground = irradiance.get_ground_diffuse(tilt, sun.horizontal, ALBEDO)
    return sun.beam * np.maximum(cosine, 0.0), sky + ground, np.maximum(cosine, 0.0)


def glass_transmittance(cosine: Floats, panes: int = 2, index: float = 1.526, absorption: float = 0.04) -> Floats:
    """Share of a beam that passes `panes` equal panes: Fresnel at each face, all reflections between the faces.

    cosine: of the incidence; absorption: extinction coefficient times thickness of one pane.
    """
    return glass_shares(cosine, panes, index, absorption)[0]


def glass_shares(
    cosine: Floats, panes: int = 2, index: float = 1.526, absorption: float = 0.04
) -> tuple[Floats, list[Floats]]:
    """(share of a beam that passes `panes` equal panes, share that each takes up, from the outer to the inner one)."""
    outer = np.clip(cosine, 1e-6, 1.0)
    inner = np.sqrt(1.0 - (1.0 - outer**2) / index**2)
    inside = np.exp(-absorption / inner)
    passed = np.zeros_like(outer)
    kept = [np.zeros_like(outer) for _ in range(panes)]
    for face in (
        ((outer - index * inner) / (outer + index * inner)) ** 2,
        ((inner - index * outer) / (inner + index * outer)) ** 2,
    ):
        pane = (1.0 - face) ** 2 * inside / (1.0 - (face * inside) ** 2)
        mirror = face * (1.0 + pane * inside)
        behind = [np.zeros_like(outer)]  # reflected by the 0, 1, 2 ... innermost panes
        for _ in range(panes - 1):
            behind.append(mirror + pane**2 * behind[-1] / (1.0 - behind[-1] * mirror))
        light = np.full_like(outer, 0.5)  # both polarisations
        for i, back in enumerate(reversed(behind)):
            on = light * pane / (1.0 - mirror * back)
            kept[i] += (1.0 - pane - mirror) * (light + on * back)
            light = on
        passed += light
    return np.asarray(passed), kept


def absorption_of(transmittance: float, index: float = 1.526) -> float:
    """Extinction coefficient times thickness of a pane, from its transmittance at normal incidence."""
    face = ((index - 1.0) / (index + 1.0)) ** 2
    half = (1.0 - face) ** 2 / (2.0 * face**2 * transmittance)
    return -log(sqrt(half * half + 1.0 / face**2) - half)


def diffuse_transmittance(panes: int = 2, index: float = 1.526, absorption: float = 0.04) -> float:
    """The same for light from all of a half space."""
    return diffuse_shares(panes, index, absorption)[0]


def diffuse_shares(panes: int = 2, index: float = 1.526, absorption: float = 0.04) -> tuple[float, list[float]]:
    """`glass_shares` for light from all of a half space."""
    cosine = (np.arange(200) + 0.5) / 200
    passed, kept = glass_shares(cosine, panes, index, absorption)
    return float(np.mean(2.0 * cosine * passed)), [float(np.mean(2.0 * cosine * share)) for share in kept]
