"""A winter week in a house that EnergyPlus computes: our controller and an on-off thermostat on the same heat pump.

    python -m host_sim.adapters.energyplus_example
    python -m host_sim.adapters.energyplus_example --model my_house.epJSON --zone Living --weather my_town.epw --days 14

Everything but house and weather is the scenario's (winter_week unless given).
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress as Bars
from rich.progress import TaskID

from host_sim import cli, scenario
from host_sim.adapters.energyplus import EnergyPlus
from host_sim.adapters.guest import Guest
from host_sim.errors import InputError
from host_sim.experiment import CORE, REFERENCE, Progress, Result, execute_in, home_options, saving
from host_sim.kpi import SAVING
from host_sim.plant.weather import bundled
from host_sim.report.page import write_page
from host_sim.report.titles import about
from host_sim.scenario import Scenario

HOUSE = Path(__file__).parent / "buildings" / "small_house.epJSON"


def run_in_energyplus(
    chosen: Scenario, controller: str, model: Path = HOUSE, zone: str | None = None, progress: Progress | None = None
) -> Result:
    """`chosen` with EnergyPlus's house in place of its own."""
    if chosen.climate is not None:
        raise InputError(
            "climate: EnergyPlus needs a weather file; allowed is --weather with a bundled name or an EPW file"
        )
    own = chosen.weather.lower().endswith(".epw") or "/" in chosen.weather
    weather = Path(chosen.weather) if own else bundled(chosen.weather)
    with EnergyPlus(
        model, weather, zone=zone, start=chosen.start, days=chosen.days, set_points=chosen.set_points()
    ) as building:
        guest = Guest(
            building,
            chosen.unit,
            days=chosen.days,
            minute_of_week=building.minute_of_week,
            load=building.load,
            **home_options(chosen, controller),
        )
        result = execute_in(guest, chosen, controller, progress=progress)
    result.truth = {}  # nobody here knows the building's heat loss
    return result


def example(
    name: Annotated[str, typer.Argument(help="Scenario by name, or a .toml file.")] = scenario.DEFAULT,
    model: Annotated[Path, typer.Option("--model", help="EnergyPlus model, .epJSON or .idf.")] = HOUSE,
    zone: Annotated[str | None, typer.Option("--zone", help="The zone to be heated, if there are several.")] = None,
    weather: Annotated[str | None, typer.Option("--weather", help="Bundled weather by name, or an EPW file.")] = None,
    days: Annotated[int | None, typer.Option("--days", min=1, max=365, help="Length of the run, days.")] = None,
    target: Annotated[Path, typer.Option("--out", help="Folder for page and trace.")] = Path("out/energyplus"),
) -> None:
    """Run a scenario in a house that EnergyPlus computes."""
    given: dict[str, Any] = {key: value for key, value in (("weather", weather), ("days", days)) if value is not None}
    chosen = scenario.load(name, [], given)
    chosen.description = f"{chosen.description}; in EnergyPlus's {model.stem}"
    results = []
    with cli.folder_at(target) as draft, cli.bars() as bars:
        for controller in (CORE, REFERENCE):
            bar = bars.add_task(f"EnergyPlus · {controller}", total=1.0)
            results.append(run_in_energyplus(chosen, controller, model, zone, partial(_show, bars, bar)))
        first, reference = results
        first.kpi[SAVING] = saving(first.kpi, reference.kpi)
        first.trace.about = about(chosen, first)
        first.trace.save(draft / "trace.npz")
        write_page(draft / "report.html", chosen, results)
    cli.out.print(cli.table_of(chosen.title, results, chosen.currency))
    trace = first.trace
    into, load = trace.kwh(trace["heat"] + trace["aux_heat"]), trace.kwh(trace["load"])
    residual = trace.totals["residual_J"] / 3.6e6
    cli.out.print(f"heat into the room        {into:9.3f} kWh")
    cli.out.print(f"by EnergyPlus's account   {into - residual:9.3f} kWh")
    cli.out.print(f"its ideal system's        {load:9.3f} kWh, at the set point exactly")
    cli.out.print(f"\nreport    {target / 'report.html'}\ntrace     {target / 'trace.npz'}", soft_wrap=True)


def _show(bars: Bars, bar: TaskID, share: float) -> None:
    bars.update(bar, completed=share)


def main() -> None:
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command()(example)
    cli.main(program=app)


if __name__ == "__main__":
    main()
