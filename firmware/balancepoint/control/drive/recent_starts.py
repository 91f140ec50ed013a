"""Starts of the compressor within the last hour, over reboots: ages in memory, written at once with each start.

How long a board was without power nobody knows, so that the hour goes on at its boot from where memory was last written: never
more starts than the settings allow, at worst a little later.
"""

from ..quantity import const, hours

KEPT = const(6)  # as many as the settings may allow an hour
_HOUR = hours(1)


class RecentStarts:
    """`note()` each start; `count()`: how many within the hour. Either brings the ages up to date, once a decision is enough."""

    def __init__(self, memory):
        ages = self._ages = memory.start_ages
        ages.extend([_HOUR] * (KEPT - len(ages)))
        self._now = 0

    def count(self, now):
        ages = self._ages
        passed = now - self._now
        self._now = now
        count = 0
        for k in range(KEPT):
            ages[k] = min(ages[k] + passed, _HOUR)
            if ages[k] < _HOUR:
                count += 1
        return count

    def note(self, now):
        self.count(now)
        ages = self._ages
        for k in range(KEPT - 1):
            ages[k] = ages[k + 1]  # the oldest goes
        ages[KEPT - 1] = 0
