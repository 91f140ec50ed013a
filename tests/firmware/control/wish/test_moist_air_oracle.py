"""The dew point against psychrolib."""

import psychrolib
import pytest

from balancepoint.control.wish import moist_air

psychrolib.SetUnitSystem(psychrolib.SI)


def test_every_cell_is_the_saturation_pressure_of_the_handbook():
    assert len(moist_air._SATURATION) == 41
    for k, cell in enumerate(moist_air._SATURATION):
        assert cell == round(10 * psychrolib.GetSatVapPres(-30.0 + 2 * k))


def test_the_dew_point_of_rooms_is_within_a_twentieth_of_a_kelvin():
    for tenth in range(50, 351, 5):
        for humidity in range(200, 951, 10):
            expected = psychrolib.GetTDewPointFromRelHum(tenth / 10, humidity / 1000)
            assert moist_air.dew_point(tenth * 10, humidity) / 100 == pytest.approx(expected, abs=0.05)
