"""Whether a unit does what its remote's light has told it: by what probes of our own see of it. Loaded with the link.

    power        a meter of the unit: above 80 W something turns (the same as `sense.own_word`)
    supply       air behind the coil against the room: a heating coil warms it, a cooling one cools it
    coil         the indoor coil's probe against the room: likewise

The thresholds of temperature are guesses that no unit has tried. In a defrost of its own a unit cools the air for up to ten
minutes: no answer before that.
"""

from ...control.quantity import UNKNOWN, const, deg
from ...control.request import COOL, DRY, FAN, HEAT, OFF
from ...control.sense.own_word import FRESH, POWER

_WARM = deg(4)
_COLD = deg(-3)
_SURE = deg(1.5)  # beyond the room: a set point at which any unit runs
_PATIENCE = const(540)  # s
_BETWEEN = const(300)  # s between two repeats
_TRIES = const(3)
_LONG = const(1800)  # s between repeats after those
_TOP = const(12000)
_METER = const(60000)  # W

HEARS = const(0)
REPEATS = const(1)
DEAF = const(2)  # told to people


class Effect:
    """`state`: HEARS, REPEATS, DEAF; `sees`: 1 if anything tells."""

    def __init__(self):
        self.state = HEARS
        self.sees = 0
        self._mode = -1
        self._since = 0
        self._tries = 0
        self._said = 0  # s

    def running(self, readings, room):
        """HEAT, COOL, OFF by what is seen; UNKNOWN where nothing tells. The compressor's power alone tells COOL from HEAT by what
        was asked."""
        power = readings.power.within(0, _METER, FRESH)
        air = readings.supply.within(-_TOP, _TOP, FRESH)
        if air is None:
            air = readings.indoor_coil.within(-_TOP, _TOP, FRESH)
        self.sees = int(power is not None or air is not None and room != UNKNOWN)
        if power is not None and power < POWER:
            return OFF
        if air is not None and room != UNKNOWN:
            return HEAT if air - room >= _WARM else COOL if air - room <= _COLD else OFF
        return UNKNOWN if power is None else self._mode

    def judge(self, unit, readings, room, now):
        """1 if the last message is to be sent again."""
        mode = COOL if unit.mode == DRY else unit.mode
        if mode != self._mode:
            self._mode = mode
            self._since = now
            self._tries = 0
        runs = self.running(readings, room)
        if runs == UNKNOWN or not unit.asked:
            return 0
        if not self._contradicts(unit, mode, runs, room):
            self._since = now
            self._tries = 0
            self.state = HEARS
            return 0
        if (
            now - self._since < _PATIENCE
            or self._tries
            and now - self._said < (_BETWEEN if self._tries < _TRIES else _LONG)
        ):
            return 0
        self._tries = min(self._tries + 1, _TRIES + 1)
        self._said = now
        self.state = DEAF if self._tries > _TRIES else REPEATS
        return 1

    def _contradicts(self, unit, mode, runs, room):
        """1 if what is seen cannot be with what was asked."""
        if mode == OFF or mode == FAN:
            return int(runs != OFF)
        if mode != HEAT and mode != COOL:
            return 0
        if runs != OFF:
            return int(runs != mode)
        if room == UNKNOWN:
            return 0
        gap = unit.target() - room
        return int((gap if mode == HEAT else -gap) >= _SURE)
