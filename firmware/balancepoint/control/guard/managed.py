"""The last word where the unit owns its compressor: what holds of the nine interlocks, and what is only watched.

 1, 2, 7  valve, rest after a stop, discharge and coil are the unit's own: told when it does not keep them (`unit_watch`)
 3 8 9    the heater's, as for a compressor that is ours (`heater`)
 4 freeze protection in every mode: below 7 °C the unit is asked to heat, with a set point and a room that make it run
 5 above 32 °C indoors it is never asked to heat
 6 OFF is off, at once

A room temperature is fed only while one is trusted: a unit never goes by what nobody knows. Set points stay within its range.
"""

from ..command import FAN_AUTO, FAN_OFF, LAPSED, LEASE, OUTDOOR_FAN_AUTO
from ..journal import codes as j
from ..quantity import NEVER, UNKNOWN, clamp, const, deg, minutes
from ..request import COOL, DRY, FAN, HEAT, OFF
from .heater import Heater
from .room_limits import RoomLimits
from .unit_watch import UnitWatch

_HUNG = const(60)  # s: after a longer gap everything has dropped to safe
_OFF_TIME = minutes(3)
_FAN_FOR_AUX = const(3)
_FREEZE = deg(16)  # every unit takes it, and no room below 8 °C is near it
_FEED_LOW = deg(8)  # the least that the protocols can say
_FEED_HIGH = deg(39)


class ManagedGuard:
    """As `guard`: takes `want`, makes the one `Command` of it; writes `freeze`, and from when on a start would be let through."""

    def __init__(self, settings, memory, journal):
        self._settings = settings
        self._heating_valve = 1 if settings.valve_energised_in == "heating" else 0
        self._limits = RoomLimits(journal)
        self._heater = Heater(settings, memory, journal)
        self._unit = UnitWatch(journal)
        self._now = 0

    def begin(self, s):
        """Once, before the first tick."""
        self._foresee(s)

    def acknowledge(self):
        """A person releases the latches, after finding the reason. Outside the tick."""
        self._heater.acknowledge()

    def step(self, s, now, dt):
        """The Command for now."""
        command = s.command
        unit = self._unit
        dt = now - self._now  # its own, whatever it is told
        self._now = now
        if dt > _HUNG or command.valid_until == LAPSED:  # nobody renewed the lease: the unit was left to itself
            command.speed = 0
            self._heater.dropped(s, now)
        unit.step(s, now)
        if self._limits.step(s, now):
            self._heater.too_hot(now)
        self._mode(s)
        if self._settings.aux_stages:
            heater = self._heater
            if not command.aux:
                heater.watch(s, unit, now)
            if command.aux or s.want.aux or s.freeze:
                heater.step(s, heater.stages(s, self._limits.hot), now)
        self._air(s, now)
        command.valid_until = now + LEASE
        self._foresee(s)

    def _mode(self, s):
        """Mode, set point, feed, and the speed hoped for."""
        command = s.command
        want = s.want
        settings = self._settings
        mode = want.mode
        speed = want.speed
        setpoint = want.setpoint
        feed = want.feed
        coldest = s.indoor_min
        if s.freeze and self._may(s, 1):
            if not self._unit.stands:
                speed = max(speed if mode == HEAT else 0, settings.speed_rated)
            setpoint = max(setpoint if mode == HEAT else 0, _FREEZE)
            mode = HEAT
            feed = coldest if settings.room_feed else 0
        elif (mode == HEAT or mode == COOL or mode == DRY) and not self._may(s, 0):
            mode = OFF
        if mode == HEAT and self._limits.hot:
            mode = OFF
        if mode == OFF or mode == FAN:
            speed = 0
        else:
            command.valve = self._heating_valve if mode == HEAT else 1 - self._heating_valve
        command.mode = mode
        command.speed = speed
        command.setpoint = clamp(setpoint, settings.setpoint_low, settings.setpoint_high)
        command.feed = clamp(feed, _FEED_LOW, _FEED_HIGH) if feed and coldest != UNKNOWN else 0
        command.wish = clamp(want.wish, settings.setpoint_low, settings.setpoint_high)

    def _may(self, s, freezing):
        """May it be asked to run? A fault of its own is its own matter; the season yields to frost."""
        lockout = s.lockout
        return s.available or lockout == j.LOCKED_UNIT or (freezing and lockout == j.LOCKED_SEASON)

    def _air(self, s, now):
        """Fan and vanes; a fan that must turn for the heater turns in an idle unit too."""
        command = s.command
        want = s.want
        fan = want.fan
        if now < self._heater.fan_until:
            if fan < _FAN_FOR_AUX or fan == FAN_AUTO:
                fan = _FAN_FOR_AUX
            if command.mode == OFF:
                command.mode = FAN
        elif fan == FAN_OFF and command.mode != OFF:
            fan = FAN_AUTO  # the unit's hot start is its own
        command.fan = fan
        command.vane = want.vane
        command.wide_vane = want.wide_vane
        command.outdoor_fan = OUTDOOR_FAN_AUTO

    def _foresee(self, s):
        """From when on the unit's own rest would let a start through, as things are."""
        if s.command.speed:
            s.start_heating_at = s.start_cooling_at = NEVER
            return
        at = max(self._unit.since, self._unit.stopped_at) + _OFF_TIME
        s.start_heating_at = NEVER if self._limits.hot else at
        s.start_cooling_at = at
