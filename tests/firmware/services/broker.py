"""A real MQTT broker in a process of its own: mosquitto of the system, else amqtt (.ci/broker.lock, `make test` adds it).

with Broker() as broker:
    broker.port
    broker.kill(); broker.start()
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[3]
OURS = ROOT / ".venv" / "broker"
_PATIENCE = 60  # s of this machine until it listens

_AMQTT = """
import asyncio, sys
sys.path.insert(0, sys.argv[1])
import yaml
from amqtt.broker import Broker

async def main():
    broker = Broker(yaml.safe_load(open(sys.argv[2])))
    await broker.start()
    await asyncio.Event().wait()

asyncio.run(main())
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Broker:
    """`secure`: (certificate, key) for TLS. `users`: {name: password}, None: anybody."""

    def __init__(self, secure=None, users=None):
        self.port = free_port()
        self._secure, self._users = secure, users
        self._folder = Path(tempfile.mkdtemp())
        self._process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_error):
        self.kill()
        shutil.rmtree(self._folder)

    def start(self):
        found = shutil.which("mosquitto") or shutil.which("/usr/sbin/mosquitto")
        command = self._mosquitto(found) if found and not self._users else self._amqtt()
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            assert self._process.poll() is None, "the broker did not start"
            time.sleep(0.05)
        raise AssertionError("the broker does not listen")

    def kill(self):
        """At once, as a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self, stopped=True):
        """It keeps its connections, and says nothing any more."""
        os.kill(self._process.pid, signal.SIGSTOP if stopped else signal.SIGCONT)

    def _mosquitto(self, program):
        lines = [f"listener {self.port} 127.0.0.1", "allow_anonymous true"]
        if self._secure:
            lines += [f"certfile {self._secure[0]}", f"keyfile {self._secure[1]}"]
        path = self._folder / "mosquitto.conf"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return [program, "-c", str(path)]

    def _amqtt(self):
        lines = [
            "listeners:",
            "  default:",
            "    type: tcp",
            f"    bind: 127.0.0.1:{self.port}",
        ]
        if self._secure:
            lines += ["    ssl: true", f"    certfile: {self._secure[0]}", f"    keyfile: {self._secure[1]}"]
        lines.append("plugins:")
        if self._users is None:
            lines += ["  amqtt.plugins.authentication.AnonymousAuthPlugin:", "    allow_anonymous: true"]
        else:
            path = self._folder / "users"
            path.write_text("".join(f"{name}:{_hashed(word)}\n" for name, word in self._users.items()), "utf-8")
            lines += ["  amqtt.plugins.authentication.FileAuthPlugin:", f"    password_file: {path}"]
        path = self._folder / "amqtt.yaml"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return [sys.executable, "-c", _AMQTT, str(OURS), str(path)]


def _hashed(word):
    """As amqtt's file of passwords wants it."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from pwdlib import PasswordHash; "
        "print(PasswordHash.recommended().hash(sys.argv[2]))"
    )
    return subprocess.run(
        [sys.executable, "-c", code, str(OURS), word], capture_output=True, text=True, check=True
    ).stdout.strip()
