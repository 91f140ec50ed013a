"""Frames in words: every published one, what is wrong with the others, faults."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.units.midea import words
from balancepoint.units.midea.faults import FAULTS
from tests.firmware.units.midea.bench import Indoor, frame
from tests.firmware.units.midea.test_codec import published


def told(text):
    """{field: (value, unit, remark)}"""
    return {row[0]: row[1:] for row in words.explain(bytes.fromhex(text))}


def noted(beginning):
    return told(next(each["hex"] for each in published() if each["note"].startswith(beginning)))


def test_every_published_frame_has_its_words_or_its_fault():
    for each in published():
        data = bytes.fromhex(each["hex"])
        if each["check"]:
            rows = words.explain(data)
            assert all(len(row) == 4 for row in rows)
            assert "unknown" not in [row[3] for row in rows if row[0] in ("kind", "body")], each
        else:
            with pytest.raises(ValueError, match="is right"):
                words.explain(data)


def test_a_state():
    found = noted("C0: set 21.0, in 21.0")
    assert found["set point"] == (21.0, "°C", "of byte 2")
    assert (found["room"][0], found["outdoor"][0]) == (21.0, 28.5)
    assert (found["mode"][2], found["fan"][2], found["swing"][2], found["eco"][0]) == (
        "cooling", "automatic", "vertical", "yes",
    )  # fmt: skip
    assert found["check"][2] == "CRC-8"


def test_a_state_of_an_old_unit_says_what_decided():
    assert noted("C0 of an old unit")["check"][2] == "a sum in place of the CRC-8, as old units send it"
    assert noted("B1 property reply")["check"][2] == "wrong, as it often is in this body: the sum decides"
    old = Indoor().state[:20]
    rows = words.explain(bytes(frame(3, old)[:-2]) + b"\x00" + bytes([-sum(frame(3, old)[1:-2]) & 255]))
    assert rows[-1][3] == "none: the sum alone decides"


def test_power_says_how_it_was_read():
    found = noted("C1: total 5650.02")
    assert found["energy in all"] == (
        5650.02, "kWh", "two decimal digits a byte, if written otherwise: 8674.02, 565504.2",
    )  # fmt: skip
    found = noted("C1 binary")
    assert (found["energy in all"][0], found["power"][0]) == (150.4, 279.5)
    assert found["power"][2].startswith("binary")


def test_what_it_can():
    found = noted("B5: half degrees")
    assert found["set points"][2] == ("cooling 16 to 30, automatic 16 to 30, heating 16 to 30 °C, in steps of 0.5 °C")
    assert found["modes"][2] == "heating, cooling, automatic, drying, fan"
    assert found["another page"][0] == "yes"
    assert noted("B5: cooling only, no swing")["modes"][2] == "cooling, automatic, drying, fan"


def test_a_defrost():
    assert noted("C1 group 5 in a defrost")["defrosting"][0] == "yes"
    assert noted("C1 group 5, no defrost")["defrosting"][0] == "no"


def test_reports():
    body = bytearray(22)
    body[0], body[1], body[2], body[3] = 0xA0, 1 | (23 - 12) << 1 | 0x40, 4 << 5, 102
    rows = {row[0]: row[1] for row in words.explain(frame(5, body))}
    assert rows["set point"] == 23.5
    assert rows["power"] == "yes"
    body = bytearray(20)
    body[0], body[13], body[14], body[18], body[17] = 0xA1, 91, 40, 0x37, 45
    rows = {row[0]: row[1] for row in words.explain(frame(4, body))}
    assert (rows["room"], rows["outdoor"], rows["humidity"]) == (20.7, -5.3, 45)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("aa0e", "length: 2 bytes, a frame has at least 12"),
        ("fc0eac00000000000303b501118eeb", "start: FC, a frame begins with AA"),
        ("aa0fac00000000000303b501118eeb", "length: 15 said, 14 bytes follow the start"),
        ("aa0eac00000000000303b501118eec", "sum: EC, EB is right"),
        ("aa0eac00000000000303b501118fea", "check of the body: 8F, 8E is right"),
    ],
)
def test_one_line_says_what_is_wrong(text, line):
    with pytest.raises(ValueError) as caught:
        words.check(bytes.fromhex(text))
    assert str(caught.value) == line


@given(st.integers(0, 255), st.integers(0, 255), st.lists(st.integers(0, 255), max_size=60))
def test_any_body_has_words(kind, first, rest):
    """Whatever is in a frame that is whole."""
    for body in (first, (0x40, 0x41, 0xA0, 0xA1, 0xB0, 0xB1, 0xB5, 0xC0, 0xC1)[first % 9]):
        for row in words.explain(frame(kind, [body] + rest)):
            assert len(row) == 4


@given(st.lists(st.integers(0, 255), min_size=1, max_size=60))
def test_no_bit_is_lost(rest):
    """What no field takes is shown as it came."""
    body = [0x77] + rest
    rows = {row[0]: row[1] for row in words.explain(frame(3, body))}
    shown = rows.get("rest", "")
    assert shown == " ".join([f"{i}:{byte:02X}" for i, byte in enumerate(body) if i and byte])


def test_frames_by_name_are_as_published():
    for made, text in (
        (words.encode("state"), "aa20ac00000000000003418100ff03ff000200000000000000000000000003cd9c"),
        (words.encode("power", protocol=3), "aa11ac00000000000303412101440001098c"),
        (words.encode("capabilities", protocol=3), "aa0eac00000000000303b501118eeb"),
        (words.encode("page", number=2, protocol=3), "aa0fac00000000000303b5010102c3c3"),
    ):
        assert made == bytes.fromhex(text)


def test_a_write_by_its_fields():
    rows = {
        row[0]: row
        for row in words.explain(words.encode("set", mode="cooling", setpoint=23.5, fan="low", swing="both"))
    }
    assert (rows["mode"][3], rows["set point"][1], rows["fan"][3], rows["swing"][3]) == ("cooling", 23.5, "low", "both")
    assert (rows["power"][1], rows["beep"][1]) == ("yes", "no")
    assert {row[0]: row for row in words.explain(words.encode("set", on=0))}["power"][1] == "no"


@pytest.mark.parametrize(
    ("name", "fields", "line"),
    [
        (
            "sets",
            {},
            "sets: no such frame, one of set, network, capabilities, figures, page, power, state or a kind in hexadecimal",
        ),
        ("set", {"mode": "hot"}, "mode: hot, allowed automatic, cooling, drying, heating, fan, drying to a humidity"),
        ("set", {"setpoint": 40}, "setpoint: 40, allowed 13 to 35 in steps of 0.5"),
        ("set", {"speed": 1}, "speed: no such field, allowed on, mode, setpoint, fan, swing, state"),
        ("page", {"number": 10}, "number: 10, allowed 0 to 9"),
        (3, {}, "body: 0 bytes, allowed 1 to 115"),
    ],
)
def test_what_cannot_be_made_is_one_line(name, fields, line):
    with pytest.raises(ValueError) as caught:
        words.encode(name, **fields)
    assert str(caught.value) == line


def test_faults_have_meaning_advice_and_somebody_to_call():
    for code in FAULTS:
        shown, meaning, advice, whom = words.fault(code)
        assert len(shown) in (0, 2)
        assert meaning and advice and whom
    assert words.fault(3)[0] == "E1"
    assert words.fault(77) == ("", "fault number 77, of which nothing is known", "Read the unit's manual.", "service")
