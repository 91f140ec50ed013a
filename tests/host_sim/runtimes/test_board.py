"""The core behind a line: the same commands as in this process, whatever happens on the way."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from host_sim import cli, experiment, runtimes, scenario
from host_sim.errors import InputError
from host_sim.loop import LEARN_EVERY, run
from host_sim.runtimes.board import BoardPort
from host_sim.runtimes.session import FETCH_EVERY, Link, Session
from host_sim.runtimes.wire import settings_table

ROOT = Path(__file__).parents[3]
HOURS = 3
STEP = 10
STEPS = HOURS * 3600 // STEP


@pytest.fixture
def board(tmp_path):
    """Starts a board on a bad line; the name of its port."""
    started = []

    def start(where="pty", **options):
        words = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
        where = str(tmp_path / "board.sock") if where == "unix" else where
        process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("bad_line.py"), where, *words],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'firmware'}"},
        )
        started.append(process)
        return process.stdout.readline().strip()

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture(scope="module")
def house():
    case = scenario.load("frost_0C", [], {"days": 1, "step": STEP})
    return case, experiment.prepare(case)


class Noted:
    """A controller whose commands are written down. `swap_at`: s at which `swap(kept)` takes its place, `kept` being the memory
    as it was an hour before at most."""

    def __init__(self, controller, swap_at=None, swap=None):
        self.controller, self._swap_at, self._swap = controller, swap_at, swap
        self.commands, self.entries, self._now, self._offset, self._fetched, self._kept = [], [], 0, 0, 0, None

    def step(self, readings, request, now):
        if now == self._swap_at:
            self.entries += self.controller.journal.entries()
            self.controller, self._offset = self._swap(self._kept), now
        self._now = now
        command = self.controller.step(readings, request, now - self._offset)
        values = {name: getattr(command, name) for name in command.__slots__}
        values["valid_until"] += self._offset
        self.commands.append(values)
        return command

    def learn(self):
        self.controller.learn()
        if self._swap and self._now - self._fetched >= FETCH_EVERY:
            self._fetched, self._kept = self._now, self.controller.memory.to_dict()

    def journal(self):
        return self.entries + [(at + self._offset, *rest) for at, *rest in self.controller.journal.entries()]


def live(controller, house):
    case, forcing = house
    home = experiment.make_home(case, forcing)
    run(home, controller, experiment.make_readings(case), case.requests(), STEPS, STEP)
    return controller


def process(house, memory=None):
    case, _ = house
    return runtimes.open_runtime(runtimes.PROCESS, case.core_settings(), 1, memory)


@pytest.fixture(scope="module")
def expected(house):
    return live(Noted(process(house)), house)


def session(port, house, memory=None, **options):
    options = {"resend": 0.15, "patience": 600, **options}
    return Session(Link(BoardPort(port, **options)), settings_table(house[0].core_settings()), 1, memory)


@pytest.mark.parametrize("where", ["pty", "tcp", "unix"])
def test_without_losses_command_for_command_as_in_this_process(where, board, house, expected):
    controller = session(board(where), house, resend=600)
    noted = live(Noted(controller), house)
    assert noted.commands == expected.commands
    assert noted.journal() == expected.journal() and len(noted.journal()) > 5
    assert controller.memory.to_dict() == expected.controller.memory.to_dict()
    figures = controller.figures()
    assert (figures["steps"], figures["resets"], figures["resent"], figures["bad_frames"]) == (STEPS, 0, 0, 0)
    assert figures["heap_free_kB"] == figures["heap_least_kB"] == 61.0
    assert 0 < figures["tick_ms_median"] <= figures["tick_ms_p999"] <= figures["tick_ms_longest"]
    controller.close()


@pytest.mark.parametrize("where", ["pty", "tcp"])
def test_bytes_lost_changed_and_added_change_nothing(where, board, house, expected):
    controller = session(board(where, loss=1, seed=7), house)
    noted = live(Noted(controller), house)
    assert noted.commands == expected.commands and noted.journal() == expected.journal()
    assert controller.memory.to_dict() == expected.controller.memory.to_dict()
    figures = controller.figures()
    assert figures["resent"] > 20 and figures["bad_frames"] > 5 and figures["resets"] == 0
    assert figures["steps"] == STEPS
    controller.close()


@pytest.mark.parametrize(("where", "loss"), [("pty", 0), ("tcp", 0), ("unix", 0), ("pty", 1)])
def test_a_reset_in_the_middle_is_as_a_reboot_with_the_memory_of_the_last_hour(where, loss, board, house):
    """The reference is a new controller in this process, its clock at 0, its memory that of the look at it before."""
    reset_after = 800
    case = house
    reference = live(Noted(process(case), reset_after * STEP, lambda kept: process(case, kept)), case)
    assert reference._kept and reference._fetched < reset_after * STEP
    controller = session(board(where, reset_after=reset_after, loss=loss), case)
    noted = live(Noted(controller), case)
    assert noted.commands == reference.commands
    assert noted.journal() == reference.journal()
    assert controller.figures()["resets"] == 1
    assert controller.figures()["steps"] == STEPS - reset_after
    assert FETCH_EVERY % LEARN_EVERY == 0
    controller.close()


def test_memory_to_begin_with(board, house):
    memory = process(house).memory.to_dict()
    memory["heat_loss"], memory["behaviour"] = 1777, [5] * 40
    controller = session(board(), house, memory)
    assert controller.memory.to_dict() == process(house, memory).memory.to_dict()
    controller.close()


@pytest.mark.parametrize(
    ("mode", "patience", "said"),
    [
        ("prompt", 600, "MicroPython's prompt '>>>' answers, not Balancepoint"),
        ("silent", 2, "nothing at all came. Is it the right port, and the board powered?"),
        ("chatter", 5, "the last it said is 'rst:0x10 (RTCWDT_RTC_RESET)'"),
    ],
)
@pytest.mark.parametrize("where", ["pty", "tcp"])
def test_what_answers_instead_of_the_board_is_said(mode, patience, said, where, board, house):
    with pytest.raises(InputError, match="^--port ") as error:
        session(board(where, mode=mode), house, patience=patience)
    assert said in str(error.value) and "\n" not in str(error.value)


class Babble:
    """A port from which this comes once, and nothing more."""

    name, resend, patience = "--port x", 0.02, 0.1

    def __init__(self, text):
        self.text = text

    def send(self, line):
        pass

    def receive(self, timeout):
        said, self.text = self.text, b""
        if not said:
            time.sleep(timeout)
        return said


@pytest.mark.parametrize(
    ("came", "said"),
    [
        (b"rst:0x10 (RTCWDT_RTC_RESET)\r\nr", "the last it said is 'rst:0x10 (RTCWDT_RTC_RESET)'"),
        (b"rst:0x1", "the last it said is 'rst:0x1'"),
    ],
)
def test_half_a_line_is_what_it_said_last_only_where_there_is_no_whole_one(came, said):
    with pytest.raises(InputError) as error:
        Link(Babble(came)).ask(1)
    assert str(error.value).endswith(said)


def test_a_board_that_goes_away_for_good_ends_the_run(board, house, tmp_path):
    controller = session(board("unix", reset_after=5), house, patience=5)
    (tmp_path / "board.sock").unlink()
    with pytest.raises(InputError, match="the board is gone"):
        live(Noted(controller), house)
    controller.close()


def test_the_command_line_runs_it(board, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    homes = []
    make = experiment.make_home
    monkeypatch.setattr(experiment, "make_home", lambda *given: homes.append(make(*given)) or homes[-1])
    short = ["run", "winter_week", "--days", "1", "--step", "60", "--no-compare"]
    cli.main([*short, "--out", "here"])
    cli.main([*short, "--out", "there", "--runtime", "board", "--port", board()])
    out, err = capfd.readouterr()
    here, there = (json.loads((tmp_path / name / "summary.json").read_text()) for name in ("here", "there"))
    assert "runtime" not in here and "tick, median" in out and "free heap, least" in out
    assert {1440 < home.state.steps == there["runtime"]["steps"] for home in homes if home.state.steps > 2} == {True}
    assert there["runtime"]["port"].startswith("--port /dev/pts/")
    for name in ("kpi", "learned"):
        assert here[name] == there[name]
    assert (tmp_path / "here/memory.json").read_bytes() == (tmp_path / "there/memory.json").read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "--runtime bord",
            "--runtime bord: no such runtime; did you mean 'board'? Allowed are board, micropython, process",
        ),
        ("--runtime board", "--runtime board: --port is missing: a device, socket://host:port or a UNIX socket"),
        ("--port /dev/ttyUSB0", "--port /dev/ttyUSB0: only --runtime board has a port"),
        ("--runtime board --port /dev/ttyNONE", "--port /dev/ttyNONE: no such port"),
        ("--runtime micropython --controller tpi", "--runtime micropython: only balancepoint runs there, not tpi"),
        ("--runtime board --port socket://localhost", "--port socket://localhost: allowed is socket://host:port"),
        (
            "--runtime board --port socket://127.0.0.1:1",
            "--port socket://127.0.0.1:1: cannot be opened (Connection refused)",
        ),
        (
            "--runtime board --port carrier://pigeon",
            "--port carrier://pigeon: invalid URL, protocol 'carrier' not known",
        ),
    ],
)
def test_what_is_wrong_with_it_is_one_line(words, said, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    codes = []
    cli.main(["run", "winter_week", "--days", "1", "--step", "60", "--no-compare", *words.split()], codes.append)
    assert codes == [2] and capfd.readouterr().err.strip() == said
    assert os.listdir(tmp_path) == []
