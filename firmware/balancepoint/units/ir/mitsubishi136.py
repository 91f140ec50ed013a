"""Mitsubishi Electric, 136 bits: PEAD and other ducted units."""

from ...control.quantity import const
from .state import whole
from .sums import mode_of, starts
from .wave import BYTES, PAIR

CARRIER = const(38000)
DUTY = const(50)
MARK = const(467)
ZERO = const(351)
ONE = const(1137)
MSB = const(0)
PARTS = ((PAIR, 3324, 1474), (BYTES, 0, 17), (PAIR, 467, 100000))
COPIES = const(1)
TAIL = const(0)
LENGTHS = (17,)
MODELS = ("",)
LOW = const(1700)
HIGH = const(3000)
STEP = const(100)
MAIN = const(0)

_HEAD = b"\x23\xcb\x26\x21\x00"
_MODES = b"\x00\x02\x01\x03\x05\x00"  # by mode: B6
_FANS = b"\x02\x01\x01\x02\x03\x03\x02"  # by fan: B7
_DOWN = b"\x0c\x0c\x03\x02\x02\x01\x00\x0c"  # by swingv: B7


def messages(want, before):
    frame = bytearray(17)
    frame[0:5] = _HEAD
    frame[5] = want.power << 6
    frame[6] = _MODES[want.mode] | whole(want, 17, 30) - 16 << 4
    frame[7] = 1 | (0 if want.quiet else _FANS[want.fan]) << 1 | _DOWN[want.swingv] << 4
    frame[8] = 4
    for place in range(5, 11):
        frame[place + 6] = frame[place] ^ 255
    return (bytes(frame),)


def read(frame, count, state):
    if count != 17 or not starts(frame, _HEAD):
        return 0
    for place in range(5, 11):
        if frame[place] ^ frame[place + 6] != 255:
            return 0
    mode = mode_of(_MODES, frame[6] & 15)
    if mode < 0:
        return 0
    state.clear()
    state.mode = mode
    state.power = frame[5] >> 6 & 1
    state.degrees = ((frame[6] >> 4) + 16) * 100
    fan = frame[7] >> 1 & 3
    state.fan = b"\x01\x02\x03\x05"[fan]
    state.quiet = int(fan == 0)
    state.swingv = b"\x06\x05\x03\x02\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00"[frame[7] >> 4]
    return 1
