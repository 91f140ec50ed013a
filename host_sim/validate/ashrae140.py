"""ASHRAE Standard 140-2020, thermal fabric cases of series 600 and 900: one room in Denver, a year at a time.

The room is described with what every house is described with, and driven by what drives every house: network, films, sun
and sky are those of `plant.house` and `plant.forcing`. From the standard: geometry, materials, glass, gains, air change,
set points. Loads are what keeps the air within the set points at the end of each step; temperatures and loads of an hour
are means. The air of the site, 1650 m up, is 0.829 times as dense as at sea level, which the air changes contain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from host_sim.plant.forcing import U0, Forcing, build_forcing, interpolate
from host_sim.plant.house import AIR, NOMINAL_FILMS, Q_AIR, Q_RAD, HouseConfig, Layer, Window, build_network
from host_sim.plant.network import ideal_step
from host_sim.plant.people import People
from host_sim.plant.weather import read_weather

Floats = NDArray[np.floating]

HOURS = 8760
THIN_AIR = 0.829  # density of the site's air over that at sea level
AIR_CHANGE, NIGHT_FLOW, VOLUME = 0.5, 1703.16, 129.6  # 1/h, m3/h, m3
GAINS, GAINS_RADIANT = 200.0, 0.6  # W, share
GLASS_EMISSIVITY = 0.84
# Outside: convection of ISO 6946 (annex C: 4 + 4 v) at the weather file's mean wind, 3.92 m/s 10 m above open country, at
# half the height of the walls (ASHRAE Fundamentals 2017, chapter 24: exponent 0.14); radiation at emissivity 0.9 and 11 °C
OUTSIDE_FILM = 4.0 + 4.0 * 3.92 * (1.35 / 10.0) ** 0.14 + 4.0 * 0.9 * 5.67e-8 * 284.0**3
_RUN_IN = 14 * 24  # hours

_PLASTERBOARD = (0.16, 950.0, 840.0)  # W/(m K), kg/m3, J/(kg K)
_FIBREGLASS = (0.04, 12.0, 840.0)
_FOAM = (0.04, 10.0, 1400.0)
_WOOD = (0.14, 530.0, 900.0)


def _layer(thickness: float, material: Sequence[float]) -> Layer:
    conductivity, density, specific_heat = material
    return Layer(thickness=thickness, conductivity=conductivity, density=density, specific_heat=specific_heat)


def _roof(insulation: float) -> tuple[Layer, ...]:
    """From inside to outside, like the walls; insulation in m."""
    return _layer(0.010, _PLASTERBOARD), _layer(insulation, _FIBREGLASS), _layer(0.019, _WOOD)


def _wall(series: str, insulated: bool) -> tuple[Layer, ...]:
    if series == "6":
        inside, between = (
            _layer(0.012, _PLASTERBOARD),
            _layer(0.250, _FOAM) if insulated else _layer(0.066, _FIBREGLASS),
        )
    else:
        inside, between = _layer(0.100, (0.51, 1400.0, 1000.0)), _layer(0.2452 if insulated else 0.0615, _FOAM)
    return inside, between, _layer(0.009, _WOOD)


_FLOORS = {
    "6": (_layer(0.025, (0.14, 650.0, 1200.0)), Layer(thickness=1.003, conductivity=0.04)),
    "9": (_layer(0.080, (1.13, 1400.0, 1000.0)), Layer(thickness=1.007, conductivity=0.04)),
}
_SOUTH, _EAST_WEST = ((180.0, 12.0),), ((90.0, 6.0), (270.0, 6.0))  # degrees, m2


@dataclass(frozen=True)
class Case:
    """A case: its number, windows and walls, what the thermostat asks for, and whether it is ventilated at night."""

    name: str
    windows: tuple[tuple[float, float], ...] = _SOUTH
    heating: float = 20.0  # °C; NaN: none
    cooling: float = 27.0
    setback: bool = False  # 10 °C from 23 to 7 h, then up to `heating` in a straight line until 8 h
    night: bool = False  # a fan from 18 to 7 h, cooling from 7 to 18 h only
    panes: int = 2
    insulated: bool = False  # walls and roof, more than usual

    @property
    def house(self) -> HouseConfig:
        """The room."""
        series = self.name[0]
        sides = np.array([21.6, 16.2, 21.6, 16.2])  # m2 that face south, west, north, east
        for azimuth, area in self.windows:
            sides[round(azimuth - 180.0) % 360 // 90] -= area
        return HouseConfig(
            name=f"ASHRAE 140 case {self.name}",
            floor_area=48.0,
            height=2.7,
            wall_area=float(sides.sum()),
            wall_sides=tuple(sides / sides.sum()),
            wall_layers=_wall(series, self.insulated),
            roof_layers=_roof(0.400 if self.insulated else 0.1118),
            floor_layers=_FLOORS[series],
            floor_over="outdoors",
            inner_area=0.0,
            air_capacity=VOLUME * 1.2 * THIN_AIR * 1.006 / 48.0,
            windows=tuple(
                Window(
                    azimuth=azimuth,
                    area=area,
                    u=_glass_u(self.panes),
                    panes=self.panes,
                    pane_transmittance=0.834,
                    emissivity=GLASS_EMISSIVITY,
                )
                for azimuth, area in self.windows
            ),
            shading=0.0,
            absorptance=0.6,
            outside_film=OUTSIDE_FILM,
            infiltration_ach=0.0,
            ventilation_ach=AIR_CHANGE * THIN_AIR,
            people=People(occupants=0, standby=0, in_use=0, cooking=0),
        )


def _glass_u(panes: int) -> float:
    """W/(m2 K) of panes of 3.048 mm (1 W/(m K)) with 12 mm of air between.

    The gap: conduction of still air at 10 °C (0.0249 W/(m K)), and radiation between the panes.
    """
    gap = 0.0249 / 0.012 + 4.0 * 5.67e-8 * 283.0**3 / (2.0 / GLASS_EMISSIVITY - 1.0)
    return 1.0 / (NOMINAL_FILMS + panes * 0.003048 / 1.0 + (panes - 1) / gap)


CASES = {
    case.name: case
    for case in (
        Case("600"),
        Case("620", _EAST_WEST),
        Case("640", setback=True),
        Case("650", heating=np.nan, night=True),
        Case("670", panes=1),
        Case("680", insulated=True),
        Case("685", cooling=20.0),
        Case("695", cooling=20.0, insulated=True),
        Case("600FF", heating=np.nan, cooling=np.nan),
        Case("650FF", heating=np.nan, cooling=np.nan, night=True),
        Case("680FF", heating=np.nan, cooling=np.nan, insulated=True),
        Case("900"),
        Case("920", _EAST_WEST),
        Case("940", setback=True),
        Case("950", heating=np.nan, night=True),
        Case("980", insulated=True),
        Case("985", cooling=20.0),
        Case("995", cooling=20.0, insulated=True),
        Case("900FF", heating=np.nan, cooling=np.nan),
        Case("950FF", heating=np.nan, cooling=np.nan, night=True),
        Case("980FF", heating=np.nan, cooling=np.nan, insulated=True),
    )
}


@dataclass(frozen=True)
class Year:
    """By the hour: means of W of heating and of cooling and of °C of the air, and °C at the end of the hour."""

    heating: Floats
    cooling: Floats
    air: Floats
    air_at_end: Floats

    @property
    def loads(self) -> tuple[float, float]:
        """MWh of heating and cooling."""
        return float(self.heating.sum()) / 1e6, float(self.cooling.sum()) / 1e6

    @property
    def peaks(self) -> tuple[float, float]:
        """kW of heating and cooling in an hour."""
        return float(self.heating.max()) / 1e3, float(self.cooling.max()) / 1e3


def simulate(case: Case, dt: float = 60.0, hours: int = HOURS, house: HouseConfig | None = None) -> Year:
    """`hours` from 1 January in steps of `dt` seconds, after a fortnight of the same; dt divides 3600.

    `house`: another one under this case's thermostat and weather.
    """
    house = house or case.house
    forcing = _forcing(case.windows, case.panes)
    vented = house.model_copy(update={"ventilation_ach": (AIR_CHANGE + NIGHT_FLOW / VOLUME) * THIN_AIR})
    low, high, fan = _schedule(case)
    net = build_network(house)
    steps = np.array([net.discretise(dt), build_network(vented).discretise(dt)])
    x = np.full(len(net.states), 20.0)
    record = np.zeros((_RUN_IN + hours, 4))
    u = np.zeros(len(net.inputs))
    table = np.vstack((forcing.run_in[:-1], forcing.table))
    per_hour = round(3600.0 / dt)
    _run(x, u, steps, table, low, high, fan, record, dt, per_hour)
    return Year(*record[_RUN_IN:].T)


def _schedule(case: Case) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """°C, °C, 0 or 1 by the minute of the day."""
    hour = np.arange(1440) / 60.0
    low, high, fan = np.full(1440, case.heating), np.full(1440, case.cooling), np.zeros(1440, dtype=np.int64)
    if case.setback:
        low = np.interp(hour, (7.0, 8.0), (10.0, case.heating))
        low[hour >= 23.0] = 10.0
    if case.night:
        fan[(hour >= 18.0) | (hour < 7.0)] = 1
        high[fan == 1] = np.nan
    return low, high, fan


@cache
def _forcing(windows: tuple[tuple[float, float], ...], panes: int) -> Forcing:
    """Weather and sun on the room: the same for all cases with these windows."""
    return build_forcing(read_weather("denver"), Case("600", windows, panes=panes).house, start="01-01", days=365)


@njit(cache=True)
def _run(x, u, steps, table, low, high, fan, record, dt, per_hour):
    x_mean = x.copy()
    row = np.empty(table.shape[1])
    for hour in range(record.shape[0]):
        for k in range(per_hour):
            t = hour * 3600.0 + k * dt
            minute = int(t / 60.0) % 1440
            interpolate(table, t + 0.5 * dt, row)
            u[:] = row[U0 - 2 :]
            u[Q_AIR] = GAINS * (1.0 - GAINS_RADIANT)
            u[Q_RAD] = GAINS * GAINS_RADIANT
            q = ideal_step(x, x_mean, u, steps[fan[minute]], low[minute], high[minute])
            record[hour, 0] += max(q, 0.0) / per_hour
            record[hour, 1] += max(-q, 0.0) / per_hour
            record[hour, 2] += x_mean[AIR] / per_hour
        record[hour, 3] = x[AIR]
