"""The weather file: EPW, read by pvlib, checked, and put on the run's clock.

Which value stands for which time: hour h of an EPW file (1..24, local standard time) is the interval that ends at h.
Temperature, humidity, pressure, wind and sky infrared are taken as the value at the end of the interval, with straight
lines between (as EnergyPlus does); irradiance is the mean over the interval.

The calendar is typical, not historical: 1 January is a Monday. A file of a whole year goes on with January after December.
"""

import csv
import re
from dataclasses import dataclass
from io import StringIO
from math import isnan
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from host_sim.errors import InputError
from host_sim.plant import epw

HOUR = 3600.0
_DIRECTORY = Path(__file__).parent.parent / "data" / "weather"
_BUNDLED = {
    "chicago": "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw",
    "denver": "725650TYCST.epw",
    "miami": "USA_FL_Miami.Intl.AP.722020_TMY3.epw",
    "barrow": "USA_AK_Barrow.700260_TMY3_ASHRAE140-WD400.epw",
}
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

# name here, name in pvlib's frame, factor to our unit, lowest and highest value in the file's unit, that unit
_COLUMNS = (
    ("temperature", "temp_air", 1.0, -60.0, 60.0, "°C"),
    ("humidity", "relative_humidity", 0.01, 0.0, 110.0, "%"),
    ("pressure", "atmospheric_pressure", 1.0, 50_000.0, 110_000.0, "Pa"),
    ("infrared", "ghi_infrared", 1.0, 50.0, 1500.0, "W/m2"),  # 50: a clear dry sky over -60 °C
    ("ghi", "ghi", 1.0, 0.0, 1500.0, "W/m2"),
    ("dni", "dni", 1.0, 0.0, 1500.0, "W/m2"),
    ("dhi", "dhi", 1.0, 0.0, 1500.0, "W/m2"),
    ("wind", "wind_speed", 1.0, 0.0, 60.0, "m/s"),
)


@dataclass(frozen=True)
class Weather:
    """Hourly weather of one place. Arrays have one value per hour of the file; units in the comments."""

    name: str
    latitude: float  # degrees north
    longitude: float  # degrees east
    elevation: float  # m
    utc_offset: float  # h, of local standard time
    month_days: tuple[int, ...]  # of the file's year
    first_day: int  # day of the year of the file's first row, from 0
    temperature: NDArray[np.floating]  # °C
    humidity: NDArray[np.floating]  # 0..1
    pressure: NDArray[np.floating]  # Pa
    infrared: NDArray[np.floating]  # W/m2, from the sky on the horizontal
    ghi: NDArray[np.floating]  # W/m2
    dni: NDArray[np.floating]  # W/m2
    dhi: NDArray[np.floating]  # W/m2
    wind: NDArray[np.floating]  # m/s
    rain: NDArray[np.floating]  # mm/h

    @property
    def days(self) -> int:
        """Days in the file."""
        return len(self.temperature) // 24

    @property
    def whole_year(self) -> bool:
        """True if a run may go on past the last day with the first."""
        return self.days == sum(self.month_days)

    def day_of(self, start: str, days: float) -> int:
        """Day of the year (from 0) of `start`, "MM-DD"; InputError if the file does not hold all of `days` from there."""
        found = re.fullmatch(r"(\d\d?)-(\d\d?)", start)
        if not found or not 1 <= int(found[1]) <= 12 or not 1 <= int(found[2]) <= self.month_days[int(found[1]) - 1]:
            raise InputError(f"start: {start!r} is not a date of {self.name}; allowed: MM-DD, as in 01-22")
        day = sum(self.month_days[: int(found[1]) - 1]) + int(found[2]) - 1
        if not 0 < days <= self.days:
            raise InputError(f"days: {days!r}; allowed: more than 0, at most the {self.days} days of {self.name}")
        if not self.whole_year and (day - self.first_day) % sum(self.month_days) > self.days - days:
            raise InputError(
                f"start: {start} and {days:g} days; {self.name} holds {self.days} days from {self._date(self.first_day)}"
            )
        return day

    def index(self, hours: NDArray[np.int64]) -> NDArray[np.int64]:
        """Row of each interval that starts `hours` after 1 January 00:00; past an end of the file it goes round."""
        return (hours - 24 * self.first_day) % len(self.temperature)

    def at(self, column: str, seconds: NDArray[np.floating]) -> NDArray[np.floating]:
        """A state (temperature, humidity, pressure, infrared, wind, rain) at `seconds` after 1 January 00:00."""
        values = getattr(self, column)
        hour = np.floor(seconds / HOUR).astype(np.int64)
        part = seconds / HOUR - hour
        return values[self.index(hour - 1)] * (1.0 - part) + values[self.index(hour)] * part

    def _date(self, day: int) -> str:
        month = 0
        while day >= self.month_days[month]:
            day -= self.month_days[month]
            month += 1
        return f"{month + 1:02d}-{day + 1:02d}"


def bundled(name: str) -> Path:
    """The file of a place that comes along: chicago, denver, miami, barrow."""
    if name not in _BUNDLED:
        raise InputError(f"weather: {name!r}; allowed: {', '.join(_BUNDLED)}, or the path of an EPW file")
    return _DIRECTORY / _BUNDLED[name]


