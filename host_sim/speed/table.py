"""What `make speed` prints, in Markdown: this checkout with both cores and beside EnergyPlus, or this one beside another."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from importlib import import_module
from pathlib import Path

from rich.box import MARKDOWN
from rich.console import Console
from rich.table import Table

from host_sim.speed import energyplus
from host_sim.speed.checkout import COMPILED, HERE, INTERPRETED, Checkout
from host_sim.speed.parts import PARTS
from host_sim.speed.rounds import in_turns, middle, over

STEP_LENGTHS = (10, 60)  # s
SECONDS_A_YEAR = 365 * 86400
YARDSTICK = "energyplus"
_DT = 60  # s, the yardstick's

Rates = dict[str, list[float]]


def compiled() -> bool:
    """Whether there is a build of this checkout's core."""
    try:
        loading = import_module("host_sim.compiled.loading")
    except ImportError:
        return False
    return loading.load() is not None


def _name(part: str, core: str, dt: int) -> str:
    return f"{part} {core} {dt}"


def alone(console: Console) -> list[Table]:
    """This checkout: steps per second, and the ratios within a round."""
    with ExitStack() as open_:
        here = {core: open_.enter_context(closing(Checkout(HERE, core))) for core in _cores()}
        timed: dict[str, Callable[[], float]] = {}
        for dt in STEP_LENGTHS:
            for part in PARTS:
                for core in here if part != "plant_alone" else (INTERPRETED,):
                    timed[_name(part, core, dt)] = partial(here[core].rate, part, dt)
        if energyplus.there():
            timed[YARDSTICK] = partial(here[INTERPRETED].rate, YARDSTICK, _DT)
        with console.status("in turns: core, plant, closed loop"):
            rates = in_turns(timed)
    return [_speeds(rates), _ratios(rates)]


def _cores() -> tuple[str, ...]:
    return (INTERPRETED, COMPILED) if compiled() else (INTERPRETED,)


def _speeds(rates: Rates) -> Table:
    table = Table(box=MARKDOWN, title="One core of the processor", title_justify="left")
    for heading, justify in (("", "left"), ("core", "left"), ("step", "right"), ("steps/s", "right"), ("µs a step", "right"),
                             ("middle half", "right"), ("simulated years/s", "right")):  # fmt: skip
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]

    def add(label: str, core: str, dt: int, values: list[float]) -> None:
        found = middle([1e6 / rate for rate in values])
        rate = 1e6 / found.median
        table.add_row(
            label, core, f"{dt} s", f"{rate:,.0f}", f"{found.median:.1f}", f"{found.low:.1f} to {found.high:.1f}",
            f"{rate * dt / SECONDS_A_YEAR:.2f}",
        )  # fmt: skip

    for dt in STEP_LENGTHS:
        for part, label in PARTS.items():
            for core in (INTERPRETED, COMPILED):
                if _name(part, core, dt) in rates:
                    add(label, "" if part == "plant_alone" else core, dt, rates[_name(part, core, dt)])
    if YARDSTICK in rates:
        add("EnergyPlus with a Python callback", "", _DT, rates[YARDSTICK])
    return table


def _ratios(rates: Rates) -> Table:
    table = Table(box=MARKDOWN, title="Ratios of speed in one run", title_justify="left")
    for heading, justify in (("", "left"), ("step", "right"), ("times", "right"), ("middle half", "right")):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    pairs = [
        (f"{PARTS[part]}, compiled over interpreted", dt, _name(part, COMPILED, dt), _name(part, INTERPRETED, dt))
        for part in ("core_alone", "closed_loop")
        for dt in STEP_LENGTHS
    ] + [
        (f"closed loop, {core}, over EnergyPlus with a callback", _DT, _name("closed_loop", core, _DT), YARDSTICK)
        for core in (INTERPRETED, COMPILED)
    ]
    for label, dt, some, others in pairs:
        if some in rates and others in rates:
            found = over(rates[some], rates[others])
            table.add_row(label, f"{dt} s", f"{found.median:.2f}", f"{found.low:.2f} to {found.high:.2f}")
    return table


def beside(folder: Path, console: Console) -> list[Table]:
    """This checkout and another, both with the interpreted core."""
    table = Table(box=MARKDOWN, title=f"Here beside {folder}", title_justify="left")
    table.add_column("")
    for heading in ("step", "µs a step", "there", "here / there", "middle half"):
        table.add_column(heading, justify="right")
    with closing(Checkout(folder)) as there, closing(Checkout(HERE)) as here:
        for dt in STEP_LENGTHS:
            for part, label in PARTS.items():
                with console.status(f"{label}, step {dt} s"):
                    rates = in_turns({"here": partial(here.rate, part, dt), "there": partial(there.rate, part, dt)})
                took = {name: middle([1e6 / rate for rate in values]).median for name, values in rates.items()}
                found = over(rates["there"], rates["here"])
                table.add_row(
                    label, f"{dt} s", f"{took['here']:.1f}", f"{took['there']:.1f}", f"{found.median:.3f}",
                    f"{found.low:.3f} to {found.high:.3f}",
                )  # fmt: skip
    return [table]
