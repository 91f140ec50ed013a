"""The compressor: when it runs, and how fast.

Above minimum load it follows the demand through the unit's map. Below it, it cycles: at minimum speed, or at the speed of best
COP, whichever costs less for the same heat, the start-up loss counted. Start and stop by the room (+0.3 K / -0.5 K, the stop
band 1.0 K while warming up), never by the demand alone. Start ramp, oil return, slew, minimum times and starts per hour after
makers' service manuals (Daikin RXB start ramp, Midea oil return, 3 starts per hour as AixLib and heat-pump makers).
"""

from .. import journal as j
from ..quantity import clamp, const, hours, minutes

_RAMP_1 = minutes(3)  # 45 % of maximum speed until then,
_RAMP_2 = minutes(10)  # 60 %,
_RAMP_3 = minutes(13)  # 80 %
_SLEW_UP = 1  # Hz/s
_SLEW_DOWN = 2
_OIL_SPEED = 700  # ‰ of maximum speed
_OIL_SLOW = 400
_FULL = 950  # from here on the compressor is at its limit
_START_LOSS = 90  # s of full input power that a start costs (start-up transients 8.5 % of heating energy, OSTI 5589942)
_CYCLE_HEAT = 1800  # s of rated heat in a typical cycle, over which the start loss spreads
_STARTS = const(6)


class Compressor:
    """`step()` sets `speed`, Hz. `run_time`, `off_time`: s since start or stop; `saturated`: at the limit for long (s)."""

    def __init__(self, settings, journal):
        self._settings = settings
        self._journal = journal
        top = self._top = settings.speed_max
        least = self._least = settings.speed_min
        self._first = max(top * 45 // 100, least)
        self._second = max(top * 60 // 100, least)
        self._third = max(top * 80 // 100, least)
        self._slow_speed = -(-top * _OIL_SLOW // 1000)  # rounded up: below it is slow
        self._oil_speed = -(-top * _OIL_SPEED // 1000)
        self._full_speed = -(-top * _FULL // 1000)
        self.on = 0
        self.speed = 0
        self.wanted = 0  # Hz before ramp and slew
        self.since = 0
        self.run_time = 0
        self.saturated = 0
        self.cycling = 0
        self._starts = [-hours(1)] * _STARTS
        self._next = 0
        self._slow = 0
        self._oil_left = 0  # s at oil return speed still to come

    def starts_within_hour(self, now):
        count = 0
        for at in self._starts:
            if now - at < 3600:
                count += 1
        return count

    def decide(self, active, error, demand, base, side, outdoor, allowed, starts_ok, stop_reason, now):
        """Once a decision: on or off, and the speed wanted.

        `active`: this side is asked for (0 = a person's OFF). `allowed`: no lockout, valve in place; 0 stops at once.
        `starts_ok`: the guard would let it start. `stop_reason`: why, when not allowed.
        """
        settings = self._settings
        if self.on:
            run = now - self.since
            band = settings.warm_up_band if run < settings.warm_up else settings.stop_band
            if not active:
                self._stop(j.STOPPED_OFF, now)
            elif not allowed:
                self._stop(stop_reason, now)
            elif error < -band and run >= settings.minimum_on:
                self._stop(j.STOPPED_SATISFIED, now)
        elif active and allowed and starts_ok and error > settings.start_band:
            count = self.starts_within_hour(now)
            if now - self.since >= settings.minimum_off and count < settings.starts_an_hour:
                self.on = 1
                self.since = now
                self.run_time = 0
                self._starts[self._next] = now
                self._next = (self._next + 1) % _STARTS
        if not self.on:
            self.wanted = 0
            return
        wanted = side.speed_for(demand)
        self.cycling = 1 if base < side.q_min else 0
        if self.cycling:
            wanted = max(wanted, self._cycle_speed(side))
        self.wanted = self._oil(wanted, outdoor, now)

    def _stop(self, reason, now):
        self.on = 0
        self.since = now
        self.run_time = 0
        self.speed = 0
        self.wanted = 0
        self.saturated = 0
        self._oil_left = 0
        self._journal.add(now, j.STOP, reason)

    def stopped(self, now):
        """The guard or the unit stopped it: start over with minimum-off."""
        self.on = 0
        self.since = now
        self.run_time = 0
        self.speed = 0
        self.wanted = 0
        self.saturated = 0

    def _cycle_speed(self, side):
        """Minimum or rated speed, whichever makes the same heat from less power."""
        loss = side.p_rated * _START_LOSS // _CYCLE_HEAT  # W, spread over a cycle
        if (side.p_rated + loss) * side.q_min < (side.p_min) * side.q_rated:
            return side.speed_rated
        return side.speed_min

    def _oil(self, wanted, outdoor, now):
        settings = self._settings
        if not self._oil_left and self._slow >= settings.oil_return_after:
            self._slow = 0
            if outdoor is None or outdoor < settings.oil_return_below:
                self._oil_left = settings.oil_return_time
                self._journal.add(now, j.OIL_RETURN)
        if self._oil_left:
            return max(wanted, self._oil_speed)
        return wanted

    def step(self, dt, now):
        """Every tick: ramp and slew towards the speed wanted."""
        if not self.on:
            return
        run = now - self.since
        self.run_time = run + 1  # never 0 while on
        limit = self._top
        if run < _RAMP_3:
            if run < _RAMP_1:
                limit = self._first
            elif run < _RAMP_2:
                limit = self._second
            else:
                limit = self._third
        speed = self.speed
        wanted = self.wanted
        if speed != wanted or speed > limit:
            if not speed:
                speed = self._least
            speed = clamp(wanted, speed - _SLEW_DOWN * dt, speed + _SLEW_UP * dt)
            speed = self.speed = clamp(speed, self._least, limit)
        if speed < self._slow_speed:
            self._slow += dt
            self.saturated = 0
        elif speed < self._oil_speed:
            self.saturated = 0
        else:
            self._slow = 0
            if self._oil_left:
                self._oil_left = max(0, self._oil_left - dt)
            if speed >= self._full_speed:
                self.saturated += dt
            else:
                self.saturated = 0
