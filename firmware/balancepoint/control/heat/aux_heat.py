"""May the backup heater help, and how much?

It is called when the heat pump has been at its limit for 20 min, the room is a droop below the set point and not rising, and
the predicted arrival is far, or an hour more at the limit, defrosts included, has brought the room no nearer whatever was
predicted. Never above the backup lockout, which follows the learned balance point (2 K above it, at most the guard's ceiling,
2 °C until learned; utility practice locks out above 35 °F). Where the learned house shows that the heat pump cannot carry this
weather a smaller droop calls: there is nothing to wait for. When the heat pump is unavailable the heater carries the house: at
once when it is only too cold or switched over, 1 K lower when something is broken.

Once called it makes up the deficit and no more: what the house loses beyond the heat pump's capacity, by the learned house,
trimmed by a PI on the room a little below the set point, so that the heat pump always finishes. Stages are switched by the
energy still owed, within their minimum times. The error is taken to the comfort stage's `aux_setpoint`, so that a wild wish
brings in no backup.

More than 15 % of a day's heat from the heater, on a day whose weather the heat pump should carry, raises a capacity fault.
Rules: Honeywell droop and recovery, ecobee stage times, OCHRE and LBL lockouts.
"""

from ..journal import codes as j
from ..quantity import clamp, const, deg, divide, hours, minutes
from ..sense.channel import DEGRADED

_LOCK_ABOVE_BALANCE = deg(2)
_LOCK_LOW = deg(-5)
_LOCK_HYSTERESIS = deg(1)
_SLOPE = 30  # 0.01 K/h
_FAR = minutes(60)
_RESERVE = minutes(10)  # below the limit for so long, and it has something in reserve
_INTEGRAL_TIME = minutes(60)
_OVERSHOOT = deg(0.3)  # above the set point
_OVER = minutes(10)  # without any want, and the call is over
_SPAN = deg(5)
_CARRYING_DROOP = deg(0.4)
_HOLD = deg(0.25)  # below the set point, where the heater holds the room
_BROKEN_BELOW = deg(1.0)
_DAY = hours(24)
_MILD = deg(3)  # above the balance point by this much the heat pump should manage alone
_CLEAR = const(5)  # % by which the loss must exceed the capacity to be called a deficit


