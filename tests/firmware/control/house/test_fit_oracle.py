"""The arithmetic of a fit against NumPy, and the shifted responses of the days against replays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from balancepoint.control.house.equations import Equations, place
from balancepoint.control.house.parameters import SUN
from balancepoint.control.house.past import zeros
from tests.firmware.control.house.test_equations import solve
from tests.firmware.control.house.test_fit import open_fit, replayed


@given(
    size=st.integers(1, 22), seed=st.integers(0, 10**6), alike=st.sampled_from((0.0, 0.9, 0.99)),
    firm=st.sampled_from((20, 200)), largest=st.sampled_from((20, 600, 8000)),
)  # fmt: skip
@profile(max_examples=40)
def test_solve_against_numpy(size, seed, alike, firm, largest):
    """The step leads where the exact one does: what it explains less is a thousandth of all there is to explain."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(1, 336))
    rows = alike * common + (1 - alike) * rng.normal(size=(size + 1, 336))
    rows = (
        (rows * 10 ** rng.uniform(0, np.log10(largest), size=(size + 1, 1))).clip(-8191, 8191).round().astype(np.int64)
    )
    out = zeros("h", 8 * (size + 1))
    equations = Equations(size, out)
    for begin in range(0, 336, 8):
        out[:] = type(out)("h", rows[:, begin : begin + 8].ravel().tolist())
        for room in range(size + 1):
            equations.add(place(room, 0), room + 1, 0, 8 * room)
    for k in range(1, size + 1):
        equations.add_one(place(k, k), firm * firm)
    answer = zeros("i", size)
    solve(equations, answer)
    matrix = rows[1:] @ rows[1:].T + firm * firm * np.eye(size)
    exact = np.linalg.solve(matrix, rows[1:] @ rows[0])
    if np.abs(exact).max() > 200:
        return  # a fit goes eight steps at most, a day's sun twenty
    off = np.array(answer) / 1024 - exact
    assert np.sqrt(off @ matrix @ off) <= 0.002 * np.sqrt(rows[0] @ rows[0]) + 0.002 * np.sqrt(np.trace(matrix))


def test_one_days_response_serves_all_days():
    """Column of each day's amplitude as shifted response = difference of two replays, and so their products."""
    _house, fit = open_fit()
    equations, size, replay = fit._equations, len(fit.values), fit._replay
    points = fit.window.bins >> 2
    plain = equations.scale
    sums, response = [], []

    def noted():
        """The solution uses the sums up, and what is judged takes the place of the response."""
        sums.extend((equations.high[k] << 15) + equations.low[k] for k in range(place(size + 1, 0)))
        response.extend(replay.out[replay.trace : replay.trace + points])
        plain()

    equations.scale = noted
    while not sums:
        fit.advance()
    response = np.array(response)

    def at_points(values):
        return np.array(replayed(fit, replay._start, values), dtype=np.int64)

    base = at_points(fit.values)
    columns = []
    for day in range(SUN, size):
        moved = fit.values[:]
        moved[day] += 1000
        columns.append(at_points(moved) - base)
    for day, column in enumerate(columns):
        shifted = np.zeros(len(column))
        shifted[24 * day :] = response[: len(column) - 24 * day]
        assert column == pytest.approx(shifted, abs=4)  # 0.01 K
    exact = np.array(columns) @ np.array(columns).T
    shifts = np.zeros((size - SUN, len(base)), dtype=np.int64)
    for day in range(size - SUN):
        shifts[day, 24 * day :] = response[: len(base) - 24 * day]
    products = shifts @ shifts.T
    for i in range(size - SUN):
        for k in range(i + 1):
            ridge = 10_001 if i == k else 0  # a step of half the spread
            entry = sums[place(1 + SUN + i, 1 + SUN + k)] - ridge
            assert entry == products[i, k]
            assert entry == pytest.approx(exact[i, k], rel=0.02, abs=5e4)
