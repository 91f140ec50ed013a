"""Moist air against psychrolib, and the water balance against its own laws."""

import psychrolib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_sim.plant import air

psychrolib.SetUnitSystem(psychrolib.SI)

temperatures = st.floats(-45, 50)
humidities = st.floats(0.02, 1.0)
pressures = st.floats(60_000, 105_000)


@given(t=temperatures, rh=humidities, p=pressures)
def test_conversions_are_psychrolibs(t: float, rh: float, p: float) -> None:
    w = air.humidity_ratio(t, rh, p)
    assert air.saturation_pressure(t) == pytest.approx(psychrolib.GetSatVapPres(t), rel=1e-9)
    # psychrolib never goes below 1e-7 kg/kg
    assert w == pytest.approx(psychrolib.GetHumRatioFromRelHum(t, rh, p), rel=1e-4, abs=1e-7)
    assert air.relative_humidity(t, w, p) == pytest.approx(rh, rel=1e-9)


@given(t=st.floats(-30, 50), rh=st.floats(0.1, 1.0), p=pressures)
def test_dew_point_and_wet_bulb_are_psychrolibs(t: float, rh: float, p: float) -> None:
    w = air.humidity_ratio(t, rh, p)
    assert air.dew_point(w, p) == pytest.approx(psychrolib.GetTDewPointFromHumRatio(t, w, p), abs=0.01)
    # Across 0 °C the ice and water branches of the wet bulb meet in a jump
    expected = psychrolib.GetTWetBulbFromHumRatio(t, w, p)
    if abs(expected) > 0.3:
        assert air.wet_bulb(t, w, p) == pytest.approx(expected, abs=0.02)


@given(
    w=st.floats(0, 0.02),
    out=st.floats(0, 0.02),
    vent=st.floats(0, 0.5),
    source=st.floats(0, 1e-3),
    dt=st.floats(1, 3600),
)
def test_water_stays_between_room_and_rest_and_halving_the_step_changes_nothing(w, out, vent, source, dt) -> None:
    after = air.moisture_step(w, 3000.0, vent, out, source, dt)
    half = air.moisture_step(w, 3000.0, vent, out, source, dt / 2)
    assert air.moisture_step(half, 3000.0, vent, out, source, dt / 2) == pytest.approx(after, abs=1e-9)
    if vent > 1e-6:
        rest = out + source / vent
        assert min(w, rest) - 1e-12 <= after <= max(w, rest) + 1e-12


def test_water_balance_in_a_closed_room() -> None:
    """1 kg of water into 100 kg of air."""
    assert air.moisture_step(0.005, 100.0, 0.0, 0.001, 1.0 / 600, 600.0) == pytest.approx(0.015)


def test_a_coil_cannot_take_more_than_there_is() -> None:
    assert air.moisture_step(0.005, 100.0, 0.01, 0.001, -1.0, 60.0) == 0.0


@given(w=st.floats(0, 0.03), t=st.floats(-20, 30), film=st.floats(0, 800), dt=st.floats(1, 600))
def test_water_condenses_on_what_is_colder_than_the_dew_point_and_no_more_than_that(w, t, film, dt):
    p, mass = 101_325.0, 3000.0
    rate = air.condensing(w, t, film, p, mass, dt)
    saturated = air.humidity_ratio(t, 1.0, p)
    assert rate >= 0.0 and (rate > 0.0) == (w > saturated and film > 0.0)
    assert w - rate * dt / mass >= min(w, saturated) - 1e-12
    # As long as the air hardly dries: heat and water through one film
    if film * dt < 1e4 and w > saturated:
        assert rate == pytest.approx(film / air.CP_AIR * (w - saturated), rel=0.01)
