"""Frames that others published, and what the receiver makes of everything else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT, OFF
from balancepoint.units.gree import codec
from balancepoint.units.unit import QUIET, SWING
from tests.firmware.units.gree.bench import Indoor, frame

BYTES = st.lists(st.integers(0, 255), max_size=200)


def published():
    with open(__file__.rsplit("/", 1)[0] + "/frames.json") as file:
        return json.load(file)


def noted(beginning):
    return bytes.fromhex(next(each["hex"] for each in published() if each["note"].startswith(beginning)))


def received(data, receiver=None):
    """Frames that a receiver finds in bytes, and then in silence."""
    receiver = receiver or codec.Receiver()
    found = []
    for byte in data:
        if receiver.put(byte):
            found.append(bytes(receiver.buffer[: receiver.length]))
            while receiver.next():
                found.append(bytes(receiver.buffer[: receiver.length]))
    while receiver._count:
        if receiver.next(1):
            found.append(bytes(receiver.buffer[: receiver.length]))
    return found


def test_published_frames_are_taken_and_the_broken_ones_are_not():
    taken = 0
    for each in published():
        data = bytes.fromhex(each["hex"])
        assert received(data) == ([data] if each["check"] else []), each
        taken += each["check"]
    assert taken == 11


def test_published_states():
    found = noted("state: on, cooling, 21")
    assert (found[8] >> 7, codec.mode(found), codec.setpoint(found), codec.fan(found)) == (1, COOL, 2100, 1)
    assert codec.vane(found[12] >> 4) == 3, "the middle of five"
    assert codec.room(found, len(found)) == 2600, "its driver says 25"
    found = noted("off, cooling, 25")
    assert (found[8] >> 7, codec.mode(found), codec.setpoint(found), codec.room(found, 50)) == (0, COOL, 2500, UNKNOWN)
    found = next(bytes.fromhex(each["hex"]) for each in published() if each["hex"].startswith("7E7E3031"))
    assert (codec.mode(found), codec.setpoint(found), codec.fan(found)) == (AUTO, 2500, FAN_AUTO)
    assert codec.room(found, len(found)) == 2200


def test_a_published_change_is_made_of_the_state_after_it():
    state = noted("state: on, cooling, 21")
    out = bytearray(50)
    codec.keep(out, state[4:])
    codec.change(out, COOL, 2100, 1, 3, UNKNOWN)
    assert out[4 + 18] == 1 and out[4 + 40] == 1, "a fine level, and no beep, which that driver did not write"
    out[4 + 18] = out[4 + 40] = 0
    assert codec.seal(out, codec.SET, 45) == 50
    assert bytes(out) == noted("write with the mark")
    out[7] = 0
    codec.seal(out, codec.SET, 45)
    assert bytes(out) == noted("second write")


@given(st.lists(st.integers(0, 255), min_size=47, max_size=47))
def test_what_is_kept_is_kept_and_nothing_else_is_written(data):
    out = bytearray(50)
    codec.keep(out, bytes(data))
    assert out[15] & 8 and not out[7]
    again = bytearray(50)
    codec.keep(again, out[4:])
    assert again == out
    for name in (codec.setpoint, codec.fan, codec.mode):
        assert name(out) == name(frame(0x31, data))


@pytest.mark.parametrize("mode", [HEAT, COOL, AUTO, DRY, FAN])
@pytest.mark.parametrize("fan", [1, 2, 3, 4, 5, QUIET, FAN_AUTO])
def test_what_is_changed_reads_as_asked_for(mode, fan):
    for degrees in range(16, 31):
        for vane in (0, 1, 3, 5, SWING):
            out = bytearray(50)
            codec.keep(out, Indoor().data)
            codec.change(out, mode, degrees * 100, fan, vane, 5 - vane if vane < 5 else SWING)
            assert (codec.mode(out), codec.setpoint(out), codec.fan(out)) == (mode, degrees * 100, fan)
            assert codec.vane(out[12] >> 4) == vane
            assert codec.vane(out[12] & 7) == (5 - vane if vane < 5 else SWING)
            assert out[8] & 0x80 and out[7] == 0xAF and not out[15] & 8
            assert out[10] == 0x0A, "display and the fan that runs on stay"


def test_off_keeps_all_else():
    out = bytearray(50)
    codec.keep(out, noted("state: on, cooling, 21")[4:])
    before = bytes(out)
    codec.change(out, OFF, 2500, 5, SWING, SWING)
    assert [i for i in range(50) if out[i] != before[i]] == [7, 8, 15]
    assert out[8] == before[8] & 0x7F


def test_levels_of_a_unit_that_writes_three():
    data = Indoor().data
    for theirs, level in ((0, FAN_AUTO), (1, 1), (2, 3), (3, 5)):
        data[4] = data[4] & 0xFC | theirs
        for nothing in (0, 8):
            data[18] = nothing
            assert codec.fan(frame(0x31, data)) == level


WHOLE = frame(0x31, Indoor().data)


@given(BYTES, BYTES)
def test_nothing_behind_noise_is_lost(noise, more):
    assert WHOLE in received(bytes(noise) + WHOLE + bytes(more))


@given(st.integers(0, 51), st.integers(1, 255))
def test_no_frame_with_a_wrong_byte_is_taken(place, change):
    data = bytearray(WHOLE)
    data[place] ^= change
    assert bytes(data) not in received(data)


@given(st.integers(0, 51))
def test_half_a_frame_costs_only_itself(count):
    assert received(WHOLE[:count] + WHOLE)[-1] == WHOLE
    assert received(WHOLE[count:] + WHOLE)[-1] == WHOLE


def test_a_start_within_is_data():
    data = bytearray(47)
    data[10] = data[11] = data[12] = data[20] = 0x7E
    made = frame(0x31, data)
    assert received(made * 3) == [made] * 3
    assert received(b"\x7e" + made) == [made]
    assert received(b"\x7e\x7e\x7e" + made) == [made]


def test_lengths_that_are_none():
    for length in range(256):
        receiver = codec.Receiver()
        received(bytes((0x7E, 0x7E, length)) + bytes(300), receiver)
        assert received(WHOLE, receiver)[-1] == WHOLE
