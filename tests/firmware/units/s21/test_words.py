"""Frames in words: all that were published, the answer tables of models, what is none, fault codes, and orders back to bytes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.quantity import UNKNOWN
from balancepoint.units.s21 import codec, words
from balancepoint.units.s21.report import SERIAL_FAULT
from tests.firmware.units.s21.scripted import V0, V2, V3, frame

# FTXM35R, revk/ESP32-Faikin Tools/Simulators/FTXM35R.settings, and FTXF20D5V1B, the same folder's faikin-s21.c
FTXM35R = {
    "F2": "3D3B0080", "F3": "30303030", "F4": "30368030", "FB": "30343330", "FG": "30383030", "FK": "717B3531",
    "FN": "30303030", "FP": "30413030", "FQ": "42423030", "FR": "30303030", "FS": "31303030", "FT": "34303030",
    "FV": "33378330", "FY10": "4330423143363235", "FY20": "34464538", "FU00": "33303030303330303030333030303030" + 16 * "30",
    "FU02": "A0A0303130FFFFFFFF31303F3C" + 19 * "FF", "FU04": "33443730303030303338423330303030" + 16 * "46",
    "FU05": 22 * "20" + 10 * "FF",
}  # fmt: skip
FTXF20D = {
    "F2": "343A0082", "F3": "30FEFE00", "F4": "30008030", "FB": "30333630", "FG": "30343030", "FK": "79733531", "FP": "37333030",
    "FQ": "45333030", "FT": "31303030", "FV": "33378330", "FY10": "4138443336363646", "FY20": "45343032",
    "FU00": "33333330" + "33" + 27 * "30", "FU04": "36433730" + 12 * "30" + 16 * "FF",
}  # fmt: skip


def published():
    with open(__file__.rsplit("/", 1)[0] + "/frames.json") as file:
        return json.load(file)


def answer(command, payload):
    return frame(bytes([command[0] + 1]) + command[1:], payload)


def values(data):
    return {name: value for name, value, _, _ in words.explain(data)}


# what the notes of frames.json say
EXPECTED = {
    "0246317703": {"command": "F1"},
    "024731303640415F03": {"command": "G1", "on": 0, "mode": "fan", "setpoint": 18.0, "fan": "auto"},
    "0246357B03": {"command": "F5"},
    "0246367C03": {"command": "F6"},
    "024736303030303D03": {
        "powerful": 0,
        "comfort": 0,
        "quiet outdoor unit": 0,
        "streamer": 0,
        "LED": 0,
        "motion sensor": 0,
    },
    "0246377D03": {"command": "F7"},
    "024737303030303E03": {"demand": 100, "econo": 0},
    "02473131334B416803": {"on": 1, "mode": "cool", "setpoint": 23.5, "fan": "auto"},
    "0253483033322B5B03": {"command": "SH", "room": 23.0},
    "0253493039302B6003": {"indoor coil": 9.0},
    "0253613531322B7703": {"outdoor": 21.5},
    "02534C3039303803": {"fan speed": 900},
    "0253583034322B6C03": {"target": 24.0},
    "0253643531335003": {"speed": 315},
    "024431313444415F03": {"command": "D1", "on": 1, "mode": "heat", "setpoint": 20.0, "fan": "auto"},
}


def test_every_published_frame_says_what_its_note_says():
    frames = published()
    assert sorted([each["hex"] for each in frames]) == sorted(EXPECTED)
    for each in frames:
        found = values(bytes.fromhex(each["hex"]))
        for name in EXPECTED[each["hex"]]:
            assert found[name] == EXPECTED[each["hex"]][name]


def test_what_a_controller_sends_is_encoded_byte_for_byte():
    sent = [each for each in published() if bytes.fromhex(each["hex"])[1:2] in (b"F", b"R", b"D")]
    assert len(sent) == 5
    for each in sent:
        found = values(bytes.fromhex(each["hex"]))
        command = found.pop("command")
        assert words.encode(command, **found).hex().upper() == each["hex"]


@given(
    on=st.integers(0, 1),
    mode=st.sampled_from(["heat", "cool", "auto", "dry", "fan"]),
    half=st.integers(20, 64),
    fan=st.sampled_from(["auto", "quiet", "1", "2", "3", "4", "5"]),
)
def test_d1_there_and_back(on, mode, half, fan):
    data = words.encode("D1", on=on, mode=mode, setpoint=half / 2, fan=fan)
    words.check(data)
    assert values(data) == {"command": "D1", "on": on, "mode": mode, "setpoint": half / 2, "fan": fan}


def test_the_other_orders_there_and_back():
    for swing in ("off", "vertical", "horizontal", "both"):
        found = values(words.encode("D5", swing=swing))
        assert (found["swing"], found["moves"]) == (swing, 0 if swing == "off" else 1)
    for flap in ("free", "top", "upper", "middle", "lower", "bottom", "swings"):
        assert values(words.encode("DR", flap=flap))["flap"] == flap
    for demand in range(30, 101):
        found = values(words.encode("D7", demand=demand, econo=demand % 2))
        assert (found["demand"], found["econo"]) == (demand, demand % 2)
    assert words.encode("D6", b"2000") == frame(b"D6", b"2000") and words.encode("RzB2") == frame(b"RzB2")


@pytest.mark.parametrize(
    "command, fields, message",
    [
        (
            "D1",
            {"on": 1, "mode": "warm", "setpoint": 21, "fan": "auto"},
            "mode: warm, allowed auto, cool, dry, fan, heat",
        ),
        ("D1", {"on": 1, "mode": "heat", "setpoint": 35, "fan": "auto"}, "setpoint: 35, allowed 10 to 32"),
        ("D1", {"on": 1, "mode": "heat", "setpoint": None, "fan": "auto"}, "setpoint: None, allowed 10 to 32"),
        ("D1", {"on": 1, "mode": "heat", "setpoint": 21, "fan": "6"}, "fan: 6, allowed 1, 2, 3, 4, 5, auto, quiet"),
        ("D5", {"swing": "round"}, "swing: round, allowed both, horizontal, off, vertical"),
        ("DR", {"flap": 3}, "flap: 3, allowed bottom, free, lower, middle, swings, top, upper"),
        ("D7", {"demand": 20}, "demand: 20, allowed 30 to 100"),
        ("D1", {}, "payload: none, allowed 4 bytes"),
        ("F1", {"on": 1}, "command: F1, allowed with fields: D1"),
        ("", {}, "command: , allowed 1 to 6"),
        ("F\x03", {}, "command: F\x03, allowed 1 to 6"),
        ("F1", {"payload": bytes(60)}, "payload: 60 bytes, allowed up to 43"),
    ],
)
def test_what_cannot_be_encoded_is_one_line(command, fields, message):
    with pytest.raises(ValueError) as raised:
        words.encode(command, **fields)
    assert str(raised.value).startswith(message) and "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "data, message",
    [
        ("", "length: 0, allowed from 4"), ("05", "length: 1, allowed from 4"), ("02463103", "sum: 31, allowed 46"),
        ("0346317703", "first byte: 03, allowed 02"), ("0246317704", "last byte: 04, allowed 03"),
        ("0246317803", "sum: 78, allowed 77"), ("024739B2B4FF301603", "sum: 16, allowed 17 or 15"),
        ("02" + 60 * "30" + "03", "length: 62, allowed up to 48"),
    ],
)  # fmt: skip
def test_what_is_no_frame_is_one_line(data, message):
    for refuses in (words.check, words.explain):
        with pytest.raises(ValueError) as raised:
            refuses(bytes.fromhex(data))
        assert str(raised.value).startswith(message)


def test_an_unraised_sum_is_told():
    plain = frame(b"G9", b"\xb2\xb4\xff0", bump=False)
    raised = frame(b"G9", b"\xb2\xb4\xff0")
    assert values(plain)["sum"] == "15" and "sum" not in values(raised)
    assert values(raised)["room"] == values(plain)["room"] == 25.0 and values(raised)["outdoor"] == 26.0


def test_every_answer_of_the_tables_is_explained():
    tables = [{command.encode(): bytes.fromhex(table[command]) for command in table} for table in (FTXM35R, FTXF20D)]
    for table in tables + [V0, V2, V3]:
        for command in table:
            data = answer(command, table[command])
            fields = words.explain(data)
            assert len(fields) > 1 and fields[0][3].startswith("answer: ")
            for field in fields:
                assert len(field) == 4 and type(field[0]) is type(field[2]) is type(field[3]) is str


def test_what_the_tables_say():
    found = values(answer(b"F2", b"\x3d\x3b\x00\x80"))
    assert (found["swings"], found["horizontal swing"]) == (1, 1)
    assert values(answer(b"F2", b"\x34\x3a\x00\x82"))["humidity"] == 1
    assert values(answer(b"FY00", b"0430"))["version"] == "3.40"
    assert values(answer(b"F8", b"0\x00\x00\x00"))["version"] == 0 and values(answer(b"F8", b"0200"))["version"] == 2
    assert values(answer(b"FM", b"25A3"))["energy"] == 0x3A52
    assert values(answer(b"FU04", b"3D70000038B30000FFFFFFFFFFFFFFFF"))["energy cooling"] == 0x07D3
    assert values(answer(b"FX60", b"8120"))["power"] == 536
    assert values(frame(b"M3E53"))["model"] == 0x35E3
    assert values(answer(b"RC", b"720+"))["setpoint"] == 27.0 and values(answer(b"RC", b"512+"))["setpoint"] == 21.5
    assert values(answer(b"RN", b"950+"))["angle"] == 59
    assert values(answer(b"Rd", b"999"))["speed"] is None and values(answer(b"Rd", b"240"))["speed"] == 42
    found = values(answer(b"RzB2", b"E0"))
    assert (found["powerful"], found["defrost"], found["active"], found["online"]) == (0, 1, 1, 1)
    found = values(answer(b"RzC3", b"12"))
    assert (found["locked"], found["active"], found["defrost"], found["other heads"]) == (1, 0, 0, 1)
    found = values(answer(b"F3", b"1\x3c\xfe\x02"))
    assert (found["on timer"], found["off timer"], found["powerful"]) == (120, None, 1)
    assert values(answer(b"F6", b"\xf2\xb0\x30\x3c")) == {
        "command": "G6", "powerful": 1, "comfort": 1, "quiet outdoor unit": 1, "streamer": 1, "LED": 1, "motion sensor": 1,
    }  # fmt: skip
    assert values(b"\x06") == {"sign": "taken"} and values(b"\x15") == {"sign": "refused"}


@given(command=st.sampled_from(sorted(["F1", "F4", "F9", "RH", "Rd", "RzB2", "FU04", "M", "F7", "FZ", "XX"])),
       payload=st.lists(st.integers(0, 255), min_size=0, max_size=36))  # fmt: skip
def test_any_payload_is_explained(command, payload):
    for data in (frame(command.encode(), bytes(payload)), answer(command.encode(), bytes(payload))):
        for field in words.explain(data):
            assert len(field) == 4


@given(data=st.lists(st.integers(0, 255), min_size=0, max_size=60))
def test_any_bytes_are_explained_or_refused_in_one_line(data):
    try:
        words.explain(bytes(data))
    except ValueError as error:
        assert ": " in str(error) and ", allowed " in str(error)


KNOWN = (
    "U0", "U2", "U4", "E1", "E5", "E6", "E7", "F3", "F6", "H0", "H6", "H8", "H9", "J3", "J6", "L3", "L4", "L5", "P4", "A1", "A5",
    "A6", "C4", "C9",
)  # fmt: skip


def test_every_known_fault_has_its_words():
    meanings = set()
    for code in KNOWN:
        shown, meaning, act, whom = words.fault(code)
        assert shown == code and meaning.endswith(".") and act.endswith(".") and "all " in act and whom
        meanings.add(meaning)
    assert len(meanings) == len(KNOWN), "no two of them mean the same"


def test_a_fault_byte_is_the_makers_code():
    for byte, code in (
        (0x36, "A6"), (0xB2, "U2"), (0xB4, "U4"), (0x55, "E5"), (0x57, "E7"), (0x73, "F3"), (0x95, "L5"), (0x44, "C4"),
    ):  # fmt: skip
        assert words.fault(byte) == words.fault(code) and words.fault(byte)[0] == code


def test_a_fault_that_is_not_known_says_so():
    shown, meaning, act, _ = words.fault("H7")
    assert shown == "H7" and meaning == "Not in the list here: outdoor unit." and "handset" in act
    assert words.fault(SERIAL_FAULT)[0] == "?" and "does not tell" in words.fault(SERIAL_FAULT)[1]
    for byte in range(256):
        shown, meaning, act, whom = words.fault(byte)
        assert shown and meaning and act and whom


def test_g4_with_and_without_a_fault():
    for payload, value, remark in (
        (b"1\xb4\x80\x00", "U4", "one program"), (b"0\x36\x80\x30", "A6", "not now"), (b"0\x00\x80\x00", None, "none"),
        (b"1\x00\x80\x00", None, "without a code"),
    ):  # fmt: skip
        field = [each for each in words.explain(answer(b"F4", payload)) if each[0] == "fault"][0]
        assert field[1] == value and remark in field[3]


def test_words_and_codec_agree_on_what_is_believed():
    for byte in range(256):
        found = values(answer(b"F1", bytes([0x31, 0x34, byte, 0x41])))["setpoint"]
        expected = codec.setpoint(byte)
        assert found == (None if expected == UNKNOWN else expected / 100)
