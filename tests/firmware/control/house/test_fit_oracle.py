"""The arithmetic of a fit against NumPy, and the shifted responses of the days against replays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from balancepoint.control.house.equations import Equations, place
from balancepoint.control.house.parameters import START, SUN
from balancepoint.control.house.past import zeros
from balancepoint.control.house.replay import Replay
from tests.firmware.control.house.test_fit import open_fit


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
    equations = Equations(size)
    out = zeros("h", 8 * (size + 1))
    for begin in range(0, 336, 8):
        out[:] = type(out)("h", rows[:, begin : begin + 8].ravel().tolist())
        for room in range(size + 1):
            equations.by(out, 8 * room)
            equations.add(place(room, 0), room + 1, out, 0)
    for k in range(1, size + 1):
        equations.add_one(place(k, k), firm * firm)
    answer = zeros("i", size)
    equations.solve(answer)
    matrix = rows[1:] @ rows[1:].T + firm * firm * np.eye(size)
    exact = np.linalg.solve(matrix, rows[1:] @ rows[0])
    if np.abs(exact).max() > 200:
        return  # a fit goes eight steps at most, a day's sun twenty
    off = np.array(answer) / 1024 - exact
    assert np.sqrt(off @ matrix @ off) <= 0.002 * np.sqrt(rows[0] @ rows[0]) + 0.002 * np.sqrt(np.trace(matrix))


def test_one_days_response_serves_all_days():
    """Column of each day's amplitude as shifted response = difference of two replays, and so their products."""
    _house, fit = open_fit()
    equations, size, window = fit._equations, fit.size, fit.window
    plain = equations.scale
    sums = []

    def noted():
        """The solution uses the sums up."""
        for k in range(place(size + 1, 0)):
            equations.carry(k)
            sums.append((equations.high[k] << 15) + equations.low[k])
        plain()

    equations.scale = noted
    while not sums:
        fit.advance()

    def replayed(values):
        replay = Replay(1)
        replay.furnish(0, values, 0)
        replay.begin(0, fit._start << 2, values[START] << 2)
        out, k = [], 0
        while k < window.bins:
            count = window.read(k, values)
            replay.run(0, 1, window.stretch, count)
            out.extend(replay.out[: replay.points])
            k += count
        return np.array(out, dtype=np.int64)

    base = replayed(fit.values)
    columns = []
    for day in range(SUN, size):
        moved = fit.values[:]
        moved[day] += 1000
        columns.append(replayed(moved) - base)
    response = np.array(fit._response[8 : 8 + fit._points])
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
            ridge = (fit._firm(SUN + i) ** 2 >> 6) + 1 if i == k else 0
            entry = sums[place(1 + SUN + i, 1 + SUN + k)] - ridge
            assert entry == products[i, k]
            assert entry == pytest.approx(exact[i, k], rel=0.02, abs=5e4)
