"""EPW files: what is read, what stands for which time, what is refused; and the sun made of them."""

from datetime import datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from pvlib.iotools import read_epw

from host_sim.errors import InputError
from host_sim.plant.sun import (
    absorption_of,
    diffuse_transmittance,
    glass_shares,
    glass_transmittance,
    on_plane,
    sun_over,
)
from host_sim.plant.weather import Weather, bundled, read_weather

PLACES = ("barrow", "chicago", "denver", "miami")


@cache
def weather(name: str) -> Weather:
    return read_weather(name)


@pytest.mark.parametrize("name", PLACES)
def test_bundled_files(name: str) -> None:
    read = weather(name)
    assert read.days == 365
    assert read.whole_year
    coldest = {"barrow": -41.7, "chicago": -22.8, "denver": -19.4, "miami": 5.0}
    assert read.temperature.min() == coldest[name]
    assert 0.0 < read.humidity.min() < read.humidity.max() <= 1.0


def test_values_and_place_are_the_files() -> None:
    read = weather("chicago")
    frame, _ = read_epw(bundled("chicago"))
    assert (read.latitude, read.longitude, read.utc_offset, read.elevation) == (41.98, -87.92, -6.0, 201.0)
    row = 21 * 24 + 13  # 22 January, hour 14
    assert read.temperature[row] == frame["temp_air"].iloc[row]
    assert read.humidity[row] == frame["relative_humidity"].iloc[row] / 100
    assert read.pressure[row] == frame["atmospheric_pressure"].iloc[row]
    assert read.wind[row] == frame["wind_speed"].iloc[row]
    assert read.infrared[row] == frame["ghi_infrared"].iloc[row]


def test_a_state_belongs_to_the_end_of_its_hour_and_runs_straight_between() -> None:
    read = weather("chicago")
    hours = np.array([1.0, 2.0, 1.5, 0.25])
    t = read.temperature
    expected = [t[0], t[1], (t[0] + t[1]) / 2, 0.75 * t[-1] + 0.25 * t[0]]
    assert read.at("temperature", hours * 3600) == pytest.approx(expected)


def test_the_year_goes_round() -> None:
    read = weather("chicago")
    assert read.day_of("12-30", 7) == 363
    over_new_year = read.at("temperature", np.arange(364 * 24, 366 * 24) * 3600.0)
    assert over_new_year[25:] == pytest.approx(read.temperature[:23])
    assert read.at("temperature", np.array([-3600.0])) == pytest.approx(read.temperature[-2])


# Bad files -----------------------------------------------------------------------------------------------------------


def changed(tmp_path: Path, change) -> Path:
    """A copy of Chicago with its rows changed."""
    rows = bundled("chicago").read_text().splitlines()
    rows = change(rows)
    file = tmp_path / "changed.epw"
    file.write_text("\n".join(rows) + ("\n" if rows else ""))
    return file


def with_field(column: int, value: str, row: int = 100):
    """Sets one field (columns from 1, as people count)."""

    def change(rows: list[str]) -> list[str]:
        fields = rows[row].split(",")
        fields[column - 1] = value
        rows[row] = ",".join(fields)
        return rows

    return change


def without_column(rows: list[str]) -> list[str]:
    return rows[:8] + [",".join(row.split(",")[:8] + row.split(",")[9:]) for row in rows[8:]]


def all_values(column: int, factor: float):
    def change(rows: list[str]) -> list[str]:
        out = []
        for row in rows[8:]:
            fields = row.split(",")
            fields[column - 1] = f"{float(fields[column - 1]) * factor:.4f}"
            out.append(",".join(fields))
        return rows[:8] + out

    return change


def shifted(rows: list[str], hours: int) -> list[str]:
    """What is measured comes so many hours later."""
    parts = [row.split(",") for row in rows]
    late = parts[-hours:] + parts[:-hours]
    return [",".join([*date[:5], *what[5:]]) for date, what in zip(parts, late, strict=True)]


