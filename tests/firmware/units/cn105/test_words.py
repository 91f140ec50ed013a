"""Frames in words: every field of those that others published, ours made again byte for byte, and one clear line for bad ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.units.cn105 import faults, words
from balancepoint.units.cn105 import names as n
from balancepoint.units.cn105.faults import characters
from tests.firmware.units.cn105.bench import reply, sealed
from tests.firmware.units.cn105.test_codec import frames

OURS = (0x41, 0x42, 0x5A, 0x5B)


def fields(data):
    return {field: value for field, value, _unit, _remark in words.explain(data)}


def test_every_published_frame_is_explained():
    for data, frame in frames():
        words.check(data)
        rows = words.explain(data)
        assert len(rows) >= 2, frame["note"]
        for row in rows:
            assert len(row) == 4 and isinstance(row[2], str) and isinstance(row[3], str)
        assert not any(row[3] == "not known" for row in rows if row[0] in ("command", "frame"))


def test_ours_are_made_again_byte_for_byte():
    made = 0
    for data, _frame in frames():
        if data[1] in OURS:
            name, found = words.parse(data)
            assert name != "raw"
            assert words.encode(name, **found) == data
            made += 1
    assert made == 9


def test_the_vectors_of_the_handbook():
    found = fields(bytes.fromhex("FC62013010020000010109000000008CAC46000000D2"))
    assert (found["power"], found["mode"], found["setpoint"], found["humidity"]) == ("on", "heat", 22, 70)
    assert (found["wide"], found["wide_flag"]) == ("swing", 1)
    found = fields(bytes.fromhex("FC620130100300000B0092AAAAFE4200195E5D000055"))
    assert (found["room"], found["outdoor"], found["runtime"]) == (21, 9, 1662557)
    assert found["rest"] == "[8]=fe [9]=42"
    found = fields(bytes.fromhex("FC6201301006000000010087FCFB0000420000000096"))
    assert (found["power"], found["energy"], found["operating"]) == (135, pytest.approx(6476.3), 1)
    found = fields(bytes.fromhex("FC620130100900000002400000000000000000000012"))
    assert (found["state"], found["blows"], found["sub_mode"]) == ("normal", "low", "0x40")
    assert fields(bytes.fromhex("FC6201301004000000800000000000000000000000D9"))["fault"] == "none"
    found = fields(bytes.fromhex("FC7B013010C9030020001407F58C25A0BE94BEA0BE89"))
    assert (found["fans"], found["heats"], found["vane"], found["fan_auto"]) == (5, 1, 1, 1)
    assert (found["cool_low"], found["cool_high"], found["heat_low"], found["auto_high"]) == (16, 31, 10, 31)
    found = fields(bytes.fromhex("FC4101301007011BAC000000000000000000000000AF"))
    assert (found["room"], found["older"]) == (22, 0x1B)


def test_a_defrost_that_nobody_has_captured_yet():
    """Made by hand: in no source is a frame with the bit."""
    assert fields(reply(0x62, [9, 0, 0, 2, 0, 0x40] + 10 * [0]))["state"] == "defrost"
    assert fields(reply(0x62, [9, 0, 0, 0x0D, 4] + 11 * [0]))["state"] == "filter, preheat, standby"
    assert fields(reply(0x62, [9, 0, 0, 0x42, 4] + 11 * [0]))["state"] == "defrost, 0x40"


def test_a_fault_is_told_with_its_meaning():
    rows = words.explain(reply(0x62, [4, 0, 0, 0, 0x13, 0x02, 0xE1] + 9 * [0]))
    fault = [row for row in rows if row[0] == "fault"][0]
    assert fault[1] == "U1" and "high pressure" in fault[3]
    assert ("digits", "1302", "", "check code") in rows


def test_installer_functions():
    found = fields(reply(0x62, [0x20, 1 << 2 | 2, 2 << 2 | 1, 7 << 2 | 3] + 12 * [0]))
    assert (found["function_101"], found["function_102"], found["function_107"]) == (2, 1, 3)


def test_a_run_state_to_be_set():
    data = words.encode("run state", airflow="indirect", night=1)
    assert data.hex() == "fc41013010" + "08200800000001" + "000000000000" + "010000" + data[-1:].hex()
    assert words.parse(data) == ("run state", {"airflow": "indirect", "night": 1})


@pytest.mark.parametrize("text, said", (
    ("fc62", "frame: 2 bytes, at least 6 make one"),
    ("fd5a013002ca01a8", "start: 0xfd"),
    ("fc5a027a02ca015d", "this is an Ecodan air-to-water unit"),
    ("fc5a333302ca0177", "machine: 33 33"),
    ("fc55013002ca01a8", "type: 0x55"),
    ("fc5a013011ca01a8", "length: 17, a payload has at most 16 bytes"),
    ("fc5a013002ca01a8a8", "frame: 9 bytes, with length 2 it has 8"),
    ("fc5a013002ca01a7", "checksum: 0xa7, right is 0xa8"),
))  # fmt: skip
def test_a_bad_frame_is_told_in_one_line(text, said):
    with pytest.raises(ValueError, match=said):
        words.check(bytes.fromhex(text))


def test_an_air_to_water_unit_is_called_what_it_is():
    rows = words.explain(sealed("fc7a027a0100"))
    assert ("machine", "air-to-water") in [row[:2] for row in rows]


@pytest.mark.parametrize("name, given_fields, said", (
    ("sets", {}, "frame: sets, there are connect, get"),
    ("settings", {"speed": 1}, "speed: not of settings, which has power"),
    ("settings", {"mode": "warm"}, "mode: warm, allowed are heat, dry, cool, fan, auto"),
    ("settings", {"setpoint": 45}, "setpoint: 45, allowed is 8 to 35 °C"),
    ("settings", {"setpoint_old": 12}, "setpoint_old: 12, allowed is 16 to 31.5 °C"),
    ("settings", {"wide": "left", "wide_flag": 2}, "wide_flag: 2, allowed is 0 to 1"),
    ("settings", {"rest": "8=fe"}, "rest: 8=fe, a piece of it is"),
    ("room", {"room": "21"}, "room: 21, allowed is -20 to 63.5 °C"),
    ("run state", {"night": 300}, "night: 300, allowed is 0 to 255"),
    ("get", {"command": "all"}, "command: all, allowed are settings"),
    ("raw", {"kind": 0x41, "payload": "xy"}, "payload: xy, allowed are"),
    ("raw", {"kind": 0x41}, "payload: 0 bytes, allowed are 1 to 16"),
    ("raw", {"kind": 7, "payload": "01"}, "kind: 7, allowed is 65 to 123"),
))  # fmt: skip
def test_bad_fields_are_told_in_one_line(name, given_fields, said):
    with pytest.raises(ValueError, match=said):
        words.encode(name, **given_fields)


def test_a_unit_s_frame_is_none_of_ours():
    with pytest.raises(ValueError, match="type: 0x62 is the unit's"):
        words.parse(frames()[5][0])


NAMED = {"power": n.POWERS, "mode": n.MODES, "fan": n.FANS, "vane": n.VANES}


@given(st.data())
def test_settings_come_back_as_they_were_given(data):
    wanted = {}
    for field, table in NAMED.items():
        if data.draw(st.booleans()):
            wanted[field] = data.draw(st.sampled_from([name for _, name in table]))
    if data.draw(st.booleans()):
        wanted["setpoint"] = data.draw(st.integers(16, 70)) / 2
    if data.draw(st.booleans()):
        wanted["wide"] = data.draw(st.sampled_from([name for _, name in n.WIDES]))
        wanted["wide_flag"] = data.draw(st.integers(0, 1))
    frame = words.encode("settings", **wanted)
    words.check(frame)
    assert words.parse(frame) == ("settings", wanted)


@given(st.sampled_from(OURS), st.lists(st.integers(0, 255), min_size=1, max_size=16))
def test_any_frame_of_ours_is_made_again(kind, payload):
    frame = reply(kind, payload)
    name, found = words.parse(frame)
    assert words.encode(name, **found) == frame


@given(st.lists(st.integers(0, 255), max_size=30), st.booleans())
def test_explaining_never_fails(data, whole):
    frame = bytes(data)
    if whole:
        frame = bytes([0xFC, data[0] if data else 0x62, 1, 0x30, len(data)]) + frame
    for row in words.explain(frame):
        assert len(row) == 4
    try:
        words.check(frame)
    except ValueError as error:
        assert str(error) and "\n" not in str(error)


def test_fault_codes():
    assert (
        characters(0xC1) == "P1" and characters(0x46) == "E6" and characters(0xE1) == "U1" and characters(0xD3) == "PL"
    )
    assert words.fault(0) == ("none", "no fault", "", "nobody yet")
    shown, meaning, remedy, whom = words.fault(0x46)
    assert shown == "E6" and "outdoor unit" in meaning and remedy and whom
    assert words.fault(0x1302)[:2] == ("1302", "high pressure")
    assert ", or: " in words.fault(0x1501)[1]
    assert words.fault(0x6999)[0] == "6999"
    shown, meaning, remedy, whom = words.fault(0x1D)
    assert shown == "A?" and "not in our lists" in meaning and "technician" in whom


def test_every_code_that_is_known_has_its_source():
    for code in range(1, 256):
        shown, meaning, remedy, whom = words.fault(code)
        letters = faults.sources(shown)
        assert meaning and remedy and whom and "\n" not in meaning + remedy
        assert bool(letters) == ("not in our lists" not in meaning)
        assert all(letter in "TYALKRHC" for letter in letters.split()), "the sources at the head of `faults`"
