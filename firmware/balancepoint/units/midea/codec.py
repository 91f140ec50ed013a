"""Midea's frames, bytes <-> values: `AA length AC sync 00 00 00 00 protocol kind body... check sum`.

`length` counts what follows the AA. The sum makes all bytes after the AA 0; the check is a CRC-8 (reflected, 0x8C, from 0) over
the body, in old units a sum there too. Units that send the check right send it wrong in B0 and B1 (mill1000/midea-ac-py #101):
there, and in bodies that nobody has described, the sum alone decides. Positions are those of the frame: body byte n is at n + 10.

Facts: dudanov/MideaUART (b4ba52d), mill1000/midea-msmart (f162c85), reneklootwijk/node-mideahvac (c6c8f80),
midea-lan/midea-local (7496037).
"""

from ...control.command import FAN_AUTO
from ...control.quantity import UNKNOWN, const
from ...control.request import AUTO, DRY
from ..scan import Scan
from ..unit import QUIET

START = const(0xAA)
APPLIANCE = const(0xAC)
LONGEST = const(128)

CONTROL = const(2)  # kinds
QUERY = const(3)
NOTIFY = const(0x0D)
NETWORK = const(0x63)

MODES = b"\x00\x03\x02\x04\x01\x05\x04\x00"  # theirs -> of `request`; 6: a dry mode of its own
_THEIRS = b"\x00\x04\x02\x01\x03\x05"
_FANS = b"\x28\x3c\x50\x64"  # levels 1 to 4, in %
_SILENT = const(20)
_NIBBLES = b"\x00\x9d\x23\xbe\x46\xdb\x65\xf8\x8c\x11\xaf\x32\xca\x57\xe9\x74"  # CRC-8 of 0 to 15

DECIMAL = const(1)  # how a unit writes power and energy: two decimal digits a byte
HUNDREDS = const(2)  # 0..99 a byte
BINARY = const(3)


def check(frame, end):
    """CRC-8 of the body up to `end`."""
    crc = 0
    for i in range(10, end):
        crc ^= frame[i]
        crc = crc >> 4 ^ _NIBBLES[crc & 15]
        crc = crc >> 4 ^ _NIBBLES[crc & 15]
    return crc


def total(frame, begin, end):
    value = 0
    for i in range(begin, end):
        value += frame[i]
    return value & 255


def whole(frame, end):
    """1 if sum and check are right, or the sum where nothing else is to be had."""
    if total(frame, 1, end):
        return 0
    kind = frame[10]
    if kind != 0xC1 and kind != 0xB5 and (kind != 0xC0 or end < 33):  # longer states have always had their check
        return 1
    return 0 if check(frame, end - 1) and total(frame, 10, end - 1) else 1


def seal(frame, body, kind, protocol):
    """Header, check and sum around a body of so many bytes; the length of the frame."""
    frame[0] = START
    frame[1] = body + 11
    frame[2] = APPLIANCE
    for i in range(3, 8):
        frame[i] = 0
    frame[8] = protocol
    frame[9] = kind
    end = body + 10
    frame[end] = check(frame, end)
    frame[end + 1] = -total(frame, 1, end + 1) & 255
    return body + 12


class Receiver(Scan):
    """See `scan`. A header is looked for within a broken frame, too: one that begins there may be whole before the broken one
    would have ended."""

    STARTS = b"\xaa"

    def __init__(self):
        Scan.__init__(self, LONGEST)
        self._inner = 0  # where the newest header within begins

    def put(self, byte):
        found = Scan.put(self, byte)
        buffer = self.buffer
        count = self._count
        if not found and count > 8:
            if buffer[count - 8] == START and not total(buffer, count - 4, count):
                self._inner = count - 8
            inner = self._inner
            if inner and count == inner + 1 + buffer[inner + 1]:
                self._inner = 0
                if 11 < count - inner and not total(buffer, inner + 1, count):
                    self.bad += 1
                    self._drop(inner)
                    found = self.next()
        return found

    def _look(self, buffer, count):
        length = buffer[1]
        if count > 1 and not 10 < length < LONGEST or count > 7 and total(buffer, 4, 8):
            return -1
        if count < 8 or count <= length:
            return 0
        return length + 1 if whole(buffer, length + 1) else -1

    def _drop(self, first):
        before = self._count
        Scan._drop(self, first)
        self._inner = max(self._inner - before + self._count, 0)


def airs(mode):
    """1 if the unit itself chooses its fan."""
    return mode == AUTO or mode == DRY


