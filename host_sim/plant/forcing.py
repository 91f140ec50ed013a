"""All that acts on the house from outside and by its people, on a grid of 300 s, and the state the house starts in.

Sky long-wave: the horizontal infrared of the weather file less radiation at air temperature, by the view of the sky
(EnergyPlus Engineering Reference, outside surface heat balance). Ground: undisturbed soil, Kusuda and Achenbach 1965, from
the file's own temperatures.
"""

from dataclasses import dataclass
from math import ceil, cos, exp, pi, radians, sqrt

import numpy as np
from numba import njit
from numpy.typing import NDArray

from host_sim.plant.air import CP_AIR, humidity_ratio, moisture_step
from host_sim.plant.house import (
    AIR,
    EMISSIVITY,
    EXOGENOUS,
    Q_AIR,
    Q_RAD,
    HouseConfig,
    Window,
    glass_emissivity,
    ideal_step,
    infiltration_coefficients,
    infiltration_conductance,
)
from host_sim.plant.network import Network
from host_sim.plant.people import People
from host_sim.plant.sun import Sun, absorption_of, diffuse_shares, glass_shares, on_plane, sun_over
from host_sim.plant.weather import Weather

Floats = NDArray[np.floating]

# Columns of the table: °C, 0..1, kg/kg, m/s, Pa, W/m2 on the horizontal, W through the windows, W, W, kg/s, mm/h; from U0 on
# the network's inputs after q_air and q_rad
T_OUT, RH_OUT, W_OUT, WIND, P_ATM, SUN_H, SOLAR_IN, GAIN_CONV, GAIN_RAD, GAIN_H2O, RAIN, U0 = range(12)
STEP = 300.0  # s between rows
RUN_IN_DAYS = 14
_PER_DAY = 288
_STEFAN_BOLTZMANN = 5.670374e-8
_SOIL = 0.0557  # m2/day: 6.45e-7 m2/s, moist loam


@dataclass(frozen=True)
class Forcing:
    """A run's inputs. `table` has a row every 300 s from 0 to the end; `run_in` the same for the fortnight before."""

    table: Floats
    run_in: Floats
    infiltration: Floats  # for `infiltration_conductance`
    start: str  # MM-DD
    days: float
    minute_of_week: int  # at the start; Monday 00:00 is 0


def build_forcing(
    weather: Weather,
    config: HouseConfig,
    people: People | None = None,
    start: str = "01-22",
    days: float = 7,
    seed: int = 0,
) -> Forcing:
    """Lays out `days` from midnight of `start`, "MM-DD"; `people` are the house's own unless given.

    InputError for a time that the weather does not hold.
    """
    first = weather.day_of(start, days)
    whole = ceil(days)
    day = first - RUN_IN_DAYS
    table = _table(weather, config, people or config.people, day, RUN_IN_DAYS + whole, seed)
    split = RUN_IN_DAYS * _PER_DAY
    rows = max(round(days * _PER_DAY), 1)
    return Forcing(
        table=np.ascontiguousarray(table[split : split + rows + 1]),
        run_in=np.ascontiguousarray(table[: split + 1]),
        infiltration=infiltration_coefficients(config, float(weather.pressure.mean())),
        start=start,
        days=days,
        minute_of_week=first % 7 * 1440,
    )


def _table(weather: Weather, config: HouseConfig, people: People, day: int, days: int, seed: int) -> Floats:
    seconds = np.arange(days * _PER_DAY + 1) * STEP + day * 86_400.0
    sun = sun_over(weather, day * 24, days * 24)
    table = np.zeros((len(seconds), U0 + len(EXOGENOUS)))
    out, humidity, pressure = (weather.at(name, seconds) for name in ("temperature", "humidity", "pressure"))
    table[:, T_OUT], table[:, RH_OUT], table[:, P_ATM] = out, humidity, pressure
    _humidity_ratios(out, humidity, pressure, table[:, W_OUT])
    table[:, WIND] = weather.at("wind", seconds)
    table[:, RAIN] = weather.at("rain", seconds)
    table[:, SUN_H] = sun.horizontal

    taken_up = np.zeros((2, len(seconds)))
    for window in config.windows:
        passed, outer, inner = _through(window, sun)
        table[:, SOLAR_IN] += window.area * (1.0 - config.shading) * passed
        taken_up += window.area * (1.0 - config.shading) * np.array((outer, inner))

    table[:, GAIN_CONV : GAIN_H2O + 1] = people.gains(day, days + 1, seed)[: len(seconds)]

    # Long-wave beyond what the outside film gives at air temperature: W/m2 that a roof loses (-) to a cold sky
    black = _STEFAN_BOLTZMANN * (out + 273.15) ** 4
    lacking = weather.at("infrared", seconds) - black
    sky = EMISSIVITY * lacking
    glass = sum(window.area for window in config.windows)
    on_walls = np.zeros(len(seconds))
    for turn, share in zip((0.0, 90.0, 180.0, 270.0), config.wall_sides, strict=True):
        beam, diffuse, _ = on_plane(sun, 90.0, (config.azimuth + turn) % 360.0)
        on_walls += share * (beam + diffuse)
    values = {
        "outdoors": out,
        "ground": _ground(weather, config.ground_depth, seconds),
        "sun_inside": table[:, SOLAR_IN],
        "wall_outside": config.wall_area * (config.absorptance * on_walls + _seen(90.0) * sky),
        "roof_outside": config.floor_area * (config.absorptance * sun.horizontal + sky),
        "window_outside": glass * _seen(90.0) * glass_emissivity(config) * lacking + taken_up[0],
        "window_inside": taken_up[1],
    }
    for i, name in enumerate(EXOGENOUS):
        table[:, U0 + i] = values[name]
    return table


