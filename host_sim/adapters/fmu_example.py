"""A week in an FMU: our controller drives a home with a mini-split that is compiled here and now from a page of C.

    python -m host_sim.adapters.fmu_example                          # co-simulation
    python -m host_sim.adapters.fmu_example --kind model-exchange    # the same equations under CVode
    python -m host_sim.adapters.fmu_example my_mapping.toml --days 3

Needs a C compiler (`cc`, or what CC names) for its own FMU; an FMU of yours brings its binary with it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path
from typing import Annotated

import typer

from balancepoint.control.controller import Controller
from balancepoint.control.memory import Memory
from balancepoint.control.readings import Readings
from balancepoint.control.request import HEAT, Request
from balancepoint.control.settings import Settings
from host_sim import cli
from host_sim.adapters import optional
from host_sim.adapters.fmu_plant import FmuPlant
from host_sim.errors import InputError
from host_sim.loop import run
from host_sim.plant.units import load_unit

FOLDER = Path(__file__).parent / "example_fmu"
SETPOINT = 2100  # 0.01 °C


def build(target: Path) -> Path:
    """Compile the example's FMU and write it to `target`; `InputError` without a compiler."""
    fmpy = optional("fmpy", "fmu")
    named = os.environ.get("CC", "cc")
    compiler = shutil.which(named)
    if compiler is None:
        raise InputError(f"{named}: no C compiler found, and the example's FMU must be compiled; install one, or name it by CC")
    library = f"home{fmpy.sharedLibraryExtension}"
    with tempfile.TemporaryDirectory(prefix="fmu-") as folder:
        built = Path(folder) / library
        done = subprocess.run(
            [
                compiler, "-O2", "-shared", "-fPIC", f"-I{Path(fmpy.__file__).parent / 'c-code'}", f"-I{FOLDER}",
                str(FOLDER / "model.c"), str(FOLDER / "fmi2.c"), "-o", str(built), "-lm",
            ],
            capture_output=True,
            text=True,
        )  # fmt: skip
        if done.returncode:
            raise InputError(f"{compiler}: cannot compile the example's FMU: {(done.stderr.splitlines() or ['no message'])[0]}")
        with zipfile.ZipFile(target, "w") as file:
            file.write(FOLDER / "modelDescription.xml", "modelDescription.xml")
            file.write(built, f"binaries/{fmpy.platform}/{library}")
    return target


def example(
    mapping: Annotated[Path | None, typer.Argument(help="Mapping (TOML) of your own FMU.")] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="co-simulation or model-exchange.")] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=365, help="Length of the run, days.")] = 7,
    step: Annotated[int, typer.Option("--step", min=1, max=60, help="Step of plant and controller, s.")] = 10,
    unit: Annotated[str, typer.Option("--unit", help="The unit as the controller knows it: a name or a .toml file.")] = (
        "fujitsu_halcyon_12"
    ),
) -> None:
    """Run the controller in an FMU, heating to 21 °C."""
    folder = Path(tempfile.mkdtemp(prefix="fmu-"))
    try:
        if mapping is None:
            build(folder / "home.fmu")
            mapping = Path(shutil.copy(FOLDER / "home.toml", folder))
        # Of defrosts this home knows nothing, so they are left to it
        settings = Settings(own_defrost=0, aux_stages=2, aux_power_1=1500, aux_power_2=1500, **load_unit(unit).core_map())
        controller = Controller(settings, Memory())
        with FmuPlant(mapping, kind) as plant:
            rooms: list[float] = []
            watts: list[float] = []
            speeds: list[int] = []

            class Noted:
                """The controller, and what passes by it."""

                learn = controller.learn

                def step(self, readings: Readings, request: Request, now: int) -> object:
                    command = controller.step(readings, request, now)
                    room, power = readings.rooms[0].value, readings.power.value
                    rooms.append(float("nan") if room is None else room / 100)
                    watts.append(float("nan") if power is None else power)
                    speeds.append(command.speed)
                    return command

            with cli._bars() as progress:
                bar = progress.add_task(f"FMU · {plant.kind}", total=days * 86400)
                run(
                    plant, Noted(), Readings(), [(0, Request(HEAT, SETPOINT))], days * 86400 // step, step,
                    look=lambda now: progress.update(bar, completed=now),
                )  # fmt: skip
        second = [room for room, _ in zip(rooms[86400 // step :] or rooms, rooms, strict=False)]
        starts = sum(1 for a, b in zip(speeds, speeds[1:], strict=False) if a == 0 < b)
        cli.out.print(f"FMU                       {plant.fmu.path.name}, {plant.kind}, {days} days at {step} s")
        cli.out.print(f"room after the first day  {min(second):.2f} to {max(second):.2f} °C, wanted {SETPOINT / 100:.2f} °C")
        rms = (sum((room - SETPOINT / 100) ** 2 for room in second) / len(second)) ** 0.5
        cli.out.print(f"rms error                 {rms:.3f} K")
        cli.out.print(f"electricity of the unit   {sum(watts) * step / 3.6e6:.1f} kWh")
        cli.out.print(f"starts asked for          {starts}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command()(example)
    cli.main(program=app)


if __name__ == "__main__":
    main()
