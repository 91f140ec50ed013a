"""Frames in and out: those that others published, and all that hypothesis thinks of."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.quantity import UNKNOWN
from balancepoint.units.cn105 import codec as c
from balancepoint.units.cn105.report import identify, report
from balancepoint.units.unit import Unit
from tests.firmware.units.cn105.bench import reply


def frames():
    with open(__file__.rsplit("/", 1)[0] + "/frames.json") as file:
        return [(bytes.fromhex(frame["hex"]), frame) for frame in json.load(file)]


def received(data, receiver=None):
    """The frames that come out of bytes."""
    receiver = receiver or c.Receiver()
    return [bytes(receiver.buffer[: receiver.length]) for byte in data if receiver.put(byte)]


def test_every_published_frame_comes_out_whole():
    all_of_them = b"".join([data for data, _frame in frames()])
    assert received(all_of_them) == [data for data, _frame in frames()]
    assert len(frames()) == 41


@pytest.mark.parametrize("k", (0, 1, 2, 3, 4, 8, 21))
def test_a_published_frame_with_one_wrong_byte_is_none(k):
    for data, _frame in frames():
        if k < len(data):
            wrong = data[:k] + bytes([data[k] ^ 0x01]) + data[k + 1 :]
            receiver = c.Receiver()
            assert received(wrong, receiver) == []


def test_the_known_bad_sample_is_rejected():
    """MUART-DOC 0x09 prints checksum 12 where 11 is right."""
    bad = bytes.fromhex("fc6201301009000000014200000000000000000000" + "12")
    assert received(bad) == []
    assert received(bad[:-1] + b"\x11") == [bad[:-1] + b"\x11"]


PAYLOADS = st.lists(st.integers(0, 255), min_size=1, max_size=16)
NOISE = st.lists(st.integers(0, 255) | st.just(0xFC), max_size=60)


@given(st.sampled_from((0x41, 0x42, 0x5A, 0x5B, 0x61, 0x62, 0x7A, 0x7B)), PAYLOADS, NOISE)
def test_any_garbage_costs_at_most_one_frame(kind, payload, noise):
    frame = reply(kind, payload)
    receiver = c.Receiver()
    received(noise, receiver)
    assert received(frame + frame, receiver)[-1:] == [frame] or received(frame, receiver)[-1:] == [frame]


@given(PAYLOADS, st.integers(1, 21), st.integers(0, 21))
def test_half_a_frame_costs_none_of_the_next(payload, cut, start):
    frame = reply(0x62, (payload + 16 * [0xFC])[:16])
    assert received(frame[:cut] + frame + frame)[-1:] == [frame]
    assert received(frame[start:] + frame + frame).count(frame) >= 1 + (start == 0)


@given(NOISE)
def test_what_comes_in_stays_within_its_buffer(noise):
    receiver = c.Receiver()
    for byte in noise:
        receiver.put(byte)
        assert 0 <= receiver.length <= c.SIZE and len(receiver.buffer) == c.SIZE


@given(PAYLOADS)
def test_start_bytes_in_a_payload_are_data(payload):
    payload = [0xFC if byte & 1 else byte for byte in payload]
    receiver = c.Receiver()
    assert received(reply(0x62, payload), receiver) == [reply(0x62, payload)]
    assert receiver.bad == 0


def frame_of(command, **places):
    """A reply with some bytes of its payload, by place."""
    payload = [command] + 15 * [0]
    for name, value in places.items():
        payload[int(name[1:])] = value
    return bytearray(reply(0x62, payload))


@given(st.integers(8 * 2, 35 * 2))
def test_set_points_come_back_exactly(half):
    value = half * 50
    out = bytearray(c.SIZE)
    c.begin(out, c.SET, 1)
    c.put_setpoint(out, value, 1)
    assert out[10] == 0 and c.setpoint_of(frame_of(2, _11=out[19])) == value
    if 1600 <= value <= 3150:
        c.begin(out, c.SET, 1)
        c.put_setpoint(out, value, 0)
        assert out[19] == 0 and c.setpoint_of(frame_of(2, _5=out[10])) == value


@given(st.integers(0, 255))
def test_temperatures_are_exact_or_unknown(byte):
    for low, high in ((-4000, 6000), (800, 3500)):
        value = c.degrees(byte, low, high)
        exact = byte * 50 - 6400
        assert value == (exact if byte > 1 and low <= exact <= high else UNKNOWN)


def test_nobody_believes_what_cannot_be():
    for byte in (0, 1, 0xFF):  # -64, -63.5, 63.5 °C
        assert c.degrees(byte, -4000, 6000) == UNKNOWN
    assert c.room_of(frame_of(3, _6=1)) == UNKNOWN and c.room_of(frame_of(3, _3=32)) == UNKNOWN
    assert c.room_of(frame_of(3, _3=31)) == 4100 and c.room_of(frame_of(3, _3=11, _6=0xAB)) == 2150
    assert c.setpoint_of(frame_of(2, _11=1)) == UNKNOWN


@given(st.integers(-40, 127))
def test_a_room_is_told_on_both_scales(half):
    out = bytearray(c.SIZE)
    c.tell_room(out, half)
    assert c.seal(out) == c.SIZE and received(out) == [bytes(out)]
    if half == 0:
        assert out[6] == 0 and out[8] == 0x80
    else:
        assert out[6] == 1 and out[8] == half + 128
        if 8 * 2 <= half <= 39 * 2:
            assert out[7] == half - 16


@pytest.mark.parametrize("caps, fans, quiet", [
    ("c9030020000a0705e425a6bc94b8a6b8", 3, 0), ("c9030020001407758c25a0be94bea0be", 4, 1),
    ("c9030009041407750000000000000000", 4, 0),
])  # fmt: skip
def test_fan_speeds_of_known_units(caps, fans, quiet):
    unit = Unit()
    identify(unit, bytearray(reply(0x7B, bytes.fromhex(caps))))
    assert (unit.fans, unit.quiet) == (fans, quiet)
    assert unit.cool_low in (1600, 1900) and unit.heat_high in (2800, 3000, 3100)


@given(st.lists(st.integers(0, 255), min_size=15, max_size=15))
def test_any_capabilities_leave_bounds_that_can_be(data):
    unit = Unit()
    identify(unit, bytearray(reply(0x7B, [0xC9] + data)))
    for bound in (unit.cool_low, unit.cool_high, unit.heat_low, unit.heat_high):
        assert 800 <= bound <= 3500
    assert 0 < unit.fans <= 4 and unit.quiet in (0, 1) and unit.vanes in (0, 5) and unit.modes & 1 == 0


@given(st.sampled_from((2, 3, 4, 5, 6, 9, 0x42)), st.lists(st.integers(0, 255), min_size=15, max_size=15))
def test_any_report_leaves_values_that_can_be(command, data):
    unit = Unit()
    report(unit, bytearray(reply(0x62, [command] + data)), command)
    assert unit.room == UNKNOWN or -2000 <= unit.room <= 5000
    assert unit.outdoor == UNKNOWN or -4000 <= unit.outdoor <= 6000
    assert unit.fault == UNKNOWN or 0 <= unit.fault < 0x8000
    assert unit.actual_fan == UNKNOWN or 0 <= unit.actual_fan <= 6
    for flag in (unit.defrosting, unit.preheating, unit.standby, unit.running, unit.filter_due):
        assert flag in (UNKNOWN, 0, 1)
