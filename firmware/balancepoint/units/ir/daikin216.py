"""Daikin, 216 bits: remote ARC433B69 and others."""

from ...control.quantity import const
from .state import FAN_MIN, STILL, SWEEP, whole
from .sums import code_of, mode_of, sign, signed, starts
from .wave import BYTES, PAIR

_HEADER = (PAIR, 3440, 1750)
_END = (PAIR, 420, 29650)
CARRIER = const(38000)
DUTY = const(50)
MARK = const(420)
ZERO = const(450)
ONE = const(1300)
MSB = const(0)
PARTS = (_HEADER, (BYTES, 0, 8), _END, _HEADER, (BYTES, 8, 19), _END)
COPIES = const(1)
TAIL = const(0)
LENGTHS = (27,)
MODELS = ("",)
LOW = const(1000)
HIGH = const(3200)
STEP = const(100)
MAIN = const(0)

_FRAME = b"\x11\xda\x27\xf0\x00\x00\x00\x02\x11\xda\x27\x00\x00\x30\x30\x00\xa0\x00\x00\x00\x00\x00\x00\xc0\x00\x00\xd3"
_MODES = b"\x00\x40\x30\x00\x20\x60"  # by mode: B13
_FANS = b"\xa0\xa0\x30\x50\x60\x70\xa0"  # by fan: B16
_QUIET = const(0xB0)


def messages(want, before):
    frame = bytearray(_FRAME)
    frame[13] = want.power | _MODES[want.mode]
    frame[14] = 2 * whole(want, 10, 32)
    fan = _FANS[want.fan]
    if want.quiet:
        fan = _FANS[0] if want.turbo else _QUIET
    frame[16] = fan | (15 if want.swingv != STILL else 0)
    frame[17] = 15 if want.swingh != STILL else 0
    frame[21] = want.turbo
    sign(frame, 8, 26)
    return (bytes(frame),)


def read(frame, count, state):
    mode = mode_of(_MODES, frame[13] & 0x70)
    if count != 27 or not starts(frame, _FRAME[:13]) or not signed(frame, 8, 26) or mode < 0:
        return 0
    state.clear()
    state.mode = mode
    state.power = frame[13] & 1
    state.degrees = frame[14] * 50
    fan = frame[16] & 0xF0
    state.quiet = int(fan == _QUIET)
    state.fan = FAN_MIN if state.quiet else code_of(_FANS, fan)
    state.swingv = SWEEP if frame[16] & 15 else STILL
    state.swingh = SWEEP if frame[17] & 15 else STILL
    state.turbo = frame[21] & 1
    return 1
