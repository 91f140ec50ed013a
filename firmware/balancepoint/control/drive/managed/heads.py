"""Several heads on one outdoor unit: another one has the compressor for the other side. It is waited for, not fought.

The unit goes on being asked as before, so that it takes up its work by itself. That is no fault, and the heat pump is not at its
limit; after an hour it is as if there were none, and the backup may help (mode conflicts of multi-splits: echavet #550, WF-RAC
#139). An hour is a guess.
"""

from ...journal import codes as j
from ...quantity import const, minutes

_AGE = const(120)  # s
_LONG = minutes(60)


class OtherHeads:
    """`since`: s since boot from when it waits, -1: it does not."""

    def __init__(self, journal):
        self._journal = journal
        self.since = -1

    def wait(self, s):
        """1 by the unit's word of now."""
        return 1 if s.readings.standby.within(1, 1, _AGE) else 0

    def step(self, s, now):
        """Once a decision."""
        waits = self.wait(s)
        if waits and self.since < 0:
            self.since = now
            self._journal.add(now, j.STANDBY, 1)
        elif not waits and self.since >= 0:
            self.since = -1
            self._journal.add(now, j.STANDBY)

    def long(self, now):
        """It has waited for so long that it counts as gone."""
        return self.since >= 0 and now - self.since >= _LONG
