"""The yardstick runs its steps, and its thermostat holds the room."""

import pytest

from host_sim import scenario
from host_sim.errors import InputError
from host_sim.speed import energyplus as ep


def test_it_runs_its_steps_and_heats(energyplus, monkeypatch):
    rooms = []
    seen = ep._Thermostat.__call__

    def look(self, state):
        seen(self, state)
        if self._handles and not self._exchange.warmup_flag(state):
            rooms.append(self._exchange.get_variable_value(state, self._handles[0]))

    monkeypatch.setattr(ep._Thermostat, "__call__", look)
    assert ep.energyplus(scenario.load("winter_week", [], {"step": 60}), None, steps=300) > 100
    assert len(rooms) >= 300 + ep._WARM_UP
    assert all(19.0 < room < 22.0 for room in rooms[-300:])


def test_a_run_that_breaks_off_says_why(energyplus, monkeypatch):
    monkeypatch.setattr(ep, "prepare", lambda raw, *_: raw.pop("Building"))
    with pytest.raises(InputError, match="EnergyPlus ended with 1: "):
        ep.energyplus(scenario.load("winter_week", [], {"step": 60}), None, steps=300)
