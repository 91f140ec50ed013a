"""Frames explained on the laptop: every published one, lines of JSON, recordings of a board and of a run, and what is masked."""

import io
import json
import random

import pytest

from tests.fuzz import frames, inputs, protocols
from tools import frames as tool

CONNECT = "FC5A013002CA01A8"


def run(*arguments, said=None, monkeypatch=None):
    if said is not None:
        monkeypatch.setattr("sys.stdin", io.StringIO(said))
    with pytest.raises(SystemExit) as end:
        tool.main(list(arguments))
    return end.value.code


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_lines_of_json_are_answered_one_for_one(capsys, monkeypatch):
    given = [
        {"proto": "cn105", "hex": CONNECT},
        {"proto": "cn105", "hex": "FC 5A 01 30 02 CA 01 A9"},
        {"proto": "s21", "hex": "0246317703"},
        {"proto": "x50a", "hex": "00"},
        {"proto": "cn105", "hex": "FC5"},
        {"proto": "cn105"},
        ["cn105", CONNECT],
        {"proto": 7, "hex": CONNECT},
        {"proto": "cn105", "hex": 12},
    ]
    text = "\n".join(json.dumps(each) for each in given) + "\n\nnot json\n"
    assert run("decode", "--jsonl", said=text, monkeypatch=monkeypatch) == 0
    found = lines(capsys)
    assert [each["ok"] for each in found] == [True, False, True] + [False] * 7
    assert all(each["error"] and "\n" not in each["error"] for each in found if not each["ok"])
    assert found[0]["fields"][0].keys() == {"field", "value", "unit", "remark"}
    assert "no such protocol" in found[3]["error"] and "cn105" in found[3]["error"]


def test_frames_of_text_may_be_given_as_text_and_rooms_by_their_own_name():
    for text in ("MT P=0003 C=FFFC\\r", "MT P=0003 C=FFFC\r"):
        answer = tool.decoded(json.dumps({"proto": "hlink", "ascii": text}))
        assert answer["ok"] and answer["hex"] == b"MT P=0003 C=FFFC\r".hex().upper()
    for wrong in ("MT P=0003 °\r", "", 7, None):
        answer = tool.decoded(json.dumps({"proto": "hlink", "ascii": wrong}))
        assert not answer["ok"] and "ascii" in answer["error"] and "\n" not in answer["error"]
    asked = {"hex": "700A0000000000000000000086"}
    assert (
        tool.decoded(json.dumps({"proto": "cncnt", **asked}))["fields"]
        == tool.decoded(json.dumps({"proto": "pana", **asked}))["fields"]
    )
    assert "does not speak it" in tool.decoded(json.dumps({"proto": "aciq", "hex": "A501"}))["error"]


def test_every_published_frame_is_explained_and_the_wrong_ones_are_not():
    from tests.fuzz import FRAMES

    for proto in protocols():
        if proto not in tool.PROTOCOLS:
            continue
        for each in json.loads((FRAMES / proto / "frames.json").read_text(encoding="utf-8")):
            answer = tool.decoded(json.dumps({"proto": proto, "hex": each["hex"]}))
            assert answer["ok"] == each.get("check", True), (each, answer)
            json.dumps(answer)


@pytest.mark.parametrize("proto", [proto for proto in protocols() if proto in tool.PROTOCOLS])
def test_whatever_comes_there_is_one_object(proto):
    source = inputs(random.Random(5), frames(proto))
    for _ in range(300):
        answer = tool.decoded(json.dumps({"proto": proto, "hex": next(source).hex()}))
        assert answer["ok"] in (True, False) and json.dumps(answer)


def test_a_frame_on_the_command_line(capsys):
    assert run("decode", "cn105", CONNECT) == 0
    assert "connect" in capsys.readouterr().out
    assert run("decode", "cn105", CONNECT[:-2] + "00") == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert run("decode", "cn105") == 2
    assert run("encode", "s21", "D1", "on=1", "mode=heat", "setpoint=21", "fan=auto") == 0
    made = capsys.readouterr().out.strip()
    assert run("decode", "s21", made) == 0
    assert "heat" in capsys.readouterr().out
    assert run("encode", "s21", "D1", "on") == 2
    assert run("encode", "s21", "D1", "setpoint=99") == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 2 and "99" in err


# --- recordings -------------------------------------------------------------------------------------------------------


