"""The house: what is asked of the person who describes one, and the network that comes of it.

One zone: air with furniture, inner mass, wall, roof and floor of two capacities each (or of their layers of material, where
those are given), windows, and a radiant star between the inside surfaces. Films are one set of constants for every house:
inside the convective values with which such a network meets the ranges of ASHRAE 140 series 600 and 900, and the sun's split
over the surfaces of those cases; outside ISO 6946.
Infiltration by stack and wind: the basic model of ASHRAE Fundamentals 2017, chapter 16 (Sherman and Grimsrud 1980).
"""

from math import ceil, pi, sqrt
from pathlib import Path
from typing import Literal

import numpy as np
from numba import njit
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from host_sim.errors import InputError
from host_sim.inputs import checked, one_line, read_toml
from host_sim.plant.air import CP_AIR, STANDARD_PRESSURE
from host_sim.plant.field import number
from host_sim.plant.network import Network, house_step, ideal_step
from host_sim.plant.people import People

__all__ = [
    "AIR",
    "EXOGENOUS",
    "Q_AIR",
    "Q_RAD",
    "HouseConfig",
    "Layer",
    "Network",
    "Window",
    "build_network",
    "condensing_films",
    "house_step",
    "ideal_step",
    "infiltration_coefficients",
    "infiltration_conductance",
    "load_house",
]

AIR = 0  # the state that is the room air
Q_AIR, Q_RAD = 0, 1  # the inputs that the machines and the people feed, W
# The inputs after them: temperatures in °C, the others W
EXOGENOUS = ("outdoors", "ground", "sun_inside", "wall_outside", "roof_outside", "window_outside", "window_inside")

# Convective films inside, W/(m2 K): natural convection of Walton 1983 (TARP; 1.31, 1.52 and 0.76 times the cube root of the
# difference, for upright surfaces, a warm floor and a warm ceiling) at 10 K on walls, 5 K on glass, 3 K on floor and ceiling.
# The ranges of ASHRAE 140 are met with 2.5 to 3.0 on the walls. Then the radiative film near 20 °C at most surfaces' emissivity
FILM_WALL, FILM_FLOOR, FILM_ROOF, FILM_WINDOW = 2.8, 2.2, 1.1, 2.3
FILM_RADIANT, EMISSIVITY = 5.1, 0.9
NOMINAL_FILMS = 0.17  # m2 K/W, inside and outside, contained in a U-value (ISO 6946)
# Of the sun that came in, the rest on the walls; lost: out again through the glass
SUN_FLOOR, SUN_ROOF, SUN_LOST = 0.642, 0.168, 0.035
AIR_DENSITY = 1.2  # kg/m3, at standard pressure and 20 °C
STACK, WIND = 0.000145, 0.000104  # one storey; shelter class 4: (m3/s)2 per (cm2 / 1000)2, per K and per (m/s)2
REFERENCE_STACK, REFERENCE_WIND = 20.0, 4.0  # K, m/s: what `infiltration_ach` refers to


class Layer(BaseModel):
    """One material of a wall, roof or floor."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    thickness: float = number(None, 0.0005, 3, "m", "of the layer")
    conductivity: float = number(None, 0.005, 400, "W/(m K)", "of the material")
    density: float = number(0, 0, 10_000, "kg/m3", "of the material; 0: it stores no heat")
    specific_heat: float = number(1000, 100, 5000, "J/(kg K)", "of the material")

    @property
    def resistance(self) -> float:
        """m2 K/W."""
        return self.thickness / self.conductivity

    @property
    def capacity(self) -> float:
        """J/(m2 K)."""
        return self.thickness * self.density * self.specific_heat

    @property
    def cells(self) -> int:
        """Capacities that stand for it: none thicker than a wave of one hour goes deep."""
        if self.capacity == 0.0:
            return 0
        depth = sqrt(self.conductivity / (self.density * self.specific_heat) * 3600.0 / pi)
        return ceil(self.thickness / depth)


class Window(BaseModel):
    """Windows that face one way."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    azimuth: float = number(None, 0, 360, "degrees", "from north by east: 180 is south")
    area: float = number(None, 0.1, 200, "m2", "with frame")
    u: float = number(1.6, 0.3, 5.8, "W/(m2 K)", "heat loss of glass and frame")
    g: float = number(0.45, 0, 0.9, "", "share of the sun that comes in at normal incidence, of the whole area")
    emissivity: float = number(0.9, 0.02, 1, "", "of the glass for heat radiation, on its room side and its outer side")
    panes: int = number(2, 1, 4, "", "of glass")
    pane_transmittance: float | None = Field(
        None,
        ge=0.1,
        le=0.91,
        description="of one pane for the sun at normal incidence; given: instead of g, what the panes let through and take up",
    )


