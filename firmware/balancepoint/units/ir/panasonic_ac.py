"""Panasonic, 216 bits: remotes and units named by JKE, LKE, NKE, DKE (PKR), CKP and RKR."""

from ...control.quantity import const
from .state import whole
from .sums import mode_of, starts, total
from .wave import BYTES, PAIR

CARRIER = const(36700)
DUTY = const(50)
MARK = const(432)
ZERO = const(432)
ONE = const(1296)
MSB = const(0)
PARTS = ((PAIR, 3456, 1728), (BYTES, 0, 8), (PAIR, 432, 10000), (PAIR, 3456, 1728), (BYTES, 8, 19), (PAIR, 432, 100000))
COPIES = const(1)
TAIL = const(0)
LENGTHS = (27,)
MODELS = ("JKE", "LKE", "NKE", "DKE", "CKP", "RKR")
LOW = const(1600)
HIGH = const(3000)
STEP = const(100)
MAIN = const(0)

_LKE = const(1)
_NKE = const(2)
_DKE = const(3)
_CKP = const(4)
_RKR = const(5)

_FRAME = b"\x02\x20\xe0\x04\x00\x00\x00\x06\x02\x20\xe0\x04\x00\x00\x00\x80\x00\x00\x00\x0e\xe0\x00\x00\x81\x00\x00\x00"
_MODES = b"\x00\x40\x30\x00\x20\x60"  # by mode: B13
_FANS = b"\xa0\x30\x40\x50\x60\x70\xa0"  # by fan: B16
_DOWN = b"\x0f\x0f\x01\x02\x03\x04\x05\x0f"  # by swingv: B16
_SIDE = b"\x0d\x0d\x09\x0a\x06\x0b\x0c\x0d"  # by swingh: B17


def messages(want, before):
    model = want.model
    frame = bytearray(_FRAME)
    # on CKP this bit turns the unit on or off, whichever it was not
    power = want.power ^ before.power if model == _CKP and before else want.power
    frame[13] = power | _MODES[want.mode] | (2 if model == _LKE else 8 if model == _RKR else 0)
    frame[14] = whole(want, 16, 30) << 1
    frame[16] = _FANS[want.fan] | _DOWN[want.swingv]
    if model == _LKE or model == _NKE:
        frame[17] = 6
    elif model == _DKE or model == _RKR:
        frame[17] = _SIDE[want.swingh]
    swapped = model == _CKP or model == _RKR
    if want.turbo:
        frame[21] = 1 if swapped else 0x20
    elif want.quiet:
        frame[21] = 0x20 if swapped else 1
    if model == _CKP:
        frame[21] |= 0x10
        frame[23] = 1
    elif model == _DKE:
        frame[22] = want.filter
        frame[23] = 1
        frame[25] = 6
    elif model == _RKR:
        frame[23] = 0x89
    frame[26] = total(frame, 8, 26)
    return (bytes(frame),)


def _model(frame):
    """Which remote it was, by what each alone has."""
    if frame[23] == 0x89:
        return _RKR
    if frame[17] == 0:
        return _CKP if frame[21] & 0x10 else 0
    if frame[13] & 2 and frame[17] == 6:
        return _LKE
    return _NKE if frame[23] == 0x81 else _DKE


def read(frame, count, state):
    mode = mode_of(_MODES, frame[13] & 0x70)
    if count != 27 or not starts(frame, _FRAME[:13]) or total(frame, 8, 26) != frame[26] or mode < 0:
        return 0
    state.clear()
    state.mode = mode
    model = state.model = _model(frame)
    state.power = frame[13] & 1
    state.degrees = (frame[14] >> 1 & 31) * 100
    fan = frame[16] >> 4
    state.fan = fan - 2 if fan < 8 else 0
    down = frame[16] & 15
    state.swingv = down + 1 if down < 6 else 1
    if model == _LKE or model == _NKE:
        state.swingh = 4
    else:
        state.swingh = max(1, _SIDE.find(bytes((frame[17] & 15,))))
    first, second = frame[21] & 1, frame[21] >> 5 & 1
    state.turbo, state.quiet = (first, second) if model >= _CKP else (second, first)
    if model == _DKE:
        state.filter = frame[22] & 1
    return 1
