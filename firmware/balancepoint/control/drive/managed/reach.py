"""What the unit can give at present, why no more and no less, and for how long it has given the most."""

from ...quantity import const
from ...situation import AT_REST, DEFROSTING, FREE, HOT_COIL, LOCKED_OUT, RAMP, STANDBY

_FULL = const(950)  # ‰ of its speed
_RISES = const(20)
_SHORT = const(25)  # 0.01 K behind the ramp of a recovery, and it will be there in time
_RAMPED = const(600)  # ‰ of its heat that a start gives (makers' ramps: 54 to 60 % until 10 min)


class Reach:
    """Writes `s.saturated`, `most`, `least` and why."""

    def __init__(self, settings, response):
        self._settings = settings
        self._response = response
        self._most = 0  # ‰ that it has shown while asked for the most,
        self._still = 0  # and s for which it has not turned faster

    def saturate(self, s, hoped, waits, dt):
        """s for which it has given the most: asked for it, and turning no faster for a start's length, as far as anybody says; a
        unit that does not turn at all gives no more either. `hoped`: Hz, 0: nothing is hoped for; `waits`: for another head."""
        response = self._response
        if waits or response.share(hoped) < _FULL:
            s.saturated = 0
            self._most = 0
            self._still = 0
        elif not s.defrosting and not s.after_defrost:
            turns = response.share(s.turning)
            self._still += dt
            if turns >= self._most + _RISES:
                self._most = turns
                self._still = 0
            if s.recovering and s.error <= _SHORT:
                s.saturated = 0
            elif turns >= _FULL or self._still >= self._settings.warm_up:
                s.saturated += dt

    def say(self, s, waits, now):
        """`waits`: another head has the compressor."""
        side = s.map
        since = now - s.compressor_since
        s.least = side.q_min
        s.least_because = FREE
        s.most = 0
        if not s.available:
            s.most_because = LOCKED_OUT
        elif waits:
            s.most_because = STANDBY
        elif s.defrosting:
            s.most_because = DEFROSTING
        elif not s.compressor_on and since < self._settings.minimum_off:
            s.most_because = AT_REST
        else:
            s.most = s.able
            s.most_because = FREE
            if s.compressor_on and since < self._settings.warm_up:
                turning = min(side.heat_at(s.turning), s.able)
                s.most = max(s.able * _RAMPED // 1000, turning)
                s.most_because = s.least_because = RAMP
                s.least = min(max(turning, s.least), s.most)
            elif s.air_limit < side.speed_max:
                s.most = min(side.heat_at(s.air_limit), s.able)
                s.most_because = HOT_COIL
