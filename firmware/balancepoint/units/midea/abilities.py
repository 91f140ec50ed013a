"""What a unit can, as its B5 says: a count, then for each number (2 bytes, the lower one first), size and value.

Meanings: mill1000/midea-msmart (f162c85) and dudanov/MideaUART (b4ba52d), where they agree.
"""

from ...control.quantity import const
from ...control.request import AUTO, COOL, DRY, FAN, HEAT
from ..follow import ALL, VANE, WIDE
from . import codec

_HEAT = const(0x3ED6)  # by the value of MODES: a bit is 1 where it has that mode
_COOL = const(0xEBFB)
_DRY = const(0xEA63)
_AUTO = const(0x6387)
_SWING = b"\x0c\x0f\x00\x03"


def read(frame, length, session):
    """What it says to `session` and its unit; 1 if there is another page."""
    end = length - 2
    i = 12
    for _ in range(frame[11]):
        if i + 3 > end:
            break
        size = frame[i + 2]
        if size and i + 3 + size <= end:
            _ability(frame[i] | frame[i + 1] << 8, frame, i + 3, size, session)
        i += 3 + size
    return 1 if end - i == 2 and frame[i] else 0


def modes(value):
    """Bits of `unit.modes` for a value of MODES."""
    heat, cool = (_HEAT >> value & 1) << HEAT, (_COOL >> value & 1) << COOL
    return heat | cool | (_DRY >> value & 1) << DRY | (_AUTO >> value & 1) << AUTO | 1 << FAN


def _ability(number, frame, i, size, session):
    unit = session.unit
    value = frame[i]
    if number == 0x214 and value < 16:
        unit.modes = modes(value)
    elif number == 0x215 and value < 4:
        swing = session.swing = _SWING[value]
        session.follow.sets = ALL & ~((0 if swing & 12 else VANE) | (0 if swing & 3 else WIDE))
    elif number == 0x210:
        unit.fans = 4 if value == 1 else 2 if value in (3, 4, 9) else 3
        unit.quiet = 1 if value in (1, 6, 9) else 0
    elif number == 0x216:
        if 1 < value < 6:
            session.figures.writing = codec.DECIMAL if value < 4 else codec.BINARY
    elif number == 0x225 and size > 5:
        if 9 < frame[i] // 2 < frame[i + 1] // 2 < 40 and 9 < frame[i + 4] // 2 < frame[i + 5] // 2 < 40:
            unit.cool_low, unit.cool_high = frame[i] * 50, frame[i + 1] * 50
            unit.heat_low, unit.heat_high = frame[i + 4] * 50, frame[i + 5] * 50
        if size > 6:
            unit.step = 50 if frame[i + 6] else 100
