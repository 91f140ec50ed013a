"""`balancepoint study`: one decision of the controller against its rivals."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from host_sim.commands.options import whole
from host_sim.commands.screen import bars, out
from host_sim.errors import InputError


def study(
    what: Annotated[
        str,
        typer.Argument(
            metavar="STUDY",
            help="defrost: its moment against timers, in steady frost weather.",
            autocompletion=lambda: ["defrost"],
        ),
    ],
    days: Annotated[
        str, typer.Option("--days", metavar="N", help="Length of each run, the first day to settle.")
    ] = "5",
) -> None:
    """Study one decision of the controller against its rivals; a minute or two."""
    if what != "defrost":
        raise InputError(f"study '{what}': no such study; there is defrost")
    length = whole("--days", days, 2, 30, "days")
    from host_sim import study as studies

    with bars() as progress:
        bar = progress.add_task("runs", total=None)
        rows = studies.defrost(
            days=length, progress=lambda done, total: progress.update(bar, completed=done, total=total)
        )
    headings, *lines = studies.table(rows)
    table = Table(
        title="Defrost: COP lost against the best fixed interval of each climate", title_justify="left",
        title_style="bold", header_style="bold", box=SIMPLE_HEAD, pad_edge=False,
    )  # fmt: skip
    for heading in headings:
        table.add_column(heading, justify="left" if heading == "climate" else "right", no_wrap=True)
    for line in lines:
        table.add_row(*line)
    wide = out if out.is_terminal else Console(width=160, highlight=False)
    wide.print(table)
