"""How people vote, and how many of them are dissatisfied: PMV and PPD of ISO 7730:2005, on arrays."""

from __future__ import annotations

import numpy as np

from host_sim.kpi.marks import Array

METABOLISM = 1.2  # met, light work sitting
AIR_SPEED = 0.1  # m/s, relative to the body


def pmv(
    air: Array, radiant: Array, humidity: Array, clo: Array, met: float = METABOLISM, air_speed: float = AIR_SPEED
) -> Array:
    """Predicted mean vote, ISO 7730:2005 equations 1 to 4.

    `air`, `radiant` °C, `humidity` 0..1, `clo` clo, `met` met, `air_speed` m/s relative to the body. The clothing temperature is
    found by damped substitution on arrays.
    """
    metabolic = met * 58.15
    clothing = 0.155 * clo
    area = np.where(clothing <= 0.078, 1.0 + 1.29 * clothing, 1.05 + 0.645 * clothing)
    vapour = humidity * 1000.0 * np.exp(16.6536 - 4030.183 / (air + 235.0))
    forced = 12.1 * np.sqrt(air_speed)
    radiant4 = (radiant + 273.0) ** 4
    skin = 35.7 - 0.028 * metabolic
    surface = air + (35.5 - air) / (3.5 * (6.45 * clothing + 0.1))
    for _ in range(60):
        film = np.maximum(forced, 2.38 * np.abs(surface - air) ** 0.25)
        loss = 3.96e-8 * area * ((surface + 273.0) ** 4 - radiant4) + area * film * (surface - air)
        surface = 0.5 * (surface + skin - clothing * loss)
    film = np.maximum(forced, 2.38 * np.abs(surface - air) ** 0.25)
    diffusion = 3.05e-3 * (5733.0 - 6.99 * metabolic - vapour)
    sweating = max(0.0, 0.42 * (metabolic - 58.15))
    breath = 1.7e-5 * metabolic * (5867.0 - vapour) + 0.0014 * metabolic * (34.0 - air)
    radiation = 3.96e-8 * area * ((surface + 273.0) ** 4 - radiant4)
    convection = area * film * (surface - air)
    sensitivity = 0.303 * np.exp(-0.036 * metabolic) + 0.028
    return sensitivity * (metabolic - diffusion - sweating - breath - radiation - convection)


def ppd(vote: Array) -> Array:
    """Predicted percentage dissatisfied of a PMV, ISO 7730:2005 equation 5. %."""
    return 100.0 - 95.0 * np.exp(-0.03353 * vote**4 - 0.2179 * vote**2)
