"""EPW files as they are in the world, brought to the form of the format's description; and what in them cannot be true.

Brought into form: UTF-8 with a byte-order mark or Latin-1; blank lines, commas after the last column and the
end-of-file mark of old systems; rows without their last columns (albedo, rain) or with one more; infrared from the sky
that is missing (9999), by EnergyPlus's rule (Walton 1983, Clark and Allen 1978): emissivity (0.787 + 0.764 ln(Tdp/273))
(1 + 0.0224 N - 0.0035 N2 + 0.00028 N3) from dew point and opaque sky cover N in tenths, 5 where that is missing too.

Cannot be true: a time zone far from the longitude's, dry bulb below dew point, sun at night.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from host_sim.errors import InputError

FIELDS = 35  # of an hourly row
LEAST_FIELDS = 32  # without what comes last: albedo and rain
HEADERS = 8
DRY_BULB, DEW_POINT, HUMIDITY, PRESSURE, INFRARED, GLOBAL, SKY_COVER = 6, 7, 8, 9, 12, 13, 23  # columns from 0
MISSING = 9999.0
_STEFAN_BOLTZMANN = 5.670374e-8
_ZONES = 4.0  # h: no time zone is further from its longitude (western China: 3.2)
_BELOW = 0.5  # K by which dew point may exceed dry bulb: both are rounded
_NIGHT = -6.0  # ° of the sun: civil twilight ends
_AT_NIGHT = 0.02  # of the year's sun


def rows_of(file: Path) -> list[list[str]]:
    """The file's rows, in form; InputError if it is no text of rows."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror})") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    try:
        rows = list(csv.reader(text.replace("\x1a", "").splitlines()))
    except csv.Error as error:
        raise InputError(f"{file}: not readable as EPW: {error}") from None
    rows = [row for row in rows if any(field.strip() for field in row)]
    for row in rows[:HEADERS]:
        row[0] = row[0].strip().upper()
    return rows[:HEADERS] + [_in_form(row) for row in rows[HEADERS:]]


def _in_form(row: list[str]) -> list[str]:
    while len(row) > FIELDS and not row[-1].strip():
        row = row[:-1]
    if LEAST_FIELDS <= len(row) <= FIELDS + 1 and _fits(row):
        row = [*row[:FIELDS], *["0"] * (FIELDS - len(row))]
    return row


def _fits(row: list[str]) -> bool:
    """Whether the columns stand where they belong, so that it is the last ones that are missing."""
    humidity, pressure = (number(row[column]) for column in (HUMIDITY, PRESSURE))
    return not (len(row) != FIELDS and (humidity > 110.0 or pressure < 110.0))


def number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def fill_infrared(rows: list[list[str]]) -> None:
    """Where it is missing; what the rule needs and is not there stays missing."""
    for row in rows:
        if number(row[INFRARED]) >= MISSING:
            dry, dew, cover = (number(row[column]) for column in (DRY_BULB, DEW_POINT, SKY_COVER))
            if abs(dry) < 99.9 and abs(dew) < 99.9:
                n = cover if 0.0 <= cover <= 10.0 else 5.0
                clear = 0.787 + 0.764 * np.log((dew + 273.15) / 273.0)
                clouds = 1.0 + 0.0224 * n - 0.0035 * n**2 + 0.00028 * n**3
                row[INFRARED] = f"{min(clear * clouds, 1.0) * _STEFAN_BOLTZMANN * (dry + 273.15) ** 4:.0f}"


def check_place(file: Path, longitude: float, zone: float) -> None:
    """Raise InputError if the time zone is another's."""
    by_sun = longitude / 15.0
    apart = abs((zone - by_sun + 12.0) % 24.0 - 12.0)
    if apart > _ZONES:
        hint = "; the sign is the other" if abs((-zone - by_sun + 12.0) % 24.0 - 12.0) <= _ZONES else ""
        raise InputError(
            f"{file}: row 1, time zone: {zone:g} h at longitude {longitude:g}°; expected: about {by_sun:+.0f} h{hint}"
        )


def check_dew_point(file: Path, rows: list[list[str]], hours: list[str]) -> None:
    """Raise InputError if the air is said to be damper than it can be."""
    for index, row in enumerate(rows):
        dry, dew = number(row[DRY_BULB]), number(row[DEW_POINT])
        if abs(dew) < 99.9 and dew > dry + _BELOW:
            raise InputError(
                f"{file}: row {index + HEADERS + 1} ({hours[index]}), dew point: {dew:g}; allowed: up to the dry bulb, {dry:g} °C"
            )


def check_sun(
    file: Path, days: NDArray[np.floating], sun: NDArray[np.floating], place: tuple[float, float, float]
) -> None:
    """Raise InputError if much of the year's sun comes at night. `days`: since 1 January, middle of each hour, local standard
    time; `sun`: W/m2; `place`: latitude, longitude, h east of UTC."""
    latitude, longitude, zone = place
    turn = 2.0 * np.pi * days / 365.0
    tilt = np.radians(23.45) * np.sin(2.0 * np.pi * (284.0 + days + 1.0) / 365.0)  # Cooper 1969
    late = 0.1645 * np.sin(2.0 * (turn - 1.398)) - 0.1255 * np.cos(turn - 1.398) - 0.025 * np.sin(turn - 1.398)  # h
    hour = np.radians(15.0 * ((days % 1.0) * 24.0 + longitude / 15.0 - zone + late - 12.0))
    north = np.radians(latitude)
    height = np.degrees(np.arcsin(np.sin(north) * np.sin(tilt) + np.cos(north) * np.cos(tilt) * np.cos(hour)))
    total = sun.sum()
    share = sun[height < _NIGHT].sum() / total if total > 0 else 0.0
    if share > _AT_NIGHT:
        raise InputError(
            f"{file}: row 1, time zone: {zone:g} h; {100 * share:.0f} % of the sun shines at night there: "
            "the hours are not local standard time, or place and data are not of one another"
        )
