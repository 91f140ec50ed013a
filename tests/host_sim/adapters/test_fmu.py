"""Real FMUs: two versions of the standard and two ways to run one must tell the same story, and the equations' own."""

import shutil
import zipfile

import numpy as np
import pytest
from scipy.linalg import expm

from host_sim import cli
from host_sim.adapters import fmu_example
from host_sim.adapters.fmu import CO_SIMULATION, MODEL_EXCHANGE, Fmu
from host_sim.adapters.fmu_example import FOLDER
from host_sim.adapters.fmu_plant import FmuPlant
from host_sim.adapters.fmu_room import FmuRoom
from host_sim.adapters.guest import Guest
from host_sim.errors import InputError
from host_sim.experiment import CORE, execute_in, home_options
from host_sim.scenario import load

KINDS = (CO_SIMULATION, MODEL_EXCHANGE)
EVERY = [(version, kind) for version in (2, 3) for kind in KINDS]


@pytest.mark.parametrize(("version", "kind"), EVERY)
def test_a_home_left_alone_cools_as_its_equations_say(fmus, version, kind):
    """Without sun, swing and machines it is linear: the matrix exponential knows."""
    c_air, c_mass, loss, coupling, out, hours = 1.5e6, 9e6, 120.0, 500.0, -10.0, 6
    parameters = {
        "C_air": c_air, "C_mass": c_mass, "loss": loss, "coupling": coupling, "T_out_mean": out + 273.15, "T_out_swing": 0,
    }  # fmt: skip
    a = np.zeros((4, 4))  # air, mass, element, and 1; all over -10 °C
    a[0] = np.array([-(coupling + loss + 6.0), coupling, 6.0, 120.0]) / c_air
    a[1] = np.array([coupling, -coupling, 0.0, 0.0]) / c_mass
    a[2] = np.array([6.0, 0.0, -6.0, 0.0]) / 9000.0
    air, mass, *_ = expm(a * 3600 * hours) @ np.array([29.0, 29.0, 29.0, 1.0])
    with Fmu(fmus[version], kind, parameters, tolerance=1e-8) as fmu:
        for _ in range(hours * 60):
            fmu.advance(60.0)
        assert fmu.get("T_air") == pytest.approx(air + out + 273.15, abs=2e-3)
        assert fmu.get("T_mass") == pytest.approx(mass + out + 273.15, abs=2e-3)
        assert fmu.time == 3600.0 * hours


@pytest.mark.parametrize(("version", "kind"), EVERY)
def test_events_come_when_they_are_due(fmus, version, kind):
    """People get up at 7 (a time event); a heater without a fan opens its cut-out again and again (state events)."""
    with Fmu(fmus[version], kind) as fmu:
        fmu.set({"aux": 2, "contact": True, "fan": 0})
        switched, before = [], 0.0
        for k in range(360):
            fmu.advance(10.0)
            now = fmu.get("cut_out")
            if now != before:
                switched.append(10 * k + 10)
                before = now
        # C dT/dt = 3000 W - 6 W/K (T - air): from 19 to 120 °C, then to 80 °C and back
        assert switched[0] == pytest.approx(335, abs=15)
        assert len(switched) in (7, 8, 9)
        assert 650 <= switched[1] - switched[0] <= 850
        assert 130 <= switched[2] - switched[1] <= 170
        fmu.set({"aux": 0})
        while fmu.time < 25_190:
            fmu.advance(10.0)
        assert fmu.get("awake") == 0.0
        fmu.advance(20.0)
        assert fmu.get("awake") == 1.0


