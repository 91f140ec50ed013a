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
    homes = []
    make = experiment.make_home
    monkeypatch.setattr(experiment, "make_home", lambda *given: homes.append(make(*given)) or homes[-1])
    assert measure(chosen, forcing) > 100
    steps = sum(int(home.state.now) // home.dt for home in homes)
    assert steps == {"core_alone": 100, "plant_alone": 220, "closed_loop": 200}[measure.__name__]
