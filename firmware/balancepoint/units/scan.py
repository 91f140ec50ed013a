"""Whole frames out of single bytes, for protocols whose frame begins with one of a few bytes and says early how long it is.

What does not fit is looked through again from the next byte that may begin a frame: no byte that belongs to a frame is lost, and
a start byte within one is data.
"""

from ..control.quantity import const

_MOST = const(1 << 29)


class Scan:
    """`put` every byte; 1: a whole, checked frame lies in `buffer[:length]` until the next one. Then `next` as long as it is 1,
    for more may have come behind it. `bad` counts what was no frame.

    A protocol's `Receiver` says what a frame is:

        STARTS                  # the bytes that may begin one
        _look(buffer, count)    # bytes of the whole frame that begins the `count` bytes of `buffer`; 0: it may become one; -1
    """

    STARTS = b""

    def __init__(self, size):
        self.buffer = bytearray(size)
        self.length = self.bad = self._count = 0

    def clear(self):
        """What has begun is given up."""
        if self._count > self.length:
            self._wrong()
        self._count = self.length = 0

    def put(self, byte):
        if self.length:
            self._drop(self.length)
        self.buffer[self._count] = byte
        self._count += 1
        return self.next()

    def next(self, skip=0):
        """See above. `skip` 1: the line is silent, and what was begun does not come any more."""
        if self.length:
            self._drop(self.length)
        elif skip and self._count:
            self._wrong()
        while self._count:
            if self.buffer[0] in self.STARTS:
                length = self._look(self.buffer, self._count)
                if length >= 0:
                    self.length = length
                    return 1 if length else 0
                self._wrong()
            else:
                self._drop(1)
        return 0

    def _wrong(self):
        """What begins here is no frame."""
        if self.bad < _MOST:
            self.bad += 1
        self._drop(1)

    def _look(self, buffer, count):
        return count

    def _drop(self, first):
        """Forget what is before byte `first`, and what follows up to the next start."""
        buffer = self.buffer
        count = self._count
        while first < count and buffer[first] not in self.STARTS:
            first += 1
        for k in range(first, count):
            buffer[k - first] = buffer[k]
        self._count = count - first
        self.length = 0