def read_weather(path: str | Path) -> Weather:
    """Reads and checks an EPW file; `path` may also be the name of a bundled place.

    Raises InputError for a file that is missing, empty or not EPW, a row with a missing column, missing or doubled hours,
    and values that are missing (EPW's 99.9, 9999 ...), not numbers, or outside what the quantity can be in EPW's unit.
    """
    from pvlib.iotools import read_epw  # a second to load, which a line that says what is wrong need not wait for

    file = bundled(str(path)) if str(path) in _BUNDLED else Path(path)
    if not file.is_file():
        raise InputError(f"{file}: no such weather file; allowed: an EPW file or one of {', '.join(_BUNDLED)}")
    rows = epw.rows_of(file)
    month_days, first_day, hours = _check_rows(file, rows)
    epw.fill_infrared(rows[epw.HEADERS :])
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    text.seek(0)
    try:
        frame, place = read_epw(text, coerce_year=2024 if month_days[1] == 29 else 2018)
    except (ValueError, KeyError, IndexError) as error:
        raise InputError(f"{file}: not readable as EPW: {str(error).splitlines()[0]}") from None
    columns = {}
    for name, column, factor, low, high, unit in _COLUMNS:
        values = np.asarray(frame[column], dtype=np.float64)
        wrong = np.flatnonzero(~((values >= low) & (values <= high)))
        if len(wrong):
            row = int(wrong[0])
            raise InputError(
                f"{file}: row {row + 9} ({hours[row]}), {column}: {values[row]:g}; allowed: {low:g}..{high:g} {unit}"
            )
        if name == "humidity" and values.max() <= 1.0:
            raise InputError(
                f"{file}: {column}: at most {values.max():g} in the whole file; allowed: percent, not a fraction"
            )
        columns[name] = values * factor
    columns["humidity"] = np.minimum(columns["humidity"], 1.0)
    epw.check_dew_point(file, rows[epw.HEADERS :], hours)
    middles = first_day + (np.arange(len(hours)) + 0.5) / 24.0
    epw.check_sun(file, middles, columns["ghi"], (place["latitude"], place["longitude"], place["TZ"]))
    return Weather(
        f"{place['city']}, {place['state-prov']} ({file.name})",
        place["latitude"],
        place["longitude"],
        place["altitude"],
        place["TZ"],
        month_days,
        first_day,
        **columns,
        rain=np.zeros(len(hours)),  # most files leave their column empty
    )


def _check_rows(file: Path, rows: list[list[str]]) -> tuple[tuple[int, ...], int, list[str]]:
    """Header and shape of the file, which pvlib takes on trust: days per month, first day of the year, each row's date."""
    if not rows:
        raise InputError(f"{file}: the file is empty; expected: EPW, 8 header rows and one row per hour")
    if rows[0][:1] != ["LOCATION"] or len(rows[0]) < 10:
        raise InputError(f"{file}: row 1 is {','.join(rows[0])[:40]!r}; expected: EPW's LOCATION with ten columns")
    for field, value, limit in zip(
        ("latitude", "longitude", "time zone", "elevation"), rows[0][6:10], (90, 180, 14, 6000), strict=True
    ):
        if not abs(epw.number(value)) <= limit:
            raise InputError(f"{file}: row 1, {field}: {value!r}; allowed: -{limit}..{limit}")
    epw.check_place(file, epw.number(rows[0][7]), epw.number(rows[0][8]))
    period = rows[7] if len(rows) > 7 else []
    dates = [re.fullmatch(r"\s*(\d+)\s*/\s*(\d+)(\s*/\s*\d+)?\s*", text) for text in period[5:7]]
    if period[:1] != ["DATA PERIODS"] or len(dates) < 2 or not all(dates):
        raise InputError(
            f"{file}: row 8 is {','.join(period)[:40]!r}; expected: EPW's DATA PERIODS with first and last date"
        )
    if period[1:3] != ["1", "1"]:
        raise InputError(
            f"{file}: row 8, DATA PERIODS: {','.join(period[1:3])!r}; allowed: 1,1 (one period, one row per hour)"
        )
    leap = any(row[1:3] == ["2", "29"] for row in rows[8:])
    month_days = (31, 29) + MONTH_DAYS[2:] if leap else MONTH_DAYS
    first, last = ((int(date[1]), int(date[2])) for date in dates if date)
    days = [(month, day) for month in range(1, 13) for day in range(1, month_days[month - 1] + 1)]
    if first not in days or last not in days:
        raise InputError(f"{file}: row 8, DATA PERIODS: {'..'.join(period[5:7])}; allowed: two dates of a year")
    begin, end = days.index(first), days.index(last)
    held = days[begin : end + 1] if begin <= end else days[begin:] + days[: end + 1]  # over New Year
    expected = [(month, day, hour) for month, day in held for hour in range(1, 25)]
    texts = [f"{month:02d}-{day:02d} hour {hour}" for month, day, hour in expected]
    for number, (row, date) in enumerate(zip(rows[8:], expected, strict=False)):
        if len(row) != epw.FIELDS:
            raise InputError(
                f"{file}: row {number + 9} ({texts[number]}): {len(row)} columns; allowed: {epw.FIELDS}, "
                f"or from {epw.LEAST_FIELDS} on if only the last are missing"
            )
        if tuple(epw.number(text) for text in row[1:4]) != date:
            raise InputError(
                f"{file}: row {number + 9}, date: {'-'.join(row[1:3])} hour {row[3]}; expected: {texts[number]}, no gaps"
            )
        for column in (6, 8, 9, 12, 13, 14, 15, 21):
            if isnan(epw.number(row[column])):
                raise InputError(
                    f"{file}: row {number + 9} ({texts[number]}), column {column + 1}: {row[column]!r} is not a number"
                )
    if len(rows) - 8 != len(expected):
        raise InputError(f"{file}: {len(rows) - 8} hours; expected: {len(expected)}, from {texts[0]} to {texts[-1]}")
    return month_days, begin, texts
