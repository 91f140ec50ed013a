"""`balancepoint unit`, `balancepoint units`: a virtual indoor unit in a house, for other people's clients; which there are."""

from __future__ import annotations

import re
import sys
from typing import Annotated

import typer

from host_sim.commands import options
from host_sim.errors import InputError
from host_sim.scenarios import DEFAULT
from host_sim.virtual_units.known import listed, protocols


def unit(
    protocol: Annotated[str, typer.Argument(metavar="PROTOCOL", help=f"{listed()}.")],
    scenario: Annotated[
        str,
        typer.Option("--scenario", metavar="SCENARIO", help="The house around it.", autocompletion=options.offered),
    ] = DEFAULT,
    profile: Annotated[
        str, typer.Option("--profile", metavar="NAME", help="Its model, or a quirk that some have.")
    ] = "usual",
    head_offset: options.HeadOffset = None,
    pty: Annotated[bool, typer.Option("--pty", help="Behind a pseudo terminal; the usual.")] = False,
    tcp: Annotated[
        str | None,
        typer.Option("--tcp", metavar="HOST:PORT", help="At a port in its place, one client after the other."),
    ] = None,
    speed: Annotated[str, typer.Option("--speed", metavar="N", help="Times faster than real time.")] = "1",
) -> None:
    """Let a virtual unit live in a simulated house and answer on its wire, in real time or faster. Ctrl-C ends it."""
    if pty and tcp is not None:
        raise InputError(f"--tcp {tcp}: with --pty the unit is behind a pseudo terminal; one of the two is allowed")
    fitted = options.fitted(protocol, profile, head_offset)
    times = options.decimal("--speed", speed, 0.1, 3600)
    address = None if tcp is None else _address(tcp)
    chosen = options.load(scenario, None, step="1")
    from host_sim import experiment
    from host_sim.virtual_units.alone import Alone
    from host_sim.virtual_units.serve import Household, Pty, Tcp, serve

    with Pty() if address is None else Tcp(*address) as door:
        print(f"the house of {chosen.name} is being built", file=sys.stderr, flush=True)
        home = experiment.make_home(chosen, experiment.prepare(chosen), experiment.UNIT_ALONE)
        there = Household(home, fitted.load(), fitted.head_offset)
        Alone(there.unit, 0).ask(chosen.plain_requests()[0][1])
        print(door.where, flush=True)
        line = {None: "no parity", 0: "even parity", 1: "odd parity"}[there.front.PARITY]
        print(
            f"that is where the {protocol} unit answers ({there.front.baud} baud, {line} on a real line); {times:g} x real time; "
            "Ctrl-C here ends it",
            file=sys.stderr,
            flush=True,
        )
        try:
            serve(there, door, times, chosen.seconds)
            print(f"the {chosen.length} of {chosen.name} are over; {there.line()}", file=sys.stderr)
        except KeyboardInterrupt:
            print(f"stopped; {there.line()}", file=sys.stderr)


def units() -> None:
    """List the virtual units: protocols, and the models or quirks that each knows."""
    from rich.table import Table

    from host_sim.commands.screen import out
    from host_sim.virtual_units.habits import load, names

    table = Table(header_style="bold", box=None)
    for heading in ("protocol", "profile", "what it is"):
        table.add_column(heading, overflow="fold")
    for proto in protocols():
        for name in names(proto):
            table.add_row(proto, name, load(proto, name).about)
    out.print(table)


def _address(text: str) -> tuple[str, int]:
    found = re.fullmatch(r"(\[[0-9a-fA-F:]+\]|[\w.-]+):(\d{1,5})", text)
    if not found or int(found[2]) > 65535:
        raise InputError(f"--tcp {text!r}: must be HOST:PORT, for instance 127.0.0.1:4000; port 0 takes any free one")
    return found[1].strip("[]"), int(found[2])