class HouseConfig(BaseModel):
    """A house of one zone. U-values contain the nominal films of ISO 6946."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field("well insulated small house", description="for people")
    floor_area: float = number(90, 5, 1000, "m2", "floor, and as much roof")
    height: float = number(2.5, 2, 6, "m", "of the room")
    wall_area: float = number(82, 5, 2000, "m2", "outside walls without windows")
    wall_sides: tuple[float, float, float, float] = Field(
        (0.25, 0.25, 0.25, 0.25), description="share of the walls that faces azimuth, and then 90, 180, 270 degrees on"
    )
    azimuth: float = number(180, 0, 360, "degrees", "from north by east that one of the four walls faces")
    wall_u: float = number(0.28, 0.05, 5, "W/(m2 K)", "walls")
    roof_u: float = number(0.17, 0.05, 5, "W/(m2 K)", "roof")
    floor_u: float = number(0.25, 0.02, 5, "W/(m2 K)", "floor")
    floor_over: Literal["ground", "outdoors"] = Field(
        "ground", description="below: soil; or on piles, over a crawl space"
    )
    ground_depth: float = number(2, 0, 10, "m", "undisturbed soil this deep has the temperature that the floor sees")
    air_capacity: float = number(
        22, 2, 500, "kJ/(m2 K)", "per floor: air, furniture, all that follows the air in minutes"
    )
    inner_capacity: float = number(60, 2, 500, "kJ/(m2 K)", "per floor: partitions and heavy furniture")
    wall_capacity: float = number(35, 2, 500, "kJ/(m2 K)", "walls")
    roof_capacity: float = number(20, 2, 500, "kJ/(m2 K)", "roof")
    floor_capacity: float = number(40, 2, 500, "kJ/(m2 K)", "floor")
    wall_layers: tuple[Layer, ...] = Field(
        (), description="from inside to outside; given: instead of wall_u and wall_capacity"
    )
    roof_layers: tuple[Layer, ...] = Field((), description="the same of the roof")
    floor_layers: tuple[Layer, ...] = Field((), description="the same of the floor")
    inner_area: float = number(
        2.5, 0, 10, "m2/m2", "surface of partitions and heavy furniture per floor; 0: none of them"
    )
    windows: tuple[Window, ...] = Field(
        tuple(Window(azimuth=azimuth, area=area) for azimuth, area in ((180, 5.0), (90, 3.0), (270, 3.0), (0, 2.0))),
        description="by the way they face",
    )
    shading: float = number(
        0.35, 0, 1, "", "share of the sun kept off the windows by reveals, trees, neighbours, curtains"
    )
    absorptance: float = number(0.6, 0, 1, "", "of the outside surfaces for the sun")
    outside_film: float = number(
        25, 5, 100, "W/(m2 K)", "convection and radiation to surroundings at air temperature; ISO 6946 has 25 for 4 m/s"
    )
    infiltration_ach: float = number(0.3, 0, 5, "1/h", "room volumes through leaks at 20 K difference and 4 m/s wind")
    ventilation_ach: float = number(0.1, 0, 50, "1/h", "room volumes by fans, always")
    moisture_buffer: float = number(12, 1, 50, "", "water taken up by air, furnishings and plaster, over the air's own")
    people: People = Field(People(), description="who lives there")

    @model_validator(mode="after")
    def _has_room(self) -> "HouseConfig":
        glass = sum(window.area for window in self.windows)
        if glass > self.wall_area * 4:
            raise ValueError(f"windows: {glass:g} m2; allowed: at most four times wall_area, {4 * self.wall_area:g} m2")
        if min(self.wall_sides) < 0.0 or abs(sum(self.wall_sides) - 1.0) > 1e-6:
            raise ValueError(f"wall_sides: {self.wall_sides}; allowed: four shares that sum up to 1")
        return self

    @property
    def volume(self) -> float:
        """m3 of room air."""
        return self.floor_area * self.height

    @property
    def air_mass(self) -> float:
        """kg of dry air that would hold as much water as air and furnishings do: the mass for the water balance."""
        return self.volume * AIR_DENSITY * self.moisture_buffer


def load_house(source: str | Path) -> HouseConfig:
    """A house by its name (a file of the `houses` folder) or from a TOML file; InputError if there is none or it is wrong."""
    folder = Path(__file__).parent / "houses"
    file = folder / f"{source}.toml"
    if not file.is_file():
        file = Path(source)
        if not file.is_file():
            names = ", ".join(sorted(path.stem for path in folder.glob("*.toml")))
            raise InputError(f"house: {str(source)!r}; allowed: {names}, or the path of a TOML file")
    raw = read_toml(file)
    try:
        return checked(HouseConfig, raw)
    except ValidationError as error:
        raise InputError(f"{file}: {one_line(HouseConfig, error)}") from None


def glass_emissivity(config: HouseConfig) -> float:
    """The mean of the windows by area."""
    glass = sum(window.area for window in config.windows)
    return sum(window.area * window.emissivity for window in config.windows) / glass if glass else EMISSIVITY


def condensing_films(config: HouseConfig) -> tuple[float, float]:
    """Convective W/K from the room's air to its glass and to its walls: the surfaces that are coldest in winter."""
    return FILM_WINDOW * sum(window.area for window in config.windows), FILM_WALL * config.wall_area


