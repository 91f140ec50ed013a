"""VDI 6007 Part 1:2012, test cases 1 to 12: a room of two capacities, hour by hour over 60 days, on the house's solver.

A case is a table of `data/validation/vdi6007.json`; a new one needs no code. What a case may have besides its room:

- `gain_convective_W`, `gain_radiant_W`: 24 hourly values; radiant ones go to the surfaces by their areas
- `outdoors_C`: one value or 24
- `window_m2`, `sun_window_W_m2`: per orientation, the latter 24 values each; `window_convective_share` of it goes to the air,
  the rest to the surfaces that do not look the same way, by area; above `blind_above_W_m2` a blind lets `blind_g` through
- `outside_wall_share`, `outside_window_share` (per orientation), `outside_ground_share`, `ground_C`: weights of the
  temperatures that the outside wall sees;
  `sun_wall_W_m2` (per orientation), `absorptance`, `sky_W_m2`, `sky_emissivity` and the outside films
  raise them
- `air_flow_m3_h`: 24 values, outdoor air; `air_flow_W_K_per_m3_h` is what one m3/h carries
- `set_point_C`: 24 values, kept in the air by at most `heater_W` and `cooler_W`, the latter `cooler_at` a node ("air";
  "int_surface" for a cooled ceiling)
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from host_sim.plant.network import Network, house_step

Floats = NDArray[np.float64]
Case = Mapping[str, Any]

DATA = Path(__file__).parents[1] / "data" / "validation" / "vdi6007.json"
DAYS = 60
_HEATER, _COOLER = 0, 1  # inputs of the network
_STEFAN_BOLTZMANN = 5.670374e-8


@cache
def cases() -> dict[str, Case]:
    """The cases by number."""
    return json.loads(DATA.read_text(encoding="utf-8"))["cases"]


@dataclass(frozen=True)
class Hours:
    """Hourly means over the days: °C of the air, and W of heater and cooler (+ heating)."""

    air: Floats
    power: Floats


def build(case: Case, air_flow: float = 0.0) -> Network:
    """The guideline's room: no capacity in the air; `air_flow` in m3/h."""
    net = Network()
    outside, inside = sum(case["area_ext_m2"]), case["area_int_m2"]
    net.node("air")
    for name, area in (("ext", outside), ("int", inside)):
        net.node(f"{name}_surface")
        net.node(f"{name}_core", case[f"C_{name}_J_K"])
        net.link("air", f"{name}_surface", case[f"film_{name}_W_m2K"] * area)
        net.link(f"{name}_surface", f"{name}_core", 1.0 / case[f"R_{name}_K_W"])
    net.link("ext_surface", "int_surface", case["film_radiant_W_m2K"] * min(outside, inside))
    net.heat("heater", {"air": 1.0})
    net.heat("cooler", {case.get("cooler_at", "air"): 1.0})
    net.heat("convective", {"air": 1.0})
    net.heat("radiant", _by_area(outside, inside))
    to_air = case.get("window_convective_share", 0.0)
    for i, _ in enumerate(case.get("window_m2", ())):
        spread = _by_area(outside - case["area_ext_m2"][i], inside)
        net.heat(f"sun_{i}", {"air": to_air} | {name: (1.0 - to_air) * share for name, share in spread.items()})
    net.boundary("outside")
    net.boundary("outdoors")
    film = 1.0 / (case["film_outside_W_m2K"] * outside)
    net.link("ext_core", "outside", 1.0 / (case["R_ext_rem_K_W"] + film))
    net.link("air", "outdoors", air_flow * case.get("air_flow_W_K_per_m3_h", 0.0))
    return net


def _by_area(outside: float, inside: float) -> dict[str, float]:
    return {"ext_surface": outside / (outside + inside), "int_surface": inside / (outside + inside)}


