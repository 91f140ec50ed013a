"""`balancepoint list` and `balancepoint explain`: what scenarios there are, and all that one holds."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from host_sim.commands import options
from host_sim.commands.screen import out
from host_sim.scenarios import names


def list_() -> None:
    """List the scenarios that come along."""
    table = Table(header_style="bold", box=None)
    for heading in ("scenario", "weather", "from", "days", "step", "what it shows"):
        table.add_column(heading, justify="right" if heading in ("days", "step") else "left")
    for name in names():
        one = options.load(name, None)
        table.add_row(one.name, one.place, one.start, str(one.days), f"{one.step} s", one.description)
    out.print(table)


def explain(
    scenario: options.ScenarioName,
    overrides: options.Set = None,
    weather: options.Weather = None,
    start: options.Start = None,
    days: options.Days = None,
    step: options.Step = None,
    seed: options.Seed = None,
) -> None:
    """Print every effective value: its unit, its meaning, and whether it is given, a preset's or a default."""
    chosen = options.load(scenario, overrides, weather=weather, start=start, days=days, step=step, seed=seed)
    table = Table(header_style="bold", box=None, title=escape(chosen.title), title_justify="left")
    for heading in ("key", "value", "unit", "from", "meaning"):
        table.add_column(heading, overflow="fold")
    for row in chosen.explain():
        style = "bold" if row.source == "given" else None
        cells = (row.path, _short(row.value), row.unit, row.source, row.meaning)
        table.add_row(*(escape(cell) for cell in cells), style=style)
    (out if out.is_terminal else Console(width=200, highlight=False)).print(table)


def _short(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.6g}"
    return str(value)
