"""The line between a session of the firmware and a front, in simulated ms: bytes take their time, and are recorded.

    wire = Wire(front)
    session.step(wire, ms)        # wire is the session's stream: `read(buffer)`, `write(buffer, count)`
    wire.at(ms)                   # time goes on: what has to arrive arrives
    wire.next, wire.ready         # ms of the next thing at the unit's end, and at ours; or None

What is written while bytes are still on their way goes out behind them, as out of a UART's buffer. On a single wire we hear
ourselves, and the unit begins when we have ended.
"""

from __future__ import annotations

import json
from collections import deque
from pathlib import Path

from host_sim.virtual_units.front import Front

SENT, HEARD = "out", "in"  # directions, seen from the firmware
FIRST, LAST = 2000, 20_000  # records that are kept, of the beginning and of the end


class Record:
    """What went over the line: the first `FIRST` pieces and the last `LAST`; `dropped` counts those between."""

    def __init__(self, proto: str):
        self.proto = proto
        self.count = 0
        self._first: list[tuple[int, str, bytes]] = []
        self._last: deque[tuple[int, str, bytes]] = deque(maxlen=LAST)

    def add(self, ms: float, direction: str, data: bytes) -> None:
        """`data` began at `ms`."""
        self.count += 1
        entry = (int(ms), direction, data)
        if len(self._first) < FIRST:
            self._first.append(entry)
        else:
            self._last.append(entry)

    @property
    def dropped(self) -> int:
        return self.count - len(self._first) - len(self._last)

    def lines(self) -> list[str]:
        """JSON, one piece a line: {"ms", "dir", "hex", "proto"}; "out" is what the firmware sent."""
        return [
            json.dumps({"ms": ms, "dir": direction, "hex": data.hex().upper(), "proto": self.proto})
            for ms, direction, data in (*self._first, *self._last)
        ]

    def save(self, path: Path) -> None:
        """As JSON lines."""
        path.write_text("".join(f"{line}\n" for line in self.lines()), encoding="utf-8")


class Wire:
    """`byte`: ms that a byte takes, start, parity and stop bits included. `baud`, `parity`, `stop` as the firmware has set its
    UART (`setup`, by default as the unit's line is): with other ones each side hears garbage."""

    def __init__(self, front: Front):
        self.front = front
        self.record = Record(front.profile.proto)
        self.ms = 0.0
        self.ours = False  # the last that was said is the firmware's
        self.setup(front.baud, front.PARITY, front.STOP, front.INVERTED)
        self._to_unit: deque[tuple[float, bytes]] = deque()  # (ms of the last byte's arrival, bytes)
        self._to_us: deque[tuple[float, bytes]] = deque()  # (ms of the first byte's arrival, bytes)
        self._busy_out = self._busy_in = 0.0

    def setup(self, baud: int, parity: int | None, stop: int, inverted: int = 0) -> None:
        """The firmware's end of the line."""
        front = self.front
        self.byte = 1000.0 * (1 + 8 + (parity is not None) + stop) / baud
        self._heard_right = (baud, parity, bool(inverted)) == (front.baud, front.PARITY, front.INVERTED)

    def at(self, ms: float) -> None:
        """It is `ms` now."""
        self.ms = ms
        front = self.front
        while self._to_unit and self._to_unit[0][0] <= ms:
            at, data = self._to_unit.popleft()
            front.feed(data, at)
        while (due := front.due) is not None and due <= ms:
            data = front.answer(due)
            if data:
                begin = max(due, self._busy_in, self._busy_out if front.ONE_WIRE else 0.0)
                self.record.add(begin, HEARD, data)
                self.ours = False
                self._busy_in = begin + len(data) * self.byte
                self._to_us.append((begin + self.byte, self._garbled(data)))

    @property
    def next(self) -> float | None:
        """ms of the next thing at the unit's end: something arrives there, or an answer goes out."""
        due = self.front.due
        if not self._to_unit:
            return due
        at = self._to_unit[0][0]
        return at if due is None else min(at, due)

    @property
    def idle(self) -> bool:
        """Nothing is on its way, and no answer is due."""
        return not self._to_unit and not self._to_us and not self.front.pending

    @property
    def ready(self) -> float | None:
        """ms at which a whole piece will have come to the firmware."""
        if not self._to_us:
            return None
        at, data = self._to_us[0]
        return at + (len(data) - 1) * self.byte

    def read(self, buffer: bytearray) -> int:
        """The firmware's: bytes that have come by now into `buffer`; how many."""
        count = 0
        room = len(buffer)
        while self._to_us and count < room:
            at, data = self._to_us[0]
            come = min(int((self.ms - at) / self.byte + 1e-9) + 1 if self.ms >= at else 0, len(data), room - count)
            if come <= 0:
                break
            buffer[count : count + come] = data[:come]
            count += come
            self._to_us.popleft()
            if come < len(data):
                self._to_us.appendleft((at + come * self.byte, data[come:]))
        return count

    def write(self, buffer: bytes | bytearray, count: int) -> None:
        """The firmware's: the first `count` bytes of it go out."""
        data = bytes(buffer[:count])
        begin = max(self.ms, self._busy_out)
        self.record.add(begin, SENT, data)
        self.ours = True
        self._busy_out = begin + count * self.byte
        self._to_unit.append((self._busy_out, self._garbled(data)))
        if self.front.ONE_WIRE:
            self._to_us.append((begin + self.byte, data))

    def _garbled(self, data: bytes) -> bytes:
        """What the other end makes of it: the same, or what a wrong speed or parity leaves of it."""
        return data if self._heard_right else bytes((byte * 7 + 0x5B) & 0xFF for byte in data[::2])
