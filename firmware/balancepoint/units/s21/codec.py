"""Daikin S21: bytes <-> values. Nothing is kept but the frame that is coming in.

A frame: STX, a command of 1 to 6 characters, its payload, a sum, ETX. The sum is that of command and payload, modulo 256; if
that is a control byte (STX, ETX, ACK, NAK), 2 more. Some units and programs do not add the 2: both are read, and it is sent
with them. Between frames stand ACK and NAK, one byte each. Sources: revk/ESP32-Faikin Manuals/S21.md (ETX) and
ESP/main/daikin_s21.h (STX, ETX, ACK), asund/esphome-daikin-s21 s21.cpp (all four).

Numbers are text, the lowest digit first: "581+" is 185 tenths, "25A3" is 0x3A52. What cannot be is UNKNOWN.
"""

from ...control.command import FAN_AUTO
from ...control.quantity import UNKNOWN, const
from ..unit import QUIET

STX = const(0x02)
ETX = const(0x03)
ACK = const(0x06)
NAK = const(0x15)

SIZE = const(48)  # the longest known frame has 41 bytes: command of 6, payload of 32

# 0.01 °C: beyond is no temperature but a sensor that is open, shorted or not there (coarse: 0xFF, 0x00)
_COLDEST = const(-5000)
_HOTTEST = const(8500)

# Modes of `control.request` by the characters '0'..'7', and back; '0' and '7' are the phases of the automatic
_MODES = b"\3\3\4\2\1\xff\5\3"
_LETTERS = b"143126"


def checked(total, check):
    """1 if `check` may stand for the sum `total`."""
    total &= 0xFF
    return 1 if check == total or check == bumped(total) else 0


def bumped(total):
    """The sum as it is sent."""
    total &= 0xFF
    return total + 2 if total == STX or total == ETX or total == ACK or total == NAK else total


def build(buffer, command, at, size, payload=None, start=0):
    """A frame of `command[at:at + size]` and, with a payload, 4 bytes of it from `start` on, put into `buffer`; its length."""
    buffer[0] = STX
    for k in range(size):
        buffer[k + 1] = command[at + k]
    end = size + 1
    if payload:
        for k in range(4):
            buffer[end + k] = payload[start + k]
        end += 4
    total = 0
    for k in range(1, end):
        total += buffer[k]
    buffer[end] = bumped(total)
    buffer[end + 1] = ETX
    return end + 2


class Receiver:
    """Bytes in, frames out. `buffer[:length]` is the last whole frame until the next byte; `sign` ACK or NAK between frames.

    A control byte within a frame is data: at an ETX whose sum is wrong the frame goes on. It may begin at any STX that has come,
    so what was cut off or never was a frame does not hide the next one.
    """

    def __init__(self):
        self.buffer = bytearray(SIZE)
        self.length = 0
        self.sign = 0
        self._end = 0

    def reset(self):
        """What has begun is given up."""
        self._end = self.sign = 0

    def put(self, byte):
        """1 when a whole, checked frame lies in `buffer[:length]`."""
        buffer = self.buffer
        end = self._end
        if not end:
            if byte == STX:
                buffer[0] = byte
                self._end = 1
            elif byte == ACK or byte == NAK:
                self.sign = byte
            return 0
        if end == SIZE:
            end = self._move(1, end)
        buffer[end] = byte
        end += 1
        self._end = end if buffer[0] == STX else 0
        if byte == ETX:
            for start in range(end - 3):
                if buffer[start] == STX and self._whole(start, end):
                    self.length = self._move(start, end)
                    self._end = 0
                    return 1
        return 0

    def _whole(self, start, end):
        total = 0
        for k in range(start + 1, end - 2):
            total += self.buffer[k]
        return checked(total, self.buffer[end - 2])

    def _move(self, start, end):
        """What begins at the first STX from `start` on, to the front; its length, 0 if there is none."""
        buffer = self.buffer
        while start < end and buffer[start] != STX:
            start += 1
        for k in range(start, end):
            buffer[k - start] = buffer[k]
        return end - start


def decimal(buffer, at, end):
    """The number whose digits, and then maybe a sign, stand in `buffer[at:end]`, or UNKNOWN."""
    value = 0
    scale = 1
    while at < end and scale < 100000:
        digit = buffer[at] - 0x30
        at += 1
        if 0 <= digit <= 9:
            value += digit * scale
            scale *= 10
        elif at < end or scale == 1 or (digit != -5 and digit != -3):
            return UNKNOWN
        else:
            return value if digit == -5 else -value
    return value if at == end and scale > 1 else UNKNOWN


def hexadecimal(buffer, at, end):
    """The number of one to four hexadecimal digits in `buffer[at:end]`, or UNKNOWN."""
    value = 0
    if not at < end <= at + 4:
        return UNKNOWN
    while end > at:
        end -= 1
        byte = buffer[end]
        if 0x30 <= byte <= 0x39:
            byte -= 0x30
        elif 0x41 <= byte <= 0x46:
            byte -= 0x37
        else:
            return UNKNOWN
        value = value << 4 | byte
    return value


def _believed(value):
    return value if _COLDEST <= value <= _HOTTEST else UNKNOWN


def temperature(buffer, at, end):
    """0.01 °C from tenths as a decimal with sign."""
    return _believed(10 * decimal(buffer, at, end)) if end - at == 4 else UNKNOWN


def coarse(byte):
    """0.01 °C from one byte of G9, steps of 0.5 K; 0x00 and 0xFF are no temperature."""
    return UNKNOWN if byte == 0xFF or not byte else _believed(50 * (byte - 0x80))


def setpoint(byte):
    """0.01 °C from the third character of G1, '@' 18.0 and 0.5 K a step; 0x80 and others in DRY and FAN are none."""
    value = 1800 + 50 * (byte - 0x40)
    return value if 500 <= value <= 3500 else UNKNOWN


def setpoint_letter(value):
    """The character for `value`, 0.01 °C, to the nearest 0.5 K."""
    return 0x40 + (value - 1800 + 25) // 50


def mode(byte):
    """Mode of `control.request` from the second character of G1, or UNKNOWN."""
    byte -= 0x30
    return _MODES[byte] if 0 <= byte <= 7 and byte != 5 else UNKNOWN


def mode_letter(value):
    return _LETTERS[value]


def fan(byte):
    """Fan of `control.command` and `unit` from the fourth character of G1, or SG's only one."""
    if byte == 0x41:
        return FAN_AUTO
    if byte == 0x42:
        return QUIET
    return byte - 0x32 if 0x33 <= byte <= 0x37 else UNKNOWN


def fan_letter(value):
    return 0x41 if value == FAN_AUTO else 0x42 if value == QUIET else 0x32 + value
