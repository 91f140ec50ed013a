"""The compressor: when it runs, and how fast.

Above minimum load it follows the demand through the unit's map. Below it, it cycles: at minimum speed, or at the speed of best
COP, whichever costs less for the same heat, the start-up loss counted, and no faster than the room's air can take. Start and
stop by the room (+0.35 K, -0.4 K; the stop band is 1.0 K while warming up and above minimum load), never by the demand alone.
Start ramp, oil return, slew, minimum times and starts per hour after
makers' service manuals (Daikin RXB start ramp, Midea oil return, 3 starts per hour as AixLib and heat-pump makers).
"""

from ...journal import codes as j
from ...quantity import UNKNOWN, clamp, deg, minutes
from ..recent_starts import RecentStarts

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
_COIL_COLD = deg(3)
_COIL_WARM = deg(4.5)
_COIL_STEP = 4  # Hz a decision


class Compressor:
    """Writes `s.compressor_on`, `compressor_speed` (Hz), `compressor_since`, `run_time`, `saturated`, `cycling`."""

    def __init__(self, settings, memory, journal):
        self._settings = settings
        self._journal = journal
        top = self._top = settings.speed_max
        least = settings.speed_min
        self._first = max(top * 45 // 100, least)
        self._second = max(top * 60 // 100, least)
        self._third = max(top * 80 // 100, least)
        self._slow_speed = -(-top * _OIL_SLOW // 1000)  # rounded up: below it is slow
        self.oil_speed = -(-top * _OIL_SPEED // 1000)
        self._full_speed = -(-top * _FULL // 1000)
        self.surplus = 0  # W beyond the load that the room's air can take in the least run
        self.coil_limit = top  # Hz that the indoor coil allows in cooling
        self._slowed = 0  # the journal knows of the coil's limit
        self.wanted = 0  # Hz before ramp and slew
        self.starts = RecentStarts(memory)
        self._held = 0  # the journal knows that a start waits
        self._slow = 0
        self.oil_left = 0  # s at oil return speed still to come

    def decide(self, s, allowed, stop_reason, now):
        """Once a decision: on or off, and the speed wanted. `allowed`: no lockout, valve in place; 0 stops at once, and
        `stop_reason` is why."""
        settings = self._settings
        side = s.map
        base = s.call_base
        error = s.call_error
        count = self.starts.count(now)
        if s.compressor_on:
            run = now - s.compressor_since
            # Above minimum load it need not stop: there an overshoot is for the controller to mend.
            wide = run < settings.warm_up or base > side.q_min
            band = settings.warm_up_band if wide else settings.stop_band
            if not s.active:
                self._stop(s, j.STOPPED_WINDOW if s.window_open else j.STOPPED_OFF, now)
            elif not allowed:
                self._stop(s, stop_reason, now)
            elif error < -band and run >= settings.minimum_on:
                self._stop(s, j.STOPPED_SATISFIED, now)
        elif s.active and s.available and self._let(s, now) and error > settings.start_band:
            if now - s.compressor_since < settings.minimum_off:
                pass
            elif count >= settings.starts_an_hour:
                if not self._held:
                    self._held = 1
                    self._journal.add(now, j.START_HELD, count)
            elif allowed:  # else the valve turns first
                self._held = 0
                s.compressor_on = 1
                s.compressor_since = now
                s.run_time = 0
                self.starts.note(now)
        if not s.compressor_on:
            self.wanted = 0
            return
        wanted = side.speed_for(s.call_demand)
        s.cycling = 1 if base < side.q_min else 0
        if s.cycling:
            wanted = max(wanted, self._cycle_speed(side, base))
        wanted = self._oil(wanted, s.outdoor_slow, now)
        self.wanted = self._unfrozen(s, wanted, now)

    def may_start(self, s, now):
        """1 when nothing but the wish is missing: least rest, starts an hour, the guard."""
        settings = self._settings
        rested = now - s.compressor_since >= settings.minimum_off
        return 1 if rested and self._let(s, now) and self.starts.count(now) < settings.starts_an_hour else 0

    def due(self, s, now):
        """1 if it runs, or a start comes near and nothing is missing but the valve. By the error of the last decision."""
        return 1 if s.compressor_on or (s.call_error > 0 and self.may_start(s, now)) else 0

    def _let(self, s, now):
        """Would the guard let a start through?"""
        return now >= (s.start_cooling_at if s.cooling else s.start_heating_at)

    def _stop(self, s, reason, now):
        self.stopped(s, now)
        self.oil_left = 0
        self._journal.add(now, j.STOP, reason)

    def hold(self, s, speed):
        """A defrost has the machine: at this speed it will go on."""
        s.compressor_speed = speed

    def stopped(self, s, now):
        """The guard or the unit stopped it: start over with minimum-off."""
        s.compressor_on = 0
        s.compressor_since = now
        s.run_time = 0
        s.compressor_speed = 0
        self.wanted = 0
        s.saturated = 0

    def _cycle_speed(self, side, base):
        """Minimum speed, or the rated one (as far as the room can take its heat) if that makes heat from less power."""
        heat = min(side.q_rated, max(base, 0) + self.surplus)
        if heat <= side.q_min:
            return side.speed_min
        power = side.power_for(heat)
        power += power * _START_LOSS // _CYCLE_HEAT
        return side.speed_for(heat) if power * side.q_min < side.p_min * heat else side.speed_min

    def _unfrozen(self, s, wanted, now):
        """In cooling: slower before the coil ices up; the guard's stop is for when that was not enough."""
        coil = s.indoor_coil if s.cooling else UNKNOWN
        if coil == UNKNOWN or coil > _COIL_WARM:
            self.coil_limit = min(self.coil_limit + _COIL_STEP, self._top)
            if self.coil_limit == self._top:
                self._slowed = 0
        elif coil < _COIL_COLD:
            self.coil_limit = max(min(self.coil_limit, s.compressor_speed) - _COIL_STEP, self._settings.speed_min)
            if not self._slowed and wanted > self.coil_limit:
                self._slowed = 1
                self._journal.add(now, j.COIL_LIMIT, coil)
        return min(wanted, self.coil_limit)

    def _oil(self, wanted, outdoor, now):
        settings = self._settings
        if not self.oil_left and self._slow >= settings.oil_return_after:
            self._slow = 0
            if outdoor == UNKNOWN or outdoor < settings.oil_return_below:
                self.oil_left = settings.oil_return_time
                self._journal.add(now, j.OIL_RETURN)
        if self.oil_left:
            return max(wanted, self.oil_speed)
        return wanted

    def ramp(self, run):
        """Hz that the start ramp allows `run` s after the start."""
        if run >= _RAMP_3:
            return self._top
        if run < _RAMP_1:
            return self._first
        return self._second if run < _RAMP_2 else self._third

    def step(self, s, now, dt):
        """Every tick while it is on: ramp and slew towards the speed wanted."""
        run = now - s.compressor_since
        s.run_time = run + 1  # never 0 while on
        limit = self._top if run >= _RAMP_3 else self.ramp(run)
        speed = s.compressor_speed
        wanted = self.wanted
        if speed != wanted or speed > limit:
            if not speed:
                speed = self._settings.speed_min
            speed = clamp(wanted, speed - _SLEW_DOWN * dt, speed + _SLEW_UP * dt)
            speed = s.compressor_speed = clamp(speed, self._settings.speed_min, limit)
        if speed < self._slow_speed:
            self._slow += dt
            s.saturated = 0
        elif speed < self.oil_speed:
            s.saturated = 0
        else:
            self._slow = 0
            if self.oil_left:
                self.oil_left = max(0, self.oil_left - dt)
            if speed >= self._full_speed:
                s.saturated += dt
            else:
                s.saturated = 0
