"""Frames of CN-CNT and CN-WLAN: as published, there and back, and bytes that are none.

SOURCES of frames.json: captures that others have published, each with its `src`; facts, without their words or code, whatever the
licence of the place. "computed" ones are framed here around a published payload.
"""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT
from balancepoint.units.cncnt import codec, words
from balancepoint.units.unit import QUIET, SWING

garbage = st.lists(st.integers(0, 255), min_size=0, max_size=120)
heads = st.lists(st.sampled_from([0x70, 0xF0, 0x5A, 0x00, 0x20, 0x0A]), min_size=0, max_size=120)
states = st.lists(st.integers(0, 255), min_size=10, max_size=10)


def published():
    with open(__file__.rsplit("/", 1)[0] + "/frames.json") as file:
        return [bytes.fromhex(each["hex"]) for each in json.load(file)]


def sealed(head, payload):
    data = bytes([head, len(payload)]) + bytes(payload)
    return data + bytes([-sum(data) & 0xFF])


def received(data):
    receiver = codec.Receiver()
    out = []
    for byte in data:
        if receiver.put(byte):
            out.append(bytes(receiver.buffer[: receiver.length]))
            while receiver.next():
                out.append(bytes(receiver.buffer[: receiver.length]))
    return out


def values(data):
    return {name: value for name, value, _, _ in words.explain(data)}


def test_every_published_frame_is_whole():
    assert len(published()) == 9
    for data in published():
        assert received(data) == [data]
        words.check(data)
    assert received(b"".join(published())) == published()


def test_what_the_published_frames_say():
    order, first, second, third, report, setting, poll, dry, heat = [values(data) for data in published()]
    assert (order["kind"], order["on"], order["mode"], order["setpoint"], order["fan"]) == (
        "order",
        1,
        "dry",
        21.0,
        "auto",
    )
    assert (order["vane"], order["wide vane"], order["eco"]) == ("up", "centre", 1)
    assert (first["counter"], first["command"], second["command"], third["payload"]) == (1, "0009", "008C", "20")
    assert (report["setpoint"], setting["setpoint"]) == (21.0, 19.0)
    assert poll == {"kind": "poll"}
    assert (dry["kind"], dry["mode"], dry["setpoint"], dry["room"], dry["outdoor"], dry["power"], dry["defrost"]) == (
        "answer", "dry", 21.0, 20.0, 20.0, 46, 0,
    )  # fmt: skip
    assert (heat["mode"], heat["setpoint"], heat["room"], heat["outdoor"], heat["power"], heat["eco"]) == (
        "heat", 24.0, 20.0, 23.0, 547, 0,
    )  # fmt: skip
    assert (heat["vane"], heat["wide vane"], heat["nanoeX"]) == ("auto", "auto", 0)


def test_what_a_controller_sends_is_encoded_byte_for_byte():
    frames = published()
    assert words.encode("order", frames[0][2:-1]) == frames[0]
    assert words.encode("poll") == frames[6]


@given(payload=states)
def test_an_order_goes_out_and_comes_in(payload):
    data = words.encode("order", bytes(payload))
    assert received(data) == [data] and sum(data) & 0xFF == 0
    for field in words.explain(data):
        assert len(field) == 4


@given(before=garbage | heads, first=states, second=states)
def test_after_any_garbage_the_second_frame_is_there(before, first, second):
    """Behind all that an unfinished one before them may claim."""
    frames = [sealed(0x70, bytes(each) + bytes(22)) for each in (first, second)]
    assert received(bytes(before) + bytes([1] * codec.SIZE) + frames[0] + frames[1])[-1:] == [frames[1]]


@given(data=garbage | heads)
def test_any_bytes_are_taken_and_refused_in_one_line(data):
    receiver = codec.Receiver()
    for byte in data:
        receiver.put(byte)
        assert len(receiver.buffer) == codec.SIZE and receiver.length <= codec.SIZE
    try:
        words.explain(bytes(data))
    except ValueError as error:
        assert ": " in str(error) and ", allowed " in str(error)


@pytest.mark.parametrize("place", range(13))
def test_a_wrong_byte_is_no_frame(place):
    data = bytearray(published()[0])
    data[place] ^= 0x10
    assert received(data) == []
    with pytest.raises(ValueError):
        words.check(data)


def test_every_value_there_and_back():
    for mode in (HEAT, COOL, AUTO, DRY, FAN):
        for on in (0, 1):
            byte = codec.mode_byte(mode, on)
            assert codec.mode(byte) == mode and (byte & 15 == 4) == bool(on)
    assert codec.mode(0x14) == codec.mode(0x54) == UNKNOWN
    assert [codec.fan(byte, 0) for byte in (0xA0, 0x30, 0x40, 0x50, 0x60, 0x70)] == [FAN_AUTO, 1, 2, 3, 4, 5]
    assert codec.fan(0xA0, 0x44) == QUIET and codec.fan(0x31, 0) == codec.fan(0x80, 0) == UNKNOWN
    for vane in (0, 1, 2, 3, 4, 5, SWING):
        for wide in (1, 2, 3, 4, 5, SWING):
            byte = codec.vanes_byte(0x36, vane, wide)
            assert (codec.vane(byte), codec.wide(byte)) == (vane, wide)
    assert codec.vanes_byte(0x36, UNKNOWN, UNKNOWN) == 0x36
    assert codec.vane(0x06) == codec.wide(0x30) == UNKNOWN, "it has none"
    assert [codec.degrees(byte) for byte in (0x14, 0xF6, 0x80, 0x7F)] == [2000, -1000, UNKNOWN, UNKNOWN]
    assert [codec.setpoint(byte) for byte in (0x2A, 0x00, 0xFF)] == [2100, UNKNOWN, UNKNOWN]
