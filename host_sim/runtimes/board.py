"""A board on a serial port, or whatever stands for one: a device, `socket://host:port`, a UNIX socket, a pty.

    balancepoint run winter_week --runtime board --port /dev/ttyUSB0

A port that vanishes is looked for again: a board with USB of its own takes it along when it restarts.
"""

from __future__ import annotations

import os
import select
import socket
import stat
from typing import Any
from urllib.parse import urlsplit

import serial

from host_sim.errors import InputError
from host_sim.runtimes.session import Link, Session, reason

BAUD = 115200  # of the board's REPL
RESEND = 2.0  # s; a board builds its controller within one
PATIENCE = 30.0  # s; it starts within 5
_CHUNK = 4096


class BoardPort:
    """See `host_sim.runtimes.session.Port`. Raise InputError if there is no such port."""

    def __init__(self, name: str, resend: float = RESEND, patience: float = PATIENCE) -> None:
        self.name = f"--port {name}"
        self.resend = resend
        self.patience = patience
        self._where = name
        self._stream: Any = None
        try:
            self.reopen()
        except ValueError as error:
            raise InputError(f"{self.name}: {error}") from None
        except OSError as error:
            raise InputError(f"{self.name}: cannot be opened ({reason(error)})") from None

    def send(self, line: bytes) -> None:
        """See `Port`."""
        stream = self._open()
        if isinstance(stream, socket.socket):
            stream.sendall(line)
        else:
            stream.write(line)

    def receive(self, timeout: float) -> bytes:
        """See `Port`."""
        stream = self._open()
        if not isinstance(stream, socket.socket):
            stream.timeout = timeout
            return bytes(stream.read(max(1, stream.in_waiting)))
        if not select.select([stream], [], [], timeout)[0]:
            return b""
        got = stream.recv(_CHUNK)
        if not got:
            self.close()
            raise OSError("the other end has closed")
        return got

    def reopen(self) -> None:
        """See `Port`."""
        self.close()
        self._stream = _connect(self._where)

    def _open(self) -> Any:
        if self._stream is None:
            raise OSError("not open")
        return self._stream

    def close(self) -> None:
        """Give the port back."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None


def _connect(where: str) -> Any:
    """A socket, or a pyserial port. Raise OSError, or ValueError if the name cannot be."""
    if where.startswith("socket://"):
        parts = urlsplit(where)
        if not parts.hostname or not parts.port:
            raise ValueError("allowed is socket://host:port")
        stream = socket.create_connection((parts.hostname, parts.port), timeout=5)
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        stream.settimeout(None)
        return stream
    if os.path.exists(where) and stat.S_ISSOCK(os.stat(where).st_mode):
        stream = socket.socket(socket.AF_UNIX)
        try:
            stream.connect(where)
        except OSError:
            stream.close()
            raise
        return stream
    if "://" not in where and not os.path.exists(where):
        raise FileNotFoundError(2, "no such port")
    return serial.serial_for_url(where, baudrate=BAUD, exclusive=None)


def open_board(port: str, settings: dict[str, Any], rooms: int, memory: dict[str, Any] | None = None) -> Session:
    """The core on the board at `port`. InputError in one line if there is none, or it does not answer."""
    stream = BoardPort(port)
    try:
        return Session(Link(stream), settings, rooms, memory)
    except BaseException:
        stream.close()
        raise
