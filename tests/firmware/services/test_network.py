"""WiFi, names and time: packets of the RFCs, nonsense, conversations over real sockets on this machine."""

import contextlib
import socket
import struct
import time
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_sim.twin.radio import Radio
from tests.firmware.rig import Rig
from tests.firmware.twin import Bench

Bench()  # `services.sntp` asks hal for the clock
from balancepoint.services import dns, dns_packets, network_text, sntp, station  # noqa: E402

NOW = 1795000000  # 2026-11-18 11:06:40 UTC
STAMP = b"\x11\x22\x33\x44\x55\x66\x77\x88"


def answered(seconds=NOW, stamp=STAMP, mode=4, leap=0, stratum=2, transmit=None):
    """As in RFC 4330, section 4; seconds since 1970."""
    if transmit is None:
        transmit = struct.pack(">II", (seconds + 2208988800) % 2**32, 0)
    return bytes([leap << 6 | 4 << 3 | mode, stratum, 6, 0xEC]) + bytes(20) + stamp + bytes(8) + transmit


def named(question, *records, flags=b"\x81\x80"):
    """An answer as in RFC 1035, section 4: the question again, then records (type, data) with a pointer as their name."""
    head = question[:2] + flags + b"\x00\x01" + struct.pack(">H", len(records)) + b"\0\0\0\0"
    body = b"".join(b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(data)) + data for kind, data in records)
    return head + question[12:] + body


# --- names ------------------------------------------------------------------------------------------------------------


ASKED = dns_packets.question("pool.ntp.org", b"\x42\x50")


def test_the_question_is_that_of_the_rfc():
    assert ASKED[12:] == b"\x04pool\x03ntp\x03org\x00\x00\x01\x00\x01"


def test_the_first_address_behind_other_records_is_taken():
    cname = b"\x01a\xc0\x11"
    data = named(ASKED, (5, cname), (1, bytes([192, 0, 2, 7])), (1, bytes(4)))
    assert dns_packets.answer(data, ASKED) == "192.0.2.7"
    assert dns_packets.answer(data.replace(b"pool", b"POOL"), ASKED) == "192.0.2.7"


@pytest.mark.parametrize(
    "wrong",
    [
        named(ASKED, (1, bytes(4)), flags=b"\x81\x83"),
        named(ASKED, (1, bytes(4)), flags=b"\x01\x00"),
        named(ASKED),
        b"xx" + named(ASKED, (1, bytes(4)))[2:],
        named(dns_packets.question("pool.ntp.orh", b"\x42\x50"), (1, bytes(4))),
        named(ASKED, (1, bytes(4)))[:-1],
    ],
    ids=["refused", "a question", "empty", "another number", "another name", "cut"],
)
def test_no_address_from_what_is_no_answer_to_the_question(wrong):
    assert dns_packets.answer(wrong, ASKED) is None


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("192.0.2.7", 1), ("0.0.0.0", 1), ("1.2.3", 0), ("1.2.3.256", 0), ("a.b.c.d", 0), ("1.2.3.", 0)],
)
def test_a_number_needs_no_asking(text, is_one):
    assert dns_packets.number(text) == is_one


def server():
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind(("127.0.0.1", 0))
    made.settimeout(60)
    return made


