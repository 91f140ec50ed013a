"""Which side automatic mode serves.

It changes over only when the other side has been asked for 15 min, the old one has rested 30 min, the outdoor temperature makes
sense (no cooling below 10 °C, no heating above 25 °C) and at most four times a day (makers' changeover rules: Daikin, Fujitsu,
Panasonic, Midea; dead bands of Honeywell and ecobee).
"""

from ..journal import codes as j
from ..quantity import UNKNOWN, const, hours
from ..situation import COOLING, HEATING

_DAY = hours(24)
_CHANGES = const(12)  # the most a setting allows within a day


class Changeover:
    """`side`: HEATING or COOLING, whichever was served last."""

    def __init__(self, settings, memory, journal):
        self._settings = settings
        self._memory = memory
        self._journal = journal
        self.side = HEATING
        self._asked_since = -1
        self._ran_at = -hours(1)
        self._changed_at = [-_DAY] * _CHANGES
        self._next = 0
        self._held = 0  # the journal knows that a changeover waits

    def step(self, s, now):
        """Once a decision in automatic mode while the room is known: the side that is served."""
        settings = self._settings
        outdoor = s.outdoor
        if s.compressor_on:
            self._ran_at = now
        if self.side == HEATING:
            asked = s.room > s.cool_setpoint and (outdoor == UNKNOWN or outdoor > settings.cooling_above)
        else:
            asked = s.room < s.heat_setpoint and (outdoor == UNKNOWN or outdoor < settings.heating_below)
        if not asked:
            self._asked_since = -1
        elif self._asked_since < 0:
            self._asked_since = now
        elif now - self._asked_since < settings.changeover_persist or now - self._ran_at < settings.changeover_hold:
            pass
        elif now - self._changed_at[(self._next - settings.changeovers_a_day) % _CHANGES] < _DAY:
            if not self._held:
                self._held = 1
                self._journal.add(now, j.CHANGEOVER_HELD, settings.changeovers_a_day)
        else:
            self._held = 0
            self._asked_since = -1
            self._changed_at[self._next] = now
            self._next = (self._next + 1) % _CHANGES
            self._memory.changeovers += 1
            self.side = COOLING if self.side == HEATING else HEATING
            self._journal.add(now, j.CHANGEOVER, self.side)
        return self.side
