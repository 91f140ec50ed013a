"""Panasonic CN-CNT and CN-WLAN: bytes <-> values. Nothing is kept but the frame that is coming in.

    CN-CNT    70 (poll and its answer) or F0 (order), count, so many bytes, a byte that makes the sum of all zero
    CN-WLAN   5A, a counter, command of two bytes, count of two bytes, so many bytes, the same last byte

Source: DomiStyle/esphome-panasonic-ac esppac_cnt.cpp, and captures in its issues #1, #56, #82, #94.
"""

from ...control.command import FAN_AUTO
from ...control.quantity import UNKNOWN, const
from ...control.request import AUTO, COOL, DRY, FAN, HEAT
from ..scan import Scan
from ..unit import QUIET, SWING

POLL = const(0x70)
ORDER = const(0xF0)
WLAN = const(0x5A)

SIZE = const(72)  # the longest that is taken for a frame
STATE = const(10)  # bytes that can be set
ANSWER = const(0x20)  # bytes of the answer to a poll

# Places in a frame of CN-CNT
MODE = const(2)
SETPOINT = const(3)
FANS = const(5)
VANES = const(6)
PRESET = const(7)
DEFROST = const(14)
ROOM = const(18)
OUTDOOR = const(19)
ROOM_TOO = const(21)  # of units that say 0x80, nothing, at the first place
OUTDOOR_TOO = const(22)
WATTS = const(28)

_WIDE = b"\x09\x0a\x06\x0b\x0c"  # far left to far right


def seal(buffer, head, count):
    """Make a frame of CN-CNT around `count` bytes that stand in `buffer[2:]`; its length."""
    buffer[0] = head
    buffer[1] = count
    total = 0
    for k in range(count + 2):
        total += buffer[k]
    buffer[count + 2] = -total & 0xFF
    return count + 3


class Receiver(Scan):
    """See `scan`."""

    STARTS = b"\x70\xf0\x5a"

    def __init__(self):
        Scan.__init__(self, SIZE)

    def _look(self, buffer, count):
        if buffer[0] == WLAN:
            whole = (buffer[4] << 8 | buffer[5]) + 7 if count > 5 else 7
            least = 7
        else:
            whole = buffer[1] + 3 if count > 1 else 4
            least = 4
        if not least <= whole <= SIZE:
            return -1
        if count < whole:
            return 0
        total = 0
        for k in range(whole):
            total += buffer[k]
        return -1 if total & 0xFF else whole


def mode(byte):
    """Mode of `control.request` from the high half; UNKNOWN."""
    high = byte >> 4
    if high == 4:
        return HEAT
    if high == 3:
        return COOL
    if high == 2:
        return DRY
    if high == 6:
        return FAN
    return UNKNOWN if high else AUTO


def mode_byte(value, on):
    high = 4 if value == HEAT else 3 if value == COOL else 2 if value == DRY else 6 if value == FAN else 0
    return high << 4 | (4 if on else 0)


def setpoint(byte):
    """0.01 °C."""
    return 50 * byte if 16 <= byte <= 70 else UNKNOWN


def fan(byte, preset):
    """Fan of `control.command` and `unit`."""
    if preset & 0x0F == 4:
        return QUIET
    if byte == 0xA0:
        return FAN_AUTO
    return (byte >> 4) - 2 if byte & 0x0F == 0 and 0x30 <= byte <= 0x70 else UNKNOWN


def vane(byte):
    """Vane of `unit`; UNKNOWN where there is none."""
    high = byte >> 4
    return SWING if high == 14 else 0 if high == 15 else high if 1 <= high <= 5 else UNKNOWN


def wide(byte):
    """Wide vane of `unit`; its automatic counts as SWING."""
    low = byte & 0x0F
    for k in range(5):
        if _WIDE[k] == low:
            return k + 1
    return SWING if low == 13 else UNKNOWN


def vanes_byte(byte, vane, wide):
    """`byte` with these positions; UNKNOWN: as it is."""
    high = byte >> 4 if vane == UNKNOWN else 14 if vane == SWING else vane or 15
    low = byte & 0x0F if wide == UNKNOWN else 13 if wide == SWING or not wide else _WIDE[wide - 1]
    return high << 4 | low


def degrees(byte):
    """0.01 °C of a signed byte in whole degrees; 0x80 and beyond -40 or 70 is no temperature."""
    value = byte - 256 if byte > 127 else byte
    return 100 * value if -40 <= value <= 70 else UNKNOWN


def watts(buffer):
    """W, as the unit tells them at `WATTS` and the two bytes behind; UNKNOWN."""
    value = (buffer[WATTS + 1] << 8 | buffer[WATTS]) - buffer[WATTS + 2]
    return value if 0 <= value <= 20000 else UNKNOWN
