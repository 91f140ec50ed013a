"""`balancepoint faults`: every single fault at every phase, and random pairs, as thousands of short runs."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from host_sim.command_line import wrote
from host_sim.commands import options
from host_sim.commands.files import dump, file_at
from host_sim.commands.screen import bars, out
from host_sim.errors import InputError

if TYPE_CHECKING:
    from host_sim.faults.record import Record

_MOST = 1_000_000
_SHOWN = (0, 1, 2, 4, 5, 6, 7, 9)  # columns of the page that a terminal has room for


def faults(
    runs: Annotated[
        str | None,
        typer.Option("--runs", metavar="N", help="How many; singles first, then pairs. Else 1000; slow: all."),
    ] = None,
    seed: Annotated[str, typer.Option("--seed", metavar="N", help="Of order, pairs and sensor noise.")] = "1",
    jobs: Annotated[str | None, typer.Option("--jobs", metavar="N", help="Processes; else one a core.")] = None,
    slow: Annotated[
        bool,
        typer.Option("--slow", help="Drift, dirt and contradiction instead: eight days each, after ten healthy ones."),
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the rows that are there.")] = False,
    cluster: Annotated[
        str | None, typer.Option("--cluster", metavar="ADDRESS", help="On the machines of this Dask scheduler.")
    ] = None,
    one: Annotated[
        str | None, typer.Option("--run", metavar="RUN", help="One run again, by its name in a row; prints the row.")
    ] = None,
    rows: Annotated[
        Path | None,
        typer.Option("--rows", metavar="FILE", help="Where rows go, the page beside; else out/faults[_slow].jsonl."),
    ] = None,
    interpreted: options.Interpreted = False,
) -> None:
    """Let everything break at every phase, and see what is done and told. Exit code 1 if a promise is missed."""
    number = options.whole("--runs", runs, 1, _MOST) if runs is not None else None
    start = options.whole("--seed", seed, 0, 2**31 - 1)
    workers = options.whole("--jobs", jobs, 1, 256) if jobs is not None else None
    if one is not None:
        out.print_json(dump(_one(one)))
        return
    if cluster and workers:
        raise InputError(f"--jobs {jobs}: with --cluster each of its workers takes its share")
    from host_sim.faults.campaign import connect
    from host_sim.faults.page import page
    from host_sim.faults.plan import plan
    from host_sim.faults.record import Record

    wanted = plan(number or (_MOST if slow else 1000), start, slow)
    path = rows or Path("out/faults_slow.jsonl" if slow else "out/faults.jsonl")
    client = connect(cluster) if cluster else None
    with Record(path, resume) as record, file_at("--rows", path.with_suffix(".html")) as draft:
        wrote(str(path))
        ids = {run.id for run in wanted}
        there = {row["run"] for row in record.rows}
        _spread([run for run in wanted if run.id not in there], record, slow, workers, client)
        made = [row for row in record.rows if row["run"] in ids]
        where = f"{len(made)} runs{', slow' if slow else ''}, seed {start}."
        draft.write_text(page(made, where), encoding="utf-8")
    missed = _tell(made)
    out.print(f"rows      {path}\npage      {path.with_suffix('.html')}", soft_wrap=True)
    if missed:
        raise typer.Exit(1)


def _one(text: str) -> dict[str, Any]:
    """The row of one run."""
    from host_sim.faults.phases import SLOW
    from host_sim.faults.plan import Run
    from host_sim.faults.snapshot import Snapshot, learned

    run = Run.read(text)
    found: list[dict[str, Any]] = []
    Snapshot([run], None if run.phase in SLOW else learned()).rows(found.append)
    return found[0]


def _spread(todo: list[Any], record: Record, slow: bool, jobs: int | None, client: Any) -> None:
    from host_sim.faults.campaign import spread
    from host_sim.faults.plan import pieces
    from host_sim.faults.snapshot import learned

    if not todo:
        return
    lock = threading.Lock()
    with bars() as progress:
        task = progress.add_task("runs", total=len(todo))

        def tell(row: dict[str, Any]) -> None:
            with lock:
                record.add(row)
                progress.advance(task)

        spread(pieces(todo), None if slow else learned(), tell, jobs, client)


def _tell(made: list[dict[str, Any]]) -> bool:
    """The table; whether a promise is missed."""
    from host_sim.faults import summary
    from host_sim.faults.page import COLUMNS, cells

    table = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for place in _SHOWN:
        table.add_column(COLUMNS[place], justify="right" if place else "left", no_wrap=not place)
    for count in [*summary.by(made, summary.kind), None, *summary.whole(made)]:
        if count is None:
            table.add_section()
        else:
            cell = cells(count)
            table.add_row(*(escape(cell[place]) for place in _SHOWN))
    out.print(table)
    missed = summary.broken(made)
    for line in missed:
        out.print(f"[red]{escape(line)}[/]", soft_wrap=True)
    return bool(missed)
