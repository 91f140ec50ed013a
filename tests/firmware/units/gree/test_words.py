"""Frames in words: every published one, what is wrong with the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.units.gree import words
from tests.firmware.units.gree.bench import Indoor, frame
from tests.firmware.units.gree.test_codec import noted, published


def rows(data):
    """{field: (value, unit, remark)}"""
    return {row[0]: row[1:] for row in words.explain(data)}


def test_every_published_frame_has_its_words_or_its_fault():
    for each in published():
        data = bytes.fromhex(each["hex"])
        if each["check"]:
            found = rows(data)
            assert found["kind"][2] != "unknown"
        else:
            with pytest.raises(ValueError, match="is right"):
                words.explain(data)


def test_a_state():
    found = rows(noted("state: on, cooling, 21"))
    assert (found["power"][0], found["mode"][2], found["set point"][0]) == ("yes", "cooling", 21.0)
    assert (found["vane"][2], found["fan in three"][2], found["display"][0]) == ("middle", "low", "yes")
    assert found["room"] == (26.0, "°C", "25.0 if written as piotrva/esphome_gree_ac reads it")
    assert found["rest"][0] == "2:40 24:1D 44:46"
    assert rows(noted("off, cooling, 25"))["room"] == ("", "", "none")


def test_a_write():
    found = rows(noted("write with the mark"))
    assert (found["mark"], found["nothing to be changed"][0]) == (("AF", "", "a change"), "no")
    assert "rest" not in found and "room" not in found


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("7e7e", "length: 2 bytes, a frame has at least 6"),
        ("7e7d0301000004", "start: 7E 7D, a frame begins with 7E 7E"),
        ("7e7e0501000006", "length: 5 said, 4 bytes follow it"),
        ("7e7e0401000006", "sum: 06, 05 is right"),
    ],
)
def test_one_line_says_what_is_wrong(text, line):
    with pytest.raises(ValueError) as caught:
        words.check(bytes.fromhex(text))
    assert str(caught.value) == line


@given(st.integers(0, 255), st.lists(st.integers(0, 255), min_size=1, max_size=70))
def test_any_data_have_words_and_no_bit_is_lost(kind, data):
    for each in (kind, 0x01, 0x31):
        found = rows(frame(each, data))
        if each not in (0x01, 0x31) or len(data) < 45:
            left = " ".join([f"{i}:{byte:02X}" for i, byte in enumerate(data) if byte])
            assert found.get("rest", ("",))[0] == left


def test_frames_by_name():
    made = words.encode("state", state=noted("state: on, cooling, 21")[4:-1])
    assert rows(made)["nothing to be changed"][0] == "yes"
    made = words.encode("set", mode="cooling", setpoint=24, fan="medium high", vane="top", wide="swing")
    found = rows(made)
    assert (found["mode"][2], found["set point"][0], found["fan"][2]) == ("cooling", 24.0, "medium high")
    assert (found["vane"][2], found["wide vane"][2], found["mark"][0]) == ("top", "swing", "AF")
    assert (found["power"][0], found["no beep"][0]) == ("yes", "yes")
    assert rows(words.encode("set", on=0))["power"][0] == "no"
    assert rows(words.encode("set", quiet=1))["quiet"][0] == "yes"
    assert words.encode(0x31, Indoor().data) == frame(0x31, Indoor().data)


@pytest.mark.parametrize(
    ("name", "fields", "line"),
    [
        ("nothing", {}, "nothing: no such frame, one of set, state or a kind in hexadecimal"),
        ("set", {"setpoint": 31}, "setpoint: 31, allowed 16 to 30 in steps of 1"),
        ("set", {"setpoint": 20.5}, "setpoint: 20.5, allowed 16 to 30 in steps of 1"),
        ("set", {"speed": 1}, "speed: no such field, allowed on, mode, setpoint, fan, quiet, vane, wide, state"),
        ("set", {"mode": "warm"}, "mode: warm, allowed automatic, cooling, drying, fan, heating"),
        (0x31, {"data": b""}, "data: 0 bytes, allowed 1 to 74"),
        (300, {"data": b"1"}, "kind: 300, allowed 00 to FF"),
    ],
)
def test_what_is_wrong_with_a_frame_to_be_made(name, fields, line):
    with pytest.raises(ValueError) as caught:
        words.encode(name, **fields)
    assert str(caught.value) == line


def test_faults_are_none_that_anybody_knows():
    assert words.fault(3)[0] == ""
