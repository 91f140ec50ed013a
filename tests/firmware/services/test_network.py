"""Time and readings from the network: packets of the RFCs, nonsense, and a conversation over real sockets on this machine."""

import importlib
import socket
import struct
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.firmware.twin import Bench

Bench()  # `services.network` asks hal for the radio
net = importlib.import_module("balancepoint.services.network")
Remote = importlib.import_module("balancepoint.sensors.network").Network


def sntp(seconds=1795000000, mode=4, leap=0, stratum=2):
    """An answer as in RFC 4330, section 4; seconds since 1970."""
    return (
        bytes([leap << 6 | 4 << 3 | mode, stratum, 6, 0xEC])
        + bytes(36)
        + struct.pack(">II", (seconds + 2208988800) % 2**32, 0)
    )


def dns(name, *records):
    """An answer as in RFC 1035, section 4: the question again, then records (type, data) with a pointer as their name."""
    question = net.dns_question(name)
    head = question[:2] + b"\x81\x80\x00\x01" + struct.pack(">H", len(records)) + b"\0\0\0\0"
    body = b"".join(b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(data)) + data for kind, data in records)
    return head + question[12:] + body


def test_the_question_is_that_of_the_rfc():
    assert net.dns_question("pool.ntp.org")[12:] == b"\x04pool\x03ntp\x03org\x00\x00\x01\x00\x01"


def test_the_first_address_behind_other_records_is_taken():
    cname = b"\x01a\xc0\x11"
    assert net.dns_answer(dns("pool.ntp.org", (5, cname), (1, bytes([192, 0, 2, 7])), (1, bytes(4)))) == "192.0.2.7"


def test_no_address_in_a_refusal_or_for_another_question():
    answer = bytearray(dns("pool.ntp.org", (1, bytes(4))))
    answer[3] |= 3
    assert net.dns_answer(answer) is None
    assert net.dns_answer(b"xx" + dns("pool.ntp.org", (1, bytes(4)))[2:]) is None
    assert net.dns_answer(dns("pool.ntp.org")) is None


@given(st.binary(max_size=80))
def test_nonsense_never_raises(data):
    net.dns_answer(data)
    net.dns_answer(dns("a.b", (1, data))[: 12 + len(data)])
    net.ntp_answer(data)


@given(st.integers(1735689600, 4102444800))
def test_time_goes_on_beyond_2036(seconds):
    assert net.ntp_answer(sntp(seconds)) == seconds


@pytest.mark.parametrize(
    "wrong", [sntp(mode=3), sntp(leap=3), sntp(stratum=0), sntp(stratum=16), sntp(1000000000), sntp()[:47]]
)
def test_an_answer_without_time_is_none(wrong):
    assert net.ntp_answer(wrong) is None


def test_a_second_room():
    second = Remote("room")
    assert net.take("room2 21.5 °C", {"room2": second}, 100) == "ok"
    assert second.probe.value == 2150


def test_a_reading_with_its_age():
    remote = {"room": Remote("room"), "presence": Remote("presence")}
    assert net.take("room 21.53 °C 12 s", remote, 100) == "ok"
    assert (remote["room"].probe.value, remote["room"].probe.at) == (2153, 88)
    assert net.take("room 70 °F", remote, 101) == "ok"
    assert (remote["room"].probe.value, remote["room"].probe.at) == (2111, 101)
    assert net.take("presence 3", remote, 101) == "ok"
    assert remote["presence"].probe.value == 3


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("outdoor 3 °C", "the settings expect room"), ("room", "room"), ("room 21 Hz", "Hz"), ("room warm", "warm"),
        ("room 210 °C", "210 °C"), ("room 21 °C 2 d", "2 d"), ("?", "the settings expect"),
    ],
)  # fmt: skip
def test_nonsense_is_told_in_one_line(text, names):
    remote = {"room": Remote("room")}
    answer = net.take(text, remote, 100)
    assert answer.startswith("error: ") and names in answer and "\n" not in answer
    assert remote["room"].probe.value is None


def test_a_conversation_over_sockets(monkeypatch):
    """A resolver, a time server and a thermometer on this machine."""
    servers = {}
    for name in ("dns", "ntp"):
        servers[name] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        servers[name].bind(("127.0.0.1", 0))
        servers[name].settimeout(600)
    monkeypatch.setattr(net, "_DNS_PORT", servers["dns"].getsockname()[1])
    monkeypatch.setattr(net, "_NTP_PORT", servers["ntp"].getsockname()[1])
    told = []
    app = SimpleNamespace(
        network_settings={"ntp": "time.example"},
        zone=SimpleNamespace(hal=SimpleNamespace(set_utc=lambda *now: told.append(now))),
        remote={"room": Remote("room")},
    )
    network = net.Network(app, None)

    def step(now):
        import time

        time.sleep(0.05)
        network.step(now, "127.0.0.1")

    network.step(0, "127.0.0.1")
    question, board = servers["dns"].recvfrom(512)
    assert b"example" in question
    servers["dns"].sendto(dns("time.example", (1, bytes([127, 0, 0, 1]))), board)
    step(1)
    asked, board = servers["ntp"].recvfrom(512)
    assert len(asked) == 48 and asked[0] & 7 == 3
    servers["ntp"].sendto(sntp(1795000000), board)
    step(2)
    assert told == [(2026, 11, 18, 11, 6, 40)]
    thermometer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    thermometer.settimeout(600)
    thermometer.sendto("room 20.5 °C\nroom 99 °C\n".encode(), ("127.0.0.1", net.PORT))
    step(3)
    answers = thermometer.recv(512).decode().split("\n")
    assert answers[0] == "ok" and answers[1].startswith("error: ")
    assert app.remote["room"].probe.value == 2050
    for each in (thermometer, network._socket, *servers.values()):
        each.close()


class Datagrams:
    """A socket with what has come; `sent` is what went out."""

    def __init__(self, *come):
        self.come = list(come)
        self.sent = []
        self.closed = 0

    def recvfrom(self, _most):
        if not self.come:
            raise OSError(11)
        return self.come.pop(0), ("192.0.2.7", 5000)

    def sendto(self, data, _to):
        self.sent.append(data.decode())

    def close(self):
        self.closed += 1


def test_a_reading_that_finds_no_memory_is_refused_and_the_next_one_taken(monkeypatch):
    app = SimpleNamespace(network_settings={"ntp": "x"}, zone=None, remote={"room": Remote("room")})
    network = net.Network(app, None)
    network._socket = line = Datagrams("room 20 °C".encode(), "room 21 °C".encode())
    network._due = 100
    left = [1]

    def take(text, remote, now, whole=net.take):
        if left[0]:
            left[0] = 0
            raise MemoryError
        return whole(text, remote, now)

    monkeypatch.setattr(net, "take", take)
    network.step(1, "192.0.2.1")
    assert line.sent == ["error: not enough memory for this now; the control goes on", "ok"]
    assert app.remote["room"].probe.value == 2100


def test_who_stops_serving_gives_the_port_back():
    """The task is begun again when it fails, and binds the same port."""

    class Radio:
        def isconnected(self):
            raise ValueError("what is this")

    network = net.Network(SimpleNamespace(wlan=Radio()), None)
    network._socket = line = Datagrams()
    with pytest.raises(ValueError, match="what is this"):
        network.serve().send(None)
    assert line.closed == 1
