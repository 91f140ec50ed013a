"""Lines of H-Link: bytes <-> values. Nothing is kept but the line that is still coming in, and nothing allocated.

    MT P=0000 C=FFFF        read an address
    ST P=0003,0016 C=FFE6   write one
    OK P=8001 C=FF7E        what was read; a written one gives OK alone
    NG                      no

C is FFFF less the sum of the bytes that the digits of P spell.
"""

from ...control.quantity import UNKNOWN, const

END = const(13)
LONGEST = const(48)  # characters of a line

_DIGITS = b"0123456789ABCDEF"

POWER = const(0x0000)
MODE = const(0x0001)
FAN = const(0x0002)
SETPOINT = const(0x0003)
SWING = const(0x0014)
INDOOR = const(0x0100)
OUTDOOR = const(0x0102)
ERROR = const(0x0201)
ACTIVE = const(0x0301)
FILTER = const(0x0302)

YES = const(1)
NG = const(2)
ASKED = const(3)  # MT or ST: words of an adapter

NOTHING = const(-1)  # a line without a value


def digit(byte):
    """What a hexadecimal digit stands for, -1 for another character."""
    if 48 <= byte <= 57:
        return byte - 48
    return byte - 55 if 65 <= byte <= 70 else -1


class Receiver:
    """Whole lines out of single bytes. After `put` gave 1: `kind` YES, NG, ASKED, `value` of P (four digits at most count;
    NOTHING without one), `buffer[:length]` the line. `bad` counts what was no line."""

    def __init__(self):
        self.buffer = bytearray(LONGEST)
        self.length = 0
        self.kind = 0
        self.value = NOTHING
        self.bad = 0
        self._count = 0

    def clear(self):
        self._count = 0

    def next(self, skip=0):
        """0: nothing comes behind the end of a line. `skip` 1: the line is silent, what was begun does not come any more."""
        if skip:
            self._count = 0
        return 0

    def put(self, byte):
        count = self._count
        buffer = self.buffer
        if byte == END:
            self._count = 0
            if not count:
                return 0  # a line end alone: CR LF, or nothing
            buffer[count] = END
            self.length = count + 1
            if self._whole(count):
                return 1
            self._wrong()
            return 0
        if not 32 <= byte < 127 or count > LONGEST - 2:
            if count:
                self._wrong()
            self._count = 0
            return 0
        buffer[count] = byte
        self._count = count + 1
        return 0

    def _wrong(self):
        if self.bad < 1 << 29:
            self.bad += 1

    def _whole(self, count):
        """1 for a line of these that is as its check says; what came before it in the line is passed over."""
        buffer = self.buffer
        begin = count - 1
        while begin >= 0 and buffer[begin] != 61:  # the last '=', of C
            begin -= 1
        if begin < 0:  # OK or NG without a value
            self.value = NOTHING
            return self._kind(count - 2, count)
        if count - begin != 5 or begin < 2 or buffer[begin - 1] != 67 or buffer[begin - 2] != 32:
            return 0
        check = number(buffer, begin + 1, begin + 5)
        at = begin - 3
        while at >= 0 and buffer[at] != 61:
            at -= 1
        if check < 0 or at < 4 or buffer[at - 1] != 80 or buffer[at - 2] != 32:
            return 0
        end = begin - 2
        comma = at + 1
        while comma < end and buffer[comma] != 44:
            comma += 1
        if comma == end:
            comma = -1
        total = total_of(buffer, at + 1, end)
        if total < 0 or (0xFFFF - total) & 0xFFFF != check:
            return 0
        self.value = number(buffer, at + 1, min(comma if comma > 0 else end, at + 5))
        return self._kind(at - 4, at - 2)

    def _kind(self, at, end):
        """The two letters before the value."""
        if at < 0:
            return 0
        first, second = self.buffer[at], self.buffer[end - 1]
        if first == 79 and second == 75:
            self.kind = YES
        elif first == 78 and second == 71:
            self.kind = NG
        elif (first == 77 or first == 83) and second == 84:
            self.kind = ASKED
        else:
            return 0
        return 1


def number(buffer, at, end):
    """Of hexadecimal digits, four at most; -1 if it is none."""
    out = 0
    if at >= end:
        return -1
    while at < end:
        found = digit(buffer[at])
        if found < 0:
            return -1
        out = out << 4 | found
        at += 1
    return out


def total_of(buffer, at, end):
    """The sum of the bytes that pairs of digits spell, commas passed over; -1 if they do not."""
    out = 0
    high = -1
    while at < end:
        if buffer[at] == 44:
            if high >= 0:
                return -1
        else:
            found = digit(buffer[at])
            if found < 0:
                return -1
            if high < 0:
                high = found
            else:
                out += high << 4 | found
                high = -1
        at += 1
    return -1 if high >= 0 else out


def _spell(buffer, at, value, digits):
    while digits:
        digits -= 1
        buffer[at] = _DIGITS[value >> 4 * digits & 15]
        at += 1
    return at


def _end(buffer, at, total):
    buffer[at] = 32
    buffer[at + 1] = 67
    buffer[at + 2] = 61
    at = _spell(buffer, at + 3, (0xFFFF - total) & 0xFFFF, 4)
    buffer[at] = END
    return at + 1


def _begin(buffer, letter, address):
    buffer[0] = letter
    buffer[1] = 84
    buffer[2] = 32
    buffer[3] = 80
    buffer[4] = 61
    return _spell(buffer, 5, address, 4)


def ask(buffer, address):
    """The line that reads an address; how many bytes it has."""
    at = _begin(buffer, 77, address)
    return _end(buffer, at, (address >> 8) + (address & 0xFF))


def tell(buffer, address, value, digits):
    """The line that writes `digits` hexadecimal digits to an address; how many bytes it has."""
    at = _begin(buffer, 83, address)
    buffer[at] = 44
    at = _spell(buffer, at + 1, value, digits)
    return _end(buffer, at, (address >> 8) + (address & 0xFF) + (value >> 8) + (value & 0xFF))


def signed(value):
    """A byte as a whole number from -128 to 127."""
    value &= 0xFF
    return value - 256 if value > 127 else value


def degrees(value, low, high):
    """0.01 °C of a byte of whole degrees; UNKNOWN outside the range, as 7E is while the unit rests."""
    value = signed(value) * 100
    return value if low <= value <= high else UNKNOWN
