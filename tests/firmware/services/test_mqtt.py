"""The MQTT client: packets of the standard, and a real broker that is killed, falls silent, refuses, floods."""

import os
import struct
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.firmware.services.broker import Broker, free_port
from tests.firmware.services.listener import Listener
from tests.firmware.twin import Bench

Bench()  # `services.mqtt` asks hal for the clock
from balancepoint.services import joining, mqtt, mqtt_packets, network_text  # noqa: E402

TLS = Path(__file__).parent / "tls"


# --- packets ----------------------------------------------------------------------------------------------------------


def test_the_connect_of_the_standard():
    """3.1: name and level of the protocol, flags, keep alive; client, will, user, password."""
    said = joining.connect("me", 60, ("a/b", "gone"), "ann", "secret")
    assert said[:12] == b"\x10\x26\x00\x04MQTT\x04\xee\x00\x3c"
    assert said[12:] == b"\x00\x02me\x00\x03a/b\x00\x04gone\x00\x03ann\x00\x06secret"
    assert joining.connect("me", 60, ("a/b", "gone"))[9] == 0x2E


def test_subscriptions_and_messages():
    assert joining.subscribe(10, (("a/b", 1), ("c/d", 0))) == b"\x82\x0e\x00\x0a\x00\x03a/b\x01\x00\x03c/d\x00"
    assert mqtt_packets.publish("a/b", 300, 1)[:3] == bytes((0x31, 305 & 127 | 128, 305 >> 7))
    assert mqtt_packets.publish("a/b", 2, 0, 7) == b"\x32\x09\x00\x03a/b\x00\x07"


@pytest.mark.parametrize("size", [0, 127, 128, 16383, 16384, 2097151, 2097152, 268435455])
def test_lengths_of_one_to_four_bytes(size):
    """Table 2.4 of the standard."""
    head = mqtt_packets.head(0x30, size)
    assert len(head) == 2 + (size > 127) + (size > 16383) + (size > 2097151)
    if size >= 2:
        assert mqtt_packets.packet(head) == (0x30, len(head), len(head) + size)


@pytest.mark.parametrize(
    "wrong",
    [
        b"\x30\xff\xff\xff\xff", b"\x36\x05\x00\x01a\x00\x01", b"\x34\x05\x00\x01a\x00\x01", b"\x00\x00", b"\x10\x00",
        b"\x20\x03",
        b"\x40\x01", b"\xd0\x01", b"\x90\x01", b"\x30\x01", b"\x21\x02",
    ],
)  # fmt: skip
def test_what_no_broker_may_say(wrong):
    with pytest.raises(ValueError, match="MQTT: "):
        mqtt_packets.packet(wrong + bytes(4))


def test_a_topic_must_fit_and_a_sure_message_has_a_number():
    for wrong in (b"\x30\x04\x00\x05ab", b"\x32\x05\x00\x01a\x00\x00"):
        with pytest.raises(ValueError, match="MQTT: "):
            mqtt_packets.named(wrong, *mqtt_packets.packet(wrong))


@given(st.binary(max_size=60))
def test_nonsense_is_refused_or_waited_for(data):
    try:
        found = mqtt_packets.packet(data)
        if found and found[0] & 0xF0 == 0x30:
            mqtt_packets.named(data, *found)
    except ValueError as error:
        assert str(error).startswith("MQTT: ")


@given(st.text(max_size=20), st.binary(max_size=300), st.integers(0, 65535))
def test_a_message_comes_back_as_it_was_said(topic, payload, mark):
    data = mqtt_packets.publish(topic, len(payload), 0, mark) + payload
    first, begin, end = mqtt_packets.packet(data)
    assert mqtt_packets.named(data, first, begin, end) == (topic.encode(), mark, len(data) - len(payload))
    assert end == len(data)


# --- a broker ---------------------------------------------------------------------------------------------------------


class Source:
    """What the client is made for: it says `wants`, and notes what it hears."""

    def __init__(self):
        self.wants = []
        self.heard = []
        self.begun = 0
        self.out = 0

    def client(self):
        return "me"

    def will(self):
        return "me/online", "offline"

    def filters(self):
        return ("me/set/+", 1), ("me/read/+", 0)

    def begin(self, now):
        self.begun += 1

    def next(self, now):
        return self.wants[0] if self.wants else None

    def sent(self, now):
        self.out += 1
        self.wants.pop(0)

    def take(self, topic, payload, retained, now):
        self.heard.append((topic.decode(), payload, retained))
        return topic.startswith(b"me/set")