def inputs(case: Case) -> Floats:
    """24 rows in the order of the network's inputs; heater and cooler 0."""
    columns = [np.zeros(24), np.zeros(24)]
    columns += [_day(case.get(name, 0.0)) for name in ("gain_convective_W", "gain_radiant_W")]
    blinds = []
    for area, sun in zip(case.get("window_m2", ()), case.get("sun_window_W_m2", ()), strict=True):
        through = np.where(_day(sun) > case.get("blind_above_W_m2", np.inf), case.get("blind_g", 1.0), 1.0)
        blinds.append(through)
        columns.append(area * _day(sun) * through)
    columns += [_outside(case, blinds), _day(case["outdoors_C"])]
    return np.array(columns).T


def _outside(case: Case, blinds: list[Floats]) -> Floats:
    """°C that the outside wall sees: air, sun and sky by wall, window and ground."""
    air = _day(case["outdoors_C"])
    if "outside_wall_share" not in case:
        return air
    seen = np.zeros(24)
    convective, radiant = case.get("film_outside_convective_W_m2K", 0.0), case.get("film_outside_radiant_W_m2K", 0.0)
    sky = np.zeros(24)
    if "sky_W_m2" in case:
        black = _day(case["sky_W_m2"]) / (case["sky_emissivity"] * _STEFAN_BOLTZMANN)
        sky = (black**0.25 - 273.15 - air) * radiant / (radiant + convective)
    for i, (wall, window) in enumerate(zip(case["outside_wall_share"], case["outside_window_share"], strict=True)):
        sun = (
            _day(case["sun_wall_W_m2"][i]) * case["absorptance"] / (radiant + convective)
            if "absorptance" in case
            else 0
        )
        seen += wall * (air + sun + sky) + window * (air + sky * blinds[i])
    return seen + case.get("outside_ground_share", 0.0) * case.get("ground_C", 0.0)


def _day(values: float | list[float]) -> Floats:
    return np.full(24, values) if np.isscalar(values) else np.array(values, dtype=np.float64)


def simulate(case: Case, dt: float = 60.0) -> Hours:
    """60 days in steps of `dt` seconds; dt divides 3600."""
    flows = _day(case.get("air_flow_m3_h", 0.0))
    kinds, kind = np.unique(flows, return_inverse=True)
    nets = [build(case, flow) for flow in kinds]
    steps = np.array([net.discretise(dt) for net in nets])
    out = np.array([np.hstack(net.output("air")) for net in nets])
    x = np.full(len(nets[0].states), case["start_C"])
    hours = np.zeros((DAYS * 24, 2))
    wish = _day(case.get("set_point_C", np.nan))
    limits = np.array([case.get("heater_W", np.inf), case.get("cooler_W", np.inf)])
    _run(x, inputs(case), steps, out, kind, wish, limits, round(3600.0 / dt), hours)
    return Hours(hours[:, 0], hours[:, 1])


@njit(cache=True)
def _air(x, u, out):
    return np.dot(out[: x.shape[0]], x) + np.dot(out[x.shape[0] :], u)


@njit(cache=True)
def _after(x, u, steps, out):
    """°C of the air at the end of a step."""
    x, mean = x.copy(), x.copy()
    house_step(x, mean, u, steps)
    return _air(x, u, out)


@njit(cache=True)
def _run(x, table, steps, out, kind, wish, limits, per_hour, hours):
    mean = x.copy()
    u = np.zeros(table.shape[1])
    for hour in range(hours.shape[0]):
        h = hour % 24
        k = kind[h]
        for _ in range(per_hour):
            u[:] = table[h]
            q = 0.0
            if not np.isnan(wish[h]):
                # The air answers in proportion: what it lacks over what one watt does
                free = _after(x, u, steps[k], out[k])
                means = _HEATER if free < wish[h] else _COOLER
                u[means] = 1.0
                q = (wish[h] - free) / (_after(x, u, steps[k], out[k]) - free)
                q = min(max(q, -limits[1]), limits[0])
                u[means] = q
            house_step(x, mean, u, steps[k])
            hours[hour, 0] += _air(mean, u, out[k]) / per_hour
            hours[hour, 1] += q / per_hour
