"""The model that EnergyPlus runs: somebody's building as epJSON, with what the coupling needs added to it.

Added are three `OtherEquipment` objects that bring the heat pump's heat, the backup's radiant heat and the water the coil takes
out, an ideal system with a thermostat, steps of 60 s and the days of the run. Its own run periods and reports are left out.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from host_sim.adapters.energyplus_takeover import ALWAYS, DUAL, OURS, add_ideal, check_version, dual_control
from host_sim.errors import InputError
from host_sim.plant.weather import MONTH_DAYS

STEP = 60  # s, a zone step
RUN_IN_DAYS = 14
WARM_UP_DAYS = 6  # of EnergyPlus before that, at most
FREE = (-60.0, 90.0)  # °C, set points that ask for nothing
_YEAR = 2018  # begins on a Monday
AIR, RADIANT, WATER, IDEAL = (f"{OURS}{name}" for name in ("air", "radiant", "water", "ideal"))
AVAILABLE, HEATING, COOLING = (f"{OURS}{name}" for name in ("available", "heating", "cooling"))
_IDF_VERSION = re.compile(r"^\s*Version\s*,\s*([\d.]+)", re.IGNORECASE | re.MULTILINE)
FURNITURE = {"temperature_capacity_multiplier": 7.0, "humidity_capacity_multiplier": 12.0}


def read(model: Path, api: Any, folder: Path) -> dict[str, Any]:
    """The model as epJSON; an IDF is converted first, in `folder`, by EnergyPlus's `api`."""
    path = model
    ours = str(api.functional.ep_version()).partition("-")[0]
    if not path.is_file():
        raise InputError(f"{path}: no such file; allowed is an EnergyPlus model, .epJSON or .idf")
    if path.suffix.lower() == ".idf":
        copy = folder / "given.idf"
        shutil.copyfile(path, copy)
        found = _IDF_VERSION.search(copy.read_text(encoding="utf-8", errors="replace"))
        check_version(model, found and found[1], ours)
        state = api.state_manager.new_state()
        api.runtime.set_console_output_status(state, False)
        code = api.runtime.run_energyplus(state, ["--convert-only", "-d", str(folder), str(copy)])
        api.state_manager.delete_state(state)
        path = folder / "given.epJSON"
        if code != 0 or not path.is_file():
            raise InputError(f"{model}: EnergyPlus cannot convert it: {complaint(folder)}")
    elif path.suffix.lower() != ".epjson":
        raise InputError(f"{path}: allowed are .epJSON and .idf")
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(f"{model}: no valid epJSON: {error}") from None
    if not isinstance(raw, dict) or not all(isinstance(table, dict) for table in raw.values()):
        raise InputError(f"{model}: no valid epJSON: a table of object types is needed")
    for version in raw.get("Version", {}).values():
        check_version(model, version.get("version_identifier"), ours)
    return raw


def complaint(folder: Path) -> str:
    """The first severe message that EnergyPlus wrote, with the lines that continue it."""
    try:
        lines = (folder / "eplusout.err").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "it ended without a message"
    for mark in ("** Severe  **", "**  Fatal  **"):
        for number, line in enumerate(lines):
            if mark in line:
                parts = [line.partition(mark)[2]]
                for more in lines[number + 1 :]:
                    if "**   ~~~   **" not in more:
                        break
                    parts.append(more.partition("**   ~~~   **")[2])
                return " ".join(" ".join(parts).split())
    return "it ended without a message"


def walls_of(raw: dict[str, Any], zone: str) -> list[str]:
    """Outside walls of the zone: what a room sensor on one feels."""
    return [
        name
        for name, surface in raw.get("BuildingSurface:Detailed", {}).items()
        if str(surface.get("surface_type")).lower() == "wall"
        and str(surface.get("outside_boundary_condition")).lower() == "outdoors"
        and str(surface.get("zone_name")).upper() == zone.upper()
    ]


def furnish(raw: dict[str, Any], zone: str) -> None:
    """The air of the zone takes the furniture's heat and water along, as in the house that comes along; a model that says
    something of its own about that is left as it is."""
    kind = "ZoneCapacitanceMultiplier:ResearchSpecial"
    if not raw.get(kind):
        raw[kind] = {f"{OURS}furniture": {"zone_or_zonelist_name": zone, **FURNITURE}}


