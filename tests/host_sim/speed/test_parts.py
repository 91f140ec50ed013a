"""Each part measures what it says, here over a handful of steps."""

import pytest

from host_sim import experiment, scenario
from host_sim.speed import parts


@pytest.fixture(scope="module")
def chosen():
    return scenario.load("winter_week", [], {"days": 1, "step": 60})


@pytest.mark.parametrize("measure", [parts.core_alone, parts.plant_alone, parts.closed_loop])
def test_each_part_runs_its_steps(chosen, monkeypatch, measure):
    monkeypatch.setattr(parts, "STEPS", 200)
    monkeypatch.setattr(parts, "RECORDED", 100)
    monkeypatch.setattr(parts, "WARM_UP", 20)
    forcing = experiment.prepare(chosen)
    stepped = []
    home = experiment.Home.advance
    monkeypatch.setattr(
        experiment.Home, "advance", lambda self, command, dt: (stepped.append(dt), home(self, command, dt))[1]
    )
    assert measure(chosen, forcing) > 100
    assert len(stepped) == {"core_alone": 100, "plant_alone": 220, "closed_loop": 200}[measure.__name__]
