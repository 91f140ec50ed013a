"""A zone is taken out of whatever served it: what stays, what goes, what is told; DOE's prototypes are ordinary models."""

import copy
import json
from math import nan
from pathlib import Path

import numpy as np
import pytest

from host_sim.adapters import energyplus_model, energyplus_run
from host_sim.adapters.energyplus import EnergyPlus
from host_sim.adapters.energyplus_example import HOUSE
from host_sim.adapters.energyplus_takeover import OURS, take_over, thermostats, zone_of
from host_sim.errors import InputError
from host_sim.foreign.plan import CLIMATES, KINDS, rows, weather_file

MODEL = Path("house.epJSON")


def house(zones=("House",)):
    """The one that comes along, with further zones that touch nothing."""
    raw = json.loads(HOUSE.read_text())
    for zone in zones:
        raw["Zone"].setdefault(zone, {})
    return raw


def control(zone):
    return {
        "zone_or_zonelist_name": zone,
        "control_type_schedule_name": "Always 4",
        "control_1_object_type": "ThermostatSetpoint:DualSetpoint",
        "control_1_name": "Both",
    }


def wall(zone, other=None):
    values = {"zone_name": zone, "surface_type": "Wall", "outside_boundary_condition": "Outdoors"}
    if other:
        values |= {"outside_boundary_condition": "Surface", "outside_boundary_condition_object": other}
    return values


def row_of_zones():
    """Taken - attic (free) - held - far (held), each wall with a door to the next."""
    raw = {"Zone": {name: {"multiplier": 3} for name in ("Taken", "Attic", "Held", "Far")}, "People": {}}
    raw["BuildingSurface:Detailed"] = surfaces = {}
    raw["FenestrationSurface:Detailed"] = doors = {}
    for one, other in (("Taken", "Attic"), ("Attic", "Held"), ("Held", "Far")):
        surfaces[f"{one}-{other}"], surfaces[f"{other}-{one}"] = (
            wall(one, f"{other}-{one}"),
            wall(other, f"{one}-{other}"),
        )
        doors[f"door {one}-{other}"] = {
            "building_surface_name": f"{one}-{other}", "outside_boundary_condition_object": f"door {other}-{one}",
        }  # fmt: skip
        doors[f"door {other}-{one}"] = {
            "building_surface_name": f"{other}-{one}", "outside_boundary_condition_object": f"door {one}-{other}",
        }  # fmt: skip
    raw["ZoneList"] = {
        "All": {"zones": [{"zone_name": name} for name in ("TAKEN", "Held", "Far")]},
        "Far ones": {"zones": [{"zone_name": "Far"}]},
    }
    raw["ZoneControl:Thermostat"] = {"for all": control("all")}
    raw["People"] = {
        "far": {"zone_or_zonelist_or_space_or_spacelist_name": "Far ones"},
        "held": {"zone_or_zonelist_or_space_or_spacelist_name": "Held"},
    }
    raw["AirLoopHVAC"] = {"loop": {}}
    raw["Coil:Heating:Fuel"] = {"coil": {}}
    raw["Sizing:Zone"] = {"sizing": {"zone_or_zonelist_name": "All"}}
    raw["Output:Variable"] = {"out": {}}
    raw["Schedule:File"] = {"file": {"file_name": "gains.csv"}}
    return raw


def test_systems_go_the_building_stays_and_the_neighbours_are_held():
    raw = row_of_zones()
    assert zone_of(MODEL, raw, "taken") == "Taken"
    take_over(Path("/models/x.epJSON"), raw, "Taken")
    assert not {kind for kind in raw if kind.startswith(("AirLoop", "Coil", "Sizing", "Output"))}
    assert set(raw["Zone"]) == {"Taken", "Attic", "Held"}
    assert all(values["multiplier"] == 1 for values in raw["Zone"].values())
    ((name, values),) = raw["ZoneControl:Thermostat"].items()
    assert values == control("Held") and name == f"{OURS}holds Held"
    assert [one["zone_name"] for one in raw["ZoneHVAC:EquipmentConnections"].values()] == ["Held"]
    assert raw["Schedule:File"]["file"]["file_name"] == "/models/gains.csv"


def test_what_is_left_out_leaves_no_names_behind():
    raw = row_of_zones()
    take_over(MODEL, raw, "Taken")
    assert raw["BuildingSurface:Detailed"]["Held-Far"] == {
        "zone_name": "Held", "surface_type": "Wall", "outside_boundary_condition": "Adiabatic",
    }  # fmt: skip
    assert set(raw["FenestrationSurface:Detailed"]) == {
        "door Taken-Attic",
        "door Attic-Taken",
        "door Attic-Held",
        "door Held-Attic",
    }
    assert list(raw["People"]) == ["held"] and list(raw["ZoneList"]) == ["All"]
    assert [one["zone_name"] for one in raw["ZoneList"]["All"]["zones"]] == ["TAKEN", "Held"]
    assert '"Far' not in json.dumps(raw)


