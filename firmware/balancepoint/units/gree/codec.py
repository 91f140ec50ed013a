"""Gree's frames, bytes <-> values: `7E 7E length kind data... sum`.

`length` counts what follows it; the sum is of all from the length on. Positions are those of the frame: data byte n is at n + 4.
A write, kind 01, has 45 bytes of data; the unit's state, kind 31, has 45 to 47, with the same fields at the same places. AF at 3
says that something is to be changed, 08 at 11 that nothing is.

Facts: piotrva/esphome_gree_ac (fdb4471), dmagyar/esphome_gree_hvac (2659a3f), steinelp/esphome_gree_ac (1652b73: no
beep), tomikaa87/gree-remote (meaning of the values).
"""

from ...control.command import FAN_AUTO
from ...control.quantity import UNKNOWN, const
from ..scan import Scan
from ..unit import QUIET, SWING

START = const(0x7E)
LONGEST = const(80)

SET = const(0x01)  # kinds
STATE = const(0x31)

DATA = const(4)  # where it begins
COUNT = const(45)  # bytes of it in a write
CHANGE = const(0xAF)
POSITIONS = const(5)  # of a vane

MODES = b"\x03\x02\x04\x05\x01"  # theirs -> of `request`
_THEIRS = b"\x00\x04\x01\x00\x02\x03"
_COARSE = b"\x00\x01\x02\x02\x03\x03"  # a level's other writing
_LEVELS = b"\x00\x01\x03\x05"
# What of a state goes back in a write: the bits that are known. The rest is 0 in a module's own writes
_KEPT = b"\x04\x00\x00\x00\xfb\xf0\x0f\xc0\xf7\x30\x00\x40\x00\x00\x00\x00\x08\x00\x0f"


def total(frame, end):
    value = 0
    for i in range(2, end):
        value += frame[i]
    return value & 255


def seal(frame, kind, count):
    """Start, length, kind and sum around so many bytes of data; the length of the frame."""
    frame[0] = frame[1] = START
    frame[2] = count + 2
    frame[3] = kind
    end = count + DATA
    frame[end] = total(frame, end)
    return end + 1


class Receiver(Scan):
    """See `scan`."""

    STARTS = b"\x7e"

    def __init__(self):
        Scan.__init__(self, LONGEST)

    def _look(self, buffer, count):
        if count > 1 and buffer[1] != START:
            return -1
        if count < 3:
            return 0
        end = buffer[2] + 2
        if not 5 < end < LONGEST:
            return -1
        if count <= end:
            return 0
        return end + 1 if total(buffer, end) == buffer[end] else -1


def mode(frame):
    """Of `request`, whether it is on or not."""
    theirs = frame[DATA + 4] >> 4 & 7
    return MODES[theirs] if theirs < 5 else UNKNOWN


def setpoint(frame):
    return ((frame[DATA + 5] >> 4) + 16) * 100


def room(frame, length):
    """0.01 °C, as the makers' app has it and dmagyar's driver reads it. Another takes (n - 16) / 2: the same at 24 °C only."""
    raw = frame[DATA + 42] if length > DATA + 43 else 0
    return (raw - 40) * 100 if raw else UNKNOWN


def fan(frame):
    """Level of `unit`. Units that do not write it fine write it coarse."""
    if frame[DATA + 16] & 8:
        return QUIET
    level = frame[DATA + 18] & 15
    if 0 < level < 6:
        return level
    return _LEVELS[frame[DATA + 4] & 3] or FAN_AUTO


def coarse(fan):
    return _COARSE[1 if fan == QUIET else fan] if fan != FAN_AUTO else 0


def vane(theirs):
    """Of `unit`: 1 moves, 2 to 6 are fixed, 7 to 11 move within a fifth."""
    if theirs > POSITIONS + 1:
        return SWING if theirs < 12 else UNKNOWN
    return theirs - 1 if theirs > 1 else SWING if theirs else 0


def keep(frame, said):
    """The data of a write that changes nothing, from those of a state."""
    for i in range(COUNT):
        frame[DATA + i] = said[i] & _KEPT[i] if i < 19 else 0
    frame[DATA + 7] |= 2
    frame[DATA + 39] = 2
    frame[DATA + 40] = 1  # no beep, for units that know of it
    frame[DATA + 11] |= 8


def change(frame, mode, setpoint, fan, vane, wide):
    """What shall be otherwise; `mode` OFF keeps all else, UNKNOWN keeps each. The display stays."""
    data = DATA
    frame[data + 3] = CHANGE
    frame[data + 11] &= 0xF7
    if not mode:
        frame[data + 4] &= 0x7F
        return
    frame[data + 4] = frame[data + 4] & 0x0B | 0x80 | _THEIRS[mode] << 4
    frame[data + 5] = (setpoint // 100 - 16) << 4
    frame[data + 7] &= 0xBF  # a set point between two, of the °F
    if fan != UNKNOWN:
        frame[data + 4] = frame[data + 4] & 0xFC | coarse(fan)
        frame[data + 6] &= 0xFE  # turbo
        frame[data + 16] = 8 if fan == QUIET else 0
        frame[data + 18] = 1 if fan == QUIET else 0 if fan == FAN_AUTO else fan
    if vane != UNKNOWN:
        frame[data + 8] = frame[data + 8] & 15 | _position(vane) << 4
    if wide != UNKNOWN:
        frame[data + 8] = frame[data + 8] & 0xF0 | _position(wide)


def _position(vane):
    return 1 if vane == SWING else min(vane, POSITIONS) + 1 if vane else 0
