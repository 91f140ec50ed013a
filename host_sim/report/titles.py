"""How a run is called on picture and page: by what was really run, whatever the command line laid over the scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from host_sim.experiment import Result
from host_sim.report.series import begin, wish
from host_sim.scenario import Scenario


def about(scenario: Scenario, result: Result) -> dict[str, Any]:
    """Whose trace it is, as goes along with a saved trace: what a page of it needs besides."""
    return {
        "scenario": scenario.name,
        "controller": result.controller,
        "description": scenario.description,
        "facts": facts(scenario),
        "start": scenario.start,
        "currency": scenario.currency,
        "journal": result.journal,
    }


def facts(scenario: Scenario) -> str:
    """Weather, dates, unit, what is asked for, step and seed, as they were run."""
    return " · ".join(
        (
            place(scenario),
            dates(scenario),
            scenario.unit.name,
            wish(scenario),
            f"steps of {scenario.step} s",
            f"seed {scenario.seed}",
        )
    )


def place(scenario: Scenario) -> str:
    """The weather's name: a bundled place, a file without its folder, or the climate."""
    if scenario.climate:
        return str(scenario.climate)
    path = Path(scenario.weather)
    return scenario.weather.capitalize() if path.name == scenario.weather and not path.suffix else path.stem


def dates(scenario: Scenario) -> str:
    """Length and first day."""
    first = begin(scenario.start)
    return f"{scenario.length} from {first.day} {first:%B}"
