"""The last frames of a session, both ways, with their times: a ring of bytes that never grows.

    session.recorder = Recorder(2048)       # bytes; a frame takes its own and six more
    for ms, direction, frame in recorder.frames(5): ...

What is full loses its oldest frames, and counts them.
"""

SENT = 0
RECEIVED = 1

_HEAD = 6  # bytes before a frame: direction, length, ms
_MOST = 255  # bytes of a frame that are kept


class Recorder:
    """`count`: frames in the ring. `dropped`: those that were overwritten."""

    def __init__(self, size):
        self._ring = bytearray(size)
        self._begin = 0
        self._used = 0
        self.count = 0
        self.dropped = 0

    def note(self, direction, buffer, count, ms):
        """A whole frame has gone out (SENT) or come in. Allocates nothing."""
        ring = self._ring
        size = len(ring)
        if count > _MOST:
            count = _MOST
        if count + _HEAD > size:
            return
        while size - self._used < count + _HEAD:
            length = ring[(self._begin + 1) % size] + _HEAD
            self._begin = (self._begin + length) % size
            self._used -= length
            self.count -= 1
            if self.dropped < 1 << 29:
                self.dropped += 1
        at = (self._begin + self._used) % size
        ring[at] = direction
        ring[(at + 1) % size] = count
        for k in range(4):
            ring[(at + 2 + k) % size] = ms >> 8 * k & 0xFF
        for k in range(count):
            ring[(at + _HEAD + k) % size] = buffer[k]
        self._used += count + _HEAD
        self.count += 1

    def frames(self, last=1 << 29):
        """The last so many, oldest first, as (ms, direction, bytes). Outside the tick; what comes meanwhile is not among them."""
        ring = self._ring
        size = len(ring)
        at = self._begin
        out = []
        for k in range(self.count):
            count = ring[(at + 1) % size]
            if k >= self.count - last:
                ms = 0
                for place in range(3, -1, -1):
                    ms = ms << 8 | ring[(at + 2 + place) % size]
                out.append((ms, ring[at], bytes([ring[(at + _HEAD + i) % size] for i in range(count)])))
            at = (at + _HEAD + count) % size
        return out
