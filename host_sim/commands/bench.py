"""`balancepoint bench`: cases with events, and what must hold in their course."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from host_sim.commands import options
from host_sim.commands.files import file_at
from host_sim.commands.screen import bars, out
from host_sim.errors import InputError

if TYPE_CHECKING:
    from host_sim.bench.campaign import Outcome
    from host_sim.experiment import Place

RUNTIMES = {"cpython": "process", "micropython": "micropython", "board": "board"}
COLOURS = {"passed": "green", "known": "yellow", "failed": "red", "mended": "magenta", "error": "red"}


def _offered(incomplete: str) -> list[str]:
    from host_sim.bench import cases

    return [name for name in (*cases.groups(), *cases.names()) if name.startswith(incomplete)]


def bench(
    wanted: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CASE...]", help="Groups, cases, .toml files; without any all.", autocompletion=_offered),
    ] = None,
    case_file: Annotated[
        list[Path] | None, typer.Option("--case-file", metavar="FILE", help="A case of one's own. Repeatable.")
    ] = None,
    runtime: Annotated[
        str, typer.Option("--runtime", metavar="WHERE", help="Where the core runs: cpython, micropython or board.")
    ] = "cpython",
    port: Annotated[
        str | None,
        typer.Option("--port", metavar="PORT", help="The board's: a device, socket://host:port or a UNIX socket."),
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option("--unit", metavar="PROTOCOL", help="A virtual unit over its wire: cn105, s21, midea; modbus: a drive."),
    ] = None,
    unit_profile: options.Profile = "usual",
    speed: Annotated[
        str | None, typer.Option("--speed", metavar="N", help="So many times faster than the clock; else as fast as it goes.")
    ] = None,
    junit: Annotated[Path | None, typer.Option("--junit", metavar="FILE", help="Write JUnit XML.")] = None,
    page: Annotated[
        Path, typer.Option("--page", metavar="FILE", help="Where the page goes.")
    ] = Path("out/bench.html"),
    jobs: Annotated[str | None, typer.Option("--jobs", metavar="N", help="Processes; else one a core.")] = None,
    live: Annotated[
        bool, typer.Option("--live", help="One case in this terminal, with keys that let things happen; at --speed, else 120.")
    ] = False,
    record: Annotated[
        Path | None, typer.Option("--record", metavar="FILE", help="With --live: write a case of what was done by hand.")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the cases, run none.")] = False,
) -> None:  # fmt: skip
    """Run cases of the bench: events, and what must hold in their course. Exit code 1 if one fails."""
    from host_sim import runtimes
    from host_sim.bench import cases
    from host_sim.bench import junit as xml
    from host_sim.bench.campaign import run_all
    from host_sim.bench.page import counts
    from host_sim.bench.page import page as whole_page
    from host_sim.experiment import Place

    files = [str(path) for path in case_file or []]
    chosen = cases.find([*(wanted or []), *files])
    if listed:
        for name, path in chosen:
            out.print(f"{name:44}[dim]{escape(cases.load(path).description)}[/]", soft_wrap=True)
        return
    if runtime not in RUNTIMES:
        raise InputError(f"--runtime {runtime}: allowed are {', '.join(RUNTIMES)}")
    runtimes.check(RUNTIMES[runtime], port)
    if unit and runtime != "cpython":
        raise InputError(f"--runtime {runtime}: with --unit the core runs on cpython only")
    made = (
        None
        if unit is None
        else options.on_modbus(unit_profile, None)
        if unit == "modbus"
        else options.fitted(unit, unit_profile, None)
    )
    pace = None if speed is None else options.decimal("--speed", speed, 0.1, 10_000)
    workers = None if jobs is None else options.whole("--jobs", jobs, 1, 256)
    place = Place(RUNTIMES[runtime], port, made, pace)
    for _, path in chosen:
        cases.load(path)  # what is wrong is said before anything runs
    if record and not live:
        raise InputError(f"--record {record}: goes with --live, which is where something is done by hand")
    if live:
        if len(chosen) != 1:
            raise InputError(f"--live: one case; given are {len(chosen)}")
        by_hand(chosen[0][1], replace(place, pace=pace or 120.0), record)
        return
    page.parent.mkdir(parents=True, exist_ok=True)
    with file_at("--page", page) as draft, bars() as progress:
        task = progress.add_task("cases", total=len(chosen))

        def tell(outcome: Outcome) -> None:
            progress.advance(task)

        outcomes = run_all(chosen, place, tell, workers)
        draft.write_text(
            whole_page(outcomes, f"Core on {runtime}{f', led over {unit}' if unit else ''}."), encoding="utf-8"
        )
    if junit:
        with file_at("--junit", junit) as draft:
            draft.write_text(xml.written(outcomes), encoding="utf-8")
    out.print(_table(outcomes))
    for outcome in outcomes:
        _tell(outcome, xml.line)
    out.print(f"{len(outcomes)} cases: {counts(outcomes)}\npage      {page}", soft_wrap=True)
    if junit:
        out.print(f"junit     {junit}", soft_wrap=True)
    if not all(outcome.good for outcome in outcomes):
        raise typer.Exit(1)


def _table(outcomes: list[Outcome]) -> Table:
    table = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for column, side in (
        ("case", "left"),
        ("", "left"),
        ("expectations", "right"),
        ("simulated", "right"),
        ("took", "right"),
    ):
        table.add_column(column, justify=side)  # type: ignore[arg-type]
    for outcome in outcomes:
        held = sum(verdict.holds for verdict in outcome.verdicts)
        table.add_row(
            escape(outcome.name), f"[{COLOURS[outcome.state]}]{outcome.state}[/]", f"{held} of {len(outcome.verdicts)}",
            f"{outcome.hours:g} h", f"{outcome.seconds:.1f} s",
        )  # fmt: skip
    return table


def _tell(outcome: Outcome, line: Callable[[Any], str]) -> None:
    """What did not hold, and what is known not to."""
    if outcome.error:
        out.print(f"[red]{escape(outcome.name)}[/]: {escape(outcome.error)}", soft_wrap=True)
    for verdict in outcome.verdicts:
        if verdict.word != "holds":
            colour = {"known": "yellow", "mended": "magenta"}.get(verdict.word, "red")
            out.print(f"[{colour}]{escape(outcome.name)}[/]: {escape(line(verdict))}", soft_wrap=True)


def by_hand(path: Path, place: Place, record: Path | None) -> None:
    """One case with somebody at the keys; what was done goes to `record`."""
    from rich.live import Live as Screen

    from host_sim import experiment
    from host_sim.bench import cases
    from host_sim.bench.keys import Keys
    from host_sim.bench.live import Live, Stopped
    from host_sim.inputs import read_text
    from host_sim.virtual_units.runs import execute, led_over

    case = cases.load(path)
    there = replace(place, unit=place.unit or led_over(case.link))
    forcing = experiment.prepare(case)
    with file_at("--record", record) if record else nullcontext() as draft, Keys() as keys:
        with Screen("", console=out, auto_refresh=False) as screen:
            hand = Live(case, keys, lambda lines: screen.update(Text("\n".join(lines)), refresh=True))
            with suppress(Stopped):
                execute(hand.case, forcing, experiment.CORE, place=replace(there, watch=hand.look))
        if draft:
            draft.write_text(hand.recorded(read_text(path)), encoding="utf-8")
    if record:
        out.print(f"case      {record}", soft_wrap=True)
