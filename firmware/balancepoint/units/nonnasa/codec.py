"""Frames of Samsung's older bus: bytes <-> values. Nothing is kept but what is still coming in, and nothing allocated.

    32 source destination command, eight bytes, check 34        check: exclusive or of the bytes from the second to the twelfth

C8 is the outdoor unit, 00 and on the indoor ones, D0 a central controller, which we are.
"""

from ...control.command import FAN_AUTO
from ...control.quantity import UNKNOWN, const
from ...control.request import AUTO, COOL, DRY, FAN, HEAT
from ..scan import Scan

START = const(0x32)
END = const(0x34)
SIZE = const(14)

OUTDOOR = const(0xC8)
CENTRAL = const(0xD0)
ALL = const(0xF0)

STATE = const(0x20)
OUTDOOR_STATE = const(0xC0)
CONTROL = const(0xC6)
MACHINE = const(0xF0)
LIMITS = const(0xF3)
LAST = const(0xF8)  # after it others are silent for 300 ms
TELL = const(0xB0)
REGISTER = const(0xD1)
NEW = const(0xAD)  # who has not registered yet

_MODES = {0x01: HEAT, 0x02: COOL, 0x04: DRY, 0x08: FAN, 0x21: AUTO, 0x22: AUTO}
_MODE_BYTES = (0, 4, 1, 0, 2, 3)  # of what is told, by `request`'s number
_FANS = (FAN_AUTO, FAN_AUTO, 1, UNKNOWN, 2, 3, 3, UNKNOWN)
_FAN_BITS = (0, 0x40, 0x80, 0xA0)


class Receiver(Scan):
    """See `scan`."""

    STARTS = b"\x32"

    def __init__(self):
        Scan.__init__(self, SIZE)

    def _look(self, buffer, count):
        if count < SIZE:
            return 0
        return SIZE if buffer[SIZE - 1] == END and buffer[SIZE - 2] == check_of(buffer) else -1


def check_of(buffer):
    check = 0
    for k in range(1, SIZE - 2):
        check ^= buffer[k]
    return check


def seal(buffer):
    buffer[0] = START
    buffer[SIZE - 2] = check_of(buffer)
    buffer[SIZE - 1] = END
    return SIZE


def degrees(byte):
    """0.01 °C; UNKNOWN for what no room or wind can have."""
    value = (byte - 55) * 100
    return value if -4000 <= value <= 12000 else UNKNOWN


def mode_of(frame):
    return _MODES.get(frame[8] & 0x3F, UNKNOWN)


def fan_of(frame):
    return _FANS[frame[7] & 0x07]


def tell(buffer, unit):
    """The frame that sets everything at once. `unit`: address, on, mode, setpoint °C, fan 0 (automatic) to 3, room °C, packed
    into a bytearray of six."""
    buffer[1] = CENTRAL
    buffer[2] = unit[0]
    buffer[3] = TELL
    buffer[4] = 0x1F
    buffer[5] = unit[5]
    buffer[6] = unit[3] & 0x1F | _FAN_BITS[unit[4]]
    buffer[7] = _MODE_BYTES[unit[2]]
    buffer[8] = 0xF4 if unit[1] else 0xC4
    buffer[9] = 0x21
    buffer[10] = buffer[11] = 0
    return seal(buffer)


def register(buffer):
    """The frame by which a central controller makes itself known to the outdoor unit."""
    for k in range(SIZE):
        buffer[k] = 0
    buffer[1] = CENTRAL
    buffer[2] = OUTDOOR
    buffer[3] = REGISTER
    buffer[4] = 0xD2
    return seal(buffer)