@njit(cache=True)
def _humidity_ratios(t, rh, p, into):
    for i in range(len(into)):
        into[i] = humidity_ratio(t[i], rh[i], p[i])


def _through(window: Window, sun: Sun) -> tuple[Floats, Floats, Floats]:
    """W per m2 of a window: what comes in, and what panes that are described take up, on its outer and its inner side.

    A g-value contains what the panes take up and give to the room. Heat of a pane between the two sides goes to both, by the
    gaps to each.
    """
    beam, diffuse, cosine = on_plane(sun, 90.0, window.azimuth)
    if window.pane_transmittance is None:
        straight = float(glass_shares(np.ones(1))[0][0])
        passed = window.g / straight * (beam * glass_shares(cosine)[0] + diffuse * diffuse_shares()[0])
        return passed, np.zeros(len(cosine)), np.zeros(len(cosine))
    absorption = absorption_of(window.pane_transmittance)
    of_beam, of_all = (
        glass_shares(cosine, window.panes, absorption=absorption),
        diffuse_shares(window.panes, absorption=absorption),
    )
    outer, inner = np.zeros(len(cosine)), np.zeros(len(cosine))
    for i, (direct, spread) in enumerate(zip(of_beam[1], of_all[1], strict=True)):
        to_inner = i / (window.panes - 1) if window.panes > 1 else 0.5
        heat = beam * direct + diffuse * spread
        outer += (1.0 - to_inner) * heat
        inner += to_inner * heat
    return beam * of_beam[0] + diffuse * of_all[0], outer, inner


def _seen(tilt: float) -> float:
    """Share of a roof's long-wave exchange that a surface of this tilt has: near the horizon the sky is as warm as the air."""
    view = (1.0 + cos(radians(tilt))) / 2.0
    return view * sqrt(view)


def _ground(weather: Weather, depth: float, seconds: Floats) -> Floats:
    """°C of undisturbed soil."""
    daily = weather.temperature.reshape(-1, 24).mean(axis=1)
    mean = float(daily.mean())
    if not weather.whole_year:
        return np.full(len(seconds), mean)
    year = float(len(daily))
    wave = np.sum((daily - mean) * np.exp(-2j * pi * (np.arange(len(daily)) + 0.5) / year)) * 2.0 / year
    damping = depth * sqrt(pi / (year * _SOIL))
    phase = 2.0 * pi * seconds / 86_400.0 / year + np.angle(wave) - damping
    return mean + abs(wave) * exp(-damping) * np.cos(phase)


@njit(cache=True)
def interpolate(table, t, row):
    """Fills `row` with the table at t seconds, in a straight line between rows; before and after the table its ends hold."""
    last = table.shape[0] - 1
    place = min(max(t / STEP, 0.0), float(last))
    i = min(int(place), last - 1)
    part = place - i
    for k in range(row.shape[0]):
        row[k] = table[i, k] + part * (table[i + 1, k] - table[i, k])


def start_state(
    network: Network, config: HouseConfig, forcing: Forcing, t_low: float, t_high: float
) -> tuple[Floats, float]:
    """(x, humidity ratio of the room in kg/kg) at the start.

    At rest a fortnight earlier, then lived in with the air held in t_low..t_high (NaN: no limit). The room is kept from
    getting damper than 60 % of saturation, as a cooling unit or an open window would.
    """
    u = np.zeros(len(network.inputs))
    u[2:] = forcing.run_in[:_PER_DAY, U0:].mean(axis=0)
    free = float(network.steady(u)[AIR])
    held = min(max(free, t_low), t_high)  # in this order a NaN leaves `free`
    u[Q_AIR] = (held - free) * network.loss("air")
    x = network.steady(u)
    steps = network.discretise(STEP)
    w = _run_in(x, u, steps, forcing.run_in, forcing.infiltration, config.air_mass, t_low, t_high)
    return x, float(w)


@njit(cache=True)
def _run_in(x, u, steps, table, infiltration, air_mass, t_low, t_high):
    x_mean = x.copy()
    w = table[0, W_OUT]
    row = np.empty(table.shape[1])
    for k in range(table.shape[0] - 1):
        interpolate(table, (k + 0.5) * STEP, row)
        g = infiltration_conductance(row[WIND], row[T_OUT] - x[AIR], infiltration)
        u[Q_AIR] = row[GAIN_CONV] + (g - infiltration[3]) * (row[T_OUT] - x[AIR])
        u[Q_RAD] = row[GAIN_RAD]
        u[2:] = row[U0:]
        ideal_step(x, x_mean, u, steps, t_low, t_high)
        w = moisture_step(w, air_mass, g / CP_AIR, row[W_OUT], row[GAIN_H2O], STEP)
        w = min(w, humidity_ratio(x[AIR], 0.6, row[P_ATM]))
    return w
