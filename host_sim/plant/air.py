"""Moist air: conversions for the kernels, and the water balance of the room.

Equations: ASHRAE Handbook of Fundamentals 2017, chapter 1 (SI): saturation pressure (5), (6), humidity ratio (20), wet bulb
(33), (35), dew point by inversion. On surfaces colder than the dew point water condenses: heat and water come through the same
film (Lewis number 1), so the film's W/K over the heat capacity of air are its kg/s. Temperatures in °C, pressures in Pa,
humidity ratios in kg water per kg dry air, relative humidity as a fraction.
"""

from math import exp, expm1, log

from numba import njit

CP_AIR = 1006.0  # J/(kg K), dry air
STANDARD_PRESSURE = 101_325.0  # Pa
_RATIO = 0.621945  # molar mass of water over that of dry air


@njit(cache=True)
def saturation_pressure(t: float) -> float:
    """Saturation pressure in Pa over ice (below 0.01 °C) or water, -100..200 °C."""
    k = t + 273.15
    if t <= 0.01:
        return exp(
            -5.6745359e3 / k
            + 6.3925247
            - 9.677843e-3 * k
            + 6.2215701e-7 * k * k
            + 2.0747825e-9 * k**3
            - 9.484024e-13 * k**4
            + 4.1635019 * log(k)
        )
    return exp(
        -5.8002206e3 / k
        + 1.3914993
        - 4.8640239e-2 * k
        + 4.1764768e-5 * k * k
        - 1.4452093e-8 * k**3
        + 6.5459673 * log(k)
    )


@njit(cache=True)
def humidity_ratio(t: float, rh: float, p: float) -> float:
    """kg/kg from temperature, relative humidity (0..1) and pressure."""
    pw = rh * saturation_pressure(t)
    return _RATIO * pw / (p - pw)


@njit(cache=True)
def vapour_pressure(w: float, p: float) -> float:
    """Pa."""
    return p * w / (_RATIO + w)


@njit(cache=True)
def relative_humidity(t: float, w: float, p: float) -> float:
    """Fraction; above 1 means more water than the air can hold."""
    return vapour_pressure(w, p) / saturation_pressure(t)


@njit(cache=True)
def dew_point(w: float, p: float) -> float:
    """°C (frost point below zero), -100..100 °C, by bisection on the saturation curve to 1e-6 K."""
    pw = vapour_pressure(w, p)
    low, high = -100.0, 100.0
    while high - low > 1e-6:
        middle = 0.5 * (low + high)
        if saturation_pressure(middle) < pw:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@njit(cache=True)
def wet_bulb(t: float, w: float, p: float) -> float:
    """°C, thermodynamic, to 1e-5 K."""
    low, high = dew_point(w, p), t
    if low >= high:
        return t
    while high - low > 1e-5:
        middle = 0.5 * (low + high)
        ws = humidity_ratio(middle, 1.0, p)
        if middle >= 0.0:
            found = ((2501.0 - 2.326 * middle) * ws - 1.006 * (t - middle)) / (2501.0 + 1.86 * t - 4.186 * middle)
        else:
            found = ((2830.0 - 0.24 * middle) * ws - 1.006 * (t - middle)) / (2830.0 + 1.86 * t - 2.1 * middle)
        if found > w:
            high = middle
        else:
            low = middle
    return 0.5 * (low + high)


@njit(cache=True)
def moisture_step(w: float, m_air: float, vent_kg_s: float, w_out: float, sources_kg_s: float, dt: float) -> float:
    """Humidity ratio of the room after `dt` seconds, inputs constant over the step: exact, so any step length holds.

    m_air: dry air in kg, times what furniture and plaster take up; vent_kg_s: dry air in from outdoors (and as much
    out); sources_kg_s: people and cooking less what a coil takes out. Never below zero.
    """
    if vent_kg_s * dt < 1e-9 * m_air:
        w += (sources_kg_s + vent_kg_s * (w_out - w)) * dt / m_air
    else:
        w -= (w_out + sources_kg_s / vent_kg_s - w) * expm1(-vent_kg_s * dt / m_air)
    return max(w, 0.0)


@njit(cache=True)
def condensing(w: float, t_surface: float, film: float, p: float, m_air: float, dt: float) -> float:
    """kg/s that condense from room air at `w` on a surface at t_surface through a convective film in W/K, mean of `dt` seconds:
    at most what brings the air to the surface's saturation. m_air as in `moisture_step`."""
    over = w - humidity_ratio(t_surface, 1.0, p)
    if over <= 0.0 or film <= 0.0:
        return 0.0
    return -over * m_air / dt * expm1(-film / CP_AIR * dt / m_air)
