"""Electra, 104 bits: AEG, AUX, Frigidaire, and many of that family. The light is turned over."""

from ...control.quantity import const
from .state import STILL, SWEEP, whole
from .sums import mode_of, sign, signed
from .toggles import changed
from .wave import BYTES, PAIR

CARRIER = const(38000)
DUTY = const(50)
MARK = const(646)
ZERO = const(547)
ONE = const(1647)
MSB = const(0)
PARTS = ((PAIR, 9166, 4470), (BYTES, 0, 13), (PAIR, 646, 100000))
COPIES = const(1)
TAIL = const(0)
LENGTHS = (13,)
MODELS = ("",)
LOW = const(1600)
HIGH = const(3200)
STEP = const(100)
MAIN = const(0)

_MODES = b"\x00\x80\x20\x00\x40\xc0"  # by mode: B6
_FANS = b"\xa0\x60\x60\x40\x20\x20\xa0"  # by fan: B4


def messages(want, before):
    frame = bytearray(13)
    frame[0] = 0xC3
    frame[1] = whole(want, 16, 32) - 8 << 3 | (7 if want.swingv == STILL else 0)
    frame[2] = 0xE0 if want.swingh == STILL else 0
    frame[4] = _FANS[want.fan]
    frame[5] = want.quiet << 7 | want.turbo << 6
    frame[6] = _MODES[want.mode]
    frame[9] = want.power << 5 | want.clean << 2
    frame[11] = 0x15 if changed(want.light, before and before.light) else 0x08
    sign(frame, 0, 12)
    return (bytes(frame),)


def read(frame, count, state):
    mode = mode_of(_MODES, frame[6] & 0xE0)
    if count != 13 or frame[0] != 0xC3 or not signed(frame, 0, 12) or mode < 0:
        return 0
    state.clear()
    state.mode = mode
    state.power = frame[9] >> 5 & 1
    state.clean = frame[9] >> 2 & 1
    state.degrees = ((frame[1] >> 3) + 8) * 100
    state.fan = b"\x00\x05\x03\x01\x00\x00\x00\x00"[frame[4] >> 5]
    state.quiet = frame[5] >> 7
    state.turbo = frame[5] >> 6 & 1
    state.light = int(frame[11] == 0x15)
    state.swingv = STILL if frame[1] & 7 else SWEEP
    state.swingh = STILL if frame[2] & 0xE0 else SWEEP
    return 1
