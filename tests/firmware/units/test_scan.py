"""Frames out of single bytes, for a protocol of the tests' own: 7, how many follow, so many bytes, their sum."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.units.scan import Scan

SIZE = 12


class Receiver(Scan):
    STARTS = b"\x07"

    def __init__(self):
        Scan.__init__(self, SIZE)

    def _look(self, buffer, count):
        if count < 2:
            return 0
        whole = buffer[1] + 3
        if not 3 < whole <= SIZE:
            return -1
        if count < whole:
            return 0
        return whole if sum(buffer[2 : whole - 1]) & 0xFF == buffer[whole - 1] else -1


def frame(payload):
    return bytes([7, len(payload), *payload, sum(payload) & 0xFF])


def found(receiver, data):
    out = []
    for byte in data:
        more = receiver.put(byte)
        while more:
            out.append(bytes(receiver.buffer[: receiver.length]))
            more = receiver.next()
    return out


PAYLOADS = st.lists(st.integers(0, 255), min_size=1, max_size=SIZE - 3)


@given(st.lists(PAYLOADS, max_size=6))
def test_whole_frames_come_out_as_they_went_in_with_starts_within_them(payloads):
    receiver = Receiver()
    frames = [frame(payload) for payload in payloads]
    assert found(receiver, b"".join(frames)) == frames
    assert receiver.bad == 0


@given(st.binary(max_size=60), PAYLOADS)
def test_whatever_came_before_a_frame_behind_all_that_may_be_claimed_is_found(garbage, payload):
    receiver = Receiver()
    found(receiver, garbage)
    assert found(receiver, frame([1]) * SIZE + frame(payload))[-1] == frame(payload)


def test_no_frame_behind_a_broken_one_is_lost():
    receiver = Receiver()
    good = frame([1, 2, 3])
    broken = bytes([7, 9, 5]) + good + good[:4]
    assert found(receiver, broken + good[4:]) == [good, good] and receiver.bad == 1


def test_silence_ends_what_was_begun_and_gives_what_it_hid():
    receiver = Receiver()
    good = frame([1, 2])
    assert found(receiver, bytes([7, 9]) + good) == []
    assert receiver.next(1) and bytes(receiver.buffer[: receiver.length]) == good
    assert not receiver.next() and receiver.bad == 1


@pytest.mark.parametrize(("begun", "bad"), [(b"", 0), (frame([1]), 0), (b"\x07\x05\x01", 1)])
def test_what_is_given_up_counts_when_something_had_begun(begun, bad):
    receiver = Receiver()
    for byte in begun:
        receiver.put(byte)
    receiver.clear()
    assert receiver.bad == bad and found(receiver, frame([4])) == [frame([4])]
