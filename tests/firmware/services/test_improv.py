"""Improv over serial: frames of the protocol's page among lines of people, any bytes at all, boards that get their WiFi by it."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_sim.twin.board import board_module
from host_sim.twin.chip import SOFT
from tests.firmware.rig import BOARD, Rig
from tests.firmware.twin import Bench

Bench()
from balancepoint.services import improv, networks  # noqa: E402

EXAMPLE = bytes.fromhex("011E0C") + b"MyWirelessAP" + b"\x10" + b"mysecurepassword"  # of the protocol's page


def packet(data, kind=3):
    """As its page has it, and the line's end that its JavaScript sends behind it."""
    head = b"IMPROV" + bytes((1, kind, len(data))) + data
    return head + bytes((sum(head) % 256,)) + b"\n"


def wifi(ssid, password=""):
    ssid, password = ssid.encode(), password.encode()
    data = bytes((len(ssid),)) + ssid + bytes((len(password),)) + password
    return packet(bytes((1, len(data))) + data)


def heard(said):
    """[(type, data)] of the frames in what the board said, read as the protocol's JavaScript does: at a line's begin only."""
    out = []
    while said:
        if said[:6] == b"IMPROV":
            size = said[8]
            head, check, said = said[: 9 + size], said[9 + size], said[10 + size :]
            assert sum(head) % 256 == check and head[6] == 1
            out.append((head[7], head[9:]))
        else:
            said = said.partition(b"\n")[2]
    return out


def texts(data):
    """Those of a result, behind its command."""
    out, at = [], 2
    assert len(data) == 2 + data[1]
    while at < len(data):
        out.append(data[at + 1 : at + 1 + data[at]].decode())
        at += 1 + data[at]
    return out


class Nobody:
    """No application: what is answered is not asked for."""

    typed = 0


def fed(*pieces):
    """(what is left for lines, how many frames were taken) of what comes piece by piece."""
    app, left, count = Nobody(), b"", 0
    for piece in (*pieces, None):
        waiting = []
        left, begins = improv.answer(app, left + (piece or b""), piece is not None, None, waiting)
        assert begins == left.find(improv.MARK)
        count += len(waiting)
    return bytes(left), count


def test_a_frame_is_the_one_of_the_protocols_page():
    assert improv.frame(3, EXAMPLE) == packet(EXAMPLE)
    assert improv.result(3, ("a", "bcd")) == packet(b"\x03\x06\x01a\x03bcd", 4)


LINES = st.lists(
    st.sampled_from([b"status\n", b"set heat 21\n", b"IMPROV\n", b"IMPROV is", b"\n", b"\xff\0"]), max_size=4
)
FRAMES = st.sampled_from(
    [packet(b"\x02\x00"), packet(b"\x03\x00"), packet(EXAMPLE), wifi("\n\n", "\x03" * 9), packet(b"")]
)


@given(LINES, FRAMES, LINES, FRAMES, st.data())
def test_frames_go_and_lines_stay_wherever_what_comes_is_cut(before, one, between, other, data):
    whole = b"".join(before) + one + b"".join(between) + other
    at = data.draw(st.lists(st.integers(0, len(whole)), max_size=3).map(sorted))
    pieces = [whole[a:b] for a, b in zip([0, *at], [*at, len(whole)], strict=True)]
    left, count = fed(*pieces)
    assert count == 2
    # a line's end behind a frame that comes later than the frame is one of people's: an empty line
    assert left.replace(b"\n", b"") == b"".join(before + between).replace(b"\n", b"")


@given(
    st.lists(
        st.one_of(st.binary(max_size=300), FRAMES, FRAMES.map(lambda one: one[:-3]), st.just(b"IMPROV\x01\x03\xff"))
    )
)
def test_no_bytes_upset_it_and_little_is_kept(pieces):
    left, waiting = b"", []
    for piece in pieces:
        left, begins = improv.answer(Nobody(), left + piece, 1, None, waiting)
        assert begins < 0 or len(left) - begins < 265
        assert len(waiting) <= 5
        left = left[begins:] if begins >= 0 else b""
    assert improv.MARK not in improv.answer(Nobody(), left, 0, None, waiting)[0]


