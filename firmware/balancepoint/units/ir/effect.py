"""Whether a unit does what its remote's light has told it: by what probes of our own see of it. Loaded with the link.

    power        a meter of the unit: above 80 W something turns (the same as `sense.own_word`)
    supply       air behind the coil against the room: a heating coil warms it, a cooling one cools it
    coil         the indoor coil's probe against the room: likewise

Air and coil stay warm for a quarter of an hour after a stop, as the plant has it and a coil without a fan must: `Trend` goes by
where they move. The thresholds of temperature are guesses that no unit has tried. In a defrost of its own a unit cools the air
for up to ten minutes: no answer before that.
"""

from array import array

from ...control.quantity import UNKNOWN, const, deg
from ...control.request import COOL, DRY, FAN, HEAT, OFF
from ...control.sense.own_word import FRESH, POWER

_WARM = deg(4)
_COLD = deg(3)
_RISES = deg(1.5)  # in two to three minutes
_SURE = deg(1.5)  # beyond the room: a set point at which any unit runs
_PATIENCE = const(540)  # s
_PROVEN = const(600)  # s of rest after which what runs was not left over
_UNASKED = const(180)  # s that it runs then until somebody is taken to have switched it on
_BETWEEN = const(300)  # s between two repeats
_TRIES = const(3)
_LONG = const(1800)  # s between repeats after those
_TOP = const(12000)
_METER = const(60000)  # W
_MINUTE = const(60)

HEARS = const(0)
REPEATS = const(1)
DEAF = const(2)  # told to people
OTHERWISE = const(3)  # likewise: it runs, and not as it was asked

AGAIN = const(1)  # the last message is to be sent again
SWITCHED_ON = const(2)  # somebody did so, at the handset most likely


class Trend:
    """`side`: 1 what is measured is being warmed, -1 cooled, 0 neither."""

    def __init__(self):
        self.side = 0
        self._past = array("h", bytes(10))  # 0.01 K from the room, a minute apart
        self._at = -1  # s

    def step(self, gap, now):
        """`gap`: 0.01 K from the room."""
        past = self._past
        since = now - self._at
        if self._at < 0 or since > 3 * _MINUTE:
            for k in range(5):
                past[k] = gap
            self._at = now
        elif since >= _MINUTE:
            for k in range(4, 0, -1):
                past[k] = past[k - 1]
            past[0] = gap
            self._at = now
        sign = -1 if gap < 0 else 1
        size = sign * gap
        enough = _COLD if sign < 0 else _WARM
        if self.side == sign:
            if size < enough // 2 or self._decays(sign):
                self.side = 0
        elif size >= enough and (size - sign * past[2] >= _RISES or size * 100 >= sign * past[3] * 97):
            self.side = sign
        elif size < enough // 2:
            self.side = 0

    def _decays(self, sign):
        """1: it comes back to the room's, minute by minute."""
        past = self._past
        for k in range(4):
            if sign * past[k] * 100 > sign * past[k + 1] * 98:
                return 0
        return int(sign * past[0] * 100 <= sign * past[4] * 65)


class Effect:
    """`runs`: HEAT, COOL, OFF by what is seen; UNKNOWN where nothing tells. `state`: HEARS, REPEATS, DEAF, OTHERWISE. `sees`: 1
    if anything tells. `proven` 1: what was asked for last is seen, and was not before. `air` 0: the supply air is left aside, for
    the heater sits in it."""

    def __init__(self, air=1):
        self.state = HEARS
        self.sees = self.proven = 0
        self.runs = UNKNOWN
        self._air = air
        self._trend = Trend()
        self._mode = -1
        self._since = 0
        self._ran = 0  # it did when it was switched off
        self._rest = -1  # s since when it rests, asked to be off; -1: it does not
        self._tries = 0
        self._said = 0  # s

    def look(self, readings, room, now):
        """The compressor's power alone tells COOL from HEAT by what was asked."""
        power = readings.power.within(0, _METER, FRESH)
        air = readings.supply.within(-_TOP, _TOP, FRESH) if self._air else None
        if air is None:
            air = readings.indoor_coil.within(-_TOP, _TOP, FRESH)
        side = UNKNOWN
        if air is not None and room != UNKNOWN:
            self._trend.step(air - room, now)
            side = self._trend.side
        self.sees = int(power is not None or side != UNKNOWN)
        if power is not None and power < POWER:
            self.runs = OFF
        elif side != UNKNOWN:
            self.runs = HEAT if side > 0 else COOL if side < 0 else OFF
        else:
            self.runs = UNKNOWN if power is None else self._mode

    def judge(self, unit, room, now):
        """0, AGAIN or SWITCHED_ON."""
        mode = COOL if unit.mode == DRY else unit.mode
        runs = self.runs
        if mode != self._mode:
            self._mode = mode
            self._since = now
            self._tries = self.proven = 0
            self._ran = int(runs != OFF and runs != UNKNOWN)
            self._rest = -1
        if runs == UNKNOWN or not unit.asked:
            return 0
        if not self._contradicts(unit, mode, room):
            self._since = now
            self._tries = 0
            self.state = HEARS
            if runs == mode and (mode != OFF or self._ran):
                self.proven = 1
            if mode == OFF and self._rest < 0:
                self._rest = now
            return 0
        since = now - self._since
        if mode == OFF and self._rest >= 0 and self._since - self._rest >= _PROVEN:
            if since < _UNASKED:
                return 0
            self._rest = -1
            return SWITCHED_ON
        if since < _PATIENCE or self._tries and now - self._said < (_BETWEEN if self._tries < _TRIES else _LONG):
            return 0
        self._tries = min(self._tries + 1, _TRIES + 1)
        self._said = now
        if self._tries <= _TRIES:
            self.state = REPEATS
        else:
            self.state = OTHERWISE if runs != OFF else DEAF
        return AGAIN

    def _contradicts(self, unit, mode, room):
        """1 if what is seen cannot be with what was asked."""
        runs = self.runs
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
