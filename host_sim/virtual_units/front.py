"""A virtual unit's plug: bytes in, bytes out, with the time of every byte as an argument. One file a protocol inherits from this.

    front = open_front("cn105", unit)           # unit: an IndoorUnit
    front.feed(b"\\xfc...", ms)                  # what has arrived by `ms`
    front.answer(ms)                            # what goes out by then; b"" for nothing
    front.due                                   # ms at which the next answer goes out, or None
    front.faults.silent = True                  # see Faults

Times are ms since the start of the run, on the unit's own clock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from host_sim.virtual_units.habits import Profile
from host_sim.virtual_units.indoor import IndoorUnit


@dataclass
class Faults:
    """What can go wrong on the line. `corrupt`, `half`: every so many-th answer has a bit turned, or ends half-way; 0: none.
    `nak`: everything is refused. `late`: s that it is up later after the mains. `echo`: the two lines touch, so that everything
    comes back, and the unit hears nothing."""

    silent: bool = False
    corrupt: int = 0
    half: int = 0
    echo: bool = False
    nak: bool = False
    late: float = 0.0


class Front:
    """What the protocols share: the queue of answers, faults, counters. `heard`: whole requests; `garbage`: bytes that were none;
    `answered`: answers that went out."""

    BAUD = 2400
    PARITY: int | None = 0  # None, 0 even, 1 odd
    STOP = 1
    INVERTED = False  # both levels of the line are
    ONE_WIRE = False  # everybody hears everybody, himself too
    REPLY = 30.0  # ms from the end of a request to the answer: a guess where the protocol's file says nothing
    GAP = 100.0  # ms of silence that end what was begun: a guess

    def __init__(self, unit: IndoorUnit, profile: Profile):
        self.unit = unit
        self.profile = profile
        self.faults = Faults()
        self.baud = int(profile.wire.get("baud", self.BAUD))
        self.heard = self.garbage = self.answered = 0
        self._out: deque[tuple[float, bytes]] = deque()
        self._in = bytearray()
        self._came = 0.0
        self._was_up = False
        self._said = 0

    @property
    def due(self) -> float | None:
        """ms of the next answer."""
        return self._out[0][0] if self._out else None

    @property
    def pending(self) -> bool:
        """Whether something that it has begun is still to go out."""
        return bool(self._out)

    @property
    def turns(self) -> int:
        """How often somebody has had his say."""
        return self.heard

    def feed(self, data: bytes, ms: float) -> None:
        """Bytes have arrived, the last one at `ms`."""
        if self.faults.echo:
            self._out.append((ms, bytes(data)))
            return
        if not self._up(ms):
            return
        if self._in and ms - self._came > self.GAP:
            self.garbage += len(self._in)
            self._in.clear()
        self._came = ms
        self._in += data
        for request in self._requests():
            self.heard += 1
            self.hear(request, ms)

    def answer(self, ms: float) -> bytes:
        """All that is due by `ms`."""
        if not self.faults.echo and not self._up(ms):
            return b""
        out = b""
        while self._out and self._out[0][0] <= ms:
            out += self._out.popleft()[1]
        return out

    def _up(self, ms: float) -> bool:
        """Whether it speaks; coming up it has forgotten everything."""
        up = self.unit.answers(ms / 1000.0 - self.faults.late)
        if up != self._was_up:
            self._was_up = up
            self._in.clear()
            self._out.clear()
            self.begin()
        return up

    def say(self, frame: bytes, ms: float) -> None:
        """Queue an answer to go out at `ms`, with what is wrong with it."""
        if self.faults.silent:
            return
        self._said += 1
        self.answered += 1
        if self.faults.corrupt and self._said % self.faults.corrupt == 0:
            middle = len(frame) // 2
            frame = frame[:middle] + bytes([frame[middle] ^ 0x10]) + frame[middle + 1 :]
        if self.faults.half and self._said % self.faults.half == 0:
            frame = frame[: len(frame) // 2]
        self._out.append((ms, frame))

    def skip(self, count: int = 1) -> None:
        """The first bytes are no part of a request."""
        self.garbage += count
        del self._in[:count]

    # The protocol's part

    def begin(self) -> None:
        """The mains have come or gone."""

    def _requests(self) -> Iterator[bytes]:
        """Take whole, checked requests off `self._in`."""
        raise NotImplementedError

    def hear(self, request: bytes, ms: float) -> None:
        """Do and answer what a request asks."""
        raise NotImplementedError


def key_of(table: dict[int, int], code: int) -> int | None:
    """What stands for that code; the first, if it stands for several."""
    return next((key for key, value in table.items() if value == code), None)


def open_front(profile: Profile, unit: IndoorUnit) -> Front:
    """The front of the profile's protocol."""
    front: Front = import_module(f"host_sim.virtual_units.{profile.proto}_front").PLUG(unit, profile)
    return front
