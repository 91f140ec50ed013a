"""The line between firmware and front: bytes take their time, and are recorded."""

import json

import pytest

from balancepoint.control.request import HEAT
from host_sim.virtual_units import wire as wires
from host_sim.virtual_units.front import open_front
from host_sim.virtual_units.habits import load
from host_sim.virtual_units.wire import Wire
from tests.host_sim.virtual_units.still import Bench

CONNECT = bytes.fromhex("FC5A013002CA01A8")
BYTE = 1000 * 11 / 2400


def line(profile="usual"):
    bench = Bench("cn105", profile, mode=HEAT)
    bench.home.state["now"] = 1000
    wire = Wire(open_front(load("cn105", profile), bench.unit))
    wire.at(5000.0)
    return wire


def test_an_exchange_takes_the_time_of_its_bytes():
    wire = line()
    buffer = bytearray(64)
    wire.write(CONNECT, 8)
    assert wire.next == pytest.approx(5000 + 8 * BYTE)
    wire.at(wire.next)
    answered = 5000 + 8 * BYTE + 30
    assert wire.read(buffer) == 0 and wire.next == pytest.approx(answered)
    wire.at(answered + 2.5 * BYTE)
    assert wire.read(buffer) == 2 and bytes(buffer[:2]) == b"\xfc\x7a"
    assert wire.next is None and wire.ready == pytest.approx(answered + 7 * BYTE)
    wire.at(wire.ready)
    assert wire.read(buffer) == 5 and bytes(buffer[:5]) == bytes.fromhex("0130010054")
    assert wire.next is None and wire.ready is None


def test_a_small_buffer_takes_what_fits():
    wire = line()
    wire.write(CONNECT, 8)
    wire.at(9000.0)
    buffer = bytearray(3)
    assert [wire.read(buffer) for _ in range(4)] == [3, 3, 1, 0]


def test_what_is_written_in_one_go_goes_out_one_after_the_other():
    wire = line()
    wire.write(CONNECT, 4)
    wire.write(CONNECT[4:], 4)
    wire.at(5000 + 4.5 * BYTE)
    assert wire.front.heard == 0
    wire.at(5000 + 8 * BYTE)
    assert wire.front.heard == 1


def test_with_a_wrong_speed_nobody_understands():
    wire = line("at_9600")
    wire.setup(2400, 0, 1)
    wire.write(CONNECT, 8)
    wire.at(9000.0)
    assert wire.front.heard == 0
    wire.setup(9600, 0, 1)
    wire.write(CONNECT, 8)
    wire.at(9500.0)
    assert wire.front.heard == 1


def test_record_is_bounded_and_written_as_json_lines(tmp_path, monkeypatch):
    monkeypatch.setattr(wires, "FIRST", 2)
    monkeypatch.setattr(wires, "LAST", 3)
    wire = line()
    for k in range(10):
        wire.at(10_000.0 * (k + 1))
        wire.write(CONNECT, 8)
        wire.at(10_000.0 * (k + 1) + 500)
    assert wire.record.count == 20
    wire.record.save(tmp_path / "wire.jsonl")
    lines = [json.loads(text) for text in (tmp_path / "wire.jsonl").read_text().splitlines()]
    assert lines[0] == {"ms": 10000, "dir": "out", "hex": "FC5A013002CA01A8", "proto": "cn105"}
    assert lines[1] == {"ms": 10066, "dir": "in", "hex": "FC7A0130010054", "proto": "cn105"}
    assert [entry["ms"] for entry in lines[2:]][-1] == 100066 and wire.record.dropped == 20 - len(lines)


def test_on_one_wire_we_hear_ourselves_and_the_unit_waits_for_our_end():
    bench = Bench("lg", mode=HEAT)
    bench.home.state["now"] = 1000
    wire = Wire(open_front(load("lg"), bench.unit))
    buffer = bytearray(64)
    said = bytes.fromhex("A8020000000013140000000084")
    wire.at(59_000.0)
    while wire.read(buffer):
        pass
    wire.write(said, 13)
    assert wire.front.heard == 0
    wire.at(60_200.0)
    assert wire.read(buffer) == 12  # and the round that is due at 60 s has not begun
    wire.at(63_000.0)
    count = wire.read(buffer)
    assert buffer[0] == said[12] and count == 14 and buffer[1] == 0xC8 and wire.front.heard == 1


def test_who_does_not_invert_as_the_unit_does_is_not_understood():
    bench = Bench("fujiuart", mode=HEAT)
    bench.home.state["now"] = 1000
    wire = Wire(open_front(load("fujiuart"), bench.unit))
    begin = bytes.fromhex("000000000400000000FFFB")
    wire.at(5000.0)
    wire.setup(9600, None, 1)
    wire.write(begin, 11)
    wire.at(5500.0)
    assert wire.front.heard == 0
    wire.setup(9600, None, 1, 1)
    wire.write(begin, 11)
    wire.at(6000.0)
    assert wire.front.heard == 1


def test_a_unit_on_a_bus_speaks_by_itself_once_it_is_up():
    bench = Bench("nonnasa", mode=HEAT)
    wire = Wire(open_front(load("nonnasa"), bench.unit))
    buffer = bytearray(64)
    wire.at(2500.0)
    assert wire.read(buffer) == 0 and wire.front.turns == 0 and wire.idle
    wire.at(4400.0)
    assert wire.read(buffer) == 64 and wire.front.turns == 1 and wire.front.heard == 0
