"""The access point in a start of its own: who joins it is led to the page, which gives the board its WiFi; it ends by itself."""

import contextlib
import json
import socket
import struct
import time
import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.firmware.rig import Rig
from tests.firmware.services.browser import Answer, free_port
from tests.firmware.twin import Bench

Bench()
from balancepoint.services import portal_names, web_portal  # noqa: E402

OWN = bytes((192, 168, 4, 1))
ASKED = (
    b"\x42\x50\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07captive\x05apple\x03com\x00\x00\x01\x00\x01"  # RFC 1035, 4.1
)


def test_every_name_is_ours():
    said = portal_names.answer(ASKED, OWN)
    mark, flags, *counts = struct.unpack(">6H", said[:12])
    assert mark == 0x4250 and flags & 0xFA0F == 0x8000 and flags & 0x0400 and counts == [1, 1, 0, 0]
    assert said[12 : len(ASKED)] == ASKED[12:]
    assert said[len(ASKED) :] == b"\xc0\x0c\x00\x01\x00\x01" + bytes(4) + b"\x00\x04" + OWN


def test_of_other_types_there_is_nothing():
    said = portal_names.answer(ASKED[:-4] + b"\x00\x1c\x00\x01", OWN)
    assert struct.unpack(">6H", said[:12])[2:] == (1, 0, 0, 0) and len(said) == len(ASKED)


@given(
    st.one_of(
        st.binary(max_size=80),
        st.tuples(st.integers(0, len(ASKED)), st.binary(max_size=6)).map(lambda x: ASKED[: x[0]] + x[1]),
    )
)
def test_no_question_upsets_it(data):
    said = portal_names.answer(data, OWN)
    assert said is None or len(data) >= 17 and said[:2] == data[:2] and len(said) <= len(data) + 16


@given(
    st.dictionaries(
        st.sampled_from(["ssid", "key", "page"]), st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    )
)
def test_a_form_is_read_as_browsers_send_it(found):
    sent = urllib.parse.urlencode(found)
    assert web_portal.form(sent) == (found if sent else {"": ""})


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_form_is_read_or_refused(text):
    with contextlib.suppress(ValueError):
        web_portal.form(text)


@given(st.text(st.sampled_from("<>&\"'ab")))
def test_names_of_networks_cannot_become_parts_of_the_page(text):
    assert not set('<>"') & set(web_portal.quoted(text))


PROBES = (  # Android, Apple, Windows, Firefox, Linux
    "/generate_204", "/gen_204", "/hotspot-detect.html", "/library/test/success.html", "/connecttest.txt", "/ncsi.txt",
    "/redirect", "/canonical.html", "/check_network_status.txt", "/nm",
)  # fmt: skip

# --- boards -----------------------------------------------------------------------------------------------------------


class Guest:
    """A phone that has joined the access point of a board in virtual time, whose ports are others: those may be forbidden."""

    def __init__(self, folder, monkeypatch):
        self.rig = Rig(folder)
        self.ports = {53: free_port(), 80: free_port()}
        ports = self.ports

        class Socket(socket.socket):
            def bind(self, address):
                super().bind((address[0], ports.get(address[1], address[1])))

        monkeypatch.setattr(socket, "socket", Socket)
        self.rig.chip.buses.get("radio")
        self.rig.run(8)
        self.rig.chip.buses["radio"].around = [(b"house", b"", 6, -51, 3, False), (b'"><b>', b"", 6, -60, 0, False)]

    def open(self):
        assert self.rig.ask("network portal", 1)[-1] == "ok"
        self.rig.run(4)
        assert self.rig.app.net.name.startswith("Balancepoint-")
        return self

    def get(self, path="/", host="captive.apple.com", body=None, origin=True):
        """The answer to a GET, or to a form."""
        lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", f"Host: {host}"]
        data = b"" if body is None else urllib.parse.urlencode(body).encode()
        if body is not None:
            lines += [f"Content-Length: {len(data)}"] + (
                [f"Origin: http://{host}"] if origin else ["Origin: http://else.where"]
            )
        line = socket.create_connection(("127.0.0.1", self.ports[80]))
        line.sendall("\r\n".join([*lines, "", ""]).encode() + data)
        line.setblocking(False)
        said = b""
        for _ in range(400):
            self.rig.run(0.1)
            try:
                while piece := line.recv(65536):
                    said += piece
                break
            except BlockingIOError:
                continue
        line.close()
        return Answer(said)


@pytest.fixture
def guest(tmp_path, monkeypatch):
    return Guest(tmp_path, monkeypatch)


