"""The vote against pythermalcomfort, cell by cell and in between; the slopes people feel."""

import numpy as np
import pytest

from balancepoint.control.wish import pmv

sides = pytest.mark.parametrize("cooling", (0, 1))
CLO = {0: 1.0, 1: 0.5}


def oracle(cooling, temperature, humidity):
    """PMV by an independent implementation; °C and %."""
    from pythermalcomfort.models import pmv_ppd_iso  # late: its import takes twenty seconds

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


@pytest.mark.parametrize("cooling, setpoint, slope", ((0, 21.5, 0.22), (1, 25.5, 0.30)))
def test_a_step_moves_the_set_point_by_the_slope_people_feel(cooling, setpoint, slope):
    warmer = pmv.moved(cooling, round(100 * setpoint), 200) / 100
    assert warmer - setpoint == pytest.approx(0.2 / slope, abs=0.03)
    assert oracle(cooling, warmer, 50.0) - oracle(cooling, setpoint, 50.0) == pytest.approx(0.2, abs=0.01)
