"""Lines of H-Link: published ones, round trips, and what is no line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.units.hlink import codec as c
from balancepoint.units.hlink import words


def frames():
    with open(__file__.rsplit("/", 1)[0] + "/frames.json") as file:
        return json.load(file)


def lines_of(data):
    """[(kind, value)] that a receiver finds."""
    receiver = c.Receiver()
    return [(receiver.kind, receiver.value) for byte in data if receiver.put(byte)]


def test_the_published_lines_are_read_and_written_again():
    for frame in frames():
        data = bytes.fromhex(frame["hex"])
        (kind, _value) = lines_of(data)[0]
        assert kind == c.ASKED
        address = int(frame["note"].split()[1], 16)
        assert words.encode("read", address=address) == data
        assert ("address", f"{address:04X}") == words.explain(data)[1][:2]


@pytest.mark.parametrize(
    "line, kind, value",
    [
        (b"OK P=8001 C=FF7E\r", c.YES, 0x8001),
        (b"OK P=15 C=FFEA\r", c.YES, 0x15),
        (b"OK\r", c.YES, c.NOTHING),
        (b"NG\r", c.NG, c.NOTHING),
        (b"NG P=0000 C=FFFF\r", c.NG, 0),
        (b"xx\x00OK P=8001 C=FF7E\r", c.YES, 0x8001),
    ],
)
def test_answers(line, kind, value):
    assert lines_of(line) == [(kind, value)]


@pytest.mark.parametrize(
    "line",
    [
        b"OK P=8001 C=FF7F\r", b"OK P=801 C=FF7E\r", b"OK P=8x01 C=FF7E\r", b"HI P=0000 C=FFFF\r", b"P=0000 C=FFFF\r", b"\r",
        b"O\r", b"=\r",
    ],
)  # fmt: skip
def test_what_is_no_line(line):
    assert lines_of(line) == []
    with pytest.raises(ValueError):
        words.check(line)


@given(st.integers(0, 0xFFFF), st.integers(0, 0xFFFF), st.sampled_from([2, 4]))
def test_what_is_written_is_read(address, value, digits):
    value &= (1 << 4 * digits) - 1
    line = words.encode("write", address=address, value=value, digits=digits)
    assert lines_of(line)[0][0] == c.ASKED
    assert words.explain(line)[1][1] == f"{address:04X}"


@given(st.binary(max_size=200))
def test_garbage_is_passed_over_and_the_second_good_line_is_heard(noise):
    good = b"OK P=0001 C=FFFE\r"
    assert (c.YES, 1) in lines_of(noise + good + good)


@given(st.integers(0, 0xFF))
def test_a_temperature_that_is_none(byte):
    value = c.degrees(byte, -4000, 6000)
    assert value == -32768 or value == c.signed(byte) * 100
    assert byte != 0x7E or value == -32768


@pytest.mark.parametrize(
    "before, line, told",
    [
        (b"M+u", b"ST P=0003 C=FFFC\r", [("kind", "write"), ("address", "0003")]),
        (b"P=12 C=", b"MT P=0003 C=FFFC\r", [("kind", "read"), ("address", "0003")]),
        (b"ST P=00", b"OK P=8001 C=FF7E\r", [("kind", "yes"), ("value", "8001")]),
        (b"MT P", b"NG\r", [("kind", "no")]),
    ],
)
def test_garbage_before_a_line_is_passed_over_when_it_is_explained(before, line, told):
    assert [each[:2] for each in words.explain(before + line)] == told


@pytest.mark.parametrize(
    "line", [b"MT P= C=FFFF\r", b"ST P=,00 C=FFFF\r", b"ST P=0003,, C=FFFC\r", b"\nST P=,00 C=FFFF\r"]
)
def test_a_line_without_an_address_or_a_value_is_refused_in_words(line):
    with pytest.raises(ValueError, match="^H-Link line '") as refusal:
        words.explain(line)
    assert "\n" not in str(refusal.value)


def test_two_lines_are_not_one():
    with pytest.raises(ValueError, match="^H-Link line '"):
        words.explain(b"MT\r`j P=0000 C=FFFF\r")
    with pytest.raises(ValueError, match="one line"):
        words.explain(b"OK\rOK\r")


def test_faults_say_what_to_do_and_whom_to_call():
    assert words.fault(0)[:2] == ("none", "no fault")
    shown, meaning, todo, whom = words.fault(0x0112)
    assert shown == "012-01" and "fan" in meaning and "breaker" in todo and whom
    assert "not in the published list" in words.fault(0x0777)[1]