def until(step, seconds=20):
    """What `step` gives once it gives something; in this machine's time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = step()
        if found:
            return found
        time.sleep(0.01)
    raise AssertionError("nothing came of it")


def test_a_lookup_believes_only_whom_it_asked(monkeypatch):
    resolver, stranger = server(), server()
    monkeypatch.setattr(dns, "_PORT", resolver.getsockname()[1])
    lookup = dns.Lookup("time.example")
    assert lookup.step(0, "127.0.0.1") is None
    asked, board = resolver.recvfrom(512)
    stranger.sendto(named(asked, (1, bytes([6, 6, 6, 6]))), board)
    resolver.sendto(named(bytes([asked[0] ^ 1]) + asked[1:], (1, bytes([6, 6, 6, 6]))), board)
    time.sleep(0.05)
    assert lookup.step(1, "127.0.0.1") is None
    resolver.sendto(named(asked, (1, bytes([127, 0, 0, 9]))), board)
    assert until(lambda: lookup.step(1, "127.0.0.1")) == "127.0.0.9"
    assert lookup._socket is None, "nothing is left open"
    other = dns.Lookup("time.example")
    other.step(0, "127.0.0.1")
    assert resolver.recvfrom(512)[0][:2] != asked[:2] or resolver.getsockname(), "each question has a mark of its own"
    other.close()
    for each in (resolver, stranger):
        each.close()


def test_a_name_of_the_house_is_asked_of_everybody(monkeypatch):
    """RFC 6762, 6.7: by a question from another port, answered to it."""
    house = server()
    monkeypatch.setattr(dns, "_EVERYBODY", "127.0.0.1")
    monkeypatch.setattr(dns, "_EVERYBODYS_PORT", house.getsockname()[1])
    lookup = dns.Lookup("homeassistant.local")
    lookup.step(0, "192.0.2.1")
    asked, board = house.recvfrom(512)
    house.sendto(named(asked, (1, bytes([192, 168, 1, 5]))), board)
    assert until(lambda: lookup.step(0, "192.0.2.1")) == "192.168.1.5"
    house.close()


# --- time -------------------------------------------------------------------------------------------------------------


@given(st.integers(1767225600, 4102444799))
def test_time_goes_on_beyond_2036(seconds):
    assert sntp.answer(answered(seconds), STAMP) == seconds


@pytest.mark.parametrize(
    "wrong",
    [
        answered(transmit=bytes(8)), answered(mode=3), answered(mode=5), answered(leap=3), answered(stratum=0),
        answered(stratum=16), answered(1000000000), answered(1767225599), answered(4102444800), answered()[:47],
        answered(stamp=bytes(8)), b"",
    ],
    ids=["transmit time 0", "a client", "broadcast", "unsynchronised", "kiss of death", "stratum 16", "2001", "2025", "2100",
         "cut", "not our question", "nothing"],
)  # fmt: skip
def test_an_answer_that_cannot_be_is_none(wrong):
    """Transmit time 0 was the year 2036: xoseperez/espurna 2083, gmag11/NtpClient 70, espressif/esp-idf 4472."""
    assert sntp.answer(wrong, STAMP) is None


@given(st.binary(max_size=90))
def test_nonsense_never_raises(data):
    dns_packets.answer(data, ASKED)
    dns_packets.answer(ASKED + data, ASKED)
    dns_packets.answer(named(ASKED, (1, data)), ASKED)
    sntp.answer(data, STAMP)


class World:
    """A clock over sockets, with servers of the test's on this machine."""

    def __init__(self, monkeypatch, *offsets):
        self.servers = [server() for _ in offsets]
        self.offsets = list(offsets)
        self.told = []
        self.said = None  # what the chip's clock says, s since 1970 at `now` 0
        self.now = 0
        port = {k: each.getsockname()[1] for k, each in enumerate(self.servers)}
        names = [f"127.0.0.{k + 1}" for k in range(len(offsets))]
        # each server has an address of its own, and one port for all
        self.servers[0].close()
        for each in self.servers[1:]:
            each.close()
        self.servers = []
        for name in names:
            made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            made.bind((name, port[0]))
            made.settimeout(60)
            self.servers.append(made)
        monkeypatch.setattr(sntp, "_PORT", port[0])
        monkeypatch.setattr(sntp.hal, "utc", self._utc)
        hal = SimpleNamespace(set_utc=self._set)
        app = SimpleNamespace(zone=SimpleNamespace(hal=hal))
        self.network = SimpleNamespace(connected=1, resolver="127.0.0.1")
        self.clock = sntp.Clock(app, self.network, names)

    def _utc(self):
        return None if self.said is None else time.gmtime(self.said + self.now)[:6]

    def _set(self, *at):
        import calendar

        self.said = calendar.timegm((*at, 0, 0, 0)) - self.now
        self.told.append(self.said)

    def exchange(self, k, spoil=None):
        """The next question goes to server `k`, which answers."""
        line = self.servers[k]
        line.settimeout(0.01)

        def asked():
            self.clock.step(self.now)
            with contextlib.suppress(TimeoutError):
                return line.recvfrom(96)

        data, board = until(asked)
        before = (self.clock.why, self.clock.answered)
        sent = answered(self.offsets[k] + self.now, data[40:48])
        line.sendto(spoil(sent) if spoil else sent, board)
        if spoil:
            time.sleep(0.05)
            self.clock.step(self.now)
            assert self.clock.answered == before[1]
        else:
            until(lambda: self.clock._socket is None or self.clock.step(self.now) > 500)
        self.now += 3

    def close(self):
        for each in self.servers:
            each.close()
        self.clock.close()


@pytest.fixture
def world(monkeypatch):
    made = []

    def make(*offsets):
        made.append(World(monkeypatch, *offsets))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_two_servers_set_a_clock_that_nobody_has_set(world):
    w = world(NOW, NOW + 1)
    w.exchange(0)
    assert w.told == [] and "another is asked" in w.clock.why
    w.exchange(1)
    assert w.told == [NOW + 1] and w.clock.why == ""


def test_a_server_that_is_wrong_moves_nothing(world):
    """One of three lies: it never has a second."""
    w = world(NOW + 86400 * 400, NOW, NOW)
    for k in range(3):
        w.exchange(k)
    assert w.told == [NOW]
    w.said = NOW
    w.clock._due = w.now
    w.exchange(0)
    assert w.told == [NOW] and w.said == NOW, "more than one step away from what is known"


