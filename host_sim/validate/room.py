"""The room: VDI 6007-1 hour by hour, ASHRAE 140 year by year, and the same temperatures at every step length."""

from collections.abc import Iterator
from functools import cache

import numpy as np

from host_sim.validate import ashrae140, tables, vdi6007
from host_sim.validate.checks import Check, Plot, Progress, Series

GROUP = "room"
_PROGRAMS = ("BSIMAC", "CSE", "DeST", "EnergyPlus", "ESP-r", "TRNSYS")
_UNITS = {"annual": "MWh", "peak": "kW", "highest": "°C", "lowest": "°C"}
# Cases whose inputs are published as weights of lumped walls, not as the guideline's walls: shown, with what is known
_VDI_SHOWN = {
    "9": "the sky comes as one weight per wall; the publisher of the data asks for 0.15 K",
    "10": "the floor comes as one weight of the outside wall; the publisher of the data asks for 0.15 K",
    "11": "the hour in which heating ends and cooling begins; the publisher of the data masks the change and asks for 1.5 W",
}
_VDI_MISSES = {"6": "the guideline prints whole watts and does not say its step: 1.1 W off at 60 s, 1.4 W at 10 s"}
_PEAK = "films and the gap between panes are constants of the season; in the coldest hour they are smaller"
_NOMINAL_FILM = 25.0  # W/(m2 K)
_STEP_DAYS = 14


@cache
def _year(name: str) -> ashrae140.Year:
    return ashrae140.simulate(ashrae140.CASES[name])


@cache
def _hours(number: str) -> vdi6007.Hours:
    return vdi6007.simulate(vdi6007.cases()[number])


def checks(progress: Progress) -> list[Check]:
    """VDI 6007, ASHRAE 140, step length."""
    made = []
    numbers, names = list(vdi6007.cases()), list(ashrae140.CASES)
    total = len(numbers) + len(names) + 1.0
    for i, number in enumerate(numbers):
        made.append(vdi_check(number))
        progress((i + 1) / total)
    for i, name in enumerate(names):
        made += ashrae_checks(name)
        progress((len(numbers) + i + 1) / total)
    made.append(_nominal_film())
    made += step_checks()
    progress(1.0)
    return made


# VDI 6007 --------------------------------------------------------------------------------------------------------------


def vdi_check(number: str) -> Check:
    """Largest deviation of an hourly mean from the guideline's."""
    case = vdi6007.cases()[number]
    unit = "K" if "hourly_mean_C" in case else "W"
    _, ours, reference = _vdi_pairs(number)
    return Check(
        GROUP,
        f"VDI 6007-1 case {number}, {case['about']}: largest deviation of an hour",
        float(np.abs(ours - reference).max()),
        f"guideline, {len(reference)} hours of days 1, 10, 60",
        high=case[f"limit_{unit}"],
        unit=unit,
        note=_VDI_SHOWN.get(number, _VDI_MISSES.get(number, "")),
        judged=number not in _VDI_SHOWN,
        known=number in _VDI_MISSES,
    )


def _vdi_pairs(number: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(hours since the start, ours, the guideline's)."""
    case, hours = vdi6007.cases()[number], _hours(number)
    mean, found = ("hourly_mean_C", hours.air) if "hourly_mean_C" in case else ("hourly_mean_W", hours.power)
    rows = np.array(case[mean])
    at = np.round(rows[:, 0] / 3600.0).astype(int)
    return at, found[at - 1], rows[:, 1]


# ASHRAE 140 ------------------------------------------------------------------------------------------------------------


@cache
def _published() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["quantity"], row["case"]): row for row in tables.rows("ashrae140.csv")}


def _programs(quantity: str, name: str) -> np.ndarray:
    return np.array([float(_published()[quantity, name][program]) for program in _PROGRAMS])


def ashrae_checks(name: str) -> list[Check]:
    """Annual loads in the standard's acceptance range and peaks (shown), or the free temperatures' extremes.

    For temperatures the standard has no acceptance range: that of the six programs is taken.
    """
    made = []
    for quantity, ours in _ashrae_figures(name):
        programs = _programs(quantity, name)
        row = _published()[quantity, name]
        low, high = (float(row["low"]), float(row["high"])) if row["low"] else (programs.min(), programs.max())
        made.append(
            Check(
                GROUP,
                f"ASHRAE 140 case {name}, {_WORDS[quantity]}",
                ours,
                f"{programs.min():g}..{programs.max():g}, mean {programs.mean():.3g} (six programs)",
                low=float(low),
                high=float(high),
                unit=_UNITS[quantity.split()[0]],
                note=_PEAK if quantity == "peak heating" and ours > high else "",
                judged="peak" not in quantity,
                reported=low == high == 0.0 and "peak" not in quantity,  # a case that is not heated
            )
        )
    return made


