"""The firmware as a program behind a pty: its console, and its own core deciding in a simulation, through a reset."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from host_sim import experiment, runtimes, scenario
from host_sim.loop import run
from host_sim.runtimes.board import open_board
from host_sim.runtimes.wire import settings_table

ROOT = Path(__file__).parents[3]
STEP = 10  # s, lived whole
STEPS = 240
PATIENCE = 600.0  # s: the first start compiles the plant, on a machine with other work too


def say(port, text, until, seconds=PATIENCE):
    """Type a line; all that was answered when a line begins with `until`."""
    with open(port, "r+b", buffering=0) as stream:
        os.set_blocking(stream.fileno(), False)
        stream.write(text.encode() + b"\n")
        heard = b""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            heard += stream.read(4096) or b""
            lines = heard.decode(errors="replace").split("\r\n")
            if any(line.startswith(until) for line in lines):
                return lines
            time.sleep(0.05)
    raise AssertionError(f"no '{until}' within {seconds} s: {heard!r}")


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    folder = tmp_path_factory.mktemp("twin")
    link = folder / "board"
    process = subprocess.Popen(
        [sys.executable, "-m", "host_sim.twin", "--folder", folder / "files", "--link", link],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'firmware'}"},
    )
    assert process.stdout.readline().decode().strip() == str(link)
    yield str(link)
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.fixture(scope="module")
def house():
    case = scenario.load("frost_0C", [], {"days": 1, "step": STEP})
    return case, experiment.prepare(case)


class Noted:
    """Writes commands down; `reboot_at`: s at which somebody types `reboot` at the board."""

    def __init__(self, controller, reboot_at=None, port=None):
        self.controller, self.commands = controller, []
        self._reboot_at, self._port = reboot_at, port

    def step(self, readings, request, now):
        if now == self._reboot_at:
            say(self._port, "reboot", "Balancepoint ")
        command = self.controller.step(readings, request, now)
        self.commands.append({name: getattr(command, name) for name in command.__slots__})
        return command

    def learn(self):
        self.controller.learn()


def live(noted, house):
    case, forcing = house
    run(experiment.make_home(case, forcing), noted, experiment.make_readings(case), case.requests(), STEPS, STEP)
    return noted


def test_the_console_answers_and_the_board_tests_itself(port):
    assert any(line.startswith("Balancepoint ") for line in say(port, "version", "ok"))
    end = time.monotonic() + PATIENCE
    counted = ""
    while not counted.endswith(", 0 failed"):  # not before the fault contact and the slowest probe have been asked
        assert time.monotonic() < end, counted
        lines = say(port, "selftest", "ok")
        counted = next(line for line in lines if line.endswith(" failed"))


def test_the_boards_core_decides_as_this_process_does(port, house):
    case = house[0]
    here = live(Noted(runtimes.open_runtime(runtimes.PROCESS, case.core_settings(), 1, None)), house)
    there = open_board(port, settings_table(case.core_settings()), 1)
    noted = live(Noted(there), house)
    assert noted.commands == here.commands
    assert any(command["speed"] for command in noted.commands)
    figures = there.figures()
    assert (figures["steps"], figures["resets"], figures["bad_frames"]) == (STEPS, 0, 0)
    there.close()
    # it goes back to a house of its own
    assert "ready" in say(port, "version", "ready")


def test_two_twins_do_not_share_a_folder(port):
    folder = Path(port).parent / "files"
    second = subprocess.run(
        [sys.executable, "-m", "host_sim", "twin", "--folder", folder],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'firmware'}"}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    said = f"--folder {folder}: another twin lives there; give this one a folder of its own\n"
    assert (second.returncode, second.stderr) == (2, said)
    assert say(port, "version", "ok")


def test_a_reset_in_the_middle_is_survived(port, house):
    case = house[0]
    there = open_board(port, settings_table(case.core_settings()), 1)
    noted = live(Noted(there, reboot_at=120 * STEP, port=port), house)
    assert len(noted.commands) == STEPS
    assert there.figures()["resets"] == 1
    assert all(command["speed"] == 0 for command in noted.commands[120:137]), "3 min after a reboot"
    assert any(command["speed"] for command in noted.commands[130:])
    there.close()
