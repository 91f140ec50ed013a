"""A room by EnergyPlus: its own ideal system is the oracle of the coupling."""

import json
import threading
from math import nan

import numpy as np
import pytest

from host_sim import cli, scenario
from host_sim.adapters import energyplus_example as example
from host_sim.adapters import optional
from host_sim.adapters.energyplus import EnergyPlus
from host_sim.adapters.energyplus_example import HOUSE, run_in_energyplus
from host_sim.errors import InputError
from host_sim.experiment import CORE, REFERENCE
from host_sim.plant.weather import bundled

CHICAGO = bundled("chicago")


def write(path, change=lambda model: None):
    """The house that comes along, changed."""
    model = json.loads(HOUSE.read_text())
    change(model)
    path.write_text(json.dumps(model))
    return path


def test_a_missing_package_is_named_with_what_to_do():
    with pytest.raises(
        InputError, match=r"^no-such-package is not there .*: make extras \(or pip install no-such-package\)$"
    ):
        optional("no_such_package.api", "no-such-package")


@pytest.mark.parametrize(
    ("start", "weather", "set_points"),
    [
        ("02-15", "chicago", [(0.0, 21.0, nan)]),
        ("12-30", "chicago", [(0.0, 19.0, nan)]),  # over New Year
        ("07-01", "miami", [(0.0, nan, 24.0)]),
        ("04-20", "denver", [(0.0, 20.0, 21.0)]),
    ],
)
def test_the_heat_of_its_own_ideal_system_holds_its_set_point(energyplus, start, weather, set_points):
    """Whatever comes in by the coupling arrives whole, in the step it was meant for, at the room it was meant for."""
    _, low, high = set_points[0]
    with EnergyPlus(HOUSE, bundled(weather), start=start, days=3, set_points=set_points) as building:
        assert len(building.load) == 3 * 1440
        rooms, outdoors = [building.surroundings().room], []
        for load in building.load:
            building.advance(load, 0.0, 0.0)
            rooms.append(building.surroundings().room)
            outdoors.append(building.surroundings().outdoor)
        loads = np.array(building.load)
        assert building.heat_taken() == pytest.approx(60 * loads.sum(), rel=1e-9)
    rooms = np.array(rooms[1:])
    assert np.abs(loads).max() > 300
    assert np.abs(rooms[loads > 0] - low).max(initial=0.0) < 1e-3
    assert np.abs(rooms[loads < 0] - high).max(initial=0.0) < 1e-3
    if (low == low) and (high == high):
        assert (loads > 0).any() and (loads < 0).any()


def test_the_weather_is_that_of_the_day(energyplus):
    from host_sim.plant.weather import read_weather

    weather = read_weather("chicago")
    with EnergyPlus(HOUSE, CHICAGO, start="03-05", days=1, with_load=False) as building:
        assert building.load is None
        # The fifth of March, a Monday as 1 January is: 63 days later
        assert building.minute_of_week == 63 % 7 * 1440
        now = building.surroundings()
        assert now.outdoor == pytest.approx(weather.temperature[63 * 24 - 1], abs=0.1)
        for _ in range(12 * 60):
            building.advance(2000.0, 0.0, 0.0)
        noon = building.surroundings()
        assert noon.outdoor == pytest.approx(weather.temperature[63 * 24 + 11], abs=0.1)
        assert noon.pressure == pytest.approx(weather.pressure[63 * 24 + 11], abs=100)
        assert noon.sun == pytest.approx(weather.ghi[63 * 24 + 11 : 63 * 24 + 13].mean(), rel=0.25, abs=30)


def test_radiant_heat_warms_the_surfaces_and_water_the_air(energyplus):
    def after_an_hour(*given):
        with EnergyPlus(HOUSE, CHICAGO, start="02-15", days=1, with_load=False) as building:
            for _ in range(60):
                building.advance(*given)
            assert building.heat_taken() == pytest.approx(3600 * (given[0] + given[1]), rel=1e-9)
            return building.surroundings()

    by_air, by_radiation, damp, dry = (
        after_an_hour(*given) for given in ((2000, 0, 0), (0, 2000, 0), (2000, 0, 1e-4), (2000, 0, -1e-5))
    )
    assert by_radiation.radiant > by_air.radiant + 0.3
    assert by_radiation.room < by_air.room - 0.3
    # 0.36 kg into 225 m3 of air at 1.2 kg/m3, twelve times that with the furniture (what the model says), less what leaks out
    gain = damp.humidity_ratio - by_air.humidity_ratio
    assert 0.5 < gain / (0.36 / (225 * 1.2 * 12)) < 1.0
    assert dry.humidity_ratio < by_air.humidity_ratio


def test_a_week_goes_through_the_same_figures(energyplus):
    chosen = scenario.load("winter_week", ["days=4"])
    result, usual = (run_in_energyplus(chosen, controller) for controller in (CORE, REFERENCE))
    trace = result.trace
    assert result.kpi["guard_violations"] == 0
    assert result.kpi["rms_error_K"] <= 0.25
    assert result.kpi["rms_error_K"] < 0.6 * usual.kpi["rms_error_K"]
    assert result.kpi["energy_kWh"]["total"] < 0.88 * usual.kpi["energy_kWh"]["total"]
    given = trace.kwh(trace["heat"] + trace["aux_heat"])
    assert trace.totals["residual_J"] == pytest.approx(0.0, abs=1e-6 * 3.6e6 * given)
    # Held near the set point the house needs what its ideal system needs there
    warmer = float(trace["room"].mean()) - 21.0
    assert given == pytest.approx(trace.kwh(trace["load"]), rel=0.02 + abs(warmer) / 20)
    for column in ("room", "load", "solar", "gains", "infiltration", "mean_radiant", "humidity"):
        assert np.isfinite(trace[column]).all(), column


