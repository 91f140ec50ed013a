"""The observer of the unmeasured mass: against rooms whose mass is known, with and without a sun nobody told it of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from balancepoint.control.house.past import UNUSABLE
from balancepoint.control.house.room_observer import believe, follow
from balancepoint.control.house.room_state import NOWHERE, RoomState
from host_sim.validate.two_capacities import Room
from tests.firmware.control.rooms import make_memory


def knows(room):
    state = RoomState()
    believe(
        state,
        make_memory(
            heat_loss=round(room.heat_loss * 10), mass_capacity=round(room.mass), air_capacity=round(room.air),
            mass_coupling=round(room.coupling * 10), mass_path=round(room.path * 1000), gains=round(room.gains),
            sun_share=round(room.share * 1000),
        ),
    )  # fmt: skip
    return state


rooms = st.builds(
    Room, heat_loss=st.floats(70, 220), mass=st.floats(400, 10000), air=st.floats(250, 1000), coupling=st.floats(150, 900),
    path=st.floats(0.05, 0.7), gains=st.floats(100, 450),
)  # fmt: skip


def live(room, air, mass, heats, outdoor, sun=0.0):
    """(mean of the air over each quarter, air and mass at its end), exact."""
    p, q = room.step(0.25)
    x = np.array([air, mass])
    for heat in heats:
        u = np.array([heat + room.gains + room.share * sun, (1 - room.share) * sun, outdoor])
        new = p @ x + q @ u
        yield (x[0] + new[0]) / 2, new
        x = new


@given(room=rooms, off=st.floats(-4, 4), outdoor=st.floats(-15, 15), seed=st.integers(0, 9))
@profile(max_examples=60)
def test_a_wrong_mass_is_found_within_half_a_day(room, off, outdoor, seed):
    heats = np.random.default_rng(seed).choice([0, 3500], 48)
    state = knows(room)
    follow(state, 0, round(outdoor * 100), 0, 2000)  # starts with both at 20 °C
    lived = list(live(room, 20.0, 20.0 + off, heats, outdoor))
    for heat, (mean, _truth) in zip(heats, lived, strict=True):
        follow(state, int(heat), round(outdoor * 100), 0, round(mean * 100))
    truth = lived[-1][1]
    assert state.fine_mass / 400 == pytest.approx(truth[1], abs=0.16 + 0.03 * abs(off))
    assert state.fine_air / 400 == pytest.approx(truth[0], abs=0.15)


@given(room=rooms, outdoor=st.floats(-20, 15), sun=st.floats(0, 3000))
@profile(max_examples=40)
def test_on_its_own_it_is_the_room(room, outdoor, sun):
    """Two days without a measurement: the integers stay with the exact solution."""
    state = knows(room)
    follow(state, 0, round(outdoor * 100), 0, 2000)
    state.fine_air = state.fine_mass = 8000
    heats = [2000] * 192
    for mean, _truth in live(room, 20.0, 20.0, heats, round(outdoor * 100) / 100, round(sun)):
        seen = follow(state, 2000, round(outdoor * 100), round(sun), UNUSABLE)
        assert seen / 100 == pytest.approx(mean, abs=0.15 + 0.005 * abs(mean - 20))


def test_after_a_day_of_unmeasured_sun_the_night_is_foreseen():
    room = Room(100, 4000, 400, 280, 0.5, 200)
    state = knows(room)
    x = (20.0, 19.5)
    sunny = list(live(room, *x, [0] * 32, 0.0, 3500.0))
    dusk = list(live(room, *sunny[-1][1], [1500] * 12, 0.0))
    night = list(live(room, *dusk[-1][1], [1500] * 32, 0.0))
    for heat, part in ((0, sunny), (1500, dusk)):
        for mean, _truth in part:
            follow(state, heat, 0, 0, round(mean * 10) * 10)
    missed = [follow(state, 1500, 0, 0, UNUSABLE) / 100 - mean for mean, _truth in night]
    assert float(np.sqrt(np.mean(np.square(missed)))) < 0.25


def test_nothing_is_claimed_before_the_first_measurement():
    state = knows(Room())
    assert follow(state, 1000, 0, 0, UNUSABLE) == UNUSABLE
    assert state.fine_air == state.fine_mass == NOWHERE