@given(st.binary(max_size=40))
def test_any_body_is_answered_in_frames(body):
    for piece in improv._said(Nobody(), body, None):
        assert piece == b"" or heard(piece)


def test_a_spoiled_frame_is_told_and_the_one_behind_it_heard():
    spoiled = bytearray(packet(b"\x02\x00"))
    spoiled[9] ^= 1
    answers = []
    assert improv.answer(Nobody(), bytes(spoiled) + packet(b"\x09\x00"), 1, None, answers) == (b"", -1)
    assert [heard(b"".join(each))[-1] for each in answers] == [(2, b"\x01"), (2, b"\x02")]
    cut = packet(EXAMPLE)[:20]
    assert fed(cut + packet(b"\x02\x00")) == (b"", 1)


def test_networks_are_listed_once_and_by_strength():
    scanned = [(b"far", b"", 1, -80, 3, False), (b"home", b"", 6, -70, 3, False), (b"home", b"", 1, -50, 3, False)]
    scanned += [(b"", b"", 1, -20, 0, True), (b"\xff\xfe", b"", 1, -30, 0, False), (b"free", b"", 1, -90, 0, False)]
    assert networks.listed(scanned) == (("home", -50, True), ("far", -80, True), ("free", -90, False))
    assert len(networks.listed([(b"%d" % n, b"", 1, -n, 3, False) for n in range(90)])) == 20


# --- boards -----------------------------------------------------------------------------------------------------------