_WORDS = {
    "annual heating": "heating of the year",
    "annual cooling": "cooling of the year",
    "peak heating": "highest hour of heating",
    "peak cooling": "highest hour of cooling",
    "highest": "warmest hour",
    "lowest": "coldest hour",
}


def _ashrae_figures(name: str) -> Iterator[tuple[str, float]]:
    year = _year(name)
    if name.endswith("FF"):
        yield from (("highest", float(year.air.max())), ("lowest", float(year.air.min())))
    else:
        yield from zip(("annual heating", "annual cooling"), year.loads, strict=True)
        yield from zip(("peak heating", "peak cooling"), year.peaks, strict=True)


def _nominal_film() -> Check:
    """The film that houses have unless theirs is given, instead of the one of this place's wind."""
    case = ashrae140.CASES["900"]
    house = case.house.model_copy(update={"outside_film": _NOMINAL_FILM})
    _, cooling = ashrae140.simulate(case, house=house).loads
    row = _published()["annual cooling", "900"]
    return Check(
        GROUP,
        "ASHRAE 140 case 900, cooling of the year with the nominal outside film of 25 W/(m2 K)",
        cooling,
        "what the narrowest range says of the film for 4 m/s",
        low=float(row["low"]),
        high=float(row["high"]),
        unit="MWh",
        judged=False,
    )


# Step length -----------------------------------------------------------------------------------------------------------


def step_checks(names: tuple[str, ...] = ("600FF", "900FF", "640")) -> list[Check]:
    """Temperatures at the same instants with steps of 1, 10 and 60 s."""
    made = []
    for name in names:
        case = ashrae140.CASES[name]
        fine, *coarse = (ashrae140.simulate(case, dt, _STEP_DAYS * 24).air_at_end for dt in (1.0, 10.0, 60.0))
        made.append(
            Check(
                GROUP,
                f"ASHRAE 140 case {name}, {_STEP_DAYS} days by steps of 10 and 60 s against 1 s: largest deviation",
                max(float(np.abs(other - fine).max()) for other in coarse),
                "exact solution",
                high=0.02,
                unit="K",
                reported=True,
            )
        )
    return made


# Charts ----------------------------------------------------------------------------------------------------------------


def plots() -> list[Plot]:
    """Loads and temperatures in the programs' ranges; some hours of VDI 6007."""
    made = []
    for title, quantities, names, unit in (
        ("ASHRAE 140: heat and cold of a year", ("annual heating", "annual cooling"), _cases(free=False), "MWh"),
        ("ASHRAE 140: the highest hour", ("peak heating", "peak cooling"), _cases(free=False), "kW"),
        (
            "ASHRAE 140: the warmest and the coldest hour without a machine",
            ("highest", "lowest"),
            _cases(free=True),
            "°C",
        ),
    ):
        labels: list[str] = []
        low: list[float] = []
        high: list[float] = []
        ours: list[float] = []
        for quantity in quantities:
            for name in names:
                programs = _programs(quantity, name)
                labels.append(f"{name} {quantity.split()[-1]}")
                low.append(float(programs.min()))
                high.append(float(programs.max()))
                ours.append(dict(_ashrae_figures(name))[quantity])
        made.append(
            Plot(
                title,
                ("case", unit),
                (Series("six programs", labels, low, "ranges", high), Series("ours", labels, ours, "points")),
            )
        )
    for numbers, unit in ((("1", "3", "5", "8", "12"), "°C"), (("6", "7"), "W")):
        lines = []
        for number in numbers:
            _, found, reference = _vdi_pairs(number)
            hours = list(range(1, len(found) + 1))
            lines.append(Series(f"case {number}", hours, found.tolist()))
            lines.append(Series(f"case {number}, guideline", hours, reference.tolist(), "points"))
        made.append(
            Plot(
                f"VDI 6007-1: {'air' if unit == '°C' else 'heater and cooler'}, hourly means of days 1, 10 and 60",
                ("hour: 1 to 24 day 1, 25 to 48 day 10, 49 to 72 day 60", unit),
                tuple(lines),
            )
        )
    return made


def _cases(free: bool) -> list[str]:
    return [name for name in ashrae140.CASES if name.endswith("FF") == free]
