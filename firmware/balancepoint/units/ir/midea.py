"""Midea, 48 bits: Midea, Comfee, Pioneer, Danby, Kaysun, Trotec, Lennox. What is no state is a message that turns it over."""

from ...control.quantity import const
from .state import NEVER, SWEEP, whole
from .sums import mode_of, turned
from .toggles import changed, moved
from .wave import BYTES, PAIR

CARRIER = const(38000)
DUTY = const(50)
MARK = const(560)
ZERO = const(560)
ONE = const(1680)
MSB = const(1)
PARTS = ((PAIR, 4480, 4480), (BYTES, 0, 6), (PAIR, 560, 5600))
COPIES = const(-2)
TAIL = const(100000)
LENGTHS = (6,)
MODELS = ("",)
LOW = const(1700)
HIGH = const(3000)
STEP = const(100)
MAIN = const(0)

_MODES = b"\x00\x03\x00\x02\x01\x04"  # by mode: B1
_FANS = b"\x00\x01\x01\x02\x03\x03\x00"  # by fan
_STATE = const(0xA1)
_KEY = const(0xA2)
_SWEEP = const(0x01)
_ECONO = const(0x02)
_LIGHT = const(0x08)
_TURBO = const(0x09)
_CLEAN = const(0x0D)
_QUIET = const(0x12)
_LOUD = const(0x13)


def _check(frame):
    value = 0
    for place in range(5):
        value += turned(frame[place])
    return turned(-value & 255)


def _message(first, second, third, fourth, fifth):
    frame = bytearray((first, second, third, fourth, fifth, 0))
    frame[5] = _check(frame)
    return bytes(frame)


def _key(code):
    return _message(_KEY, code, 255, 255, 255)


def messages(want, before):
    second = want.power << 7 | int(want.sleep != NEVER) << 6 | _FANS[want.fan] << 3 | _MODES[want.mode]
    if want.fahrenheit:
        third = 0x60 | max(62, min(86, want.degrees_f())) - 62
    else:
        third = 0x40 | whole(want, 17, 30) - 17
    found = [_message(_STATE, second, third, 255, 255)]
    if moved(want, before):
        found.append(_key(_SWEEP))
    if changed(want.econo, before and before.econo):
        found.append(_key(_ECONO))
    if changed(want.turbo, before and before.turbo):
        found.append(_key(_TURBO))
    if changed(want.light, before and before.light):
        found.append(_key(_LIGHT))
    if changed(want.clean, before and before.clean) and _MODES[want.mode] < 3:
        found.append(_key(_CLEAN))
    if changed(want.quiet, before and before.quiet):
        found.append(_key(_QUIET if want.quiet else _LOUD))
    return tuple(found)


def read(frame, count, state):
    if count != 6 or _check(frame) != frame[5]:
        return 0
    state.clear()
    state.power = 1
    if frame[0] == _KEY:
        code = frame[1]
        state.swingv = SWEEP if code == _SWEEP else 0
        state.econo = int(code == _ECONO)
        state.light = int(code == _LIGHT)
        state.turbo = int(code == _TURBO)
        state.clean = int(code == _CLEAN)
        state.quiet = int(code == _QUIET)
        return 2
    mode = mode_of(_MODES, frame[1] & 7)
    if frame[0] != _STATE or mode < 0:
        return 2 if frame[0] == 0xA4 else 0
    state.mode = mode
    state.power = frame[1] >> 7
    if frame[1] & 0x40:
        state.sleep = 0
    state.fan = b"\x00\x01\x03\x05"[frame[1] >> 3 & 3]
    degrees = frame[2] & 31
    if frame[2] & 0x20:
        state.set_f(62 + degrees)
    else:
        state.degrees = (17 + degrees) * 100
    return 1