class Life:
    """A client in this machine's time, `speed` of its seconds a second."""

    def __init__(self, port, speed=1, folder="", **wanted):
        self.source = Source()
        self.network = SimpleNamespace(connected=1, resolver="127.0.0.1", folder=folder)
        settings = {"broker": "127.0.0.1", "port": port, "user": "", "password": "", "ca": "", **wanted}
        self.client = mqtt.Mqtt(settings, self.network, self.source)
        self.speed = speed
        self._begun = time.monotonic()

    @property
    def now(self):
        return int((time.monotonic() - self._begun) * self.speed)

    def until(self, what, seconds=60):
        """Lives until `what()`; seconds of this machine."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pause = self.client.step(self.now)
            found = what()
            if found:
                return found
            time.sleep(min(pause / 1000 / self.speed, 0.02))
        raise AssertionError(f"stage {self.client.stage}, {self.client.why!r}")

    def joined(self):
        return self.until(lambda: self.client.stage == mqtt.JOINED)


@pytest.fixture(scope="module")
def broker():
    with Broker() as running:
        yield running


@pytest.fixture
def life(broker):
    made = Life(broker.port)
    yield made
    made.client.close()


def test_it_speaks_and_hears(life, broker):
    phone = Listener(broker.port, "me/#", name="phone1")
    life.joined()
    long = ("ä" * 700 for _ in range(9))
    pieces = list(long)
    life.source.wants = [("me/a", "21.5 °C", 0, 1), ("me/b", lambda: iter(pieces), 0, 0), ("me/c", "", 0, 1)]
    life.until(lambda: life.source.out == 3)
    phone.say("me/set/heat", "21")
    phone.say("me/read/room", "20", sure=False)
    life.until(lambda: len(life.source.heard) == 2)
    assert life.source.heard == [("me/set/heat", b"21", 0), ("me/read/room", b"20", 0)]
    phone.look(0.3)
    assert [each for each in phone.heard if each[0] in ("me/a", "me/b", "me/c")] == [
        ("me/a", "21.5 °C", 0), ("me/b", "".join(pieces), 0), ("me/c", "", 0)
    ]  # fmt: skip
    phone.close()


def test_what_is_too_long_is_passed_over_and_the_next_one_heard(life, broker):
    life.joined()
    phone = Listener(broker.port, name="phone2")
    phone.say("me/set/a", b"x" * 100_000)
    phone.say("me/read/b", b"x" * 3000)
    phone.say("me/set/heat", "21")
    life.until(lambda: ("me/set/heat", b"21", 0) in life.source.heard)
    assert max(len(payload) for _topic, payload, _kept in life.source.heard) < 2048 and life.client.dropped == 2
    assert life.client.joined == 1, "on the same connection"
    phone.close()


def test_a_flood_holds_no_turn_and_loses_no_wish(life, broker):
    """A thousand readings, and every wish among them comes; no turn handles more than a handful."""
    life.joined()
    phone = Listener(broker.port, name="phone3")
    for k in range(1000):
        phone.say("me/read/room", f"{k}", sure=False)
        if k % 50 == 0:
            phone.say(f"me/set/{k}", "on")
    most = 0

    def done():
        nonlocal most
        before = len(life.source.heard)
        life.client.step(life.now)
        most = max(most, len(life.source.heard) - before)
        return len([each for each in life.source.heard if each[0].startswith("me/set/")]) == 20

    life.until(done)
    assert 0 < most <= 12
    phone.close()


def test_killed_and_started_again(tmp_path):
    with Broker() as broker:
        life = Life(broker.port, speed=10)
        life.joined()
        broker.kill()
        life.until(lambda: life.client.stage == mqtt.REST and life.client.why)
        life.source.wants = [("me/a", "newest", 0, 1)]
        life.until(lambda: life.client._wait >= 4)
        broker.start()
        life.joined()
        assert life.source.begun == 2
        life.until(lambda: life.source.out == 1)
        life.client.close()


def test_a_broker_that_says_nothing_any_more_is_left(tmp_path):
    """Half open: the connection stands, and nobody is there."""
    with Broker() as broker:
        life = Life(broker.port, speed=20)
        life.joined()
        begun = life.now
        broker.freeze()
        life.until(lambda: life.client.stage != mqtt.JOINED)
        assert "said nothing for" in life.client.why and 44 <= life.now - begun <= 100
        broker.freeze(False)
        life.until(lambda: life.client.joined == 2)
        life.client.close()


def test_our_will_is_said_when_we_are_gone(broker):
    phone = Listener(broker.port, "me/online", name="phone4")
    life = Life(broker.port)
    life.joined()
    life.client._stream._socket.close()
    end = time.monotonic() + 30
    while ("me/online", "offline", 0) not in phone.look(0.1):
        assert time.monotonic() < end
    phone.close()
    Listener(broker.port, name="phone5").say("me/online", "", retain=True)


def test_nobody_listens():
    life = Life(free_port(), speed=50)
    waits = []

    def refused():
        if life.client.why and (not waits or waits[-1] != life.client._wait):
            waits.append(life.client._wait)
        return life.client._wait == 60

    life.until(refused)
    assert waits == [2, 4, 8, 16, 32, 60] and life.client.why == "it refuses the connection"
    assert "look: mqtt: 127.0.0.1 waits: it refuses the connection" in network_text.client(life.client, 0)


def test_a_wrong_password_is_told_and_tried_seldom():
    with Broker(users={"ann": "right"}) as broker:
        life = Life(broker.port, user="ann", password="wrong")
        life.until(lambda: life.client.why)
        assert life.client.stage == mqtt.REST and life.client._due - life.now >= 299
        line = network_text.client(life.client, 0)
        assert ("user or password" in line or "does not let us in" in line) and "wrong" not in line
        life = Life(broker.port, user="ann", password="right")
        life.joined()
        life.client.close()


def test_tls_with_the_authority_that_was_pinned_and_no_other(monkeypatch):
    monkeypatch.setattr(mqtt.hal, "utc", lambda: None)
    with Broker(secure=(TLS / "broker.pem", TLS / "broker.key")) as broker:
        life = Life(broker.port, folder=f"{TLS}/", broker="localhost", ca="ca.der")
        monkeypatch.setitem(sys.modules, joining.__name__, joining)  # a twin may have taken it out
        monkeypatch.setattr(
            joining, "Lookup", lambda _name: SimpleNamespace(step=lambda *_: "127.0.0.1", close=lambda: None)
        )
        life.until(lambda: "time of day" in life.client.why)
        monkeypatch.setattr(mqtt.hal, "utc", lambda: (2026, 11, 30, 0, 0, 0))
        life.joined()
        life.source.wants = [("me/a", "b" * 5000, 0, 1)]
        life.until(lambda: life.source.out == 1)
        life.client.close()
        for ca, name, told in (
            ("other.der", "localhost", "certificate verify failed"),
            ("ca.der", "elsewhere", "elsewhere"),
            ("none.der", "localhost", "none.der is no certificate that can be read"),
        ):
            life = Life(broker.port, folder=f"{TLS}/", broker=name, ca=ca)
            life.until(lambda life=life: life.client.why)
            assert told in life.client.why and life.client.joined == 0
            life.client.close()


class Line:
    """A stream with what a broker says; what the client says is in `said`."""

    def __init__(self, *come):
        self.come = list(come)
        self.said = b""
        self.closed = 0

    def ready(self):
        return 1

    def read(self, most):
        if not self.come:
            return b""
        data = self.come.pop(0)
        if len(data) > most:
            self.come.insert(0, data[most:])
        return data[:most]

    def write(self, data):
        self.said += data
        return len(data)

    def close(self):
        self.closed += 1


def driven(*come, accept=True):
    """A client whose broker has said these things after its greeting."""
    life = Life(1)
    client = life.client
    line = Line(*((b"\x20\x02\x00\x00", b"\x90\x04\x00\x01\x01\x00") if accept else ()), *come)
    client._joining = joining.Joining(client.wanted, life.network)
    client._stream, client.stage = line, mqtt.GREETING
    return life, client, line


@given(st.lists(st.integers(1, 60), min_size=1, max_size=8), st.integers(0, 2**32))
def test_messages_in_pieces_of_any_size(sizes, seed):
    whole = b"\x20\x02\x00\x00\x90\x04\x00\x01\x01\x00"
    sent = [(f"me/set/{k}", bytes([k]) * (seed % 97 + k)) for k in range(6)]
    for k, (topic, payload) in enumerate(sent):
        whole += mqtt_packets.publish(topic, len(payload), 0, k + 1) + payload
    pieces, k = [], 0
    while whole:
        pieces.append(whole[: sizes[k % len(sizes)]])
        whole = whole[len(pieces[-1]) :]
        k += 1
    life, client, line = driven(*pieces, accept=False)
    for _ in range(400):
        client.step(0)
    assert [(topic, payload) for topic, payload, _kept in life.source.heard] == sent
    assert all(struct.pack(">BBH", 0x40, 2, k + 1) in line.said for k in range(6)), "each is acknowledged"


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=12), st.booleans())
def test_whatever_a_broker_says_it_goes_on(pieces, accept):
    life, client, line = driven(*pieces, accept=accept)
    for now in range(40):
        client.step(now // 10)
    assert client.stage in (mqtt.REST, mqtt.GREETING, mqtt.SUBSCRIBING, mqtt.JOINED, mqtt.NAME, mqtt.OPEN)
    assert client.stage == mqtt.JOINED or client.why or not accept
    assert len(client._in) <= 3 * 2048
    client.close()


def test_a_refusal_of_a_newer_kind_is_told():
    _life, client, _line = driven(b"\x20\x02\x00\x09", accept=False)
    client.step(0)
    assert client.why == "it refuses us by a code 9" and client._due >= 300


def test_an_acknowledgement_that_never_comes_ends_the_connection():
    life, client, line = driven()
    life.source.wants = [("me/a", "b", 0, 1)]
    now = 0
    while not client.why:
        line.come.append(b"\xd0\x00")
        client.step(now)
        now += 1
    assert client.why == "it acknowledges nothing" and line.closed and life.source.out == 0


def test_a_line_that_takes_nothing_ends_the_connection():
    life, client, line = driven()
    client.step(0)
    line.write = lambda _data: 0
    life.source.wants = [("me/a", "b", 0, 0)]
    now = 0
    while not client.why:
        line.come.append(b"\xd0\x00")
        client.step(now)
        now += 1
    assert client.why == "it takes nothing any more"


def test_it_leaves_no_socket_behind():
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        life = Life(free_port(), speed=50)
        life.until(lambda life=life: life.client.why)
        life.client.close()
    assert len(os.listdir("/proc/self/fd")) <= before