def test_an_idf_is_as_good(energyplus, tmp_path):
    api = optional("pyenergyplus.api", "pyenergyplus-lbnl").EnergyPlusAPI()
    state = api.state_manager.new_state()
    api.runtime.set_console_output_status(state, False)
    assert api.runtime.run_energyplus(state, ["--convert-only", "-d", str(tmp_path), str(HOUSE)]) == 0
    loads = []
    for model in (HOUSE, tmp_path / "small_house.idf"):
        with EnergyPlus(model, CHICAGO, days=1) as building:
            loads.append(building.load)
    assert loads[0] == pytest.approx(loads[1], abs=1e-3)


def two_zones(model):
    model["Zone"]["Shed"] = {}


@pytest.mark.parametrize(
    ("change", "zone", "message"),
    [
        (lambda model: model.pop("Zone"), None, "has no Zone"),
        (two_zones, None, "zone: must be given, allowed are House, Shed"),
        (two_zones, "Barn", "zone = 'Barn': no such zone; allowed are House, Shed"),
        (
            lambda model: model["Version"].update({"Version 1": {"version_identifier": "9.4"}}),
            None,
            "Version '9.4': of another EnergyPlus; allowed is 25.2.0 .IDFVersionUpdater converts.",
        ),
        (
            lambda model: model["Construction"]["Wall"].update(layer_2="Straw"),
            None,
            "EnergyPlus: .*outside_layer = STRAW, item not found",
        ),
    ],
)
def test_a_wrong_model_is_told_in_one_line(energyplus, tmp_path, change, zone, message):
    path = write(tmp_path / "model.epJSON", change)
    with pytest.raises(InputError, match=f"^{path}: {message}") as told:
        EnergyPlus(path, CHICAGO, zone=zone, days=1)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("none.epJSON", None, "no such file"),
        ("house.osm", "x", "allowed are .epJSON and .idf"),
        ("house.epJSON", "{", "no valid epJSON: "),
        ("house.epJSON", "[1]", "no valid epJSON: a table of object types is needed"),
        (
            "house.idf",
            "! Version,25.2;\n version , 8.9;\n Zone,A;",
            "Version '8.9': of another EnergyPlus; allowed is 25.2.0",
        ),
        ("house.idf", "hello", 'EnergyPlus cannot convert it: .*"hello" is not a valid Object Type'),
    ],
)
def test_a_file_that_is_no_model_is_named(energyplus, tmp_path, name, text, message):
    path = tmp_path / name
    if text is not None:
        path.write_text(text)
    with pytest.raises(InputError, match=message) as told:
        EnergyPlus(path, CHICAGO, days=1)
    assert str(path) in str(told.value)


def test_weather_and_start_are_checked(energyplus, tmp_path):
    with pytest.raises(InputError, match="no such weather file"):
        EnergyPlus(HOUSE, tmp_path / "none.epw", days=1)
    with pytest.raises(InputError, match="start: '02-30'"):
        EnergyPlus(HOUSE, CHICAGO, start="02-30", days=1)
    with pytest.raises(InputError, match="climate: EnergyPlus needs a weather file"):
        run_in_energyplus(scenario.load("frost_0C"), CORE)


def test_who_leaves_early_leaves_nothing_running(energyplus):
    before = threading.active_count()
    with EnergyPlus(HOUSE, CHICAGO, days=7, with_load=False) as building:
        building.advance(1000.0, 0.0, 0.0)
        folder = building._folder
        assert folder.exists()
    assert threading.active_count() == before
    assert not folder.exists()
    with EnergyPlus(HOUSE, CHICAGO, days=1, with_load=False) as building:
        for _ in range(1440):
            building.advance(1000.0, 0.0, 0.0)
        with pytest.raises(InputError, match="ended before the run did"):
            for _ in range(2):
                building.advance(1000.0, 0.0, 0.0)


def test_the_example_runs_from_the_command_line(energyplus, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["example", "--days", "1", "--out", str(tmp_path / "out")])
    example.main()
    assert "by EnergyPlus's account" in capsys.readouterr().out
    assert (tmp_path / "out" / "report.html").stat().st_size > 50_000
    codes = []
    monkeypatch.setattr(cli.main, "__defaults__", (None, codes.append, cli.app))
    (tmp_path / "file").write_text("kept")
    for arguments, message in (
        (["--model", str(tmp_path / "none.epJSON"), "--out", str(tmp_path / "new")], "model, .epJSON or .idf"),
        (["--out", str(tmp_path / "file")], "is a file; a folder is needed"),
        (["--weather", "atlantis"], "allowed: chicago, denver, miami, barrow, or the path of an EPW file"),
    ):
        monkeypatch.setattr("sys.argv", ["example", "--days", "1", *arguments])
        example.main()
        assert capsys.readouterr().err.strip().endswith(message)
    assert codes == [2, 2, 2]
    assert not (tmp_path / "new").exists() and (tmp_path / "file").read_text() == "kept"