BAD = {
    "empty": (lambda rows: [], "empty"),
    "no EPW": (lambda rows: ["a,b,c"] * 9000, "LOCATION"),
    "truncated": (lambda rows: rows[:5000], "4992 hours; expected: 8760"),
    "rows beyond the year": (lambda rows: rows + [rows[-1]], "8761 hours; expected: 8760"),
    "header only": (lambda rows: rows[:8], "0 hours"),
    "no data period": (lambda rows: rows[:7] + rows[8:], "DATA PERIODS"),
    "latitude": (with_field(7, "419.8", row=0), "latitude: '419.8'; allowed: -90..90"),
    "an hour missing": (lambda rows: rows[:60] + rows[61:], "row 61, date"),
    "an hour twice": (lambda rows: rows[:60] + rows[59:-1], "row 61, date"),
    "column missing": (without_column, "34 columns; allowed: 35"),
    "missing code": (with_field(7, "99.9"), "row 101 (01-04 hour 21), temp_air: 99.9; allowed: -60..60 °C"),
    "missing radiation": (with_field(15, "9999"), "row 101 (01-04 hour 21), dni: 9999; allowed: 0..1500 W/m2"),
    "NaN": (with_field(9, "nan"), "row 101 (01-04 hour 21), column 9: 'nan' is not a number"),
    "no value": (with_field(10, ""), "row 101 (01-04 hour 21), column 10: '' is not a number"),
    "infinite": (with_field(22, "inf"), "wind_speed: inf; allowed: 0..60 m/s"),
    "negative sun": (with_field(16, "-5"), "dhi: -5; allowed: 0..1500 W/m2"),
    "kelvin": (all_values(7, 100.0), "temp_air"),
    "no sky": (with_field(13, "0"), "row 101 (01-04 hour 21), ghi_infrared: 0; allowed: 50..1500 W/m2"),
    "damper than it can be": (
        with_field(8, "30"),
        "row 101 (01-04 hour 21), dew point: 30; allowed: up to the dry bulb",
    ),
    "time zone's sign": (
        with_field(9, "6.0", row=0),
        "time zone: 6 h at longitude -87.92°; expected: about -6 h; the sign is",
    ),
    "time zone of elsewhere": (
        with_field(9, "1.0", row=0),
        "time zone: 1 h at longitude -87.92°; expected: about -6 h",
    ),
    "sun at night": (lambda rows: rows[:8] + shifted(rows[8:], 5), "of the sun shines at night"),
    "too many columns": (lambda rows: rows[:8] + [f"{row},1,2" for row in rows[8:]], "37 columns; allowed: 35"),
    "humidity as a fraction": (all_values(9, 0.01), "relative_humidity: at most 1 in the whole file"),
    "pressure in hPa": (all_values(10, 0.01), "allowed: 50000..110000 Pa"),
    "sun in kJ": (all_values(15, 3.6), "dni"),
}


def july_to_june(rows: list[str]) -> list[str]:
    first = next(k for k, row in enumerate(rows) if k >= 8 and row.split(",")[1] == "7")
    return [*rows[:7], "DATA PERIODS,1,1,Data,Sunday,7/1,6/30", *rows[first:], *rows[8:first]]


def leap(rows: list[str]) -> list[str]:
    last = next(k for k, row in enumerate(rows) if k >= 8 and row.split(",")[1:3] == ["3", "1"])
    day = [",".join([*row.split(",")[:2], "29", *row.split(",")[3:]]) for row in rows[last - 24 : last]]
    return [*rows[:last], *day, *rows[last:]]


def cut(columns: int):
    return lambda rows: rows[:8] + [",".join(row.split(",")[:columns]) for row in rows[8:]]


AS_THEY_ARE = {
    "byte-order mark": lambda rows: ["\ufeff" + rows[0], *rows[1:]],
    "blank lines": lambda rows: [*rows[:20], "", *rows[20:], "", " "],
    "end-of-file mark": lambda rows: [*rows, "\x1a"],
    "commas": lambda rows: [f"{row}," for row in rows] + [",,,"],
    "32 columns": cut(32),
    "34 columns": cut(34),
    "36 columns": lambda rows: rows[:8] + [f"{row},7" for row in rows[8:]],
    "lower-case headers": lambda rows: [rows[0].replace("LOCATION", "Location"), *rows[1:]],
}


