"""The machine's health, looked at from beside the way: is it as it was, what is wrong if not, and what wants care.

    watch(s, now, dt)     once a decision: steady windows, hours of use, a defrost that has ended
    learn(s, now)         outside the tick: compare, weigh, remind

Nothing here acts on the machine; what is found goes to the journal, to `status`, and as a correction to a sensor that drifts.
"""

from .diagnosis import Diagnosis
from .faults import DIRTY_FILTER, DIRTY_OUTDOOR
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

    def correction(self, room):
        """0.01 K to add to a room sensor, 0 but for one that drifts. Outside the tick."""
        return self.diagnosis.correction(room)

    def filter_cleaned(self, now):
        """A person has cleaned the filter."""
        self.maintenance.filter_cleaned(now)
        self._seen_to(DIRTY_FILTER, now)

    def outdoor_checked(self, now):
        """A person has looked at the outdoor unit and cleaned it."""
        self.maintenance.outdoor_checked(now)
        self._seen_to(DIRTY_OUTDOOR, now)

    def serviced(self, now):
        """After work on unit or sensors: what is normal is learned anew."""
        self.maintenance.serviced(now)
        self.fdd.forget()
        self.maintenance.weigh()
        self.diagnosis.clear(now)

    def _seen_to(self, fault, now):
        if self.diagnosis.fault == fault:
            self.fdd.calm()
            self.maintenance.weigh()
            self.diagnosis.clear(now)
