"""Whirlpool, 168 bits: SPIS409L, SPIS412L and others. Power is turned over by a bit."""

from ...control.quantity import const
from ...control.request import COOL, HEAT
from .state import FAN_MIN, NEVER, STILL, SWEEP, whole
from .sums import crossed, mode_of
from .wave import BYTES, PAIR

_PART = (PAIR, 597, 7920)
CARRIER = const(38000)
DUTY = const(50)
MARK = const(597)
ZERO = const(533)
ONE = const(1649)
MSB = const(0)
PARTS = ((PAIR, 8950, 4484), (BYTES, 0, 6), _PART, (BYTES, 6, 8), _PART, (BYTES, 14, 7), (PAIR, 597, 100000))
COPIES = const(1)
TAIL = const(0)
LENGTHS = (21,)
MODELS = ("",)
LOW = const(1800)
HIGH = const(3200)
STEP = const(100)
MAIN = const(0)
TURNS_POWER = const(1)  # the bit of power turns it over

_HEAD = b"\x83\x06"
_MODES = b"\x01\x00\x02\x01\x03\x04"  # by mode: B3
_FANS = b"\x00\x03\x03\x02\x01\x01\x00"  # by fan: B2
_FASTEST = const(1)  # the fan of the turbo, which asks for 18 °C, heating 32


def messages(want, before):
    frame = bytearray(21)
    frame[0:2] = _HEAD
    fan = _FANS[want.fan]
    mode = want.mode
    degrees = whole(want, 18, 32) - 18
    if want.turbo:
        fan = _FASTEST
        if mode == HEAT:
            degrees = 14
        else:
            degrees = 0
            mode = COOL
    frame[2] = fan | (want.power ^ (before.power if before else 0)) << 2
    if want.sleep != NEVER:
        frame[2] |= 0x0B  # the lowest fan, too
    frame[3] = _MODES[mode] | degrees << 4
    frame[6] = 0x80 | (0 if want.light else 0x20)
    if want.swingv != STILL:
        frame[2] |= 0x80
        frame[8] = 0x40
    if want.clock != NEVER:
        frame[6] |= want.clock // 60
        frame[7] = want.clock % 60
    frame[15] = 1
    frame[13] = crossed(frame, 2, 13)
    frame[20] = crossed(frame, 14, 20)
    return (bytes(frame),)


def read(frame, count, state):
    if count != 21 or frame[0] != 0x83 or frame[1] != 6:
        return 0
    mode = mode_of(_MODES, frame[3] & 7)
    if crossed(frame, 2, 13) != frame[13] or crossed(frame, 14, 20) != frame[20] or mode < 0:
        return 0
    state.clear()
    state.mode = mode
    state.power = frame[2] >> 2 & 1
    state.degrees = ((frame[3] >> 4) + 18) * 100
    state.fan = b"\x00\x05\x03\x01"[frame[2] & 3]
    if frame[2] & 8:
        state.sleep = 0
        state.fan = FAN_MIN
    state.light = frame[6] >> 5 & 1 ^ 1
    state.swingv = SWEEP if frame[2] & 0x80 and frame[8] & 0x40 else STILL
    return 1
