"""Moist air, warmth and draught against their oracles."""

import sys

import pytest

from host_sim.errors import InputError
from host_sim.validate import air


def test_everything_agrees():
    seen = []
    made = air.checks(seen.append)
    assert [check.quantity for check in made if check.passed is False] == []
    assert sum(check.judged for check in made) == 14
    assert seen[-1] == 1.0


def test_a_plain_install_says_what_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "pythermalcomfort.models", None)
    with pytest.raises(InputError, match=r"pythermalcomfort is missing.*pip install"):
        air.checks(lambda share: None)
