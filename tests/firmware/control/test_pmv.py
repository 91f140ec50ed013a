"""The vote against pythermalcomfort, cell by cell and in between; its inverse; the slopes people feel."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythermalcomfort.models import pmv_ppd_iso

from balancepoint.control import pmv

CLO = {0: 1.0, 1: 0.5}
sides = pytest.mark.parametrize("cooling", (0, 1))


def oracle(cooling, temperature, humidity):
    """PMV by an independent implementation; °C and %."""
    found = pmv_ppd_iso(
        tdb=temperature, tr=temperature, vr=0.1, rh=humidity, met=1.2, clo=CLO[cooling], limit_inputs=False,
        round_output=False,
    )  # fmt: skip
    return np.asarray(found.pmv)


@sides
@pytest.mark.parametrize("saturated", (0, 1))
def test_every_cell_of_the_table_is_the_formula_of_its_header(cooling, saturated):
    table = (pmv._HEATING, pmv._COOLING)[cooling][saturated]
    cells = np.arange(10.0, 35.0, 2.0)
    expected = np.round(1000 * oracle(cooling, cells, np.full(len(cells), 100.0 * saturated)))
    assert list(table) == expected.astype(int).tolist()


@sides
def test_the_vote_between_the_cells_is_within_a_hundredth(cooling):
    temperatures, humidities = np.meshgrid(np.arange(10.0, 34.01, 0.25), np.arange(0.0, 100.1, 5.0))
    ours = [
        pmv.vote(cooling, round(100 * t), round(10 * h))
        for t, h in zip(temperatures.ravel(), humidities.ravel(), strict=True)
    ]
    error = np.array(ours) / 1000 - oracle(cooling, temperatures.ravel(), humidities.ravel())
    assert np.abs(error).max() < 0.01


@given(st.integers(0, 1), st.integers(1000, 3400), st.integers(0, 1000))
def test_the_temperature_of_a_vote_is_its_inverse(cooling, temperature, humidity):
    assert abs(pmv.temperature(cooling, pmv.vote(cooling, temperature, humidity), humidity) - temperature) <= 1


@given(st.integers(0, 1), st.integers(-9000, 9000), st.integers(0, 1000))
def test_whatever_is_wanted_the_answer_lies_on_the_table(cooling, wanted, humidity):
    found = pmv.temperature(cooling, wanted, humidity)
    assert 1000 <= found <= 3400
    reached = pmv.vote(cooling, found, humidity)
    if 1000 < found < 3400:
        assert abs(reached - wanted) <= 4


@given(st.integers(0, 1), st.integers(-10000, 10000), st.integers(0, 1000))
def test_beyond_the_table_its_ends_hold(cooling, temperature, humidity):
    inside = min(max(temperature, 1000), 3400)
    assert pmv.vote(cooling, temperature, humidity) == pmv.vote(cooling, inside, humidity)


@pytest.mark.parametrize("cooling, setpoint, slope", ((0, 21.5, 0.22), (1, 25.5, 0.30)))
def test_a_step_moves_the_set_point_by_the_slope_people_feel(cooling, setpoint, slope):
    warmer = pmv.moved(cooling, round(100 * setpoint), 200) / 100
    assert warmer - setpoint == pytest.approx(0.2 / slope, abs=0.03)
    assert oracle(cooling, warmer, 50.0) - oracle(cooling, setpoint, 50.0) == pytest.approx(0.2, abs=0.01)


@pytest.mark.parametrize("cooling, setpoint, kelvin", ((0, 2150, -26), (1, 2550, -24)))
def test_damper_air_feels_warmer(cooling, setpoint, kelvin):
    """Ten percent more humidity are worth about a quarter of a kelvin."""
    wanted = pmv.vote(cooling, setpoint, 500)
    assert pmv.temperature(cooling, wanted, 600) - setpoint == pytest.approx(kelvin, abs=1)
