"""Samsung, 112 and 168 bits: the longer one where power, timer or sleep change."""

from ...control.quantity import const
from ...control.request import AUTO
from .state import NEVER, STILL, SWEEP, whole
from .sums import mode_of, ones
from .toggles import changed
from .wave import PAIR, SECTIONS

CARRIER = const(38000)
DUTY = const(50)
MARK = const(586)
ZERO = const(436)
ONE = const(1432)
MSB = const(0)
PARTS = ((PAIR, 690, 17844), (SECTIONS, 7, (3086, 8864), (586, 2886)))
COPIES = const(1)
TAIL = const(97114)
LENGTHS = (21, 14)
MODELS = ("",)
LOW = const(1600)
HIGH = const(3000)
STEP = const(100)
MAIN = const(0)

_MODES = b"\x00\x40\x10\x00\x20\x30"  # by mode: C5
_FANS = b"\x00\x04\x04\x08\x0a\x0e\x00"  # by fan: C5, shifted
_SAID = b"\x00\x00\x01\x00\x03\x04\x00\x05"  # by its code
_POWERFUL = const(3)
_ECONO = const(7)


def _sum(frame, first):
    """Bits that are 0 in a section, but for the sum's own."""
    count = ones(frame[first]) + ones(frame[first + 1] & 15) + ones(frame[first + 2] >> 4)
    for place in range(first + 3, first + 7):
        count += ones(frame[place])
    return count ^ 255


def _sign(frame, first):
    value = _sum(frame, first)
    frame[first + 1] = frame[first + 1] & 15 | (value & 15) << 4
    frame[first + 2] = frame[first + 2] & 0xF0 | value >> 4


def messages(want, before):
    size = 14 if want.short and want.sleep == NEVER else 21
    frame = bytearray(size)
    last = size - 7
    frame[0:7] = b"\x02\x02\x00\x00\x00\x00\xc0"
    frame[last:] = b"\x01\x02\x80\x61\x00\x01\xc0"
    if size == 21:
        frame[7:14] = b"\x01\x02\x00\x00\x00\x00\x00"
    quiet, powerful, econo = want.quiet, want.turbo, want.econo
    mode = want.mode
    fan = _FANS[want.fan]
    special = 0
    clean = changed(want.clean, before and before.clean)
    down = want.swingv != STILL
    if quiet and not powerful:
        fan = 0
        frame[5] = 0x20
    if powerful and mode != AUTO:
        special = _POWERFUL
        fan = 14
    if econo:
        special = _ECONO
        fan = 0
        down = 1
    if mode == AUTO:
        fan = 12
    frame[last + 2] |= (4 if down and want.swingh != STILL else 2 if down else 3 if want.swingh != STILL else 7) << 4
    frame[last + 3] |= special << 1 | want.light << 4 | clean << 7
    frame[last + 4] = want.filter | clean << 1 | whole(want, 16, 30) - 16 << 4
    frame[last + 5] |= fan | _MODES[mode]
    frame[last + 6] |= changed(want.beep, before and before.beep) << 2
    if want.power:
        frame[6] |= 0x30
        frame[last + 6] |= 0x30
    if want.sleep > 0 and size == 21:
        _sleep(frame, want.sleep)
    for first in range(0, size, 7):
        _sign(frame, first)
    return (bytes(frame),)


def _sleep(frame, minutes):
    """An off timer, in steps of 10 min up to 24 h, and both bits of sleep."""
    tens = min(144, minutes // 10)
    frame[5] |= 0x10
    if tens == 144:
        frame[12] |= 1
        tens = 0
    frame[9] |= tens % 6 << 4 | (tens // 6 & 1) << 7
    frame[10] |= tens // 12
    frame[12] |= 0x0C


def read(frame, count, state):
    for first in range(0, count, 7):
        if frame[first + 1] & 15 != 2 or (frame[first + 1] >> 4 | (frame[first + 2] & 15) << 4) != _sum(frame, first):
            return 0
    last = count - 7
    mode = mode_of(_MODES, frame[last + 5] & 0x70)
    if frame[0] != 2 or frame[last] != 1 or frame[last + 6] & 0xC0 != 0xC0 or mode < 0:
        return 0
    state.clear()
    state.mode = mode
    state.short = int(count == 14)
    state.power = int(frame[last + 6] & 0x30 == 0x30)
    state.degrees = ((frame[last + 4] >> 4) + 16) * 100
    state.fan = _SAID[frame[last + 5] >> 1 & 7]
    swing = frame[last + 2] >> 4 & 7
    if swing == 2 or swing == 4:
        state.swingv = SWEEP
    if swing == 3 or swing == 4:
        state.swingh = SWEEP
    special = frame[last + 3] >> 1 & 7
    state.turbo = int(special == _POWERFUL)
    state.econo = int(special == _ECONO)
    state.quiet = frame[5] >> 5 & 1
    state.light = frame[last + 3] >> 4 & 1
    state.filter = frame[last + 4] & 1
    state.clean = frame[last + 3] >> 7 & frame[last + 4] >> 1 & 1
    state.beep = frame[last + 6] >> 2 & 1
    if frame[5] & 0x10:
        state.sleep = 0
        if count == 21:
            state.sleep = (((frame[10] & 15) << 1 | frame[9] >> 7) * 6 + (frame[9] >> 4 & 7)) * 10
    return 1
