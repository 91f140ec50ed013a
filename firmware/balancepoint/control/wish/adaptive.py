"""What cooling set point the season makes comfortable: a suggestion, never a silent change.

People who live with the weather feel well at an indoor temperature that follows the running mean of the outdoor one: ASHRAE
55-2020 (adaptive model) 0.31 Trm + 17.8 °C for Trm from 10 to 33.5 °C; EN 16798-1 puts it one to two kelvin higher, 0.33 Trm +
18.8. The lower of the two is suggested. Both models are for rooms with windows to open, hence no more than a suggestion.

Trm as in EN 16798-1: each day's mean counts 0.2, what was before 0.8. A day is 24 hours with an outdoor reading; what is
counted of it is in memory, so that a reboot costs an hour and a clock is not needed.
"""

from ..journal import codes as j
from ..quantity import UNKNOWN, clamp, const, deg, divide, hours

_HOUR = hours(1)
_DAY = hours(24)
_HOURS = const(24)
_NEW = const(20)  # % of the running mean that one day makes
_LOW = deg(10)
_HIGH = deg(33.5)
_SLOPE = const(31)  # 0.01 K/K
_BASE = deg(17.8)
_WORTH = deg(1)
_MOST = deg(60)


class Adaptive:
    """`cool_suggestion`: 0.01 °C, UNKNOWN until a day of weather is known and while it is too cold for the model."""

    def __init__(self, memory, journal):
        self._memory = memory
        self._journal = journal
        self._sum = 0  # 0.01 °C s within the hour
        self._time = 0
        if abs(memory.day_sum) > memory.day_hours * _MOST:
            memory.day_sum = memory.day_hours = 0  # no such day can have been
        self._told_at = -_DAY

    def begin(self, s):
        """The suggestion of the days before."""
        mean = self._memory.running_mean
        if mean is None or mean < _LOW:
            s.cool_suggestion = UNKNOWN
        else:
            s.cool_suggestion = _BASE + divide(clamp(mean, _LOW, _HIGH) * _SLOPE, 100)

    def step(self, s, now, dt):
        """Once a decision."""
        if s.outdoor != UNKNOWN:
            if dt > _HOUR:
                dt = _HOUR
            self._sum += s.outdoor * dt
            self._time += dt
            if self._time >= _HOUR:
                self._close(s)
        suggestion = s.cool_suggestion
        if suggestion == UNKNOWN or not s.cooling:
            return
        if suggestion - s.cool_setpoint >= _WORTH and now - self._told_at >= _DAY:
            self._told_at = now
            self._journal.add(now, j.COOL_SUGGESTION, suggestion)

    def _close(self, s):
        """An hour is full."""
        memory = self._memory
        memory.day_sum += divide(self._sum, self._time)
        memory.day_hours += 1
        self._sum = 0
        self._time = 0
        if memory.day_hours >= _HOURS:
            day = divide(memory.day_sum, _HOURS)
            before = memory.running_mean
            memory.running_mean = day if before is None else before + divide((day - before) * _NEW, 100)
            memory.day_sum = 0
            memory.day_hours = 0
            self.begin(s)
