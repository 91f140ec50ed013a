"""The arithmetic of a fit against NumPy, and the shifted responses of the days against replays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.house import House
from balancepoint.control.house_fit import SUN, dot, solve
from tests.firmware.control.rooms import Room, make_memory, make_settings, ticks


@given(data=st.data(), size=st.integers(1, 12))
def test_solve_against_numpy(data, size):
    rows = data.draw(st.lists(st.lists(st.integers(-500, 500), min_size=size, max_size=size), min_size=20, max_size=20))
    design = np.array(rows)
    matrix = design.T @ design + 1000 * np.eye(size, dtype=int)
    right = design.T @ np.arange(-1000, 1000, 100)
    got = solve([[int(value) for value in row] for row in matrix], [int(value) for value in right])
    assert np.array(got) / 1024 == pytest.approx(np.linalg.solve(matrix, right), abs=0.1)


def open_fit(days=6):
    house = House(make_settings(), make_memory())
    for room, outdoor, heat, _sun, minute in ticks(Room(), days, "prbs", seed=2, dt=300):
        house.observe(room, outdoor, heat, None, minute, 300, 1)
    house.learn()
    return house, house._fit


def test_one_days_response_serves_all_days():
    """Column of each day's amplitude as shifted response = difference of two replays, and so their products."""
    _house, fit = open_fit()
    size = len(fit.values)
    columns = []
    for day in range(SUN, size):
        moved = list(fit.values)
        moved[day] += 1000
        columns.append(np.array(fit._replay(moved), dtype=np.int64) - np.array(fit._base, dtype=np.int64))
    for day, column in enumerate(columns):
        shifted = np.zeros(len(column))
        shifted[24 * day :] = np.array(fit._response)[: len(column) - 24 * day]
        assert column == pytest.approx(shifted, abs=4)  # 0.01 K
    exact = np.array(columns) @ np.array(columns).T
    for i in range(size - SUN):
        for k in range(i, size - SUN):
            assert fit._matrix[SUN + i][SUN + k] == pytest.approx(exact[i, k], rel=0.02, abs=5e4)


def test_each_step_of_a_fit_lowers_the_misfit_or_is_refused():
    _house, fit = open_fit()
    costs = [fit._cost]
    done = False
    while not done:
        done = fit.advance()
        costs.append(fit._cost)
    assert all(later <= sooner for sooner, later in zip(costs, costs[1:], strict=False))
    assert costs[-1] < costs[0] / 5
    assert fit.error == pytest.approx(np.sqrt(dot(fit._base, fit._base) / len(fit._base)) / 4, abs=1)


def test_replays_of_a_believable_house_need_no_big_integers():
    """They allocate on the board otherwise; watched at the products, with the largest differences a winter brings."""
    from balancepoint.control.room_model import coefficients

    for room in (Room(), Room(80, 400, 300, 300, 0.1), Room(300, 20000, 2000, 2000, 0.6)):
        am, ao, aa, ax, ma, mo, mm, mx = coefficients(
            int(room.heat_loss * 10), int(room.mass), int(room.air), int(room.coupling * 10), int(room.path * 1000)
        )
        apart, outdoor, heat = 400 * 8, 400 * 50, 8000  # air and mass 8 K, indoors and outdoors 50 K, W
        air = (1 << 15) + am * apart + ao * outdoor + aa * heat + ax * heat
        mass = (1 << 18) + ma * apart + mo * outdoor + mm * heat + mx * heat
        assert air < 1 << 30 and mass < 1 << 30