def infiltration_coefficients(config: HouseConfig, pressure: float = STANDARD_PRESSURE) -> NDArray[np.floating]:
    """For `infiltration_conductance`: stack (W2/K3), wind (W2 s2/(K2 m2)), by fans (W/K), contained in the network (W/K).

    The first three at an air pressure in Pa; what the network contains is the reference, at standard pressure.
    """
    per_ach = config.volume / 3600.0 * AIR_DENSITY * CP_AIR  # W/K
    reference = config.infiltration_ach * per_ach
    thin = pressure / STANDARD_PRESSURE
    scale = (reference * thin) ** 2 / (STACK * REFERENCE_STACK + WIND * REFERENCE_WIND**2)
    fans = config.ventilation_ach * per_ach
    return np.array([scale * STACK, scale * WIND, fans * thin, reference + fans])


@njit(cache=True)
def infiltration_conductance(wind: float, difference: float, coefficients: NDArray[np.floating]) -> float:
    """W/K carried by outdoor air at a wind in m/s and a temperature difference in K; divide by CP_AIR for kg/s."""
    return coefficients[2] + sqrt(coefficients[0] * abs(difference) + coefficients[1] * wind * wind)


def build_network(config: HouseConfig) -> Network:
    """States: air, inner mass, then the layers of wall, roof and floor. Inputs: q_air, q_rad, then EXOGENOUS."""
    net = Network()
    net.node("air", config.air_capacity * config.floor_area * 1e3)
    inner = config.inner_area * config.floor_area
    if inner:
        net.node("inner_core", config.inner_capacity * config.floor_area * 1e3)
    net.node("star")
    net.heat("q_air", {"air": 1.0})
    net.heat("q_rad", {"star": 1.0})
    net.boundary("outdoors")
    net.boundary("ground")

    glass = sum(window.area for window in config.windows)
    loss = sum(window.area * window.u for window in config.windows)
    glass_film = FILM_RADIANT * glass_emissivity(config) / EMISSIVITY
    films = {
        "wall": (config.wall_area, FILM_WALL),
        "roof": (config.floor_area, FILM_ROOF),
        "floor": (config.floor_area, FILM_FLOOR),
    }
    films |= {"inner": (inner, FILM_WALL)} if inner else {}
    films |= {"window": (glass, FILM_WINDOW)} if glass else {}
    whole = sum(area for area, _ in films.values())
    for name, (area, film) in films.items():
        net.node(name)
        net.link("air", name, film * area)
        radiant = glass_film if name == "window" else FILM_RADIANT
        net.link("star", name, radiant * area / (1.0 - area / whole))
    net.mix("radiant", {name: area / whole for name, (area, _) in films.items()})

    if inner:  # the mass of partitions lies 2 cm deep on average in plaster or wood (0.25 W/(m K))
        net.link("inner", "inner_core", inner * 0.25 / 0.02)
    for name, area, u, capacity, layers, behind in (
        ("wall", config.wall_area, config.wall_u, config.wall_capacity, config.wall_layers, "outdoors"),
        ("roof", config.floor_area, config.roof_u, config.roof_capacity, config.roof_layers, "outdoors"),
        ("floor", config.floor_area, config.floor_u, config.floor_capacity, config.floor_layers, config.floor_over),
    ):
        if layers:
            _materials(net, name, area, layers)
        else:
            _light_frame(net, name, area, u, capacity)
        net.link(f"{name}_outside_surface", behind, config.outside_film * area)
    net.link("air", "outdoors", float(infiltration_coefficients(config)[3]))

    walls = {"wall": config.wall_area} | ({"inner": inner} if inner else {})
    rest = (1.0 - SUN_FLOOR - SUN_ROOF - SUN_LOST) / sum(walls.values())
    net.heat("sun_inside", {"floor": SUN_FLOOR, "roof": SUN_ROOF} | {name: area * rest for name, area in walls.items()})
    net.heat("wall_outside", {"wall_outside_surface": 1.0})
    net.heat("roof_outside", {"roof_outside_surface": 1.0})
    if glass:
        net.node("window_outside_surface")
        net.link("window", "window_outside_surface", 1.0 / (1.0 / loss - NOMINAL_FILMS / glass))
        net.link("window_outside_surface", "outdoors", (config.outside_film - FILM_RADIANT + glass_film) * glass)
    net.heat("window_outside", {"window_outside_surface" if glass else "wall_outside_surface": 1.0})
    net.heat("window_inside", {"window" if glass else "wall": 1.0})
    return net


