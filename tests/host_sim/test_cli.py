"""The command line from outside: what it writes, what it says, and that bad input is one line, exit code 2, no file."""

import errno
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

from host_sim import cli, experiment, scenarios
from host_sim.commands import compare
from host_sim.trace import Trace

ROOT = Path(__file__).parents[2]
SHORT = ["--days", "1", "--step", "60"]


def call(capfd, *arguments):
    """Exit code, stdout, stderr."""
    codes = []
    cli.main([str(a) for a in arguments], codes.append)
    out, err = capfd.readouterr()
    return (codes or [0])[0], out, err


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_run_writes_its_files_and_says_where(here, capfd):
    code, out, err = call(capfd, "run", "winter_week", *SHORT, "--no-compare")
    label = "winter_week+days-1+step-60"
    folder = here / "out" / label / "balancepoint"
    assert code == 0
    assert {file.name for file in folder.iterdir()} == {
        "summary.json", "trace.npz", "memory.json", "picture.png", "report.html",
    }  # fmt: skip
    assert f"out/{label}/balancepoint/report.html" in out and "rms error" in out
    assert "guard_violations = 0: 0" in out and "not for this run" in out and "MISSED" not in out
    assert "chicago from 02-15, 1 day" in out and "a typical winter week" not in out
    summary = json.loads((folder / "summary.json").read_text())
    assert set(summary) == {"scenario", "controller", "kpi", "learned", "versions"}
    assert summary["kpi"]["energy_kWh"]["total"] > 1
    assert summary["learned"]["heat_loss_W_per_K"] > 0
    trace = Trace.load(folder / "trace.npz")
    assert len(trace.time_s) == 1440 and 15 < np.mean(trace["room"]) < 25
    assert os.listdir(here / "out" / label) == ["balancepoint"]
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "not for this run" in text and "a typical winter week" not in text


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(here, capfd):
    texts = []
    for folder, seed in (("a", 5), ("b", 5), ("c", 6)):
        assert call(capfd, "run", *SHORT, "--no-compare", "--out", folder, "--seed", seed)[0] == 0
        summary = json.loads((here / folder / "summary.json").read_text())
        del summary["versions"]
        texts.append((cli.dump(summary), (here / folder / "memory.json").read_bytes()))
    assert texts[0] == texts[1]
    assert texts[0] != texts[2]


def test_a_second_run_starts_with_what_the_first_learned(here, capfd):
    assert call(capfd, "run", *SHORT, "--no-compare", "--out", "a")[0] == 0
    assert call(capfd, "run", *SHORT, "--no-compare", "--out", "b", "--memory", "a/memory.json")[0] == 0
    first, second = (json.loads((here / name / "memory.json").read_text()) for name in "ab")
    assert second["compressor_starts"] > first["compressor_starts"]


def test_run_does_not_touch_other_files_in_its_folder(here, capfd):
    (here / "mine").mkdir()
    (here / "mine" / "notes.txt").write_text("keep me")
    assert call(capfd, "run", *SHORT, "--controller", "tpi", "--out", "mine")[0] == 0
    assert (here / "mine" / "notes.txt").read_text() == "keep me"
    assert (here / "mine" / "summary.json").exists()


def test_compare_prints_savings_and_writes_json(here, capfd):
    code, out, _ = call(capfd, "compare", "winter_week", "mild_spring", *SHORT, "--json", "figures.json")
    rows = json.loads((here / "figures.json").read_text())
    assert code == 0 and "saving against on_off" in out
    assert [(row["scenario"], row["controller"]) for row in rows] == [
        (name, controller) for name in ("winter_week", "mild_spring") for controller in experiment.CONTROLLERS
    ]
    for row in rows:
        assert set(row) == {"scenario", "controller", "kpi"}
        assert ("saving_percent" in row["kpi"]) == (row["controller"] != "on_off")
    ours, on_off = rows[0]["kpi"], rows[1]["kpi"]
    expected = 100 * (1 - ours["energy_kWh"]["total"] / on_off["energy_kWh"]["total"])
    assert ours["saving_percent"] == pytest.approx(expected)


def test_list_names_all(capfd):
    code, out, _ = call(capfd, "list")
    assert code == 0 and all(name in out for name in scenarios.names())


def test_explain_prints_values_units_and_sources(capfd):
    code, out, _ = call(capfd, "explain", "winter_week", "--set", "house.floor_area=77")
    line = next(line for line in out.splitlines() if line.startswith(" house.floor_area "))
    assert code == 0
    assert line.split()[1:4] == ["77", "m2", "given"]
    assert "preset chicago" in out and "settings.stop_band" in out


