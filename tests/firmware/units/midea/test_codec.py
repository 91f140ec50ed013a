"""Frames that others published, and what the receiver makes of everything else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT
from balancepoint.units.midea import codec, words
from balancepoint.units.unit import QUIET
from tests.firmware.units.midea.bench import Indoor, crc, frame

BYTES = st.lists(st.integers(0, 255), max_size=200)


def published():
    with open(__file__.rsplit("/", 1)[0] + "/frames.json") as file:
        return json.load(file)


def received(data, receiver=None):
    """Frames that a receiver finds in bytes."""
    receiver = receiver or codec.Receiver()
    found = []
    for byte in data:
        if receiver.put(byte):
            found.append(bytes(receiver.buffer[: receiver.length]))
            while receiver.next():
                found.append(bytes(receiver.buffer[: receiver.length]))
    return found


def test_published_frames_are_taken_and_the_broken_ones_are_not():
    taken = 0
    for each in published():
        data = bytes.fromhex(each["hex"])
        assert received(data) == ([data] if each["check"] else []), each
        taken += each["check"]
    assert taken >= 33


def test_all_published_frames_in_one_stream():
    whole = [bytes.fromhex(each["hex"]) for each in published() if each["check"]]
    assert received(b"".join(whole)) == whole


def test_the_frame_around_a_body_is_as_published():
    for each in published():
        data = bytes.fromhex(each["hex"])
        if each["check"] and data[2] == 0xAC and crc(data[10:-2]) == data[-2]:
            assert words.encode(data[9], data[10:-2], data[8]) == data, each


@given(BYTES, st.integers(1, 40))
def test_after_garbage_the_next_frame_is_taken(garbage, size):
    good = frame(3, [0x77 + i for i in range(size)])
    found = received(bytes(garbage) + good + good)
    assert found[-1:] == [good]


@given(st.integers(1, 35), st.integers(0, 34), st.integers(0, 255))
def test_a_truncated_or_broken_frame_costs_none_of_the_next(kept, place, value):
    good = frame(3, Indoor().state)
    broken = bytearray(good)
    broken[place] ^= value
    for before in (good[:kept], bytes(broken)):
        assert received(before + good)[-1:] == [good]


@given(BYTES)
def test_random_bytes_are_survived(garbage):
    receiver = codec.Receiver()
    received(garbage, receiver)
    while receiver.next(1):
        pass
    assert len(receiver.buffer) == codec.LONGEST


def test_a_start_byte_in_a_payload_is_data():
    body = bytearray(24)
    body[0] = 0xC0
    for i in range(1, 24):
        body[i] = 0xAA
    good = frame(3, body)
    assert received(good + good) == [good, good]


def test_what_was_begun_ends_with_silence():
    good = frame(3, Indoor().state)
    receiver = codec.Receiver()
    assert received(b"\xaa\x7f\xac" + good, receiver) in ([], [good])
    receiver = codec.Receiver()
    lost = b"\xaa\x60\xac\x00\x00\x00\x00\x00\x03\x03"
    assert received(lost, receiver) == []
    assert not receiver.next(1)
    assert received(good, receiver) == [good]


@given(st.integers(1, 255), st.integers(0, 15), st.integers(0, 1))
def test_temperatures_are_exact_or_not_believed(raw, tenths, fahrenheit):
    """Against the C of MideaUART: integers cut towards 0, the nibble put behind."""
    value = codec.temperature(raw, tenths, fahrenheit)
    if raw > 190:
        assert value == UNKNOWN
        return
    half = raw - 50
    cut = int(half / 2)
    sign = 1 if half >= 0 else -1
    if tenths > 9:
        expected = half * 50
    elif not fahrenheit and tenths:
        expected = cut * 100 + sign * tenths * 10
    elif tenths >= 5:
        expected = cut * 100 + sign * 50
    else:
        expected = half * 50
    assert value == expected


def test_no_temperature():
    assert codec.temperature(0, 0) == codec.temperature(255, 0) == codec.temperature(254, 9) == UNKNOWN


@pytest.mark.parametrize(
    ("body", "degrees", "room", "outdoor"),
    [  # mill1000/midea-ac-py #39 and a U-shaped window unit; of msmart's test_command.py
        ("c00181667f7f003c00000060560400420000000000000048", 16.0, 23.2, 18.4),
        ("c00191667f7f003c00000060560400440000000000000049", 16.5, 23.4, 18.4),
        ("c00181667f7f003c0000006156050036000000000000004a", 17.0, 23.6, 18.3),
        ("c00193667f7f003c00000061570700550000000000000050", 19.5, 23.5, 18.5),
        ("c00040660000003c00000062680400000000000000000004", 16.0, 24.0, 27.0),
        ("c00050660000003c00000062670400000000000000000004", 16.5, 24.0, 26.5),
    ],
)
def test_both_layouts_of_the_set_point(body, degrees, room, outdoor):
    data = frame(3, bytes.fromhex(body))
    assert codec.setpoint(data) == degrees * 100
    assert codec.temperature(data[21], data[25] & 15) == round(room * 100)
    assert codec.temperature(data[22], data[25] >> 4) == round(outdoor * 100)


@given(
    st.sampled_from((HEAT, COOL, AUTO, DRY, FAN)), st.integers(26, 70), st.sampled_from((20, 40, 60, 80, 100, 102)),
    st.sampled_from((0, 3, 12, 15)), st.integers(0, 31), st.booleans(),
)  # fmt: skip
def test_a_write_is_read_as_it_was_meant(mode, halves, fan, swing, newer, eco):
    """Through a unit that does as it is told: what it says then."""
    out = bytearray(40)
    indoor = Indoor()
    indoor.state[13] = newer
    indoor.state[9] = 0x38 if eco else 0x28
    assert codec.settings(out, indoor.state, mode, halves * 50, fan, swing) == 24
    indoor.answer(frame(2, out[10:34]), 0)
    said = frame(3, indoor.state)
    assert codec.setpoint(said) == halves * 50
    assert codec.MODES[said[12] >> 5] == mode
    assert (said[11] & 1, said[13], said[17] & 15) == (1, fan, swing)
    assert indoor.state[9] == (0x38 if eco else 0x28)
    assert not out[11] & 0x40, "no beep"


def test_off_leaves_all_else():
    out = bytearray(40)
    indoor = Indoor()
    codec.settings(out, indoor.state, 0, codec.setpoint(frame(3, indoor.state)), indoor.state[3], 12)
    before = bytes(indoor.state)
    indoor.answer(frame(2, out[10:34]), 0)
    assert indoor.state[1] == 0
    assert indoor.state[2:13] == before[2:13]


def test_a_timer_that_runs_goes_on():
    said = bytearray(24)
    said[4], said[5], said[6] = 0x7F, 0x86, 0x0A
    out = bytearray(40)
    codec.settings(out, said, HEAT, 2100, 102, 0)
    assert bytes(out[14:17]) == b"\x7f\x86\x0a"
    codec.settings(out, bytearray(24), HEAT, 2100, 102, 0)
    assert bytes(out[14:17]) == b"\x7f\x7f\x00"


@pytest.mark.parametrize("fans", [2, 3, 4])
def test_fans_there_and_back(fans):
    for level in range(1, fans + 1):
        assert codec.fan(codec.percent(level, fans), fans) == level
    assert codec.fan(codec.percent(FAN_AUTO, fans), fans) == FAN_AUTO
    assert codec.fan(codec.percent(QUIET, fans), fans) == QUIET
    assert codec.percent(5, fans) == codec.percent(fans, fans)
    assert (codec.fan(30, 3), codec.fan(50, 3)) == (1, 2), "as some units say low and medium"


def test_three_ways_to_write_a_number():
    data = bytes.fromhex("aa22ac00000000000803c1210144000005e00000000000000006000aeb000000487a5e")
    assert codec.writing(data) == codec.BINARY
    assert codec.number(data, 14, 4, codec.BINARY) == 1504
    assert codec.number(data, 26, 3, codec.BINARY) == 2795
    data = bytes.fromhex("aa1fac00000000000303c121014400067920000000000000000000000000aabf")
    assert codec.writing(data) == codec.DECIMAL
    assert codec.number(data, 14, 4, codec.DECIMAL) == 67920
    data = bytes.fromhex("aa20ac00000000000203c121014400564a02640000000014ae0000000000041a22")
    assert codec.number(data, 14, 4, codec.DECIMAL) == 565002
    assert codec.number(data, 14, 4, codec.HUNDREDS) == 867402


@given(st.lists(st.integers(0, 255), min_size=40, max_size=40), st.sampled_from((1, 2, 3)))
def test_a_number_is_never_beyond_30_bits(data, base):
    for begin, count in ((14, 4), (22, 4), (26, 3)):
        value = codec.number(data, begin, count, base)
        assert value == UNKNOWN or 0 <= value < 1 << 29
