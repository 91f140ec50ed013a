"""The outdoor temperature: by its sensor, else by what the outdoor coil says of the air.

- The coil after 30 min of standstill; the running coil in heating plus its learned approach (outdoor less coil, 0..15 K), kept
  for 40 min over defrosts and stops; UNKNOWN.
- A sensor 4 K from the standstill coil for an hour (an iced or sunlit one) gives way to the coil, unless the sun is known to
  shine on them.
- The half hour's mean is remembered for two hours of silence.
"""

from ..quantity import UNKNOWN, clamp, const, deg, hours, minutes
from .channel import HELD, OUTVOTED, Channel
from .sources import COIL_RUNNING, COIL_STANDSTILL, NONE, SENSOR, SUNNY

_STEADY = minutes(10)  # of heating before anything is learned
_STANDSTILL = minutes(30)
_KEPT = minutes(40)
_FORGOTTEN = hours(2)
_FAR = deg(4)
_PATIENCE = const(3)  # times that of rooms, an hour: the sun on the wall passes
_APPROACH_LIMIT = deg(15)
_LEARN_TIME = hours(12)
_SLOW_TIME = minutes(30)


class Outdoors:
    """Writes `outdoor`, `outdoor_source`, `outdoor_slow`; keeps `coil_approach` in memory. `phase`: a `Phase`."""

    def __init__(self, settings, memory, phase, faults):
        self._memory = memory
        self._phase = phase
        self._channel = Channel(deg(-45), deg(60), deg(1), 5, 120, 300, 900, faults, 7)
        self._channel.scale(settings.outdoor_report_interval)
        self._known_at = 0
        self._slow = 0  # 0.01 K / 256
        self._approach_rest = 0  # 0.01 K · s, what the whole numbers in memory do not hold

    def step(self, s, now):
        """Every sample, when the outdoor coil is known."""
        outdoor = self._channel.step(s.readings.outdoor, now)
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
                if now - phase.heating_since >= _STEADY:
                    s.outdoor = coil + self._memory.coil_approach
                    s.outdoor_source = COIL_RUNNING
                    self._known_at = now
                    return
            elif now - phase.since >= _STANDSTILL:
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
                s.outdoor_slow = UNKNOWN
            return
        if s.outdoor_source == SENSOR:
            self._known_at = now
        if s.outdoor_slow == UNKNOWN:
            self._slow = outdoor << 8
        else:
            self._slow += ((outdoor << 8) - self._slow) * dt // (_SLOW_TIME + dt)
        s.outdoor_slow = (self._slow + 128) >> 8

    def judge(self, s, now, dt):
        """Every five minutes: the sensor against the standing coil, the approach of the running one."""
        coil = s.outdoor_coil
        if coil == UNKNOWN:
            return
        phase = self._phase
        if not phase.running and now - phase.since >= _STANDSTILL:
            self._compare(coil, s.readings.sun.value, dt)
        if s.outdoor_source == SENSOR and now - phase.heating_since >= _STEADY:
            memory = self._memory
            error = clamp(s.outdoor - coil - memory.coil_approach, -_APPROACH_LIMIT, _APPROACH_LIMIT)
            rest = self._approach_rest + error * dt
            memory.coil_approach = clamp(memory.coil_approach + rest // _LEARN_TIME, 0, _APPROACH_LIMIT)
            self._approach_rest = rest % _LEARN_TIME

    def _compare(self, coil, sun, dt):
        channel = self._channel
        if channel.status <= HELD and not (type(sun) is int and sun > SUNNY):
            far = 0 if -_FAR <= channel.value - coil <= _FAR else 1
            channel.doubt(far, dt // _PATIENCE, OUTVOTED)
