"""What is timed: control core alone, plant alone, closed loop.

    closed_loop(*case(60))       # steps per second

The core alone replays readings recorded in a closed loop; the plant alone runs at a constant command. The independent judge is
left out; processor time, so that other work on the machine does not count. `energyplus` is the yardstick, where it is installed.
"""

from __future__ import annotations

import copy
import time
from typing import Any

from host_sim import experiment, scenario
from host_sim.loop import run
from host_sim.speed.energyplus import energyplus

__all__ = ["PARTS", "case", "closed_loop", "core_alone", "energyplus", "plant_alone"]

STEPS = 20_000
WARM_UP = 2_000  # steps before the clock starts
RECORDED = 2_000


class _Recording:
    """A controller that keeps copies of what it read."""

    def __init__(self, controller: Any) -> None:
        self._controller = controller
        self.read: list[Any] = []

    def step(self, readings: Any, request: Any, now: int) -> Any:
        if len(self.read) < RECORDED:
            self.read.append(copy.deepcopy(readings))
        return self._controller.step(readings, request, now)


def core_alone(chosen: scenario.Scenario, forcing: Any) -> float:
    """Steps per second of the control core over recorded readings; `learn()` is not called."""
    recording = _Recording(experiment.make_controller(chosen, experiment.CORE))
    home = experiment.make_home(chosen, forcing)
    run(home, recording, experiment.make_readings(chosen), chosen.requests(), RECORDED, home.dt)
    request = chosen.requests()[0][1]
    step = experiment.make_controller(chosen, experiment.CORE).step
    now = 0
    begun = time.process_time()
    for _ in range(STEPS // RECORDED):
        for readings in recording.read:
            step(readings, request, now)
            now += home.dt
    return STEPS / (time.process_time() - begun)


def plant_alone(chosen: scenario.Scenario, forcing: Any) -> float:
    """Steps per second of sense and advance at a constant command."""
    home = experiment.make_home(chosen, forcing)
    readings = experiment.make_readings(chosen)
    controller = experiment.make_controller(chosen, experiment.CORE)
    run(home, controller, readings, chosen.requests(), WARM_UP, home.dt)
    command = controller.step(readings, chosen.requests()[0][1], WARM_UP * home.dt)
    sense, advance, dt = home.sense, home.advance, home.dt
    begun = time.process_time()
    now = WARM_UP * dt
    while now < (WARM_UP + STEPS) * dt:
        sense(readings, now)
        command.valid_until = now + 2
        now += advance(command, dt)
    return STEPS / (time.process_time() - begun)


def closed_loop(chosen: scenario.Scenario, forcing: Any) -> float:
    """Steps per second of the whole loop, `learn()` every 300 s of simulated time included."""
    home = experiment.make_home(chosen, forcing)
    controller = experiment.make_controller(chosen, experiment.CORE)
    begun = time.process_time()
    run(home, controller, experiment.make_readings(chosen), chosen.requests(), STEPS, home.dt)
    return STEPS / (time.process_time() - begun)


PARTS = {"core_alone": "control core alone", "plant_alone": "plant alone", "closed_loop": "closed loop"}


def case(dt: int) -> tuple[scenario.Scenario, Any]:
    """What is run, at a step of `dt` s; everything is compiled then."""
    chosen = scenario.load("winter_week", [], {"step": dt, "days": 28})
    forcing = experiment.prepare(chosen)
    plant_alone(chosen, forcing)
    return chosen, forcing
