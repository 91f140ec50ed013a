"""Modbus RTU, bytes <-> values: reading one register (functions 3 and 4), writing one (6, or 16 with a count of 1), exceptions.

"MODBUS over Serial Line, Specification and Implementation Guide V1.02" (2006): CRC-16 of polynomial A001, its lower byte first;
a frame ends with 3.5 characters of silence, above 19200 Bd with 1.75 ms. How long an answer is shows in its first two bytes, for
no more than one register is ever asked for.
"""

from ...control.quantity import const

HOLDING = const(3)  # functions
INPUT = const(4)
WRITE = const(6)
WRITE_MANY = const(16)
EXCEPTION = const(0x80)  # beside the function

LONGEST = const(16)  # more than the longest, a request to write


def crc(frame, begin, end):
    value = 0xFFFF
    for i in range(begin, end):
        value ^= frame[i]
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
    return value


def seal(frame, end):
    """Puts the CRC behind; the frame's length."""
    value = crc(frame, 0, end)
    frame[end] = value & 255
    frame[end + 1] = value >> 8
    return end + 2


def request(frame, address, function, register, value=1):
    """Into `frame`: read one register, or write `value` into it. Its length."""
    frame[0] = address
    frame[1] = function
    frame[2] = register >> 8
    frame[3] = register & 255
    i = 4
    if function == WRITE_MANY:
        frame[4] = 0
        frame[5] = 1
        frame[6] = 2
        i = 7
    frame[i] = value >> 8
    frame[i + 1] = value & 255
    return seal(frame, i + 2)


def expected(frame, count):
    """How long the answer is that begins so; 0: that does not show yet; -1: it is none."""
    if count < 2:
        return 0
    function = frame[1]
    if function == WRITE or function == WRITE_MANY:
        return 8
    if function == HOLDING or function == INPUT:
        return 7 if count < 3 or frame[2] == 2 else -1
    if function & EXCEPTION:
        function &= 0x7F
        if function == HOLDING or function == INPUT or function == WRITE or function == WRITE_MANY:
            return 5
    return -1


def register(frame):
    """The first register of an answer to a read."""
    return frame[3] << 8 | frame[4]


def silence(baud):
    """ms that end a frame: 3.5 characters of 11 bits, rounded up."""
    return 2 if baud > 19200 else 38500 // baud + 1


class Receiver:
    """`put` every byte; 1: a whole answer lies in `buffer[:length]` until the next one. Behind bytes that are none it goes on
    looking."""

    def __init__(self):
        self.buffer = bytearray(LONGEST)
        self.length = 0
        self.bad = 0
        self._count = 0

    def put(self, byte):
        if self.length:
            self._drop(self.length)
        self.buffer[self._count] = byte
        self._count += 1
        return self.next()

    def next(self, skip=0):
        """1 if another answer is whole. `skip` 1: the line is silent, what was begun does not come any more."""
        buffer = self.buffer
        if self.length or skip and self._count:
            self._drop(self.length or 1)
        while self._count:
            length = expected(buffer, self._count)
            if length >= 0 and (not length or self._count < length):
                return 0
            if length > 0 and not crc(buffer, 0, length):
                self.length = length
                return 1
            self.bad += 1
            self._drop(1)
        return 0

    def clear(self):
        self._count = self.length = 0

    def _drop(self, first):
        buffer = self.buffer
        count = self._count
        for i in range(first, count):
            buffer[i - first] = buffer[i]
        self._count = count - first
        self.length = 0
