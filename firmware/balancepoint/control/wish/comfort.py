"""What the people want: which side is active, and the temperature it holds.

A request is a mode with two set points at least 2 K apart, or a comfort dial that stands for both. Automatic mode serves the side
that `changeover` has chosen.

A heating wish beyond the wish limit (22 °C) warms no faster than a wish for the limit: up to it the target is the limit, from
there a slow ramp. The limit is also all that the backup heater serves (`aux_setpoint`).
"""

from ..journal import codes as j
from ..quantity import UNKNOWN, clamp, deg, hours
from ..request import AUTO, COOL, DRY, FAN, HEAT, MODES, PRESETS
from ..situation import COOLING, HEATING, IDLE
from .changeover import Changeover
from .drying import Drying
from .pmv import moved
from .schedule import wrong

_SETPOINT_LOW = deg(10)
_SETPOINT_HIGH = deg(28)
_COOL_LOW = deg(16)
_COOL_HIGH = deg(32)
_NEAR_LIMIT = deg(0.3)
_FAR_BELOW = deg(1)
_OPEN = hours(3)  # so long nobody airs


class Comfort:
    """`take()`, then `step()`, once a decision: the side, `target` and set points (0.01 °C), `drying`, `fan_only`."""

    def __init__(self, settings, memory, journal):
        self._settings = settings
        self._memory = memory
        self._journal = journal
        self.shift = None
        if settings.humidity_shift or settings.wall_shift:
            from .shift import Shift  # what is not asked for is not loaded

            self.shift = Shift(settings)
        self._drying = Drying(settings)
        self._changeover = Changeover(settings, memory, journal)
        self._capped = 0  # the wish is beyond the limit
        self._ramp = 0  # 0.01 K * 3600
        self._refused = 0
        self._open = 0  # s that a window has been

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

    def step(self, s, now, dt):
        """An open window rests both sides. `s.setback` moves both set points apart."""
        mode = self._memory.mode
        room = s.room
        if s.window_open > 1 and not self._open:
            self._journal.add(now, j.WINDOW, 0)
        open = self._open = self._open + dt if s.window_open else 0
        if open >= _OPEN > open - dt:
            self._journal.add(now, j.WINDOW, _OPEN // 3600)
        if self.shift is not None:
            self.shift.step(room, s.outdoor, s.humidity, dt)
        self._setpoints(s)
        side = self._side(s, mode, now)
        if side == COOLING and self._settings.cooling is None:
            side = IDLE
        s.side = side
        s.active = 1 if side != IDLE else 0
        s.cooling = 1 if side == COOLING else 0
        s.fan_only = 1 if mode == FAN else 0
        if side != IDLE:
            self._changeover.side = side
        if side == COOLING and mode == DRY:
            self._drying.step(s.cool_setpoint, room, s.humidity)
        else:
            self._drying.rest()
        s.drying = self._drying.on
        s.target = s.cool_setpoint if side == COOLING else self._wish(s.heat_setpoint, room, now, dt)
        s.aux_setpoint = min(s.heat_setpoint, self._settings.wish_limit)

    def _side(self, s, mode, now):
        if s.window_open:
            return IDLE
        if mode == HEAT:
            return HEATING
        if mode == COOL or mode == DRY:
            return COOLING
        if mode != AUTO:
            return IDLE
        if s.room != UNKNOWN:
            return self._changeover.step(s, now)
        return self._changeover.side if s.side == IDLE else s.side

    def _setpoints(self, s):
        settings = self._settings
        memory = self._memory
        if memory.dial is None:
            heat = memory.heat_setpoint
            cool = memory.cool_setpoint
        else:
            heat = moved(0, settings.dial_heat, memory.dial * settings.dial_step)
            cool = moved(1, settings.dial_cool, memory.dial * settings.dial_step)
        heat -= s.setback
        cool += s.setback
        if self.shift is not None:
            lift = self.shift.heating
            if lift > 0:
                # What walls and air take away is made up for no further than a wish may go.
                lift = clamp(settings.wish_limit - heat, 0, lift)
            heat += lift
            cool += self.shift.cooling
        heat = clamp(heat, _SETPOINT_LOW, _SETPOINT_HIGH)
        cool = clamp(cool, _COOL_LOW, _COOL_HIGH)
        if memory.mode == AUTO and cool - heat < settings.setpoint_gap:
            # Heating keeps its wish; cooling gives way.
            heat = min(heat, _COOL_HIGH - settings.setpoint_gap)
            cool = heat + settings.setpoint_gap
        s.heat_setpoint = heat
        s.cool_setpoint = cool

    def _wish(self, setpoint, room, now, dt):
        """The heating target: a wish beyond the limit is approached slowly."""
        limit = self._settings.wish_limit
        if setpoint <= limit:
            self._capped = 0
            return setpoint
        if not self._capped:
            self._capped = 1
            self._ramp = 0
            self._journal.add(now, j.WISH_CAPPED, setpoint)
        if room != UNKNOWN and room >= limit - _NEAR_LIMIT:
            self._ramp += self._settings.wish_ramp * dt
        elif room == UNKNOWN or room < limit - _FAR_BELOW:
            self._ramp = 0
        most = (setpoint - limit) * 3600
        if self._ramp > most:
            self._ramp = most
        return limit + self._ramp // 3600
