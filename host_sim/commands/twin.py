"""`balancepoint twin`: a board made of Python."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from host_sim.commands.options import offered
from host_sim.scenarios import DEFAULT
from host_sim.virtual_units.known import listed


def twin(
    board: Annotated[str, typer.Option("--board", metavar="NAME", help="Board by name.")] = "esp32_devkitc",
    folder: Annotated[Path, typer.Option("--folder", metavar="FOLDER", help="The board's file system.")] = Path(
        "out/twin"
    ),
    link: Annotated[Path | None, typer.Option("--link", metavar="FILE", help="Name for the pty.")] = None,
    scenario: Annotated[
        str,
        typer.Option("--scenario", metavar="SCENARIO", help="The house around it.", autocompletion=offered),
    ] = DEFAULT,
    unit: Annotated[
        str | None,
        typer.Option(
            "--unit",
            metavar="PORT",
            help=f"Indoor unit: {listed()}, in the same house; or a pty, a serial port, HOST:PORT.",
        ),
    ] = None,
    mqtt: Annotated[
        str | None,
        typer.Option("--mqtt", metavar="HOST", help="Broker, HOST or HOST:PORT, written into the board's settings."),
    ] = None,
    page: Annotated[bool, typer.Option("--page", help="With the board's page; its address is told.")] = False,
) -> None:
    """Run the firmware on a twin of a board in a simulated house, behind a pty, in real time. Ctrl-C ends it."""
    from host_sim.twin import process

    process.live(board, folder, link, scenario, unit, process.Network(mqtt, page))
