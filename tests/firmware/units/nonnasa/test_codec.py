"""Frames of Samsung's older bus: published ones, round trips, and what is no frame."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT
from balancepoint.units.nonnasa import codec as c
from balancepoint.units.nonnasa import words


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
    rows = {row[0]: row[1] for row in words.explain(bytes.fromhex(frames()[0]["hex"]))}
    assert (rows["power"], rows["mode"], rows["fan"]) == ("on", "heat", "high")
    assert (rows["set point"], rows["room temperature"]) == (20, 24)


@pytest.mark.parametrize(
    "note, unit",
    [
        ("request: on, fan mode, 24, room 23", (0, 1, FAN, 24, 0, 23)),
        ("request: off, 20, auto", (0, 0, AUTO, 20, 0, 4)),
        ("request: heat", (0, 0, HEAT, 20, 0, 4)),
    ],
)
def test_the_published_requests_are_written_again(note, unit):
    published = [bytes.fromhex(frame["hex"]) for frame in frames() if frame["note"] == note]
    assert published == [words.encode("tell", unit=bytes(unit))]


@given(
    st.integers(0, 63),
    st.booleans(),
    st.sampled_from([HEAT, COOL, AUTO, DRY, FAN]),
    st.integers(16, 30),
    st.integers(0, 3),
)
def test_what_is_told_is_explained(address, on, mode, setpoint, fan):
    data = words.encode("tell", unit=bytes([address, on, mode, setpoint, fan, 21]))
    rows = {row[0]: row[1] for row in words.explain(data)}
    assert rows["set point"] == setpoint and rows["power"] == ("on" if on else "off")
    assert rows["fan"] == ("auto", "low", "medium", "high")[fan]


@given(st.binary(max_size=200))
def test_garbage_is_passed_over_and_the_second_good_frame_is_heard(noise):
    good = bytes.fromhex(frames()[0]["hex"])
    assert good in found(noise + good + good)


@given(st.binary(max_size=20))
def test_what_is_no_frame_is_named(data):
    if found(data) != [data]:
        with pytest.raises(ValueError):
            words.check(data)
