"""Frames of the adapter's socket: bytes <-> values. Nothing is kept but what is still coming in, and nothing allocated.

    type 00 00 00 length data... check check        check: FFFF less the sum of all bytes before it, high byte first

Data of a read are registers of two bytes each; of its answer a status, 01, and register and value in turn; of a write the latter.
"""

from ...control.quantity import UNKNOWN, const
from ..scan import Scan

INIT_1 = const(0x00)
INIT_2 = const(0x01)
WRITE = const(0x02)
READ = const(0x03)
RESTARTED = const(0xFC)  # or FE: the unit has just come up, the real answer follows

MOST = const(77)  # bytes of data
LONGEST = const(84)

DONE = const(1)  # status

POWER = const(0x1000)
MODE = const(0x1001)
SETPOINT = const(0x1002)
FAN = const(0x1003)
VANE = const(0x1010)
SWINGS = const(0x1011)
WIDE = const(0x1022)
WIDE_SWINGS = const(0x1023)
VANE_STANDS = const(0x10A0)  # where it stands, whoever has moved it
WIDE_STANDS = const(0x10A9)
ROOM = const(0x1033)
MINIMUM_HEAT = const(0x1101)
COIL_DRY = const(0x1144)
OUTDOOR = const(0x2020)
VANES = const(0x0130)
WIDE_VANES = const(0x0142)

_ZERO = const(5025)  # of the temperatures: 0x1B71 is 20.0 °C, 0x1D97 25.5 °C


class Receiver(Scan):
    """See `scan`."""

    STARTS = b"\x00\x01\x02\x03\xfc\xfe"

    def __init__(self):
        Scan.__init__(self, LONGEST)

    def _look(self, buffer, count):
        for k in range(1, min(count, 4)):
            if buffer[k]:
                return -1
        if count < 5:
            return 0
        if not 0 < buffer[4] <= MOST:
            return -1
        whole = buffer[4] + 7
        if count < whole:
            return 0
        return whole if pair(buffer, whole - 2) == check_of(buffer, whole - 2) else -1


def check_of(buffer, count):
    total = 0xFFFF
    for k in range(count):
        total -= buffer[k]
    return total & 0xFFFF


def pair(buffer, k):
    """Two bytes, the higher first."""
    return buffer[k] << 8 | buffer[k + 1]


def put_pair(buffer, k, value):
    buffer[k] = value >> 8
    buffer[k + 1] = value & 0xFF


def seal(buffer, kind, length):
    """Head and check around `length` bytes of data from the fifth on; how many bytes the frame has."""
    buffer[0] = kind
    buffer[1] = buffer[2] = buffer[3] = 0
    buffer[4] = length
    put_pair(buffer, length + 5, check_of(buffer, length + 5))
    return length + 7


def begin(buffer, kind):
    """The first (INIT_1) and the second word of an adapter."""
    for k in range(5, 9):
        buffer[k] = 0
    if kind == INIT_2:
        buffer[6] = 4
        buffer[8] = 1
    return seal(buffer, kind, 4)


def ask(buffer, registers):
    """The frame that reads them."""
    at = 5
    for register in registers:
        put_pair(buffer, at, register)
        at += 2
    return seal(buffer, READ, at - 5)


def tell(buffer, register, value):
    """The frame that writes one."""
    put_pair(buffer, 5, register)
    put_pair(buffer, 7, value)
    return seal(buffer, WRITE, 4)


def degrees(value, low, high):
    """0.01 °C; UNKNOWN outside the range: a unit that has just come up says 605 °C."""
    value -= _ZERO
    return value if low <= value <= high else UNKNOWN
