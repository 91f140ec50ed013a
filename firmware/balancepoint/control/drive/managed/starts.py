"""Starts within an hour, the unit's own among them: no more are asked for than the settings allow."""

from ...journal import codes as j
from ...quantity import const

_KEPT = const(6)
_HOUR = const(3600)


class Starts:
    """`note()` each start; `let()`: may one be asked for?"""

    def __init__(self, settings, journal):
        self._most = settings.starts_an_hour
        self._journal = journal
        self._at = [-_HOUR] * _KEPT
        self._next = 0
        self._held = 0  # the journal knows that a start waits

    def note(self, now):
        self._at[self._next] = now
        self._next = (self._next + 1) % _KEPT

    def within_hour(self, now):
        count = 0
        for at in self._at:
            if now - at < _HOUR:
                count += 1
        return count

    def let(self, now):
        """1, or 0 and it is told once."""
        count = self.within_hour(now)
        if count < self._most:
            self._held = 0
            return 1
        if not self._held:
            self._held = 1
            self._journal.add(now, j.START_HELD, count)
        return 0
