"""Frames of CN22: as published, there and back, and bytes that are none.

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
from balancepoint.units.toshiba import codec, words
from balancepoint.units.unit import QUIET, SWING

garbage = st.lists(st.integers(0, 255), min_size=0, max_size=120)
heads = st.lists(st.sampled_from([0x02, 0x00, 0x03, 0x90, 0x0A]), min_size=0, max_size=120)


def published():
    with open(__file__.rsplit("/", 1)[0] + "/frames.json") as file:
        return json.load(file)


def sealed(kind, payload):
    data = bytes([2, 0, 3, kind, 0, 0, len(payload)]) + bytes(payload)
    return data + bytes([-sum(data[1:]) & 0xFF])


def answer(code, value):
    return sealed(0x90, bytes([1, 0x30, 1, 0, 0, 0, len(value) + 1, code]) + bytes(value))


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
    frames = [bytes.fromhex(each["hex"]) for each in published()]
    assert len(frames) == 13
    for data in frames:
        assert received(data) == [data]
        words.check(data)
    assert received(b"".join(frames)) == frames


def test_what_the_published_frames_say():
    said = [(values(bytes.fromhex(each["hex"]))) for each in published()]
    assert [each["kind"] for each in said] == 8 * ["asks"] + 5 * ["answers"]
    assert [each["property"] for each in said] == [
        "power", "mode", "setpoint", "power limit", "swing", "outdoor", "self-clean", "fault",
        "energy of the year", "property EE", "property F8", "version", "fault content",
    ]  # fmt: skip
    assert (said[9]["property EE"], said[10]["property F8"]) == ("7C00", "43154120")
    assert (said[11]["version"], said[12]["fault content"]) == ("00010000", "0000")


def test_what_a_controller_sends_is_encoded_byte_for_byte():
    for each in published()[:8]:
        data = bytes.fromhex(each["hex"])
        assert words.encode(values(data)["property"]) == data


def test_settings_there_and_back():
    for name, value in (
        ("power", "on"), ("power", "off"), ("mode", "heat"), ("fan", "quiet"), ("swing", "both"), ("setpoint", 21),
        ("power limit", 75), ("special mode", "eco"),
    ):  # fmt: skip
        data = words.encode(name, value)
        assert received(data) == [data] and values(data) == {"kind": "sets", "property": name, name: value}


@pytest.mark.parametrize(
    "name, value, message",
    [
        ("warmth", None, "property: warmth, allowed clock, current, "),
        ("mode", "warm", "mode: warm, allowed auto, cool, dry, fan, heat"),
        ("setpoint", 50, "setpoint: 50, allowed 5 to 46"), ("setpoint", "21", "setpoint: 21, allowed 5 to 46"),
        ("power limit", -1, "power limit: -1, allowed 0 to 255"),
    ],
)  # fmt: skip
def test_what_cannot_be_encoded_is_one_line(name, value, message):
    with pytest.raises(ValueError) as raised:
        words.encode(name, value)
    assert str(raised.value).startswith(message)


def test_the_start_up_frames_are_frames_but_for_one():
    place = 0
    frames = []
    while place < len(codec.START):
        count = codec.START[place]
        frames.append(codec.START[place + 1 : place + 1 + count])
        place += count + 1
    assert [len(each) for each in frames] == [8, 9, 10, 10, 10, 8, 0, 10, 10]
    assert [received(each) == [each] for each in frames if each] == [True, True, True, True, False, True, True, True]
    assert frames[7].hex() == "020002010000020000fb" and frames[8].hex() == "020002020000020000fa"


@given(code=st.integers(0, 255), value=st.lists(st.integers(0, 255), min_size=0, max_size=60))
def test_any_answer_is_explained(code, value):
    data = answer(code, value)
    assert received(data) == [data] and codec.place(data, len(data)) == 14
    for field in words.explain(data):
        assert len(field) == 4


@given(before=garbage | heads, first=st.integers(0, 255), second=st.integers(0, 255))
def test_after_any_garbage_frames_are_found_again(before, first, second):
    frames = [answer(0xBB, [each]) for each in (first, second)]
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


def test_every_value_there_and_back():
    for mode in (HEAT, COOL, AUTO, DRY, FAN):
        assert codec.mode(codec.mode_byte(mode)) == mode
    for fan in (FAN_AUTO, QUIET, 1, 2, 3, 4, 5):
        assert codec.fan(codec.fan_byte(fan)) == fan
    for vane in (0, 1, 2, 3, 4, 5, SWING):
        for sideways in (0, 1):
            assert codec.vane(codec.vane_byte(vane, sideways)) == vane
    assert codec.mode(0x46) == codec.fan(0x37) == codec.vane(0x32) == UNKNOWN
    assert [codec.degrees(byte) for byte in (21, 0xFB, 127, 126, 0x80)] == [2100, -500, UNKNOWN, UNKNOWN, UNKNOWN]
    assert values(answer(0xAA, [0x41]))["state"] == "defrosts" and values(answer(0xAA, []))["state"] is None
    assert values(answer(0x84, [2, 0x58]))["watts"] == 600 and values(answer(0xBE, [127]))["outdoor"] is None
