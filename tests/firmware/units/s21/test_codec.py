"""Frames and values: what others have published, every value there and back, and bytes that are no frame.

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
from balancepoint.units.s21 import codec
from balancepoint.units.unit import QUIET
from tests.firmware.units.s21.scripted import V0, V2, V3, frame

bodies = st.lists(st.integers(0x20, 0xFF), min_size=1, max_size=38)
garbage = st.lists(st.integers(0, 255), min_size=0, max_size=120)
broken = st.lists(st.integers(0, 6), min_size=0, max_size=120)  # full of control bytes


def published():
    with open(__file__.rsplit("/", 1)[0] + "/frames.json") as file:
        return [bytes.fromhex(each["hex"]) for each in json.load(file)]


def received(data, receiver=None):
    """The frames in it."""
    receiver = receiver or codec.Receiver()
    out = []
    for byte in data:
        if receiver.put(byte):
            out.append(bytes(receiver.buffer[: receiver.length]))
    return out


def test_every_published_frame_is_whole_and_built_the_same():
    assert len(published()) == 15
    buffer = bytearray(codec.SIZE)
    for data in published():
        assert received(data) == [data]
        body = data[1:-2]
        count = codec.build(buffer, body, 0, 2, body, 2) if len(body) == 6 else codec.build(buffer, body, 0, len(body))
        assert bytes(buffer[:count]) == data


def test_frames_one_behind_the_other():
    assert received(b"".join(published())) == published()
    assert received(b"\x06".join(published())) == published()


@given(body=bodies, wrong=st.integers(1, 255))
def test_a_wrong_byte_is_no_frame(body, wrong):
    data = bytearray(frame(bytes(body)))
    data[-2] ^= wrong
    total = sum(body) & 0xFF
    fits = data[-2] in (total, total + 2 if total in (2, 3, 6, 0x15) else total)
    assert len(received(data)) == (1 if fits else 0)


@given(body=bodies)
def test_a_frame_goes_out_and_comes_in(body):
    buffer = bytearray(codec.SIZE)
    data = bytes(buffer[: codec.build(buffer, bytes(body), 0, len(body))])
    assert data == frame(bytes(body))
    assert data[-2] not in (codec.STX, codec.ETX, codec.ACK, codec.NAK)
    assert received(data) == [data]


def test_every_sum_and_both_ways_to_send_a_control_byte():
    for total in range(256):
        assert codec.bumped(total) == (total + 2 if total in (2, 3, 6, 0x15) else total)
        for check in range(256):
            assert codec.checked(total + 256, check) == (check in (total, codec.bumped(total)))
        body = bytes([0x41, (total - 0x41) & 0xFF])
        if body[1] not in (2, 3):
            for bump in (True, False):
                assert received(frame(body, bump=bump)) == [frame(body, bump=bump)]


def test_a_published_reply_with_a_bumped_sum():
    """G9 of a real unit, joshbenner/esphome-daikin-s21 issue #7: the sum is 15, sent as 17."""
    data = bytes.fromhex("024739B2B4FF301703")
    assert received(data) == [data]
    assert (codec.coarse(data[3]), codec.coarse(data[4])) == (2500, 2600)


@pytest.mark.parametrize("control", [b"\x02", b"\x03", b"\x06", b"\x15", b"\x02\x06", b"\x03\x15", b"\x00\x0a"])
def test_a_control_byte_within_a_frame_is_data(control):
    data = frame(b"G4", b"0" + control + b"\x80")
    assert received(data) == [data]
    assert received(data + data) == [data, data]


@given(before=garbage | broken, first=bodies, second=bodies)
def test_after_any_garbage_the_second_frame_is_there(before, first, second):
    data = [frame(bytes(each)) for each in (first, second)]
    frames = received(bytes(before) + data[0] + data[1])
    assert frames and frames[-1] == data[1]


@given(first=bodies, cut=st.integers(0, 40), second=bodies)
def test_after_half_a_frame_the_next_one_is_there(first, cut, second):
    data = frame(bytes(second))
    assert received(frame(bytes(first))[:cut] + data)[-1:] == [data]


