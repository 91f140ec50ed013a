"""The heat pump at rest: published points, what lies between them, seasonal ratings, and the limits no machine passes.

Between published points power is linear in heat. That was chosen before any rating was computed and holds for every unit; no
constant of the map is tuned to a rating.
"""

from collections.abc import Callable, Iterator
from functools import cache
from math import nan

import numpy as np

from host_sim.plant import heat_pump as hp
from host_sim.plant.units import UnitConfig, load_unit, unit_names
from host_sim.validate import ratings, tables
from host_sim.validate.checks import Check, Plot, Progress, Series
from host_sim.validate.machine import Machine

GROUP = "heat_pump"
_At = Callable[[UnitConfig, float, float, bool], tuple[float, float]]  # unit, °C, Hz, cooling to W, W
_W_PER_BTU_H = 0.29307107
_POINT_LIMIT = 1.0  # %
_COOLED_ROOM, _COOLED_HUMIDITY = 26.67, 0.508  # 80/67 °F
_GRID_HEATING = (-25.0, -15.0, -8.0, 0.0, 8.0, 16.0, 24.0)
_GRID_COOLING = (-5.0, 15.0, 27.0, 35.0, 46.0)
_GRID_ROOMS = (12.0, 21.0, 30.0)
_GRID_SETTLING = 2400.0  # s
_MINUTES = 10  # then averaged: a fan that waits for a warm coil comes and goes
_METRICS = {
    "HSPF2 IV": ratings.hspf2,
    "HSPF IV": ratings.hspf,
    "SEER2": ratings.seer2,
    "SEER": ratings.seer2,
    "EER2": ratings.eer2,
    "EER": ratings.eer2,
}
# % off the plate, the same for every unit: what a map of three speeds may miss of a rating from tests at four
_RATING_LIMITS = {"HSPF2 IV": 10.0, "HSPF IV": 8.0, "SEER2": 8.0, "SEER": 8.0, "EER2": 1.0, "EER": 1.0}


def checks(progress: Progress) -> list[Check]:
    """Points, shape of the map, ratings, physical limits."""
    made = []
    names = unit_names()
    for i, name in enumerate(names):
        unit = load_unit(name)
        made += point_checks(unit, name)
        made += shape_checks(unit)
        made += limit_checks(unit)
        progress((i + 1) / (len(names) + 1.0))
    made += room_checks()
    made += rating_checks()
    progress(1.0)
    return made


# Published points ------------------------------------------------------------------------------------------------------


def point_checks(unit: UnitConfig, name: str) -> list[Check]:
    """Largest deviation of heat and power from the published points: of the map, and of the whole machine."""
    rows = [row for row in tables.rows("neep_points.csv") if row["unit"] == name]
    sound = [row for row in rows if not _slip(row)]
    made = []
    for quantity, at in (("map", _by_map), ("machine, settled", _by_machine)):
        off = max(_off(unit, row, at) for row in sound)
        made.append(
            Check(
                GROUP,
                f"{unit.name}: {len(sound)} published points, {quantity}, largest deviation of heat or power",
                off,
                "NEEP list",
                high=_POINT_LIMIT,
                unit="%",
                reported=quantity == "map",
            )
        )
    slips = [row for row in rows if _slip(row)]
    if slips:
        made.append(
            Check(
                GROUP,
                f"{unit.name}: {len(slips)} points that repeat another row's power",
                max(_off(unit, row, _by_map) for row in slips),
                "NEEP list",
                high=_POINT_LIMIT,
                unit="%",
                note="the list gives the power of 47 °F at 17 °F too: a copying slip, repaired in the unit's file",
                judged=False,
            )
        )
    return made


def _slip(row: dict[str, str]) -> bool:
    return "slip" in row["note"]


def _off(unit: UnitConfig, row: dict[str, str], at: _At) -> float:
    cooling = row["mode"] == "cooling"
    speed = {"min": unit.speed_min, "rated": unit.speed_rated, "max": unit.speed_max}[row["speed"]]
    heat, power = at(unit, ratings.celsius(float(row["outdoor_F"])), float(speed), cooling)
    published = float(row["heat_Btu_h"]) * _W_PER_BTU_H, float(row["power_W"])
    return 100.0 * max(abs(heat / published[0] - 1.0), abs(power / published[1] - 1.0))


def _by_map(unit: UnitConfig, outdoor: float, speed: float, cooling: bool) -> tuple[float, float]:
    return ratings.Map(unit).at(outdoor, speed, cooling)


def _by_machine(unit: UnitConfig, outdoor: float, speed: float, cooling: bool) -> tuple[float, float]:
    """Published figures suppose an airflow that suits the capacity, here between two of the fan's levels."""
    level = 1.0 + 4.0 * (speed - unit.speed_min) / (unit.speed_max - unit.speed_min)
    low = min(int(level), 4)
    found = []
    for fan in (low, low + 1):
        machine = _machine(unit, outdoor, not cooling, speed=speed, fan=fan)
        found.append(np.array(machine.settled()))
    heat, power = found[0] + (level - low) * (found[1] - found[0])
    return float(heat), float(power)


