"""`balancepoint foreign`: rooms of others, in EnergyPlus, in other weather."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from host_sim.commands.options import whole
from host_sim.commands.screen import out


def foreign(
    wanted: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME...]", help="Zones, climates, kinds (heat, tight, setback, cool) or rows; without any all."),
    ] = None,
    short: Annotated[bool, typer.Option("--short", help="Three rows, one of each kind.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="List the rows, run none.")] = False,
    file: Annotated[
        Path, typer.Option("--rows", metavar="FILE", help="Where rows are kept, a line of JSON each.")
    ] = Path("out/foreign.jsonl"),
    jobs: Annotated[str | None, typer.Option("--jobs", metavar="N", help="Processes; else one a core.")] = None,
) -> None:  # fmt: skip
    """Run zones of the DOE prototype buildings in EnergyPlus, beside on-off, the maker's loop and a perfect-foresight floor.

    Rows that are done are not run again while the sources are the same. Exit code 1 if balancepoint broke an interlock.
    """
    from host_sim.foreign import plan
    from host_sim.foreign.campaign import run_all
    from host_sim.foreign.table import HEADINGS, broken, lines, summary

    rows = plan.chosen(wanted or [], short)
    if listed:
        for row in rows:
            model, zone = plan.ZONES[row.zone]
            out.print(f"{row.name:34}{model}, {zone}; from {row.start}: {plan.KINDS[row.kind][0]}", soft_wrap=True)
        return
    workers = None if jobs is None else whole("--jobs", jobs, 1, 256)
    widths = [34, 7, *(max(len(heading), 7) for heading in HEADINGS[2:])]

    def show(cells: tuple[str, ...]) -> None:
        first = "  ".join(cell.ljust(width) for cell, width in zip(cells[:2], widths[:2], strict=True))
        print(
            first, *(cell.rjust(width) for cell, width in zip(cells[2:], widths[2:], strict=True)), sep="  ", flush=True
        )

    def tell(row: dict[str, Any]) -> None:
        for cells in lines(row):
            show(cells)

    show(HEADINGS)
    found = run_all(rows, file, tell, workers)
    for line in summary(found):
        out.print(line, soft_wrap=True, markup=False)
    out.print(f"rows      {file}", soft_wrap=True)
    if broken(found):
        raise typer.Exit(1)
