"""A recording of a room: what was measured over days, for the learner and for the least-squares fit beside it.

    recording = load(Path("room_chicago.csv"))

A recording has rows of one length, 1 to 15 min: end of the row in s (0 is a Monday's midnight), room and outdoor °C, relative
humidity, beam and horizontal diffuse W/m², heat into the room's air in W.
"""

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pvlib import irradiance, solarposition

from host_sim.errors import InputError

Floats = NDArray[np.float64]

COLUMNS = {
    "t_end_s": (0.0, 1e9),
    "T_room_C": (-40.0, 100.0),
    "T_out_C": (-70.0, 60.0),
    "RH_out_pct": (0.0, 110.0),
    "I_dn_Wm2": (0.0, 1500.0),
    "I_dif_hor_Wm2": (0.0, 1500.0),
    "Q_inject_W": (-32000.0, 32000.0),
}
QUARTER = 900  # s
GROUND = 0.1  # of the horizontal light, on a wall: albedo 0.2, half of what the wall sees
DAY = 96  # quarters


@dataclass(frozen=True)
class Site:
    """Degrees north and east, hours from UTC."""

    latitude: float
    longitude: float
    utc_offset: int


SITES = {"chicago": Site(41.98, -87.92, -6), "boston": Site(42.36, -71.01, -5), "newark": Site(40.70, -74.17, -5)}


@dataclass(frozen=True)
class Recording:
    """Rows of `step` s: end s, °C, °C, W; W/m² on a wall that faces south, on the horizontal, and on that wall as Erbs's split
    of the horizontal makes it, with the sun's position by date, place and time (pvlib)."""

    name: str
    site: Site
    step: int
    end: Floats
    room: Floats
    outdoor: Floats
    heat: Floats
    south: Floats
    flat: Floats
    split: Floats

    @property
    def days(self) -> int:
        """Whole days."""
        return len(self.end) * self.step // (QUARTER * DAY)

    def quarters(self, column: Floats) -> Floats:
        """Means over quarters of an hour."""
        parts = QUARTER // self.step
        return column[: self.days * DAY * parts].reshape(-1, parts).mean(axis=1)

    def ticks(self, days: int) -> Iterator[tuple[int, int, int, int, int, int]]:
        """As the board has it: room in steps of 0.1 K and outdoor, 0.01 °C; W; W/m² on the windows and flat; minute."""
        for k in range(days * DAY * QUARTER // self.step):
            yield (
                round(self.room[k] * 10) * 10, round(self.outdoor[k] * 100), round(self.heat[k]),
                round(self.south[k]), round(self.flat[k]), int(self.end[k]) // 60 % 10080,
            )  # fmt: skip


def load(path: Path, site: Site | None = None, first_day: str = "01-01") -> Recording:
    """Reads a recording that begins at midnight of `first_day` (month-day). Without `site` its place must be in the file's
    name. InputError names the line that does not fit."""
    if not path.is_file():
        raise InputError(f"{path}: {'is a folder' if path.is_dir() else 'no such file'}; a recording (CSV) is needed")
    if site is None:
        known = [place for word, place in SITES.items() if word in path.name.lower()]
        if len(known) != 1:
            raise InputError(f"{path}: place unknown; its name must contain one of: {', '.join(SITES)}")
        site = known[0]
    try:
        midnight = datetime.strptime(f"2018-{first_day}", "%Y-%m-%d")
    except ValueError:
        raise InputError(f"first day: {first_day!r}; allowed: MM-DD, 01-01 to 12-31") from None
    table = _rows(path)
    end, room, outdoor, _humidity, beam, sky, heat = table.T
    step = int(end[0])
    middles = pd.DatetimeIndex(
        pd.Timestamp(midnight) + pd.to_timedelta(end - step / 2 - site.utc_offset * 3600, unit="s")
    )
    sun = solarposition.get_solarposition(middles, site.latitude, site.longitude)
    zenith = np.radians(sun["apparent_zenith"].to_numpy())
    up = np.maximum(np.cos(zenith), 0.0)
    on_wall = np.maximum(-np.sin(zenith) * np.cos(np.radians(sun["azimuth"].to_numpy())), 0.0) * (up > 0.0)
    flat = beam * up + sky
    erbs = irradiance.erbs(flat, sun["zenith"].to_numpy(), middles.day_of_year)
    split = np.asarray(erbs["dni"]) * on_wall + np.asarray(erbs["dhi"]) / 2 + GROUND * flat
    south = beam * on_wall + sky / 2 + GROUND * flat
    return Recording(path.stem, site, step, end, room, outdoor, heat, south, flat, split)


def _rows(path: Path) -> Floats:
    try:
        with path.open(newline="", encoding="utf-8-sig") as lines:
            numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as text: {getattr(error, 'strerror', None) or 'not UTF-8'}") from None
    rows = list(csv.reader(line for _, line in numbered))
    if not rows or [name.strip() for name in rows[0]] != list(COLUMNS):
        first = numbered[0][0] if rows else 1
        raise InputError(f"{path}, line {first}: the columns must be {','.join(COLUMNS)}")
    table = np.empty((len(rows) - 1, len(COLUMNS)))
    step = 0.0
    for k, (cells, (number, _line)) in enumerate(zip(rows[1:], numbered[1:], strict=True)):
        where = f"{path}, line {number}"
        if len(cells) != len(COLUMNS):
            raise InputError(f"{where}: {len(cells)} values; {len(COLUMNS)} needed")
        for i, (text, (name, (low, high))) in enumerate(zip(cells, COLUMNS.items(), strict=True)):
            try:
                value = float(text)
            except ValueError:
                value = math.nan
            if not low <= value <= high:
                raise InputError(f"{where}: {name}: {text.strip()!r}; allowed: {low:g}..{high:g}")
            table[k, i] = value
        if k == 0:
            step = table[0, 0]
            if step < 60 or QUARTER % step:
                raise InputError(
                    f"{where}: t_end_s: {step:g}; the first must be a step of 60, 100, 150, 180, 300, 450 or 900 s"
                )
        elif table[k, 0] != step * (k + 1):
            raise InputError(
                f"{where}: t_end_s: {table[k, 0]:g}; rows are {step:g} s long, {step * (k + 1):g} should come here"
            )
    if len(table) * step < 3 * DAY * QUARTER:
        raise InputError(f"{path}: {len(table)} rows; three days at least")
    return table
