"""Recordings of rooms that EnergyPlus computes, for `validate`: the envelopes of ASHRAE 140 cases 900 (heavy) and 600 (light),
heated and damped at random for 28 days.

    python -m host_sim.adapters.energyplus_rooms FOLDER [WEATHER FOLDER]

Rows of 15 min, all but the end of the row means over it: for each room what `host_sim.validate.recording` reads, and its
water: humidity ratios of room and outdoor air (g/kg), water given (g/h), air pressure (hPa). The room leaks half its volume an
hour at all times, nobody lives there, air and furniture hold 7 times the heat and 12 times the water of the air.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from host_sim.adapters.energyplus import EnergyPlus
from host_sim.adapters.energyplus_run import Run
from host_sim.adapters.guest import Surroundings
from host_sim.plant.air import relative_humidity

DAYS, ROW = 28, 15  # days; minutes
PLACES = {
    "H_chicago": "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw",
    "L_newark": "USA_NJ_Newark.Intl.AP.725020_TMY3.epw",
}
ROOM = "t_end_s,T_room_C,T_out_C,RH_out_pct,I_dn_Wm2,I_dif_hor_Wm2,Q_inject_W"
WATER = "t_end_s,T_room_C,W_room_gkg,W_out_gkg,Water_gh,Pressure_hPa"
_HEAT, _WATER = (0, 350, 700, 1400, 2100, 2800, 3500), (0, 0, 50, 100, 200, 400)  # W, g/h
_LEAST, _MOST = 15, 720  # min that one of them holds
_X, _Y, _Z = 8.0, 6.0, 2.7  # m
# m, W/(m K), kg/m3, J/(kg K), from outside to inside
_LAYERS: dict[str, dict[str, tuple[tuple[float, float, float, float], ...]]] = {
    "H": {
        "Wall": ((0.009, 0.14, 530, 900), (0.0615, 0.04, 10, 1400), (0.1, 0.51, 1400, 1000)),
        "Roof": ((0.019, 0.14, 530, 900), (0.1118, 0.04, 12, 840), (0.01, 0.16, 950, 840)),
        "Floor": ((1.007, 0.04, 10, 1400), (0.08, 1.13, 1400, 1000)),
    },
    "L": {
        "Wall": ((0.009, 0.14, 530, 900), (0.066, 0.04, 12, 840), (0.012, 0.16, 950, 840)),
        "Roof": ((0.019, 0.14, 530, 900), (0.1118, 0.04, 12, 840), (0.01, 0.16, 950, 840)),
        "Floor": ((1.003, 0.04, 10, 1400), (0.025, 0.14, 650, 1200)),
    },
}


def model(kind: str) -> dict[str, Any]:
    """The room as epJSON; "H" heavy, "L" light."""
    materials: dict[str, Any] = {}
    constructions: dict[str, Any] = {"Window": {"outside_layer": "Pane", "layer_2": "Gap", "layer_3": "Pane"}}
    for part, layers in _LAYERS[kind].items():
        names = []
        for i, (thickness, conductivity, density, heat) in enumerate(layers):
            names.append(f"{part} {i}")
            materials[names[-1]] = {
                "roughness": "Rough", "thickness": thickness, "conductivity": conductivity, "density": density,
                "specific_heat": heat, "thermal_absorptance": 0.9, "solar_absorptance": 0.6, "visible_absorptance": 0.6,
            }  # fmt: skip
        constructions[part] = {"outside_layer": names[0]} | {f"layer_{i}": name for i, name in enumerate(names[1:], 2)}
    return {
        "Version": {"Version 1": {"version_identifier": "25.2"}},
        "Building": {"Room": {"terrain": "Country", "solar_distribution": "FullExterior", "north_axis": 0.0}},
        "GlobalGeometryRules": {
            "Rules": {
                "starting_vertex_position": "UpperLeftCorner",
                "vertex_entry_direction": "Counterclockwise",
                "coordinate_system": "Relative",
            }
        },
        "Zone": {"Room": {"ceiling_height": _Z, "volume": _X * _Y * _Z}},
        "Material": materials,
        "WindowMaterial:Glazing": {
            "Pane": {
                "optical_data_type": "SpectralAverage", "thickness": 0.003048, "solar_transmittance_at_normal_incidence": 0.834,
                "front_side_solar_reflectance_at_normal_incidence": 0.075,
                "back_side_solar_reflectance_at_normal_incidence": 0.075,
                "visible_transmittance_at_normal_incidence": 0.899,
                "front_side_visible_reflectance_at_normal_incidence": 0.083,
                "back_side_visible_reflectance_at_normal_incidence": 0.083, "infrared_transmittance_at_normal_incidence": 0.0,
                "front_side_infrared_hemispherical_emissivity": 0.84,
                "back_side_infrared_hemispherical_emissivity": 0.84, "conductivity": 1.0,
            }
        },
        "WindowMaterial:Gas": {"Gap": {"gas_type": "Air", "thickness": 0.012}},
        "Construction": constructions,
        "BuildingSurface:Detailed": _surfaces(),
        "FenestrationSurface:Detailed": {f"Window {i}": _window(x) for i, x in enumerate((0.5, 4.5), 1)},
        "ZoneInfiltration:DesignFlowRate": {
            "Leaks": {
                "zone_or_zonelist_or_space_or_spacelist_name": "Room", "schedule_name": "Always",
                "design_flow_rate_calculation_method": "AirChanges/Hour", "air_changes_per_hour": 0.5,
                "constant_term_coefficient": 1.0,
            }
        },
        "ScheduleTypeLimits": {"Any": {}},
        "Schedule:Constant": {"Always": {"schedule_type_limits_name": "Any", "hourly_value": 1.0}},
    }  # fmt: skip


def _surfaces() -> dict[str, Any]:
    corners = {
        "South wall": ((0, 0, _Z), (0, 0, 0), (_X, 0, 0), (_X, 0, _Z)),
        "East wall": ((_X, 0, _Z), (_X, 0, 0), (_X, _Y, 0), (_X, _Y, _Z)),
        "North wall": ((_X, _Y, _Z), (_X, _Y, 0), (0, _Y, 0), (0, _Y, _Z)),
        "West wall": ((0, _Y, _Z), (0, _Y, 0), (0, 0, 0), (0, 0, _Z)),
        "Roof": ((0, _Y, _Z), (0, 0, _Z), (_X, 0, _Z), (_X, _Y, _Z)),
        "Floor": ((0, 0, 0), (0, _Y, 0), (_X, _Y, 0), (_X, 0, 0)),
    }
    made = {}
    for name, points in corners.items():
        kind = name.split()[-1].capitalize()
        open_air = kind != "Floor"
        made[name] = {
            "surface_type": kind, "construction_name": kind, "zone_name": "Room", "outside_boundary_condition": "Outdoors",
            "sun_exposure": "SunExposed" if open_air else "NoSun", "wind_exposure": "WindExposed" if open_air else "NoWind",
            "number_of_vertices": 4,
            "vertices": [{f"vertex_{axis}_coordinate": value for axis, value in zip("xyz", p, strict=True)} for p in points],
        }  # fmt: skip
    return made


def _window(left: float) -> dict[str, Any]:
    corners = ((left, 2.2), (left, 0.2), (left + 3.0, 0.2), (left + 3.0, 2.2))
    made = {
        "surface_type": "Window", "construction_name": "Window", "building_surface_name": "South wall", "number_of_vertices": 4,
    }  # fmt: skip
    for i, (x, z) in enumerate(corners, 1):
        made |= {f"vertex_{i}_x_coordinate": x, f"vertex_{i}_y_coordinate": 0.0, f"vertex_{i}_z_coordinate": z}
    return made


def _held(luck: random.Random, values: tuple[int, ...]) -> np.ndarray:
    """One of `values` for each minute, each for a while."""
    made: list[int] = []
    while len(made) < DAYS * 1440:
        hold = round(_LEAST * (_MOST / _LEAST) ** luck.random() / _LEAST) * _LEAST
        made += [luck.choice(values)] * hold
    return np.array(made[: DAYS * 1440], dtype=float)


def record(name: str, weather: Path) -> tuple[list[str], list[str]]:
    """The lines of a recording, and of its water."""
    sun = [0.0, 0.0]
    plain = Run.surroundings

    def seen(run: Run) -> Surroundings:
        sun[:] = run.value("beam"), run.value("diffuse")
        return plain(run)

    luck = random.Random(name)
    heat, water = _held(luck, _HEAT), _held(luck, _WATER)
    rows = np.zeros((DAYS * 1440, 9))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "room.epJSON"
        file.write_text(json.dumps(model(name[0])), encoding="utf-8")
        Run.surroundings = seen  # type: ignore[assignment, method-assign]
        try:
            with EnergyPlus(file, weather, start="01-01", days=DAYS, with_load=False, furnished=True) as room:
                for k, row in enumerate(rows):
                    room.advance(heat[k], 0.0, water[k] / 3.6e6)
                    now = room.surroundings()
                    outside = now.outdoor_humidity_ratio or 0.0
                    row[:] = (
                        now.room, now.outdoor, *sun, heat[k], 1e3 * now.humidity_ratio, 1e3 * outside, water[k],
                        now.pressure / 100.0,
                    )  # fmt: skip
        finally:
            Run.surroundings = plain  # type: ignore[method-assign]
    heated, damped = [ROOM], [WATER]
    for k, row in enumerate(rows.reshape(-1, ROW, 9).mean(axis=1), 1):
        warm, out, beam, sky, watts, w_room, w_out, given, pressure = row
        damp = min(100.0 * relative_humidity(out, w_out / 1e3, pressure * 100.0), 100.0)
        end = k * ROW * 60
        heated.append(f"{end},{warm:.3f},{out:.3f},{damp:.1f},{beam:.1f},{sky:.1f},{watts:.0f}")
        damped.append(f"{end},{warm:.3f},{w_room:.4f},{w_out:.4f},{given:.0f},{pressure:.1f}")
    return heated, damped


def main() -> None:
    """Writes all recordings into the folder that is named."""
    import pyenergyplus

    folder = Path(sys.argv[1])
    weather = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(pyenergyplus.__file__).parent / "data" / "weather"
    for name, file in PLACES.items():
        for what, lines in zip(("28_days", "water"), record(name, weather / file), strict=True):
            path = folder / f"eplus_{what}_{name}_jan.csv"
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
            print(path)


if __name__ == "__main__":
    main()