def get(command):
    data = bytes([0xFC, 0x42, 1, 0x30, 16, command] + [0] * 15)
    return (data + bytes([(0xFC - sum(data)) & 0xFF])).hex().upper()


REPLIES = {  # of the published frames
    CONNECT: "FC7A0130010054",
    get(2): "FC6201301002000001011A0302000003AB000000008C",
    get(3): "FC620130100300000B0092AAAAFE4200195E5D000055",
}


@pytest.fixture
def console(tmp_path):
    """What the console says."""
    text = ["link: cn105, linked", "look: nothing"]
    ms = 1000
    for sent, came in REPLIES.items():
        text += [f"{ms} ms -> {sent}", "    frame: get", f"{ms + 90} ms <- {came}", "    frame: reply"]
        ms += 500
    path = tmp_path / "console.txt"
    path.write_text("\n".join(text) + "\nok\n", encoding="utf-8")
    return path


def test_a_recording_is_led_through_the_session(console, capsys):
    assert run("replay", str(console)) == 1
    out = capsys.readouterr().out
    assert "received: 3 frames, 3 of them taken" in out
    assert "session: linked" in out and "said_setpoint: 2150" in out and "outdoor: 900" in out
    assert "sent here only: FC42" in out, "the session asks for more than was recorded"
    assert "sent there only" not in out


def test_a_frame_that_the_receiver_loses_is_seen(console, capsys):
    console.write_text(console.read_text().replace("FC7A0130010054", "FC7A0130010055"), encoding="utf-8")
    assert run("replay", str(console)) == 1
    out = capsys.readouterr().out
    assert "received: 3 frames, 2 of them taken" in out and "not linked" in out


def test_both_forms_are_read_and_what_is_none_is_refused(console, tmp_path, capsys):
    entries = tool.recording(console)
    path = tmp_path / "run.jsonl"
    ways = {tool.SENT: "out", tool.RECEIVED: "in"}
    path.write_text(
        "".join(
            json.dumps({"ms": e.ms, "dir": ways[e.way], "hex": e.frame.hex(), "proto": e.proto}) + "\n" for e in entries
        ),
        encoding="utf-8",
    )
    assert tool.recording(path) == entries
    for text, wrong in (
        ("nothing\n", "no frames in it"),
        ("5 ms -> FC00\n", "of which protocol?"),
        ('{"proto": "cn105"}\n', "line 1"),
        ('{"proto": "cn105", "hex": "FC0"}\n', "hexadecimal"),
        ('{"proto": "cn105", "hex": "FC", "dir": "up"}\n', "neither"),
        ('{"proto": "x50a", "hex": "FC"}\n', "no such protocol"),
        ("{\n", "line 1"),
    ):
        path.write_text(text, encoding="utf-8")
        assert run("replay", str(path)) == 2
        err = capsys.readouterr().err
        assert err.count("\n") == 1 and wrong in err, err
    assert run("export", str(tmp_path / "none.txt")) == 2


def test_an_export_names_nobody(console, tmp_path, capsys):
    serial = b"\xaa\x20\xac\x00\x00\x00\x00\x00\x03\x07" + b"000000P0000000Q1B88C29C963BA" + b"\x00\x55"
    mac = bytes.fromhex("7e7e0a04aabbccddeeff000000c0")
    network = bytes.fromhex("aa1eac00000000000301") + b"MyHomeNetwork" + bytes(8)
    path = tmp_path / "all.jsonl"
    entries = tool.recording(console)
    path.write_text(
        "".join(
            json.dumps({"proto": proto, "hex": frame.hex()}) + "\n"
            for proto, frame in [("midea", serial), ("midea", network), ("cn105", entries[1].frame)]
        ),
        encoding="utf-8",
    )
    assert run("export", str(path)) == 0
    one, two, three = lines(capsys)
    assert b"B88C29" not in bytes.fromhex(one["hex"]) and one["note"] == "masked" and not one["check"]
    assert b"MyHome" not in bytes.fromhex(two["hex"])
    assert three["hex"] == entries[1].frame.hex().upper() and three["check"] and three["note"] == ""
    assert tool.masked("gree", mac) == mac[:4] + bytes(9) + mac[-1:]
    assert tool.masked("s21", b"\x02G1123456789\x00\x03") == b"\x02G1123456789\x00\x03"
    assert len(tool.masked("midea", serial)) == len(serial)
