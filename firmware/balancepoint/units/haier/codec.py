"""Frames of Haier: bytes <-> values. Nothing is kept but what is still coming in, and nothing allocated.

    FF FF length flags 0 0 0 0 0 type data... sum crc(2)       flags 40: a CRC-16/ARC follows

Behind every FF after the two first ones goes a 55. The sum is of all bytes as they go over the line, 55s included; length and crc
know nothing of them. Length: from flags to sum.

Types and asked words: paveldn/HaierProtocol (995c0c9). Fields: paveldn/haier-esphome (d747bed; hon_packet.h,
smartair2_packet.h), in agreement with what units said: #67, #79, #82 (hOn), #19 (smartAir2), albetaCOM/esp-haier #5; #115 and
#118 have eight more bytes.
"""

from ...control.quantity import const

START = const(0xFF)
STUFFED = const(0x55)
HAS_CRC = const(0x40)

SHORTEST = const(8)  # length of a frame without data
LONGEST = const(72)  # bytes without stuffing
TYPE = const(9)  # where a frame has it
DATA = const(10)  # and where data begin

CONTROL = const(0x01)  # types
STATUS = const(0x02)
INVALID = const(0x03)
ALARM = const(0x04)
CONFIRM = const(0x05)
REPORT = const(0x06)
ASK_VERSION = const(0x61)
VERSION = const(0x62)
ASK_IDENTITY = const(0x70)
IDENTITY = const(0x71)
ASK_ALARMS = const(0x73)
ALARMS = const(0x74)

GET = const(0x4D01)  # words of a CONTROL
GET_MORE = const(0x4DFE)
ON = const(0x4D02)  # smartAir2
OFF = const(0x4D03)
SET = const(0x4D5F)
SET_ONE = const(0x5D00)  # hOn: and the number of the parameter
SET_GROUP = const(0x6001)
STATE = const(0x6D)  # first byte of the answer: the state, and
MORE = const(0x7D)  # the same with what the machine measures behind it

SMART = const(24)  # bytes of smartAir2's state
GROUP = const(10)  # and of what can be set of hOn
_LONG = const(41)  # bytes of data from which on a hOn state has eight more that can be set

FANS = (
    b"\x00\x03\x02\x01\x00\x05"  # hOn's number of low, middle, high; the other way round it is the same. 5: automatic
)
VANES = b"\x00\x02\x04\x06\x08\x0a"  # hOn's number of a position, from above
WIDE = b"\x00\x03\x04\x00\x05\x06"  # from the left
SWINGS = const(12)
WIDE_SWINGS = const(7)


class Receiver:
    """Whole frames out of single bytes. After `put` gave 1 the frame is in `buffer[:length]` until the next `put`, with its two
    FF, without the 55s. `bad` counts what was no frame."""

    def __init__(self):
        self.buffer = bytearray(LONGEST + 4)
        self.buffer[0] = self.buffer[1] = START
        self.length = 0
        self.bad = 0
        self._count = -2  # bytes behind the two first ones; below 0: those are still missing
        self._sum = 0
        self._stuffed = 0  # an FF was the last byte

    def clear(self):
        self._count = -2

    def next(self, skip=0):
        """Nothing is kept behind a frame; `skip` 1: what was begun does not come any more."""
        if skip:
            self._count = -2
        return 0

    def put(self, byte):
        if self._count < 0:
            self._count = self._count + 1 if byte == START else -2
            self._sum = 0
            self._stuffed = 0
            return 0
        if self._stuffed:
            self._stuffed = 0
            if byte == STUFFED:
                if self._count <= self.buffer[2]:  # not within the crc
                    self._sum += STUFFED
                return self._end() if self._done() else 0
            return self._wrong(byte)
        if not self._count and byte == START:
            return 0  # more than two of them: the last two count
        self.buffer[2 + self._count] = byte
        self._count += 1
        length = self.buffer[2]
        if not SHORTEST <= length <= LONGEST - 4:
            return self._wrong(byte)
        if self._count <= length:
            self._sum += byte
        if byte == START:
            self._stuffed = 1
            return 0
        return self._end() if self._done() else 0

    def _done(self):
        whole = self.buffer[2] + 1
        if self._count > 1 and self.buffer[3] & HAS_CRC:
            whole += 2
        return self._count >= whole

    def _wrong(self, byte):
        if self.bad < 1 << 29:
            self.bad += 1
        self._count = -1 if byte == START else -2
        self._sum = 0
        return 0

    def _end(self):
        buffer = self.buffer
        length = buffer[2]
        self.length = self._count + 2
        self._count = -2
        if buffer[2 + length] == self._sum & 0xFF:
            if not buffer[3] & HAS_CRC or buffer[3 + length] << 8 | buffer[4 + length] == crc_of(buffer, 2, 2 + length):
                return 1
        return self._wrong(0)


def crc_of(buffer, begin, end):
    crc = 0
    for k in range(begin, end):
        crc ^= buffer[k]
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def seal(buffer, out, count, crc):
    """Frame `buffer`, whose type and `count` - 1 bytes of data stand from TYPE on, as it goes over the line, into `out`; how many
    bytes that are. `crc` 1: with one."""
    buffer[2] = count + 7
    buffer[3] = HAS_CRC if crc else 0
    for k in range(4, TYPE):
        buffer[k] = 0
    end = TYPE + count
    total = 0
    for k in range(2, end):
        total += buffer[k] + (STUFFED if buffer[k] == START else 0)
    buffer[end] = total & 0xFF
    last = end + 1
    if crc:
        value = crc_of(buffer, 2, end)
        buffer[last] = value >> 8
        buffer[last + 1] = value & 0xFF
        last += 2
    out[0] = out[1] = START
    at = 2
    for k in range(2, last):
        out[at] = buffer[k]
        at += 1
        if buffer[k] == START:
            out[at] = STUFFED
            at += 1
    return at


def put_word(buffer, word):
    buffer[DATA] = word >> 8
    buffer[DATA + 1] = word & 0xFF


def sensors(size):
    """Where, in `size` bytes of data of a hOn state, that begins which cannot be set."""
    return 20 if size >= _LONG else 12


def place(table, number):
    """Which position of a vane has that number, 0: none."""
    for k in range(1, 6):
        if table[k] == number:
            return k
    return 0
