"""What is wired to the twin's UART: nothing, a unit in this process, or whatever answers on a pty or a TCP port.

    chip.buses["uart"] = Wire(front, Speed(2400, 0, 1))     # front: `take(bytes)`, `give() -> bytes`
    chip.buses["uart"] = Wire(Far.opened("/dev/pts/7"))     # or "127.0.0.1:4000"
    chip.buses["uart"] = plugged(front, chip)               # of virtual_units

Who listens at another speed, parity or level than the other sends hears noise: some byte for each that was sent. `joined`: the
wires for sending and receiving touch each other, what is sent comes back.
"""

from __future__ import annotations

import contextlib
import os
import socket
import termios
import tty
from collections.abc import Callable
from typing import NamedTuple, Protocol

from host_sim.errors import InputError
from host_sim.twin.chip import Chip
from host_sim.virtual_units.front import Front as VirtualFront


class Speed(NamedTuple):
    baud: int
    parity: int | None
    stop: int
    inverted: bool = False


class Front(Protocol):
    """The unit's end of the wire."""

    def take(self, data: bytes) -> None: ...

    def give(self) -> bytes: ...


class Wire:
    """`unit`: the other end, None for nobody. `speed`: that at which it speaks, None: at the board's, whatever that is."""

    def __init__(self, unit: Front | None = None, speed: Speed | None = None) -> None:
        self.unit = unit
        self.speed = speed
        self.board: Speed | None = None  # as the firmware has set it up
        self.joined = False
        self.sent = bytearray()  # all that the board has sent
        self._waiting = bytearray()

    @property
    def _understood(self) -> bool:
        if self.speed is None or self.board is None:
            return True
        # the number of stop bits is heard by nobody
        return self.board._replace(stop=0) == self.speed._replace(stop=0)

    def write(self, data: bytes) -> None:
        """The board sends."""
        self.sent += data
        if self.joined:
            self._waiting += data
        if self.unit is not None:
            self.unit.take(data if self._understood else noise(data))

    def read(self, buffer: bytearray) -> int | None:
        """What has come, as MicroPython's `readinto` gives it."""
        if self.unit is not None:
            data = self.unit.give()
            self._waiting += data if self._understood else noise(data)
        count = min(len(buffer), len(self._waiting))
        buffer[:count] = self._waiting[:count]
        del self._waiting[:count]
        return count or None


def noise(data: bytes) -> bytes:
    """The same bytes as one hears them who listens at another speed."""
    return bytes((byte * 37 + 0x5B ^ byte >> 3) & 0xFF for byte in data)


class Plug:
    """The front of a virtual unit, in the chip's time."""

    def __init__(self, front: VirtualFront, clock: Callable[[], float]) -> None:
        self.front = front
        self._clock = clock
        self._begun = clock()

    @property
    def _ms(self) -> float:
        return 1000.0 * (self._clock() - self._begun)

    def take(self, data: bytes) -> None:
        self.front.feed(data, self._ms)

    def give(self) -> bytes:
        return self.front.answer(self._ms)


def plugged(front: VirtualFront, chip: Chip) -> Wire:
    """A wire to a virtual unit whose home lives from now on."""
    wire = Wire(Plug(front, lambda: chip.seconds), Speed(front.baud, front.PARITY, front.STOP, front.INVERTED))
    wire.joined = front.ONE_WIRE
    return wire


class Far:
    """A unit of another process, on a descriptor that does not wait."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        os.set_blocking(descriptor, False)

    @classmethod
    def opened(cls, where: str) -> Far:
        """`where`: the path of a pty or a serial port, or HOST:PORT."""
        host, colon, port = where.rpartition(":")
        try:
            if colon and port.isdigit() and "/" not in host:
                return cls(socket.create_connection((host, int(port)), timeout=5).detach())
            descriptor = os.open(where, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        except OSError as error:
            raise InputError(f"--unit {where}: cannot be opened ({error.strerror or error})") from None
        try:
            tty.setraw(descriptor)
        except termios.error:
            os.close(descriptor)
            raise InputError(f"--unit {where}: is no port; a pty, a serial port or HOST:PORT is needed") from None
        return cls(descriptor)

    def take(self, data: bytes) -> None:
        with contextlib.suppress(OSError):  # nobody is there now; the session will say that nobody answers
            os.write(self._descriptor, data)

    def give(self) -> bytes:
        try:
            return os.read(self._descriptor, 4096)
        except OSError:
            return b""
