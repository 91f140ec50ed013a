"""May the heat pump run at all? The reasons why not, one at a time, each with its way back.

Three thresholds that must not be mixed up (OpenStudio-HPXML, OCHRE): the *compressor lockout* (the larger of the maker's
low-temperature cut-out and a setting), below which the compressor never runs; the *switch-over*, below which only the backup
heats; the *backup lockout*, above which the backup never runs, lives in `aux_heat`. The first two come back 0.2 K warmer,
10 min later at the earliest. A fault that the unit no longer tells of, nor that it is gone, locks out for an hour. A drive may
know a reason of its own, which comes last: `reason`.
"""

from ..journal import codes as j
from ..quantity import UNKNOWN, deg, minutes

_HYSTERESIS = deg(0.2)
_SILENT = minutes(60)
_PERSIST = minutes(10)  # a gust is no cold, and coming and going wears


class Lockout:
    """`step()` writes `s.lockout`: 0, or LOCKED_* of the journal."""

    def __init__(self, settings, memory, journal):
        self._settings = settings
        self._memory = memory
        self._journal = journal
        self._cold = 0
        self._switched = 0
        self._cold_since = -1
        self._fault = 0
        self._said_at = 0  # it last told a code, or that there is none
        self.reason = 0

    def _below(self, state, outdoor, limit):
        if state:
            return 1 if outdoor < limit + _HYSTERESIS else 0
        return 1 if outdoor < limit else 0

    def step(self, s, now, dt):
        """Once a decision, of the side that is asked for."""
        settings = self._settings
        outdoor = s.outdoor
        fault = s.unit_fault
        if outdoor != UNKNOWN:
            limit = max(settings.low_cutout, settings.compressor_lockout)
            cold = self._below(self._cold, outdoor, limit)
            if cold == self._cold:
                self._cold_since = -1
            elif self._cold_since < 0:
                self._cold_since = now
            elif now - self._cold_since >= _PERSIST:
                self._cold = cold
            if settings.aux_stages:
                self._switched = self._below(self._switched, outdoor, settings.switchover)
        if fault != UNKNOWN:
            self._said_at = now
        elif self._fault and now - self._said_at >= _SILENT:
            fault = 0  # as long as nobody says so
            self._fault = -1
        if fault != UNKNOWN and fault != self._fault:
            self._journal.add(now, j.UNIT_FAULT, fault if self._fault >= 0 else -1)
            self._fault = fault
        if self._memory.valve_locked:
            reason = j.LOCKED_VALVE
        elif self._fault:
            reason = j.LOCKED_UNIT
        elif self._cold and not s.cooling:
            reason = j.LOCKED_COLD
        elif self._switched and not s.cooling:
            reason = j.LOCKED_SWITCHOVER
        else:
            reason = self.reason
        if reason != s.lockout:
            s.lockout = reason
            self._journal.add(now, j.LOCKOUT, reason)