@pytest.mark.parametrize(("version", "kind"), EVERY)
def test_inputs_of_every_type_arrive(fmus, version, kind):
    with Fmu(fmus[version], kind) as fmu:
        fmu.advance(1.0)
        assert fmu.get("power") == 4.0
        fmu.set({"speed": 60.0, "fan": 3, "heating": 1.0, "contact": 1.0, "aux": 1.0})
        fmu.advance(1.0)
        assert fmu.get("T_supply") > fmu.get("T_air") + 10
        assert fmu.get("aux_current") == pytest.approx(1500 / 230)
        assert fmu.get("fan_runs") == 1.0
        fmu.set({"heating": 0.0})
        fmu.advance(1.0)
        assert fmu.get("T_supply") < fmu.get("T_air") - 10


def test_without_a_wish_it_is_co_simulation(fmus):
    with Fmu(fmus[2]) as fmu:
        assert fmu.kind == CO_SIMULATION


@pytest.mark.parametrize("kind", KINDS)
def test_the_controller_holds_the_room_of_an_fmu(fmus, tmp_path, kind, capsys):
    shutil.copy(fmus[2], tmp_path / "home.fmu")
    mapping = shutil.copy(FOLDER / "home.toml", tmp_path)
    fmu_example.drive(mapping, kind, 2, 10, "fujitsu_halcyon_12")
    told = capsys.readouterr().out
    assert f"home.fmu, {kind}, 2 days at 10 s" in told
    assert float(told.split("rms error")[1].split()[0]) < 0.15
    # 95 W/K over 24 K less 300 W of people, at a COP near 3: 17 kWh a day
    assert 25 < float(told.split("of the unit")[1].split()[0]) < 45


def test_our_heat_pump_heats_the_building_of_an_fmu(fmus, tmp_path):
    shutil.copy(fmus[3], tmp_path / "home.fmu")
    mapping = shutil.copy(FOLDER / "room.toml", tmp_path)
    chosen = load("winter_week", ["days=2"])
    with FmuRoom(mapping) as room:
        guest = Guest(room, chosen.unit, days=2, **home_options(chosen, CORE))
        result = execute_in(guest, chosen, CORE)
        assert result.kpi["guard_violations"] == 0
        late = result.trace["room"][1440:]
        assert abs(late.mean() - 21.0) < 0.1 and late.min() > 20.0
        # What was given is lost, or stored: 14 MJ/K from 19 °C
        given = guest.heat_given
        lost = 95.0 * float(np.sum(result.trace["room"] - result.trace["outdoor"])) * 60
        people = 2 * 86400 * (400 * 15 + 120 * 9) / 24
        stored = 2e6 * (room.surroundings().room - 19.0) + 1.2e7 * (room.surroundings().wall - 19.0)
        assert given + people == pytest.approx(lost + stored, rel=0.01)


def test_the_example_runs_from_the_command_line(fmus, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["example", "--days", "1", "--building", "--kind", "model-exchange"])
    fmu_example.main()
    assert "electricity" in capsys.readouterr().out
    codes = []
    monkeypatch.setattr(cli.main, "__defaults__", (None, codes.append, cli.app))
    for arguments, message in (
        (["--kind", "both"], "--kind both: allowed are co-simulation and model-exchange"),
        (["none.toml"], "none.toml: cannot be read"),
    ):
        monkeypatch.setattr("sys.argv", ["example", *arguments])
        fmu_example.main()
        told = capsys.readouterr().err.strip()
        assert message in told and "\n" not in told
    monkeypatch.setattr("sys.argv", ["example"])
    monkeypatch.setenv("CC", "no-such-compiler")
    fmu_example.main()
    assert capsys.readouterr().err.startswith("no-such-compiler: no C compiler found")
    assert codes == [2, 2, 2]


# What can be wrong ---------------------------------------------------------------------------------------------------


def changed(fmu, target, old="", new="", drop=""):
    """A copy of an FMU with another description, or without the files whose names begin with `drop`."""
    with zipfile.ZipFile(fmu) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            if drop and name.startswith(drop):
                continue
            data = source.read(name)
            if name == "modelDescription.xml" and old:
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode())
            copy.writestr(name, data)
    return target


