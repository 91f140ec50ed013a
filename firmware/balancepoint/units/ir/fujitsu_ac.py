"""Fujitsu General: remotes of 16 and 15 bytes. Off, powerful, econo and the vanes are short messages."""

from ...control.quantity import const
from ...control.request import AUTO
from .state import STILL, SWEEP
from .sums import mode_of, total
from .toggles import changed
from .wave import BYTES, PAIR

CARRIER = const(38000)
DUTY = const(50)
MARK = const(448)
ZERO = const(390)
ONE = const(1182)
MSB = const(0)
PARTS = ((PAIR, 3324, 1574), (BYTES, 0, 0), (PAIR, 448, 8100))
COPIES = const(1)
TAIL = const(0)
LENGTHS = (16, 15, 7, 6)
MODELS = ("ARRAH2E", "ARDB1", "ARREB1E", "ARJW2", "ARRY4", "ARREW4E")
LOW = const(1600)
HIGH = const(3000)
STEP = const(50)
MAIN = const(-1)

_ARDB1 = const(1)
_ARREB1E = const(2)
_ARJW2 = const(3)
_ARRY4 = const(4)
_ARREW4E = const(5)

_HEAD = b"\x14\x63\x00\x10\x10"
_MODES = b"\x00\x04\x01\x00\x02\x03"  # by mode: B9
_FANS = b"\x00\x04\x03\x02\x01\x01\x00"  # by fan: B10
_SAID = b"\x00\x05\x03\x02\x01\x00\x00\x00"  # by its code
_OFF = const(0x02)
_ECONO = const(0x09)
_POWERFUL = const(0x39)
_STEP_DOWN = const(0x6C)
_SWEEP_DOWN = const(0x6D)
_STEP_SIDE = const(0x79)
_SWEEP_SIDE = const(0x7A)
_KEYS = (_OFF, _ECONO, _POWERFUL, _STEP_DOWN, _SWEEP_DOWN, _STEP_SIDE, _SWEEP_SIDE)


def _key(code, small):
    return _HEAD + (bytes((code,)) if small else bytes((code, code ^ 255)))


def messages(want, before):
    model = want.model
    small = model == _ARDB1 or model == _ARJW2
    if not want.power:
        return (_key(_OFF, small),)
    found = []
    if model == _ARREB1E:
        if changed(want.turbo, before and before.turbo):
            found.append(_key(_POWERFUL, small))
        if changed(want.econo, before and before.econo):
            found.append(_key(_ECONO, small))
    found.append(_small(want) if small else _large(want, model))
    return tuple(found)


def _state(want, frame, first):
    """What both lengths have."""
    frame[0:5] = _HEAD
    frame[5] = first
    frame[6] = len(frame) - 7
    frame[7] = 0x30
    frame[8] = max(0, min(56, want.degrees // 25 - 64)) << 2 | 1
    frame[9] = _MODES[want.mode]
    frame[10] = 4 if want.quiet else _FANS[want.fan]


def _small(want):
    frame = bytearray(15)
    _state(want, frame, 0xFC)
    frame[14] = 0x9B - total(frame, 0, 14) & 255
    return bytes(frame)


def _large(want, model):
    frame = bytearray(16)
    _state(want, frame, 0xFE)
    if model == _ARREW4E:
        frame[7] = 0x31
        if want.fahrenheit:
            frame[8] = max(60, min(88, want.degrees_f())) - 44 << 2 | 3
        else:
            frame[8] = max(0, min(44, want.degrees // 50 - 16)) << 2 | 1
    else:
        frame[14] = 0x20
    if want.clean and model != _ARREB1E:
        frame[9] |= 8
    if want.filter and model == _ARRY4:
        frame[14] |= 8
    if want.swingh != STILL and model != _ARREB1E and model != _ARRY4:
        frame[10] |= 0x20 if want.swingv == STILL else 0x30
    elif want.swingv != STILL or want.swingh != STILL:
        frame[10] |= 0x10
    if want.sleep > 0 and model != _ARRY4:
        frame[9] |= 0x10
        if model != _ARREW4E:
            minutes = min(720, want.sleep) | 0x800
            frame[11] = minutes & 255
            frame[12] = minutes >> 8
    frame[15] = -total(frame, 7, 15) & 255
    return bytes(frame)


def read(frame, count, state):
    if frame[0] != 0x14 or frame[1] != 0x63 or frame[2] & 0xCF or frame[3] != 0x10 or frame[4] != 0x10:
        return 0
    state.clear()
    if count < 8:
        return _short(frame, count, state)
    mode = mode_of(_MODES, frame[9] & 7)
    if mode < 0 or frame[6] != count - 7:
        return 0
    if count == 16:
        if frame[5] != 0xFE or total(frame, 7, 16):
            return 0
    elif frame[5] != 0xFC or 0x9B - total(frame, 0, 14) & 255 != frame[14]:
        return 0
    state.power = 1
    state.mode = mode
    code = frame[8] >> 2
    if frame[7] == 0x31:
        state.model = _ARREW4E
        if frame[8] & 2:
            state.set_f(code + 44)
        else:
            state.degrees = 800 + 50 * code
    else:
        state.degrees = 1600 + 25 * code
        if count == 15:
            state.model = _ARDB1
    fan = frame[10] & 7
    state.quiet = int(fan == 4)
    state.fan = _SAID[fan]
    if frame[10] & 0x10:
        state.swingv = SWEEP
    if frame[10] & 0x20:
        state.swingh = SWEEP
    if count == 16:
        state.clean = frame[9] >> 3 & 1
        state.filter = frame[14] >> 3 & 1
        if frame[9] >> 4 & 3 == 1:
            state.sleep = (frame[11] | frame[12] << 8) & 0x7FF
    return 1


def _short(frame, count, state):
    code = frame[5]
    if code not in _KEYS or count == 7 and frame[6] != code ^ 255:
        return 0
    if code == _OFF:
        state.mode = AUTO
        state.degrees = 1600
        return 1
    state.power = 1
    if code == _ECONO:
        state.econo = 1
    elif code == _POWERFUL:
        state.turbo = 1
    elif code < _STEP_SIDE:
        state.swingv = SWEEP
    else:
        state.swingh = SWEEP
    return 2
