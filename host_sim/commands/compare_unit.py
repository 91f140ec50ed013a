"""`balancepoint compare-unit`: virtual units led over their wire, beside the same units left to their own thermostats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from host_sim.commands import options
from host_sim.commands.files import dump, file_at
from host_sim.commands.screen import bars, out
from host_sim.virtual_units.known import listed

OFFSETS = (0.0, 1.0, 2.0, 3.0)  # K, those of `virtual_units.comparison`, which is loaded when it is needed
SCENARIOS = ("winter_week", "mild_spring", "hot_humid", "setback_week")


def compare_unit(
    units: Annotated[list[str], typer.Argument(metavar="PROTOCOL", help=f"{listed()}; 'all' for every one.")],
    names: Annotated[
        list[str] | None,
        typer.Option("--scenario", metavar="SCENARIO", help="Repeatable; else the four that units are measured by."),
    ] = None,
    unit_profile: options.Profile = "usual",
    overrides: options.Set = None,
    days: options.Days = None,
    interpreted: options.Interpreted = False,
    target: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write all figures.")] = None,
) -> None:
    """Lead virtual units over their wire, and leave them to themselves; print what that gives in comfort, energy and starts."""
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
    for scenario in chosen:
        out.print(_table(scenario.title, [row for row in rows if row.scenario == scenario.name]))
    if target:
        out.print(f"figures   {target}", soft_wrap=True)


def _number(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _installed(offset: float, of: Callable[[Any, Any], str]) -> Callable[[Any], str]:
    return lambda row: of(row, row.installed[offset])


_LINES: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
    ("rms error, load within capacity", "K", lambda row: _number(row.led.rms, 3)),
    ("rms error, load below minimum", "K", lambda row: _number(row.led.rms_low_load, 3)),
    ("mean room temperature", "°C", lambda row: _number(row.led.mean)),
    ("electricity", "kWh", lambda row: _number(row.led.energy, 1)),
    ("… of it backup", "kWh", lambda row: _number(row.led.backup, 1)),
    ("starts", "", lambda row: _number(row.led.starts, 0)),
    ("interlocks broken", "", lambda row: str(row.violations)),
    ("left alone at the same mean", "kWh", lambda row: _number(row.equal and row.equal[0], 1)),
    ("… less than that", "%", lambda row: _number(row.equal and row.saving(row.equal[0]), 1)),
    ("… its starts", "", lambda row: _number(row.equal and row.equal[1], 0)),
    *(
        line
        for offset in OFFSETS
        for line in (
            (
                f"as installed, target {offset:g} K higher",
                "kWh",
                _installed(offset, lambda row, of: _number(of.energy, 1)),
            ),
            ("… less than that", "%", _installed(offset, lambda row, of: _number(row.saving(of.energy), 1))),
            ("… its mean room temperature", "°C", _installed(offset, lambda row, of: _number(of.mean))),
            ("… its rms error", "K", _installed(offset, lambda row, of: _number(of.rms, 3))),
            ("… its starts", "", _installed(offset, lambda row, of: _number(of.starts, 0))),
        )
    ),
    ("time of the run", "s", lambda row: _number(row.seconds, 0)),
)


def _table(title: str, rows: Sequence[Any]) -> Table:
    """Led over the wire; left to its own thermostat; as installed."""
    table = Table(title=escape(title), title_justify="left", header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    table.add_column("unit", style="dim")
    for row in rows:
        table.add_column(row.unit, justify="right")
    for label, unit, of in _LINES:
        table.add_row(label, unit, *(of(row) for row in rows))
    return table
