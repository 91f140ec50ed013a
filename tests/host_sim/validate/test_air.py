"""Moist air, warmth and draught against their oracles."""

from host_sim.validate import air


def test_everything_agrees():
    seen = []
    made = air.checks(seen.append)
    assert [check.quantity for check in made if check.passed is False] == []
    assert sum(check.judged for check in made) == 16
    assert seen[-1] == 1.0
