"""Frames of the CN105 port: bytes <-> values. Nothing is kept but what is still coming in, and nothing allocated.

Numbers of payload bytes are those of the published tables: 0 is the command, five bytes after the start of the frame. A value
that cannot be true, or is not there, becomes UNKNOWN here.
"""

from ...control.command import FAN_AUTO
from ...control.quantity import UNKNOWN, clamp, const
from ..unit import QUIET, SWING

START = const(0xFC)
SET = const(0x41)
GET = const(0x42)
CONNECT = const(0x5A)
INSTALL = const(0x5B)  # identify, and the installer's way to connect
REPLY = const(0x20)  # the type of a reply is that of its request with this bit

SETTINGS = const(0x02)
TEMPERATURES = const(0x03)
ERRORS = const(0x04)
TIMERS = const(0x05)
OPERATION = const(0x06)
FEED = const(0x07)  # set: room temperature for the unit to go by
RUN_STATE = const(0x09)
OPTIONS = const(0x42)
CAPABILITIES = const(0xC9)

LONGEST = const(16)  # of a payload
SIZE = const(22)  # of such a frame

AIR = const(0x0130)  # bytes 2 and 3 of a frame: air-to-air
WATER = const(0x027A)  # air-to-water (Ecodan): the same frame, other contents

_MODES = b"\x00\x01\x04\x02\x00\x00\x00\x05\x03\x01\x04\x02"  # `request`'s by the unit's; 9, A, B: the same with i-see at work
_MODE_BYTES = b"\x00\x01\x03\x08\x02\x07"
_FANS = b"\x09\x06\x01\x02\x00\x03\x04"  # `command`'s by the unit's 0 auto, 1 quiet, 2 low, 3, 5 high, 6 very high
_FAN_BYTES = b"\x00\x02\x03\x05\x06"
_BLOWS = b"\x00\x06\x01\x02\x03\x04\x06"  # 0 off, 1 very low, 2 low ... 5 powerful, 6 quiet, as it blows
_SPEEDS = b"\x03\x01\x02\x00\x04\x00\x05"  # how many by bits A, B, C of the capabilities


class Receiver:
    """Whole frames out of single bytes. After `put` gave 1 the frame is in `buffer[:length]` until the next `put`.

    What does not fit is looked through again from its second byte on: no byte that belongs to a frame is lost, and a start byte
    inside a payload is data. `bad` counts what was no frame.
    """

    def __init__(self):
        self.buffer = bytearray(SIZE)
        self.length = 0
        self._count = 0
        self.bad = 0

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
            self._drop()
        return 0

    def _look(self):
        """1: a whole frame. 0: so far it may become one. -1: it is none."""
        buffer = self.buffer
        count = self._count
        if (
            buffer[0] != START
            or count > 1
            and not SET <= buffer[1] <= 0x7B
            or count > 2
            and buffer[2] != AIR >> 8
            and buffer[2] != WATER >> 8
            or count > 3
            and buffer[3] != (AIR & 0xFF if buffer[2] == AIR >> 8 else WATER & 0xFF)
            or count > 4
            and buffer[4] > LONGEST
        ):
            return -1
        if count < 6 or count < buffer[4] + 6:
            return 0
        self.length = count
        return 1 if buffer[count - 1] == checksum(buffer, count - 1) else -1

    def _drop(self):
        """The first byte, and all up to the next start byte."""
        buffer = self.buffer
        count = self._count
        if buffer[0] == START and self.bad < 1 << 29:
            self.bad += 1
        begin = 1
        while begin < count and buffer[begin] != START:
            begin += 1
        for k in range(begin, count):
            buffer[k - begin] = buffer[k]
        self._count = count - begin


def checksum(buffer, count):
    out = START
    for k in range(count):
        out -= buffer[k]
    return out & 0xFF


def blank(buffer, kind, command):
    """A frame of 16 bytes of payload that are all 0 behind the command, to be filled and sealed."""
    buffer[0] = START
    buffer[1] = kind
    buffer[2] = AIR >> 8
    buffer[3] = AIR & 0xFF
    buffer[4] = LONGEST
    buffer[5] = command
    for k in range(6, SIZE):
        buffer[k] = 0


def seal(buffer):
    """The checksum goes in; how many bytes the frame has."""
    count = buffer[4] + 5
    buffer[count] = checksum(buffer, count)
    return count + 1


def ask(buffer, kind, command):
    """A request without arguments: GET, or INSTALL for the capabilities."""
    blank(buffer, kind, command)
    return seal(buffer)


