"""The command line of the board tools.

    python -m tools image esp32_devkitc
    python -m tools image esp32_devkitc --frozen
    python -m tools release esp32s3_devkitc_n16r8
    python -m tools web-flash m5_atoms3r --firmware ESP32_GENERIC_S3-SPIRAM_OCT-20250911-v1.26.1.bin
    python -m tools flash esp32_devkitc --port /dev/ttyUSB0
    python -m tools console --port socket://localhost:5555
    python -m tools board-test esp32_devkitc --port /dev/ttyUSB0

What is wrong is said in one line on stderr, exit code 2; exit code 1 is a size over its budget or a test that failed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn
from rich.table import Table

from host_sim.command_line import exit_code, wrote
from host_sim.errors import InputError

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__.partition("\n")[0], rich_markup_mode=None)
out = Console(highlight=False)

_Port = Annotated[str, typer.Option(help="Device path or socket://host:port.")]
_Board = Annotated[str, typer.Argument(metavar="BOARD", help="A board by the name of its file in boards/.")]
_Settings = Annotated[Path | None, typer.Option(help="Settings file instead of boards/BOARD.settings.json.")]


@app.command()
def image(
    boards: Annotated[list[str] | None, typer.Argument(metavar="BOARD", help="Boards; none means all.")] = None,
    settings: _Settings = None,
    frozen: Annotated[
        bool, typer.Option("--frozen", help="Write what firmware/manifest.py freezes into a MicroPython build instead.")
    ] = False,
    remotes: Annotated[
        list[str] | None,
        typer.Option(
            "--remote", metavar="NAME", help="A remote, beside that of --settings; repeatable. Neither: all of them."
        ),
    ] = None,
) -> None:
    """Build the image of a board under build/BOARD and print its size against the budget."""
    from tools import board as board_files
    from tools import frozen as frozen_files
    from tools import image as images

    chosen = [board_files.load(name) for name in boards or board_files.names()]
    if frozen:
        if len(chosen) != 1:
            raise InputError("--frozen: name one board, its pins become part of the build")
        if settings is not None:
            raise InputError("--frozen: settings stay a file in flash: give them to `flash`")
        place = _near(frozen_files.write(chosen[0], remotes=remotes or ()))
        wrote(place)
        print(f"{chosen[0].name}: for {chosen[0].image}, in {place}")
        return
    over = []
    for made in images.make_all(chosen, given=settings, remotes=remotes or ()):
        lines = images.budgeted(made)
        folder = made.write()
        wrote(_near(folder))
        print(f"{made.board.name}: {len(made.files)} files in {_near(folder / 'image')}")
        out.print(_size_table(lines))
        over += [line for line in lines if line.over]
    for line in dict.fromkeys(over):
        told = f"{line.package}: {line.size / 1000:.1f} KB is over its budget of {(line.budget or 0) / 1000:.0f} KB"
        print(f"{told} (tools/budget.toml)", file=sys.stderr)
    if over:
        raise typer.Exit(1)


@app.command()
def flash(
    board: _Board,
    port: _Port = "",
    firmware: Annotated[Path | None, typer.Option(help="MicroPython firmware to write first (.bin).")] = None,
    settings: Annotated[
        Path | None, typer.Option(help="Settings file that replaces the board's; without it they stay.")
    ] = None,
) -> None:
    """Bring a board up to the image: MicroPython if needed, changed files, hashes, restart."""
    from tools import board as board_files
    from tools import flash as flasher
    from tools import image as images

    made = images.make(board_files.load(board), given=settings)
    wrote(_near(made.write()))
    with Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), console=Console(stderr=True), transient=True
    ) as bar:  # fmt: skip
        task = bar.add_task("reading", total=None, visible=False)
        done = flasher.flash(
            made,
            port,
            firmware,
            settings is not None,
            out.print,
            lambda doing, count, total: bar.update(task, description=doing, completed=count, total=total, visible=True),
        )
    out.print(
        f"{done.sent} files sent ({done.sent_bytes / 1000:.1f} KB in {done.seconds:.1f} s), {done.resumed} were already "
        f"there, {done.same} unchanged, {done.removed} removed"
    )


@app.command("web-flash")
def web_flash(
    board: _Board,
    firmware: Annotated[
        Path | None, typer.Option(help="MicroPython's image (.bin); else the one in build/firmware or here.")
    ] = None,
    settings: _Settings = None,
) -> None:
    """Make the folder from which a browser flashes a board and gives it its WiFi: build/web/BOARD."""
    from tools import board as board_files
    from tools import firmware_file, web_flash
    from tools import image as images

    chosen = board_files.load(board)
    offered = (
        firmware_file.given(firmware, chosen)
        if firmware
        else firmware_file.found(chosen, [Path("build") / "firmware", Path()])
    )
    if offered is None:
        raise InputError(f"FIRMWARE: is missing, give the .bin of {chosen.image} from micropython.org/download")
    made = images.make(chosen, given=settings)
    folder = web_flash.write(made, offered)
    wrote(_near(folder))
    print(f"{chosen.name}: {_near(folder)}; serve it: python3 -m http.server 8000 --directory {_near(folder)}")
    if web_flash.secrets(made):
        print("the settings in it have a network: keep the folder to yourself", file=sys.stderr)


@app.command()
def release(
    boards: Annotated[list[str] | None, typer.Argument(metavar="BOARD", help="Boards; none means all.")] = None,
    keys: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Of the key, instead of keys/.")] = None,
    counter: Annotated[
        int | None, typer.Option(help="What makes it newer than another; minutes since 1970 if not given.")
    ] = None,
) -> None:
    """Sign the image of a board as an update, build/BOARD/BOARD-VERSION.update; the first time make the key."""
    from tools import board as board_files
    from tools import image as images
    from tools import release as releases
    from tools import release_key

    folder = keys or release_key.FOLDER
    if keys is None and release_key.make(folder):
        wrote(_near(folder))
        print(
            f"a new key: keep {_near(folder / release_key.PRIVATE)} safe; boards flashed by cable from now on know it"
        )
    chosen = [board_files.load(name) for name in boards or board_files.names()]
    for made in images.make_all(chosen):
        place = releases.write(made, folder, counter or releases.now())
        wrote(_near(place))
        print(f"{made.board.name}: {_near(place)}, {place.stat().st_size / 1000:.0f} KB")


@app.command()
def console(port: _Port = "") -> None:
    """Talk with the board: a terminal, or, from a pipe, one command a line."""
    from tools import console as consoles

    if sys.stdin.isatty():
        consoles.talk(port)
    elif not consoles.run(port, sys.stdin, print):
        raise typer.Exit(1)


@app.command("board-test")
def board_test(
    board: Annotated[str, typer.Argument(metavar="BOARD", help="The board that should answer.")] = "",
    port: _Port = "",
) -> None:
    """Run the self-test on the board; exit code 1 if something failed."""
    from tools import board as board_files
    from tools import console as consoles

    expected = board_files.load(board).name if board else ""
    if not consoles.board_test(port, expected, print):
        raise typer.Exit(1)


@app.command()
def wiring() -> None:
    """Bring the boards' pages and drawings up to the boards' files."""
    from tools import wiring as pages

    changed = pages.write()
    out.print("\n".join(f"wrote {_near(path)}" for path in changed) or "all up to date")


def _size_table(lines: Sequence[Any]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in (".mpy", "KB", "budget"):
        table.add_column(heading, justify="left" if heading == ".mpy" else "right")
    for line in lines:
        if line.package == "total":
            table.add_section()
        colour = "red" if line.over else ""
        table.add_row(line.package, f"{line.size / 1000:.1f}", f"{line.budget / 1000:.0f}", style=colour)
    return table


def _near(path: Path) -> str:
    """The path as seen from here, where that is shorter."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def main(arguments: Sequence[str] | None = None, stop: Callable[[int], Any] = sys.exit) -> None:
    """Run the command line; `stop` gets the exit code where it is not 0."""
    if code := exit_code(app, arguments):
        stop(code)
