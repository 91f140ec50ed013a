"""The core in this process, whichever it is, gives what the interpreted one gives: step by step, and together with the plant."""

import pytest

from host_sim import experiment, scenario
from host_sim.compiled import loading

CASES = [
    ("winter_week", {"days": 2}),
    ("dead_sensor", {"days": 5, "step": 60}),
    ("frost_0C", {"days": 2, "step": 30}),
    ("hot_humid", {"days": 1, "step": 1}),
]


def outcome(home, chosen):
    result = experiment.execute_in(home, chosen, "balancepoint")
    summary, trace = result.summary(), result.trace
    del summary["versions"]
    columns = {name: column.tobytes() for name, column in trace.columns.items()}
    return summary, result.journal, result.memory, result.violations, trace.events, trace.totals, columns


class StepByStep:
    """A home that is no kernel to anybody, and keeps no tape."""

    def __init__(self, home):
        self.sense, self.advance, self.result, self.dt = home.sense, home.advance, home.result, home.dt


@pytest.mark.parametrize(("name", "options"), CASES)
def test_the_same_run_by_every_way(monkeypatch, name, options):
    chosen = scenario.load(name, [], options)
    forcing = experiment.prepare(chosen)
    found = [
        outcome(experiment.make_home(chosen, forcing), chosen),
        outcome(StepByStep(experiment.make_home(chosen, forcing)), chosen),
    ]
    monkeypatch.setenv(loading.VARIABLE, loading.OFF)
    found.append(outcome(experiment.make_home(chosen, forcing), chosen))
    assert found[0] == found[1] == found[2]
    assert len(found[0][1]) > 3


def test_who_stands_before_the_step_is_not_passed_by():
    chosen = scenario.load("winter_week", [], {"days": 1, "step": 60})
    home = experiment.make_home(chosen, experiment.prepare(chosen))
    controller = experiment.make_controller(chosen, experiment.CORE)
    step, seen = controller.step, []
    controller.step = lambda readings, request, now: (seen.append(now), step(readings, request, now))[1]
    experiment.run_with(home, chosen, experiment.CORE, controller, None)
    assert seen == sorted(set(seen)) and set(range(0, 86_400, 60)) <= set(seen)
    assert len(seen) == home.state.steps
