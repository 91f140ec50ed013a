"""Haier, 72 bits: remotes HSU07-HEA03 and its kind."""

from ...control.quantity import const
from .state import NEVER, whole
from .sums import mode_of, sign, signed
from .wave import BYTES, PAIR

CARRIER = const(38000)
DUTY = const(50)
MARK = const(520)
ZERO = const(650)
ONE = const(1650)
MSB = const(1)
PARTS = ((PAIR, 3000, 3000), (PAIR, 3000, 4300), (BYTES, 0, 9), (PAIR, 520, 150000))
COPIES = const(1)
TAIL = const(0)
LENGTHS = (9,)
MODELS = ("",)
LOW = const(1600)
HIGH = const(3000)
STEP = const(100)
MAIN = const(0)

_MODES = b"\x00\x60\x20\x00\x40\x80"  # by mode: B6
_FANS = b"\x00\xc0\xc0\x80\x40\x40\x00"  # by fan: B5
_DOWN = b"\x00\xc0\x40\x40\x40\x80\x80\xc0"  # by swingv: B2


def messages(want, before):
    frame = bytearray(9)
    frame[0] = 0xA5
    frame[1] = whole(want, 16, 30) - 16 << 4 | want.power
    frame[2] = 0x20 | _DOWN[want.swingv]
    if want.clock != NEVER:
        frame[2] |= want.clock // 60
        frame[3] = want.clock % 60
    frame[4] = 0x0C | want.filter << 5
    frame[5] = _FANS[want.fan]
    frame[6] = _MODES[want.mode]
    frame[7] = int(want.sleep != NEVER) << 6
    sign(frame, 0, 8)
    return (bytes(frame),)


def read(frame, count, state):
    mode = mode_of(_MODES, frame[6] & 0xE0)
    if count != 9 or frame[0] != 0xA5 or not signed(frame, 0, 8) or mode < 0:
        return 0
    state.clear()
    state.mode = mode
    state.power = int(frame[1] & 15 != 0)
    state.beep = 1  # it always answers
    state.degrees = ((frame[1] >> 4) + 16) * 100
    state.fan = b"\x00\x05\x03\x01"[frame[5] >> 6]
    state.swingv = b"\x00\x02\x06\x01"[frame[2] >> 6]
    state.filter = frame[4] >> 5 & 1
    if frame[7] & 0x40:
        state.sleep = 0
    return 1
