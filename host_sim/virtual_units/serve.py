"""A virtual unit in a house for clients of other processes: behind a pty, or at a TCP port, in real time or faster.

    with Pty() as door:                       # or Tcp("127.0.0.1", 4000)
        serve(Household(home, profile), door, speed=60)

With `speed` 60 a minute of the house passes in a second, the unit's times for answers included; what it forgets after 60 s it has
forgotten after one. Bytes take no time of their own on a pty or a socket. Clients come one after the other.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import sys
import time
import tty
from collections.abc import Callable
from types import TracebackType
from typing import Any

from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT
from host_sim.errors import InputError
from host_sim.plant.home import Home
from host_sim.virtual_units.front import open_front
from host_sim.virtual_units.habits import Profile
from host_sim.virtual_units.indoor import IndoorUnit

_MODES = {HEAT: "heat", COOL: "cool", AUTO: "auto", DRY: "dry", FAN: "fan"}
_WAIT = 0.02  # s between two looks
_WORK = 0.05  # s for the house between two looks at the line; what it does not reach in that time, its clock waits for
_TELL = 10.0  # s between two lines on what happens


class Household:
    """A house with the unit in it, on a clock of its own."""

    def __init__(self, home: Home, profile: Profile, head_offset: float | None = None):
        self.home = home
        self.unit = IndoorUnit(home, profile.habits, head_offset)
        self.front = open_front(profile, self.unit)
        self.ms = 0.0

    def live(self, ms: float, until: Callable[[], bool] = lambda: False) -> None:
        """Up to `ms` since the start; less far if `until` says so."""
        step = 1000 * self.home.dt
        while self.unit.now * 1000 + step <= ms:
            self.unit.step()
            self.home.advance(self.unit.command, self.home.dt)
            if until():
                ms = min(ms, self.unit.now * 1000.0)
        self.ms = ms

    def line(self) -> str:
        """What happens, in a line."""
        unit, minutes = self.unit, int(self.ms) // 60_000
        doing = "defrosts" if unit.defrosting else f"{unit.speed} Hz, {unit.watts} W" if unit.operating else "stands"
        wish = f"{_MODES[unit.mode]} {unit.setpoint / 100:.1f} °C" if unit.on else "off"
        fed = unit.ear.fed(self.ms / 1000)
        room = f"room {self.home.room:.1f} °C, " + (
            f"fed {fed / 100:.1f} °C" if fed is not None else f"head {unit.ear.head / 100:.1f} °C"
        )
        day, hour = minutes // 1440 + 1, f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
        return f"day {day} {hour}: {room}; {wish}; {doing}; {self.front.heard} requests"


class Door:
    """Where clients come in. `where`: what to tell them."""

    where = ""

    def poll(self, wait: float) -> bytes:
        """What has come within `wait` s."""
        raise NotImplementedError

    def send(self, data: bytes) -> None:
        """To whoever is there."""
        raise NotImplementedError

    def close(self) -> None:
        """No more."""

    def __enter__(self) -> Any:
        return self

    def __exit__(self, _kind: type | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self.close()


class Pty(Door):
    """A pseudo terminal; its other end stays open, so that clients may come and go."""

    def __init__(self) -> None:
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.where = os.ttyname(self._slave)

    def poll(self, wait: float) -> bytes:
        readable, _, _ = select.select([self._master], [], [], wait)
        return os.read(self._master, 4096) if readable else b""

    def send(self, data: bytes) -> None:
        with contextlib.suppress(BlockingIOError):  # nobody reads there
            os.write(self._master, data)

    def close(self) -> None:
        os.close(self._master)
        os.close(self._slave)


class Tcp(Door):
    """A listening port; port 0: any free one."""

    def __init__(self, host: str, port: int):
        try:
            self._server = socket.create_server((host, port))
        except OSError as error:
            raise InputError(
                f"--tcp {host}:{port}: cannot be had ({os.strerror(error.errno) if error.errno and error.errno > 0 else error})"
            ) from None
        self.where = "{}:{}".format(*self._server.getsockname()[:2])
        self._client: socket.socket | None = None

    def poll(self, wait: float) -> bytes:
        readable, _, _ = select.select([self._client or self._server], [], [], wait)
        if not readable:
            return b""
        if self._client is None:
            self._client = self._server.accept()[0]
            self._client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return b""
        try:
            data = self._client.recv(4096)
        except OSError:
            data = b""
        if not data:
            self._leave()
        return data

    def send(self, data: bytes) -> None:
        if self._client is not None:
            try:
                self._client.sendall(data)
            except OSError:
                self._leave()

    def _leave(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def close(self) -> None:
        self._leave()
        self._server.close()


def serve(
    household: Household,
    door: Door,
    speed: float = 1.0,
    seconds: float = float("inf"),
    tell: Callable[[str], Any] = lambda line: print(line, file=sys.stderr, flush=True),
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Until the house has lived for `seconds`. Ends with KeyboardInterrupt before."""
    front = household.front
    front.GAP *= speed
    last = told = clock()
    while household.ms < 1000 * seconds:
        due = front.due
        wait = _WAIT if due is None else min(max((due - household.ms) / 1000 / speed, 0.0), _WAIT)
        data = door.poll(wait)
        now = clock()
        until = min(household.ms + 1000 * (now - last) * speed, 1000 * seconds)
        household.live(until, _tired(clock, now + _WORK))
        last = now
        if data:
            front.feed(data, household.ms)
            if front.ONE_WIRE:
                door.send(data)
        if answer := front.answer(household.ms):
            door.send(answer)
        if now - told >= _TELL:
            told = now
            tell(household.line())


def _tired(clock: Callable[[], float], until: float) -> Callable[[], bool]:
    return lambda: clock() > until
