"""Frames of the CN105 port: bytes <-> values. Nothing is kept but what is still coming in, and nothing allocated.

Places in a buffer count from the start byte: they are those of the published tables, which count from the command, and 5. A value
that cannot be true, or is not there, becomes UNKNOWN here.
"""

from ...control.quantity import UNKNOWN, clamp, const
from ..scan import Scan

START = const(0xFC)
SET = const(0x41)
GET = const(0x42)
CONNECT = const(0x5A)
INSTALL = const(0x5B)  # identify, and the installer's way to connect
REPLY = const(0x20)  # the type of a reply is that of its request with this bit

SETTINGS = const(0x02)
TEMPERATURES = const(0x03)
ERRORS = const(0x04)
OPERATION = const(0x06)
FEED = const(0x07)  # set: room temperature for the unit to go by
RUN_STATE = const(0x09)
CAPABILITIES = const(0xC9)

SIZE = const(22)  # of the longest frame, 16 bytes of payload

AIR = const(0x0130)  # bytes 2 and 3 of a frame: air-to-air
WATER = const(0x027A)  # air-to-water (Ecodan): the same frame, other contents

MODES = b"\x00\x01\x04\x02\x00\x00\x00\x05\x03\x01\x04\x02"  # `request`'s by the unit's; 9, A, B: the same with i-see at work
MODE_BYTES = b"\x00\x01\x03\x08\x02\x07"
FANS = b"\x09\x06\x01\x02\x00\x03\x04"  # `command`'s by the unit's 0 auto, 1 quiet, 2 low, 3, 5 high, 6 very high
FAN_BYTES = b"\x00\x02\x03\x05\x06\x00\x01\x00\x00\x00"
BLOWS = b"\x00\x06\x01\x02\x03\x04\x06"  # of the fan as it blows: 0 off, 1 very low, 2 low ... 5 powerful, 6 quiet
SPEEDS = b"\x03\x01\x02\x00\x04\x00\x05"  # how many by bits A, B, C of the capabilities


class Receiver(Scan):
    """See `scan`."""

    STARTS = b"\xfc"

    def __init__(self):
        Scan.__init__(self, SIZE)

    def _look(self, buffer, count):
        if count < 6:
            return 0
        if buffer[4] > 16 or not SET <= buffer[1] <= 0x7B or pair(buffer, 2) not in (AIR, WATER):
            return -1
        whole = buffer[4] + 6
        if count < whole:
            return 0
        return whole if buffer[whole - 1] == checksum(buffer, whole - 1) else -1


def checksum(buffer, count):
    out = START
    for k in range(count):
        out -= buffer[k]
    return out & 0xFF


def pair(buffer, k):
    """Two bytes, the higher first."""
    return buffer[k] << 8 | buffer[k + 1]


def begin(buffer, kind, command):
    """A frame whose 16 bytes of payload are all 0 behind the command: to be filled and sealed."""
    buffer[0] = START
    buffer[1] = kind
    buffer[2] = AIR >> 8
    buffer[3] = AIR & 0xFF
    buffer[4] = 16
    buffer[5] = command
    for k in range(6, SIZE):
        buffer[k] = 0


def seal(buffer):
    """The checksum goes in; how many bytes the frame has."""
    count = buffer[4] + 5
    buffer[count] = checksum(buffer, count)
    return count + 1


def call(buffer, kind, machine):
    """The first words to a unit, to be sealed: `kind` CONNECT or INSTALL, `machine` AIR or WATER."""
    begin(buffer, kind, 0xCA)
    buffer[2] = machine >> 8
    buffer[3] = machine & 0xFF
    buffer[4] = 2
    buffer[6] = 1


def tell_room(buffer, half):
    """What the room has, in half degrees, to be sealed; 0: go by your own sensor. An older unit reads the first of the two."""
    begin(buffer, SET, FEED)
    buffer[8] = 0x80
    if half:
        buffer[6] = 1
        buffer[7] = clamp(half - 16, 0, 63)
        buffer[8] = clamp(half + 128, 1, 255)


def put_setpoint(buffer, value, modern):
    """Into the one field that the unit reads: the other stays 0."""
    if modern:
        buffer[19] = value // 50 + 128
    else:
        value = clamp(value, 1600, 3150)
        buffer[10] = 31 - value // 100 | (0x10 if value % 100 >= 50 else 0)


def setpoint_of(buffer):
    """Of the settings: the newer field if the unit fills it."""
    byte = buffer[10]
    if buffer[16]:
        return degrees(buffer[16], 800, 3500)
    return 3100 - (byte & 0x0F) * 100 + (50 if byte & 0x10 else 0)


def room_of(buffer):
    """Of the temperatures: whole degrees where the newer field is empty."""
    if buffer[11]:
        return degrees(buffer[11], -2000, 5000)
    return 1000 + buffer[8] * 100 if buffer[8] < 32 else UNKNOWN


def degrees(byte, low, high):
    """0.01 °C of the newer scale, UNKNOWN if it cannot be true; 0 and 1 stand for nothing."""
    value = (byte - 128) * 50
    return value if byte > 1 and low <= value <= high else UNKNOWN


def listed(table, byte):
    """What stands in a table for a byte, UNKNOWN if nothing does."""
    return table[byte] if byte < len(table) and (table[byte] or not byte) else UNKNOWN
