"""Gree, 64 bits: Gree, Cooper & Hunter, RusClimate, Ultimate, Soleus and others."""

from ...control.quantity import const
from ...control.request import AUTO, DRY
from .state import NEVER, SWEEP, whole
from .sums import mode_of
from .wave import BITS, BYTES, PAIR

CARRIER = const(38000)
DUTY = const(50)
MARK = const(620)
ZERO = const(540)
ONE = const(1600)
MSB = const(0)
PARTS = ((PAIR, 9000, 4500), (BYTES, 0, 4), (BITS, 3, 2), (PAIR, 620, 19980), (BYTES, 4, 4), (PAIR, 620, 19980))
COPIES = const(1)
TAIL = const(0)
LENGTHS = (8,)
MODELS = ("YAW1F", "YBOFB", "YX1FSF")
LOW = const(1600)
HIGH = const(3000)
STEP = const(100)
MAIN = const(0)

_MODES = b"\x00\x04\x01\x00\x02\x03"  # by mode: B0
_FANS = b"\x00\x01\x02\x02\x03\x03\x00"  # by fan
_DOWN = b"\x00\x01\x02\x03\x04\x05\x06\x00"  # by swingv
_SIDE = b"\x00\x01\x02\x03\x04\x05\x06\x00"  # by swingh
_ECONO = const(5)  # a mode of its own on YX1FSF


def _sum(frame):
    value = 10
    for place in range(4):
        value += frame[place] & 15
    for place in range(4, 7):
        value += frame[place] >> 4
    return value & 15


def messages(want, before):
    frame = bytearray(b"\x00\x00\x00\x50\x00\x20\x00\x00")
    mode = want.mode
    fan = 1 if mode == DRY else _FANS[want.fan]
    econo = want.econo
    frame[0] = _ECONO if econo and want.model == 2 else _MODES[mode]
    frame[0] |= (
        want.power << 3 | fan << 4 | (0x40 if want.swingv == SWEEP else 0) | (0x80 if want.sleep != NEVER else 0)
    )
    if mode == AUTO:
        frame[1] = 9
    elif want.fahrenheit:
        _fahrenheit(want, frame)
    else:
        frame[1] = whole(want, 16, 30) - 16
    frame[2] = want.turbo << 4 | want.light << 5 | want.clean << 7
    if want.model == 0:
        frame[2] |= want.power << 6
    frame[4] = _DOWN[want.swingv] | _SIDE[want.swingh] << 4
    frame[7] = econo << 2 | _sum(frame) << 4
    return (bytes(frame),)


def _fahrenheit(want, frame):
    """Whole °C and a mark of the upper half: °C is cut off from °F + 0.6 °C."""
    tenths = (max(61, min(86, want.degrees_f())) - 32) * 50 // 9 + 6
    frame[1] = tenths // 10 - 16
    frame[3] |= 8 | (4 if tenths % 10 >= 5 else 0)


def read(frame, count, state):
    if count != 8 or frame[3] & 0xF0 != 0x50 or frame[5] & 0x38 != 0x20 or _sum(frame) != frame[7] >> 4:
        return 0
    code = frame[0] & 7
    state.clear()
    state.econo = int(code == _ECONO) or frame[7] >> 2 & 1
    mode = 2 if code == _ECONO else mode_of(_MODES, code)
    if mode < 0:
        return 0
    state.mode = mode
    state.power = frame[0] >> 3 & 1
    state.fan = b"\x00\x01\x03\x05"[frame[0] >> 4 & 3]
    if frame[0] & 0x80:
        state.sleep = 0
    state.degrees = (16 + (frame[1] & 15)) * 100
    if frame[3] & 8:
        state.fahrenheit = 1
        state.degrees += 50 if frame[3] & 4 else 0
    state.turbo = frame[2] >> 4 & 1
    state.light = frame[2] >> 5 & 1
    state.clean = frame[2] >> 7
    state.model = 0 if frame[2] >> 6 & 1 or not state.power else 1
    down = frame[4] & 15
    state.swingv = SWEEP if frame[0] & 0x40 else down if down < 7 and down != 1 else 0
    side = frame[4] >> 4 & 7
    state.swingh = side if side < 7 else 0
    return 1
