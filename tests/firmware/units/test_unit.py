"""What a unit is taken to be able to do, by its protocol."""

import importlib
from pathlib import Path

import pytest

from balancepoint.units.endow import endow
from balancepoint.units.unit import Unit

UNITS = Path(importlib.import_module("balancepoint.units").__file__).parent
SESSIONS = sorted(path.parent.name for path in UNITS.glob("*/session.py"))


@pytest.mark.parametrize("protocol", SESSIONS)
def test_the_abilities_of_a_protocol_arrive(protocol):
    session = importlib.import_module(f"balancepoint.units.{protocol}.session").Session
    abilities = getattr(session, "ABILITIES", {})
    unit = Unit()
    endow(unit, abilities)
    assert {name: getattr(unit, name) for name in abilities} == abilities
