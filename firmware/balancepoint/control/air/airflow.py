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
from ..quantity import UNKNOWN, clamp, const, deg, minutes
from ..request import SLEEP

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
_DRIED = 100  # 0.01 K: an error beyond which drying is cooling

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
    """`decide()` finds the level and `air_limit`, `step()` gives `fan` for the Command and `fan_level`."""

    def __init__(self, settings, journal):
        self._settings = settings
        self._journal = journal
        self._own = settings.own_fan
        self._least = settings.speed_min
        self._top = settings.speed_max
        self._span = settings.speed_max - settings.speed_min
        self._level = _LOWEST
        self._stage = NO_AIR
        self._alone = 0  # the fan is wanted without the compressor
        self._active = 0  # a side was asked for at the last decision
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

    def _quiet(self, s):
        """Whether the fan should be heard less: asleep, or in the installer's hours."""
        settings = self._settings
        begin = settings.quiet_from
        end = settings.quiet_until
        minute = s.minute
        if s.preset == SLEEP:
            return 1
        if begin == end or minute == UNKNOWN:
            return 0
        minute %= 1440
        if begin < end:
            return 1 if begin <= minute < end else 0
        return 1 if minute >= begin or minute < end else 0

    def _wish(self, s):
        """The level in ‰ at the compressor's speed."""
        wish = _OFFSET + 4000 * (s.compressor_speed - self._least) // self._span
        humidity = s.humidity
        if humidity == UNKNOWN or humidity > _DRY_UNTIL:
            self._dry = 0
        elif humidity < _DRY:
            self._dry = 1
        coil = s.indoor_coil
        if coil != UNKNOWN:
            if coil > _MORE_FROM:
                self._warm = 1
            elif coil < _MORE_UNTIL:
                self._warm = 0
        if self._dry if s.cooling else self._warm:
            wish += _MORE
        if s.call_error > _FAR:
            wish += 1000
        if self._quiet(s):
            wish -= 1000
        return wish

    def decide(self, s, now, dt):
        """Once a decision, when the vanes have said which level nobody minds (`fan_most`)."""
        self._active = s.active
        self._alone = 1 if s.fan_only or s.look or (s.room == UNKNOWN and s.active and not s.compressor_on) else 0
        if not s.compressor_speed:
            self._level = _LOWEST
            s.air_limit = self._top
            return
        wish = _LOWEST * 1000 if s.drying and s.call_error <= _DRIED else self._wish(s)
        level = self._level
        most = s.fan_most
        least = self._limit(s, now)
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
        if level != self._level:
            self._level = level
            self._changed_at = now

    def _limit(self, s, now):
        """What the coil asks for: the lowest level, and `air_limit` for the compressor."""
        coil = s.indoor_coil
        limit = min(s.air_limit, self._top)
        least = _LOWEST
        if coil == UNKNOWN:
            pass
        elif s.cooling:
            if coil < _COLD_COIL:
                least = _COLD_LEAST
        else:
            if coil > _HOTTER_COIL:
                limit = max(min(limit, s.compressor_speed) - _SLOW_DOWN, self._least)
                if not self._slowed:
                    self._slowed = 1
                    self._journal.add(now, j.COIL_HOT, coil)
            elif coil < _COOL_ENOUGH:
                limit = min(limit + _SLOW_DOWN, self._top)
                if limit == self._top:
                    self._slowed = 0
            if coil > _COOL_ENOUGH - 400:
                least = self._level  # not down again while it is hot
        s.air_limit = limit
        return least

    def step(self, s, now, dt):
        """Every tick, when the compressor's speed is known."""
        coil = s.indoor_coil
        unknown = coil == UNKNOWN or not self._own
        if s.compressor_speed:
            if not self._ran:
                self._ran = 1
                self._stage = NO_AIR
                self._stage_since = now
                self._warming_since = now
                self._iced = 0
            if not s.heating:
                fan = self._cooling(coil)
            else:
                fan = FAN_AUTO if unknown else self._heating(coil, now)
        else:
            fan = self._resting(s, unknown, now)
        s.fan = fan
        s.fan_level = fan if _LOWEST <= fan <= _HIGHEST else self._level  # now, or next

    def _resting(self, s, unknown, now):
        """Without the compressor."""
        if self._ran:
            self._ran = 0
            self._stopped_at = now
        if self._alone:
            return _ALONE
        if not self._active:
            return FAN_OFF
        if unknown:
            return FAN_AUTO
        return _LOWEST if now - self._stopped_at < _RUN_ON and s.fan else FAN_OFF

    def _heating(self, coil, now):
        stage = self._stage
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
        if stage != self._stage:
            self._stage = stage
            self._stage_since = now
        if coil > _HOT_COIL and self._level < _HIGHEST and now - self._changed_at >= _HOT_PAUSE:
            self._level += 1
            self._changed_at = now
        if stage == ALL_AIR:
            self._doubted = 0
            return self._level
        if coil < _HOT_START and now - self._warming_since >= _DOUBTED:
            if not self._doubted:
                self._doubted = 1
                self._journal.add(now, j.COIL_DOUBTED, coil)
            return FAN_AUTO
        return _LOWEST if stage == LITTLE_AIR else FAN_OFF

    def _cooling(self, coil):
        if coil == UNKNOWN:
            return FAN_AUTO
        if coil < _ICING:
            self._iced = 1
        elif coil > _CLEAR:
            self._iced = 0
        if self._iced:
            return _HIGHEST
        return clamp(self._level, _LOWEST, _HIGHEST) if self._own else FAN_AUTO
