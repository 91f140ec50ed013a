"""`balancepoint compare`: our controller beside what people use today, or two finished runs side by side."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from host_sim.commands import options
from host_sim.commands.files import dump, file_at, folder_at
from host_sim.commands.screen import judge, out, table_of
from host_sim.errors import InputError
from host_sim.scenarios import names as bundled


def compare(
    names: options.ScenarioNames,
    overrides: options.Set = None,
    weather: options.Weather = None,
    start: options.Start = None,
    days: options.Days = None,
    step: options.Step = None,
    seed: options.Seed = None,
    interpreted: options.Interpreted = False,
    target: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write a list of {scenario, controller, kpi}.")
    ] = None,
    page: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="For the page of two finished runs.")] = Path(
        "out/compare"
    ),
) -> None:
    """Run balancepoint and the baselines on the same days, or lay two finished runs side by side; print a table each."""
    from host_sim import finished

    if two := finished.folders(names, bundled()):
        for name, value in (("set", overrides), ("weather", weather), ("start", start), ("days", days), ("step", step),
                            ("seed", seed), ("json", target)):  # fmt: skip
            if value is not None:
                raise InputError(f"--{name}: goes with scenarios; finished runs are compared as they are")
        _two(two, page)
        return
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
        out.print(table_of(scenario.title, group, scenario.currency))
        judge(scenario, group[0].kpi)
        out.print()
    if target:
        out.print(f"figures   {target}", soft_wrap=True)


def _two(folders: tuple[Path, Path], target: Path) -> None:
    """The table of two finished runs, and their page."""
    from host_sim import finished
    from host_sim.report.comparison import write_comparison
    from host_sim.report.figures import unit_of

    first, second = (finished.read(folder) for folder in folders)
    labels = finished.names(first, second)
    table = Table(
        title=" and ".join(labels), title_justify="left", header_style="bold", box=SIMPLE_HEAD, pad_edge=False
    )
    table.add_column("")
    table.add_column("unit", style="dim")
    for heading in (*labels, "difference"):
        table.add_column(heading, justify="right")
    for line, *values in finished.table(first, second):
        table.add_row(line.label, unit_of(line, str(first.about.get("currency", ""))), *values)
    with folder_at(target) as draft:
        write_comparison(draft / "report.html", first, second)
    out.print(table)
    out.print(f"\nreport    {target / 'report.html'}", soft_wrap=True)