@given(data=garbage | broken)
def test_the_receiver_stays_within_its_bounds(data):
    receiver = codec.Receiver()
    for byte in data:
        receiver.put(byte)
        assert len(receiver.buffer) == codec.SIZE and 0 <= receiver.length <= codec.SIZE


def test_signs_between_frames():
    receiver = codec.Receiver()
    for sign in (codec.ACK, codec.NAK):
        receiver.put(sign)
        assert receiver.sign == sign
    receiver.reset()
    assert receiver.sign == 0
    received(frame(b"G4", b"0\x15\x80\x00"), receiver)
    assert receiver.sign == 0


@given(value=st.integers(-999, 999))
def test_decimals(value):
    digits = f"{abs(value):03d}"
    text = (digits[2] + digits[1] + digits[0] + ("-" if value < 0 else "+")).encode()
    assert codec.decimal(text, 0, 4) == value
    expected = 10 * value if -5000 <= 10 * value <= 8500 else UNKNOWN
    assert codec.temperature(text, 0, 4) == expected


@given(value=st.integers(0, 0xFFFF))
def test_hexadecimals(value):
    text = f"{value:04X}"
    text = (text[3] + text[2] + text[1] + text[0]).encode()
    assert codec.hexadecimal(text, 0, 4) == value
    assert codec.hexadecimal(text, 0, 2) == value & 0xFF


@pytest.mark.parametrize("text", [b"", b"+", b"1+1", b"12 ", b"1234567", b"+12", b"ABCG", b"\x00\x00"])
def test_what_is_no_number(text):
    assert codec.decimal(text, 0, len(text)) == UNKNOWN
    assert codec.hexadecimal(text, 0, len(text)) == UNKNOWN


def test_examples_of_the_sources():
    assert codec.decimal(b"581+", 0, 4) == 185 and codec.decimal(b"032+", 0, 4) == 230
    assert codec.hexadecimal(b"25A3", 0, 4) == 0x3A52
    assert codec.decimal(b"090", 0, 3) == 90 and codec.decimal(b"999", 0, 3) == 999


def test_every_set_point():
    for half in range(20, 65):
        assert codec.setpoint(codec.setpoint_letter(50 * half)) == 50 * half
    assert [codec.setpoint(byte) for byte in b"@AK?"] == [1800, 1850, 2350, 1750]
    assert [codec.setpoint(byte) for byte in (0x00, 0x80, 0x8E, 0xFF)] == 4 * [UNKNOWN]


def test_every_mode_and_fan():
    for mode, letter in ((HEAT, b"4"), (COOL, b"3"), (AUTO, b"1"), (DRY, b"2"), (FAN, b"6")):
        assert codec.mode(letter[0]) == mode and codec.mode_letter(mode) == letter[0]
    assert codec.mode(0x30) == codec.mode(0x37) == AUTO, "the phases of the automatic"
    assert [codec.mode(byte) for byte in b"5/8A\x00\xff"] == 6 * [UNKNOWN]
    for fan, letter in ((FAN_AUTO, b"A"), (QUIET, b"B"), (1, b"3"), (2, b"4"), (3, b"5"), (4, b"6"), (5, b"7")):
        assert codec.fan(letter[0]) == fan and codec.fan_letter(fan) == letter[0]
    assert [codec.fan(byte) for byte in b"28C@\x00\xff"] == 6 * [UNKNOWN]


def test_every_coarse_temperature():
    assert codec.coarse(0x00) == codec.coarse(0xFF) == UNKNOWN
    for byte in range(0x1C, 0xFF):
        assert codec.coarse(byte) == 50 * (byte - 0x80)


def test_the_answers_of_the_scripted_units_are_whole_frames():
    for table in (V0, V2, V3):
        for command in table:
            data = frame(bytes([command[0] + 1]) + command[1:], table[command])
            assert received(data) == [data]
