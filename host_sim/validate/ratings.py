"""Seasonal ratings of a unit, computed from the plant's map as the standards compute them from tests.

AHRI 210/240-2023, variable-speed units: SEER2 by 11.59 to 11.65, 11.68, 11.69 and 11.101, HSPF2 by 11.115 to 11.133 and 11.153
to 11.206; HSPF of 2017 with its load line 11.109 to 11.111. Full speed is what the certificate states, NEEP's rated point; at
5 °F NEEP's rated is the maximum. Low speed is the minimum; the intermediate speed is a third of the way from low to full. Tests
at 35 °F frost: 0.90 of the heat and 0.985 of the power on the line between 17 and 47 °F, the standard's value for an H2 test
that is not made. No credit for demand defrost; cyclic degradation 0.25, the standard's default.

EN 14825:2018, air-to-air, heating: SCOP by clauses 7.2 to 7.6 in the average climate, bivalent at -7 °C, electric backup,
degradation 0.25, hours of rest of a reversible unit (EU 206/2012, annex II). Temperatures in °F for AHRI, °C for EN; W.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from host_sim.plant import heat_pump as hp
from host_sim.plant.units import UnitConfig

BTU_PER_WH = 3.412142
DEGRADATION = 0.25
FROST_HEAT, FROST_POWER = 0.90, 0.985
SIZING = 1.1
THIRD = 1.0 / 3.0
BIVALENT, DESIGN = -7.0, -10.0
THERMOSTAT_OFF, CRANKCASE, HEATING_HOURS = 179.0, 179.0, 1400.0  # h a year, average climate, reversible

Line = Callable[[float], tuple[float, float]]  # °F to (heat W, power W)

COOLING_BINS = tuple(
    zip(range(67, 103, 5), (0.214, 0.231, 0.216, 0.161, 0.104, 0.052, 0.018, 0.004), strict=True)
)  # °F, share of the hours


@dataclass(frozen=True)
class Region:
    """A heating climate of AHRI 210/240: share of the hours from 62 °F down by 5 °F."""

    hours: tuple[float, ...]
    design: float
    no_load: float
    factor: float  # of the load line, 2023: for variable speed

    def bins(self) -> list[tuple[float, float]]:
        """(°F, share); the standard's shares do not sum to 1, the ratio of sums does not mind."""
        return [(62.0 - 5.0 * i, share) for i, share in enumerate(self.hours)]


_FOUR = (0.103, 0.093, 0.100, 0.109, 0.126, 0.087, 0.055, 0.036, 0.026, 0.013, 0.006, 0.002, 0.001)
REGION_IV = Region((0.0, 0.0, *_FOUR), 5.0, 55.0, 1.07)
REGION_IV_2017 = Region((0.132, 0.111, *_FOUR), 5.0, 65.0, 0.77)
REGION_V = Region(
    (0, 0, 0.086, 0.076, 0.078, 0.087, 0.102, 0.094, 0.074, 0.055, 0.047, 0.038, 0.029, 0.018, 0.010, 0.005, 0.002, 0.001),
    -10.0,
    55.0,
    1.08,
)  # fmt: skip
# Btu/h that the 2017 rating rounds the design heating requirement to
STANDARD_LOADS = (5, 10, 15, 20, 25, 30, 35, 40, 50, 60, 70, 80, 90, 100, 110, 130)

# Average climate: hours from -10 to 15 °C
EN_HOURS = (
    1, 25, 23, 24, 27, 68, 91, 89, 165, 173, 240, 280, 320, 357, 356, 303, 330, 326, 348, 335, 315, 215, 169, 151, 105, 74,
)  # fmt: skip


def celsius(fahrenheit: float) -> float:
    """°F to °C."""
    return (fahrenheit - 32.0) / 1.8


