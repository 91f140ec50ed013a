"""The integer step matrix against SciPy's matrix exponential."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.house.house import House
from balancepoint.control.house.past import Past, zeros
from balancepoint.control.house.room_model import COEFFICIENTS, fill
from tests.firmware.control.rooms import Room, make_memory, make_settings
from tests.firmware.control.tracer import Small

rooms = st.builds(
    Room,
    heat_loss=st.integers(30, 500).map(float),
    mass=st.integers(300, 30000).map(float),
    air=st.integers(150, 3000).map(float),
    coupling=st.integers(60, 2000).map(float),
    path=st.integers(50, 850).map(lambda permille: permille / 1000),
)


def coefficients(values):
    model = zeros("i", COEFFICIENTS)
    fill(model, 0, values)
    return tuple(model)


def integer(room):
    return coefficients(
        array(
            "i",
            (int(room.heat_loss * 10), int(room.mass), int(room.air), int(room.coupling * 10), round(room.path * 1000)),
        )
    )


@given(room=rooms)
def test_step_is_the_exponential_of_the_rates(room):
    if room.heat_loss * room.path > 0.89 * room.coupling:
        return  # the part through the mass is limited by the coupling; see below
    am, ao, aa, ax, ma, mo, mm, mx = integer(room)
    p, q = room.step(0.25)
    air, mass = 2.0**-15, 2.0**-18  # one count
    assert am == pytest.approx(p[0, 1] / air, abs=1.5)
    assert ao == pytest.approx(q[0, 2] / air, abs=1.5)
    assert aa == pytest.approx(q[0, 0] * 400 / air, abs=1.5)
    assert ax == pytest.approx(q[0, 1] * 400 / air, abs=1.5)
    assert ma == pytest.approx(p[1, 0] / mass, abs=2.5)
    assert mo == pytest.approx(q[1, 2] / mass, abs=2.5)
    assert mm == pytest.approx(q[1, 1] * 400 / mass, abs=1.5, rel=2e-4)
    assert mx == pytest.approx(q[1, 0] * 400 / mass, abs=1.5, rel=2e-4)


@given(room=rooms)
def test_air_and_mass_stay_between_their_surroundings(room):
    am, ao, _aa, _ax, ma, mo, _mm, _mx = integer(room)
    assert am >= 0 and ao >= 0 and am + ao <= 1 << 15
    assert ma >= 0 and mo >= 0 and ma + mo <= 1 << 18


def test_a_loss_that_the_coupling_cannot_carry_goes_from_the_air():
    """200 W/K, 80 % of it asked through a coupling of 100 W/K: 90 W/K go that way, and the loss is 200 W/K all the same."""
    am, ao, aa, _ax, ma, mo, _mm, _mx = coefficients(array("i", (2000, 3000, 400, 1000, 800)))
    air = mass = 0
    for _ in range(20000):
        air, mass = (
            air + ((am * (mass - air) - ao * air + aa * 4000) >> 15),
            mass + ((ma * (air - mass) - mo * mass) >> 18),
        )
    assert air / 400 == pytest.approx(20.0, rel=0.02)


@given(
    installer=st.tuples(st.integers(100, 10000), st.integers(200, 40000)),
    parts=st.lists(st.sampled_from((0.0, 1.0)) | st.floats(0, 1), min_size=5, max_size=5),
    moved=st.sampled_from((-1, 0, 1)),
)
def test_the_model_of_whatever_room_takes_small_integers_alone(installer, parts, moved):
    """Within the bounds of the learner and a step beyond them."""
    loss, capacity = installer
    house = House(make_settings(house_heat_loss=loss, house_heat_capacity=capacity), make_memory(), Past())
    values = []
    for k in range(5):
        value = house.low[k] + int(parts[k] * (house.high[k] - house.low[k]))
        values.append(Small(max(value + moved * (max(value // 16, 1) if k < 4 else 30), 1)))
    am, ao, aa, ax, ma, mo, mm, mx = coefficients(values)
    assert am >= 0 and ao >= 0 and am + ao <= 1 << 15
    assert ma >= 0 and mo >= 0 and ma + mo <= 1 << 18
    assert min(aa, ax, mm, mx) >= 0 and max(aa, ax, mm, mx) < 1 << 29
