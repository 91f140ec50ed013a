"""A flat sensor's light turned onto the windows: against pvlib, which knows date, place and time, in real weather."""

import numpy as np
import pandas as pd
import pytest
from pvlib import clearsky, irradiance

from balancepoint.control.house.sunlight import Sunlight
from host_sim.plant.sun import sun_over
from host_sim.plant.weather import read_weather


def quarters(values):
    return values[:-1].reshape(-1, 3).mean(axis=1)


def weather(place, day, days):
    """(latitude, flat W/m², W/m² on the south wall by Erbs's split with the true position) by quarters of an hour.

    The file knows hours only. Within them the share of a clear sky's light (Haurwitz) is led in straight lines, so that dawn
    and dusk are where they belong.
    """
    file = read_weather(place)
    sun = sun_over(file, day * 24, days * 24)
    height = np.cos(np.radians(sun.zenith)).clip(0)
    clear = clearsky.haurwitz(pd.Series(sun.zenith))["ghi"].to_numpy()
    hours = day * 24 + np.arange(days * 24)
    at_most = (clear[:-1] + clear[1:]).reshape(-1, 12).mean(axis=1) / 2
    share = np.where(at_most > 20, file.ghi[file.index(hours)] / at_most.clip(20), 0.6).clip(0, 1.2)
    flat = clear * np.interp(np.arange(len(clear)), 12 * np.arange(len(hours)) + 6, share)
    erbs = irradiance.erbs(flat, sun.zenith, day + 1 + np.arange(len(flat)) // 288)
    facing = np.maximum(-np.sin(np.radians(sun.zenith)) * np.cos(np.radians(sun.azimuth)), 0) * (height > 0)
    wall = np.asarray(erbs["dni"]) * facing + np.asarray(erbs["dhi"]) / 2 + flat / 10
    return file.latitude, quarters(flat), quarters(wall)


def turned(latitude, flat, begin=0):
    """What the board makes of it from the second day on; it was switched on in the quarter `begin` of the day."""
    sunlight = Sunlight(round(latitude))
    out = np.full(len(flat), np.nan)
    for k in range(begin, len(flat)):
        if (k - begin) % 96 == 0:
            sunlight.learn()
        value = sunlight.observe(min(round(flat[k]), 1500), k - begin)
        if sunlight.noon is not None:
            out[k] = value
    return sunlight, out


@pytest.mark.parametrize("begin", [0, 37, 60])
@pytest.mark.parametrize("day", [10, 60, 290, 340])
@pytest.mark.parametrize("place", ["chicago", "denver", "miami"])
def test_on_the_wall_as_pvlib_has_it(place, day, begin):
    latitude, flat, wall = weather(place, day, 21)
    _sunlight, out = turned(latitude, flat, begin)
    late = np.isfinite(out)
    assert late.sum() >= 19 * 96
    assert out[late].sum() == pytest.approx(wall[late].sum(), rel=0.2)
    daily = out[-18 * 96 :].reshape(-1, 96).sum(axis=1), wall[-18 * 96 :].reshape(-1, 96).sum(axis=1)
    assert np.corrcoef(*daily)[0, 1] > 0.98
    bright = late & (flat > 100)
    assert np.sqrt(np.mean((out - wall)[bright] ** 2)) < 0.18 * np.sqrt(np.mean(wall[bright] ** 2))


def test_it_is_worth_it():
    """Day by day, flat light says much less about the wall in winter than turned light."""
    latitude, flat, wall = weather("chicago", 340, 21)
    _sunlight, out = turned(latitude, flat)
    late = np.isfinite(out)
    scale = wall[late].sum() / flat[late].sum()
    assert np.std((out - wall)[late]) < 0.4 * np.std((scale * flat - wall)[late])
