"""Mitsubishi Electric, 144 bits: MSZ-GV, SF, FH, ZW and others; remotes RH151, SG153, SG15D, KM..."""

from ...control.quantity import const
from .state import NEVER
from .sums import mode_of, starts, total
from .wave import BYTES, PAIR

CARRIER = const(38000)
DUTY = const(50)
MARK = const(450)
ZERO = const(420)
ONE = const(1300)
MSB = const(0)
PARTS = ((PAIR, 3400, 1750), (BYTES, 0, 18), (PAIR, 440, 15500))
COPIES = const(2)
TAIL = const(0)
LENGTHS = (18,)
MODELS = ("",)
LOW = const(1600)
HIGH = const(3100)
STEP = const(50)
MAIN = const(0)

_HEAD = b"\x23\xcb\x26\x01\x00"
_MODES = b"\x20\x08\x18\x20\x10\x38"  # by mode: B6
_MARKS = b"\x00\x00\x06\x00\x02\x07"  # by mode: B8, its low half
_FANS = b"\x00\x05\x01\x02\x03\x04\x00"  # by fan
_DOWN = b"\x00\x07\x01\x02\x03\x04\x05\x00"  # by swingv
_SIDE = b"\x03\x08\x01\x02\x03\x04\x05\x06"  # by swingh


def messages(want, before):
    frame = bytearray(18)
    frame[0:5] = _HEAD
    if want.power:
        frame[5] = 0x20
    frame[6] = _MODES[want.mode]
    half = max(32, min(62, want.degrees // 50))
    frame[7] = (half >> 1) - 16 | (half & 1) << 4
    frame[8] = _SIDE[want.swingh] << 4 | _MARKS[want.mode]
    fan = 5 if want.quiet else _FANS[want.fan]
    down = _DOWN[want.swingv]
    frame[9] = (fan or 0x80) | down << 3 | 0x40
    frame[10] = 0x67 if want.clock == NEVER else want.clock // 10
    frame[16] = down << 3
    frame[17] = total(frame, 0, 17)
    return (bytes(frame),)


def read(frame, count, state):
    if count != 18 or not starts(frame, _HEAD) or total(frame, 0, 17) != frame[17]:
        return 0
    mode = mode_of(_MODES, frame[6] & 0x38)
    if mode < 0:
        return 0
    state.clear()
    state.mode = mode
    state.power = frame[5] >> 5 & 1
    state.degrees = (16 + (frame[7] & 15)) * 100 + (frame[7] >> 4 & 1) * 50
    fan = frame[9] & 7
    state.fan = b"\x00\x02\x03\x04\x05\x01\x00\x00"[fan]
    state.quiet = int(fan == 5)
    state.swingv = b"\x00\x02\x03\x04\x05\x06\x00\x01"[frame[9] >> 3 & 7]
    state.swingh = b"\x00\x02\x03\x04\x05\x06\x07\x00\x01\x00\x00\x00\x00\x00\x00\x00"[frame[8] >> 4]
    return 1