def _light_frame(net: Network, name: str, area: float, u: float, capacity: float) -> None:
    """Surface, 5 % of the resistance, inner layer, 80 %, outer layer, 15 %, outside surface.

    The insulation is in the middle, two thirds of the mass inside it.
    """
    resistance = (1.0 / u - NOMINAL_FILMS) / area
    net.node(f"{name}_inner", capacity * area * 1e3 * 2.0 / 3.0)
    net.node(f"{name}_outer", capacity * area * 1e3 / 3.0)
    net.node(f"{name}_outside_surface")
    net.link(name, f"{name}_inner", 1.0 / (0.05 * resistance))
    net.link(f"{name}_inner", f"{name}_outer", 1.0 / (0.80 * resistance))
    net.link(f"{name}_outer", f"{name}_outside_surface", 1.0 / (0.15 * resistance))


def _materials(net: Network, name: str, area: float, layers: tuple[Layer, ...]) -> None:
    """A chain from the inside surface to the outside one, each cell's capacity in its middle."""
    last, resistance = name, 0.0
    for i, layer in enumerate(layers):
        half = layer.resistance / (2.0 * max(layer.cells, 1))
        for k in range(layer.cells):
            cell = f"{name}_{i}_{k}"
            net.node(cell, layer.capacity * area / layer.cells)
            net.link(last, cell, area / (resistance + half))
            last, resistance = cell, half
        if not layer.cells:
            resistance += 2.0 * half
    net.node(f"{name}_outside_surface")
    net.link(last, f"{name}_outside_surface", area / resistance)
