"""Frames of NASA: bytes <-> values. Nothing is kept but what is still coming in, and nothing allocated.

    32 size(2) source(3) destination(3) C0 type number count {message(2) value} crc(2) 34      size: of the frame, less 2

A message's number says in its bits 9 and 10 how long its value is: 1, 2 or 4 bytes, 3: a structure up to the end. CRC: XMODEM,
over all between size and crc. Source and destination are class, channel, address: 10 outdoor, 20 indoor, 80 FF 00 a tool.
"""

from ...control.quantity import const

START = const(0x32)
END = const(0x34)
SHORTEST = const(16)
LONGEST = const(240)

INDOOR = const(0x20)
OUTDOOR = const(0x10)
TOOL = const(0x80)

READ = const(1)  # what a frame is for
REQUEST = const(3)
NOTIFICATION = const(4)
RESPONSE = const(5)
ACK = const(6)
NACK = const(7)

POWER = const(0x4000)
MODE = const(0x4001)
FAN = const(0x4006)
SETPOINT = const(0x4201)
ROOM = const(0x4203)
COIL = const(0x4205)
OUTSIDE = const(0x8204)
FAULT = const(0x8235)
ENERGY = const(0x8414)

HEAD = const(13)  # bytes before the first message


class Receiver:
    """Whole frames out of single bytes. After `put` gave 1 the frame is in `buffer[:length]` until the next `put`. What does not
    fit is looked through again from its second byte on. `bad` counts what was no frame."""

    def __init__(self):
        self.buffer = bytearray(LONGEST)
        self.length = 0
        self.bad = 0
        self._count = 0

    def clear(self):
        self._count = 0

    def put(self, byte):
        buffer = self.buffer
        buffer[self._count] = byte
        self._count += 1
        while self._count:
            verdict = self._look()
            if verdict > 0:
                self._count = 0
                return 1
            if not verdict:
                return 0
            if self._count > 2 and self.bad < 1 << 29:
                self.bad += 1
            begin = 1
            while begin < self._count and buffer[begin] != START:
                begin += 1
            for k in range(begin, self._count):
                buffer[k - begin] = buffer[k]
            self._count -= begin
        return 0

    def _look(self):
        """1: a whole frame. 0: so far it may become one. -1: it is none."""
        buffer = self.buffer
        count = self._count
        if buffer[0] != START:
            return -1
        if count < 3:
            return 0
        whole = pair(buffer, 1) + 2
        if not SHORTEST <= whole <= LONGEST:
            return -1
        if count < whole:
            return 0
        self.length = whole
        if buffer[whole - 1] != END:
            return -1
        return 1 if pair(buffer, whole - 3) == crc_of(buffer, 3, whole - 3) else -1


def crc_of(buffer, begin, end):
    crc = 0
    for k in range(begin, end):
        crc ^= buffer[k] << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def pair(buffer, k):
    """Two bytes, the higher first."""
    return buffer[k] << 8 | buffer[k + 1]


def width(message):
    """Bytes of a message's value, 0 for a structure, which goes on to the end."""
    kind = message >> 9 & 3
    return 0 if kind == 3 else 1 << kind


def signed(value):
    return value - 0x10000 if value & 0x8000 else value


def begin(buffer, target, kind, number):
    """The head of a frame of ours to a unit: `target`, three bytes of its address. 0 messages so far."""
    buffer[0] = START
    buffer[3] = TOOL
    buffer[4] = 0xFF
    buffer[5] = 0
    for k in range(3):
        buffer[6 + k] = target[k]
    buffer[9] = 0xC0
    buffer[10] = 0x10 | kind
    buffer[11] = number & 0xFF
    buffer[12] = 0
    return HEAD


def add(buffer, at, message, value):
    """One more message, at `at`; where the next one goes. A read has no values: 0."""
    buffer[12] += 1
    buffer[at] = message >> 8
    buffer[at + 1] = message & 0xFF
    at += 2
    size = width(message)
    while size:
        size -= 1
        buffer[at] = value >> 8 * size & 0xFF
        at += 1
    return at


def seal(buffer, at):
    """Size, crc and end; how many bytes the frame has."""
    buffer[1] = at + 1 >> 8
    buffer[2] = at + 1 & 0xFF
    crc = crc_of(buffer, 3, at)
    buffer[at] = crc >> 8
    buffer[at + 1] = crc & 0xFF
    buffer[at + 2] = END
    return at + 3
