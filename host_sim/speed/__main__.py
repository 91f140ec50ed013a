"""How fast it runs: control core alone, plant alone, closed loop, at steps of 10 s and 60 s.

    python -m host_sim.speed
    python -m host_sim.speed --against ../before   # beside another checkout, as ratios

With the core compiled too, where `make fast` has built it, and beside EnergyPlus with a Python callback where `make extras` has
installed it. All in turns, so that what else the machine does and how warm it is falls on all alike; the tables are Markdown.

Another checkout is run by its own .venv where it has one.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console

from host_sim.errors import InputError
from host_sim.speed.table import alone, beside

_WIDTH = 120  # characters, so that no cell of a table is broken, on a narrow terminal neither


def main(words: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m host_sim.speed", description="How fast it runs.")
    parser.add_argument(
        "--against", type=Path, metavar="FOLDER", help="another checkout, measured in turns with this one"
    )
    folder = parser.parse_args(words).against
    console = Console(width=_WIDTH)
    try:
        for table in alone(console) if folder is None else beside(folder.resolve(), console):
            console.print(table)
    except InputError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
