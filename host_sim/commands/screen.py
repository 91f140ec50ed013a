"""What commands show: tables on the output, progress on the error output, where somebody looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

if TYPE_CHECKING:
    from host_sim.scenario import Scenario

out = Console(highlight=False)


@contextmanager
def bars() -> Iterator[Progress]:
    """Progress, if the error output is a terminal."""
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:3.0f} %"), TimeElapsedColumn(),
        TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal,
    ) as progress:  # fmt: skip
        yield progress


def table_of(title: str, results: Sequence[Any], currency: str) -> Table:
    """The figures of results of one scenario, side by side; money in `currency`."""
    from host_sim.report.figures import LINES, RUNTIME_LINES, shown, unit_of, written

    table = Table(
        title=escape(title),
        title_justify="left",
        title_style="bold",
        header_style="bold",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    table.add_column("")
    table.add_column("unit", style="dim")
    for result in results:
        table.add_column(
            result.controller, justify="right", style="cyan" if result.controller == "balancepoint" else None
        )
    group = LINES[0].group
    for line in shown([result.kpi for result in results]):
        if line.group != group:
            table.add_section()
            group = line.group
        table.add_row(line.label, unit_of(line, currency), *(written(line, result.kpi) for result in results))
    table.add_section()
    for line in shown([result.runtime for result in results], RUNTIME_LINES):
        table.add_row(line.label, line.unit, *(written(line, result.runtime) for result in results))
    return table


def judge(scenario: Scenario, kpi: dict[str, Any]) -> None:
    """Print which of the scenario's expectations hold, and which are not for this run."""
    from host_sim.report.figures import verdicts

    for verdict in verdicts([limit for limit in scenario.limits() if limit.applies], kpi):
        colour = {True: "green", False: "red", None: "dim"}[verdict.holds]
        out.print(f"  [{colour}]{verdict.word:8}[/] {verdict}")
    others = [f"{limit.kpi} {limit}" for limit in scenario.limits() if not limit.applies]
    if others:
        out.print(f"  not for this run, whose values are others: {', '.join(others)}", style="dim", soft_wrap=True)


def judge_course(verdicts: Sequence[Any]) -> None:
    """Print which expectations held in the course of the run: `bench.verdict.Verdict`."""
    from host_sim.bench.verdict import clock

    for verdict in verdicts:
        colour = {"holds": "green", "fails": "red"}.get(verdict.word, "yellow")
        when = "" if verdict.at is None else f", at {clock(verdict.at)}"
        found = f" ({verdict.found})" if verdict.found else ""
        out.print(f"  [{colour}]{verdict.word:8}[/] {escape(verdict.title + when + found)}", soft_wrap=True)
