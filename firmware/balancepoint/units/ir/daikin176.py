"""Daikin, 176 bits: remote BRC4C153 (ducted units). Drying and the fan alone have no set point."""

from ...control.quantity import const
from ...control.request import DRY, FAN
from .state import STILL, SWEEP, whole
from .sums import mode_of, sign, signed, starts
from .wave import BYTES, PAIR

_HEADER = (PAIR, 5070, 2140)
_END = (PAIR, 370, 29410)
CARRIER = const(38000)
DUTY = const(50)
MARK = const(370)
ZERO = const(710)
ONE = const(1780)
MSB = const(0)
PARTS = (_HEADER, (BYTES, 0, 7), _END, _HEADER, (BYTES, 7, 15), _END)
COPIES = const(1)
TAIL = const(0)
LENGTHS = (22,)
MODELS = ("",)
LOW = const(1000)
HIGH = const(3200)
STEP = const(100)
MAIN = const(0)

_FRAME = b"\x11\xda\x17\x18\x04\x00\x1e\x11\xda\x17\x18\x00\x73\x00\x20\x00\x00\x1e\x36\x00\x20\x22"
_MODES = b"\x00\x10\x20\x30\x70\x00"  # by mode: B14
_ALSO = b"\x73\x73\x73\x73\x23\x63"  # and B12


def messages(want, before):
    frame = bytearray(_FRAME)
    mode = want.mode
    frame[12] = _ALSO[mode]
    frame[14] = want.power | _MODES[mode]
    frame[17] = 0x10 if mode == DRY or mode == FAN else 2 * whole(want, 10, 32) - 18
    frame[18] = (0x10 if 0 < want.fan < 3 else 0x30) | (5 if want.swingh != STILL else 6)
    sign(frame, 7, 21)
    return (bytes(frame),)


def read(frame, count, state):
    mode = mode_of(_MODES, frame[14] & 0x70)
    if count != 22 or not starts(frame, _FRAME[:12]) or not signed(frame, 7, 21) or mode < 0:
        return 0
    state.clear()
    state.mode = mode
    state.power = frame[14] & 1
    state.degrees = 900 + frame[17] * 50
    state.fan = 1 if frame[18] & 0xF0 == 0x10 else 5
    if frame[18] & 15 == 5:
        state.swingh = SWEEP
    return 1
