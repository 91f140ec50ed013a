"""Scenario files: what comes along loads, defaults are told, everything wrong is one clear line."""

import math
import re

import pytest

from balancepoint.control.request import AUTO, HEAT
from host_sim import scenario as s
from host_sim.errors import InputError
from host_sim.plant.weather import bundled, read_weather
from host_sim.report.figures import verdicts

SMALL = 'description = "x"\n'


def file(tmp_path, text=SMALL, name="mine.toml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_scenarios_come_along():
    assert set(s.names()) >= {
        "cold_snap", "dead_sensor", "deep_cold", "dirty_filter", "dirty_outdoor_coil", "draughty_seat", "drifting_sensor",
        "hot_humid", "low_charge", "mild_spring", "shoulder", "two_people_evening", "winter_week", "year",
    }  # fmt: skip
    assert s.DEFAULT == "winter_week"


@pytest.mark.parametrize("name", s.names())
def test_each_loads_explains_and_expects(name):
    chosen = s.load(name)
    rows = chosen.explain()
    assert chosen.name == name and chosen.description and chosen.limits()
    weather = "climate.temperature" if chosen.climate else "weather"
    assert {row.path for row in rows} >= {weather, "house.floor_area", "unit.speed_max", "request.0.mode"}
    assert any(row.path.startswith("settings.") for row in rows)
    assert all(row.meaning for row in rows if row.path.startswith("settings."))
    assert [row for row in rows if row.path == weather][0].source == "given"
    assert chosen.core_settings().aux_stages == len(chosen.aux.stages)


def test_an_almost_empty_file_takes_defaults_and_says_so(tmp_path):
    chosen = s.load(file(tmp_path))
    source = {row.path: row.source for row in chosen.explain()}
    assert (chosen.name, chosen.step, chosen.days, chosen.weather) == ("mine", 10, 7, "chicago")
    assert source["description"] == "given" and source["step"] == "default"
    assert source["house.floor_area"] == "preset chicago" and source["unit.name"] == "preset fujitsu_halcyon_12"
    assert source["settings.aux_stages"] == "as fitted" and source["settings.stop_band"] == "default"
    assert chosen.requests()[0][1].mode == HEAT


def test_a_climate_in_place_of_a_weather_file(tmp_path):
    path = file(tmp_path, SMALL + "[climate]\ntemperature = -3\nrain = 0.5\n")
    chosen = s.load(path)
    shown = {row.path: (row.value, row.source) for row in chosen.explain()}
    assert shown["climate.temperature"] == (-3.0, "given") and shown["climate.swing"] == (0.0, "default")
    assert "weather" not in shown and "-3 °C" in chosen.place and "0.5 mm/h" in chosen.place
    weather = chosen.read_weather()
    assert weather.temperature.max() == weather.temperature.min() == -3.0 and weather.rain.min() == 0.5
    assert "climate" not in {row.path for row in s.load(file(tmp_path, SMALL, "other.toml")).explain()}
    assert s.load(path, options={"weather": "miami"}).place == "miami"


def test_set_reaches_everything(tmp_path):
    chosen = s.load(
        file(tmp_path),
        [
            "house.floor_area=120",
            "house.windows.0.area=9",
            "sensors.rooms.0.lag=60",
            "unit=muz_fh18nah2",
            "request.heat_setpoint=20",
            "settings.stop_band=70",
            "start=12-30",
            'expect.cop=">= 2"',
        ],
    )
    assert chosen.house.floor_area == 120
    assert chosen.house.windows[0].area == 9 and chosen.house.windows[1].area == 3
    assert chosen.sensors.rooms[0].lag == 60 and chosen.sensors.rooms[0].interval == 10
    assert "FH18" in chosen.unit.name.upper()
    assert chosen.requests()[0][1].heat_setpoint == 2000
    assert chosen.core_settings().stop_band == 70
    assert chosen.start == "12-30" and str(chosen.limits()[0]) == ">= 2"
    assert {row.path: row.source for row in chosen.explain()}["house.windows.0.area"] == "given"


def test_requests_carry_over_what_they_do_not_say(tmp_path):
    chosen = s.load(
        file(
            tmp_path,
            '[[request]]\nmode = "auto"\nheat_setpoint = 20.0\n[[request]]\nat = "2 06:30"\ncool_setpoint = 26.0\n'
            '[[request]]\nat = "3 00:00"\nmode = "off"\n',
        )
    )
    (_, first), (at, second), (_, third) = chosen.requests()
    assert (at, second.mode, second.heat_setpoint, second.cool_setpoint) == (86400 + 6 * 3600 + 1800, AUTO, 2000, 2600)
    assert first.cool_setpoint == 2500 and third.heat_setpoint == 2000
    points = chosen.set_points()
    assert points[0] == (0.0, 20.0, 25.0) and all(math.isnan(x) for x in points[2][1:])


def test_a_dial_stands_for_both_set_points(tmp_path):
    from pythermalcomfort.models import pmv_ppd_iso  # late: its import takes twenty seconds

    def vote(setpoint, clo):
        return float(pmv_ppd_iso(setpoint, setpoint, 0.1, 50, 1.2, clo, round_output=False).pmv)

    for dial in (-3, 0, 2):
        (_, heat, cool), *rest = s.load(file(tmp_path, f'[request]\nmode = "auto"\ndial = {dial}\n')).set_points()
        assert not rest
        assert vote(heat, 1.0) - vote(21.0, 1.0) == pytest.approx(0.2 * dial, abs=0.02)
        assert vote(cool, 0.5) - vote(25.0, 0.5) == pytest.approx(0.2 * dial, abs=0.02)


def test_a_faults_time_is_a_day_and_an_hour():
    assert s.load("dead_sensor").faults[0].at == 3 * 86400 + 12 * 3600


@pytest.mark.parametrize(
    ("text", "value", "holds"),
    [("<= 0.15", 0.15, True), ("<= 0.15", 0.16, False), ("= 0", 0, True), (">= 12", 11.9, False), ("< 1", None, None)],
)
def test_limits(text, value, holds):
    verdict = verdicts([s.Limit.parse("energy_kWh.aux", text)], {"energy_kWh": {"aux": value}})[0]
    assert verdict.holds is holds


WRONG = [
    # what is wrong, file, --set, what the line must name
    ("empty", "", [], ["mine.toml", "empty"]),
    ("no TOML", "days = \n", [], ["mine.toml", "line 1"]),
    ("unknown key", "dayz = 3\n", [], ["mine.toml", "dayz", "did you mean 'days'"]),
    ("unknown nested key", "[house]\nfloor_aera = 3\n", [], ["mine.toml", "house.floor_aera", "floor_area"]),
    ("out of range", "days = 400\n", [], ["days = 400", "1 to 365 days"]),
    ("no number", 'days = "many"\n', [], ["days = 'many'", "whole number"]),
    ("NaN", "price = nan\n", [], ["price = nan"]),
    ("off by ten", "[house]\nwall_u = 28\n", [], ["house.wall_u = 28", "0.05 to 5 W/(m2 K)"]),
    ("no date", 'start = "02-30"\n', [], ["start = '02-30'", "MM-DD"]),
    ("odd step", "step = 7\n", [], ["step = 7", "divisor"]),
    ("both weathers", 'weather = "miami"\n[climate]\n', [], ["climate", "weather", "miami", "one of the two"]),
    ("climate typo", "[climate]\ntemprature = 3\n", [], ["climate.temprature", "'temperature'"]),
    ("climate range", "[climate]\nhumidity = 90\n", [], ["climate.humidity", "90", "0.01 to 1"]),
    ("unknown weather", 'weather = "atlantis"\n', [], ["weather", "atlantis", "chicago"]),
    ("unknown house", 'house = "castle"\n', [], ["castle", "chicago"]),
    ("unknown unit", '[unit]\npreset = "nothing"\n', [], ["nothing", "fujitsu_halcyon_12"]),
    ("no preset name", "house = 3\n", [], ["house = 3", "preset"]),
    ("mode", '[request]\nmode = "hot"\n', [], ["request.0.mode = 'hot'", "'heat'"]),
    ("set point", "[request]\nheat_setpoint = 210\n", [], ["request.0.heat_setpoint = 210", "10 to 28 °C"]),
    ("gap", '[request]\nmode = "auto"\ncool_setpoint = 22.0\n', [], ["cool_setpoint (22.0)", "2 K"]),
    ("request time", '[[request]]\n[[request]]\nat = "25:00"\n', [], ["request.1.at = '25:00'", "day hh:mm"]),
    ("request order", '[[request]]\n[[request]]\nat = "1 00:00"\n', [], ["request.1.at", "later"]),
    ("request late", '[[request]]\n[[request]]\nat = "9 00:00"\n', [], ["request.1.at = '9 00:00'", "7 days"]),
    ("first request", '[[request]]\nat = "1 01:00"\n', [], ["request.0.at", "1 00:00"]),
    (
        "fault time",
        '[[faults]]\nwhat = "room"\nkind = "dead"\nat = "noon"\n',
        [],
        ["faults.0.at = 'noon'", "day hh:mm"],
    ),
    ("fault late", '[[faults]]\nwhat = "room"\nkind = "dead"\nat = "9 00:00"\n', [], ["faults.0.at", "7 days"]),
    ("fault kind", '[[faults]]\nwhat = "fan"\nkind = "dead"\n', [], ["faults.0", "stalled"]),
    ("setting", "[settings]\nstop_bnd = 50\n", [], ["settings.stop_bnd", "did you mean 'stop_band'"]),
    ("setting's range", "[settings]\nstop_band = 5000\n", [], ["settings.stop_band", "5000", "30 and 100"]),
    ("expectation", '[expect]\ncop = "about 3"\n', [], ["expect.cop", "<= 0.15"]),
    ("expectation's name", '[expect]\nrms_eror_K = "<= 1"\n', [], ["expect.rms_eror_K", "rms_error_K"]),
    (
        "stages",
        "[aux]\nstages = [1000.0, 1000.0, 1000.0]\n",
        [],
        ["aux.stages = [1000.0, 1000.0, 1000.0]", "has 3 entries", "at most 2"],
    ),
    ("true for a number", "days = true\n", [], ["days = true", "whole number, 1 to 365 days"]),
    ("text for a number", '[house]\nfloor_area = "21"\n', [], ["house.floor_area = '21'", "a number, 5 to 1000 m2"]),
    ("too deep", "x = " + "[" * 5000 + "]" * 5000, [], ["mine.toml", "nested too deeply", "20 levels"]),
    ("a little too deep", "x = " + "[" * 21 + "]" * 21, [], ["mine.toml", "nested too deeply", "20 levels"]),
    ("--set too deep", SMALL, ["x=" + "[" * 5000], ["--set x=[[[", "nested too deeply"]),
    ("--set path too deep", SMALL, ["a" + ".a" * 2000 + "=1"], ["--set a.a", "nested too deeply"]),
    ("setting without unit", "[settings]\nstop_band = 0.5\n", [], ["settings.stop_band: 0.5 has no unit", '"1.5 K"']),
    ("setting in other unit", '[settings]\nstop_band = "5 %"\n', [], ["settings.stop_band: '5 %'", "K or °C or °F"]),
    (
        "setting's range in K",
        '[settings]\nstop_band = "5 K"\n',
        [],
        ["settings.stop_band: '5 K'", "between 0.3 and 1 K"],
    ),
    ("setting that is a flag", '[settings]\nown_fan = "no"\n', [], ["settings.own_fan = 'no'", "true and false"]),
    ("out of out/", 'name = "../../x"\n', [], ["name = '../../x'", "letters, digits"]),
    ("hidden", 'name = ".x"\n', [], ["name = '.x'", "letters, digits"]),
    ("weather beside it", 'weather = "my.epw"\n', [], ["mine.toml:1: weather", "my.epw", "no such file"]),
    ("--set without =", SMALL, ["days"], ["--set days", "key=value"]),
    ("--set unknown", SMALL, ["hose.area=3"], ["--set hose", "did you mean 'house'"]),
    ("--set range", SMALL, ["house.floor_area=-1"], ["--set house.floor_area = -1", "5 to 1000 m2"]),
    ("--set into a value", SMALL, ["days.hours=3"], ["--set days", "table"]),
    ("--set no TOML", SMALL, ["days=[1,"], ["--set days", "TOML"]),
    ("--set entry", "[[request]]\n", ["request.4.mode=off"], ["--set request.4.mode", "list of 1"]),
]


@pytest.mark.parametrize(("text", "sets", "named"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_what_is_wrong_is_one_line(tmp_path, text, sets, named):
    with pytest.raises(InputError) as caught:
        s.load(file(tmp_path, text), sets)
    line = str(caught.value)
    assert "\n" not in line
    for word in named:
        assert word in line


def test_an_unknown_scenario_lists_the_known():
    with pytest.raises(InputError, match="winter_week"):
        s.load("nowhere")


def test_options_are_named_as_options(tmp_path):
    with pytest.raises(InputError, match="^--days 400: allowed is 1 to 365 days$"):
        s.load(file(tmp_path), options={"days": 400})


def test_true_and_text_are_numbers_nowhere():
    """Every number of every kind of table, each in its turn."""
    numbers = {
        row.path
        for name in ("draughty_seat", "dead_sensor", "frost_rain", "deep_cold")
        for row in s.load(name).explain()
        if type(row.value) in (int, float) and not row.path.startswith(("settings.", "faults.0.at"))
    }
    assert {"days", "house.floor_area", "unit.heating.0.min.heat", "seats.0.distance", "climate.rain"} <= numbers
    for path in sorted(numbers):
        name = next(
            name
            for name in ("draughty_seat", "dead_sensor", "frost_rain", "deep_cold")
            if path in {row.path for row in s.load(name).explain()}
        )
        for value in ("true", '"21"'):
            with pytest.raises(InputError, match=f"--set {path} = .*must be a (whole |finite )?number"):
                s.load(name, [f"{path}={value}"])


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    (tmp_path / "mine.toml").write_bytes(b"\xef\xbb\xbfdays = 3\n")
    assert s.load(str(tmp_path / "mine.toml")).days == 3


def test_what_a_file_names_by_a_path_lies_beside_it(tmp_path, monkeypatch):
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    for folder in (home, elsewhere):
        folder.mkdir()
    weather = bundled("chicago").read_bytes()
    (home / "my.epw").write_bytes(b"\xef\xbb\xbf" + weather)  # as some editors leave it
    (home / "my_house.toml").write_text((s.FOLDER.parent / "plant/houses/denver.toml").read_text(encoding="utf-8"))
    mine = file(home, 'weather = "my.epw"\n[house]\npreset = "my_house.toml"\nfloor_area = 77\n')
    monkeypatch.chdir(elsewhere)
    chosen = s.load(mine)
    assert chosen.place == "my.epw" and chosen.house.floor_area == 77
    assert (chosen.read_weather().temperature == read_weather("chicago").temperature).all()
    # on the command line it is looked for where one is
    (elsewhere / "other.epw").write_bytes(weather)
    assert s.load(mine, options={"weather": "other.epw"}).place == "other.epw"
    with pytest.raises(InputError, match="^--weather 'my.epw': no such file"):
        s.load(mine, options={"weather": "my.epw"})


def test_settings_are_written_as_on_the_board(tmp_path):
    text = '[settings]\nstop_band = "0.5 K"\nown_fan = false\nquiet_from = "22:30"\nminimum_off = "6 min"\nwall_share = 250\n'
    chosen = s.load(file(tmp_path, text))
    settings = chosen.core_settings()
    assert (settings.stop_band, settings.own_fan, settings.quiet_from) == (50, 0, 22 * 60 + 30)
    assert (settings.minimum_off, settings.wall_share) == (360, 250)
    shown = {row.path: (row.value, row.unit) for row in chosen.explain()}
    assert shown["settings.stop_band"] == ("0.5", "K") and shown["settings.minimum_off"] == ("6", "min")


def test_the_title_says_what_was_changed():
    plain = s.load("winter_week")
    assert s.load("winter_week", ["days=7", "house=chicago"], {"weather": "chicago"}).description == plain.description
    other = s.load("winter_week", ["unit=muz_fh18nah2", "request.heat_setpoint=20"], {"weather": "miami", "days": 1})
    for word in (
        "miami from 02-15, 1 day",
        "MUZ-FH18NAH2",
        "weather = miami",
        "unit = muz_fh18nah2",
        "heat_setpoint = 20",
    ):
        assert word in other.description
    assert "Chicago" not in other.description
    noise = s.load("winter_week", options={"seed": 2})
    assert noise.description == f"{plain.description}; changed: seed = 2"
    assert s.load("winter_week", ['description="mine"', "days=1"]).description == "mine"


def test_limits_written_for_other_values_are_not_for_this_run():
    def held(*overrides, **options):
        return {limit.kpi for limit in s.load("winter_week", overrides, options).limits() if limit.applies}

    everything = held()
    assert "saving_percent" in everything
    assert held("seed=2", "step=60", "price=1") == everything
    assert (
        held(weather="miami")
        == held(days=3)
        == held("house.floor_area=90")
        == {"guard_violations", "min_time_violations"}
    )
    assert "cop" in held('expect.cop=">= 2"', days=3)
    limit = s.Limit.parse("cop", ">= 2", applies=False)
    verdict = verdicts([limit], {"cop": 1.0})[0]
    assert verdict.holds is None and verdict.word == "not for this run"


@pytest.mark.parametrize(
    ("step", "part"), [(1, 1), (6, 6), (10, 10), (12, 2), (15, 1), (20, 2), (24, 4), (30, 5), (45, 5), (60, 10)]
)
def test_a_long_step_has_whole_parts_of_a_sixth_at_most(step, part):
    case = s.load("winter_week", options={"step": step})
    assert case.part == part and case.steps * step == case.seconds
    assert case.trace_interval % step == 0


def test_no_two_different_runs_have_the_same_label(tmp_path):
    mine = file(tmp_path, SMALL, "winter_week.toml")
    runs = [
        ("winter_week", (), {}), ("winter_week", (), {"days": 3}), ("winter_week", (), {"seed": 3}), (mine, (), {}),
        ("winter_week", ["settings.stop_band='0.5 K'"], {}), ("winter_week", ["settings.stop_band='0.5K'"], {}),
        ("winter_week", ["house.floor_area=90", "house.wall_u=0.3", "house.roof_u=0.2", "house.floor_u=0.2"], {}),
        ("winter_week", ["house.floor_area=90", "house.wall_u=0.3", "house.roof_u=0.2", "house.floor_u=0.3"], {}),
    ]  # fmt: skip
    labels = [s.load(name, overrides, options).label for name, overrides, options in runs]
    assert labels[:2] == ["winter_week", "winter_week+days-3"]
    assert len(set(labels)) == len(labels)
    assert all(re.fullmatch(r"[\w.+-]{1,90}", label) for label in labels)
