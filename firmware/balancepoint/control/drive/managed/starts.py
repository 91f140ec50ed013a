"""Starts within an hour, the unit's own among them: no more are asked for than the settings allow. One that is asked for is asked
gently: for a step more each minute while it does not come."""

from ...journal import codes as j
from ...quantity import const, minutes
from ..recent_starts import RecentStarts

_STEP = const(60)  # s between two steps
_STANDS = minutes(30)


class Starts:
    """`note()` each start; `let()`: may one be asked for? `ask()`: it is; `steps()` beyond the least, meanwhile."""

    def __init__(self, settings, memory, journal):
        self._most = settings.starts_an_hour
        self._journal = journal
        self.recent = RecentStarts(memory)
        self._held = 0  # the journal knows that a start waits
        self._asked_at = 0
        self._lock = 0  # s that it may take longer
        self._told = 0  # the journal knows that it stands

    def ask(self, now, lock):
        self._asked_at = now
        self._lock = lock

    def steps(self, now, waits):
        """`waits`: for another head."""
        waited = now - self._asked_at
        if waits:
            self._asked_at = now
        elif waited >= _STANDS and not self._told:
            self._told = 1
            self._journal.add(now, j.UNIT_STANDS, waited // 60)
        return max(waited - self._lock, 0) // _STEP

    def note(self, now):
        self._told = 0
        self.recent.note(now)

    def let(self, now):
        """1, or 0 and it is told once."""
        count = self.recent.count(now)
        if count < self._most:
            self._held = 0
            return 1
        if not self._held:
            self._held = 1
            self._journal.add(now, j.START_HELD, count)
        return 0
