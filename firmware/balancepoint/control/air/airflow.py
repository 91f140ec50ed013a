"""The indoor fan: how much air, and when none.

The level follows the compressor's share of its speed, as makers' automatic does. In heating it is one more while the coil is
warm enough for air that feels warm (36 °C, until 32): that costs the fan less than it saves the compressor. In cooling only
where the room is dry (below 50 %), for more air takes less water out. One more again when the room is more than 1 K off, one
less in quiet hours, and never above what the people in the room can bear (`vane`). It moves one level at a time, at most
every 2 min.

Heating starts without cold air: no fan until the indoor coil has 28 °C, or 20 °C for 90 s; the lowest level until 33 °C, or 28 °C
for 5 min (Daikin FTKB breakpoints 28 and 33 °C, Mitsubishi: very low below a warm coil). A coil that gets too hot takes more air
from 52 °C on and slows the compressor down from 58 °C. Cooling keeps level 2 below 6 °C of coil and takes all the air there is
before the coil ices up (5 °C until 10 °C). Drying wants little air. After a stop the lowest level takes along what the coil still
holds, for 30 s. Without a reading of the coil, with one below 28 °C after 5 min of heating, or where it is set so, the unit's own
automatic rules.
"""

from ..command import FAN_AUTO, FAN_OFF
from ..journal import codes as j
from ..quantity import clamp, const, deg, minutes

_LOWEST = const(1)
_HIGHEST = const(5)
_ALONE = const(2)  # in fan mode, and to carry room air over the coil when that is the last sensor
_PAUSE = minutes(2)  # between two changes of level
_STEADY = const(700)  # ‰ of a level that the wish must be away before the level moves
_OFFSET = const(1000)  # ‰ of a level at minimum speed
_MORE = const(1000)  # ‰ of a level that is worth its fan power
_MORE_FROM = deg(36)  # of coil in heating: its air still feels warm,
_MORE_UNTIL = deg(32)
_DRY = 500  # ‰ humidity, until
_DRY_UNTIL = 540
_FAR = deg(1.0)

_TEPID = deg(20)
_TEPID_TIME = 90
_COLD_AGAIN = deg(24)
_HOT_START = deg(28)
_WARM = deg(33)
_WARM_TIME = minutes(5)
_DOUBTED = minutes(5)  # a coil that is not warm by then is a sensor that lies
_RUN_ON = 30

_HOT_COIL = deg(52)
_HOT_PAUSE = 20  # s for the coil to answer
_HOTTER_COIL = deg(58)
_COOL_ENOUGH = deg(54)
_SLOW_DOWN = const(4)  # Hz a decision

_COLD_COIL = deg(6)
_COLD_LEAST = const(2)
_ICING = deg(5)
_CLEAR = deg(10)

NO_AIR = const(0)  # stages of a start in heating
LITTLE_AIR = const(1)
ALL_AIR = const(2)


