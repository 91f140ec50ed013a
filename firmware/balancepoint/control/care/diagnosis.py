"""What is wrong with the machine, if anything: what `patterns` makes of the deviations that `fdd` sees, when it has lasted.

Reported once, with a confidence. It never stops anything: less efficient is still warm.
"""

from ..errand import errand
from ..journal import codes as j
from ..quantity import const
from .faults import DRIFTING_SENSOR, NOTHING
from .signals import GAP_1, HEATING, SIGNALS, STANDSTILL

_WITNESSED = const(700)  # ‰, from here on something else than the two has told which of them lies
_KNOWN = const(3)  # windows before a deviation counts: by then its level shows more than half of it


class Diagnosis:
    """`weigh()` when `fdd` has compared a window. Kept in memory: `diagnosis` = fault * 65536 + sensor * 4096 + confidence."""

    def __init__(self, memory, journal, fdd):
        self.memory = memory
        self.journal = journal
        self._fdd = fdd
        self.candidate = NOTHING
        self.times = 0
        self.since = 0
        self.side = -1  # heating or cooling, whichever ran last

    @property
    def fault(self):
        return self.memory.diagnosis >> 16

    @property
    def sensor(self):
        """Place in sense.sources.FAULT_NAMES of the sensor that drifts, -1 if none does."""
        found = self.memory.diagnosis
        return found >> 12 & 15 if found >> 16 == DRIFTING_SENSOR else -1

    @property
    def confidence(self):
        """‰"""
        return self.memory.diagnosis & 4095

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
        return faults_text.report(self.fault, self.sensor, self.confidence, contact)

    def level(self, kind, signal):
        """The deviation; None where it is not known."""
        fdd = self._fdd
        return fdd.level(kind, signal) if fdd.seen[kind * SIGNALS + signal] >= _KNOWN else None

    def clear(self, now):
        """A person has seen to it."""
        self.candidate = NOTHING
        self.times = 0
        if self.memory.diagnosis:
            self.memory.diagnosis = 0
            self.journal.add(now, j.DIAGNOSIS)

    def weigh(self, kind, now):
        """`kind` of the window that was compared."""
        with errand:
            from . import weighing
        weighing.weigh(self, self._fdd, kind, now)
