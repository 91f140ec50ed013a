"""A week in an FMU: our controller drives a home with a mini-split that is compiled here and now from a page of C.

    python -m host_sim.adapters.fmu_example                          # co-simulation
    python -m host_sim.adapters.fmu_example --kind model-exchange    # the same equations under CVode
    python -m host_sim.adapters.fmu_example --building               # only its building, heated by our heat pump
    python -m host_sim.adapters.fmu_example my_mapping.toml --days 3

Needs a C compiler (`cc`, or what CC names) for its own FMU; an FMU of yours brings its binary with it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import zipfile
from math import nan
from pathlib import Path
from typing import Annotated

import typer

from balancepoint.control.controller import Controller
from balancepoint.control.house.past import Past
from balancepoint.control.readings import Readings
from balancepoint.control.request import HEAT, Request
from balancepoint.control.settings.memory import Memory
from balancepoint.control.settings.settings import Settings
from host_sim import cli, scenario
from host_sim.adapters import optional
from host_sim.adapters.fmu import CO_SIMULATION, MODEL_EXCHANGE
from host_sim.adapters.fmu_plant import FmuPlant
from host_sim.adapters.fmu_room import FmuRoom
from host_sim.adapters.guest import Guest
from host_sim.errors import InputError
from host_sim.experiment import CORE, execute_in, home_options
from host_sim.loop import run
from host_sim.plant.units import load_unit

FOLDER = Path(__file__).parent / "example_fmu"
SETPOINT = 2100  # 0.01 °C


def build(target: Path, version: int = 2) -> Path:
    """Compile the example's FMU, of FMI 2.0 or 3.0, and write it to `target`; `InputError` without a compiler."""
    fmpy = optional("fmpy", "fmpy")
    named = os.environ.get("CC", "cc")
    compiler = shutil.which(named)
    if compiler is None:
        raise InputError(
            f"{named}: no C compiler found, and the example's FMU must be compiled; install one, or name it by CC"
        )
    sources, description, platform = ["model.c", "fmi2.c"], "modelDescription.xml", fmpy.platform
    if version == 3:
        sources, description = ["model.c", "fmi3.c", "fmi3_not.c"], "modelDescription3.xml"
        platform = fmpy.platform_tuple
    library = f"home{fmpy.sharedLibraryExtension}"
    with tempfile.TemporaryDirectory(prefix="fmu-") as folder:
        built = Path(folder) / library
        done = subprocess.run(
            [
                compiler, "-O2", "-shared", "-fPIC", f"-I{Path(fmpy.__file__).parent / 'c-code'}", f"-I{FOLDER}",
                *(str(FOLDER / source) for source in sources), "-o", str(built), "-lm",
            ],
            capture_output=True,
            text=True,
        )  # fmt: skip
        if done.returncode:
            raise InputError(
                f"{compiler}: cannot compile the example's FMU: {(done.stderr.splitlines() or ['no message'])[0]}"
            )
        with zipfile.ZipFile(target, "w") as file:
            file.write(FOLDER / description, "modelDescription.xml")
            file.write(built, f"binaries/{platform}/{library}")
    return target


def drive(mapping: Path, kind: str | None, days: int, step: int, unit: str) -> None:
    """The controller in a whole home; prints what it read."""
    # Of defrosts this home knows nothing, so they are left to it
    settings = Settings(own_defrost=0, aux_stages=2, aux_power_1=1500, aux_power_2=1500, **load_unit(unit).core_map())
    controller = Controller(settings, Memory(), Past())
    rooms: list[float] = []
    watts: list[float] = []
    speeds: list[int] = []

    class Noted:
        """The controller, and what passes by it."""

        learn = controller.learn

        def step(self, readings: Readings, request: Request, now: int) -> object:
            command = controller.step(readings, request, now)
            room, power = readings.rooms[0].value, readings.power.value
            rooms.append(nan if room is None else room / 100)
            watts.append(nan if power is None else power)
            speeds.append(command.speed)
            return command

    with FmuPlant(mapping, kind) as plant, cli.bars() as progress:
        bar = progress.add_task(f"FMU · {plant.kind}", total=days * 86400)
        steps = days * 86400 // step
        readings = Readings(plant.room_sensors)
        run(
            plant, Noted(), readings, [(0, Request(HEAT, SETPOINT))], steps, step,
            look=lambda now: progress.update(bar, completed=now),
        )  # fmt: skip
        cli.out.print(f"FMU                       {plant.fmu.path.name}, {plant.kind}, {days} days at {step} s")
    later = rooms[len(rooms) // 7 :]
    rms = (sum((room - SETPOINT / 100) ** 2 for room in later) / len(later)) ** 0.5
    starts = sum(1 for a, b in zip(speeds, speeds[1:], strict=False) if a == 0 < b)
    cli.out.print(f"room, last 6/7 of it      {min(later):.2f} to {max(later):.2f} °C, wanted {SETPOINT / 100:.2f} °C")
    cli.out.print(f"rms error                 {rms:.3f} K")
    cli.out.print(f"electricity of the unit   {sum(watts) * step / 3.6e6:.1f} kWh")
    cli.out.print(f"starts asked for          {starts}")


def heat(mapping: Path, kind: str | None, days: int, step: int, unit: str) -> None:
    """Our heat pump in a building; prints the figures of winter_week that need no second copy of the building."""
    chosen = scenario.load(scenario.DEFAULT, [f"unit.preset={unit!r}", f"days={days}", f"step={step}"])
    with FmuRoom(mapping, kind) as room, cli.bars() as progress:
        bar = progress.add_task(f"FMU · {room.fmu.kind}", total=1.0)
        guest = Guest(room, chosen.unit, days=days, **home_options(chosen))
        result = execute_in(guest, chosen, CORE, progress=lambda share: progress.update(bar, completed=share))
    title = f"{room.fmu.path.name}, {room.fmu.kind}, {days} days at {step} s"
    cli.out.print(cli.table_of(title, [result], chosen.currency))


def example(
    mapping: Annotated[Path | None, typer.Argument(help="Mapping (TOML) of your own FMU.")] = None,
    building: Annotated[
        bool, typer.Option("--building", help="The FMU is a building only; our heat pump heats it.")
    ] = False,
    kind: Annotated[str | None, typer.Option("--kind", help="co-simulation or model-exchange.")] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=365, help="Length of the run, days.")] = 7,
    step: Annotated[int, typer.Option("--step", min=1, max=60, help="Step of the controller, s.")] = 10,
    unit: Annotated[
        str, typer.Option("--unit", help="The unit as the controller knows it: a name or a .toml file.")
    ] = "fujitsu_halcyon_12",
) -> None:
    """Run the controller in an FMU, heating to 21 °C."""
    if kind not in (None, CO_SIMULATION, MODEL_EXCHANGE):
        raise InputError(f"--kind {kind}: allowed are {CO_SIMULATION} and {MODEL_EXCHANGE}")
    with tempfile.TemporaryDirectory(prefix="fmu-") as folder:
        if mapping is None:
            build(Path(folder) / "home.fmu")
            mapping = Path(shutil.copy(FOLDER / ("room.toml" if building else "home.toml"), folder))
        (heat if building else drive)(mapping, kind, days, step, unit)


def main() -> None:
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command()(example)
    cli.main(program=app)


if __name__ == "__main__":
    main()
