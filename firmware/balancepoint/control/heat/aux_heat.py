"""May the backup heater help, and how much?

It is called when the heat pump has given all it may for 20 min, the room is a droop below the set point and not rising, and
the predicted arrival is far, or an hour more of that, defrosts included, has brought the room no nearer whatever was
predicted. All it may is its limit of speed, or less where a hot coil or discharge holds it back or a trip keeps it at rest.
Never above the backup lockout, which follows the learned balance point (2 K above it, at most the guard's ceiling, 2 °C until
learned; utility practice locks out above 35 °F; `threshold`). Where the learned house shows that the heat pump cannot carry
this weather a smaller droop calls: there is nothing to wait for. When the heat pump is unavailable the heater carries the
house: at once when it is only too cold or switched over, 1 K lower when something is broken or another room's unit has had
the compressor for an hour: until then it comes back by itself.

Once called it makes up the deficit and no more: what the house loses beyond the heat pump's capacity, frost counted, by the
learned house, trimmed by a PI on the room a little below the set point, so that the heat pump always finishes; where there is
none, or in a recovery, which the heat pump has lost already, at the goal itself. Stages are switched by the energy still owed,
within their minimum times, and none where the room is above the set point, nor while the heat pump has something left: a house
that was learned wrong costs no backup. What is more than the house has shown to need ends already where the room will be by
now (a sensor lags and the air in a heated room moves fast); the rest stays, for without it the room falls at once. The call
lasts as long as there is a need; a heat pump that comes back and can carry the house ends it. The error is taken to
`s.aux_goal`, so that a wild wish brings in no backup either; in a recovery that is the ramp, which the heat pump serves first.

In a defrost the heater tempers what the coil would cool, where it runs or owes the room anything, or that was half a kelvin
short before; one in the air stream is not begun then, for it would blow over a coil that is cold already. Rules: Honeywell droop
and recovery, ecobee stage times, OCHRE and LBL lockouts.
"""

from ..journal import codes as j
from ..quantity import UNKNOWN, clamp, const, deg, divide, minutes
from ..sense.channel import DEGRADED
from ..situation import DISCHARGE, FROST, HEATING, HOT_COIL, LOCKED_OUT, RAMP
from ..threshold import Threshold

_LOCK_ABOVE_BALANCE = deg(2)
_LOCK_LOW = deg(-5)
_LOCK_HYSTERESIS = deg(1)
_LOCK_PERSIST = minutes(5)
_LOCK_LEAST = minutes(30)
_SLOPE = 30  # 0.01 K/h
_FAR = minutes(60)
_RESERVE = minutes(10)  # below the limit for so long, and it has something in reserve
_INTEGRAL_TIME = minutes(60)
_OVER = minutes(10)  # without any want, and the call is over
_SPAN = deg(5)
_CARRYING_DROOP = deg(0.4)
_HOLD = deg(0.25)  # below the set point, where the heater holds the room
_BROKEN_BELOW = deg(1.0)
_BREAK = minutes(180)  # of heat, then a rest while the room has enough: the guard's, at 4 h, is longer and asks nobody
_LAG = minutes(4)  # of a sensor in its box on the wall, beyond the filter's. A guess
_TREND = minutes(3)
_UNWIND = minutes(180)  # a guess; faster, and its stage ends before the room is warm
_TEMPER = deg(0.5)  # short of the set point before a defrost
_CLEAR = const(5)  # % by which the loss must exceed the capacity to be called a deficit


