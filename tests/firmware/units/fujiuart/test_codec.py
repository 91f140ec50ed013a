"""Frames of the Fujitsu adapter's socket: published ones, round trips, and what is no frame."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.quantity import UNKNOWN
from balancepoint.units.fujiuart import codec as c
from balancepoint.units.fujiuart import words

REGISTERS = st.integers(0, 0xFFFF)


def frames():
    with open(__file__.rsplit("/", 1)[0] + "/frames.json") as file:
        return json.load(file)


def found(data):
    receiver = c.Receiver()
    return [bytes(receiver.buffer[: receiver.length]) for byte in data if receiver.put(byte)]


def test_the_published_frames_are_read_and_those_of_an_adapter_written_again():
    for frame in frames():
        data = bytes.fromhex(frame["hex"])
        assert found(data) == [data]
        assert words.explain(data)[0][0] == "type"
    written = [words.encode(name) for name in ("begin", "begin 2")]
    assert written == [bytes.fromhex(frame["hex"]) for frame in frames() if frame["note"] in ("init1", "init2")]


def test_published_temperatures():
    for raw, value in ((0x1D97, 2550), (0x1C6B, 2250), (0x1B71, 2000), (0xFFFF, UNKNOWN), (0, UNKNOWN)):
        assert c.degrees(raw, -4000, 6000) == value


@given(st.lists(REGISTERS, min_size=1, max_size=38))
def test_a_read_is_explained_register_by_register(registers):
    data = words.encode("read", registers=registers)
    assert found(data) == [data]
    if len(registers) > 2:  # four bytes look like the first words
        assert [row[1] for row in words.explain(data)[1:]] == [f"{register:04X}" for register in registers]


@given(REGISTERS, REGISTERS)
def test_a_write_is_read_again(register, value):
    data = words.encode("write", register=register, value=value)
    assert found(data) == [data]
    assert len(words.explain(data)) == 2


@given(st.binary(max_size=300))
def test_garbage_is_passed_over_and_a_good_frame_heard(noise):
    good = words.encode("write", register=c.POWER, value=1)
    assert good in found(noise + bytes(c.LONGEST) + good + good)


@given(st.binary(max_size=90))
def test_what_is_no_frame_is_named(data):
    if found(data) != [data]:
        with pytest.raises(ValueError):
            words.check(data)
