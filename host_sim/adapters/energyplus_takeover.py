"""Takes a zone out of its own heating and cooling, whatever that is, and leaves the building as it was.

What is the building's stays: geometry, constructions, weather and ground, schedules, people, lights, appliances, leaks, air
between zones. All else goes: air loops, terminals, zone equipment, plant, service water, refrigeration, sizing, programs
(EMS, Python plugins), tariffs, reports. The other zones that have a thermostat keep it and are held at its set points by ideal
systems, because their own cannot be taken apart: one air loop or plant serves many zones, and is sized for all of them. So the
zone that is taken has neighbours as warm as before. It has no ventilation but its leaks and what fans without a system bring;
its windows stay shut.

Zones count once: multipliers, which repeat a zone's load for a plant, are 1. What cannot be left out without making another
building of it is told, by object, name and reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from host_sim.adapters.energyplus_pruning import prune
from host_sim.errors import InputError

OURS = "Balancepoint "
ALWAYS, DUAL = f"{OURS}always", f"{OURS}dual"
Raw = dict[str, Any]

# By the first words of the object's type; a type that goes by one of these and a colon, or by nothing more, stays
_BUILDING = re.compile(
    r"(Version|SimulationControl|Building|ShadowCalculation|SurfaceConvectionAlgorithm|HeatBalance\w*|ZoneAirHeatBalanceAlgorithm"
    r"|ZoneCapacitanceMultiplier|Site|RunPeriodControl|Schedule|ScheduleTypeLimits|Material|MaterialProperty|WindowMaterial"
    r"|WindowGap|WindowThermalModel|Construction|ConstructionProperty|GlobalGeometryRules|GeometryTransform|Zone|ZoneList|Space"
    r"|SpaceList|BuildingSurface|Wall|RoofCeiling|Roof|Ceiling|Floor|Window|Door|GlazedDoor|FenestrationSurface|InternalMass"
    r"|Shading|ShadingProperty|WindowProperty|WindowShadingControl|SurfaceProperty|SurfaceControl|Foundation"
    r"|GroundHeatTransfer|People|ComfortViewFactorAngles|Lights|ElectricEquipment|GasEquipment|HotWaterEquipment"
    r"|SteamEquipment|OtherEquipment|ZoneInfiltration|ZoneVentilation|ZoneMixing|ZoneCrossMixing|ZoneRefrigerationDoorMixing"
    r"|ZoneEarthtube|Daylighting|DaylightingDevice|ThermostatSetpoint|ZoneProperty)(:.*)?"
)
# What would be missing from the building of this zone, and why: type, field that names the zone
_IN_THE_WAY = (
    ("Refrigeration:Case", "zone_name", "its cold goes into the zone and belongs to a refrigeration system"),
    ("Refrigeration:WalkIn", "zone_name", "its cold goes into the zone and belongs to a refrigeration system"),
    ("ElectricEquipment:ITE:AirCooled", "zone_or_space_name", "its heat depends on the supply air of the zone's own system"),
    ("SwimmingPool:Indoor", "surface_name", "a pool needs its plant loop"),
)  # fmt: skip
_NETWORK = "AirflowNetwork:SimulationControl"
_WINDOWS = "ZoneVentilation:WindandStackOpenArea"
_THERMOSTAT = "ZoneControl:Thermostat"


def same(one: Any, other: Any) -> bool:
    """EnergyPlus's names differ by letters, not by their size."""
    return str(one).upper() == str(other).upper()


def check_version(model: Path, given: Any, ours: str) -> None:
    """`given`: the version of the model, None if it names none."""
    if given is not None and str(given).split(".")[:2] != ours.split(".")[:2]:
        raise InputError(
            f"{model}: Version '{given}': of another EnergyPlus; allowed is {ours} (IDFVersionUpdater converts)"
        )


def zone_of(model: Path, raw: Raw, wanted: str | None) -> str:
    """The zone to be taken, as the model spells it. Where zones have thermostats it must be one of these."""
    zones = list(raw.get("Zone", {}))
    if not zones:
        raise InputError(f"{model}: has no Zone")
    conditioned = sorted({zone for zone, _ in thermostats(raw)})
    offered = conditioned or sorted(zones)
    if wanted is None:
        if len(offered) > 1:
            raise InputError(f"{model}: zone: must be given, allowed are {', '.join(offered)}")
        wanted = offered[0]
    found = [zone for zone in zones if same(zone, wanted)]
    if not found:
        raise InputError(f"{model}: zone = {wanted!r}: no such zone; allowed are {', '.join(offered)}")
    if found[0] not in offered:
        raise InputError(
            f"{model}: zone = {found[0]!r}: is not heated or cooled in the model (no {_THERMOSTAT}); "
            f"allowed are {', '.join(offered)}"
        )
    return found[0]


def thermostats(raw: Raw) -> Iterator[tuple[str, dict[str, Any]]]:
    """(zone, the values of its thermostat's object), lists of zones one by one; those of HVACTemplate too."""
    zones = raw.get("Zone", {})
    lists = {name.upper(): values for name, values in raw.get("ZoneList", {}).items()}
    for kind, objects in raw.items():
        if kind != _THERMOSTAT and not kind.startswith("HVACTemplate:Zone:"):
            continue
        for values in objects.values():
            named = str(values.get("zone_or_zonelist_name", values.get("zone_name", ""))).upper()
            members = [str(item.get("zone_name")).upper() for item in lists.get(named, {}).get("zones", [])] or [named]
            for zone in zones:
                if zone.upper() in members:
                    yield zone, values


