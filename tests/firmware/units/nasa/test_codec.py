"""Frames of NASA: published ones, round trips, and what is no frame."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.units.nasa import codec as c
from balancepoint.units.nasa import words


def frames():
    with open(__file__.rsplit("/", 1)[0] + "/frames.json") as file:
        return json.load(file)


def found(data):
    receiver = c.Receiver()
    return [bytes(receiver.buffer[: receiver.length]) for byte in data if receiver.put(byte)]


def test_the_published_frames_are_read_and_written_again():
    values = (280, 240)
    for k in range(2):
        data = bytes.fromhex(frames()[k]["hex"])
        assert found(data) == [data]
        assert ("set point", values[k] / 10, "°C", "") in words.explain(data)
    for k, target, number in ((0, b"\x20\x00\x02", 0xF2), (1, b"\x20\x0f\x02", 0x42)):
        data = bytes.fromhex(frames()[k]["hex"])
        if data[10] & 0x0F == c.REQUEST:
            assert words.encode("request", target=target, number=data[11], messages=[(c.SETPOINT, values[k])]) == data
        assert data[6:9] == target or number


def test_the_check_is_xmodem():
    assert c.crc_of(b"123456789", 0, 9) == 0x31C3  # the check value in the catalogue of parametrised CRCs


KNOWN = st.sampled_from([c.POWER, c.MODE, c.FAN, c.SETPOINT, c.ROOM, c.ENERGY])
MESSAGES = st.lists(st.tuples(KNOWN, st.integers(0, 255)), min_size=1, max_size=12)


@given(MESSAGES)
def test_what_is_written_is_read(messages):
    data = words.encode("request", target=b"\x20\x00\x00", messages=messages)
    assert found(data) == [data]
    assert len(words.explain(data)) == 4 + len(messages)


@given(st.binary(max_size=300))
def test_garbage_is_passed_over_and_a_good_frame_heard(noise):
    good = bytes.fromhex(frames()[0]["hex"])
    assert good in found(noise + good * (2 + c.LONGEST // len(good)))


@given(st.binary(max_size=40))
def test_what_is_no_frame_is_named(data):
    if found(data) != [data]:
        with pytest.raises(ValueError):
            words.check(data)
