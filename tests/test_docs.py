"""Every command that README and docs print, in a process of its own in an empty folder; `make first-hour` runs them as printed.

What takes long is run in a short form: one day in steps of a minute, or `explain` of the same scenario in place of `run` and
`compare`. What needs a board must refuse the port in one line. Of make targets the recipe is looked at.
"""

import importlib.util
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.documented import ROOT, commands, furnish

SHORT = ["--days", "1", "--step", "60"]
NOWHERE = "/dev/no-such-port"
COMMANDS = commands()
MAKE = sorted(text for text in COMMANDS if text.startswith("make "))
OURS = sorted(text for text in COMMANDS if text.startswith("balancepoint "))
OTHERS = sorted(set(COMMANDS) - {*MAKE, *OURS})


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("empty")
    furnish(folder)
    return folder


def start(place, *arguments, **more):
    paths = os.pathsep.join([str(ROOT), str(ROOT / "firmware")])  # as an installation has them
    env = {**os.environ, "PYTHONPATH": paths, "HOME": str(place), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=place,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )


def run(place, *arguments):
    process = start(place, *arguments)
    out, err = process.communicate(timeout=600)
    return process.returncode, out, err


def quick(words):
    """A short form of one of our commands, and the exit code that it must end with."""
    command = words[0]
    if "--port" in words:
        words[words.index("--port") + 1] = NOWHERE
        return words, 2
    if command == "update":
        return words, 2  # no board is there; tests/firmware/test_update.py has one
    if command == "bench" and "--case-file" not in words:
        return [*words, "--list"], 0
    if command == "faults":
        return [command, "--help"], 0  # tests/host_sim/faults has short ones
    if command == "compare-unit":
        return [command, "--help"], 0  # tests/host_sim/virtual_units/test_led.py has a short one
    made = "--unit" in words or words in (["run", "my_week.toml"], ["run", "winter_week", "--runtime", "micropython"])
    if command == "run" and not made:
        return ["explain", *words[1:]], 0  # takes the same options, and reads all that they name
    if command == "run":
        return [*words, *SHORT, "--no-compare"], 0
    if command == "compare" and "/" in words[1]:
        return words, 2  # no run is there; tests/host_sim/test_finished.py makes them
    if command == "compare" and "--json" not in words:
        return ["explain", words[1]], 0
    if command == "compare":
        return [*words[:2], *[word for word in words[2:] if word.startswith("--") or "." in word], *SHORT], 0
    if command == "study":
        return [*words, "--days", "1"], 2  # the least is 2, a minute
    if words == ["validate"]:
        return ["validate", "air"], 0
    if command == "--install-completion":
        return [*words, "bash"], 0
    return words, 0


SHORTENED = {
    tuple(words): code
    for words, code in (quick(shlex.split(text)[1:]) for text in OURS)
    if words[0] not in ("twin", "unit")
}


@pytest.mark.parametrize("words", SHORTENED, ids=" ".join)
def test_the_command_works(place, words):
    code = SHORTENED[words]
    ended, out, err = run(place, "-m", "host_sim", *words)
    assert ended == code, err
    assert "Traceback" not in err
    if code:
        assert err.count("\n") == 1
    for written in re.findall(r"^(?:report|picture|figures|trace) +(.+)$", out, re.MULTILINE):
        assert (place / written).stat().st_size, written


def test_the_twin_is_there_and_ctrl_c_ends_it(place):
    assert any(text.startswith("balancepoint twin") for text in OURS)
    heeding = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # whatever this process does
    process = start(place, "-c", f"{heeding}; from host_sim.__main__ import main; main(['twin'])")
    port = process.stdout.readline().strip()
    assert Path(port).is_char_device()
    assert f"balancepoint console --port {port}" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0
    assert err == "stopped; what the board remembers is in out/twin\n"
    assert (place / "out" / "twin" / "settings.json").exists()


@pytest.mark.parametrize("text", OTHERS)
def test_the_program_is_there(place, text):
    program, *words = shlex.split(text)
    assert program in ("python", ".venv/bin/python")
    code, out, err = run(place, *words, *(["--help"] if words[0] == "-m" else []))
    assert code == 0, err
    if words == ["my_plant.py"]:
        assert abs(float(out.split()[0]) - 21.0) < 0.3


@pytest.mark.parametrize("text", MAKE)
def test_the_target_is_there_and_what_it_runs(text):
    done = subprocess.run(["make", "-n", *shlex.split(text)[1:]], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    for module in re.findall(r"\.venv/bin/python -m ([\w.]+)", done.stdout):
        assert importlib.util.find_spec(module), module


def test_an_installation_holds_all_of_it(tmp_path):
    """The wheel in an environment of its own, that has nothing else of ours; its other packages are lent."""
    wheels, env = tmp_path / "wheels", tmp_path / "env"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    offline = ["--no-deps", "--no-index"]
    subprocess.run([*pip, "wheel", *offline, "--no-build-isolation", "-w", wheels, ROOT], check=True, timeout=300)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", env], check=True, timeout=300)
    python = env / "bin" / "python"
    (wheel,) = wheels.iterdir()
    subprocess.run([*pip, "--python", python, "install", *offline, wheel], check=True, timeout=300)
    (packages,) = (env / "lib").glob("python*/site-packages")
    lent = next(path for path in sys.path if path.endswith("site-packages"))
    (packages / "zz_lent.pth").write_text(lent)
    empty = tmp_path / "empty"
    empty.mkdir()
    furnish(empty)

    def say(program, *arguments):
        done = subprocess.run(
            [env / "bin" / program, *arguments], cwd=empty, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert say("balancepoint", "--version").startswith("balancepoint ")
    assert "balancepoint.tree" in say("python", "-c", "import balancepoint, host_sim; print(balancepoint.__file__)")
    assert "year" in say("balancepoint", "list")
    assert "my_town.epw" in say("balancepoint", "explain", "my_week.toml")
    assert "°C after a day" in say("python", "my_plant.py")
    say("balancepoint", "image", "esp32_devkitc")
    assert (empty / "build" / "esp32_devkitc" / "image" / "boot.py").exists()
    tree = packages / "balancepoint.tree"
    for name in ("host_sim", "firmware", "tools", "boards"):  # all that is no program, too
        ours = {path.relative_to(ROOT) for path in (ROOT / name).rglob("*") if path.is_file()}
        ours = {path for path in ours if "__pycache__" not in path.parts}
        assert ours == {path for path in ours if (tree / path).is_file()}


def test_what_the_first_page_types_at_the_console_is_answered(tmp_path):
    """In its order, at a board with the settings that it flashes, with such a unit on its line."""
    from tests.firmware.units.test_links import House

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (typed,) = re.findall(r"```console\n(.*?)```", readme, re.DOTALL)
    (settings,) = set(re.findall(r"SETTINGS=(boards/examples/\S+)", readme))
    kind = Path(settings).stem.partition("_")[0]
    house = House(tmp_path, kind).run(60)
    answers = {}
    for line in typed.splitlines():
        answers[line] = house.ask(line.removeprefix("> "), 10)
        assert answers[line][-1] == "ok", (line, answers[line])
        house.run(10)
    assert answers["> unit"][0] == "link: cn105, linked"
    assert [line for line in answers["> unit frames 4"] if " ms <- FC" in line]
