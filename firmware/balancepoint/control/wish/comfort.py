"""What the people want: which side is active, and the temperature it holds.

A request is a mode with two set points at least 2 K apart, or a comfort dial that stands for both. Automatic mode changes
over only when the other side has been asked for 15 min, the old one has rested 30 min, the outdoor temperature makes sense
(no cooling below 10 °C, no heating above 25 °C) and at most four times a day (makers' changeover rules: Daikin, Fujitsu,
Panasonic, Midea; dead bands of Honeywell and ecobee).

A heating wish beyond the wish limit (22 °C) warms no faster than a wish for the limit: up to it the target is the limit, from
there a slow ramp. The limit is also all that the backup heater serves (`aux_setpoint`).
"""

from ..journal import codes as j
from ..quantity import clamp, const, deg, hours
from ..request import AUTO, COOL, DRY, FAN, HEAT, MODES, PRESETS
from .drying import Drying
from .pmv import moved
from .schedule import wrong
from .shift import Shift

IDLE = const(0)
HEATING = const(1)
COOLING = const(2)

_SETPOINT_LOW = deg(10)
_SETPOINT_HIGH = deg(28)
_COOL_LOW = deg(16)
_COOL_HIGH = deg(32)
_NEAR_LIMIT = deg(0.3)
_FAR_BELOW = deg(1)
_DAY = hours(24)
_CHANGES = const(12)  # the most a setting allows within a day


