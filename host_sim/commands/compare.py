"""`balancepoint compare`: our controller beside what people use today."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from host_sim.commands import options
from host_sim.commands.files import dump, file_at
from host_sim.commands.screen import judge, out, table_of
from host_sim.scenarios import names as bundled


def compare(
    names: options.ScenarioNames,
    overrides: options.Set = None,
    weather: options.Weather = None,
    start: options.Start = None,
    days: options.Days = None,
    step: options.Step = None,
    seed: options.Seed = None,
    target: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write a list of {scenario, controller, kpi}.")
    ] = None,
) -> None:
    """Run balancepoint and the baselines on the same days; print a table per scenario."""
    names = bundled() if names == ["all"] else list(dict.fromkeys(names))
    chosen = [options.load(n, overrides, weather=weather, start=start, days=days, step=step, seed=seed) for n in names]
    from host_sim import experiment
    from host_sim.commands.simulate import simulate

    with file_at("--json", target) if target else nullcontext() as draft:
        results = simulate([(scenario, name, None) for scenario in chosen for name in experiment.CONTROLLERS])
        if draft:
            rows = [{"scenario": r.scenario, "controller": r.controller, "kpi": r.kpi} for r in results]
            draft.write_text(dump(rows), encoding="utf-8")
    count = len(experiment.CONTROLLERS)
    for index, scenario in enumerate(chosen):
        group = results[index * count : (index + 1) * count]
        out.print(table_of(f"{scenario.name}: {scenario.description}", group))
        judge(scenario, group[0].kpi)
        out.print()
    if target:
        out.print(f"figures   {target}", soft_wrap=True)
