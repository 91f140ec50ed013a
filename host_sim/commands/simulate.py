"""Runs for a command: prepared once a scenario, side by side on all cores, with a progress bar each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from host_sim import experiment, parallel
from host_sim.commands.screen import bars
from host_sim.scenario import Scenario

Plan = Sequence[tuple[Scenario, str, dict[str, Any] | None]]


def simulate(plan: Plan, place: experiment.Place = experiment.HERE) -> list[experiment.Result]:
    """Make the runs of `plan` (scenario, controller, memory); the core runs at `place`."""
    with bars() as progress:
        forcings: dict[int, Any] = {}
        task = progress.add_task("weather and houses", total=len({id(scenario) for scenario, _, _ in plan}) + 1)
        for scenario, _, _ in plan:
            if id(scenario) not in forcings:
                forcings[id(scenario)] = experiment.prepare(scenario)
                progress.advance(task)
        progress.update(task, description="plant (compiled the first time)")
        experiment.warm_up(plan[0][0], forcings[id(plan[0][0])])
        progress.update(task, completed=progress.tasks[0].total, description="weather and houses")
        jobs = [parallel.Job(scenario, forcings[id(scenario)], name, memory, place) for scenario, name, memory in plan]
        tasks = [progress.add_task(f"{job.scenario.name} · {job.controller}", total=1.0) for job in jobs]
        results = parallel.run_all(jobs, lambda index, share: progress.update(tasks[index], completed=share))
    made = list(zip((id(scenario) for scenario, _, _ in plan), results, strict=True))
    reference = {of: result.kpi for of, result in made if result.controller == experiment.REFERENCE}
    for of, result in made:
        if of in reference and result.controller != experiment.REFERENCE:
            result.kpi.update(experiment.against(result.kpi, reference[of]))
    return results