class Comfort:
    """`step()` sets `side` (IDLE, HEATING, COOLING), `target` and `aux_setpoint` (0.01 °C), `drying` and `fan_only`."""

    def __init__(self, settings, memory, journal):
        self._settings = settings
        self._memory = memory
        self._journal = journal
        self.side = IDLE
        self.target = memory.heat_setpoint
        self.aux_setpoint = memory.heat_setpoint
        self.shift = Shift(settings)
        self._drying = Drying(settings)
        self.drying = 0
        self.fan_only = 0
        self.capped = 0
        self.heat_setpoint = memory.heat_setpoint
        self.cool_setpoint = memory.cool_setpoint
        self._ramp = 0  # 0.01 K * 3600
        self._asked_since = -1
        self._ran_at = -hours(1)
        self._changed_at = [-_DAY] * _CHANGES
        self._next = 0
        self._held = 0  # the journal knows that a changeover waits
        self._auto = HEATING
        self._refused = 0

    def take(self, request, now):
        """Keep a valid request in memory; a wish that cannot be is refused whole and the last good one holds."""
        memory = self._memory
        heat = request.heat_setpoint
        cool = request.cool_setpoint
        dial = request.dial
        mode = request.mode
        if (
            mode == memory.mode
            and heat == memory.heat_setpoint
            and cool == memory.cool_setpoint
            and dial == memory.dial
            and request.emergency == memory.emergency
            and request.preset == memory.preset
            and (request.schedule is memory.schedule or request.schedule == memory.schedule)
        ):
            self._refused = 0
            return
        # `type`, not `isinstance`: True and 2.0 would pass here and be refused by the next boot's memory check.
        if (
            type(mode) is not int
            or type(heat) is not int
            or type(cool) is not int
            or type(request.emergency) is not int
            or mode not in MODES
            or not _SETPOINT_LOW <= heat <= _SETPOINT_HIGH
            or not _COOL_LOW <= cool <= _COOL_HIGH
            or (dial is not None and (type(dial) is not int or not -3 <= dial <= 3))
            or not 0 <= request.emergency <= 1
            or type(request.preset) is not int
            or request.preset not in PRESETS
            or wrong(request.schedule)
        ):
            if not self._refused:
                self._refused = 1
                self._journal.add(now, j.BAD_REQUEST)
            return
        self._refused = 0
        memory.mode = mode
        memory.heat_setpoint = heat
        memory.cool_setpoint = cool
        memory.dial = dial
        memory.emergency = request.emergency
        memory.preset = request.preset
        memory.schedule = request.schedule

    def _setpoints(self, setback):
        settings = self._settings
        memory = self._memory
        if memory.dial is None:
            heat = memory.heat_setpoint
            cool = memory.cool_setpoint
        else:
            heat = moved(0, settings.dial_heat, memory.dial * settings.dial_step)
            cool = moved(1, settings.dial_cool, memory.dial * settings.dial_step)
        heat -= setback
        cool += setback
        lift = self.shift.heating
        if lift > 0:
            # What walls and air take away is made up for no further than a wish may go.
            lift = clamp(settings.wish_limit - heat, 0, lift)
        heat = clamp(heat + lift, _SETPOINT_LOW, _SETPOINT_HIGH)
        cool = clamp(cool + self.shift.cooling, _COOL_LOW, _COOL_HIGH)
        if memory.mode == AUTO and cool - heat < settings.setpoint_gap:
            # Heating keeps its wish; cooling gives way.
            heat = min(heat, _COOL_HIGH - settings.setpoint_gap)
            cool = heat + settings.setpoint_gap
        self.heat_setpoint = heat
        self.cool_setpoint = cool

    def _changeover(self, room, outdoor, running, now):
        """Automatic mode: the side that is served."""
        settings = self._settings
        if running:
            self._ran_at = now
        if self._auto == HEATING:
            asked = room > self.cool_setpoint and (outdoor is None or outdoor > settings.cooling_above)
        else:
            asked = room < self.heat_setpoint and (outdoor is None or outdoor < settings.heating_below)
        if not asked:
            self._asked_since = -1
        elif self._asked_since < 0:
            self._asked_since = now
        elif now - self._asked_since < settings.changeover_persist or now - self._ran_at < settings.changeover_hold:
            pass
        elif now - self._changed_at[(self._next - settings.changeovers_a_day) % _CHANGES] < _DAY:
            if not self._held:
                self._held = 1
                self._journal.add(now, j.CHANGEOVER_HELD, settings.changeovers_a_day)
        else:
            self._held = 0
            self._asked_since = -1
            self._changed_at[self._next] = now
            self._next = (self._next + 1) % _CHANGES
            self._memory.changeovers += 1
            self._auto = COOLING if self._auto == HEATING else HEATING
            self._journal.add(now, j.CHANGEOVER, self._auto)
        return self._auto

    def _wish(self, setpoint, room, dt, now):
        """The heating target: a wish beyond the limit is approached slowly."""
        limit = self._settings.wish_limit
        if setpoint <= limit:
            self.capped = 0
            return setpoint
        if not self.capped:
            self.capped = 1
            self._ramp = 0
            self._journal.add(now, j.WISH_CAPPED, setpoint)
        if room is not None and room >= limit - _NEAR_LIMIT:
            self._ramp += self._settings.wish_ramp * dt
        elif room is None or room < limit - _FAR_BELOW:
            self._ramp = 0
        most = (setpoint - limit) * 3600
        if self._ramp > most:
            self._ramp = most
        return limit + self._ramp // 3600

    def step(self, room, outdoor, humidity, window_open, running, dt, now, setback=0):
        """Once a decision. `room` may be None; `running`: the compressor turns. An open window rests both sides.

        `setback`: 0.01 K by which the preset moves both set points apart.
        """
        memory = self._memory
        mode = memory.mode
        self.shift.step(room, outdoor, humidity, dt)
        self._setpoints(setback)
        self.fan_only = 1 if mode == FAN else 0
        if window_open:
            self.side = IDLE
        elif mode == HEAT:
            self.side = HEATING
        elif mode == COOL or mode == DRY:
            self.side = COOLING
        elif mode == AUTO:
            if room is not None:
                self.side = self._changeover(room, outdoor, running, now)
            elif self.side == IDLE:
                self.side = self._auto
        else:
            self.side = IDLE
        if self._settings.cooling is None and self.side == COOLING:
            self.side = IDLE
        if self.side == COOLING:
            self._auto = COOLING
            self.target = self.cool_setpoint
            if mode == DRY:
                self._drying.step(self.cool_setpoint, room, humidity)
            else:
                self._drying.rest()
            self.drying = self._drying.on
        else:
            if self.side == HEATING:
                self._auto = HEATING
            self._drying.rest()
            self.drying = 0
            self.target = self._wish(self.heat_setpoint, room, dt, now)
        self.aux_setpoint = min(self.heat_setpoint, self._settings.wish_limit)
