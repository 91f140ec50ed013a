"""Daikin, 280 bits: remotes ARC433, ARC443A5, ARC466A.. and the units they came with (FTXM-M and others)."""

from ...control.quantity import const
from .state import STILL, SWEEP, halves
from .sums import mode_of, starts, total
from .wave import BITS, BYTES, PAIR

CARRIER = const(38000)
DUTY = const(50)
MARK = const(428)
ZERO = const(428)
ONE = const(1280)
MSB = const(0)
_HEADER = (PAIR, 3650, 1623)
_END = (PAIR, 428, 29428)
PARTS = (
    (BITS, 5, 0), _END,
    _HEADER, (BYTES, 0, 8), _END,
    _HEADER, (BYTES, 8, 8), _END,
    _HEADER, (BYTES, 16, 19), _END,
)  # fmt: skip
COPIES = const(1)
TAIL = const(0)
LENGTHS = (35,)
MODELS = ("",)
LOW = const(1000)
HIGH = const(3200)
STEP = const(50)
MAIN = const(0)

_FRAME = (
    b"\x11\xda\x27\x00\xc5\x00\x00\x00"
    b"\x11\xda\x27\x00\x42\x00\x00\x00"
    b"\x11\xda\x27\x00\x00\x08\x00\x00\x00\x00\x00\x06\x60\x00\x00\xc0\x00\x00\x00"
)
_HEAD = b"\x11\xda\x27\x00"
_MODES = b"\x00\x40\x30\x00\x20\x60"  # by mode: B21
_FANS = b"\xa0\xb0\x30\x50\x60\x70\xa0"  # by fan: B24
_SAID = b"\x00\x00\x00\x02\x02\x03\x04\x05\x00\x00\x00\x01\x00\x00\x00\x00"  # by its code


def messages(want, before):
    frame = bytearray(_FRAME)
    frame[21] = 8 | want.power | _MODES[want.mode]
    frame[22] = halves(want, 10, 32)
    frame[24] = _FANS[want.fan] | (15 if want.swingv != STILL else 0)
    if want.swingh != STILL:
        frame[25] = 15
    if want.turbo and not want.econo:
        frame[29] = 1
    elif want.quiet and not want.turbo:
        frame[29] = 0x20
    if want.econo:
        frame[32] = 4
    if want.clean:
        frame[33] = 2
    frame[7] = total(frame, 0, 7)
    frame[15] = total(frame, 8, 15)
    frame[34] = total(frame, 16, 34)
    return (bytes(frame),)


def read(frame, count, state):
    if count != 35 or not starts(frame, _HEAD):
        return 0
    if total(frame, 0, 7) != frame[7] or total(frame, 8, 15) != frame[15] or total(frame, 16, 34) != frame[34]:
        return 0
    mode = mode_of(_MODES, frame[21] & 0x70)
    if mode < 0:
        return 0
    state.clear()
    state.mode = mode
    state.power = frame[21] & 1
    state.degrees = frame[22] * 50
    state.fan = _SAID[frame[24] >> 4]
    if frame[24] & 15:
        state.swingv = SWEEP
    if frame[25] & 15:
        state.swingh = SWEEP
    state.turbo = frame[29] & 1
    state.quiet = frame[29] >> 5 & 1
    state.econo = frame[32] >> 2 & 1
    state.clean = frame[33] >> 1 & 1
    return 1
