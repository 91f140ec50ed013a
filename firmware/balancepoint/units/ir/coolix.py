"""Coolix, 24 bits: Midea R51 and RG52 family, Beko, Airwell, Tokio, Bosch, Electrolux and others.

All but the state is said by keys that turn something over.
"""

from ...control.quantity import const
from ...control.request import AUTO, COOL, DRY, FAN, HEAT, OFF
from .state import NEVER, SWEEP, whole
from .toggles import changed, moved_any
from .wave import PAIR, TWINS

CARRIER = const(38000)
DUTY = const(50)
MARK = const(552)
ZERO = const(552)
ONE = const(1656)
MSB = const(1)
PARTS = ((PAIR, 4692, 4416), (TWINS, 0, 3), (PAIR, 552, 5244))
COPIES = const(2)
TAIL = const(100000)
LENGTHS = (3,)
MODELS = ("",)
LOW = const(1700)
HIGH = const(3000)
STEP = const(100)
MAIN = const(0)

_OFF = b"\xb2\x7b\xe0"
_SWING = b"\xb2\x6b\xe0"
_SLEEP = b"\xb2\xe0\x03"
_TURBO = b"\xb5\xf5\xa2"
_LIGHT = b"\xb5\xf5\xa5"
_CLEAN = b"\xb5\xf5\xaa"
_DEGREES = b"\x00\x01\x03\x02\x06\x07\x05\x04\x0c\x0d\x09\x08\x0a\x0b"  # from 17 °C
_FANS = b"\x05\x04\x04\x02\x01\x01\x05"  # by fan
_MODES = b"\x08\x0c\x00\x08\x04\x04"  # by mode
_FAN_CODE = const(0xE4)  # the code of no temperature, and the mode of DRY: FAN


def messages(want, before):
    if not want.power:
        return (_OFF,)
    fan = _FANS[want.fan]
    mode = want.mode
    if fan == 5 and (mode == AUTO or mode == DRY):
        fan = 0
    last = _FAN_CODE if mode == FAN else _DEGREES[whole(want, 17, 30) - 17] << 4 | _MODES[mode]
    found = [bytes((0xB2, fan << 5 | 31, last))]
    if moved_any(want, before):
        found.append(_SWING)
    if changed(want.turbo, before and before.turbo):
        found.append(_TURBO)
    if (want.sleep != NEVER) != bool(before and before.sleep != NEVER):
        found.append(_SLEEP)
    if changed(want.light, before and before.light):
        found.append(_LIGHT)
    if changed(want.clean, before and before.clean):
        found.append(_CLEAN)
    return tuple(found)


def read(frame, count, state):
    if count != 3:
        return 0
    state.clear()
    said = bytes(frame[:3])
    if said == _OFF:
        state.mode = OFF
        return 1
    state.power = 1
    if said == _SWING:
        state.swingv = SWEEP
    elif said == _SLEEP:
        state.sleep = 0
    elif said == _TURBO:
        state.turbo = 1
    elif said == _LIGHT:
        state.light = 1
    elif said == _CLEAN:
        state.clean = 1
    else:
        return _state(frame, state)
    return 2


def _state(frame, state):
    fan = frame[1] >> 5
    code = frame[2] >> 4
    if frame[0] | 8 != 0xBA or fan == 3:
        return 0
    state.fan = b"\x00\x05\x03\x00\x01\x00\x00\x00"[fan]
    mode = frame[2] >> 2 & 3
    if mode == 1 and code == 14:
        state.mode = FAN
        state.degrees = 3000
        return 1
    place = _DEGREES.find(bytes((code,)))
    if place < 0:
        return 0
    state.mode = (COOL, DRY, AUTO, HEAT)[mode]
    state.degrees = (17 + place) * 100
    return 1
