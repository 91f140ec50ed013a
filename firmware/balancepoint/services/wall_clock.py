"""Local wall time from the chip's clock, which keeps UTC: for the schedule. Nothing else uses it.

Dates, summer time, and what people set and see: `calendar`, loaded when it is wanted.
"""

import gc

from ..errand import errand
from .days import days

_HOUR = 60  # min
_DAY = 1440
_MONDAY = 3  # weekday of 1970-01-01, Monday 0: Thursday


class WallClock:
    """`hal`: `utc()` and `set_utc(...)`. `offset`: min east of Greenwich in winter. `rule`: one of `calendar.RULES`."""

    def __init__(self, hal, offset=0, rule="none"):
        self.hal = hal
        self.offset = offset
        self.rule = rule
        self._ahead = (0, 0, 0)  # min of summer time, and from which to which UTC minute that is known

    def local(self):
        """Local minute since 1970, or None while nobody has set the clock."""
        now = self.hal.utc()
        if now is None:
            return None
        minutes = days(now[0], now[1], now[2]) * _DAY + now[3] * _HOUR + now[4]
        if not self._ahead[1] <= minutes < self._ahead[2]:
            try:
                self._ahead = errand("services.calendar").ahead(self.offset, self.rule, minutes)
            except MemoryError:  # as it was, until there is some
                gc.collect()
        return minutes + self.offset + self._ahead[0]

    def minute_of_week(self):
        """0 = Monday 00:00, or None while nobody has set the clock."""
        minutes = self.local()
        return None if minutes is None else (minutes + _MONDAY * _DAY) % (7 * _DAY)
