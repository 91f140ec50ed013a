"""Frames of NASA: bytes <-> values. Nothing is kept but what is still coming in, and nothing allocated.

    32 size(2) source(3) destination(3) C0 type number count {message(2) value} crc(2) 34      size: of the frame, less 2

A message's number says in its bits 9 and 10 how long its value is: 1, 2 or 4 bytes, 3: a structure up to the end. CRC: XMODEM,
over all between size and crc. Source and destination are class, channel, address: 10 outdoor, 20 indoor, 80 FF 00 a tool.
"""

from ...control.quantity import const
from ..scan import Scan

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


class Receiver(Scan):
    """See `scan`."""

    STARTS = b"\x32"

    def __init__(self):
        Scan.__init__(self, LONGEST)

    def _look(self, buffer, count):
        if count < 3:
            return 0
        whole = pair(buffer, 1) + 2
        if not SHORTEST <= whole <= LONGEST:
            return -1
        if count < whole:
            return 0
        right = buffer[whole - 1] == END and pair(buffer, whole - 3) == crc_of(buffer, 3, whole - 3)
        return whole if right else -1


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
