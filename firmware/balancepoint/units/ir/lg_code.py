"""What LG's 28 bits say, in either timing; a nibble sum guards them. What else a remote does it says by messages of their own."""

from ...control.quantity import const
from .state import STILL, SWEEP, whole

PLAIN = const(0)  # remotes by what they do beside the state
TOGGLE = const(1)  # LG6711A20083V: a key turns the vane's sweep over
PLACES = const(2)  # AKB74955603: the vane's places, and the light
VANES = const(3)  # AKB73757604: four vanes, one by one

_MODES = b"\x00\x04\x00\x03\x01\x02"  # by mode
_FANS = b"\x05\x00\x01\x02\x04\x04\x05"  # by fan
_FANS_PLACES = b"\x05\x00\x09\x02\x0a\x04\x05"
_SAID = b"\x01\x02\x03\x04\x05\x00\x00\x00\x00\x02\x04\x00\x00\x00\x00\x00"  # by its code
_OFF = const(0xC005)
_LIGHT = const(0xC00A)
_DOWN = b"\x15\x14\x09\x08\x06\x05\x04\x15"  # by swingv: PLACES
_VANE = b"\x01\x01\x01\x02\x04\x05\x06\x01"  # by swingv: VANES


def _frame(value):
    """88, the four nibbles of `value`, and their sum."""
    total = (value >> 12) + (value >> 8) + (value >> 4) + value & 15
    return bytes((0x08, 0x80 | value >> 12, value >> 4 & 255, (value & 15) << 4 | total))


def messages(want, before, kind):
    if not want.power:
        return (_frame(_OFF),)
    fans = _FANS_PLACES if kind == PLACES else _FANS
    found = [_frame(_MODES[want.mode] << 8 | whole(want, 16, 30) - 15 << 4 | fans[want.fan])]
    down = want.swingv
    stood = before.swingv if before else STILL
    if kind == TOGGLE:
        if (down == STILL) != (stood == STILL):
            found.append(_frame(0x1000))
    elif kind == PLACES:
        if _DOWN[down] != _DOWN[stood]:
            found.append(_frame(0x1300 | _DOWN[down]))
        if not want.light:
            found.append(_frame(_LIGHT))
    elif kind == VANES:
        for vane in range(4):
            if not before or _VANE[down] != _VANE[stood]:
                found.append(_frame(0x1320 | vane * 8 + _VANE[down]))
        side = before.swingh if before else STILL
        if (want.swingh == STILL) != (side == STILL):
            found.append(_frame(0x1316 if want.swingh != STILL else 0x1317))
    return tuple(found)


def read(frame, count, state):
    if count != 4 or frame[0] != 0x08 or frame[1] & 0xF0 != 0x80:
        return 0
    value = (frame[1] & 15) << 12 | frame[2] << 4 | frame[3] >> 4
    if _frame(value)[3] != frame[3]:
        return 0
    state.clear()
    state.light = 1
    if value == _OFF:
        state.degrees = 1500
        return 1
    state.power = 1
    if value == _LIGHT:
        return 2
    if value >> 12 == 1:
        return _vanes(value, state)
    mode = _MODES.find(bytes((value >> 8 & 7,)), 1)
    if value & 0xF800 or mode < 0:
        return 0
    state.mode = mode
    state.degrees = ((value >> 4 & 15) + 15) * 100
    state.fan = _SAID[value & 15]
    return 1


def _vanes(value, state):
    if value & 0xFF0 == 0x316 & 0xFF0 and value & 15 == 6:
        state.swingh = SWEEP
    elif value & 0xFFF != 0x317 and value & 0xFFF != 0x315:
        state.swingv = SWEEP
    return 2
