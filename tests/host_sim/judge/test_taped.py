"""The judge finds on the tape what it finds at a look at every step."""

import random

import pytest

from balancepoint.control.command import Command
from balancepoint.control.readings import Readings
from balancepoint.control.request import COOL, HEAT, OFF, Request
from host_sim import experiment, scenario
from host_sim.judge import Recorder, Terms
from host_sim.judge.taped import Taped
from host_sim.loop import run


class Reckless:
    """A controller that keeps no interlock, watched at every step."""

    def __init__(self, terms, seed):
        self.luck, self.terms, self.command = random.Random(seed), terms, Command()
        self.recorder = None

    def step(self, readings, request, now):
        command, luck = self.command, self.luck
        if luck.random() < 0.05:
            command.speed = luck.choice((0, 20, 60))
            command.valve = luck.choice((0, 1))
        if luck.random() < 0.02:
            command.aux = luck.randrange(2)
            command.defrost = luck.choice((0, 1))
        command.valid_until = now + 2
        if self.recorder is None:
            self.recorder = Recorder(self.terms, readings, request, command)
        self.recorder.add(now)
        return command


@pytest.mark.parametrize(
    ("name", "step", "days"),
    [("winter_week", 10, 2), ("winter_week", 60, 5), ("dead_sensor", 60, 5), ("hot_humid", 10, 1)],
)
def test_the_same_violations_by_tape_and_by_look(name, step, days):
    chosen = scenario.load(name, [], {"step": step, "days": days})
    terms = Terms.of(chosen.core_settings())
    home = experiment.make_home(chosen, experiment.prepare(chosen))
    requests = [(0, Request(HEAT)), (7200, Request(OFF)), (20_000, Request(COOL)), (40_000, Request(HEAT, emergency=1))]
    judge = Taped(terms, home.tape(), requests, home.part)
    reckless = Reckless(terms, seed=step)
    run(home, reckless, Readings(4), requests, chosen.steps, step, look=judge.look)
    found = judge.violations()
    assert found == reckless.recorder.violations()
    assert len({violation.interlock for violation in found}) >= 4


def test_a_home_that_keeps_a_tape_is_judged_by_it():
    """And the figures of a run say the same as when every step was looked at."""
    # At half past twelve the thermostat heats, and goes on without its sensor
    chosen = scenario.load("dead_sensor", ["faults.0.at='4 12:30'"], {"step": 60, "days": 5})
    forcing = experiment.prepare(chosen)

    class WithoutTape:
        def __init__(self, home):
            self.sense, self.advance, self.result = home.sense, home.advance, home.result

    one = experiment.execute(chosen, forcing, "on_off")
    other = experiment.execute_in(WithoutTape(experiment.make_home(chosen, forcing, "on_off")), chosen, "on_off")
    assert one.violations == other.violations and one.violations
    assert one.summary() == other.summary()
