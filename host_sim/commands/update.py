"""`balancepoint update`: a new program to a board that runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from host_sim.commands.screen import out
from host_sim.errors import InputError

TOKEN = "BALANCEPOINT_TOKEN"


def update(
    host: Annotated[str, typer.Argument(metavar="HOST", help="The board's name or address, HOST or HOST:PORT.")] = "",
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="What `make release` wrote: BOARD-VERSION.update.")
    ] = None,
    port: Annotated[
        str, typer.Option("--port", metavar="PORT", help="By its console instead: device or socket://.")
    ] = "",
) -> None:
    """Send a signed release to a board; it starts it at a standstill and goes back if it does not hear sensors and unit.

    Over the network with the token of the board's settings, in BALANCEPOINT_TOKEN.
    """
    from rich.console import Console

    from tools import over_the_air

    if bool(host) == bool(port):
        raise InputError("update: name a HOST or a --port")
    if file is None:
        raise InputError("--file: is missing; write one with `make release BOARD=…`")
    data = over_the_air.read(file)
    if host:
        token = os.environ.get(TOKEN, "")
        if not token:
            raise InputError(f"{TOKEN}: is not set; it is `token` in `network.page` of the board's settings")
        out.print(over_the_air.by_network(host, token, data), highlight=False, soft_wrap=True)
        return
    with Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task("sending", total=None)
        told = over_the_air.by_console(
            port, data, lambda doing, done, total: bar.update(task, description=doing, completed=done, total=total)
        )
    out.print(told, highlight=False, soft_wrap=True)
