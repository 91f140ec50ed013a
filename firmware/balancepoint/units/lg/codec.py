"""Frames of LG's controller bus: bytes <-> values. Nothing is kept but what is still coming in, and nothing allocated.

Who speaks is in the high half of the first byte (A master controller, 2 slave, C unit), what about in the low one; the last byte
is the sum of the others, exclusive or 55.
"""

from ...control.command import FAN_AUTO
from ...control.quantity import UNKNOWN, const
from ...control.request import AUTO, COOL, DRY, FAN, HEAT
from ..scan import Scan

SIZE = const(13)

STATE = const(0xA8)
UNIT_STATE = const(0xC8)
UNIT_ABILITIES = const(0xC9)

_MODES = (COOL, DRY, FAN, AUTO, HEAT)  # by the unit's number
_MODE_NUMBERS = b"\x00\x04\x00\x03\x01\x02"  # by `request`'s
_FANS = (1, 3, 5, FAN_AUTO, 1, 2, 4, 5)  # low, medium, high, auto, slow, low-medium, medium-high, power
_FAN_NUMBERS = b"\x03\x00\x05\x01\x06\x02"  # by level; 0: auto


class Receiver(Scan):
    """See `scan`."""

    STARTS = b"\xa8\xa9\xaa\xab\xac\xad\xae\xaf\xc8\xc9\xca\xcb\xcc\xcd\xce\xcf\x28\x29\x2a\x2b\x2c\x2d\x2e\x2f"

    def __init__(self):
        Scan.__init__(self, SIZE)

    def _look(self, buffer, count):
        if count < SIZE:
            return 0
        return SIZE if buffer[SIZE - 1] == check_of(buffer) else -1


def check_of(buffer):
    total = 0
    for k in range(SIZE - 1):
        total += buffer[k]
    return total & 0xFF ^ 0x55


def mode_of(frame):
    number = frame[1] >> 2 & 7
    return _MODES[number] if number < len(_MODES) else UNKNOWN


def fan_of(frame):
    return _FANS[frame[1] >> 5]


def setpoint_of(frame):
    return (frame[6] & 0x0F) * 100 + 1500 + (50 if frame[5] & 1 else 0)


def room_of(frame):
    return (frame[7] & 0x3F) * 50 + 1000


def put_state(buffer, on, mode, fan):
    """Of a frame that was the unit's own words: who speaks, that something is changed, power, mode and fan."""
    buffer[0] = STATE
    buffer[1] = 1 | (2 if on else 0) | _MODE_NUMBERS[mode] << 2 | _FAN_NUMBERS[0 if fan == FAN_AUTO else fan] << 5


def put_setpoint(buffer, value):
    value = (value + 25) // 50
    buffer[5] = buffer[5] & 0xFE | value & 1
    buffer[6] = buffer[6] & 0xF0 | (value // 2 - 15) & 0x0F


def put_room(buffer, value):
    """The room as the controller feels it, and that the unit goes by it (the controller's thermistor), or by its own: 0."""
    buffer[6] = buffer[6] & 0xCF | (0x10 if value else 0)
    if value:
        buffer[7] = min(max((value - 975) // 50, 0), 0x3F)


def seal(buffer):
    buffer[SIZE - 1] = check_of(buffer)
    return SIZE