def _machine(
    unit: UnitConfig, outdoor: float, heating: bool, room: float | None = None, **more: float | int
) -> Machine:
    """In dry outdoor air, without defrosts; the standard's indoor air unless told."""
    if room is None:
        room = hp.NOMINAL_INDOOR if heating else _COOLED_ROOM
    machine = Machine(unit, outdoor, 0.2, room, 0.4 if heating else _COOLED_HUMIDITY, heating, **more)  # type: ignore[arg-type]
    machine.never_defrost()
    return machine


# Between the points ----------------------------------------------------------------------------------------------------


def shape_checks(unit: UnitConfig) -> list[Check]:
    """Heat and power rise with speed, jump nowhere, and power is linear in heat between published points."""
    fall = jump = bend = 0.0
    at = ratings.Map(unit)
    speeds = np.linspace(unit.speed_min, unit.speed_max, 61)
    for cooling, span in ((False, np.arange(-30.0, 25.0, 0.25)), (True, np.arange(-10.0, 50.0, 0.25))):
        last = unit.cooling[-1] if cooling else unit.heating[-1]
        for outdoor in span:
            here = np.array([at.at(outdoor, speed, cooling) for speed in speeds]) / (last.rated.heat, last.rated.power)
            fall = max(fall, -float(np.diff(here, axis=0).min().round(12)))
            near = np.array([at.at(outdoor + 1e-4, speed, cooling) for speed in speeds[::10]])
            near /= last.rated.heat, last.rated.power
            jump = max(jump, float(np.abs(near - here[::10]).max()))
        for row in unit.cooling if cooling else unit.heating:
            for a, b in ((unit.speed_min, unit.speed_rated), (unit.speed_rated, unit.speed_max)):
                between = np.array([at.at(row.outdoor, speed, cooling) for speed in np.linspace(a, b, 11)])
                line = np.linspace(between[0], between[-1], 11)
                bend = max(bend, float(np.abs(between / line - 1.0).max()))
    why = "fixed beforehand"
    return [
        Check(GROUP, f"{unit.name}: largest fall of heat or power with rising speed", 100 * fall, "physics", high=0.0, unit="%",
            reported=True,
        ),
        Check(
            GROUP, f"{unit.name}: largest jump of heat or power over 0.0001 K outdoors", 100 * jump, "physics",
            high=0.01, unit="%", reported=True,
        ),
        Check(
            GROUP, f"{unit.name}: power off the line over heat between points", 100 * bend, why, high=1e-6, unit="%",
            reported=True,
        ),
    ]  # fmt: skip


def room_checks() -> list[Check]:
    """What a warmer room costs, by the curves the plant has from OCHRE, against another maker's table. Shown: one unit's table is
    no limit for all."""
    rows = [{key: float(value) for key, value in row.items()} for row in tables.rows("daikin_rxm20r_heating.csv")]
    cold, warm = min(row["room_C"] for row in rows), max(row["room_C"] for row in rows)
    made = []
    for outdoor in (-15.0, -5.0, 7.0):
        ends = {row["room_C"]: row for row in rows if row["outdoor_C"] == outdoor}
        ours = {room: hp.heating_factors(room, outdoor) for room in (cold, warm)}
        for name, published, found in (
            ("heat", ends[warm]["heat_W"] / ends[cold]["heat_W"], ours[warm][0] / ours[cold][0]),
            (
                "power over heat",
                ends[warm]["power_W"] / ends[warm]["heat_W"] / (ends[cold]["power_W"] / ends[cold]["heat_W"]),
                ours[warm][1] / ours[cold][1],
            ),
        ):
            made.append(
                Check(
                    GROUP,
                    f"{outdoor:g} °C: {name} in a room of {warm:g} °C over that at {cold:g} °C",
                    found,
                    f"Daikin RXM20R, data book: {published:.3f}",
                    judged=False,
                )
            )
    return made


# Ratings ---------------------------------------------------------------------------------------------------------------


def rating_checks() -> list[Check]:
    """What the standards make of the map against the certificates."""
    made = []
    for row in tables.rows("neep_ratings.csv"):
        unit = load_unit(row["unit"])
        published = float(row["published"])
        share = _RATING_LIMITS[row["metric"]] / 100.0
        made.append(
            Check(
                GROUP,
                f"{unit.name}: {row['metric']}",
                _rating(row["unit"], row["metric"]),
                f"{published:g}, certified",
                low=published * (1.0 - share),
                high=published * (1.0 + share),
                unit="Btu/Wh",
                note=row["note"],
                known=row["known"] == "1",
                reported=row["metric"].startswith("EER"),  # the rated point as it stands in the unit's file
            )
        )
    for name in unit_names():
        unit = load_unit(name)
        shown = (
            ("HSPF2 region V", ratings.hspf2(unit, ratings.REGION_V), "Btu/Wh"),
            ("SCOP, EN 14825 average", ratings.scop(unit), ""),
        )
        for metric, value, of in shown:
            made.append(Check(GROUP, f"{unit.name}: {metric}", value, "none published", unit=of, judged=False))
    return made


