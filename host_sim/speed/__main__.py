"""How fast it runs: control core alone, plant alone, closed loop, at steps of 10 s and 60 s.

    python -m host_sim.speed
    python -m host_sim.speed --against ../before   # beside another checkout, as ratios

For scale: EnergyPlus 25.2 with a Python callback makes 52 500 steps/s at 60 s on the same kind of machine.

Beside another checkout (run by its own .venv where it has one) both are measured in turns, so that what else the machine does
and how warm it is falls on both.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console

from host_sim.errors import InputError
from host_sim.speed.table import alone, beside


def main(words: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m host_sim.speed", description="How fast it runs.")
    parser.add_argument(
        "--against", type=Path, metavar="FOLDER", help="another checkout, measured in turns with this one"
    )
    folder = parser.parse_args(words).against
    console = Console()
    try:
        console.print(alone(console) if folder is None else beside(folder.resolve(), console))
    except InputError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