@pytest.mark.parametrize("name", AS_THEY_ARE)
def test_files_as_they_are_in_the_world_say_the_same(tmp_path: Path, name: str) -> None:
    read, plain = read_weather(changed(tmp_path, AS_THEY_ARE[name])), weather("chicago")
    for column in ("temperature", "humidity", "pressure", "infrared", "ghi", "dni", "dhi", "wind"):
        assert (getattr(read, column) == getattr(plain, column)).all()
    assert (read.latitude, read.utc_offset) == (plain.latitude, plain.utc_offset)


def test_a_place_in_latin_1_keeps_its_name(tmp_path: Path) -> None:
    file = tmp_path / "BELEM.EPW"
    file.write_bytes(bundled("chicago").read_text().replace("Chicago Ohare Intl Ap", "Belém").encode("latin-1"))
    assert read_weather(file).name == "Belém, IL (BELEM.EPW)"


def test_a_year_from_july_to_june_is_the_same_year(tmp_path: Path) -> None:
    read, plain = read_weather(changed(tmp_path, july_to_june)), weather("chicago")
    assert read.whole_year and read.day_of("01-22", 7) == 21
    seconds = np.arange(0.0, 365 * 86400.0, 1800.0)
    for column in ("temperature", "infrared", "wind"):
        assert read.at(column, seconds) == pytest.approx(plain.at(column, seconds))


def test_a_winter_over_new_year_holds_its_days(tmp_path: Path) -> None:
    def winter(rows: list[str]) -> list[str]:
        months = (
            [row for row in rows[8:] if row.split(",")[1] in ("11", "12")],
            [row for row in rows[8:] if row.split(",")[1] in ("1", "2")],
        )
        return [*rows[:7], "DATA PERIODS,1,1,Data,Sunday,11/1,2/28", *months[0], *months[1]]

    read = read_weather(changed(tmp_path, winter))
    assert (read.days, read.whole_year) == (120, False)
    assert read.day_of("12-28", 14) == 361
    for start, days in (("02-25", 7), ("06-01", 1)):
        with pytest.raises(InputError, match="holds 120 days from 11-01"):
            read.day_of(start, days)
    over = np.arange(361, 375, 0.25) * 86400.0
    assert read.at("temperature", over) == pytest.approx(weather("chicago").at("temperature", over))


def test_a_leap_year_has_its_day(tmp_path: Path) -> None:
    assert read_weather(changed(tmp_path, leap)).days == 366


def test_infrared_that_is_missing_follows_energyplus(tmp_path: Path) -> None:
    """The typical years' own infrared was made by that rule."""

    def missing(rows: list[str]) -> list[str]:
        return rows[:8] + [",".join([*row.split(",")[:12], "9999", *row.split(",")[13:]]) for row in rows[8:]]

    read, plain = read_weather(changed(tmp_path, missing)), weather("chicago")
    assert np.abs(read.infrared - plain.infrared).max() <= 1.0


@pytest.mark.parametrize("name", BAD)
def test_a_wrong_file_is_one_clear_line(tmp_path: Path, name: str) -> None:
    change, said = BAD[name]
    file = changed(tmp_path, change)
    with pytest.raises(InputError) as error:
        read_weather(file)
    assert str(file) in str(error.value)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_no_file() -> None:
    with pytest.raises(InputError, match="atlantis: no such weather file"):
        read_weather("atlantis")
    with pytest.raises(InputError, match="allowed: chicago"):
        bundled("atlantis")


