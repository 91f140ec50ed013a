"""Daikin, 160 bits: remote ARC423A5."""

from ...control.quantity import const
from .state import whole
from .sums import code_of, mode_of, sign, signed, starts
from .wave import BYTES, PAIR

_HEADER = (PAIR, 5000, 2145)
_END = (PAIR, 342, 29650)
CARRIER = const(38000)
DUTY = const(50)
MARK = const(342)
ZERO = const(700)
ONE = const(1786)
MSB = const(0)
PARTS = (_HEADER, (BYTES, 0, 7), _END, _HEADER, (BYTES, 7, 13), _END)
COPIES = const(1)
TAIL = const(0)
LENGTHS = (20,)
MODELS = ("",)
LOW = const(1000)
HIGH = const(3200)
STEP = const(100)
MAIN = const(0)

_FRAME = b"\x11\xda\x27\xf0\x0d\x00\x0f\x11\xda\x27\x00\xd3\x30\xf1\x00\x00\x1c\x0a\x08\x35"
_MODES = b"\x00\x40\x30\x00\x20\x60"  # by mode: B12
_FANS = b"\x0a\x03\x04\x05\x06\x07\x0a"  # by fan: B17
_DOWN = b"\xf1\xf1\x51\x41\x31\x21\x11\xf1"  # by swingv: B13


def messages(want, before):
    frame = bytearray(_FRAME)
    frame[12] = want.power | _MODES[want.mode]
    frame[13] = _DOWN[want.swingv]
    frame[16] = 2 * whole(want, 10, 32) - 20
    frame[17] = _FANS[want.fan]
    sign(frame, 7, 19)
    return (bytes(frame),)


def read(frame, count, state):
    mode = mode_of(_MODES, frame[12] & 0x70)
    if count != 20 or not starts(frame, _FRAME[:12]) or not signed(frame, 7, 19) or mode < 0:
        return 0
    state.clear()
    state.mode = mode
    state.power = frame[12] & 1
    state.degrees = 1000 + frame[16] * 50
    state.fan = code_of(_FANS, frame[17] & 15)
    down = code_of(_DOWN, frame[13])
    state.swingv = down or 1
    return 1