class Map:
    """(heat, power) of a unit at a speed and an outdoor temperature in °C, nominal indoor air."""

    def __init__(self, unit: UnitConfig) -> None:
        self.unit = unit
        self.parameters = hp.unit_parameters(unit)

    def at(self, outdoor: float, speed: float, cooling: bool = False) -> tuple[float, float]:
        """W, W; speed in Hz."""
        side = self.parameters.cooling if cooling else self.parameters.heating
        heat, power = hp.at_speed(self.parameters, hp.points(side, outdoor), speed)
        return float(heat), float(power)

    def tested(
        self, fahrenheit: float, speed: float, cooling: bool = False, frosted: bool = False
    ) -> tuple[float, float]:
        """A test of AHRI: at °F, with or without frost."""
        heat, power = self.at(celsius(fahrenheit), speed, cooling)
        return (FROST_HEAT * heat, FROST_POWER * power) if frosted else (heat, power)

    def speed_for(self, outdoor: float, heat: float) -> float:
        """Hz for a heat within the unit's range."""
        speeds = [self.unit.speed_min, self.unit.speed_rated, self.unit.speed_max]
        return float(np.interp(heat, [self.at(outdoor, speed)[0] for speed in speeds], speeds))


def _through(a: float, at_a: tuple[float, float], b: float, at_b: tuple[float, float]) -> Line:
    """The straight line through two tests."""

    def line(t: float) -> tuple[float, float]:
        share = (t - a) / (b - a)
        return at_a[0] + share * (at_b[0] - at_a[0]), at_a[1] + share * (at_b[1] - at_a[1])

    return line


def _intermediate(at: float, test: tuple[float, float], low: Line, full: Line) -> Line:
    """11.62 ff.: through the intermediate test, with a slope between those of low and full speed."""

    def slope(line: Line, part: int) -> float:
        return line(at + 1.0)[part] - line(at)[part]

    parts = []
    for part in (0, 1):
        near = (test[part] - low(at)[part]) / (full(at)[part] - low(at)[part])
        parts.append((1.0 - near) * slope(low, part) + near * slope(full, part))
    return lambda t: (test[0] + parts[0] * (t - at), test[1] + parts[1] * (t - at))


def _cop_at(load: float, low: tuple[float, float], middle: tuple[float, float], full: tuple[float, float]) -> float:
    """COP between low and full by straight lines over the load (11.101, 11.187, 11.188)."""
    heats = [low[0], middle[0], full[0]]
    return float(np.interp(load, heats, [heat / power for heat, power in (low, middle, full)]))


def seer2(unit: UnitConfig) -> float:
    """Btu/Wh."""
    at = Map(unit)
    low_speed, full_speed = unit.speed_min, unit.speed_rated
    between = low_speed + THIRD * (full_speed - low_speed)
    full = _through(82, at.tested(82, full_speed, True), 95, at.tested(95, full_speed, True))
    low = _through(67, at.tested(67, low_speed, True), 82, at.tested(82, low_speed, True))
    middle = _intermediate(87, at.tested(87, between, True), low, full)
    cooling = electricity = 0.0
    for t, share in COOLING_BINS:
        load = (t - 65.0) / 30.0 * full(95)[0] / SIZING
        least, most = low(t), full(t)
        if load <= least[0]:
            part = load / least[0]
            cooling += share * load
            electricity += share * part * least[1] / (1.0 - DEGRADATION * (1.0 - part))
        elif load < most[0]:
            cooling += share * load
            electricity += share * load / _cop_at(load, least, middle(t), most)
        else:
            cooling += share * most[0]
            electricity += share * most[1]
    return BTU_PER_WH * cooling / electricity


def eer2(unit: UnitConfig) -> float:
    """Btu/Wh at 95 °F, full speed."""
    heat, power = Map(unit).tested(95, unit.speed_rated, True)
    return BTU_PER_WH * heat / power


def hspf2(unit: UnitConfig, region: Region = REGION_IV) -> float:
    """Btu/Wh, rating of 2023."""
    design = region.factor * Map(unit).tested(95, unit.speed_rated, True)[0]
    return _hspf(unit, region, design)


