"""`balancepoint compare-unit`: virtual units led over their wire, beside the same units left to their own thermostats."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from host_sim.commands import options
from host_sim.commands.files import dump, file_at
from host_sim.commands.screen import bars, out

SCENARIOS = ("winter_week", "mild_spring", "hot_humid", "setback_week")


def compare_unit(
    units: Annotated[list[str], typer.Argument(metavar="PROTOCOL", help="cn105, s21, midea; 'all' for every one.")],
    names: Annotated[
        list[str] | None,
        typer.Option("--scenario", metavar="SCENARIO", help="Repeatable; else the four that units are measured by."),
    ] = None,
    unit_profile: options.Profile = "usual",
    overrides: options.Set = None,
    days: options.Days = None,
    target: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write all figures.")] = None,
) -> None:
    """Lead virtual units over their wire, and leave them to themselves; print what that gives in comfort, energy and starts."""
    from contextlib import nullcontext

    from host_sim import experiment, parallel
    from host_sim.virtual_units import comparison
    from host_sim.virtual_units.habits import protocols

    protos = protocols() if units == ["all"] else list(dict.fromkeys(units))
    fitted = [options.fitted(proto, unit_profile, None) for proto in protos]
    chosen = [options.load(name, overrides, days=days) for name in names or SCENARIOS]
    jobs: list[parallel.Job] = []
    with file_at("--json", target) if target else nullcontext() as draft:
        with bars() as progress:
            task = progress.add_task("weather, houses, plant (compiled the first time)", total=len(chosen))
            for scenario in chosen:
                forcing = experiment.prepare(scenario)
                if not jobs:
                    experiment.warm_up(scenario, forcing)
                jobs += [
                    parallel.Job(scenario, forcing, name, place=place)
                    for unit in fitted
                    for name, place in comparison.plan(unit)
                ]
                progress.advance(task)
            shares = [0.0] * len(jobs)
            task = progress.add_task("runs", total=float(len(jobs)))

            def look(index: int, share: float) -> None:
                shares[index] = share
                progress.update(task, completed=sum(shares))

            results = parallel.run_all(jobs, look)
        rows, begin = [], 0
        for _ in chosen:
            for unit in fitted:
                end = begin + len(comparison.plan(unit))
                rows.append(comparison.Row.of(unit, results[begin:end]))
                begin = end
        if draft:
            draft.write_text(dump([row.json() for row in rows]), encoding="utf-8")
    out.print(_table(rows))
    if target:
        out.print(f"figures   {target}", soft_wrap=True)


def _table(rows: list[Any]) -> Table:
    table = Table(
        title="led over the wire (led), and left to its own thermostat (alone): at the same mean room temperature, and as "
        "installed, heating 0, 1 and 2 K above the set point",
        title_justify="left", header_style="bold", box=SIMPLE_HEAD, pad_edge=False,
    )  # fmt: skip
    for heading in ("scenario", "unit"):
        table.add_column(heading)
    for heading in (
        "rms K", "low load", "mean °C", "kWh led", "alone", "less %", "starts led", "alone", "backup kWh",
        "mean °C, less % at 0 K", "1 K", "2 K", "violations", "s",
    ):  # fmt: skip
        table.add_column(heading, justify="right")
    for row in rows:
        led, equal = row.led, row.equal
        table.add_row(
            row.scenario, row.unit, _number(led.rms, 3), _number(led.rms_low_load, 3), f"{led.mean:.2f}", f"{led.energy:.1f}",
            f"{equal[0]:.1f}" if equal else "–", f"{row.saving(equal[0]):+.1f}" if equal else "–",
            f"{led.starts:.0f}", f"{equal[1]:.0f}" if equal else "–", f"{led.backup:.1f}",
            *(f"{alone.mean:.2f}, {row.saving(alone.energy):+.1f}" for alone in row.installed.values()),
            str(row.violations), f"{row.seconds:.0f}",
        )  # fmt: skip
    return table


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
