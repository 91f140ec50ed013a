"""Random, cut and changed bytes at what the network may say: MQTT, DNS, SNTP, HTTP, the topics of wishes and readings, the
list of an update; and at Improv among the console's lines. Part of `make fuzz`, or `python -m tests.fuzz_network --inputs 10000`.

An input is noise, or a true packet that was cut, in which bytes are others, were left out or put in, or behind which another one
comes. What must hold: nothing is raised but what the client expects, nothing hangs, what is kept stays small.
"""

from __future__ import annotations

import io
import random
import signal
import time
from types import SimpleNamespace
from typing import Any

import host_sim  # noqa: F401  # finds the firmware
from tests.firmware.twin import Bench
from tests.fuzz import alone

PATIENCE = 300  # s for a thousand inputs
KEPT = 3 * 2048 + 512  # bytes that a client may hold of what came in

Bench()
from balancepoint.sensors.network import Network as Sensor  # noqa: E402
from balancepoint.services import (  # noqa: E402
    auth,
    connection,
    console,
    dns_packets,
    improv,
    joining,
    mqtt,
    mqtt_packets,
    remote,
    sntp,
    update,
)  # fmt: skip

BASE = "balancepoint/025457494e01"


class Line:
    """A stream with what a broker says."""

    def __init__(self) -> None:
        self.come = b""

    def read(self, most: int) -> bytes:
        data, self.come = self.come[:most], self.come[most:]
        return data

    def write(self, data: bytes) -> int:
        return len(data)

    def close(self) -> None:
        pass


class Taker:
    """What takes the messages: the parsers of readings, price and forecast."""

    def __init__(self) -> None:
        self.sensors = {"room": Sensor("room"), "presence": Sensor("presence")}
        self.taken = 0

    def filters(self) -> tuple[tuple[str, int], ...]:
        return ((BASE + "/set/+", 1),)

    def begin(self, now: int) -> None: ...

    def next(self, now: int) -> None: ...

    def sent(self, now: int) -> None: ...

    def take(self, topic: bytes, payload: bytes, retained: int, now: int) -> int:
        self.taken += 1
        try:
            name, text = topic.decode().rpartition("/")[2], payload.decode()
            if name in remote.NEWS:
                remote.news(name, text, now)
            else:
                remote.take(name, text, self.sensors, now)
        except ValueError:
            pass
        return self.taken & 1


def client() -> tuple[Any, Line]:
    """One whose broker has greeted it."""
    line = Line()
    network = SimpleNamespace(connected=1, resolver="127.0.0.1", folder="")
    wanted = {"broker": "127.0.0.1", "port": 1, "user": "", "password": "", "ca": ""}
    made = mqtt.Mqtt(wanted, network, Taker())
    made._joining = joining.Joining(wanted, network)
    made._stream, made.stage = line, mqtt.GREETING
    return made, line


