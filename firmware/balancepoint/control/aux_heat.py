"""May the backup heater help?

On when the heat pump has been at its limit for 20 min, the room is a droop below the set point and not rising, and the predicted
arrival is far; never above the backup lockout, which follows the learned balance point (2 K above it, at most the
guard's ceiling, 2 °C until learned; utility practice locks out above 35 °F). Where the learned house shows that the heat pump
cannot carry this weather, the room is held at a smaller droop: there is nothing to wait for. When the heat pump is
unavailable the heater carries the house: at the held droop when it is only too cold or switched over, 1 K lower when something
is broken. The error is taken to the comfort stage's `aux_setpoint`, so that a wild wish brings in no backup.

More than 15 % of a day's heat from the heater, on a day whose weather the heat pump should carry, raises a capacity fault.
Rules: Honeywell droop and recovery, ecobee stage times, OCHRE and LBL lockouts.
"""

from . import journal as j
from .channel import DEGRADED
from .quantity import const, deg, hours, minutes

_LOCK_ABOVE_BALANCE = deg(2)
_LOCK_LOW = deg(-5)
_LOCK_HYSTERESIS = deg(1)
_SLOPE = 30  # 0.01 K/h
_FAR = minutes(60)
_OFF = deg(0.3)
_HELD_ON = deg(0.4)
_HELD_OFF = deg(0.2)
_STAGE_2 = deg(0.7)
_HELD_STAGE_2 = deg(0.5)
_HELD_STAGE_2_OFF = deg(0.35)
_BROKEN_BELOW = deg(1.0)
_DAY = hours(24)
_MILD = deg(3)  # above the balance point by this much the heat pump should manage alone
_CLEAR = const(3)  # % by which the loss must exceed the capacity to be called a deficit


class AuxHeat:
    """`step()` sets `stages` (0..2). `carrying`: the heat pump cannot carry this weather. `fault`: the capacity fault."""

    def __init__(self, settings, memory, journal, house):
        self._settings = settings
        self._memory = memory
        self._journal = journal
        self._house = house
        self.stages = 0
        self.carrying = 0
        self.fault = 0
        self.allowed = 0
        self._on_at = 0
        self._off_at = 0
        self._stage_at = 0
        self._day_end = _DAY
        self._aux_heat = 0  # Wh
        self._all_heat = 0
        self._mild = 1
        self._rest_aux = 0
        self._rest_all = 0

    def lockout(self):
        """Outdoor temperature above which the backup stays off, 0.01 °C."""
        point = self._memory.balance_point
        if point is None:
            return min(self._settings.aux_lockout_start, self._settings.aux_ceiling)
        return min(max(point + _LOCK_ABOVE_BALANCE, _LOCK_LOW), self._settings.aux_ceiling)

    def _may(self, outdoor, reason):
        """The backup lockout; without an outdoor reading caution comes from a doubled saturation time."""
        if outdoor is None or reason:
            return 1  # the guard keeps the ceiling
        limit = self.lockout()
        return 1 if outdoor < (limit + _LOCK_HYSTERESIS if self.allowed else limit) else 0

    def step(self, heating, emergency, setpoint, sensing, saturated, capacity, reason, frozen, now):
        """Once a decision. `saturated`: s the compressor has been at its limit. `capacity`: W at the limit, as learned.

        `reason`: why the heat pump is unavailable, 0 if it is not. `frozen`: defrost; the stage stays as it is.
        """
        settings = self._settings
        room = sensing.room
        outdoor = sensing.outdoor_slow
        self.allowed = self._may(outdoor, reason or emergency)
        if (
            not settings.aux_stages
            or not heating
            or not self.allowed
            or room is None
            or sensing.room_status >= DEGRADED
            or self._memory.heater_latched
        ):
            self.carrying = 0
            self._set(0, now)
            return
        if frozen:
            return
        error = setpoint - room
        broken = emergency or reason == j.LOCKED_UNIT or reason == j.LOCKED_VALVE
        deficit = 0
        if reason or emergency:
            deficit = 1 << 20
        elif outdoor is not None:
            deficit = self._house.loss(setpoint, outdoor) - capacity
        self.carrying = 1 if deficit * 100 > capacity * _CLEAR else 0
        if broken:
            error -= _BROKEN_BELOW
        stages = self.stages
        if not stages:
            if now - self._off_at >= settings.aux_minimum_off and self._call(
                error, sensing, saturated, capacity, deficit, setpoint, outdoor
            ):
                stages = 1
        else:
            stages = self._stage(stages, error, sensing.slope, deficit, now)
        self._set(stages, now)

    def _call(self, error, sensing, saturated, capacity, deficit, setpoint, outdoor):
        settings = self._settings
        if error < (_HELD_ON if self.carrying else settings.aux_droop):
            return 0
        if deficit >= 1 << 20:
            return 1
        wait = settings.aux_saturation
        if outdoor is None:
            wait *= 2
        if saturated < wait or sensing.slope >= _SLOPE:
            return 0
        return 1 if outdoor is None or self._house.arrival(capacity, sensing.room, setpoint, outdoor) > _FAR else 0

    def _stage(self, stages, error, slope, deficit, now):
        settings = self._settings
        run = now - self._on_at
        if error <= (_HELD_OFF if self.carrying else _OFF):
            return 0 if run >= settings.aux_minimum_on else 1
        if settings.aux_stages < 2:
            return stages
        if stages == 1:
            # A deficit beyond the first stage need not be waited for.
            delay = 0 if self.carrying and deficit > settings.aux_power_1 else settings.aux_stage_delay
            if (
                now - self._stage_at >= delay
                and slope < _SLOPE
                and error >= (_HELD_STAGE_2 if self.carrying else _STAGE_2)
            ):
                return 2
        elif error <= _HELD_STAGE_2_OFF and now - self._stage_at >= settings.aux_minimum_on:
            return 1
        return stages

    def _set(self, stages, now):
        if stages == self.stages:
            return
        if not self.stages:
            self._on_at = now
        elif not stages:
            self._off_at = now
        self._stage_at = now
        self.stages = stages

    def count(self, aux, heat, outdoor, dt, now):
        """The budget. `aux`, `heat`: W by the heater and by all; `outdoor`: 0.01 °C or None."""
        self._rest_aux += aux * dt
        self._rest_all += heat * dt
        # Whole Wh; the remainder is carried.
        self._aux_heat += self._rest_aux // 3600
        self._rest_aux %= 3600
        self._all_heat += self._rest_all // 3600
        self._rest_all %= 3600
        point = self._memory.balance_point
        if point is None or outdoor is None or outdoor <= point + _MILD:
            self._mild = 0
        if now >= self._day_end:
            self._day_end = now + _DAY
            share = self._aux_heat * 1000 // self._all_heat if self._all_heat > 0 else 0
            if self._mild and share > self._settings.aux_budget:
                self.fault = 1
                self._journal.add(now, j.CAPACITY_FAULT, share)
            elif self._mild:
                self.fault = 0
            self._aux_heat = 0
            self._all_heat = 0
            self._mild = 1
