"""How fast it runs: control core alone, plant alone, closed loop, at steps of 10 s and 60 s.

    python -m host_sim.bench
    python -m host_sim.bench --against ../before   # beside another checkout, as ratios

The core alone replays readings recorded in a closed loop; the plant alone runs at a constant command. One process,
interpreted, the independent judge left out; processor time, so that other work on the machine does not count. For scale:
EnergyPlus 25.2 with a Python callback makes 52 500 steps/s at 60 s on the same kind of machine.

Beside another checkout (run by its own .venv where it has one) both are measured in turns, so that what else the machine does
and how warm it is falls on both.
"""

from __future__ import annotations

import argparse
import copy
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from host_sim import experiment, scenario
from host_sim.checkout import Checkout, ratio
from host_sim.errors import InputError
from host_sim.loop import run

STEPS = 20_000
WARM_UP = 2_000  # steps before the clock starts
RECORDED = 2_000
SECONDS_A_YEAR = 365 * 86400


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
    run(home, recording, experiment.make_readings(chosen), chosen.requests(), RECORDED, chosen.step)
    request = chosen.requests()[0][1]
    step = experiment.make_controller(chosen, experiment.CORE).step
    now = 0
    begun = time.process_time()
    for _ in range(STEPS // RECORDED):
        for readings in recording.read:
            step(readings, request, now)
            now += chosen.step
    return STEPS / (time.process_time() - begun)


def plant_alone(chosen: scenario.Scenario, forcing: Any) -> float:
    """Steps per second of sense and advance at a constant command."""
    home = experiment.make_home(chosen, forcing)
    readings = experiment.make_readings(chosen)
    controller = experiment.make_controller(chosen, experiment.CORE)
    run(home, controller, readings, chosen.requests(), WARM_UP, chosen.step)
    command = controller.step(readings, chosen.requests()[0][1], WARM_UP * chosen.step)
    sense, advance, dt = home.sense, home.advance, chosen.step
    begun = time.process_time()
    for now in range(WARM_UP * dt, (WARM_UP + STEPS) * dt, dt):
        sense(readings, now)
        command.valid_until = now + 2
        advance(command, dt)
    return STEPS / (time.process_time() - begun)


def closed_loop(chosen: scenario.Scenario, forcing: Any) -> float:
    """Steps per second of the whole loop, `learn()` every 300 s of simulated time included."""
    home = experiment.make_home(chosen, forcing)
    controller = experiment.make_controller(chosen, experiment.CORE)
    begun = time.process_time()
    run(home, controller, experiment.make_readings(chosen), chosen.requests(), STEPS, chosen.step)
    return STEPS / (time.process_time() - begun)


PARTS = {"core_alone": "control core alone", "plant_alone": "plant alone", "closed_loop": "closed loop"}
STEP_LENGTHS = (10, 60)  # s


def case(dt: int) -> tuple[scenario.Scenario, Any]:
    """What is run, at a step of `dt` s; everything is compiled then."""
    chosen = scenario.load("winter_week", [], {"step": dt, "days": 28})
    forcing = experiment.prepare(chosen)
    plant_alone(chosen, forcing)
    return chosen, forcing


def alone(console: Console) -> Table:
    """This checkout, the best of three."""
    table = Table(title="interpreted, one core", title_justify="left", header_style="bold")
    table.add_column("")
    for heading in ("step", "steps/s", "µs a step", "simulated years/s"):
        table.add_column(heading, justify="right")
    for dt in STEP_LENGTHS:
        with console.status(f"weather and house, step {dt} s"):
            chosen, forcing = case(dt)
        for part, label in PARTS.items():
            with console.status(f"{label}, step {dt} s"):
                rate = max(globals()[part](chosen, forcing) for _ in range(3))
            table.add_row(label, f"{dt} s", f"{rate:,.0f}", f"{1e6 / rate:.1f}", f"{rate * dt / SECONDS_A_YEAR:.2f}")
        table.add_section()
    return table


HERE = Path(__file__).parents[1]


def beside(folder: Path, console: Console) -> Table:
    """This checkout and another."""
    there = Checkout(folder)
    here = Checkout(HERE)
    table = Table(title=f"here beside {folder}", title_justify="left", header_style="bold")
    table.add_column("")
    for heading in ("step", "µs a step", "there", "here / there", "middle half"):
        table.add_column(heading, justify="right")
    try:
        for dt in STEP_LENGTHS:
            for part, label in PARTS.items():
                with console.status(f"{label}, step {dt} s"):
                    found = ratio(partial(here.rate, part, dt), partial(there.rate, part, dt))
                table.add_row(
                    label, f"{dt} s", f"{found.here:.1f}", f"{found.there:.1f}", f"{found.middle:.3f}",
                    f"{found.low:.3f}..{found.high:.3f}",
                )  # fmt: skip
            table.add_section()
    finally:
        here.close()
        there.close()
    return table


def main(words: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m host_sim.bench", description="How fast it runs.")
    parser.add_argument(
        "--against", type=Path, metavar="FOLDER", help="another checkout, measured in turns with this one"
    )
    folder = parser.parse_args(words).against
    console = Console()
    try:
        console.print(alone(console) if folder is None else beside(folder.resolve(), console))
    except InputError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