def test_a_file_of_some_days(tmp_path: Path) -> None:
    """The header says which days; a run must fit into them."""

    def change(rows: list[str]) -> list[str]:
        rows[7] = "DATA PERIODS,1,1,Data,Sunday, 2/ 1, 2/10"
        return rows[:8] + rows[8 + 31 * 24 : 8 + 41 * 24]

    read = read_weather(changed(tmp_path, change))
    assert read.days == 10
    assert not read.whole_year
    assert read.day_of("02-03", 8) == 33
    assert read.at("temperature", np.array([33 * 86_400.0 + 3600])) == weather("chicago").temperature[33 * 24]
    for start, days in (("02-03", 9), ("01-31", 1), ("12-01", 1)):
        with pytest.raises(InputError, match="holds 10 days from 02-01"):
            read.day_of(start, days)


@pytest.mark.parametrize(
    ("start", "days", "said"),
    [
        ("13-01", 7, "start: '13-01'"),
        ("02-29", 7, "start: '02-29'"),
        ("2024-01-22", 7, "allowed: MM-DD"),
        ("january", 7, "allowed: MM-DD"),
        ("01-22", 0, "days: 0"),
        ("01-22", 366, "at most the 365 days"),
        ("01-22", float("nan"), "days: nan"),
    ],
)
def test_a_time_outside_the_file(start: str, days: float, said: str) -> None:
    with pytest.raises(InputError, match=said):
        weather("chicago").day_of(start, days)


# The sun -------------------------------------------------------------------------------------------------------------


def per_day(values: np.ndarray) -> np.ndarray:
    """Wh/m2 of each day of a 300-s series with both ends, straight lines between."""
    return ((values[:-1] + values[1:]) / 2).reshape(-1, 288).sum(axis=1) / 12


@pytest.mark.parametrize("name", PLACES)
def test_horizontal_energy_is_the_files(name: str) -> None:
    read = weather(name)
    days = per_day(sun_over(read, 0, 8760).horizontal)
    measured = read.ghi.reshape(-1, 24).sum(axis=1)
    bright = measured > 1000
    assert abs(days.sum() / measured.sum() - 1) < 0.02
    assert np.abs(days[bright] / measured[bright] - 1).mean() < 0.04
    assert np.abs(days - measured).max() < 500


@pytest.mark.parametrize("name", PLACES)
def test_beam_and_sky_keep_the_energy_of_the_day(name: str) -> None:
    read = weather(name)
    sun = sun_over(read, 0, 8760)
    assert per_day(sun.diffuse) == pytest.approx(read.dhi.reshape(-1, 24).sum(axis=1), abs=1e-6, rel=0.01)
    up = read.dni.reshape(-1, 24).sum(axis=1)
    # The file's beam in hours in which the sun's centre does not rise is dropped
    assert np.abs(per_day(sun.beam) - up).max() < 120
    assert abs(per_day(sun.beam).sum() / up.sum() - 1) < 0.002


def test_noon_is_in_the_south_and_the_clock_is_local_standard_time() -> None:
    read = weather(
        "denver"
    )  # 104.65° W, 15 minutes east of its zone's meridian; the equation of time is nothing on 15 April
    day = datetime(2018, 4, 15).timetuple().tm_yday - 1
    sun = sun_over(read, day * 24, 24)
    noon = int(np.argmin(sun.zenith))
    assert noon * 5 / 60 == pytest.approx(12 - 0.35 / 15, abs=0.1)
    assert sun.azimuth[noon] == pytest.approx(180, abs=2)
    assert sun.zenith[noon] == pytest.approx(39.83 - 9.7, abs=0.4)


def test_sun_before_the_start_of_the_year_is_decembers() -> None:
    read = weather("chicago")
    assert sun_over(read, -24, 24).beam[:-1] == pytest.approx(sun_over(read, 364 * 24, 24).beam[:-1])


def test_planes() -> None:
    read = weather("denver")
    sun = sun_over(read, 0, 31 * 24)
    flat = sum(on_plane(sun, 0.0, 180.0)[:2])
    assert flat == pytest.approx(sun.horizontal, rel=1e-6, abs=10.0)  # Perez is off near the horizon
    walls = {azimuth: sum(on_plane(sun, 90.0, azimuth)[:2]).sum() for azimuth in (0.0, 90.0, 180.0, 270.0)}
    assert walls[180.0] > 1.5 * walls[90.0] > 1.5 * walls[0.0]  # January at 40° north
    south, _, cosine = on_plane(sun, 90.0, 180.0)
    assert south == pytest.approx(sun.beam * cosine)
    assert all(np.all(np.isfinite(part)) and part.min() >= 0.0 for part in on_plane(sun, 90.0, 0.0))


