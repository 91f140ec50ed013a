"""A virtual unit for clients of other processes: a pty, a TCP port, in real time or faster."""

import os
import re
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from host_sim import experiment, scenario
from host_sim.errors import InputError
from host_sim.virtual_units import serve as serving
from host_sim.virtual_units.habits import load
from host_sim.virtual_units.known import listed, protocols
from host_sim.virtual_units.serve import Household, Pty, Tcp, serve
from tests.host_sim.test_cli import call, here  # noqa: F401  (a fixture)

ROOT = Path(__file__).parents[3]
PLACE = "must be HOST:PORT, for instance 127.0.0.1:4000; port 0 takes any free one"
CONNECT, CONNECTED = bytes.fromhex("FC5A013002CA01A8"), bytes.fromhex("FC7A0130010054")


def household(proto="cn105", profile="usual"):
    case = scenario.load("winter_week", [], {"days": 1, "step": 1})
    return Household(experiment.make_home(case, experiment.prepare(case), experiment.UNIT_ALONE), load(proto, profile))


@pytest.fixture(scope="module")
def served():
    """A unit at a TCP port, 600 times faster than real time, in a thread; ended by Ctrl-C's exception."""
    stop = threading.Event()
    there = household()
    door = Tcp("127.0.0.1", 0)
    told = []

    def clock():
        if stop.is_set():
            raise KeyboardInterrupt
        return time.monotonic()

    def live():
        with pytest.raises(KeyboardInterrupt):
            serve(there, door, 600.0, tell=told.append, clock=clock)

    thread = threading.Thread(target=live)
    thread.start()
    yield there, door
    stop.set()
    thread.join()
    door.close()


def exchange(client, request, size):
    client.sendall(request)
    answer = b""
    while len(answer) < size:
        answer += client.recv(64)
    return answer


def client_at(door):
    host, port = door.where.split(":")
    return socket.create_connection((host, int(port)), timeout=60)


def greet(client):
    """Ask until it is up, as a client does."""
    client.settimeout(1.0)
    for _ in range(60):
        client.sendall(CONNECT)
        try:
            return client.recv(64)
        except TimeoutError:
            continue
    return b""


def test_tcp_serves_clients_one_after_the_other(served):
    _, door = served
    for _ in range(2):
        with client_at(door) as client:
            assert greet(client).startswith(CONNECTED)


def test_the_house_goes_on_without_clients(served):
    there, _ = served
    before = there.ms
    deadline = time.monotonic() + 60
    while there.ms < before + 600_000 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert there.ms >= before + 600_000


def test_a_request_in_pieces_is_one(served):
    _, door = served
    with client_at(door) as client:
        assert greet(client)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        request = bytes.fromhex("FC42013010020000000000000000000000000000007B")
        client.settimeout(60)
        client.sendall(request[:9])
        time.sleep(0.005)
        assert exchange(client, request[9:], 22)[:6] == bytes.fromhex("FC6201301002")


def test_pty_once():
    there = household("s21")
    there.live(10_000.0)
    with Pty() as door:
        descriptor = os.open(door.where, os.O_RDWR | os.O_NOCTTY)
        os.write(descriptor, bytes.fromhex("0246317703"))
        serve(there, door, 1.0, seconds=11.0, tell=lambda line: None)
        readable, _, _ = select.select([descriptor], [], [], 0)
        assert readable and os.read(descriptor, 64) == os_answer(there)
        os.close(descriptor)


def os_answer(there):
    """ACK, and the state as the unit has it: off, heating, 22 °C, fan automatic."""
    assert (there.unit.on, there.unit.setpoint) == (False, 2200)
    inner = b"G104HA"
    return b"\x06\x02" + inner + bytes([sum(inner) & 0xFF, 3])


def test_a_port_that_is_taken_is_one_line():
    with Tcp("127.0.0.1", 0) as door, pytest.raises(InputError) as error:
        Tcp("127.0.0.1", int(door.where.split(":")[1]))
    assert str(error.value) == f"--tcp {door.where}: cannot be had (Address already in use)"


def test_what_is_told_now_and_then(monkeypatch):
    monkeypatch.setattr(serving, "_TELL", 0.0)
    there = household()
    told = []
    with Pty() as door:
        serve(there, door, 3600.0, seconds=300.0, tell=told.append)
    assert told[-1].startswith("day 1 00:") and "room 2" in told[-1] and "head" in told[-1] and "off" in told[-1]
    assert told[-1].endswith("0 requests")


def test_the_house_ends_with_its_scenario():
    there = household()
    with Pty() as door:
        serve(there, door, 3600.0, seconds=60.0, tell=lambda line: None)
    assert there.ms == 60_000.0


def test_the_command_says_where_and_ctrl_c_ends_it():
    heeding = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    program = f"{heeding}; from host_sim.__main__ import main; main(['unit', 'cn105', '--tcp', '127.0.0.1:0'])"
    paths = os.pathsep.join([str(ROOT), str(ROOT / "firmware")])
    process = subprocess.Popen(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": paths}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    host, port = process.stdout.readline().strip().split(":")
    assert process.stderr.readline() == "the house of winter_week is being built\n"
    assert "that is where the cn105 unit answers (2400 baud, even parity" in process.stderr.readline()
    with socket.create_connection((host, int(port)), timeout=60) as client:
        assert greet(client)[: len(CONNECTED)] == CONNECTED
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=120)
    assert process.returncode == 0
    assert err.startswith("stopped; day 1 00:0") and err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["nothing"], f"virtual unit 'nothing': there is none; allowed are {listed()}"),
        (["cn105", "--tcp", "4000"], f"--tcp '4000': {PLACE}"),
        (["cn105", "--tcp", "a:99999"], f"--tcp 'a:99999': {PLACE}"),
        (["cn105", "--speed", "fast"], "--speed 'fast': must be a number, 0.1 to 3600"),
        (["cn105", "--head-offset", "-1"], "--head-offset '-1': must be a number, 0 to 5 K"),
        (["cn105", "--pty", "--tcp", "a:1"], "--tcp a:1: with --pty the unit is behind a pseudo terminal; one of the two is "
         "allowed"),
        (["s21", "--profile", "old1"], "virtual unit s21: no profile 'old1'; did you mean 'old'? Allowed are FTXM35R, old, "
         "slow_boot, speed_invalid, usual"),
    ],
)  # fmt: skip
def test_bad_input_is_one_line(capfd, arguments, line):
    code, out, err = call(capfd, "unit", *arguments)
    assert (code, out, err) == (2, "", line + "\n")


def test_the_units_there_are(capfd):
    code, out, err = call(capfd, "units")
    assert (code, err) == (0, "")
    assert {*protocols(), "smartair2", "echonet"} <= set(out.split())


@pytest.mark.parametrize("command", ["unit", "run", "compare-unit", "twin"])
def test_help_names_every_protocol(capfd, command):
    _, out, _ = call(capfd, command, "--help")
    words = set(re.findall(r"\w+", out))
    assert set(protocols()) <= words
