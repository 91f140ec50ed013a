"""Toshiba, 56, 72 and 80 bits; some Carrier too. The vane has messages of its own."""

from ...control.quantity import const
from ...control.request import AUTO
from .state import STILL, SWEEP, whole
from .sums import crossed, mode_of
from .wave import BYTES, PAIR

CARRIER = const(38000)
DUTY = const(50)
MARK = const(580)
ZERO = const(490)
ONE = const(1600)
MSB = const(1)
PARTS = ((PAIR, 4400, 4300), (BYTES, 0, 0), (PAIR, 580, 7400))
COPIES = const(2)
TAIL = const(0)
LENGTHS = (10, 9, 7)
MODELS = ("TOSHIBA REMOTE A", "TOSHIBA REMOTE B")
LOW = const(1700)
HIGH = const(3000)
STEP = const(100)
MAIN = const(0)

_MODES = b"\x07\x03\x01\x00\x02\x04"  # by mode: B6; OFF: its own
_FANS = b"\x00\x40\x60\x80\xa0\xc0\x00"  # by fan: B6
_OFF = const(7)
_TURBO = const(1)
_ECONO = const(3)


def _message(model, size, kind):
    frame = bytearray(size)
    frame[0] = 0xF2
    frame[1] = 0x0D
    frame[2] = size - 6 | model << 4
    frame[3] = frame[2] ^ 255
    frame[4] = kind
    return frame


def _seal(frame):
    last = len(frame) - 1
    frame[last] = crossed(frame, 0, last)
    return bytes(frame)


def messages(want, before):
    special = want.power and not want.filter and (_ECONO if want.econo else want.turbo)
    frame = _message(want.model, 10, 9) if special else _message(want.model, 9, 1)
    frame[5] = whole(want, 17, 30) - 17 << 4
    frame[6] = (_MODES[want.mode] if want.power else _OFF) | _FANS[want.fan]
    frame[7] = want.filter << 4
    if special:
        frame[8] = special
    if want.short:
        return (_seal(frame),)
    swing = _message(want.model, 7, 0x21)
    swing[5] = 1 if want.swingv != STILL else 2
    return (_seal(frame), _seal(swing))


def read(frame, count, state):
    if (
        crossed(frame, 0, count)
        or frame[0] != 0xF2
        or frame[1] != 0x0D
        or frame[2] ^ frame[3] != 255
        or frame[2] & 15 != count - 6
    ):
        return 0
    state.clear()
    state.power = 1
    state.model = frame[2] >> 4 & 1
    if count == 7:
        if frame[5] & 7 != 2:
            state.swingv = SWEEP
        return 2 if frame[4] == 0x21 else 0
    code = frame[6] & 7
    mode = AUTO if code == _OFF else mode_of(_MODES, code)
    fan = frame[6] >> 5
    if mode < 0 or fan == 1 or fan > 6:
        return 0
    state.mode = mode
    state.power = int(code != _OFF)
    state.degrees = ((frame[5] >> 4) + 17) * 100
    state.fan = fan - 1 if fan else 0
    state.filter = frame[7] >> 4 & 1
    if count == 10:
        state.turbo = int(frame[8] == _TURBO)
        state.econo = int(frame[8] == _ECONO)
    return 1
