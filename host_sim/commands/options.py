"""Options that commands share. Numbers stay text up to here, so that what is wrong is said in the project's words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from host_sim.errors import InputError
from host_sim.scenarios import names

if TYPE_CHECKING:
    from host_sim.scenario import Scenario
    from host_sim.virtual_units.driven import OnModbus
    from host_sim.virtual_units.fitted import Fitted


def offered(incomplete: str) -> list[str]:
    """For the shell's completion."""
    return [name for name in names() if name.startswith(incomplete)]


ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="Scenario by name, or a .toml file.", autocompletion=offered)
]
ScenarioNames = Annotated[
    list[str],
    typer.Argument(
        metavar="SCENARIO",
        help="Scenarios by name or .toml file, 'all' for every one that comes along; or two folders of finished runs.",
        autocompletion=offered,
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Override one value by its dotted path. Repeatable."),
]
Weather = Annotated[
    str | None, typer.Option("--weather", metavar="PLACE", help="Bundled weather by name, or an EPW file.")
]
Start = Annotated[str | None, typer.Option("--start", metavar="MM-DD", help="First day.")]
Days = Annotated[str | None, typer.Option("--days", metavar="N", help="Length of the run, days.")]
Step = Annotated[
    str | None,
    typer.Option(
        "--step",
        metavar="S",
        help="Step of plant and controller, s; beyond 10 s it is taken in parts where something happens.",
    ),
]
Profile = Annotated[
    str, typer.Option("--unit-profile", metavar="NAME", help="Model of the virtual unit, or a quirk that some have.")
]
HeadOffset = Annotated[
    str | None,
    typer.Option(
        "--head-offset",
        metavar="K",
        help="Heating target above the set point by its own sensor, in place of the maker's.",
    ),
]


def _interpreted(wanted: bool) -> bool:
    if wanted:
        from host_sim.compiled.loading import forgo

        forgo()
    return wanted


Interpreted = Annotated[
    bool,
    typer.Option(
        "--interpreted", help="Leave a compiled core (make fast) where it is.", callback=_interpreted, is_eager=True
    ),
]
Seed = Annotated[str | None, typer.Option("--seed", metavar="N", help="Seed of people and sensor noise.")]


def load(name: str, overrides: list[str] | None, **options: str | None) -> Scenario:
    """The scenario with what the command line lays over it."""
    from host_sim import scenario

    given: dict[str, Any] = {key: value for key, value in options.items() if value is not None}
    for key in ("days", "step", "seed"):
        if re.fullmatch(r"[+-]?\d{1,18}", given.get(key, "")):
            given[key] = int(given[key])
    return scenario.load(name, overrides or [], given)


def on_modbus(profile: str, head_offset: str | None) -> OnModbus:
    """The drive whose registers were asked for."""
    from host_sim.virtual_units.driven import USUAL, OnModbus

    if head_offset is not None:
        raise InputError(f"--head-offset {head_offset}: a drive on Modbus has no thermostat of its own")
    drive = OnModbus(USUAL if profile == "usual" else profile)
    drive.load()
    return drive


def fitted(proto: str, profile: str, head_offset: str | None) -> Fitted:
    """The virtual unit that was asked for."""
    from host_sim.virtual_units.fitted import Fitted
    from host_sim.virtual_units.habits import load

    load(proto, profile)
    return Fitted(proto, profile, None if head_offset is None else decimal("--head-offset", head_offset, 0, 5, "K"))


def decimal(option: str, text: str, low: float, high: float, unit: str = "") -> float:
    """The number that `option` was given, a fraction too."""
    if not re.fullmatch(r"[+-]?\d{1,18}(\.\d{1,18})?", text) or not low <= float(text) <= high:
        raise InputError(f"{option} {text!r}: must be a number, {low:g} to {high:g}{unit and f' {unit}'}")
    return float(text)


def whole(option: str, text: str, low: int, high: int, unit: str = "") -> int:
    """The number that `option` was given."""
    if not re.fullmatch(r"[+-]?\d{1,18}", text) or not low <= int(text) <= high:
        raise InputError(f"{option} {text!r}: must be a whole number, {low} to {high}{unit and f' {unit}'}")
    return int(text)
