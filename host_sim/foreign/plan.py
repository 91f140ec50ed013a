"""Which rooms in which weather, when, and what is asked of them.

The weeks are those that the weather file names itself (TYPICAL/EXTREME PERIODS): nobody chose them.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from host_sim.adapters import optional
from host_sim.errors import InputError, brief
from host_sim.inputs import nearest

# name: model, zone
ZONES = {
    "apartment_top": ("RefBldgMidriseApartmentNew2004_Chicago", "T NW Apartment"),
    "apartment_ground": ("ASHRAE901_ApartmentMidRise_STD2019_Denver", "G SW Apartment"),
    "apartment_mid": ("RefBldgMidriseApartmentNew2004_Chicago", "M S1 Apartment"),
    "office_south": ("ASHRAE901_OfficeSmall_STD2019_Denver", "Perimeter_ZN_1"),
    "office_west": ("RefBldgSmallOfficeNew2004_Chicago", "Perimeter_ZN_4"),
    "guest_room": ("ASHRAE901_HotelSmall_STD2019_Denver", "GuestRoom401"),
}
CLIMATES = {
    "chicago": "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3",
    "boulder": "USA_CO_Boulder-Broomfield-Jefferson.County.AP.724699_TMY3",
    "newark": "USA_NJ_Newark.Intl.AP.725020_TMY3",
    "oklahoma": "USA_OK_Oklahoma.City-Will.Rogers.World.AP.723530_TMY3",
    "fresno": "USA_CA_Fresno.Air.Terminal.723890_TMY3",
    "phoenix": "USA_AZ_Phoenix-Sky.Harbor.Intl.AP.722780_TMY3",
    "tampa": "USA_FL_Tampa.Intl.AP.722110_TMY3",
}
HEAT, TIGHT, SETBACK, COOL = "heat", "tight", "setback", "cool"
# kind: what it is, days, the mark in the file's name of the week
KINDS = {
    HEAT: ("a typical winter week at 21 °C", 7, ("winter", "typical")),
    TIGHT: ("the coldest week at 21 °C, the unit at 70 % of its size", 7, ("winter", "extreme")),
    SETBACK: ("a fortnight from the typical winter week on, 21 °C by day, 18 °C by night", 14, ("winter", "typical")),
    COOL: ("the hottest week at 24 °C", 7, ("summer", "extreme")),
}
SET_HEAT, SET_COOL = 21.0, 24.0  # °C
_PLACES = {  # zone: climates of the heating weeks, of the fortnight, of the cooling weeks
    "apartment_top": (("chicago", "boulder"), "newark", ("phoenix", "tampa")),
    "apartment_ground": (("chicago", "newark"), "boulder", ("tampa", "fresno")),
    "apartment_mid": (("boulder", "newark"), "chicago", ("fresno", "phoenix")),
    "office_south": (("newark", "oklahoma"), "chicago", ("oklahoma", "tampa")),
    "office_west": (("chicago", "oklahoma"), "boulder", ("phoenix", "oklahoma")),
    "guest_room": (("boulder", "oklahoma"), "newark", ("fresno", "oklahoma")),
}
_TIGHT = (("apartment_top", "chicago"), ("office_west", "boulder"), ("guest_room", "newark"))
# One of each kind, in zones of few neighbours
_SHORT = ("guest_room/boulder/heat", "guest_room/fresno/cool", "apartment_ground/boulder/setback")


@dataclass(frozen=True)
class Row:
    """One room in one weather."""

    zone: str
    climate: str
    kind: str

    @property
    def name(self) -> str:
        return f"{self.zone}/{self.climate}/{self.kind}"

    @property
    def cooling(self) -> bool:
        return self.kind == COOL

    @property
    def days(self) -> int:
        return KINDS[self.kind][1]

    @property
    def model(self) -> Path:
        return _data() / "model" / f"{ZONES[self.zone][0]}.idf"

    @property
    def weather(self) -> Path:
        return weather_file(self.climate)

    @property
    def start(self) -> str:
        return week(self.weather, KINDS[self.kind][2])


def rows() -> list[Row]:
    """All of them, those of a zone together."""
    out = []
    for zone, (heating, setback, cooling) in _PLACES.items():
        out += [Row(zone, climate, HEAT) for climate in heating]
        out += [Row(zone, climate, TIGHT) for tight, climate in _TIGHT if tight == zone]
        out += [Row(zone, setback, SETBACK)]
        out += [Row(zone, climate, COOL) for climate in cooling]
    return out


def chosen(names: Sequence[str] = (), short: bool = False) -> list[Row]:
    """The rows that every one of `names` is about: a row, a zone, a climate or a kind; `short`: one of each kind."""
    known = [row.name for row in rows()]
    words = [*ZONES, *CLIMATES, *KINDS]
    for name in names:
        if name not in known and name not in words:
            raise InputError(f"foreign: {brief(name)!r}: no such row; {nearest(name, words)}")
    groups = [[name for name in names if name in group] for group in (ZONES, CLIMATES, KINDS)]
    out = []
    for row in rows():
        by_word = all(not group or set(group) & {row.zone, row.climate, row.kind} for group in groups)
        if (not short or row.name in _SHORT) and (row.name in names or (by_word and (any(groups) or not names))):
            out.append(row)
    if not out:
        raise InputError(f"foreign: {' '.join(names)}: no row is about all of that; see balancepoint foreign --list")
    return out


@cache
def _data() -> Path:
    return Path(optional("pyenergyplus", "pyenergyplus-lbnl").__file__).parent / "data"


def weather_file(climate: str) -> Path:
    path = _data() / "weather" / f"{CLIMATES[climate]}.epw"
    if not path.is_file():
        raise InputError(f"{path}: no such weather file; it comes with pyenergyplus-lbnl 25.2 (make extras)")
    return path


def week(weather: Path, marks: tuple[str, str]) -> str:
    """MM-DD, the first day of the week that the file calls so: its season, and typical or extreme."""
    with weather.open(encoding="latin-1", newline="") as file:
        header = next(row for row in csv.reader(file) if row[0].startswith("TYPICAL/EXTREME"))
    for name, kind, first in zip(header[2::4], header[3::4], header[4::4], strict=False):
        if marks[0] in name.lower() and marks[1] == kind.lower():
            month, day = (int(part) for part in first.split("/"))
            return f"{month:02d}-{day:02d}"
    raise InputError(f"{weather}: TYPICAL/EXTREME PERIODS: names no {marks[1]} week of {marks[0]}")
