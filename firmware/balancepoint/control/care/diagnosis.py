"""What is wrong with the machine, if anything: what `patterns` makes of the deviations that `fdd` sees, when it has lasted.

Reported once, with a confidence. It never stops anything: less efficient is still warm.
"""

from ..errand import errand
from ..journal import codes as j
from ..quantity import clamp, const, hours
from ..sense.sources import FAULT_NAMES
from .faults import DRIFTING_SENSOR, NAMES, NOTHING, UNKNOWN_LOSS
from .signals import GAP_1, HEATING, SIGNALS, STANDSTILL

_WITNESSED = const(700)  # ‰, from here on something else than the two has told which of them lies
_KNOWN = const(3)  # windows before a deviation counts: by then its level shows more than half of it
_SURE = const(6)  # windows with the same pattern
_GONE = const(24)  # windows without it
# How long a pattern must hold, by fault (nothing: how much longer it must be away to be gone): dirt stays, weather goes;
# a lying sensor should be known within hours.
_PERSISTS = (hours(24), hours(48), hours(48), hours(48), 0, hours(120))
_OTHER = hours(96)  # before it takes the place of another


class Diagnosis:
    """`weigh()` when `fdd` has compared a window. Kept in memory: `diagnosis` = fault * 65536 + sensor * 4096 + confidence."""

    def __init__(self, memory, journal, fdd):
        self._memory = memory
        self._journal = journal
        self._fdd = fdd
        self._candidate = NOTHING
        self._times = 0
        self._since = 0
        self.side = -1  # heating or cooling, whichever ran last

    @property
    def fault(self):
        return self._memory.diagnosis >> 16

    @property
    def sensor(self):
        """Place in sense.sources.FAULT_NAMES of the sensor that drifts, -1 if none does."""
        found = self._memory.diagnosis
        return found >> 12 & 15 if found >> 16 == DRIFTING_SENSOR else -1

    @property
    def confidence(self):
        """‰"""
        return self._memory.diagnosis & 4095

    def correction(self, room):
        """What to add to a room sensor (0 or 1) that drifts, 0.01 K, for as long as it does: the return air keeps it honest."""
        if self.sensor != room or self.side < HEATING or self.confidence < _WITNESSED:
            return 0
        gap = self.level(self.side, GAP_1 + room)
        return self._fdd.level(STANDSTILL, GAP_1 + room) if gap is None else gap

    def report(self, contact):
        """For `status`, None when all is well. `contact`: who is to be called, or None. Outside the tick."""
        if not self.fault:
            return None
        with errand:
            from ..journal import faults_text
        sensor = self.sensor
        return {
            "fault": NAMES[self.fault],
            "sensor": FAULT_NAMES[sensor] if sensor >= 0 else None,
            "confidence": self.confidence,  # ‰
            "meaning": faults_text.meaning(self.fault, sensor),
            "advice": faults_text.advice(self.fault, contact),
        }

    def level(self, kind, signal):
        """The deviation; None where it is not known."""
        fdd = self._fdd
        return fdd.level(kind, signal) if fdd.seen[kind * SIGNALS + signal] >= _KNOWN else None

    def clear(self, now):
        """A person has seen to it."""
        self._candidate = NOTHING
        self._times = 0
        if self._memory.diagnosis:
            self._memory.diagnosis = 0
            self._journal.add(now, j.DIAGNOSIS)

    def weigh(self, kind, now):
        """`kind` of the window that was compared."""
        if kind != STANDSTILL:
            self.side = kind
        with errand:
            from . import patterns
        pattern = patterns.Patterns(self, self._fdd)
        found = pattern.find()
        if kind == STANDSTILL and found >> 4 and found >> 4 != DRIFTING_SENSOR:
            return  # what shows only in running is no older for a night of rest
        memory = self._memory
        known = memory.diagnosis >> 12
        if found == self._candidate:
            # That all is well is forgotten sooner than a fault.
            self._times = min(self._times + 1, _GONE if found or known else _SURE)
        elif found and self._candidate >> 4 == UNKNOWN_LOSS:
            self._candidate = found  # it has a name now, and is no younger for that
            self._times = 1
            return
        else:
            self._times -= 1
            if self._times <= 0:
                self._candidate = found
                self._times = 1
                self._since = now
            return
        fault = found >> 4
        if not found:
            if known and self._times >= _GONE and now - self._since >= _PERSISTS[NOTHING] + _PERSISTS[known >> 4]:
                self.clear(now)
        elif found != known and self._times >= _SURE and now - self._since >= _PERSISTS[fault]:
            if known and (fault == UNKNOWN_LOSS or (known >> 4 != UNKNOWN_LOSS and now - self._since < _OTHER)):
                return  # what was reported is not lightly replaced, least of all by less
            memory.diagnosis = found << 12 | clamp(pattern.confidence, 0, 1000)
            self._journal.add(now, j.DIAGNOSIS, memory.diagnosis)
