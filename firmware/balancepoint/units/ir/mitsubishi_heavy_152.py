"""Mitsubishi Heavy Industries, 152 bits: remotes and units of the ZM and ZS series. The long space is the 0."""

from ...control.quantity import const
from .state import NEVER, whole
from .sums import mode_of, pair, paired, starts
from .wave import BYTES, PAIR

CARRIER = const(38000)
DUTY = const(50)
MARK = const(370)
ZERO = const(1220)
ONE = const(420)
MSB = const(0)
PARTS = ((PAIR, 3140, 1630), (BYTES, 0, 19), (PAIR, 370, 100000))
COPIES = const(1)
TAIL = const(0)
LENGTHS = (19,)
MODELS = ("",)
LOW = const(1700)
HIGH = const(3100)
STEP = const(100)
MAIN = const(0)

_HEAD = b"\xad\x51\x3c\xe5\x1a"
_MODES = b"\x00\x04\x01\x00\x02\x03"  # by mode: B5
_FANS = b"\x00\x00\x01\x02\x03\x04\x00"  # by fan: B9
_DOWN = b"\x06\x00\x01\x02\x03\x04\x05\x06"  # by swingv: B11
_SIDE = b"\x08\x00\x01\x02\x03\x04\x05\x08"  # by swingh: B13
_ECONO = const(6)
_TURBO = const(8)


def messages(want, before):
    frame = bytearray(19)
    frame[0:5] = _HEAD
    frame[5] = _MODES[want.mode] | want.power << 3 | (0x60 if want.clean else want.filter << 6)
    frame[7] = whole(want, 17, 31) - 17
    frame[9] = _ECONO if want.econo else _TURBO if want.turbo else _FANS[want.fan]
    frame[11] = _DOWN[want.swingv] << 5
    frame[13] = _SIDE[want.swingh]
    frame[15] = int(want.sleep != NEVER) << 6 | want.quiet << 7
    frame[17] = 0x80
    return (pair(frame, 5),)


def read(frame, count, state):
    mode = mode_of(_MODES, frame[5] & 7)
    if count != 19 or not starts(frame, _HEAD) or not paired(frame, 5, 19) or mode < 0:
        return 0
    state.clear()
    state.mode = mode
    state.power = frame[5] >> 3 & 1
    state.filter = frame[5] >> 6 & 1
    state.clean = frame[5] >> 5 & state.filter
    state.degrees = ((frame[7] & 15) + 17) * 100
    fan = frame[9] & 15
    state.fan = b"\x00\x02\x03\x04\x05\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00"[fan]
    state.turbo = int(fan == _TURBO)
    state.econo = int(fan == _ECONO)
    state.swingv = b"\x01\x02\x03\x04\x05\x06\x00\x00"[frame[11] >> 5]
    state.swingh = b"\x01\x02\x03\x04\x05\x06\x00\x07\x00\x00\x00\x00\x00\x00\x00\x00"[frame[13] & 15]
    if frame[15] & 0x40:
        state.sleep = 0
    state.quiet = frame[15] >> 7
    return 1
