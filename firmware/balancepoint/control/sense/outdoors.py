"""The outdoor temperature: by its sensor, else by what the outdoor coil says of the air.

- The coil after 30 min of standstill; the running coil in heating plus its learned approach (outdoor less coil, 0..15 K), kept
  for 40 min over defrosts and stops; UNKNOWN.
- A sensor that the coil contradicts (`contradiction`) gives way to it.
- The half hour's mean is remembered for two hours of silence, its lowest for one to two days; until a day is known, a night may
  have come before it that was 12 K colder, as on a clear day inland.
"""

from ..quantity import UNKNOWN, clamp, deg, hours, minutes
from .channel import AGES, Channel
from .contradiction import STANDSTILL, STEADY
from .sources import COIL_RUNNING, COIL_STANDSTILL, NONE, OUTDOOR, SENSOR

_KEPT = minutes(40)
_FORGOTTEN = hours(2)
_APPROACH_LIMIT = deg(15)
_LEARN_TIME = hours(12)
_SLOW_TIME = minutes(30)
_DAY = hours(24)
_NIGHT = deg(12)


class Outdoors:
    """Writes `outdoor`, `outdoor_source`, `outdoor_slow`, `outdoor_low`; keeps `coil_approach` in memory. `phase`: a `Phase`."""

    def __init__(self, settings, memory, phase, faults):
        self._memory = memory
        self._phase = phase
        interval = settings.outdoor_report_interval
        self.channel = Channel(deg(-45), deg(60), deg(1), 5, AGES, faults, OUTDOOR, interval)
        self._known_at = 0
        self._slow = 0  # 0.01 K / 256
        self._low = UNKNOWN  # of this day since boot
        self._day = 0
        self._approach_rest = 0  # 0.01 K · s, what the whole numbers in memory do not hold

    def step(self, s, now):
        """Every sample, when the outdoor coil is known."""
        outdoor = self.channel.step(s.readings.outdoor, now)
        if outdoor == UNKNOWN:
            self._from_coil(s, now)
        else:
            s.outdoor = outdoor
            s.outdoor_source = SENSOR

    def _from_coil(self, s, now):
        """The sensor is not to be trusted."""
        coil = s.outdoor_coil
        phase = self._phase
        if coil != UNKNOWN:
            if phase.running:
                if now - phase.heating_since >= STEADY:
                    s.outdoor = coil + self._memory.coil_approach
                    s.outdoor_source = COIL_RUNNING
                    self._known_at = now
                    return
            elif now - phase.since >= STANDSTILL:
                s.outdoor = coil
                s.outdoor_source = COIL_STANDSTILL
                self._known_at = now
                return
        if s.outdoor_source < COIL_STANDSTILL or now - self._known_at > _KEPT:
            s.outdoor = UNKNOWN
            s.outdoor_source = NONE

    def follow(self, s, now, dt):
        """Every minute: the half hour's mean."""
        outdoor = s.outdoor
        if outdoor == UNKNOWN:
            if now - self._known_at > _FORGOTTEN:
                s.outdoor_slow = s.outdoor_low = self._low = UNKNOWN
            return
        if s.outdoor_source == SENSOR:
            self._known_at = now
        if s.outdoor_slow == UNKNOWN:
            self._slow = outdoor << 8
        else:
            self._slow += ((outdoor << 8) - self._slow) * dt // (_SLOW_TIME + dt)
        mean = s.outdoor_slow = (self._slow + 128) >> 8
        day = now // _DAY
        if day != self._day or self._low == UNKNOWN:
            s.outdoor_low = self._low if self._low != UNKNOWN else mean - _NIGHT
            self._day = day
            self._low = mean
        elif mean < self._low:
            self._low = mean
        if mean < s.outdoor_low:
            s.outdoor_low = mean

    def judge(self, s, now, dt):
        """Every five minutes: the approach of the running coil."""
        coil = s.outdoor_coil
        if coil != UNKNOWN and s.outdoor_source == SENSOR and now - self._phase.heating_since >= STEADY:
            memory = self._memory
            error = clamp(s.outdoor - coil - memory.coil_approach, -_APPROACH_LIMIT, _APPROACH_LIMIT)
            rest = self._approach_rest + error * dt
            memory.coil_approach = clamp(memory.coil_approach + rest // _LEARN_TIME, 0, _APPROACH_LIMIT)
            self._approach_rest = rest % _LEARN_TIME