def connect(buffer, kind, machine):
    """The first words to a unit: `kind` CONNECT or INSTALL, `machine` AIR or WATER."""
    blank(buffer, kind, 0xCA)
    buffer[2] = machine >> 8
    buffer[3] = machine & 0xFF
    buffer[4] = 2
    buffer[6] = 1
    return seal(buffer)


def feed(buffer, half):
    """What the room has, in half degrees, 0: go by your own sensor."""
    blank(buffer, SET, FEED)
    if half:
        buffer[6] = 1
        buffer[7] = clamp(half - 16, 0, 63)
        buffer[8] = clamp(half + 128, 1, 255)
    else:
        buffer[8] = 0x80
    return seal(buffer)


def put_power(buffer, on):
    buffer[6] |= 0x01
    buffer[8] = on


def put_mode(buffer, mode):
    buffer[6] |= 0x02
    buffer[9] = _MODE_BYTES[mode]


def put_setpoint(buffer, value, modern):
    """Into the one field that the unit reads: the other stays 0."""
    buffer[6] |= 0x04
    if modern:
        buffer[19] = value // 50 + 128
    else:
        value = clamp(value, 1600, 3150)
        buffer[10] = 31 - value // 100 | (0x10 if value % 100 >= 50 else 0)


def put_fan(buffer, byte):
    buffer[6] |= 0x08
    buffer[11] = byte


def put_vane(buffer, vane):
    buffer[6] |= 0x10
    buffer[12] = 7 if vane == SWING else vane


def put_wide(buffer, wide, flag):
    """`flag`: 0x80 where the unit has it set: it belongs to its i-see eye."""
    buffer[7] |= 0x01
    buffer[18] = (12 if wide == SWING else wide) | flag


def fan_byte(fan, fans, quiet):
    """The unit's byte for a fan of ours on a unit of `fans` levels."""
    if fan == FAN_AUTO:
        return 0
    if fan == QUIET:
        if quiet:
            return 1
        fan = 1
    fan = clamp(fan, 1, fans)
    return 5 if fans == 2 and fan == 2 else _FAN_BYTES[fan]


def half_degrees(byte):
    """0.01 °C of the newer scale; UNKNOWN for 0 and 1, which stand for nothing."""
    return (byte - 128) * 50 if byte > 1 else UNKNOWN


def believable(value, low, high):
    return value if low <= value <= high else UNKNOWN


def mode_of(buffer):
    """Of the settings: one of `request`, UNKNOWN for one that we do not know."""
    byte = buffer[9]
    mode = _MODES[byte] if byte < len(_MODES) else 0
    return mode if mode else UNKNOWN


def setpoint_of(buffer):
    """Of the settings: the newer field if the unit fills it."""
    byte = buffer[16]
    if not byte:
        byte = buffer[10]
        return 3100 - (byte & 0x0F) * 100 + (50 if byte & 0x10 else 0)
    return believable(half_degrees(byte), 800, 3500)


def fan_of(buffer, fans):
    byte = buffer[11]
    fan = _FANS[byte] if byte < len(_FANS) else 0
    if fan == 3 and fans == 2:
        return 2
    return fan if fan else UNKNOWN


def vane_of(buffer):
    byte = buffer[12]
    return SWING if byte == 7 else byte if byte < 6 else UNKNOWN


def wide_of(buffer):
    """A place, or SWING; UNKNOWN for what is neither: both sides at once, by the eye, none there."""
    byte = buffer[15] & 0x0F
    return SWING if byte == 12 else byte if 0 < byte < 6 else UNKNOWN


def room_of(buffer):
    """Of the temperatures: whole degrees where the newer field is empty."""
    byte = buffer[11]
    if not byte:
        byte = buffer[8]
        return 1000 + byte * 100 if byte < 32 else UNKNOWN
    return believable(half_degrees(byte), -2000, 5000)


def outdoor_of(buffer):
    return believable(half_degrees(buffer[10]), -4000, 6000)


def pair(buffer, k):
    """Two bytes, the higher first."""
    return buffer[k] << 8 | buffer[k + 1]


def fault_of(buffer):
    """0, the byte of the two characters that the maker shows, or else its four digits as hexadecimal ones."""
    digits = pair(buffer, 9) & 0x7FFF
    return (buffer[11] or digits) if digits else 0


def blows_of(buffer):
    """The fan as it blows, of the run state."""
    byte = buffer[9]
    return _BLOWS[byte] if byte < len(_BLOWS) else UNKNOWN


def speeds_of(buffer):
    """How many fan speeds the capabilities tell, 0 for a combination that has not been seen."""
    index = (buffer[12] & 0x10) >> 2 | (buffer[13] & 0x08) >> 2 | (buffer[14] & 0x02) >> 1
    return _SPEEDS[index] if index < len(_SPEEDS) else 0
