"""Sums in two parts and small integers alone, whatever is entered. Against NumPy: `test_fit_oracle`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.house.equations import Equations, bits, place
from balancepoint.control.house.past import zeros


def entered(columns, size):
    """Equations with the products of `columns`, lists of eight numbers."""
    out = zeros("h", 8 * len(columns))
    equations = Equations(size, out)
    for room, column in enumerate(columns):
        for k, value in enumerate(column):
            out[8 * room + k] = value
    for room in range(len(columns)):
        equations.add(place(room, 0), room + 1, 0, 8 * room)
    return equations


def solve(equations, answer):
    equations.scale()
    for row in range(len(equations._small) + 1):
        equations.decompose(row)
    equations.substitute(answer)


def test_a_sum_is_exact_however_long_it_is():
    equations = entered([[8191] * 8, [-8191] * 8], 1)
    for _ in range(999):
        equations.add(0, 1, 0, 0)
    assert (equations.high[0] << 15) + equations.low[0] == 1000 * 8 * 8191 * 8191
    assert (equations.high[1] << 15) + equations.low[1] == -8 * 8191 * 8191
    assert 0 <= equations.low[0] < 1 << 15 and 0 <= equations.low[1] < 1 << 15


def test_entries_follow_each_other():
    assert [place(row, column) for row in range(4) for column in range(row + 1)] == list(range(10))


@pytest.mark.parametrize("value", (0, 1, 5, 32767, 32768, 1 << 29, (1 << 38) + 1))
def test_bits(value):
    assert bits(value >> 15, value & 0x7FFF) == len(bin(value)) - 2 if value else bits(0, 0) == 0


def test_one_unknown():
    """Off by 1000 for each step of -250: four steps."""
    equations = entered([[1000] * 8, [-250] * 8], 1)
    answer = zeros("i", 1)
    solve(equations, answer)
    assert answer[0] == pytest.approx(-4 * 1024, abs=2)


extreme = st.sampled_from((-8191, -8190, -1, 0, 1, 8190, 8191)) | st.integers(-8191, 8191)


@given(data=st.data(), size=st.integers(1, 22), firm=st.sampled_from((1, 400, 1 << 20)))
def test_every_number_of_a_solution_is_small(data, size, firm):
    """Columns that are one and the same, or none, or as large as can be, with a ridge or hardly one."""
    columns = []
    for _ in range(size + 1):
        like = data.draw(st.integers(-1, len(columns) - 1))
        columns.append(columns[like] if like >= 0 else data.draw(st.lists(extreme, min_size=8, max_size=8)))
    equations = entered(columns, size)
    for k in range(1, size + 1):
        equations.add_one(place(k, k), firm)
    answer = zeros("i", size)
    solve(equations, answer)
    for k in range(place(size, size)):
        assert -(1 << 14) <= equations.high[k] <= 1 << 14 and -4096 <= equations.low[k] <= 4096
    for k in range(size):
        assert -(1 << 19) <= answer[k] <= 1 << 19