BAD = [
    ("no such scenario", ["run", "nowhere"], ["nowhere", "winter_week"]),
    ("no such file", ["run", "nowhere.toml"], ["nowhere.toml"]),
    ("no such controller", ["run", "--controller", "pid"], ["--controller pid", "on_off"]),
    ("no such option", ["run", "--speed", "3"], ["--speed"]),
    ("no such command", ["fly"], ["fly"]),
    ("no number", ["run", "--days", "many"], ["--days", "many"]),
    ("days", ["run", "--days", "0"], ["--days 0", "1 to 365"]),
    ("start", ["run", "--start", "13-01"], ["--start '13-01'", "MM-DD"]),
    ("step", ["run", "--step", "90"], ["--step 90", "1 to 60 s"]),
    ("seed", ["run", "--seed", "-1"], ["--seed -1", "0 to"]),
    ("set", ["run", "--set", "house.flor_area=3"], ["--set house.flor_area", "floor_area"]),
    ("weather name", ["run", "--weather", "atlantis"], ["--weather", "atlantis", "chicago"]),
    ("no weather file", ["run", "--weather", "gone.epw"], ["gone.epw"]),
    ("empty weather file", ["run", "--weather", "empty.epw"], ["empty.epw"]),
    ("wrong weather file", ["run", "--weather", "text.epw"], ["text.epw"]),
    ("out is a file", ["run", *SHORT, "--out", "text.epw"], ["--out text.epw", "folder"]),
    ("no memory file", ["run", "--memory", "gone.json"], ["gone.json"]),
    ("memory is no JSON", ["run", "--memory", "text.epw"], ["text.epw", "JSON"]),
    (
        "memory of a baseline",
        ["run", "--controller", "tpi", "--memory", "memory.json"],
        ["--memory memory.json", "tpi"],
    ),
    ("memory is wrong", ["run", "--memory", "memory.json"], ["memory.json", "heat_setpoint"]),
    ("memory too deep", ["run", "--memory", "deep.json"], ["deep.json", "nested too deeply"]),
    ("runtime", ["run", "--runtime", "cpython"], ["--runtime cpython", "micropython", "board", "process"]),
    ("words too many", ["run", "winter_week", "year", "now"], ["year now: words too many", "run [OPTIONS] [SCENARIO]"]),
    ("word missing", ["explain"], ["SCENARIO", "explain [OPTIONS] SCENARIO"]),
    ("command", ["fly"], ["'fly'", "compare", "twin", "validate"]),
    ("study", ["study", "love"], ["study 'love'", "defrost"]),
    ("study's days", ["study", "defrost", "--days", "abc"], ["--days 'abc'", "2 to 30 days"]),
    (
        "days to learn",
        ["validate", "--recording", "text.epw", "--learn-days", "4.5"],
        ["--learn-days '4.5'", "2 to 364 days"],
    ),
    ("out is a file", ["run", "--out", "text.epw"], ["--out text.epw", "folder"]),
    ("out in a file", ["run", "--out", "text.epw/x"], ["--out text.epw/x", "folder"]),
    ("out where nothing can be", ["run", "--out", "/proc/a/b"], ["--out /proc/a/b", "cannot be written"]),
    ("validate's out", ["validate", "air", "--out", "/proc/a/b"], ["--out /proc/a/b", "cannot be written"]),
    ("twin's board", ["twin", "--board", "esp8266"], ["--board esp8266", "esp32_devkitc"]),
    ("twin's folder", ["twin", "--folder", "text.epw"], ["--folder text.epw", "is a file; a folder is needed"]),
    ("compare", ["compare", "winter_week", "nowhere"], ["nowhere"]),
    ("json", ["compare", "winter_week", "--json", "gone/x.json"], ["--json gone/x.json"]),
    ("explain", ["explain", "winter_week", "--set", "days=1.5"], ["--set days = 1.5", "whole number"]),
    ("a name of many letters", ["run", "x" * 5000], ["'xxx", "...", "winter_week"]),
    ("a file name of many letters", ["run", "x" * 5000 + ".toml"], ["xxx", "...", "File name too long"]),
    ("out of many letters", ["run", "--out", "x" * 5000], ["xxx", "...", "File name too long"]),
    ("weather of many letters", ["run", "--weather", "x" * 5000 + ".epw"], ["xxx", "...", "File name too long"]),
    ("a folder for a scenario", ["run", "folder.toml"], ["folder.toml", "is a folder"]),
    ("a folder for weather", ["run", "--weather", "folder.toml"], ["--weather", "folder.toml", "is a folder"]),
    ("many digits", ["run", "--set", f"price={'9' * 5000}"], ["--set price=999", "..."]),
    ("many digits in a file", ["run", "digits.toml"], ["digits.toml", "no valid TOML"]),
    ("many digits in a memory", ["run", "--memory", "digits.json"], ["digits.json", "no valid JSON"]),
    ("not a number in a memory", ["run", "--memory", "nan.json"], ["nan.json", "no valid JSON", "NaN"]),
    ("a name that is no text", ["run", "\udcff.toml"], ["udcff.toml", "no text in UTF-8"]),
    ("a folder that is no text", ["compare", "a/\udcff", "a/b"], ["udcff", "no text in UTF-8"]),
    ("no recording", ["validate", "--recording", "gone.csv"], ["gone.csv", "no such file"]),
    ("a folder for a board", ["run", "--runtime", "board", "--port", "folder.toml"],
     ["--port folder.toml: cannot be opened (Is a directory)"]),
    ("a file for a board", ["run", "--runtime", "board", "--port", "text.epw"],
     ["--port text.epw: cannot be opened (is no serial port)"]),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "named"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_bad_input_is_one_line_and_nothing_written(here, capfd, arguments, named):
    (here / "empty.epw").write_text("")
    (here / "text.epw").write_text("this is no weather\n")
    (here / "memory.json").write_text(json.dumps({"version": 1, "heat_setpoint": 21}))
    (here / "deep.json").write_text("[" * 100_000)
    (here / "digits.toml").write_text(f"price = {'9' * 5000}")
    (here / "digits.json").write_text("9" * 5000)
    (here / "nan.json").write_text('{"version": NaN}')
    (here / "folder.toml").mkdir()
    before = sorted(here.rglob("*"))
    code, out, err = call(capfd, *arguments)
    assert code == 2
    assert len(err.strip().splitlines()) == 1 and len(err) < 800 and "Traceback" not in err
    for word in named:
        assert word in err
    assert sorted(here.rglob("*")) == before


def test_a_place_that_cannot_be_written_is_said_before_the_work(here, capfd, monkeypatch):
    def never(*_):
        raise AssertionError("the simulation was begun")

    monkeypatch.setattr(experiment, "prepare", never)
    for arguments in (["run", "--out", "/proc/a"], ["compare", "winter_week", "--json", "/proc/a"]):
        assert call(capfd, *arguments)[0] == 2


def full(*_, **__):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_disk_that_gets_full_is_one_line_and_leaves_nothing(here, capfd, monkeypatch):
    monkeypatch.setattr(Trace, "save", full)
    monkeypatch.setattr(compare, "dump", full)
    for arguments, named in (
        (["run", *SHORT, "--no-compare", "--out", "there"], "--out there"),
        (["compare", "frost_rain", *SHORT, "--json", "figures.json"], "--json figures.json"),
    ):
        code, _, err = call(capfd, *arguments)
        assert (code, err.strip().splitlines()[-1]) == (2, f"{named}: cannot be written (No space left on device)")
        assert not os.listdir(here)


def test_a_place_that_may_not_be_looked_into_is_one_line(here, capfd, monkeypatch):
    stat = Path.stat

    def shut(path, **more):
        if "shut" in path.parts:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return stat(path, **more)

    monkeypatch.setattr(Path, "stat", shut)
    for arguments in (["run", "shut/x.toml"], ["compare", "shut/a", "shut/b"]):
        code, _, err = call(capfd, *arguments)
        assert code == 2 and err.startswith("shut/") and err.endswith(": Permission denied\n")


def test_a_reader_that_has_seen_enough_is_no_error(here):
    head = f"{sys.executable} -m host_sim explain winter_week | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", head], capture_output=True, text=True, cwd=here, timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert not done.stderr and done.stdout.count("\n") == 1


