"""How much heat that takes: feed-forward from the learned house plus PI, in W of heat, positive on either side.

    demand = loss(target, outdoor) + Kp e + I,  I += Kp / Ti e dt

Kp 0.4 of maximum capacity per K and Ti 45 min hold rooms between 0.4 and 2.5 times the reference mass without
oscillation; a feed-forward wrong by half costs 0.1 K. The integral is frozen in a defrost, off, warming up and while the demand
is out of reach in the direction of the error, and relaxes to the feed-forward while the compressor rests, so that what the sun
did at noon is forgotten by the evening. Degraded readings cap the output at the open-loop loss at 20 °C; with no
indoor reading at all, heating runs open loop for 15 °C (a fail-safe: never the last output, never a raised set point).
"""

from ..quantity import clamp, const, deg, divide, hours
from ..sense.channel import DEGRADED

_SETTLE = 600  # s of run before the integral moves
_RELAX = hours(6)
_BLIND_TARGET = deg(15)
_BLIND_OUTDOOR = deg(0)  # taken when the outdoor temperature is unknown too
_DEGRADED_TARGET = deg(20)
_FINE = const(64)
_GAP = const(120)  # s; what a program that hung for longer did not see is not integrated either
_SPAN = deg(10)  # an error beyond this changes nothing any more


class Capacity:
    """`step()` sets `demand` (W, may be negative or beyond capacity), `base` (the part without the error) and `error`."""

    def __init__(self, settings, house):
        self._settings = settings
        self._house = house
        self.demand = 0
        self.base = 0
        self.trim = 0  # W of the integral
        self.error = 0  # 0.01 K, positive: the side has work to do
        self._integral = 0  # 1/64 W
        self._rest = 0  # what a step leaves over, in 1/integral_time of that; without it small errors would stall
        self._cooling = 0

    def reset(self):
        self._integral = 0
        self._rest = 0

    def begin(self, trim):
        """Begin with `trim` W on top of the feed-forward."""
        self._integral = trim * _FINE
        self._rest = 0

    def step(self, cooling, target, sensing, side, run_time, frozen, dt, extra=0):
        """`side`: the active side of the unit map. `run_time`: s the compressor has run, 0 when off. `frozen`: defrost.

        `extra`: W that a recovery takes beyond the loss.
        """
        if cooling != self._cooling:
            self._cooling = cooling
            self.reset()
        room = sensing.room
        outdoor = sensing.outdoor_slow
        house = self._house
        if outdoor is None:
            outdoor = _BLIND_OUTDOOR
        if room is None:
            self.error = 0
            if cooling:
                self.demand = self.base = 0
            else:
                self.demand = self.base = house.loss(_BLIND_TARGET, outdoor)
            return
        dt = min(dt, _GAP)
        settings = self._settings
        error = clamp(room - target if cooling else target - room, -_SPAN, _SPAN)
        self.error = error
        gain = settings.proportional * side.q_max // 1000  # W/K
        forward = house.loss(target, outdoor)
        if cooling:
            forward = -forward
        forward += extra
        proportional = gain * error // 100
        demand = forward + proportional + self._integral // _FINE
        reach = side.q_max * 6 // 10 * _FINE
        if run_time == 0:
            # Towards the feed-forward, over hours.
            self._integral -= divide(self._integral * dt, _RELAX)
        elif (
            not frozen
            and run_time > _SETTLE
            and not (error > 0 and demand > side.q_max)
            and not (error < 0 and demand < 0)
        ):
            total = gain * error // 100 * dt * _FINE + self._rest
            moved = total // settings.integral_time
            self._rest = total - moved * settings.integral_time
            self._integral = clamp(self._integral + moved, -reach, reach)
        self.trim = self._integral // _FINE
        self.base = forward + self.trim
        demand = self.base + proportional
        if sensing.room_status >= DEGRADED and not cooling:
            demand = min(demand, max(0, house.loss(min(target, _DEGRADED_TARGET), outdoor)))
        self.demand = demand
