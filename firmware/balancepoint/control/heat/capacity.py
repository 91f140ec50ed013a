"""How much heat that takes: feed-forward from the learned house plus PI, in W of heat, positive on either side.

    demand = loss(goal, outdoor) + Kp e + I,  I += Kp / Ti e dt

Kp 0.4 of maximum capacity per K and Ti 45 min hold rooms between 0.4 and 2.5 times the reference mass without
oscillation; a feed-forward wrong by half costs 0.1 K, and one that is too large is cancelled whole. The integral is frozen in
a defrost, off, warming up and while the demand is out of reach in the direction of the error, and relaxes to the feed-forward
while the compressor rests, so that what the sun did at noon is forgotten by the evening. Degraded readings cap the output at
the open-loop loss at 20 °C; with no indoor reading at all, heating runs open loop for 15 °C (a fail-safe: never the last
output, never a raised set point).

The drive gets a call: demand and error after what else has a say. While the backup helps, the heat pump gives all it has and is
not the one that stops. A recovery's ramp is not waited for. Damp air is dried slowly even where it is cool enough. Blind, the
machine runs while the loss is worth a run, with a pause now and then for a look by the coil. What frost takes is made up for.
"""

from ..quantity import UNKNOWN, clamp, const, deg, divide, hours, minutes
from ..sense.channel import DEGRADED

_SETTLE = 600  # s of run before the integral moves
_RELAX = hours(6)
_BLIND_TARGET = deg(15)
_BLIND_OUTDOOR = deg(0)  # taken when the outdoor temperature is unknown too
_DEGRADED_TARGET = deg(20)
_FINE = const(64)
_GAP = const(120)  # s; what a program that hung for longer did not see is not integrated either
_SPAN = deg(10)  # an error beyond this changes nothing any more
_START = deg(1)  # an error that starts, or, negative, stops
_EARLY = deg(0.1)  # beyond its ramp, and a recovery need not start yet
_FINISH = deg(0.3)  # above the set point until which the heat pump helps the backup
_DRYING = const(30)  # % of maximum capacity, at least, while drying
_BLIND_RUN = minutes(30)  # then a look by the coil


class Capacity:
    """`step()` writes `s.error`, `s.demand`, `s.base`, `s.trim`, and of the call to the drive `s.call_*`."""

    def __init__(self, settings, house):
        self._settings = settings
        self._house = house
        self._integral = 0  # 1/64 W
        self._rest = 0  # what a step leaves over, in 1/integral_time of that; without it small errors would stall
        self._cooling = 0

    def reset(self):
        self._integral = 0
        self._rest = 0

    def step(self, s, now, dt):
        """Once a decision."""
        if s.recovery_begins and s.cooling:
            self._integral = s.recovery_trim * _FINE
            self._rest = 0
        self._follow(s, dt)
        self._call(s)

    def _follow(self, s, dt):
        """Feed-forward and PI."""
        cooling = s.cooling
        if cooling != self._cooling:
            self._cooling = cooling
            self.reset()
        room = s.room
        outdoor = s.outdoor_slow
        house = self._house
        if outdoor == UNKNOWN:
            outdoor = _BLIND_OUTDOOR
        if room == UNKNOWN:
            s.error = 0
            s.demand = s.base = 0 if cooling else house.loss(_BLIND_TARGET, outdoor)
            return
        dt = min(dt, _GAP)
        settings = self._settings
        target = s.goal
        side = s.map
        run_time = s.run_time
        error = clamp(room - target if cooling else target - room, -_SPAN, _SPAN)
        s.error = error
        gain = settings.proportional * side.q_max // 1000  # W/K
        forward = house.loss(target, outdoor)
        if cooling:
            forward = -forward
        forward += s.goal_extra
        proportional = gain * error // 100
        demand = forward + proportional + self._integral // _FINE
        reach = side.q_max * 6 // 10 * _FINE
        if run_time == 0:
            # Towards the feed-forward, over hours.
            self._integral -= divide(self._integral * dt, _RELAX)
        elif (
            not (s.after_defrost or s.aux_called)
            and run_time > _SETTLE
            and not (error > 0 and demand > side.q_max)
            and not (error < 0 and demand < 0)
        ):
            total = gain * error // 100 * dt * _FINE + self._rest
            moved = total // settings.integral_time
            self._rest = total - moved * settings.integral_time
            self._integral = clamp(self._integral + moved, -max(reach, forward * _FINE), reach)
        s.trim = self._integral // _FINE
        s.base = forward + s.trim
        demand = s.base + proportional
        if s.room_status >= DEGRADED and not cooling:
            demand = min(demand, max(0, house.loss(min(target, _DEGRADED_TARGET), outdoor)))
        s.demand = demand

    def _call(self, s):
        """What the drive is to take for demand and error."""
        side = s.map
        settings = self._settings
        error = s.error
        demand = s.demand * 1000 // s.frost_share
        base = s.base
        if s.recovering and not s.compressor_on and base >= side.q_min and error > -_EARLY:
            error = max(error, settings.start_band + 1)
        if s.aux_called and error > -_FINISH:
            demand = base = side.q_max
            if error > 0:
                error = max(error, settings.start_band + 1)  # heat pump first
        if s.aux_called and -settings.warm_up_band < error < 0:
            error = 0
        if s.drying and error < _START:
            # Slowly, and with as much capacity as keeps the coil well below the dew point.
            error = _START
            demand = base = max(demand, side.q_max * _DRYING // 100)
        elif s.room == UNKNOWN:
            error = _START if demand * 2 > side.q_min and s.run_time < _BLIND_RUN else -_START
        s.call_error = error
        s.call_demand = demand
        s.call_base = base
