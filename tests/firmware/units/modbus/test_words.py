"""Modbus frames in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.units.modbus import codec, words


def told(text):
    return {row[0]: (row[1], row[3]) for row in words.explain(bytes.fromhex(text))}


def test_the_specifications_examples():
    """MODBUS Application Protocol V1.1b3, 6.3, 6.6 and 7, with address and CRC around."""
    assert told("1103006b00037687")["register"] == (107, "question")
    frame = bytearray.fromhex("1103060" + "22b00000064" + "0000")
    codec.seal(frame, 9)
    assert told(frame.hex())["values"] == ("555 0 100", "answer")
    assert told(words.encode(17, 6, 1, 3).hex()) == {
        "address": (17, ""), "function": (6, "holding register, written"),
        "register": (1, "the answer is the same"), "value": (3, ""),
    }  # fmt: skip
    frame = bytearray.fromhex("1183020000")
    codec.seal(frame, 3)
    assert told(frame.hex())["exception"] == (2, "it does not have this register")


def test_one_line_says_what_is_wrong():
    with pytest.raises(ValueError, match="length: 3 bytes"):
        words.check(b"\x01\x03\x00")
    with pytest.raises(ValueError, match="CRC: 76 88, 76 87 is right"):
        words.check(bytes.fromhex("1103006b00037688"))


@given(st.lists(st.integers(0, 255), min_size=3, max_size=40))
def test_any_frame_has_words(body):
    frame = bytearray(body) + bytearray(2)
    codec.seal(frame, len(body))
    assert all(len(row) == 4 for row in words.explain(bytes(frame)))