def spoiled(luck: random.Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(luck.randrange(5)):
        way, place = luck.randrange(4), luck.randrange(len(out) + 1)
        if way == 0:
            del out[place:]
        elif way == 1 and place < len(out):
            out[place] = luck.choice((0, 1, 127, 128, 255, luck.randrange(256)))
        elif way == 2:
            del out[place : place + luck.randint(1, 4)]
        else:
            out[place:place] = luck.randbytes(luck.randint(1, 4))
    return bytes(out)


def message(luck: random.Random) -> bytes:
    """A packet of a broker's."""
    kind = luck.randrange(8)
    if kind == 0:
        return b"\x20\x02\x00" + bytes((luck.randrange(7),))
    if kind == 1:
        return b"\x90" + luck.choice((b"\x04\x00\x01\x01\x00", b"\x03\x00\x01\x80"))
    if kind == 2:
        return luck.choice((b"\x40\x02\x00\x02", b"\xd0\x00"))
    name = luck.choice(("room", "presence", "price", "forecast", "heat"))
    payload = luck.choice(
        (
            "21.53 °C 12 s",
            "70 °F",
            "3",
            "-4.5 -5, 6",
            "0.31 0.4",
            "nan",
            "1e9",
            "9" * luck.randint(1, 30),
            "x" * luck.randint(0, 5000),
        )
    ).encode()
    mark = luck.choice((0, 0, luck.randint(1, 65535)))
    return mqtt_packets.publish(f"{BASE}/read/{name}", len(payload), luck.randrange(2), mark) + payload


def hear(luck: random.Random, held: list[Any]) -> None:
    """One more input at an MQTT client; a new one where it has left the line."""
    made, line = held
    data = luck.randbytes(luck.randint(1, 80)) if luck.random() < 0.1 else spoiled(luck, message(luck))
    line.come += data
    for _ in range(1 + len(line.come) // 2000):
        made.step(0)
    assert len(made._in) <= KEPT and len(made._acks) <= KEPT, "what is kept stays small"
    if made.stage not in (mqtt.GREETING, mqtt.SUBSCRIBING, mqtt.JOINED):
        assert made.why, "it says why"
        made.close()
        held[:] = client()


def name(luck: random.Random) -> None:
    asked = dns_packets.question(luck.choice(("pool.ntp.org", "a.b", "x" * 63 + ".org")), luck.randbytes(2))
    records = b"".join(
        luck.choice((b"\xc0\x0c", b"\x01a\x00", luck.randbytes(3)))
        + bytes((0, luck.choice((1, 5, 28)), 0, 1, 0, 0, 0, 60, 0, luck.choice((4, 16, 255))))
        + luck.randbytes(luck.choice((4, 16)))
        for _ in range(luck.randrange(4))
    )
    data = spoiled(
        luck, asked[:2] + b"\x81\x80\x00\x01\x00" + bytes((luck.randrange(6),)) + bytes(4) + asked[12:] + records
    )
    found = dns_packets.answer(data, asked)
    assert found is None or dns_packets.number(found)


def clock(luck: random.Random) -> None:
    stamp = luck.randbytes(8)
    data = spoiled(
        luck, b"\x24\x02" + luck.randbytes(22) + stamp + luck.randbytes(8) + luck.choice((bytes(8), luck.randbytes(8)))
    )
    found = sntp.answer(data, stamp)
    assert found is None or 1767225600 <= found < 4102444800


class Caller:
    """A socket at whose other end somebody has said `come`, in pieces, and then nothing more."""

    def __init__(self, come: bytes, luck: random.Random) -> None:
        self.come, self.said, self._luck = come, b"", luck

    def recv(self, most: int) -> bytes:
        if not self.come:
            raise OSError(11)
        size = self._luck.randint(1, most)
        data, self.come = self.come[:size], self.come[size:]
        return data

    def send(self, data: bytes) -> int:
        size = self._luck.randint(0, len(data))
        self.said += data[:size]
        return size

    def close(self) -> None: ...


def page() -> Any:
    """What a connection needs of the server, nobody logged in but by the session `0`."""
    doors = auth.Auth(SimpleNamespace(load=lambda name: (SECRET, None)), {"token": "t" * 16, "metrics": 1})
    doors.sessions.append("0")
    app = SimpleNamespace(scarce=0, controller=None, ticks=0, uptime=SimpleNamespace(now=lambda: 0), zone=None)
    app.running = lambda: _no_controller()
    network = SimpleNamespace(hosts=("board",), connected=1, longest=0)
    app.net = network
    made = SimpleNamespace(
        app=app, network=network, port=80, table="page", auth=doors, served=0, refused=0, dropped=0, failed=0,
        room_for_stream=lambda: 0,
    )  # fmt: skip
    network.page = made
    return made


SECRET = {"salt": "00" * 16, "rounds": 4096, "stored": "00" * 32}
HEADS = (
    b"Origin: http://board",
    b"Cookie: a=b; balancepoint=0",
    b"Authorization: Bearer " + b"t" * 16,
    b"If-None-Match: *",
    b"Transfer-Encoding: chunked",
)
PATHS = (
    "/health",
    "/api/login",
    "/api/schedule",
    "/api/wish",
    "/api/time",
    "/api/reading/room",
    "/api/history?h=3",
    "/metrics",
    "/x",
)


def _no_controller() -> None:
    raise ValueError("the controller does not run")


def request(luck: random.Random) -> bytes:
    bodies = (
        b"",
        b'{"nonce":"00","proof":1}',
        b'{"entries":[[1,"home"]]}',
        b"[" * luck.randint(1, 600),
        luck.randbytes(9),
    )
    body = luck.choice(bodies)
    lines = [b"Host: board", b"Content-Length: %d" % len(body)]
    for _ in range(luck.randrange(5)):
        lines.append(luck.choice((*HEADS, b"X: y" * luck.randint(1, 400), luck.randbytes(luck.randint(1, 30)))))
    luck.shuffle(lines)
    first = b"%s %s HTTP/1.1" % (luck.choice((b"GET", b"POST", b"PUT")), luck.choice(PATHS).encode())
    return b"\r\n".join([first, *lines, b"", body])


def browse(luck: random.Random, server: Any) -> None:
    """A connection that says one thing; it is over after its time, and has been answered once or not at all."""
    data = luck.randbytes(luck.randint(1, 80)) if luck.random() < 0.1 else spoiled(luck, request(luck))
    caller = Caller(data, luck)
    made = connection.Connection(server, caller, 0)
    for now in (*[0] * 60, 11, 22, 40, 50):
        for _ in range(4):
            if made.stage != connection.OVER:
                made.step(now)
        assert len(made._in) <= 2048, "what is kept stays small"
    assert made.stage == connection.OVER, "it does not last"
    assert caller.said[:9] in (b"", b"HTTP/1.1 ") or len(caller.said) < 9, caller.said[:40]
    assert not server.failed, caller.said


class Port:
    """A serial port on which somebody types."""

    def __init__(self) -> None:
        self.come = b""

    def read(self, buffer: bytearray, most: int) -> int:
        buffer += self.come[:most]
        size = len(self.come[:most])
        self.come = self.come[most:]
        return size

    def write(self, data: bytes) -> None:
        assert data


def desk() -> Any:
    """A console without a program behind it; joining a network is not tried."""
    app = SimpleNamespace(
        bench=None, restart_due=0, scarce=1, typed=0, net=None, controller=None, problems=[], store=None,
        uptime=SimpleNamespace(now=lambda: 9), settings_path="/nowhere/settings.json",
    )  # fmt: skip
    app.running = lambda: _no_controller()
    console.gc = SimpleNamespace(collect=lambda: None)  # type: ignore[assignment]  # the laptop's heap takes long
    return console.Console(app, Port(), None)


def talk(luck: random.Random, desk: Any) -> None:
    """One more input at the console: a frame of Improv, often spoiled, among lines of people."""
    command = luck.choice(
        (b"\x02\x00", b"\x03\x00", b"\x04\x00", b"\x01\x06\x02ab\x02cd", b"", luck.randbytes(luck.randrange(30)))
    )
    good = improv.frame(luck.choice((3, 3, 3, 1, luck.randrange(256))), command)
    data = luck.choice((b"", b"version", b"IMPR", luck.randbytes(5))) + luck.choice((good, spoiled(luck, good)))
    desk._port.come += data.replace(b"\x03\x03", b"\x03\x00") + luck.choice((b"", b"\n", b"version\r\n"))
    for _ in range(luck.choice((1, 3, 40))):
        try:
            desk.step()
        except KeyboardInterrupt:  # pieces of two inputs were two Ctrl-C
            desk._in = bytearray()
        assert len(desk._in) <= 800 and len(desk._answers) <= 12, "what is kept stays small"


def offer(luck: random.Random) -> None:
    """A list of files that is none, or none for this board: refused in a line."""
    listed = b"balancepoint update 1\nboard esp32_devkitc\nversion 0.1.0\ncounter 7\nmpy 6\nfiles 1 5\n"
    listed += b"5 %s balancepoint/app.mpy\nsignature %s\n" % (b"a" * 64, b"b" * 512)
    held = {"/b/manifest.part": spoiled(luck, listed) if luck.random() < 0.9 else luck.randbytes(luck.randrange(600))}

    def opened(path: str, mode: str) -> Any:
        if path not in held:
            raise OSError(2)
        return io.BytesIO(held[path])

    job = update.Update.__new__(update.Update)
    job.here, job.there, job.open, job._block = "/", "/b/", opened, bytearray(1024)
    try:
        for _ in job._admit("/b/manifest.part"):
            pass
        assert job.total >= 0 and len(job._digest) == 64
    except ValueError as error:
        assert "\n" not in str(error)


def run(count: int, seed: int) -> str:
    """So many inputs for each of the six; what was made of them, in a line."""
    server, typing = page(), desk()
    luck = random.Random(seed)
    held: list[Any] = list(client())
    begun = time.monotonic()
    for number in range(count):
        if number % 1000 == 0:
            signal.alarm(PATIENCE)
        try:
            hear(luck, held)
            name(luck)
            clock(luck)
            browse(luck, server)
            talk(luck, typing)
            offer(luck)
        except Exception as error:
            raise AssertionError(f"input {number} of seed {seed}: {type(error).__name__}: {error}") from error
    signal.alarm(0)
    return f"network: {count} inputs each for MQTT, DNS, SNTP, HTTP, Improv, updates, {time.monotonic() - begun:.0f} s"


if __name__ == "__main__":
    alone(__doc__, run)
