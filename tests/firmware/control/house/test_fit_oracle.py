"""The arithmetic of a fit against NumPy, and the shifted responses of the days against replays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.house.fit import SUN, solve
from tests.firmware.control.house.test_fit import open_fit, run


@given(data=st.data(), size=st.integers(1, 12))
def test_solve_against_numpy(data, size):
    rows = data.draw(st.lists(st.lists(st.integers(-500, 500), min_size=size, max_size=size), min_size=20, max_size=20))
    design = np.array(rows)
    matrix = design.T @ design + 1000 * np.eye(size, dtype=int)
    right = design.T @ np.arange(-1000, 1000, 100)
    got = solve([[int(value) for value in row] for row in matrix], [int(value) for value in right])
    assert np.array(got) / 1024 == pytest.approx(np.linalg.solve(matrix, right), abs=0.1)


def test_one_days_response_serves_all_days():
    """Column of each day's amplitude as shifted response = difference of two replays, and so their products."""
    _house, fit = open_fit()
    size = len(fit.values)
    columns = []
    for day in range(SUN, size):
        moved = list(fit.values)
        moved[day] += 1000
        columns.append(np.array(run(fit._replay(moved)), dtype=np.int64) - np.array(fit._base, dtype=np.int64))
    for day, column in enumerate(columns):
        shifted = np.zeros(len(column))
        shifted[24 * day :] = np.array(fit._response)[: len(column) - 24 * day]
        assert column == pytest.approx(shifted, abs=4)  # 0.01 K
    exact = np.array(columns) @ np.array(columns).T
    for i in range(size - SUN):
        for k in range(i, size - SUN):
            assert fit._matrix[SUN + i][SUN + k] == pytest.approx(exact[i, k], rel=0.02, abs=5e4)