def hspf(unit: UnitConfig, region: Region = REGION_IV_2017) -> float:
    """Btu/Wh, rating of 2017: least design heating requirement from the heat at 47 °F."""
    heat = Map(unit).tested(47, unit.speed_rated)[0] * BTU_PER_WH / 1000.0
    required = heat * (65.0 - region.design) / 60.0
    nearest = min(STANDARD_LOADS, key=lambda load: abs(load - required))
    return _hspf(unit, region, region.factor * nearest * 1000.0 / BTU_PER_WH)


def _hspf(unit: UnitConfig, region: Region, design: float) -> float:
    """`design`: W of load at the region's design temperature."""
    at = Map(unit)
    low_speed, full_speed = unit.speed_min, unit.speed_rated
    between = low_speed + THIRD * (full_speed - low_speed)
    h1, h2, h3 = at.tested(47, full_speed), at.tested(35, full_speed, frosted=True), at.tested(17, full_speed)
    clear, frosting = _through(17, h3, 47, h1), _through(17, h3, 35, h2)
    low = _through(47, at.tested(47, low_speed), 62, at.tested(62, low_speed))
    middle = _intermediate(35, at.tested(35, between, frosted=True), low, frosting)
    h4 = at.tested(5, unit.speed_max)
    cold = _through(5, h4, 17, h3)
    off = 32.0 + 1.8 * unit.low_cutout
    heating = electricity = 0.0
    for t, share in region.bins():
        load = max((region.no_load - t) / (region.no_load - region.design) * design, 0.0)
        if t <= off:
            heating += share * load
            electricity += share * load  # resistance heat
            continue
        most = frosting(t) if 17 < t < 45 else clear(t)
        least = low(t)
        if load <= least[0]:
            part = load / least[0]
            used = part * least[1] / (1.0 - DEGRADATION * (1.0 - part))
        elif load < most[0]:
            used = load / _cop_at(load, least, middle(t), most)
        else:
            if 5 <= t < 17:
                most = cold(t)
            elif t < 5:
                most = h4[0] + clear(t)[0] - clear(5)[0], h4[1] + clear(t)[1] - clear(5)[1]
            used = most[1] + max(load - most[0], 0.0)
            if load < most[0]:
                used = most[1] * load / most[0]
        heating += share * load
        electricity += share * used
    return BTU_PER_WH * heating / electricity


def scop(unit: UnitConfig) -> float:
    """W/W, average climate, standby and crankcase heater included."""
    at = Map(unit)
    design = at.at(BIVALENT, unit.speed_max)[0] * (16.0 - DESIGN) / (16.0 - BIVALENT)

    def load(t: float) -> float:
        return design * (16.0 - t) / (16.0 - DESIGN)

    def cop(t: float) -> tuple[float, float]:
        """(heat, COP) of a test at part load: at the load if the unit can go so slow, else cycling."""
        wanted = load(t)
        heat, power = at.at(t, at.speed_for(t, wanted))
        part = min(wanted / heat, 1.0)
        return heat, heat / power * (1.0 - DEGRADATION * (1.0 - part))

    tests = [-10.0, -7.0, 2.0, 7.0, 12.0]
    made = [cop(t) for t in tests]
    heating = electricity = 0.0
    for i, hours in enumerate(EN_HOURS):
        t = -10.0 + i
        needed = load(t)
        best = float(np.interp(t, tests, [value for _, value in made]))
        given = min(needed, made[0][0] + (t - DESIGN) / 3.0 * (made[1][0] - made[0][0])) if t < BIVALENT else needed
        heating += hours * needed
        electricity += hours * (given / best + needed - given)
    yearly = design * HEATING_HOURS
    rest = THERMOSTAT_OFF * unit.standby + CRANKCASE * (unit.standby + unit.crankcase)
    return yearly / (yearly * electricity / heating + rest)
