"""Frames of LG's controller bus: published ones, round trips, and what is no frame."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.request import COOL, HEAT
from balancepoint.units.lg import codec as c
from balancepoint.units.lg import words


def frames():
    with open(__file__.rsplit("/", 1)[0] + "/frames.json") as file:
        return json.load(file)


def found(data):
    receiver = c.Receiver()
    return [bytes(receiver.buffer) for byte in data if receiver.put(byte)]


def test_the_published_frames_are_read():
    for frame in frames():
        data = bytes.fromhex(frame["hex"])
        assert found(data) == [data]
        words.explain(data)
    rows = {row[0]: row[1] for row in words.explain(bytes.fromhex(frames()[2]["hex"]))}
    assert (rows["mode"], rows["set point"], rows["room temperature"], rows["power"]) == ("cool", 18.0, 20.0, "on")


def test_the_published_set_is_written_again():
    """Its lowest bit, that something was changed, is not set there: it is the controller's word of every 20 s."""
    data = bytes.fromhex(frames()[2]["hex"])
    out = bytearray(data)
    c.put_state(out, 1, COOL, 1)
    out[1] &= 0xFE
    c.put_setpoint(out, 1800)
    c.put_room(out, 2000)
    c.seal(out)
    assert out == data


@given(st.integers(32, 60), st.sampled_from([HEAT, COOL]), st.sampled_from([FAN_AUTO, 1, 3, 5]))
def test_what_is_written_is_read(half, mode, fan):
    data = words.encode("state", on=1, mode=mode, fan=fan, setpoint=half * 50)
    assert found(data) == [data]
    assert c.setpoint_of(data) == half * 50 and c.mode_of(data) == mode and c.fan_of(data) == fan


@given(st.binary(max_size=200))
def test_garbage_is_passed_over_and_a_good_frame_heard(noise):
    good = words.encode("state", on=1, mode=HEAT, fan=1, setpoint=2100)
    assert good in found(noise + good + good)


@given(st.binary(max_size=20))
def test_what_is_no_frame_is_named(data):
    if found(data) != [data]:
        with pytest.raises(ValueError):
            words.check(data)