class Phone:
    """Somebody's browser on the serial port of a board in virtual time."""

    def __init__(self, folder, **network):
        self.rig = Rig(folder)
        settings = self.rig.settings()
        if network:
            settings["network"] = {"ntp": "127.0.0.1", **network}
            (folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
        self.rig.run(8)
        self.radio = self.rig.chip.buses["radio"]
        self.radio.password = "long enough"

    def say(self, data, enough=lambda frames: True, seconds=60):
        """The frames that come of it."""
        port = self.rig.firmware.port
        port.said.clear()
        port.waiting += data
        for _ in range(seconds):
            self.rig.run(1)
            time.sleep(0.001)  # a scan is a thread's
            if enough(heard(bytes(port.said))):
                break
        return heard(bytes(port.said))

    def network(self):
        return self.rig.settings().get("network", {})


def ended(frames):
    return (4 in [kind for kind, _data in frames]) or frames[-1:] == [(2, b"\x03")] or frames[-1:] == [(2, b"\xff")]


@pytest.fixture
def phone(tmp_path):
    return Phone(tmp_path)


def test_a_new_board_is_given_its_network(phone):
    phone.radio.around = [(b"house", b"", 6, -51, 3, False), (b"guests", b"", 6, -60, 0, False)]
    assert phone.say(packet(b"\x02\x00")) == [(2, b"\x00"), (1, b"\x02")]
    info = texts(phone.say(packet(b"\x03\x00"))[-1][1])
    assert info == ["Balancepoint", board_module(BOARD).VERSION, "ESP32", BOARD]
    found = phone.say(packet(b"\x04\x00"), lambda frames: frames[-1:] == [(4, b"\x04\x00")])
    assert [texts(data) for kind, data in found if kind == 4] == [["house", "-51", "YES"], ["guests", "-60", "NO"], []]
    frames = phone.say(wifi("house", "long enough"), ended)
    assert frames[:3] == [(2, b"\x00"), (1, b"\x03"), (1, b"\x04")]
    assert texts(frames[3][1]) == ["http://127.0.0.1/"]
    assert phone.network() == {"ssid": "house", "password": "long enough", "page": {"on": True}}
    assert phone.say(packet(b"\x02\x00")) == [
        (2, b"\x00"),
        (1, b"\x04"),
        (4, frames[3][1].replace(b"\x01", b"\x02", 1)),
    ]
    assert any(line.startswith("network: connected to house") for line in phone.rig.ask("status"))
    assert not phone.rig.app.crashes
    phone.rig.firmware.restart(1)
    phone.rig.run(10)
    assert phone.rig.app.net.connected and phone.rig.ask("status")[-1] == "ok"


def test_a_wrong_password_is_told_and_nothing_is_kept(phone):
    frames = phone.say(wifi("house", "wrong password"), ended)
    assert frames == [(2, b"\x00"), (1, b"\x03"), (1, b"\x02"), (2, b"\x03")]
    assert phone.network() == {} and phone.rig.app.net is None
    assert phone.say(wifi("house", "long enough"), ended)[-1][0] == 4, "the next try counts"


def test_what_the_settings_refuse_is_refused_in_a_line(phone):
    for ssid, password, line in (
        ("", "long enough", "network.ssid"),
        ("x" * 33, "long enough", "network.ssid"),
        ("house", "short", "network.password"),
    ):
        assert phone.say(wifi(ssid, password), ended)[-1] == (2, b"\xff")
        assert f"\nimprov: settings.json: {line}: ".encode() in bytes(phone.rig.firmware.port.said)
    assert phone.network() == {} and phone.radio.asked == 0


def test_a_board_moves_to_another_network_and_stays_where_that_fails(tmp_path):
    phone = Phone(tmp_path, ssid="old", password="long enough", hostname="attic")
    phone.rig.run(5)
    assert phone.rig.app.net.connected
    assert phone.say(wifi("house", "wrong password"), ended)[-1] == (2, b"\x03")
    assert phone.network()["ssid"] == "old"
    phone.rig.run(40)
    assert phone.rig.app.net.connected and phone.rig.app.net.station.ssid == "old"
    frames = phone.say(wifi("house", "long enough"), ended)
    assert frames[-1][0] == 4
    assert phone.network()["ssid"] == "house" and phone.network()["hostname"] == "attic"
    assert phone.rig.app.net.station.ssid == "house"


def test_a_network_without_a_page_stays_without(tmp_path):
    phone = Phone(tmp_path, ssid="old")
    assert phone.say(wifi("house", "long enough"), ended)[-1] == (4, b"\x01\x00")
    assert "page" not in phone.network()


def test_lines_are_heard_around_frames_and_within_themselves(phone):
    phone.rig.firmware.port.said.clear()
    phone.say(b"versi" + packet(b"\x02\x00") + b"on\n")
    lines = phone.rig.firmware.port.lines()
    assert any("Balancepoint" in line for line in lines) and "ok" in lines, lines
    phone.rig.firmware.port.said.clear()
    phone.say(packet(EXAMPLE)[:15])
    assert phone.rig.ask("version")[-1] == "ok", "the rest of it never came"


def test_a_lone_ctrl_c_stops_nothing_but_soon_after_the_start(phone, tmp_path):
    assert phone.rig.ask("\x03version")[-1] == "ok"
    phone.rig.run(60)
    with pytest.raises(KeyboardInterrupt):
        phone.rig.ask("\r\x03\x03")
    (tmp_path / "other").mkdir()
    soon = Rig(tmp_path / "other")
    soon.run(1)
    soon.firmware.port.type("\x03")
    with pytest.raises(KeyboardInterrupt):
        soon.run(3)


def test_a_lone_ctrl_c_that_came_during_a_slow_start_stops_it(tmp_path, monkeypatch):
    phone = Phone(tmp_path)
    firmware = phone.rig.firmware
    load = firmware.load

    def slow():
        app = load()
        phone.rig.chip.advance(5.0)
        return app

    monkeypatch.setattr(firmware, "load", slow)
    firmware.restart(SOFT)
    firmware.port.type("\x03")
    with pytest.raises(KeyboardInterrupt):
        phone.rig.run(10)


def test_frames_soon_after_the_start_are_no_ctrl_c(tmp_path):
    rig = Rig(tmp_path)
    for _ in range(6):
        rig.firmware.port.waiting += packet(b"\x02\x00")
        rig.run(1)
    assert heard(bytes(rig.firmware.port.said)).count((1, b"\x02")) >= 5