def test_a_model_without_zones_to_leave_out_is_as_before():
    raw = house()
    before = copy.deepcopy(raw)
    take_over(MODEL, raw, "House")
    kept = {kind: values for kind, values in before.items() if kind in raw}
    for values in kept["Zone"].values():
        values["multiplier"] = 1
    assert raw == kept
    assert not [kind for kind in set(before) - set(raw) if not kind.startswith(("Output", "RunPeriod", "Timestep"))]


def test_set_points_of_templates_hold_the_neighbours():
    raw = house(("Attic",))
    raw["HVACTemplate:Thermostat"] = {
        "usual": {"constant_heating_setpoint": 19.0, "cooling_setpoint_schedule_name": "Summer"}
    }
    raw["HVACTemplate:Zone:PTHP"] = {
        "a": {"zone_name": "House", "template_thermostat_name": "Usual"},
        "b": {"zone_name": "ATTIC", "template_thermostat_name": "Usual"},
    }
    raw["BuildingSurface:Detailed"]["Partition"] = wall("House", "Back")
    raw["BuildingSurface:Detailed"]["Back"] = wall("Attic", "Partition")
    assert {zone for zone, _ in thermostats(raw)} == {"House", "Attic"}
    take_over(MODEL, raw, "House")
    (setting,) = raw["ThermostatSetpoint:DualSetpoint"].values()
    heating = raw["Schedule:Constant"][setting["heating_setpoint_temperature_schedule_name"]]
    assert heating["hourly_value"] == 19.0
    assert setting["cooling_setpoint_temperature_schedule_name"] == "Summer"
    assert [values["zone_or_zonelist_name"] for values in raw["ZoneControl:Thermostat"].values()] == ["Attic"]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (None, "zone: must be given, allowed are Far, Held, Taken"),
        ("Cellar", "zone = 'Cellar': no such zone; allowed are Far, Held, Taken"),
        (
            "attic",
            "zone = 'Attic': is not heated or cooled in the model .no ZoneControl:Thermostat.; allowed are Far, Held, Taken",
        ),
    ],
)
def test_a_zone_that_cannot_be_meant_is_told(wanted, message):
    with pytest.raises(InputError, match=f"^house.epJSON: {message}$"):
        zone_of(MODEL, row_of_zones(), wanted)


@pytest.mark.parametrize(
    ("kind", "values", "message"),
    [
        (
            "Refrigeration:Case",
            {"zone_name": "TAKEN"},
            "zone 'Taken' cannot be taken over: Refrigeration:Case 'x': its cold",
        ),
        (
            "SwimmingPool:Indoor",
            {"surface_name": "taken-attic"},
            "zone 'Taken' cannot be taken over: SwimmingPool:Indoor 'x': a pool",
        ),
        (
            "AirflowNetwork:SimulationControl",
            {},
            "AirflowNetwork:SimulationControl 'x': the building's leaks are part of a network",
        ),
    ],
)
def test_what_stands_in_the_way_is_named(kind, values, message):
    raw = row_of_zones()
    raw[kind] = {"x": values}
    with pytest.raises(InputError, match=f"^house.epJSON: {message}"):
        take_over(MODEL, raw, "Taken")
    if values:
        raw[kind] = {"x": {key: "elsewhere" for key in values}}
        take_over(MODEL, raw, "Taken")


@pytest.mark.parametrize(
    ("model", "zone"),
    [
        ("ASHRAE901_OfficeSmall_STD2019_Denver", "Perimeter_ZN_1"),
        ("RefBldgMidriseApartmentNew2004_Chicago", "m s1 apartment"),
    ],
)
def test_the_heat_of_the_ideal_system_holds_a_zone_of_a_prototype(energyplus, monkeypatch, model, zone):
    """As in the house that comes along: nothing of the zone's own system is left, and its neighbours do not freeze."""
    for module in (energyplus_model, energyplus_run):
        monkeypatch.setattr(module, "RUN_IN_DAYS", 1)
    file = weather_file(next(iter(CLIMATES))).parents[1] / "model" / f"{model}.idf"
    with EnergyPlus(
        file, weather_file("chicago"), zone=zone, start="01-27", days=1, set_points=[(0.0, 21.0, nan)], furnished=True
    ) as building:
        rooms = [building.surroundings().room]
        for load in building.load:
            building.advance(load, 0.0, 0.0)
            rooms.append(building.surroundings().room)
    loads = np.array(building.load)
    assert building.held == pytest.approx(rooms[1:], abs=1e-3)
    assert loads.max() > 100
    assert np.abs(np.array(rooms[1:])[loads > 0] - 21.0).max() < 1e-3


def test_every_row_has_its_files_of_the_bench_and_its_week(energyplus):
    for row in rows():
        assert row.model.is_file() and row.weather.is_file()
        month = int(row.start.split("-")[0])
        assert month in ((6, 7, 8, 9) if row.cooling else (12, 1, 2))
        assert row.days == KINDS[row.kind][1]
