"""The command line: run a scenario, compare controllers, list and explain scenarios, live with a board or its twin.

    balancepoint run winter_week
    balancepoint run winter_week --runtime board --port /dev/ttyUSB0
    balancepoint compare winter_week cold_snap --json figures.json
    balancepoint compare out/winter_week/balancepoint out/winter_week/on_off
    balancepoint bench defrost backup/mild_step --junit bench.xml
    balancepoint faults --runs 10000 --jobs 2
    balancepoint list
    balancepoint explain winter_week --set house.floor_area=90
    balancepoint study defrost
    balancepoint foreign office_south
    balancepoint validate room
    balancepoint validate --recording my_room_chicago.csv --learn-days 10
    balancepoint twin
    balancepoint update heatpump.local --file build/m5_atoms3r/m5_atoms3r-0.1.0.update
    balancepoint run winter_week --unit cn105
    balancepoint compare-unit all
    balancepoint units
    balancepoint unit cn105 --tcp 127.0.0.1:4000 --speed 60

What is wrong with the input is said in one line on stderr, exit code 2, and nothing is written.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from host_sim.command_line import exit_code
from host_sim.commands.bench import bench
from host_sim.commands.compare import compare
from host_sim.commands.compare_unit import compare_unit
from host_sim.commands.faults import faults
from host_sim.commands.files import dump, folder_at
from host_sim.commands.foreign import foreign
from host_sim.commands.run import run
from host_sim.commands.screen import bars, out, table_of
from host_sim.commands.show import explain, list_
from host_sim.commands.study import study
from host_sim.commands.twin import twin
from host_sim.commands.unit import unit, units
from host_sim.commands.update import update
from host_sim.commands.validate import validate
from host_sim.version import version
from tools.cli import board_test, console, flash, image, release

__all__ = ["app", "bars", "dump", "folder_at", "main", "out", "table_of"]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
for _command in (
    run,
    bench,
    faults,
    compare,
    compare_unit,
    list_,
    explain,
    study,
    foreign,
    validate,
    twin,
    update,
    unit,
    units,
    image,
    release,
    flash,
    console,
    board_test,
):
    app.command(_command.__name__.rstrip("_").replace("_", "-"))(_command)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"balancepoint {version()}")
        raise typer.Exit()


@app.callback(help=__doc__.partition("\n")[0])
def _all(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """What holds for every command."""


def main(
    arguments: Sequence[str] | None = None, stop: Callable[[int], Any] = sys.exit, program: typer.Typer = app
) -> None:
    """Run the command line; `stop` gets the exit code where it is not 0."""
    if code := exit_code(program, arguments):
        stop(code)