class AuxHeat:
    """`step()` writes `s.aux` (stages, 0..2), `s.aux_called`, `s.aux_allowed`."""

    def __init__(self, settings, memory, journal, house):
        self._settings = settings
        self._memory = memory
        self._journal = journal
        self._house = house
        self._stages = 0  # on behalf of the room
        self._carrying = 0  # the heat pump cannot carry this weather
        self._temper = 0
        self._cold = Threshold(_LOCK_HYSTERESIS, _LOCK_PERSIST, _LOCK_LEAST)  # below the backup lockout
        self._held = 0  # s held back, or at rest against its will
        self._room = UNKNOWN  # a decision ago
        self._trend = 0  # 0.01 K/h
        self._gives = 0  # it gives all it may
        self._limited = 0  # s at the limit, defrosts included
        self._below = 0  # s not at it
        self._from = 0  # 0.01 °C, the room when that began
        self._short = 0  # what was predicted has not come
        self._power = (0, settings.aux_power_1, settings.aux_power_1 + settings.aux_power_2)
        self._stage_at = 0
        self._test = 0  # s since boot until when a person tries it, -1: from the next decision on
        self._integral = 0  # W
        self._owed = 0  # J the room has not had yet
        self._idle = 0
        self._rested = 0  # s since boot, when it was last off

    def lockout(self):
        """Outdoor temperature above which the backup stays off, 0.01 °C."""
        point = self._memory.balance_point
        if point is None:
            return min(self._settings.aux_lockout_start, self._settings.aux_ceiling)
        return min(max(point + _LOCK_ABOVE_BALANCE, _LOCK_LOW), self._settings.aux_ceiling)

    def _may(self, s, now):
        """The backup lockout; without an outdoor reading caution comes from a doubled saturation time."""
        settings = self._settings
        outdoor = s.outdoor_slow
        if outdoor != UNKNOWN:
            self._cold.step(outdoor, self.lockout(), now)
        if (
            s.side != HEATING
            or not settings.aux_stages
            or s.room == UNKNOWN
            or s.room_status >= DEGRADED
            or self._memory.heater_latched
        ):
            return 0
        if outdoor == UNKNOWN or s.lockout or self._memory.emergency or self._cold.below:
            return 1  # the guard keeps the ceiling
        return 1 if self._stages and now - self._stage_at < settings.aux_minimum_on else 0

    def step(self, s, now, dt):
        """Once a decision."""
        if s.command.aux < self._stages:
            self._stage_at = now  # the guard did not let it, yet
        room = s.room
        if room == UNKNOWN or self._room == UNKNOWN:
            self._trend = 0
        elif dt:
            self._trend += (clamp(room - self._room, -_SPAN, _SPAN) * 3600 // dt - self._trend) * dt // (_TREND + dt)
        self._room = room
        s.aux_allowed = self._may(s, now)
        if s.aux_allowed:
            self._help(s, now, dt)
        else:
            self._carrying = 0
            s.aux_called = 0
            self._limited = self._short = self._held = 0
            self._set(0, now)
        if self._test < 0:
            self._test = now + self._settings.aux_minimum_on
        if now < self._test and s.side == HEATING and not self._stages:
            self._stage_at = now  # its rest begins when that is over
            s.aux = 1
        else:
            s.aux = self._tempered(s)

    def test(self, now):
        """A person wants to see it on: one stage for its least time, if the guard lets it. s that it must rest first; outside
        the tick."""
        rest = self._stage_at + self._settings.aux_minimum_off - now
        if rest <= 0:
            self._test = -1
        return rest

    def _tempered(self, s):
        """The stages, with what a defrost makes of them."""
        stages = self._stages
        if not s.sequence:
            due = s.aux_called and (self._owed > 0 or s.command.aux)
            self._temper = 1 if s.room != UNKNOWN and s.aux_setpoint - s.room > (0 if due else _TEMPER) else 0
        elif self._settings.aux_in_air_stream and not s.command.aux and (s.defrosting or not self._temper):
            stages = 0  # over a coil that is cold by now it would blow cold air
        elif self._temper and s.aux_allowed and not stages:
            stages = 1
            if s.aux_called:
                self._set(1, s.now)  # with its least run
        return stages

    def _help(self, s, now, dt):
        """The call, and how much."""
        room = s.room
        setpoint = s.aux_goal
        frozen = s.after_defrost
        self._watch(s, dt)
        if frozen and not s.aux_called:
            return  # a defrost's dip is no call
        error = setpoint - room
        emergency = self._memory.emergency
        lockout = s.lockout
        if emergency or lockout == j.LOCKED_UNIT or lockout == j.LOCKED_VALVE or lockout == j.LOCKED_STANDBY:
            error -= _BROKEN_BELOW
        capacity = 0 if s.lockout or emergency else s.most if s.most_because == FROST or self._limits(s) else s.able
        known = s.outdoor_slow != UNKNOWN
        deficit = self._house.loss(setpoint, s.outdoor_slow) - capacity if known else 0
        self._carrying = 1 if known and deficit * 100 > capacity * _CLEAR else 0
        if capacity and s.most_because == LOCKED_OUT and not (self._stages or self._carrying):
            s.aux_called = 0  # it is back
            self._held = 0
        if not s.aux_called:
            if error < _HOLD or (capacity and not self._call(s, error, capacity)):
                return
            s.aux_called = 1
            self._integral = 0
            self._owed = 0
            self._idle = 0
        if not capacity:
            self._gives = 1
        if s.recovering and setpoint == s.goal:
            deficit += s.goal_extra  # the ramp's mass wants its part as well
        if deficit < 0:
            deficit = 0  # whatever the learned house says
        gain = self._settings.proportional * s.map.q_max // 1000
        hold = 0 if s.recovering or not capacity else _HOLD
        want = self._want(deficit, error - hold, gain, 0 if frozen else dt)
        self._modulate(s, want, deficit, error, dt)

    def _watch(self, s, dt):
        """Does the heat pump give what it may, and does the room rise at all, frost and defrosts included?"""
        saturated = s.saturated
        if not s.compressor_on:
            held = s.call_error > self._settings.start_band
        else:
            held = self._limits(s) and s.call_demand >= s.most
        if held:
            saturated = 1
            self._held += dt
        self._gives = 1
        if saturated or s.after_defrost:
            self._below = 0
        elif not s.compressor_on or not LOCKED_OUT <= s.most_because <= RAMP:
            self._gives = 0
            self._below += dt
            if self._below >= _RESERVE:
                self._limited = self._short = self._held = 0
        if self._limited:
            self._limited += dt
        elif saturated:
            self._limited = dt
            self._from = s.room
        if self._limited >= self._settings.aux_saturation + _FAR and not s.aux_called:
            self._short = 1 if (s.room - self._from) * 3600 < _SLOPE * self._limited else 0
            self._limited = 0

    def _limits(self, s):
        """A protection holds it back."""
        return s.most_because == HOT_COIL or s.most_because == DISCHARGE

    def _call(self, s, error, capacity):
        settings = self._settings
        outdoor = s.outdoor_slow
        if not s.recovering and error < (_CARRYING_DROOP if self._carrying else settings.aux_droop):
            return 0
        if self._short:
            return 1
        wait = settings.aux_saturation
        if outdoor == UNKNOWN:
            wait *= 2
        if max(s.saturated, self._held) < wait or s.slope >= _SLOPE:
            return 0
        if outdoor == UNKNOWN:
            return 1
        return 1 if self._house.arrival(capacity, s.room, s.aux_goal, outdoor) > _FAR else 0

    def _want(self, deficit, error, gain, dt):
        """The heater's power by deficit and PI, W."""
        total = self._power[self._settings.aux_stages]
        # Half the heat pump's gain: relay, element and minimum times lag more than a compressor.
        proportional = gain * clamp(error, -_SPAN, _SPAN) // 200
        want = deficit + proportional + self._integral
        if (error > 0 and want < total) or (error < 0 and want > 0):
            self._integral = clamp(self._integral + divide(proportional * dt, _INTEGRAL_TIME), -total, total)
        return clamp(want, 0, total)

    def _modulate(self, s, want, deficit, error, dt):
        """Whole stages whose mean is `want`. `error`: what the room lacks, 0.01 K."""
        settings = self._settings
        stages = self._stages
        power = self._power
        now = s.now
        least = settings.aux_minimum_on
        most = power[settings.aux_stages] * least >> 1
        given = power[s.command.aux]  # a relay check keeps it from more, a defrost gives it more
        self._owed = clamp(self._owed + (want - given) * dt, -most, most)
        lead = error - self._trend * (_LAG + settings.room_filter) // 3600
        # What the house needs in any case ends by the room itself: without it that falls at once.
        ahead = error if deficit + self._integral >= power[stages or 1] else lead
        if ahead <= 0 and self._owed > 0:
            # It has come without: so much less is wanted.
            self._integral -= self._owed // _UNWIND
            self._owed = 0
        since = now - self._stage_at
        if not stages:
            self._rested = now
        elif now - self._rested >= _BREAK and error < _HOLD and since >= least:
            self._set(0, now)
            return
        if stages:
            step = power[stages] - power[stages - 1]
            # Where the room has enough, or the heat pump something left, a stage goes as soon as it may.
            done = ahead <= 0 or not self._gives or self._owed <= -(step * least >> 1)
            if done and since >= least:
                self._set(stages - 1, now)
                return
        elif want or self._carrying:
            self._idle = 0
        else:
            self._idle += dt
            if self._idle >= _OVER:
                s.aux_called = 0
                return
        if stages < settings.aux_stages and self._gives:
            step = power[stages + 1] - power[stages]
            pause = least if stages else settings.aux_minimum_off
            if stages and deficit < power[1]:
                # Only a deficit beyond the first stage need not be waited for.
                pause = settings.aux_stage_delay
            if min(error, lead) > 0 and self._owed >= step * least >> 1 and since >= pause:
                self._set(stages + 1, now)

    def _set(self, stages, now):
        if stages != self._stages:
            self._stage_at = now
            self._stages = stages
