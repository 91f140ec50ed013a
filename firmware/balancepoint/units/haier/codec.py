"""Frames of Haier: bytes <-> values. Nothing is kept but what is still coming in, and nothing allocated.

    FF FF length flags 0 0 0 0 0 type data... sum crc(2)       flags 40: a CRC-16/ARC follows

Behind every FF after the two first ones goes a 55. The sum is of all bytes as they go over the line, 55s included; length and crc
know nothing of them. Length: from flags to sum.
"""

from ...control.quantity import const

START = const(0xFF)
STUFFED = const(0x55)
HAS_CRC = const(0x40)

SHORTEST = const(8)  # length of a frame without data
LONGEST = const(72)  # bytes without stuffing


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
