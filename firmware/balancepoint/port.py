"""The serial port that people and tools speak to: standard input and output, without ever waiting."""

import select
import sys


class Port:
    """`read(buffer, most)`, `write(data)`: bytes."""

    def __init__(self):
        self._in = sys.stdin.buffer
        self._out = sys.stdout.buffer
        self._poll = select.poll()
        self._poll.register(sys.stdin, select.POLLIN)

    def read(self, buffer, most):
        """Append up to `most` bytes that have come to a bytearray; how many."""
        count = 0
        while count < most and self._poll.poll(0):
            byte = self._in.read(1)
            if not byte:
                break
            buffer += byte
            count += 1
        return count

    def write(self, data):
        self._out.write(data)
        flush = getattr(self._out, "flush", None)
        if flush:
            flush()
