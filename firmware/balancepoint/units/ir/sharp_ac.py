"""Sharp, 104 bits: remote CRMC-A907JBEZ. Turbo is a message of its own, after the state."""

from ...control.quantity import const
from ...control.request import COOL, HEAT
from .state import STILL, SWEEP, whole
from .sums import crossed, mode_of
from .toggles import moved
from .wave import BYTES, PAIR

CARRIER = const(38000)
DUTY = const(50)
MARK = const(470)
ZERO = const(500)
ONE = const(1400)
MSB = const(0)
PARTS = ((PAIR, 3800, 1900), (BYTES, 0, 13), (PAIR, 470, 100000))
COPIES = const(1)
TAIL = const(0)
LENGTHS = (13,)
MODELS = ("",)
LOW = const(1500)
HIGH = const(3000)
STEP = const(100)
MAIN = const(0)

_HEAD = b"\xaa\x5a\xcf\x10"
_MODES = b"\x00\x01\x02\x00\x03\x00"  # by mode: B6; no fan alone
_FANS = b"\x20\x40\x40\x30\x50\x70\x20"  # by fan: B6
_DOWN = b"\x08\x0f\x09\x09\x0b\x0c\x0c\x08"  # by swingv: B8
_TURNS_ON = const(0x11)  # B5
_ON = const(0x31)
_OFF = const(0x21)
_TURBO = const(0x61)


def _check(frame):
    value = crossed(frame, 0, 12) ^ 1
    return (value >> 4 ^ value & 15) << 4 | 1


def messages(want, before):
    frame = bytearray(13)
    frame[0:4] = _HEAD
    mode = want.mode
    if mode == HEAT or mode == COOL:
        frame[4] = 0xC0 | whole(want, 15, 30) - 15
    frame[5] = (_ON if before and before.power else _TURNS_ON) if want.power else _OFF
    frame[6] = _MODES[mode] | _FANS[want.fan]
    if before:
        # the vane is turned over
        frame[8] = _DOWN[SWEEP] if moved(want, before) else _DOWN[STILL]
    else:
        frame[8] = _DOWN[want.swingv]
    frame[9] = 0x80
    frame[11] = 0xE0 | want.filter << 2
    frame[12] = _check(frame)
    found = [bytes(frame)]
    if want.turbo:
        frame[5] = _TURBO
        frame[6] = _MODES[mode] | 0x70
        frame[10] = 1
        frame[12] = _check(frame)
        found.append(bytes(frame))
    return tuple(found)


def read(frame, count, state):
    if count != 13 or frame[0] != 0xAA or frame[1] != 0x5A or frame[2] != 0xCF or _check(frame) != frame[12]:
        return 0
    code = frame[6] & 15
    mode = mode_of(_MODES, code)
    if mode < 0:
        return 0
    state.clear()
    state.power = int(frame[5] != _OFF)
    if frame[5] == _TURBO:
        state.turbo = frame[10] & 1
        return 2
    state.mode = mode
    state.degrees = ((frame[4] & 15) + 15) * 100
    state.fan = b"\x00\x00\x00\x03\x01\x04\x00\x05"[frame[6] >> 4 & 7]
    state.swingv = b"\x00\x02\x00\x04\x06\x00\x00\x01"[frame[8] & 7]
    state.filter = frame[11] >> 2 & 1
    return 1
