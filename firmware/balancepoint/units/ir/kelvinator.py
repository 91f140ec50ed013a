"""Kelvinator, 128 bits: the block of Gree twice, the second time with more of the fan."""

from ...control.quantity import const
from ...control.request import COOL, DRY
from .state import STILL, SWEEP, whole
from .sums import mode_of
from .wave import BITS, BYTES, PAIR

_HEADER = (PAIR, 9010, 4505)
_PART = (PAIR, 680, 19975)
_END = (PAIR, 680, 39950)
CARRIER = const(38000)
DUTY = const(50)
MARK = const(680)
ZERO = const(510)
ONE = const(1530)
MSB = const(0)
PARTS = (
    _HEADER, (BYTES, 0, 4), (BITS, 3, 2), _PART, (BYTES, 4, 4), _END,
    _HEADER, (BYTES, 8, 4), (BITS, 3, 2), _PART, (BYTES, 12, 4), _END,
)  # fmt: skip
COPIES = const(1)
TAIL = const(0)
LENGTHS = (16,)
MODELS = ("",)
LOW = const(1600)
HIGH = const(3000)
STEP = const(100)
MAIN = const(0)

_MODES = b"\x00\x04\x01\x00\x02\x03"  # by mode: B0
_FANS = b"\x00\x01\x02\x03\x04\x05\x05"  # by fan: B14; B0 has three of them
_DOWN = b"\x00\x01\x02\x00\x04\x00\x06\x00"  # by swingv


def _sum(frame, first):
    value = 10
    for place in range(first, first + 4):
        value += frame[place] & 15
    for place in range(first + 4, first + 7):
        value += frame[place] >> 4
    return value << 4 & 0xF0


def messages(want, before):
    frame = bytearray(16)
    fan = _FANS[want.fan]
    clean = want.clean if want.mode == COOL or want.mode == DRY else 0  # it blows the coil dry
    side = want.swingh != STILL
    frame[0] = _MODES[want.mode] | want.power << 3 | min(fan, 3) << 4 | (0x40 if side or want.swingv == SWEEP else 0)
    frame[1] = whole(want, 16, 30) - 16
    frame[2] = want.turbo << 4 | want.light << 5 | want.filter << 6 | clean << 7
    frame[3] = 0x50
    frame[4] = _DOWN[want.swingv] | side << 4
    frame[8:11] = frame[0:3]
    frame[11] = 0x70
    frame[12] = want.quiet << 7
    frame[14] = fan << 4
    frame[7] = _sum(frame, 0)
    frame[15] = _sum(frame, 8)
    return (bytes(frame),)


def read(frame, count, state):
    if count != 16 or frame[3] != 0x50 or frame[11] != 0x70:
        return 0
    mode = mode_of(_MODES, frame[0] & 7)
    if _sum(frame, 0) != frame[7] & 0xF0 or _sum(frame, 8) != frame[15] & 0xF0 or frame[0] != frame[8] or mode < 0:
        return 0
    state.clear()
    state.mode = mode
    state.power = frame[0] >> 3 & 1
    state.degrees = ((frame[1] & 15) + 16) * 100
    state.fan = min(frame[14] >> 4 & 7, 5)
    state.turbo = frame[2] >> 4 & 1
    state.light = frame[2] >> 5 & 1
    state.filter = frame[2] >> 6 & 1
    state.clean = frame[2] >> 7
    state.quiet = frame[12] >> 7
    down = frame[4] & 15
    state.swingv = down if down < 7 else 0
    state.swingh = frame[4] >> 4 & 1
    return 1