def test_a_phone_gives_a_board_its_network(guest):
    rig = guest.rig
    label = next(line for line in rig.ask("network") if line.startswith("access point: "))
    guest.open()
    access = rig.chip.buses["access"]
    assert access.on and access.wanted["security"] == 3
    assert label == f"access point: {access.wanted['ssid']}, key {access.wanted['key']}; it opens by 'network portal'"
    assert len(access.wanted["key"]) == 12
    assert rig.app.controller is None and rig.safe()
    phone = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    phone.sendto(ASKED, ("127.0.0.1", guest.ports[53]))
    rig.run(0.5)
    time.sleep(0.01)
    phone.setblocking(False)
    assert phone.recv(512)[-4:] == bytes((127, 0, 0, 1))
    phone.close()
    for path in (
        "/generate_204",
        "/gen_204",
        "/hotspot-detect.html",
        "/connecttest.txt",
        "/ncsi.txt",
        "/redirect",
        "/canonical.html",
        "/nm",
    ):
        led = guest.get(path)
        assert (led.status, led.head["location"]) == (302, "http://127.0.0.1/"), path
    page = guest.get(host="127.0.0.1")
    text = page.body.decode()
    assert (
        page.status == 200
        and "<form" in text
        and 'value="house"' in text
        and "<b>" not in text
        and len(page.body) < 4096
    )
    for wrong, said in (
        ({"ssid": "house", "key": "short", "page": "long enough"}, "network.password"),
        ({"ssid": "", "key": "long enough", "page": "long enough"}, "network.ssid"),
        ({"ssid": "house", "key": "long enough", "page": "short"}, "8 to 63 letters"),
        ({"ssid": "house", "key": "long enough"}, "8 to 63 letters"),
    ):
        answer = guest.get(host="127.0.0.1", body=wrong)
        assert answer.status == 400 and 'role="alert">' in answer.body.decode() and said in answer.body.decode()
    assert guest.get(host="127.0.0.1", body={"ssid": "x"}, origin=False).status == 403
    assert "network" not in rig.settings() and rig.app.store.load("page")[0] is None
    done = guest.get(host="127.0.0.1", body={"ssid": "house", "key": "pass wörd+%", "page": "lukewarm tea"})
    assert done.status == 200 and "balancepoint.local" in done.body.decode()
    assert rig.settings()["network"] == {"ssid": "house", "password": "pass wörd+%", "page": {"on": True}}
    rig.run(15)
    assert rig.app.controller is not None and rig.app.net.connected and rig.app.net.page.auth.secret
    assert rig.chip.buses["radio"].asked == 1


def test_it_ends_by_itself_and_heating_goes_on(guest):
    guest.open()
    assert any("portal: WiFi" in line for line in guest.rig.ask("status"))
    begun = len(guest.rig.firmware.starts)
    guest.rig.run(580)
    assert guest.rig.app.controller is None and guest.rig.safe()
    guest.rig.run(40)
    assert guest.rig.app.controller is not None and len(guest.rig.firmware.starts) == begun + 1
    guest.rig.run(30)
    assert guest.rig.app.ticks > 3


def test_it_does_not_open_where_the_house_would_miss_something(guest):
    rig = guest.rig
    situation = rig.app.controller.situation
    for name, value, said in (("freeze", 1, "it protects from freezing"), ("defrosting", 1, "it defrosts")):
        before = getattr(situation, name)
        rig.app.controller.step = lambda *_: situation.command
        setattr(situation, name, value)
        answer = rig.ask("network portal", 1)
        assert answer[-1].startswith(f"error: portal: not now: {said}"), answer
        setattr(situation, name, before)
    assert rig.ask("network nowhere", 1)[-1] == "error: network 'nowhere': allowed is network portal"
    assert not rig.firmware.starts


def test_the_button_that_forgets_opens_it(guest):
    rig = guest.rig
    settings = rig.settings()
    settings["network"] = {"ssid": "old", "ntp": "127.0.0.1"}
    (rig.folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    key = rig.ask("network")[-2]
    rig.press(21)
    rig.run(5)
    assert "network" not in rig.settings() and rig.app.net.name in key and rig.chip.buses["access"].on


def test_a_radio_that_fails_ends_it_at_once(guest):
    def fails(_on):
        raise OSError("WiFi Internal Error")

    guest.rig.chip.buses["access"].active = fails
    assert guest.rig.ask("network portal", 1)[-1] == "ok"
    guest.rig.run(10)
    assert guest.rig.app.controller is not None and len(guest.rig.firmware.starts) == 2
