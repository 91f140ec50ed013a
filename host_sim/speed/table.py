"""What `make speed` prints: this checkout, or this one beside another."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from host_sim.speed import parts
from host_sim.speed.checkout import Checkout, ratio
from host_sim.speed.parts import PARTS, case

STEP_LENGTHS = (10, 60)  # s
SECONDS_A_YEAR = 365 * 86400


def alone(console: Console) -> Table:
    """This checkout, the best of three."""
    table = Table(title="interpreted, one core", title_justify="left", header_style="bold")
    table.add_column("")
    for heading in ("step", "steps/s", "µs a step", "simulated years/s"):
        table.add_column(heading, justify="right")
    for dt in STEP_LENGTHS:
        with console.status(f"weather and house, step {dt} s"):
            chosen, forcing = case(dt)
        for part, label in PARTS.items():
            with console.status(f"{label}, step {dt} s"):
                rate = max(getattr(parts, part)(chosen, forcing) for _ in range(3))
            table.add_row(label, f"{dt} s", f"{rate:,.0f}", f"{1e6 / rate:.1f}", f"{rate * dt / SECONDS_A_YEAR:.2f}")
        table.add_section()
    return table


HERE = Path(__file__).parents[2]


def beside(folder: Path, console: Console) -> Table:
    """This checkout and another."""
    there = Checkout(folder)
    here = Checkout(HERE)
    table = Table(title=f"here beside {folder}", title_justify="left", header_style="bold")
    table.add_column("")
    for heading in ("step", "µs a step", "there", "here / there", "middle half"):
        table.add_column(heading, justify="right")
    try:
        for dt in STEP_LENGTHS:
            for part, label in PARTS.items():
                with console.status(f"{label}, step {dt} s"):
                    found = ratio(partial(here.rate, part, dt), partial(there.rate, part, dt))
                table.add_row(
                    label, f"{dt} s", f"{found.here:.1f}", f"{found.there:.1f}", f"{found.middle:.3f}",
                    f"{found.low:.3f}..{found.high:.3f}",
                )  # fmt: skip
            table.add_section()
    finally:
        here.close()
        there.close()
    return table
