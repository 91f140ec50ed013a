"""Frames of Haier: published ones with their stuffing, round trips, and what is no frame."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.units.haier import codec as c
from balancepoint.units.haier import words


def frames():
    with open(__file__.rsplit("/", 1)[0] + "/frames.json") as file:
        return json.load(file)


def found(data):
    receiver = c.Receiver()
    return [bytes(receiver.buffer[: receiver.length]) for byte in data if receiver.put(byte)]


def test_the_published_frames_are_read_written_again_and_the_bad_one_refused():
    for frame in frames():
        data = bytes.fromhex(frame["hex"])
        if not frame["check"]:
            assert found(data) == []
            with pytest.raises(ValueError):
                words.check(data)
            continue
        plain = bytes(words.check(data))
        assert found(data) == [plain]
        assert words.explain(data)[0][0] == "type"
        crc = plain[3] & c.HAS_CRC
        assert words.encode("frame", type=plain[9], data=plain[10 : 2 + plain[2]], crc=crc) == data
        out = bytearray(2 * len(data))
        assert bytes(out[: c.seal(bytearray(plain), out, plain[2] - 7, 1 if crc else 0)]) == data


def test_the_check_is_arc():
    assert c.crc_of(b"123456789", 0, 9) == 0xBB3D  # the check value in the catalogue of parametrised CRCs


@given(st.integers(0, 255), st.lists(st.sampled_from([0, 1, 0x55, 0xFE, 0xFF]), max_size=50).map(bytes))
def test_what_is_written_is_read(kind, data):
    frame = words.encode("frame", type=kind, data=data)
    assert found(frame) == [bytes(words.check(frame))]


@given(st.binary(max_size=200))
def test_garbage_is_passed_over_and_a_good_frame_heard(noise):
    good = bytes.fromhex(frames()[0]["hex"])
    assert bytes(words.check(good)) in found(noise + good + good + good)


@given(st.binary(max_size=40))
def test_what_is_no_frame_is_named(data):
    if not found(data):
        with pytest.raises(ValueError):
            words.check(data)