def temperature(raw, tenths, fahrenheit=0):
    """0.01 °C of a byte of halves and the nibble beside it. 00 and FF say that there is none."""
    if not raw or raw > 190:
        return UNKNOWN
    value = abs(raw - 50)
    if tenths < 10 and tenths >= (5 if fahrenheit else 1):
        value = value // 2 * 100 + (50 if fahrenheit else tenths * 10)
    else:
        value *= 50
    return value if raw >= 50 else -value


def setpoint(frame):
    """0.01 °C of a state; newer units say it at 13, which reaches further."""
    whole = frame[23] & 31
    return ((whole + 12 if whole else (frame[12] & 15) + 16) << 1 | frame[12] >> 4 & 1) * 50


def fan(percent, fans):
    """Level of `unit` for theirs; a unit with two has low and high."""
    percent &= 127
    if percent > 100:
        return FAN_AUTO
    if percent <= 20:
        return QUIET
    level = 1 if percent < 46 else 2 if percent < 70 else 3 if percent < 90 else 4
    return min(level, fans) if fans != 2 or level < 2 else 2


def percent(fan, fans):
    """Theirs for a level of `unit`."""
    if fan == QUIET:
        return _SILENT
    if fan == FAN_AUTO:
        return 102
    fan = min(fan, fans)
    return _FANS[2 if fans == 2 and fan == 2 else fan - 1]


def settings(frame, said, mode, setpoint, fan, swing):
    """The body of a write into a frame, from what a state `said` (its body) and what shall be otherwise: `mode` of `request`, OFF
    keeps all else; `fan` in their %; `swing`: their bits. Its length. Half of the fields lie elsewhere than in the state."""
    for i in range(10, 34):
        frame[i] = 0
    frame[10] = 0x40
    frame[11] = 3 if mode else 2  # 0x40 would beep
    degrees = setpoint // 100
    newer = said[13] & 31
    low = degrees - 16
    if not 0 < low < 15:
        newer = 1
        low = 1 if said[13] & 31 else 0
    frame[12] = (_THEIRS[mode] << 5 if mode else said[2] & 0xE0) | (setpoint // 50 & 1) << 4 | low
    frame[28] = degrees - 12 & 31 if newer else 0
    frame[13] = fan
    frame[14] = frame[15] = 0x7F
    if (said[4] | said[5]) & 0x80:  # a timer runs: it goes on
        for i in range(4, 7):
            frame[10 + i] = said[i]
    frame[17] = 0x30 | swing
    frame[18] = said[8] & 0xA0  # follow me, turbo
    frame[19] = said[9] & 0x2C | (said[9] & 0x10) << 3  # heater, drying of the coil, purifier; eco
    frame[20] = said[10] & 7  # sleep, turbo, °F
    frame[27] = (said[9] & 2) << 5  # natural wind
    frame[29] = said[19] & 127
    frame[31] = said[21] & 0x80
    frame[32] = said[22] & 1
    return 24


def query(frame):
    """The body of a question for the state; its length."""
    for i in range(10, 34):
        frame[i] = 0
    frame[10] = 0x41
    frame[11] = 0x81
    frame[13] = frame[15] = 0xFF
    frame[14] = frame[30] = 3
    frame[17] = 2
    return 21


def network(frame):
    """The body of what is told of the network: it is there, and strong. The unit's display shows no more than that."""
    for i in range(10, 30):
        frame[i] = 0
    frame[10] = frame[11] = 1
    frame[12] = 4
    frame[17] = 0xFF
    return 20


def number(frame, begin, count, base):
    """Power (3 bytes, 0.1 W) or energy (4, 0.01 or 0.1 kWh) of a C1, written in one of the three ways. UNKNOWN beyond 28 bits."""
    if count == 4 and frame[begin] > (15 if base == BINARY else 99):
        return UNKNOWN
    value = 0
    for i in range(begin, begin + count):
        byte = frame[i]
        if base == BINARY:
            value = value << 8 | byte
        else:
            value = value * 100 + (byte if base == HUNDREDS else (byte >> 4) * 10 + (byte & 15))
    return value


def writing(frame):
    """What a C1's bytes give away of how they are written: BINARY for certain, DECIMAL or HUNDREDS perhaps."""
    high = letter = 0
    for i in range(14, 29):
        if i < 18 or i > 25:
            byte = frame[i]
            letter |= byte & 15 > 9 or byte > 0x9F
            high |= byte > 99
    if not letter:
        return DECIMAL
    if not high:
        return HUNDREDS
    return BINARY if frame[14] < 16 and number(frame, 14, 4, BINARY) < 1000000 else DECIMAL
