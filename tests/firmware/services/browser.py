"""Somebody with a browser, or a tool, before a board in virtual time: real sockets on this machine, no thread.

house = House(folder)                       # a board whose page has a password
ada = Browser(house).log_in()
ada.get("/api/status").json["room"]
"""

import contextlib
import hashlib
import hmac
import json
import os
import socket

from tests.firmware.rig import Rig

PASSWORD = "lukewarm tea"
TOKEN = "sixteen-letters-1"
CHANGES = (
    ("POST", "/api/wish", {"heat": 20}),
    ("PUT", "/api/schedule", {"entries": []}),
    ("POST", "/api/console", {"line": "reboot"}),
    ("POST", "/api/settings", {"path": "settings.filter_hours", "value": "300 h"}),
    ("POST", "/api/time", {"utc": 1795000000}),
    ("POST", "/api/logout", {}),
)
LOOKS = (
    "/api/status",
    "/api/history",
    "/api/journal",
    "/api/schedule",
    "/api/settings",
    "/api/faults",
    "/api/events",
    "/metrics",
)


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


class House:
    """A rig with a page, `port`; the password is set unless `password` is ""."""

    def __init__(self, folder, password=PASSWORD, **page):
        self.rig = Rig(folder)
        self.port = free_port()
        settings = self.rig.settings()
        page = {"on": True, "port": self.port, "token": TOKEN, **page}
        settings["network"] = {"ssid": "house", "ntp": "127.0.0.1", "page": page}
        settings["sensors"] += [{"kind": "network", "reads": name} for name in ("humidity", "presence", "window_open")]
        (folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
        self.rig.run(8)
        if password:
            assert self.rig.ask(f"password {password}", 20)[-1] == "ok"

    @property
    def app(self):
        return self.rig.app

    @property
    def server(self):
        return self.rig.app.net.page

    def run(self, seconds):
        self.rig.run(seconds)


class Answer:
    def __init__(self, data):
        head, _, self.body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        self.status = int(first.split(" ")[1])
        self.head = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}

    @property
    def json(self):
        return json.loads(self.body)


class Line:
    """A connection of one's own, to send what one likes."""

    def __init__(self, house, takes=None):
        """`takes`: bytes that may wait to be read."""
        self.house = house
        self.socket = socket.socket()
        self.socket.setblocking(False)
        if takes:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, takes)
        self.socket.connect_ex(("127.0.0.1", house.port))
        self.said = b""
        self.closed = False

    def send(self, data):
        with contextlib.suppress(OSError):  # it may have turned us away meanwhile
            self.socket.send(data)
        return self

    def hear(self, seconds=0.0):
        """All that has come after so much time, or once it is closed."""
        end = self.house.rig.chip.seconds + seconds
        while True:
            with contextlib.suppress(BlockingIOError):
                try:
                    while data := self.socket.recv(65536):
                        self.said += data
                    self.closed = True
                except ConnectionError:
                    self.closed = True
            if self.closed or self.house.rig.chip.seconds >= end:
                return self.said
            self.house.run(0.1)

    def answer(self, seconds=35.0):
        self.hear(seconds)
        self.socket.close()
        return Answer(self.said)


class Browser:
    def __init__(self, house):
        self.house = house
        self.host = f"127.0.0.1:{house.port}"
        self.cookie = ""

    def request(self, method, path, body=None, **heads):
        lines = {"Host": self.host}
        if self.cookie:
            lines["Cookie"] = self.cookie
        if method != "GET":
            lines["Origin"] = f"http://{self.host}"
            lines["Content-Length"] = str(len(body or b""))
        lines |= {name.replace("_", "-"): value for name, value in heads.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value is not None)
        return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + (body or b"")

    def open(self, method, path, body=None, **heads):
        """The connection, the answer not heard yet."""
        if isinstance(body, dict):
            body = json.dumps(body).encode()
        elif isinstance(body, str):
            body = body.encode()
        return Line(self.house).send(self.request(method, path, body, **heads))

    def get(self, path, **heads):
        return self.open("GET", path, **heads).answer()

    def post(self, path, body, **heads):
        return self.open("POST", path, body, **heads).answer()

    def put(self, path, body, **heads):
        return self.open("PUT", path, body, **heads).answer()

    def proof(self, password=PASSWORD):
        """What RFC 5802 asks of a client; (key of the client, body)."""
        asked = self.get("/api/login").json
        nonce, salt = bytes.fromhex(asked["nonce"]), bytes.fromhex(asked["salt"])
        salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, asked["rounds"])
        key = hmac.digest(salted, b"Client Key", "sha256")
        mask = hmac.digest(hashlib.sha256(key).digest(), nonce, "sha256")
        return key, {"nonce": asked["nonce"], "proof": bytes(a ^ b for a, b in zip(key, mask, strict=True)).hex()}

    def log_in(self, password=PASSWORD):
        answer = self.post("/api/login", self.proof(password)[1])
        assert answer.status == 200, answer.body
        self.cookie = answer.head["set-cookie"].split(";")[0]
        return self

    def change(self, password, to):
        """Another password, as the page asks for it."""
        key, body = self.proof(password)
        salt = os.urandom(16)
        salted = hashlib.pbkdf2_hmac("sha256", to.encode(), salt, 4096)
        stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
        mask = hmac.digest(key, b"new" + bytes.fromhex(body["nonce"]), "sha256")
        mixed = bytes(a ^ b for a, b in zip(stored, mask, strict=True))
        return self.post("/api/password", body | {"salt": salt.hex(), "stored": mixed.hex()})
