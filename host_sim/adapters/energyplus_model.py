"""The model that EnergyPlus runs: somebody's building as epJSON, with what the coupling needs added to it.

Added are three `OtherEquipment` objects that bring the heat pump's heat, the backup's radiant heat and the water the coil takes
out, an ideal system with a thermostat, steps of 60 s and the days of the run. Its own run periods and reports are left out.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from host_sim.errors import InputError
from host_sim.plant.weather import MONTH_DAYS

STEP = 60  # s, a zone step
RUN_IN_DAYS = 14
FREE = (-60.0, 90.0)  # °C, set points that ask for nothing
_YEAR = 2018  # begins on a Monday
_OURS = "Balancepoint "
AIR, RADIANT, WATER, IDEAL = (f"{_OURS}{name}" for name in ("air", "radiant", "water", "ideal"))
AVAILABLE, HEATING, COOLING = (f"{_OURS}{name}" for name in ("available", "heating", "cooling"))
_LEFT_OUT = ("RunPeriod", "Output:", "OutputControl:", "Timestep", "Meter:")
_SYSTEMS = ("ZoneHVAC:EquipmentConnections", "ZoneControl:Thermostat", "HVACTemplate:Zone:")


def read(model: Path, api: Any, folder: Path) -> dict[str, Any]:
    """The model as epJSON; an IDF is converted first, in `folder`, by EnergyPlus's `api`."""
    path = model
    if not path.is_file():
        raise InputError(f"{path}: no such file; allowed is an EnergyPlus model, .epJSON or .idf")
    if path.suffix.lower() == ".idf":
        copy = folder / "given.idf"
        shutil.copyfile(path, copy)
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


def zone_of(model: Path, raw: dict[str, Any], wanted: str | None) -> str:
    """The zone to be heated, which must have no system of its own."""
    zones = list(raw.get("Zone", {}))
    if not zones:
        raise InputError(f"{model}: has no Zone")
    if wanted is None:
        if len(zones) > 1:
            raise InputError(f"{model}: zone: must be given, allowed are {', '.join(sorted(zones))}")
        wanted = zones[0]
    found = [zone for zone in zones if zone.upper() == wanted.upper()]
    if not found:
        raise InputError(f"{model}: zone = {wanted!r}: no such zone; allowed are {', '.join(sorted(zones))}")
    for kind, objects in raw.items():
        for name, values in objects.items() if kind.startswith(_SYSTEMS) else ():
            if str(values.get("zone_name", values.get("zone_or_zonelist_name", ""))).upper() == wanted.upper():
                raise InputError(
                    f"{model}: zone {found[0]!r} has heating or cooling already ({kind} '{name}'); it must have none"
                )
    return found[0]


def walls_of(raw: dict[str, Any], zone: str) -> list[str]:
    """Outside walls of the zone: what a room sensor on one feels."""
    return [
        name
        for name, surface in raw.get("BuildingSurface:Detailed", {}).items()
        if str(surface.get("surface_type")).lower() == "wall"
        and str(surface.get("outside_boundary_condition")).lower() == "outdoors"
        and str(surface.get("zone_name")).upper() == zone.upper()
    ]


def prepare(raw: dict[str, Any], zone: str, start: str, days: int) -> None:
    """Adds what the coupling needs and takes out what would run or write otherwise."""
    for kind in [kind for kind in raw if kind.startswith(_LEFT_OUT)]:
        del raw[kind]
    raw["Timestep"] = {"Timestep 1": {"number_of_timesteps_per_hour": 3600 // STEP}}
    raw["RunPeriod"] = {"Run": _period(start, days)}
    control = raw.setdefault("SimulationControl", {"SimulationControl 1": {}})
    for values in control.values():
        values["run_simulation_for_sizing_periods"] = "No"
        values["run_simulation_for_weather_file_run_periods"] = "Yes"
        values["do_hvac_sizing_simulation_for_sizing_periods"] = "No"

    def add(kind: str, name: str, values: dict[str, Any]) -> None:
        raw.setdefault(kind, {})[name] = values

    limits = f"{_OURS}any"
    add("ScheduleTypeLimits", limits, {})
    for name, value in (
        (f"{_OURS}always", 1.0), (AVAILABLE, 1.0), (HEATING, FREE[0]), (COOLING, FREE[1]), (f"{_OURS}dual", 4.0),
    ):  # fmt: skip
        add("Schedule:Constant", name, {"schedule_type_limits_name": limits, "hourly_value": value})
    for name, radiant, latent in ((AIR, 0.0, 0.0), (RADIANT, 1.0, 0.0), (WATER, 0.0, 1.0)):
        add(
            "OtherEquipment",
            name,
            {
                "fuel_use_type": "None",
                "zone_or_zonelist_or_space_or_spacelist_name": zone,
                "schedule_name": f"{_OURS}always",
                "design_level_calculation_method": "EquipmentLevel",
                "design_level": 0.0,
                "fraction_latent": latent,
                "fraction_radiant": radiant,
                "fraction_lost": 0.0,
            },
        )
    add(
        "ThermostatSetpoint:DualSetpoint",
        f"{_OURS}thermostat",
        {
            "heating_setpoint_temperature_schedule_name": HEATING,
            "cooling_setpoint_temperature_schedule_name": COOLING,
        },
    )
    add(
        "ZoneControl:Thermostat",
        f"{_OURS}control",
        {
            "zone_or_zonelist_name": zone,
            "control_type_schedule_name": f"{_OURS}dual",
            "control_1_object_type": "ThermostatSetpoint:DualSetpoint",
            "control_1_name": f"{_OURS}thermostat",
        },
    )
    add(
        "ZoneHVAC:IdealLoadsAirSystem",
        IDEAL,
        {
            "availability_schedule_name": AVAILABLE,
            "zone_supply_air_node_name": f"{_OURS}supply",
            "dehumidification_control_type": "None",
            "humidification_control_type": "None",
        },
    )
    add(
        "ZoneHVAC:EquipmentList",
        f"{_OURS}equipment",
        {
            "load_distribution_scheme": "SequentialLoad",
            "equipment": [
                {
                    "zone_equipment_object_type": "ZoneHVAC:IdealLoadsAirSystem",
                    "zone_equipment_name": IDEAL,
                    "zone_equipment_cooling_sequence": 1,
                    "zone_equipment_heating_or_no_load_sequence": 1,
                }
            ],
        },
    )
    add(
        "ZoneHVAC:EquipmentConnections",
        f"{_OURS}connections",
        {
            "zone_name": zone,
            "zone_conditioning_equipment_list_name": f"{_OURS}equipment",
            "zone_air_inlet_node_or_nodelist_name": f"{_OURS}supply",
            "zone_air_node_name": f"{_OURS}zone air",
            "zone_return_air_node_or_nodelist_name": f"{_OURS}return",
        },
    )


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
