"""What hangs on the twin's UART: the firmware's line through it, other speeds, joined wires, other processes' ports."""

import os
import socket
import tty

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_sim.errors import InputError
from host_sim.twin.chip import Chip
from host_sim.twin.serial import Far, Speed, Wire, noise
from tests.firmware.twin import Bench


class Parrot:
    """Gives back what it takes."""

    def __init__(self):
        self.heard = bytearray()
        self.said = bytearray()

    def take(self, data):
        self.heard += data
        self.said += data

    def give(self):
        data, self.said = bytes(self.said), bytearray()
        return data


def line(wire=None):
    chip = Chip()
    if wire is not None:
        chip.buses["uart"] = wire
    found = Bench(chip=chip).hal.line()
    found.setup(2400, 0, 1)
    return found


def said(port, size=64):
    buffer = bytearray(size)
    return bytes(buffer[: port.read(buffer)])


@given(data=st.binary(min_size=1, max_size=60))
def test_what_goes_out_comes_to_the_unit_and_its_answer_back(data):
    parrot = Parrot()
    port = line(Wire(parrot, Speed(2400, 0, 1)))
    port.write(bytearray(data + b"never"), len(data))
    assert bytes(parrot.heard) == data
    assert said(port) == data
    assert said(port) == b""


def test_a_buffer_is_filled_and_the_rest_waits():
    port = line(Wire(Parrot()))
    port.write(bytearray(b"0123456789"), 10)
    assert (said(port, 4), said(port, 4), said(port, 4)) == (b"0123", b"4567", b"89")


@pytest.mark.parametrize("speed", [Speed(9600, 0, 1), Speed(2400, None, 1), Speed(2400, 0, 1, True)])
def test_another_speed_parity_or_level_is_noise_both_ways(speed):
    parrot = Parrot()
    port = line(Wire(parrot, speed))
    port.write(bytearray(b"\xfc\x5a\x01"), 3)
    assert bytes(parrot.heard) == noise(b"\xfc\x5a\x01") != b"\xfc\x5a\x01"
    assert said(port) == noise(noise(b"\xfc\x5a\x01"))
    port.setup(*speed)
    port.write(bytearray(b"\xfc"), 1)
    assert said(port) == b"\xfc"


def test_nothing_is_wired_and_wires_that_touch():
    port = line()
    port.write(bytearray(b"abc"), 3)
    assert said(port) == b""
    wire = Wire()
    wire.joined = True
    port = line(wire)
    port.write(bytearray(b"abc"), 3)
    assert said(port) == b"abc"


def test_a_port_has_one_link():
    port = line()
    port.claim("cn105")
    port.claim("cn105")
    with pytest.raises(ValueError, match="'cn105' speaks there, 's21' cannot too"):
        port.claim("s21")


def test_a_direction_pin_is_high_while_sending_only():
    seen = []

    class Direction:
        def on(self, state):
            seen.append(state)

    bench = Bench()
    from balancepoint.line import Line

    class Uart:
        def __init__(self, _number, **_line):
            pass

        def write(self, data, count):
            seen.append(bytes(data[:count]))

        def flush(self):
            seen.append("out")

    port = Line(Uart, bench.pin("unit_tx"), bench.pin("unit_rx"), Direction())
    port.setup(9600, None, 1)
    port.write(bytearray(b"abc"), 2)
    assert seen == [1, b"ab", "out", 0]


def test_a_board_without_a_port_has_no_line():
    bench = Bench()
    del bench.board.PINS["unit_rx"]
    assert bench.hal.line() is None


def test_a_unit_behind_a_pty_and_behind_a_port():
    master, slave = os.openpty()
    tty.setraw(slave)
    port = line(Wire(Far.opened(os.ttyname(slave))))
    port.write(bytearray(b"hello"), 5)
    assert os.read(master, 10) == b"hello"
    os.write(master, b"\xfc\x00\x0a")
    assert said(port) == b"\xfc\x00\x0a"
    os.close(slave)
    os.close(master)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = line(Wire(Far.opened(f"127.0.0.1:{server.getsockname()[1]}")))
        other, _ = server.accept()
        port.write(bytearray(b"hello"), 5)
        assert other.recv(10) == b"hello"
        other.close()
        port.write(bytearray(b"gone"), 4)
        assert said(port) == b""


@pytest.mark.parametrize(
    ("where", "wrong"),
    [("/dev/no-such-port", "cannot be opened"), ("127.0.0.1:1", "cannot be opened"), (__file__, "is no port")],
)
def test_a_port_that_is_none_is_refused_in_one_line(where, wrong):
    with pytest.raises(InputError, match=wrong) as refusal:
        Far.opened(where)
    assert str(refusal.value).startswith(f"--unit {where}: ") and "\n" not in str(refusal.value)