def test_a_file_that_is_no_fmu_is_named(fmus, tmp_path):
    path = tmp_path / "bad.fmu"
    cases = [
        (lambda: path.write_text("no archive"), "no FMU that can be read: File is not a zip file"),
        (
            lambda: changed(fmus[2], path, drop="modelDescription.xml"),
            "no FMU that can be read: .*modelDescription.xml",
        ),
        (lambda: changed(fmus[2], path, drop="binaries"), "cannot be started: Cannot find shared library"),
        (lambda: changed(fmus[2], path, 'fmiVersion="2.0"', 'fmiVersion="4.0"'), "no FMU that can be read: .*4.0"),
        (lambda: changed(fmus[2], path, "</ModelVariables>", ""), "no FMU that can be read: "),
        (lambda: changed(fmus[2], path, 'unit="W/K"', 'unit="W/F"'), "no FMU that can be read: .*W/F"),
    ]
    for spoil, message in cases:
        spoil()
        with pytest.raises(InputError, match=message) as told:
            Fmu(path)
        assert str(told.value).startswith(f"{path}: ") and "\n" not in str(told.value)
    with pytest.raises(InputError, match="none.fmu: no such FMU"):
        Fmu(tmp_path / "none.fmu")


def test_only_what_it_has_can_be_asked_for(fmus, tmp_path):
    path = changed(fmus[2], tmp_path / "one.fmu", '<ModelExchange modelIdentifier="home"/>')
    with pytest.raises(InputError, match="kind = 'model-exchange': this FMU has co-simulation"):
        Fmu(path, MODEL_EXCHANGE)
    with pytest.raises(InputError, match=r"parameters.los = 'los': no such variable in .*; did you mean 'loss'\?"):
        Fmu(fmus[2], parameters={"los": 1.0})
    with pytest.raises(InputError, match=r"parameters.aux = 1.5: must be a whole number"):
        Fmu(fmus[2], parameters={"aux": 1.5})


def test_an_array_is_no_number(fmus, tmp_path):
    scalar = ' causality="parameter" variability="fixed" description="to outdoors" unit="W/K" start="95"/>'
    array = scalar.replace('"95"/>', '"95 95"><Dimension start="2"/></Float64>')
    path = changed(fmus[3], tmp_path / "array.fmu", scalar, array)
    with pytest.raises(InputError, match=f"parameters.loss = 'loss': is an array in {path}; must be a number"):
        Fmu(path, parameters={"loss": 90.0})


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            '"T_air", factor',
            '"T_Air", factor',
            r"readings.room.variable = 'T_Air': no such variable in .* mean 'T_air'\?",
        ),
        (
            'speed" }\nvalve',
            'sped" }\nvalve',
            r"commands.speed.variable = 'sped': no such variable in .* mean 'speed'\?",
        ),
        (
            '"contact"',
            '"fan_runs"',
            "commands.aux_contact.variable = 'fan_runs': is output in .*, must be input; it has aux, contact, fan, ",
        ),
        ("loss = 95.0", "lost = 95.0", "parameters.lost = 'lost': no such variable"),
        ('"home.fmu"', '"mine.fmu"', "mine.fmu: no such FMU"),
    ],
)
def test_a_mapping_that_does_not_fit_the_fmu_is_told(fmus, tmp_path, old, new, message):
    shutil.copy(fmus[2], tmp_path / "home.fmu")
    text = (FOLDER / "home.toml").read_text()
    assert old in text
    mapping = tmp_path / "home.toml"
    mapping.write_text(text.replace(old, new))
    with pytest.raises(InputError, match=message) as told:
        FmuPlant(mapping)
    assert "\n" not in str(told.value)


def test_an_fmu_that_fails_says_so_with_the_time(fmus):
    with Fmu(fmus[2]) as fmu:
        fmu.advance(10.0)
        fmu.time = 500.0  # the FMU does not agree
        with pytest.raises(InputError, match=r"home2.fmu: at 500 s: fmi2DoStep failed with status 3 \(error\)"):
            fmu.advance(10.0)