class Airflow:
    """`decide()` sets `level` and `limit` (Hz, of the compressor), `step()` sets `fan` for the Command."""

    def __init__(self, settings, journal):
        self._settings = settings
        self._journal = journal
        self._own = settings.own_fan
        self._least = settings.speed_min
        self._span = settings.speed_max - settings.speed_min
        self.limit = self._top = settings.speed_max
        self.fan = FAN_OFF
        self.level = _LOWEST
        self.stage = NO_AIR
        self._active = 0
        self._alone = 0
        self._changed_at = -_PAUSE
        self._ran = 0
        self._stage_since = 0  # of a stage; in the first one of a coil that is tepid
        self._stopped_at = -_RUN_ON
        self._warming_since = 0
        self._iced = 0
        self._dry = 0
        self._warm = 0
        self._doubted = 0  # the journal knows of the coil,
        self._slowed = 0  # of the limit,
        self._held = 0  # of the draught

    def quiet(self, asleep, minute):
        """Whether the fan should be heard less: `asleep`, or in the installer's hours. `minute`: of the week, or None."""
        settings = self._settings
        begin = settings.quiet_from
        end = settings.quiet_until
        if asleep:
            return 1
        if begin == end or minute is None:
            return 0
        minute %= 1440
        if begin < end:
            return 1 if begin <= minute < end else 0
        return 1 if minute >= begin or minute < end else 0

    def _wish(self, heating, speed, error, coil, humidity, quiet):
        """The level in ‰ at a speed in Hz. `error`: 0.01 K that the room is short of its target; the rest as in `decide()`."""
        wish = _OFFSET + 4000 * (speed - self._least) // self._span
        if humidity is None or humidity > _DRY_UNTIL:
            self._dry = 0
        elif humidity < _DRY:
            self._dry = 1
        if coil is not None:
            if coil > _MORE_FROM:
                self._warm = 1
            elif coil < _MORE_UNTIL:
                self._warm = 0
        if self._warm if heating else self._dry:
            wish += _MORE
        if error > _FAR:
            wish += 1000
        if quiet:
            wish -= 1000
        return wish

    def decide(self, active, alone, heating, drying, speed, error, coil, humidity, quiet, most, now):
        """Once a decision. `active`: a side is asked for. `alone`: the fan is wanted without the compressor.

        `speed`: of the compressor, Hz. `coil`: the indoor one, 0.01 °C or None. `humidity`: of the room, ‰ or None. `most`: the
        level that nobody minds.
        """
        self._active = active
        self._alone = alone
        if not speed:
            self.level = _LOWEST
            self.limit = self._top
            return
        wish = _LOWEST * 1000 if drying else self._wish(heating, speed, error, coil, humidity, quiet)
        level = self.level
        least = _LOWEST
        if coil is not None and not heating and coil < _COLD_COIL:
            least = _COLD_LEAST
        if heating and coil is not None:
            if coil > _HOTTER_COIL:
                self.limit = max(min(self.limit, speed) - _SLOW_DOWN, self._least)
                if not self._slowed:
                    self._slowed = 1
                    self._journal.add(now, j.COIL_HOT, coil)
            elif coil < _COOL_ENOUGH:
                self.limit = min(self.limit + _SLOW_DOWN, self._top)
                if self.limit == self._top:
                    self._slowed = 0
            if coil > _COOL_ENOUGH - 400:
                least = level  # not down again while it is hot
        if most == _HIGHEST:
            self._held = 0
        elif not self._held and wish > most * 1000 + _STEADY:
            self._held = 1
            self._journal.add(now, j.FAN_HELD, most)
        if level < least:
            level = least
        elif now - self._changed_at < _PAUSE:
            return
        elif level > most and level > least:
            level -= 1
        elif wish > level * 1000 + _STEADY and level < _HIGHEST and level < most:
            level += 1
        elif wish < level * 1000 - _STEADY and level > least:
            level -= 1
        if level != self.level:
            self.level = level
            self._changed_at = now

    def blows(self):
        """The level of the fan now, or next."""
        return self.fan if _LOWEST <= self.fan <= _HIGHEST else self.level

    def step(self, running, heating, coil, now):
        """Every tick. `running`: the compressor turns. `coil`: 0.01 °C or None."""
        if running:
            if not self._ran:
                self._ran = 1
                self.stage = NO_AIR
                self._stage_since = now
                self._warming_since = now
                self._iced = 0
            if not heating:
                self.fan = self._cooling(coil)
            elif coil is None or not self._own:
                self.fan = FAN_AUTO
            else:
                self.fan = self._heating(coil, now)
            return
        if self._ran:
            self._ran = 0
            self._stopped_at = now
        if self._alone:
            self.fan = _ALONE
        elif not self._active:
            self.fan = FAN_OFF
        elif coil is None or not self._own:
            self.fan = FAN_AUTO
        else:
            self.fan = _LOWEST if now - self._stopped_at < _RUN_ON and self.fan else FAN_OFF

    def _heating(self, coil, now):
        stage = self.stage
        if coil <= _TEPID:
            if stage == ALL_AIR:
                self._warming_since = now
            stage = NO_AIR  # a defrost, or it never was warm
            self._stage_since = now
        elif stage == NO_AIR:
            if coil >= _HOT_START or now - self._stage_since >= _TEPID_TIME:
                stage = LITTLE_AIR
        elif stage == ALL_AIR:
            if coil < _COLD_AGAIN:
                stage = LITTLE_AIR
                self._warming_since = now
        elif coil >= _WARM or (coil >= _HOT_START and now - self._stage_since >= _WARM_TIME):
            stage = ALL_AIR
        if stage != self.stage:
            self.stage = stage
            self._stage_since = now
        if coil > _HOT_COIL and self.level < _HIGHEST and now - self._changed_at >= _HOT_PAUSE:
            self.level += 1
            self._changed_at = now
        if stage == ALL_AIR:
            self._doubted = 0
            return self.level
        if coil < _HOT_START and now - self._warming_since >= _DOUBTED:
            if not self._doubted:
                self._doubted = 1
                self._journal.add(now, j.COIL_DOUBTED, coil)
            return FAN_AUTO
        return _LOWEST if stage == LITTLE_AIR else FAN_OFF

    def _cooling(self, coil):
        if coil is None:
            return FAN_AUTO
        if coil < _ICING:
            self._iced = 1
        elif coil > _CLEAR:
            self._iced = 0
        if self._iced:
            return _HIGHEST
        return clamp(self.level, _LOWEST, _HIGHEST) if self._own else FAN_AUTO