def test_a_scenario_without_name_and_description_has_the_name_of_its_file(here, capfd):
    (here / "mine.toml").write_text('name = ""\n')
    assert call(capfd, "explain", "mine.toml")[1].splitlines()[0].strip() == "mine"


def test_what_was_begun_for_a_run_that_fails_is_removed(here, capfd):
    (here / "cold.epw").write_text("this is no weather\n")
    assert call(capfd, "run", "--weather", "cold.epw")[0] == 2
    assert os.listdir(here) == ["cold.epw"]


def test_help_without_arguments_is_readable(capfd):
    code, out, err = call(capfd)
    assert code == 2 and not err
    assert "\n  run " in out and "\n  twin " in out


def test_the_version_is_that_of_the_project(capfd):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert call(capfd, "--version")[1] == f"balancepoint {project['version']}\n"


def test_the_shell_is_offered_scenarios(here):
    asked = {"_BALANCEPOINT_COMPLETE": "complete_bash", "COMP_WORDS": "balancepoint run frost_", "COMP_CWORD": "2"}
    done = subprocess.run(
        [sys.executable, "-c", "import sys; sys.argv[0] = 'balancepoint'; from host_sim.__main__ import main; main()"],
        capture_output=True, text=True, cwd=here, timeout=120, env={**os.environ, "PYTHONPATH": str(ROOT), **asked},
    )  # fmt: skip
    assert done.stdout.split() == ["frost_0C", "frost_dry", "frost_rain"], done.stderr


INTERRUPTED = """
import os, signal, sys

signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever this process was started with

class Typed:  # Ctrl-C at the moment the module is asked for
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Typed())
from host_sim.__main__ import main
main(["run", "--days", "1"])
"""


@pytest.mark.parametrize("module", ["typer", "host_sim.scenario", "host_sim.report.page"])
def test_ctrl_c_while_it_loads_is_one_line(here, module):
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED.format(module=module)], capture_output=True, text=True, cwd=here, timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (done.returncode, done.stderr, done.stdout) == (130, "stopped; nothing was written\n", "")
    assert not os.listdir(here)


def test_the_module_runs_and_gives_the_exit_code():
    done = subprocess.run(
        [sys.executable, "-m", "host_sim", "run", "nowhere"], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "winter_week" in done.stderr