class AuxHeat:
    """`step()` sets `stages` (0..2). `carrying`: the heat pump cannot carry this weather. `called`: the heater is at work.

    `fault`: the capacity fault.
    """

    def __init__(self, settings, memory, journal, house):
        self._settings = settings
        self._memory = memory
        self._journal = journal
        self._house = house
        self.stages = 0
        self.carrying = 0
        self.fault = 0
        self.allowed = 0
        self.called = 0
        self._limited = 0  # s at the limit, defrosts included
        self._below = 0  # s not at it
        self._from = 0  # 0.01 °C, the room when that began
        self._short = 0  # what was predicted has not come
        self._power = (0, settings.aux_power_1, settings.aux_power_1 + settings.aux_power_2)
        self._stage_at = 0
        self._integral = 0  # W
        self._owed = 0  # J the room has not had yet
        self._idle = 0
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

    def step(self, heating, emergency, setpoint, sensing, saturated, capacity, gain, reason, frozen, dt, now):
        """Once a decision. `saturated`: s the compressor has been at its limit. `capacity`: W at the limit, as learned.

        `gain`: W/K. `reason`: why the heat pump is unavailable, 0 if it is not. `frozen`: a defrost, or just after one.
        """
        settings = self._settings
        room = sensing.room
        outdoor = sensing.outdoor_slow
        if (
            not heating
            or not settings.aux_stages
            or room is None
            or sensing.room_status >= DEGRADED
            or self._memory.heater_latched
        ):
            self.allowed = 0
        else:
            self.allowed = self._may(outdoor, reason or emergency)
        if not self.allowed:
            self.carrying = 0
            self.called = 0
            self._limited = self._short = 0
            self._set(0, now)
            return
        self._watch(room, saturated, frozen, dt)
        if frozen and not self.called:
            return  # a defrost's dip is no call
        error = setpoint - room
        if emergency or reason == j.LOCKED_UNIT or reason == j.LOCKED_VALVE:
            error -= _BROKEN_BELOW
        if reason or emergency:
            capacity = 0
        known = outdoor is not None
        deficit = self._house.loss(setpoint, outdoor) - capacity if known else 0
        self.carrying = 1 if known and deficit * 100 > capacity * _CLEAR else 0
        if not self.called:
            if error < _HOLD or (capacity and not self._call(error, sensing, saturated, capacity, setpoint, outdoor)):
                return
            self.called = 1
            self._integral = 0
            self._owed = 0
            self._idle = 0
        if self._short and deficit < 0:
            deficit = 0  # whatever the learned house says
        want = self._want(deficit, error - _HOLD, gain, 0 if frozen else dt)
        self._modulate(want, deficit, room - setpoint > _OVERSHOOT, dt, now)

    def _watch(self, room, saturated, frozen, dt):
        """Does the room rise at all while the heat pump gives what it can, frost and defrosts included?"""
        if saturated or frozen:
            self._below = 0
        else:
            self._below += dt
            if self._below >= _RESERVE:
                self._limited = self._short = 0
        if self._limited:
            self._limited += dt
        elif saturated:
            self._limited = dt
            self._from = room
        if self._limited >= self._settings.aux_saturation + _FAR and not self.called:
            self._short = 1 if (room - self._from) * 3600 < _SLOPE * self._limited else 0
            self._limited = 0

    def _call(self, error, sensing, saturated, capacity, setpoint, outdoor):
        settings = self._settings
        if error < (_CARRYING_DROOP if self.carrying else settings.aux_droop):
            return 0
        if self._short:
            return 1
        wait = settings.aux_saturation
        if outdoor is None:
            wait *= 2
        if saturated < wait or sensing.slope >= _SLOPE:
            return 0
        return 1 if outdoor is None or self._house.arrival(capacity, sensing.room, setpoint, outdoor) > _FAR else 0

    def _want(self, deficit, error, gain, dt):
        """The heater's power by deficit and PI, W."""
        total = self._power[self._settings.aux_stages]
        # Half the heat pump's gain: relay, element and minimum times lag more than a compressor.
        proportional = gain * clamp(error, -_SPAN, _SPAN) // 200
        want = deficit + proportional + self._integral
        if (error > 0 and want < total) or (error < 0 and want > 0):
            self._integral = clamp(self._integral + divide(proportional * dt, _INTEGRAL_TIME), -total, total)
        return clamp(want, 0, total)

    def _modulate(self, want, deficit, over, dt, now):
        """Whole stages whose mean is `want`. `over`: the room is too warm, a stage goes as soon as it may."""
        settings = self._settings
        stages = self.stages
        power = self._power
        most = power[settings.aux_stages] * settings.aux_minimum_on >> 1
        self._owed = clamp(self._owed + (want - power[stages]) * dt, -most, most)
        since = now - self._stage_at
        if stages:
            step = power[stages] - power[stages - 1]
            done = over or self._owed <= -(step * settings.aux_minimum_on >> 1)
            if done and since >= settings.aux_minimum_on:
                self._set(stages - 1, now)
                return
        elif want or self.carrying:
            self._idle = 0
        else:
            self._idle += dt
            if self._idle >= _OVER:
                self.called = 0
                return
        if stages < settings.aux_stages:
            step = power[stages + 1] - power[stages]
            pause = settings.aux_minimum_on if stages else settings.aux_minimum_off
            if stages and deficit < power[1]:
                # Only a deficit beyond the first stage need not be waited for.
                pause = settings.aux_stage_delay
            if self._owed >= step * settings.aux_minimum_on >> 1 and since >= pause:
                self._set(stages + 1, now)

    def _set(self, stages, now):
        if stages != self.stages:
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
