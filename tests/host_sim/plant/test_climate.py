"""Weather from a few numbers: what was asked for, everywhere in the year, and a sky as measured ones are."""

from dataclasses import fields
from math import nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from host_sim.plant import forcing as fo
from host_sim.plant.climate import ClimateConfig, climate_weather
from host_sim.plant.house import build_network, load_house
from host_sim.plant.sun import sun_over
from host_sim.plant.weather import read_weather

BLACK = 5.670374e-8


def table(climate, days=2.0):
    return fo.build_forcing(climate_weather(climate), load_house("chicago"), start="01-20", days=days)


def test_has_all_a_file_has():
    made, read = climate_weather(ClimateConfig()), read_weather("chicago")
    assert made.whole_year and made.month_days == read.month_days
    for field in fields(made):
        if isinstance(getattr(read, field.name), np.ndarray):
            assert getattr(made, field.name).shape == getattr(read, field.name).shape
            assert np.isfinite(getattr(made, field.name)).all()


@settings(max_examples=15)
@given(st.floats(-25, 35), st.floats(0, 10), st.floats(0.2, 1), st.floats(0, 10), st.floats(0, 5))
def test_every_day_is_as_asked(temperature, swing, humidity, wind, rain):
    made = table(ClimateConfig(temperature=temperature, swing=swing, humidity=humidity, wind=wind, rain=rain)).table
    out = made[:, fo.T_OUT]
    assert out[:-1].mean() == pytest.approx(temperature, abs=1e-6)
    assert out.min() == pytest.approx(temperature - swing, abs=1e-6) and out[5 * 12] == pytest.approx(
        out.min(), abs=1e-9
    )
    assert out.max() == pytest.approx(temperature + swing, abs=1e-6) and out[17 * 12] == pytest.approx(
        out.max(), abs=1e-9
    )
    assert made[:, fo.RH_OUT] == pytest.approx(humidity) and made[:, fo.WIND] == pytest.approx(wind)
    assert made[:, fo.RAIN] == pytest.approx(rain)
    assert np.allclose(made[:288, fo.T_OUT], made[288:-1, fo.T_OUT])


def test_no_sun_unless_asked_and_half_the_sun_is_more_diffuse():
    dark, half, clear = (table(ClimateConfig(sun=sun)).table[:, fo.SUN_H] for sun in (0.0, 0.5, 1.0))
    assert dark.max() == 0.0
    assert 0.0 < half.sum() == pytest.approx(0.5 * clear.sum(), rel=0.03)
    share = []
    for sun in (0.5, 1.0):
        weather = climate_weather(ClimateConfig(sun=sun))
        share.append(weather.dhi.sum() / weather.ghi.sum())
    assert share[0] > 1.5 * share[1]


def test_clear_noon_as_in_a_measured_january():
    """The clearest hours of the typical Chicago January against Haurwitz's sky."""
    chicago, made = read_weather("chicago"), climate_weather(ClimateConfig(sun=1.0, latitude=41.98))
    measured, own = (sun_over(w, 0, 31 * 24).horizontal.max() for w in (chicago, made))
    assert own == pytest.approx(measured, rel=0.1)


def test_sky_is_as_cold_as_in_the_files():
    """Clear: 0.6 to 0.9 of black at air temperature; overcast: nearly black."""
    for temperature, humidity in ((-10.0, 0.7), (0.0, 0.8), (25.0, 0.6)):
        black = BLACK * (temperature + 273.15) ** 4
        clear, cloudy = (
            climate_weather(ClimateConfig(temperature=temperature, humidity=humidity, sun=sun)).infrared / black
            for sun in (1.0, 0.0)
        )
        assert clear.min() > 0.6 and clear.max() < 0.9
        assert cloudy.min() > 0.92 and cloudy.max() < 1.0


def test_clear_emissivity_by_hand():
    """Dew point 10 °C at midnight and 1000 hPa: 0.711 + 0.056 + 0.0073 + 0.013; 101 325 Pa adds 0.0016."""
    weather = climate_weather(ClimateConfig(temperature=10.0, humidity=1.0, sun=1.0))
    assert weather.infrared[23] / (BLACK * 283.15**4) == pytest.approx(
        0.711 + 0.056 + 0.0073 + 0.013 + 0.0016, abs=2e-4
    )


def test_a_house_starts_at_rest_in_a_climate_that_never_changes():
    climate = ClimateConfig(temperature=5.0)
    house = load_house("chicago")
    network = build_network(house)
    forcing = table(climate)
    x, w = fo.start_state(network, house, forcing, nan, nan)
    assert np.all((x > 3.0) & (x < 20.0)) and 0.003 < w < 0.012
