"""Toshiba's CN22: bytes <-> values. Nothing is kept but the frame that is coming in.

    02  two bytes of address  kind  00 00  count  so many bytes  sum: 256 less that of all but the 02

A property is asked for and set with kind 10, `01 30 01 00`, the count of what follows, its code, its value; answered with kind
90, two more zeros before that count. Source: pedobry/esphome_toshiba_suzumi toshiba_climate.cpp and _mode.h,
toremick/shorai-esp32 main/hpfuncs.py. `01 30 01` and the codes are those of ECHONET Lite's home air conditioner; no driver says
so, but what has been captured fits its table. Codes that only the table has are asked for as an attempt, and are marked so here.
"""

from ...control.command import FAN_AUTO
from ...control.quantity import UNKNOWN, const
from ...control.request import AUTO, COOL, DRY, FAN, HEAT
from ..scan import Scan
from ..unit import QUIET, SWING

STX = const(2)
ASKS = const(0x10)
ANSWERS = const(0x90)
SIZE = const(96)  # the longest known has 70 bytes

P_POWER = const(0x80)
P_MODE = const(0xB0)
P_SETPOINT = const(0xB3)
P_FAN = const(0xA0)
P_SWING = const(0xA3)
P_ROOM = const(0xBB)
P_OUTDOOR = const(0xBE)
P_SPECIAL = const(0xF7)
P_INDOOR = const(0xE4)  # coil, second coil, fan
P_MACHINE = const(0xE5)  # discharge, suction, coil, load, two more, current
# of ECHONET Lite's table
P_FAULT = const(0x88)  # 41 there is one, 42 none
P_CODE = const(0x89)
P_WATTS = const(0x84)  # two bytes, W
P_ENERGY = const(0x85)  # four bytes, Wh
P_STATE = const(0xAA)  # 40 usual, 41 defrosts, 42 preheats
P_PRIORITY = const(0xAB)  # 41: another head has the compressor

# The start-up frames, each behind its count; a count of 0 is the rest of 2 s
START = (
    b"\x08\x02\xff\xff\x00\x00\x00\x00\x02\x09\x02\xff\xff\x01\x00\x00\x01\x02\xfe\x0a\x02\x00\x00\x00\x00\x00\x02\x02\x02\xfa"
    b"\x0a\x02\x00\x01\x81\x01\x00\x02\x00\x00\x7b\x0a\x02\x00\x01\x02\x00\x00\x02\x00\x00\xfe\x08\x02\x00\x02\x00\x00\x00\x00\xfe"
    b"\x00\x0a\x02\x00\x02\x01\x00\x00\x02\x00\x00\xfb\x0a\x02\x00\x02\x02\x00\x00\x02\x00\x00\xfa"
)

EIGHT = const(4)  # of P_SPECIAL: set points are said and set 16 K above what they are
SHIFT = const(16)


def get(buffer, code):
    """A frame that asks for a property; its length."""
    return _property(buffer, code, -1)


def put(buffer, code, value):
    """A frame that sets a property of one byte; its length."""
    return _property(buffer, code, value)


def _property(buffer, code, value):
    for k in range(12):
        buffer[k] = b"\x02\x00\x03\x10\x00\x00\x06\x01\x30\x01\x00\x01"[k]
    buffer[12] = code
    end = 13
    if value >= 0:
        buffer[6] = 7
        buffer[11] = 2
        buffer[13] = value
        end = 14
    buffer[end] = check(buffer, 0, end)
    return end + 1


def check(buffer, start, end):
    """The last byte of a frame whose others stand in `buffer[start:end]`."""
    total = 0
    for k in range(start + 1, end):
        total += buffer[k]
    return -total & 0xFF


class Receiver(Scan):
    """See `scan`."""

    STARTS = b"\x02"

    def __init__(self):
        Scan.__init__(self, SIZE)

    def _look(self, buffer, count):
        whole = buffer[6] + 8 if count > 6 else 8
        if whole > SIZE:
            return -1
        if count < whole:
            return 0
        return whole if buffer[whole - 1] == check(buffer, 0, whole - 1) else -1


def place(buffer, length):
    """Where the code of a property stands in a frame, the count of it and its value before it; 0 if there is none."""
    if length < 14 or buffer[2] != 3 or buffer[7] != 1 or buffer[8] != 0x30 or buffer[9] != 1:
        return 0
    at = 14 if buffer[3] == ANSWERS else 12
    return at if at + 1 < length and buffer[at - 1] == length - 1 - at else 0


def mode(byte):
    """Mode of `control.request`, or UNKNOWN."""
    if byte == 0x43:
        return HEAT
    if byte == 0x42:
        return COOL
    if byte == 0x41:
        return AUTO
    if byte == 0x44:
        return DRY
    return FAN if byte == 0x45 else UNKNOWN


def mode_byte(value):
    return (
        0x43 if value == HEAT else 0x42 if value == COOL else 0x44 if value == DRY else 0x45 if value == FAN else 0x41
    )


def fan(byte):
    """Fan of `control.command` and `unit`, or UNKNOWN."""
    if byte == 0x41:
        return FAN_AUTO
    return QUIET if byte == 0x31 else byte - 0x31 if 0x32 <= byte <= 0x36 else UNKNOWN


def fan_byte(value):
    return 0x41 if value == FAN_AUTO else 0x31 if value == QUIET else 0x31 + value


def vane(byte):
    """Vane of `unit`: 0 off, fixed 1 to 5, SWING; UNKNOWN."""
    if byte == 0x41 or byte == 0x43:
        return SWING
    return byte - 0x4F if 0x50 <= byte <= 0x54 else 0 if byte == 0x31 or byte == 0x42 else UNKNOWN


def vane_byte(value, sideways):
    """`sideways` 1: it swings horizontally too, which a fixed vane cannot be told with."""
    if value == SWING:
        return 0x43 if sideways else 0x41
    return 0x4F + value if value else 0x42 if sideways else 0x31


def degrees(byte):
    """0.01 °C of a signed byte; 126 and 127 are none."""
    value = byte - 256 if byte > 127 else byte
    return 100 * value if -60 <= value <= 120 else UNKNOWN