def prepare(raw: dict[str, Any], zone: str, start: str, days: int) -> None:
    """Adds what the coupling needs."""
    raw["Timestep"] = {"Timestep 1": {"number_of_timesteps_per_hour": 3600 // STEP}}
    raw["RunPeriod"] = {"Run": _period(start, days)}
    for building in raw.get(
        "Building", {}
    ).values():  # the fortnight under the ideal system goes on where the warm-up ends
        building["minimum_number_of_warmup_days"], building["maximum_number_of_warmup_days"] = 1, WARM_UP_DAYS
    control = raw.setdefault("SimulationControl", {"SimulationControl 1": {}})
    for values in control.values():
        values["run_simulation_for_sizing_periods"] = "No"
        values["run_simulation_for_weather_file_run_periods"] = "Yes"
        for kind in ("zone", "system", "plant"):
            values[f"do_{kind}_sizing_calculation"] = "No"
        values["do_hvac_sizing_simulation_for_sizing_periods"] = "No"

    def add(kind: str, name: str, values: dict[str, Any]) -> None:
        raw.setdefault(kind, {})[name] = values

    limits = f"{OURS}any"
    add("ScheduleTypeLimits", limits, {})
    for name, value in (
        (ALWAYS, 1.0), (AVAILABLE, 1.0), (HEATING, FREE[0]), (COOLING, FREE[1]), (DUAL, 4.0),
    ):  # fmt: skip
        add("Schedule:Constant", name, {"schedule_type_limits_name": limits, "hourly_value": value})
    for name, radiant, latent in ((AIR, 0.0, 0.0), (RADIANT, 1.0, 0.0), (WATER, 0.0, 1.0)):
        add(
            "OtherEquipment",
            name,
            {
                "fuel_use_type": "None",
                "zone_or_zonelist_or_space_or_spacelist_name": zone,
                "schedule_name": ALWAYS,
                "design_level_calculation_method": "EquipmentLevel",
                "design_level": 0.0,
                "fraction_latent": latent,
                "fraction_radiant": radiant,
                "fraction_lost": 0.0,
            },
        )
    add(
        "ThermostatSetpoint:DualSetpoint",
        f"{OURS}thermostat",
        {
            "heating_setpoint_temperature_schedule_name": HEATING,
            "cooling_setpoint_temperature_schedule_name": COOLING,
        },
    )
    add(
        "ZoneControl:Thermostat",
        f"{OURS}control",
        {"zone_or_zonelist_name": zone, **dual_control(f"{OURS}thermostat")},
    )
    add_ideal(raw, zone, IDEAL, AVAILABLE)


def _period(start: str, days: int) -> dict[str, Any]:
    """The fortnight before and the days of the run, with a day to spare for the last step."""
    first = day_of_year(start)
    begin, end = _date(first - RUN_IN_DAYS), _date(first + days)
    return {
        "begin_year": begin[0],
        "begin_month": begin[1],
        "begin_day_of_month": begin[2],
        "end_year": end[0],
        "end_month": end[1],
        "end_day_of_month": end[2],
        "use_weather_file_holidays_and_special_days": "No",
        "use_weather_file_daylight_saving_period": "No",
        "apply_weekend_holiday_rule": "No",
        "use_weather_file_rain_indicators": "Yes",
        "use_weather_file_snow_indicators": "Yes",
    }


def day_of_year(start: str) -> int:
    """Of MM-DD, from 0."""
    try:
        month, day = (int(part) for part in start.split("-"))
        fits = 1 <= month <= 12 and 1 <= day <= MONTH_DAYS[month - 1]
    except ValueError:
        fits = False
    if not fits:
        raise InputError(f"start: {start!r}; allowed is MM-DD, without 29 February")
    return sum(MONTH_DAYS[: month - 1]) + day - 1


def _date(day: int) -> tuple[int, int, int]:
    """Year, month, day of the day of the year, counted from 0; years without 29 February."""
    year, day = _YEAR + day // 365, day % 365
    month = 0
    while day >= MONTH_DAYS[month]:
        day -= MONTH_DAYS[month]
        month += 1
    return year, month + 1, day + 1
