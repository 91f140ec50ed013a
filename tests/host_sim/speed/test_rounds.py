"""Turns alternate, and a ratio is that of a round."""

import pytest

from host_sim.speed.rounds import in_turns, middle, over


def test_turns_go_to_and_fro():
    asked = []

    def rate(name, values):
        return lambda: asked.append(name) or next(values)

    rates = in_turns({"a": rate("a", iter([100, 100, 50])), "b": rate("b", iter([200, 100, 100]))}, rounds=3)
    assert rates == {"a": [100, 100, 50], "b": [200, 100, 100]}
    assert "".join(asked) == "abbaab"
    found = over(rates["b"], rates["a"])
    assert found.median == 2 and 1 <= found.low <= 2 <= found.high


def test_the_middle_half_leaves_out_what_strayed():
    assert middle([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 9.0]) == (1.0, 1.0, 1.0)
    found = middle(list(range(1, 10)))
    assert (found.median, found.low, found.high) == pytest.approx((5, 2.5, 7.5))
