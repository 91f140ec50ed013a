"""A line between a session and a unit of the tests: bytes in both directions, and time that passes.

On MicroPython the heap is locked while the session has its turn: what takes memory there fails.
"""

from array import array

from balancepoint.units.unit import Unit

try:
    from micropython import heap_lock, heap_unlock
except ImportError:  # CPython

    def heap_lock():
        pass

    heap_unlock = heap_lock

_ROOM = 512


class Line:
    """`unit(data)` gives the bytes of its answer, or b"". `delay`: ms until they are there. `echo`: what is sent comes back."""

    def __init__(self, session, unit, delay=60):
        self.session = session(Unit())
        self.unit = unit
        self.delay = delay
        self.echo = False
        self.sent = []  # whole writes
        self.ms = 0
        self._bytes = bytearray(_ROOM)  # on their way to us,
        self._at = array("i", [0] * _ROOM)  # each there at so many ms
        self._first = self._last = 0
        self._out = bytearray(_ROOM)
        self._count = 0

    @property
    def said(self):
        """The session's `Unit`."""
        return self.session.unit

    # the stream: no memory

    def read(self, buffer):
        count = 0
        while count < len(buffer) and self._first != self._last and self._at[self._first] <= self.ms:
            buffer[count] = self._bytes[self._first]
            self._first = (self._first + 1) % _ROOM
            count += 1
        return count

    def write(self, buffer, count):
        for k in range(count):
            self._out[self._count + k] = buffer[k]
        self._count += count

    # the unit's end

    def come(self, data, after=0):
        """Bytes that arrive `after` ms from now."""
        for byte in data:
            self._bytes[self._last] = byte
            self._at[self._last] = self.ms + after
            self._last = (self._last + 1) % _ROOM
            assert self._last != self._first, "too much on the line"

    def _answer(self):
        data = bytes(self._out[: self._count])
        self._count = 0
        self.sent.append(data)
        if self.echo:
            self.come(data, 5)
        self.come(self.unit(data), self.delay)

    # time

    def run(self, seconds):
        """Step by step."""
        session = self.session
        pace = session.pace
        end = self.ms + round(seconds * 1000)
        while self.ms < end:
            self.ms += pace
            session.unit.now = self.ms // 1000
            heap_lock()
            try:
                session.step(self, self.ms & 0x1FFFFFFF)
            finally:
                heap_unlock()
            if self._count:
                self._answer()

    def until(self, true, most=60):
        """Seconds until `true()`, which must be within `most`."""
        begun = self.ms
        while not true():
            self.run(self.session.pace / 1000)
            assert self.ms - begun <= most * 1000, "it did not happen"
        return (self.ms - begun) / 1000