def test_a_small_step_needs_no_second_word(world):
    w = world(NOW + 50)
    w.said = NOW
    w.exchange(0)
    assert w.told == [NOW + 50]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:40] + bytes(8),
        lambda data: data[:24] + bytes(8) + data[32:],
        lambda data: bytes([data[0] | 0xC0]) + data[1:],
        lambda data: data[:47],
    ],
    ids=["transmit time 0", "not our question", "unsynchronised", "cut"],
)
def test_an_answer_that_cannot_be_leaves_the_clock_alone(world, spoil):
    w = world(NOW)
    w.said = NOW + 5
    w.exchange(0, spoil)
    assert w.told == []


def test_who_was_not_asked_is_not_heard(world):
    w = world(NOW, NOW)
    w.said = NOW + 5
    line = w.servers[0]
    line.settimeout(60)
    until(lambda: w.clock.step(w.now) == 100 and w.clock._socket is not None)
    data, board = line.recvfrom(96)
    w.servers[1].sendto(answered(NOW, data[40:48]), board)
    time.sleep(0.05)
    w.clock.step(w.now)
    assert w.told == []


def test_without_an_answer_it_asks_less_and_less_often(world):
    w = world(NOW)
    begun = []
    for now in range(4000):
        w.now = now
        before = w.clock._lookup
        w.clock.step(now)
        if w.clock._lookup is not None and before is None:
            begun.append(now)
    pauses = [b - a for a, b in zip(begun, begun[1:], strict=False)]
    assert pauses == sorted(pauses) and pauses[0] == 70 and len(begun) < 9
    assert "does not answer" in w.clock.why


# --- WiFi -------------------------------------------------------------------------------------------------------------


def joining(**changes):
    wanted = {"ssid": "house", "password": "long enough", "address": "", "mask": "", "gateway": "", "dns": ""}
    radio = Radio()
    return radio, station.Station(radio, {**wanted, **changes})


def test_it_joins_and_joins_again_for_ever_five_seconds_to_five_minutes_apart():
    radio, wifi = joining()
    for now in range(3):
        wifi.step(now)
    assert wifi.connected and radio.asked == 1
    radio.in_reach = False
    asked = []
    for now in range(3, 5000):
        before = radio.asked
        wifi.step(now)
        if radio.asked > before:
            asked.append(now)
    pauses = [b - a - 20 for a, b in zip(asked, asked[1:], strict=False)]
    assert asked[0] == 8 and pauses[:4] == [5, 10, 20, 40] and max(pauses) == 300 == pauses[-1]
    assert "not in reach" in network_text.station(wifi, 5000)
    radio.in_reach = True
    back = next(now for now in range(5000, 5400) if wifi.step(now) and wifi.connected)
    assert back - 5000 <= 302 and wifi.joined == 2


def test_a_wrong_password_is_told_as_far_as_the_radio_knows():
    radio, wifi = joining()
    radio.password = "another one"
    for now in range(60):
        wifi.step(now)
    line = network_text.station(wifi, 60)
    assert "the password is refused" in line and "long enough" not in line


def test_a_fixed_address():
    radio, _wifi = joining(address="192.168.1.50", mask="255.255.255.0", gateway="192.168.1.1")
    assert radio.ifconfig() == ("192.168.1.50", "255.255.255.0", "192.168.1.1", "192.168.1.1")


# --- tasks ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def rig(tmp_path):
    import json

    rig = Rig(tmp_path)
    data = {
        **rig.settings(),
        "network": {"ssid": "house", "password": "long enough", "ntp": "127.0.0.1", "country": "DE"},
    }
    (tmp_path / "settings.json").write_text(json.dumps(data), encoding="utf-8")
    return rig


def test_a_task_that_fails_begins_again_alone_and_leaves_no_socket(rig, monkeypatch):
    rig.run(5)
    radio = rig.chip.buses["radio"]
    assert radio.asked == 1 and (radio.country, radio.hostname) == ("DE", "balancepoint")
    net = rig.app.net
    made = net.clock._socket
    assert made is not None
    monkeypatch.setattr(type(net.clock), "_look", lambda _clock, _now: 1 / 0)
    ticks = rig.app.ticks
    rig.run(10)
    assert rig.app.crashes["time"][0] >= 5 and "ZeroDivisionError" in rig.app.crashes["time"][1]
    assert list(rig.app.crashes) == ["time"] and rig.app.ticks - ticks == 10
    assert made.fileno() == -1, "closed"
    monkeypatch.undo()
    rig.run(5)
    assert net.clock._socket is not None and net.longest > 0
    assert any(line.startswith("network: connected to house as 127.0.0.1") for line in rig.ask("status"))
    assert any(line.startswith("network turn: longest ") for line in rig.ask("status"))


def test_without_a_network_in_reach_the_house_is_kept_warm(rig):
    rig.chip.buses["radio"] = radio = Radio()
    radio.in_reach = False
    rig.run(120)
    assert rig.app.ticks >= 119 and rig.app.crashes == {} and not rig.app.net.connected
    assert any("network: house not joined for" in line for line in rig.ask("status"))