@cache
def _rating(name: str, metric: str) -> float:
    return _METRICS[metric](load_unit(name))


# Limits of physics -----------------------------------------------------------------------------------------------------


def limit_checks(unit: UnitConfig) -> list[Check]:
    """Over speeds, rooms and weather, the machine settled: Carnot between the two coils, and power against standby."""
    best, least, lost = -1.0, np.inf, 0.0
    worst = ""
    for heating, outdoor, room, speed in _grid(unit):
        machine = _machine(unit, outdoor, heating, room, speed=speed)
        machine.run(_GRID_SETTLING)
        before = machine.mark()
        coils = []
        for _ in range(_MINUTES):
            machine.run(60)
            coils.append((machine.s.coil_in, machine.s.coil_out))
        took = machine.since(before)
        electric = took.compressor + took.fan_power + took.standby
        least = min(least, float(electric) / 60 / _MINUTES / unit.standby)
        lost = max(lost, abs(machine.residual()) / max(float(machine.flow.compressor), 1e6))
        if machine.s.speed == 0.0 or machine.s.speed != speed:  # stands still, or trips on a hot coil
            continue
        moved = took.heat - took.fan_power
        indoors, outdoors = np.mean(coils, axis=0)
        if heating:
            ideal = (indoors - outdoors) / (indoors + 273.15)
        else:
            moved = took.vapour * hp.VAPORISATION - moved
            ideal = (outdoors - indoors) / (indoors + 273.15)
        share = float(moved / took.compressor * ideal)
        if share > best:
            best = share
            worst = f"{'heating' if heating else 'cooling'}, {outdoor:g} °C outdoors, room {room:g} °C, {speed:g} Hz"
    return [
        Check(
            GROUP,
            f"{unit.name}: highest COP as share of Carnot's between the coils",
            best,
            "second law",
            high=1.0,
            note=f"{worst}; both coils as one node each",
            reported=True,
        ),
        Check(
            GROUP,
            f"{unit.name}: least electric power over standby",
            least,
            "the electronics' own",
            low=1.0,
            reported=True,
        ),
        Check(
            GROUP, f"{unit.name}: energy that is nowhere, of the electric", lost, "first law", high=1e-6, reported=True
        ),
    ]


def _grid(unit: UnitConfig) -> Iterator[tuple[bool, float, float, float]]:
    """(heating, outdoor, room, Hz), speed 0 is a standstill."""
    speeds = (0.0, *np.linspace(unit.speed_min, unit.speed_max, 4).tolist())
    for heating, outdoors in ((True, _GRID_HEATING), (False, _GRID_COOLING)):
        for outdoor in outdoors:
            for room in _GRID_ROOMS:
                for speed in speeds:
                    yield heating, outdoor, room, speed


# The page --------------------------------------------------------------------------------------------------------------


def plots() -> list[Plot]:
    """Ratings, and the map of each unit."""
    made = []
    for title, metrics in (
        ("Heating: HSPF2, region IV", ("HSPF2 IV", "HSPF IV")),
        ("Cooling: SEER2", ("SEER2", "SEER")),
    ):
        rows = [row for row in tables.rows("neep_ratings.csv") if row["metric"] in metrics]
        names = [load_unit(row["unit"]).name for row in rows]
        made.append(
            Plot(
                title,
                ("", "Btu/Wh"),
                (
                    Series("from the model", names, [_rating(row["unit"], row["metric"]) for row in rows], "bars"),
                    Series("certified", names, [float(row["published"]) for row in rows], "bars"),
                ),
                "AHRI 210/240-2023; the Fujitsu by the metric of 2017. The MUZ units' SEER2 and the FH18's HSPF2 come from a "
                "test at an intermediate speed that is not among the published points.",
            )
        )
    for name in unit_names():
        made.append(_cop_plot(load_unit(name)))
    return made


def _cop_plot(unit: UnitConfig) -> Plot:
    at = ratings.Map(unit)
    span = np.arange(-25.0, 20.5, 1.0).tolist()
    series = []
    for label, speed in (("minimum", unit.speed_min), ("rated", unit.speed_rated), ("maximum", unit.speed_max)):
        pairs = [at.at(outdoor, speed) for outdoor in span]
        series.append(Series(label, span, [heat / power for heat, power in pairs]))
    x, y = [], []
    for row in unit.heating:
        for point in (row.min, row.rated, row.max):
            if not point.derived:
                x.append(row.outdoor)
                y.append(point.heat / point.power if point.power else nan)
    series.append(Series("published", x, y, "points"))
    return Plot(f"COP in heating: {unit.name}", ("outdoors, °C", "COP"), tuple(series))
