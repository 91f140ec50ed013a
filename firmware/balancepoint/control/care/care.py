"""The machine's health, looked at from beside the way: is it as it was, what is wrong if not, and what wants care.

    watch(s, now, dt)     once a decision: steady windows, hours of use, a defrost that has ended
    learn(s, now)         outside the tick: compare, weigh, remind

Nothing here acts on the machine; what is found goes to the journal, to `status`, and from `diagnosis` as a correction to a
sensor that drifts.
"""

from ..errand import errand
from .diagnosis import Diagnosis
from .fdd import Fdd
from .maintenance import Maintenance
from .signals import HEATING


class Care:
    """`diagnosis` and `maintenance` have a `report()` each, for `status`."""

    def __init__(self, settings, memory, journal, unit_map):
        self._map = unit_map
        self.fdd = Fdd(settings, memory)
        self.diagnosis = Diagnosis(memory, journal, self.fdd)
        self.maintenance = Maintenance(settings, memory, journal, self.fdd)
        self._defrosts = 0  # as last seen
        self._cycles = 0

    def watch(self, s, now, dt):
        """What the machine shows."""
        side = self._map.turned(s)
        self.fdd.steady.watch(s, side, now)
        if not s.defrosting:
            self.maintenance.watch(s, side, dt)
        if s.defrosts != self._defrosts:
            self._defrosts = s.defrosts
            # A long one that time has ended tells of a coil that does not come clear.
            if s.defrost_by_time:
                self.maintenance.defrosted(s.defrost_length)

    def learn(self, s, now):
        """A window that stands ready, the last cycle of frost, and what follows from them."""
        kind = self.fdd.learn(now)
        if s.frost_cycles != self._cycles:
            self._cycles = s.frost_cycles
            if self.fdd.cycle(s.frost_approach, now):
                kind = HEATING
        if kind >= 0:
            self.diagnosis.weigh(kind, now)
        self.maintenance.learn(now)

    def cared_for(self, what, now):
        """A person has seen to something: `cared_for.FILTER` and the following. Outside the tick."""
        with errand:
            from . import cared_for
        cared_for.cared_for(self, what, now)