def take_over(model: Path, raw: Raw, zone: str) -> None:
    """Leaves of `raw` the building without systems, its other zones held by ideal ones."""
    _nothing_in_the_way(model, raw, zone)
    held = {name: values for name, values in thermostats(raw) if name != zone}
    templates = raw.get("HVACTemplate:Thermostat", {})
    for kind in [kind for kind in raw if not _BUILDING.fullmatch(kind)]:
        del raw[kind]
    for values in raw["Zone"].values():
        values["multiplier"] = 1
    windows = raw.get(_WINDOWS, {})
    for name in [name for name, values in windows.items() if same(values.get("zone_or_space_name"), zone)]:
        del windows[name]
    for kind in [kind for kind, objects in raw.items() if not objects]:
        del raw[kind]
    for kind in ("Schedule:File", "Schedule:File:Shading"):
        for values in raw.get(kind, {}).values():
            values["file_name"] = str((model.parent / str(values.get("file_name"))).resolve())
    prune(raw, zone, set(held))
    for name, values in held.items():
        if name not in raw["Zone"]:
            continue
        control = values if "control_1_name" in values else _from_template(raw, name, values, templates)
        if control:
            raw.setdefault(_THERMOSTAT, {})[f"{OURS}holds {name}"] = {**control, "zone_or_zonelist_name": name}
            add_ideal(raw, name, f"{OURS}ideal {name}", ALWAYS)


def _nothing_in_the_way(model: Path, raw: Raw, zone: str) -> None:
    if raw.get(_NETWORK):
        name = next(iter(raw[_NETWORK]))
        raise InputError(
            f"{model}: {_NETWORK} '{name}': the building's leaks are part of a network with its ducts; "
            "allowed are ZoneInfiltration objects"
        )
    surfaces = {
        name.upper(): values.get("zone_name") for name, values in raw.get("BuildingSurface:Detailed", {}).items()
    }
    for kind, field, reason in _IN_THE_WAY:
        for name, values in raw.get(kind, {}).items():
            place = values.get(field)
            if same(surfaces.get(str(place).upper(), place), zone):
                raise InputError(f"{model}: zone {zone!r} cannot be taken over: {kind} '{name}': {reason}")


def _from_template(raw: Raw, zone: str, values: dict[str, Any], templates: Raw) -> dict[str, Any] | None:
    """The thermostat that HVACTemplate would write; None if there is none."""
    found = [one for name, one in templates.items() if same(name, values.get("template_thermostat_name"))]
    if not found:
        return None
    schedules = {}
    for side, free in (("heating", -60.0), ("cooling", 90.0)):
        name = found[0].get(f"{side}_setpoint_schedule_name")
        if name is None:
            name = f"{OURS}{side} of {zone}"
            value = found[0].get(f"constant_{side}_setpoint", free)
            raw.setdefault("Schedule:Constant", {})[name] = {"hourly_value": value}
        schedules[f"{side}_setpoint_temperature_schedule_name"] = name
    setting = f"{OURS}set points of {zone}"
    raw.setdefault("ThermostatSetpoint:DualSetpoint", {})[setting] = schedules
    return dual_control(setting)


def dual_control(setting: str) -> dict[str, Any]:
    """A thermostat that holds both set points of `setting`."""
    return {
        "control_type_schedule_name": DUAL,
        "control_1_object_type": "ThermostatSetpoint:DualSetpoint",
        "control_1_name": setting,
    }


def add_ideal(raw: Raw, zone: str, name: str, available: str) -> None:
    """An ideal system `name` for `zone`, its only equipment."""

    def add(kind: str, key: str, values: dict[str, Any]) -> None:
        raw.setdefault(kind, {})[key] = values

    add(
        "ZoneHVAC:IdealLoadsAirSystem",
        name,
        {
            "availability_schedule_name": available,
            "zone_supply_air_node_name": f"{name} supply",
            "dehumidification_control_type": "None",
            "humidification_control_type": "None",
        },
    )
    add(
        "ZoneHVAC:EquipmentList",
        f"{name} equipment",
        {
            "load_distribution_scheme": "SequentialLoad",
            "equipment": [
                {
                    "zone_equipment_object_type": "ZoneHVAC:IdealLoadsAirSystem",
                    "zone_equipment_name": name,
                    "zone_equipment_cooling_sequence": 1,
                    "zone_equipment_heating_or_no_load_sequence": 1,
                }
            ],
        },
    )
    add(
        "ZoneHVAC:EquipmentConnections",
        f"{name} connections",
        {
            "zone_name": zone,
            "zone_conditioning_equipment_list_name": f"{name} equipment",
            "zone_air_inlet_node_or_nodelist_name": f"{name} supply",
            "zone_air_node_name": f"{name} zone air",
            "zone_return_air_node_or_nodelist_name": f"{name} return",
        },
    )
