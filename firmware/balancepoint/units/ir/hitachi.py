"""Hitachi's frames of 33, 43 and 53 bytes: one layout.

From the fourth byte on every second one is the inverse of the one before.
"""

from ...control.quantity import const
from ...control.request import DRY, FAN
from .state import SWEEP, whole
from .sums import mode_of, pair, paired
from .toggles import moved

_ALL = b"\x40\xff\xcc\x92\x13\x60\x00\x00\x00\x00\x00\x53\xf1\x00\x00\x80\x03\x01\x88\x00\x00\xff\xff\xff\xff"  # B3, B5, ...
_MODES = b"\x00\x06\x03\x03\x05\x01"  # by mode: B25
_FANS = b"\x05\x01\x02\x03\x04\x06\x05"  # by fan
_SIDE = b"\x03\x00\x05\x04\x03\x02\x01\x03"  # by swingh: 344
_SWING = const(0x81)  # the vane's
_FANS_SMALL = b"\x05\x01\x01\x03\x04\x04\x05"
_SMALL = const(33)
_MIDDLE = const(43)
_MIN = const(1)
_AUTO = const(5)
_MAX = const(6)


def frame_of(want, before, size):
    """What is to be sent."""
    frame = bytearray(size)
    frame[0] = 1
    frame[1] = 0x10
    for place in range(3, size, 2):
        frame[place] = _ALL[(place - 3) // 2]
    mode = want.mode
    if size == _SMALL:
        fan = _FANS_SMALL[want.fan]
        frame[27] = 0xD1
    else:
        fan = _fan(frame, mode, _FANS[want.fan])
        if moved(want, before):
            frame[11] = _SWING
    frame[13] = whole(want, 16, 32) << 2
    frame[25] = _MODES[mode] | fan << 4
    if not want.power:
        frame[27] &= 0xEF
    if size == _MIDDLE:
        frame[35] = _SIDE[want.swingh]
        frame[37] = frame[39] = 0
    return pair(frame, 3)


def _fan(frame, mode, fan):
    """The code of a fan that the mode allows, and the bytes that follow it."""
    if mode == DRY and fan != _AUTO:
        fan = min(fan, 2)
    elif mode == FAN and fan == _AUTO:
        fan = _MIN
    if fan == _MIN:
        frame[9] = 0x98
    elif fan == _MAX:
        frame[9] = 0xA9
        frame[29] = 0x30
    return fan


def said(frame, count, state):
    """1 and the state of a frame."""
    if frame[0] != 1 or frame[1] != 0x10 or frame[2] or not paired(frame, 3, count):
        return 0
    mode = mode_of(_MODES, frame[25] & 15)
    fan = frame[25] >> 4
    if mode < 0 or not 1 <= fan <= 6:
        return 0
    state.clear()
    state.mode = mode
    state.power = frame[27] >> 4 & 1
    state.degrees = (frame[13] >> 2) * 100
    state.fan = b"\x00\x01\x02\x03\x04\x00\x05"[fan]
    if frame[11] == _SWING:
        state.swingv = SWEEP
    if count == _MIDDLE:
        state.swingh = b"\x01\x06\x05\x00\x03\x02\x00\x00"[frame[35] & 7]
    return 1
