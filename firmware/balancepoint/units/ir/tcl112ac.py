"""TCL, 112 bits: TCL, Teknopoint, Leberg and others of the TAC09CHSD. Quiet is a message of its own, before the state."""

from ...control.quantity import const
from .state import STILL, SWEEP, halves
from .sums import mode_of, sign, signed, starts
from .wave import BYTES, PAIR

CARRIER = const(38000)
DUTY = const(50)
MARK = const(500)
ZERO = const(325)
ONE = const(1050)
MSB = const(0)
PARTS = ((PAIR, 3000, 1650), (BYTES, 0, 14), (PAIR, 500, 100000))
COPIES = const(1)
TAIL = const(0)
LENGTHS = (14,)
MODELS = ("",)
LOW = const(1600)
HIGH = const(3100)
STEP = const(50)
MAIN = const(-1)

_HEAD = b"\x23\xcb\x26"
_QUIET = b"\x23\xcb\x26\x02\x00\x60\x00\x00\x00\x00\x00\x00\x00\x85"
_MODES = b"\x00\x01\x03\x08\x02\x07"  # by mode: B6
_FANS = b"\x00\x01\x02\x03\x05\x05\x00"  # by fan: B8
_DOWN = b"\x00\x07\x01\x02\x03\x04\x05\x07"  # by swingv: B8


def messages(want, before):
    frame = bytearray(14)
    frame[0:3] = _HEAD
    frame[3] = 1
    half = halves(want, 16, 31)
    frame[5] = 0x20 | want.power << 2 | (0 if want.light else 0x40) | want.econo << 7
    frame[6] = _MODES[want.mode] | want.filter << 4 | want.turbo << 5
    frame[7] = 31 - half // 2
    frame[8] = 0x7D if want.turbo else 0x40 | _FANS[want.fan] | _DOWN[want.swingv] << 3
    frame[12] = 0x80 | (8 if want.swingh != STILL else 0) | (half & 1) << 5
    sign(frame, 0, 13)
    return (_QUIET, bytes(frame)) if want.quiet else (bytes(frame),)


def read(frame, count, state):
    if count != 14 or not starts(frame, _HEAD):
        return 0
    state.clear()
    if starts(frame, _QUIET):
        state.power = state.quiet = 1
        return 2
    if not signed(frame, 0, 13):
        return 0
    mode = mode_of(_MODES, frame[6] & 15)
    if frame[3] != 1 or mode < 0:
        return 0
    state.mode = mode
    state.power = frame[5] >> 2 & 1
    state.light = frame[5] >> 6 & 1 ^ 1
    state.econo = frame[5] >> 7
    state.filter = frame[6] >> 4 & 1
    state.turbo = frame[6] >> 5 & 1
    state.degrees = (31 - (frame[7] & 15)) * 100 + (frame[12] >> 5 & 1) * 50
    state.fan = b"\x00\x01\x02\x03\x00\x05\x00\x00"[frame[8] & 7]
    state.swingv = b"\x00\x02\x03\x04\x05\x06\x00\x01"[frame[8] >> 3 & 7]
    state.swingh = SWEEP if frame[12] & 8 else STILL
    return 1