def test_glass() -> None:
    """Duffie and Beckman, example 5.1.2: two panes that do not absorb pass 0.85 at normal incidence, 0.76 at 60°.

    ASHRAE 140's pane passes 0.834, two of them 0.699, and about 0.60 of light from all sides.
    """
    cosine = np.array([1.0, 0.5])
    assert glass_transmittance(cosine, absorption=0.0) == pytest.approx([0.85, 0.76], abs=0.005)
    assert glass_transmittance(cosine, panes=1, absorption=0.0947)[0] == pytest.approx(0.834, abs=0.002)
    assert glass_transmittance(cosine, absorption=0.0947)[0] == pytest.approx(0.699, abs=0.002)
    assert diffuse_transmittance(absorption=0.0947) == pytest.approx(0.605, abs=0.01)
    rising = np.linspace(0, 1, 50)
    assert np.all(np.diff(glass_transmittance(rising)) > 0)
    assert glass_transmittance(np.zeros(1))[0] == pytest.approx(0.0, abs=1e-4)


@pytest.mark.parametrize("panes", [1, 2, 3, 4])
def test_what_panes_do_not_pass_or_send_back_they_keep(panes: int) -> None:
    """ASHRAE 140's pane: 0.834 through, 0.075 back, 0.091 kept; more panes keep more, and the outer one most."""
    absorption = absorption_of(0.834)
    passed, kept = glass_shares(np.array([1.0, 0.7, 0.2, 0.0]), panes, absorption=absorption)
    assert glass_transmittance(np.ones(1), 1, absorption=absorption)[0] == pytest.approx(0.834, abs=1e-9)
    back = 1.0 - passed - sum(kept)
    assert np.all(back > 0.0) and np.all(np.diff(back) > 0.0)  # the flatter, the more mirror
    assert len(kept) == panes
    if panes == 1:
        assert back[0] == pytest.approx(0.075, abs=0.002)
        assert kept[0][0] == pytest.approx(0.091, abs=0.002)
    else:
        assert all(outer[0] > inner[0] for outer, inner in zip(kept, kept[1:], strict=False))
        fewer, kept_by_fewer = glass_shares(np.ones(1), panes - 1, absorption=absorption)
        assert passed[0] < fewer[0] and sum(kept)[0] > sum(kept_by_fewer)[0]
    assert all(np.abs(share).max() < 1e-12 for share in glass_shares(np.array([1.0, 0.3]), panes, absorption=0.0)[1])


def test_two_panes_by_counting_rays() -> None:
    """Every ray between two panes, one polarisation after the other, summed up."""
    cosine, absorption, index = 0.6, 0.1, 1.526
    sine = np.sqrt(1.0 - cosine**2) / index
    inner = np.sqrt(1.0 - sine**2)
    through = first = second = 0.0
    for face in (
        ((cosine - index * inner) / (cosine + index * inner)) ** 2,
        ((inner - index * cosine) / (inner + index * cosine)) ** 2,
    ):
        a = np.exp(-absorption / inner)
        tau = sum((1 - face) ** 2 * a * (face * a) ** (2 * n) for n in range(50))
        rho = face + sum((1 - face) ** 2 * face * a**2 * (face * a) ** (2 * n) for n in range(50))
        alpha = 1.0 - tau - rho
        first += 0.5 * alpha
        down = 0.5 * tau
        for _ in range(50):  # down to the second pane, up to the first
            second += alpha * down
            through += tau * down
            up = rho * down
            first += alpha * up
            down = rho * up
    passed, kept = glass_shares(np.array([cosine]), 2, index, absorption)
    assert [passed[0], kept[0][0], kept[1][0]] == pytest.approx([through, first, second], abs=1e-12)
