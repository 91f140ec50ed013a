"""Dry mode over any sequence of readings, and in a whole house in the tropics."""

import numpy as np
import psychrolib
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.wish.drying import Drying
from host_sim import experiment, scenario
from tests.firmware.control.bench import make_settings

psychrolib.SetUnitSystem(psychrolib.SI)
SETPOINT = 2500


@given(
    st.lists(
        st.tuples(
            st.one_of(st.just(UNKNOWN), st.integers(500, 3500)),
            st.one_of(st.just(UNKNOWN), st.integers(200, 950)),
        ),
        max_size=60,
    )
)
def test_wet_air_is_dried_dry_air_is_not_and_no_room_gets_cold(sequence):
    drying = Drying(make_settings())
    for room, humidity in sequence:
        before = drying.on
        drying.step(SETPOINT, room, humidity)
        if UNKNOWN in (room, humidity) or room < SETPOINT - 200:
            assert not drying.on
            continue
        dew = psychrolib.GetTDewPointFromRelHum(room / 100, humidity / 1000)
        if (humidity > 600 or dew > 16.05) and room >= SETPOINT - 150:
            assert drying.on
        elif humidity < 550 and dew < 14.95:
            assert not drying.on
        elif humidity <= 600 and dew < 15.95:
            assert drying.on <= before, "between the limits it goes on or rests as it did"


def week(mode):
    case = scenario.load("hot_humid", [f'request.mode="{mode}"'], {"days": 4})
    return experiment.execute(case, experiment.prepare(case), "balancepoint")


def test_in_the_tropics_dry_mode_takes_the_damp_out_and_leaves_the_room_near_its_set_point():
    cool, dry = week("cool"), week("dry")
    settled = slice(12 * 60, None)  # the house was left to the weather before
    for result in (cool, dry):
        room = result.trace["room"][settled]
        assert room.min() > 22.8 and room.max() < 25.7
        assert result.kpi["min_time_violations"] == 0 and result.kpi["guard_violations"] == 0
        assert result.kpi["starts_worst_hour"] <= 3
    damp = [float(np.mean(result.trace["humidity"][settled] > 0.6)) for result in (cool, dry)]
    assert damp[0] > 0.2 and damp[1] < damp[0] / 4
