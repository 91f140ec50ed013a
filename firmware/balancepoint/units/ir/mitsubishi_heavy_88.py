"""Mitsubishi Heavy Industries, 88 bits: remotes and units of the ZJ series. The long space is the 0."""

from ...control.quantity import const
from .state import whole
from .sums import mode_of, pair, paired, starts
from .wave import BYTES, PAIR

CARRIER = const(38000)
DUTY = const(50)
MARK = const(370)
ZERO = const(1220)
ONE = const(420)
MSB = const(0)
PARTS = ((PAIR, 3140, 1630), (BYTES, 0, 11), (PAIR, 370, 100000))
COPIES = const(1)
TAIL = const(0)
LENGTHS = (11,)
MODELS = ("",)
LOW = const(1700)
HIGH = const(3100)
STEP = const(100)
MAIN = const(0)

_HEAD = b"\xad\x51\x3c\xd9\x26"
_MODES = b"\x00\x04\x01\x00\x02\x03"  # by mode: B9
_FANS = b"\x00\x00\x02\x03\x04\x00\x00"  # by fan: B7
_DOWN = b"\x00\x04\x06\x01\x03\x05\x07\x00"  # by swingv
_SIDE = b"\x00\x08\x01\x05\x09\x0d\x02\x00"  # by swingh
_TURBO = const(6)
_ECONO = const(7)


def messages(want, before):
    down = _DOWN[want.swingv]
    side = _SIDE[want.swingh]
    frame = bytearray(11)
    frame[0:5] = _HEAD
    frame[5] = (down & 1) << 1 | (side & 3) << 2 | side >> 2 << 6 | want.clean << 5
    frame[7] = down >> 1 << 3 | (_ECONO if want.econo else _TURBO if want.turbo else _FANS[want.fan]) << 5
    frame[9] = _MODES[want.mode] | want.power << 3 | whole(want, 17, 31) - 17 << 4
    return (pair(frame, 5),)


def read(frame, count, state):
    mode = mode_of(_MODES, frame[9] & 7)
    if count != 11 or not starts(frame, _HEAD) or not paired(frame, 5, 11) or mode < 0:
        return 0
    state.clear()
    state.mode = mode
    state.power = frame[9] >> 3 & 1
    state.degrees = ((frame[9] >> 4) + 17) * 100
    fan = frame[7] >> 5
    state.fan = b"\x00\x00\x02\x03\x04\x00\x05\x01"[fan]
    state.turbo = int(fan == _TURBO)
    state.econo = int(fan == _ECONO)
    state.swingv = max(0, _DOWN.find(bytes((frame[5] >> 1 & 1 | (frame[7] >> 3 & 3) << 1,))))
    state.swingh = max(0, _SIDE.find(bytes((frame[5] >> 2 & 3 | frame[5] >> 6 << 2,))))
    state.clean = frame[5] >> 5 & 1
    return 1
