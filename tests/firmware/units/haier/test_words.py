"""Haier's frames in words: fields as the logs beside the captures have them; alarms."""

import json

import pytest

from balancepoint.units.haier import words


def frame(part):
    with open(__file__.rsplit("/", 1)[0] + "/frames.json") as file:
        (found,) = [bytes.fromhex(each["hex"]) for each in json.load(file) if part in each["src"] + each["note"]]
    return found


def said(part):
    return {name: (value, remark) for name, value, _unit, remark in words.explain(frame(part))}


def test_hon_as_its_owner_saw_it():
    found = said("heating, 21")
    for name, value in (
        ("power", "on"), ("mode", "heating"), ("set point", 21), ("fan", "automatic"), ("vane", "bottom"),
        ("wide vane", "centre"), ("room temperature", 18.5), ("outdoor temperature", 2), ("display", "yes"),
    ):  # fmt: skip
        assert found[name][0] == value, name


def test_hon_off_without_a_vane():
    found = said("issue #82")
    assert (found["power"][0], found["mode"][0], found["set point"][0], found["fan"][0]) == (
        "off",
        "cooling",
        24,
        "low",
    )
    assert found["vane"][1] == "it has none" and found["outdoor temperature"][0] == 22


def test_the_longer_one():
    found = said("issue #118")
    assert (found["room temperature"][0], found["humidity"][0], found["outdoor temperature"][0]) == (25, 50, 32)


def test_smartair2_as_its_owner_saw_it():
    found = said("issue #19")
    for name, value in (
        ("power", "on"), ("mode", "cooling"), ("set point", 23), ("fan", "low"), ("room temperature", 26), ("humidity", 56),
    ):  # fmt: skip
        assert found[name][0] == value, name


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [("no crc", "asks for", "the state"), ("as one thing;", "sets", "power"), ("refused", "type", "invalid"),
     ("off, of smartAir2", "asks for", "off"), ("issue #74", "knows a crc", "yes"), ("issue #74", "name", "U-AC")],
)  # fmt: skip
def test_what_is_asked_and_answered(part, name, value):
    assert said(part)[name][0] == value


def test_alarms_are_numbered_from_the_last_byte_on():
    assert words.number_of(bytes(8)) == 0
    assert words.number_of(bytes(7) + b"\x01") == 1
    assert words.number_of(bytes(6) + b"\x01\x00") == 9
    data = b"\x0f\x5a" + bytes(7) + b"\x20"
    assert ("alarm", "alarm 5", "", "the units do not hear each other") in words.explain(
        words.encode("frame", type=0x74, data=data)
    )


def test_every_alarm_says_what_to_do():
    assert words.fault(0)[0] == "none"
    for code in range(1, 52):
        assert all(words.fault(code))
    assert "published" in words.fault(60)[1]
