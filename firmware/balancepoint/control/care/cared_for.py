"""What a person has seen to, and what is counted and learned anew after it. An errand of `care`."""

from ..journal import codes as j
from ..quantity import const
from . import upkeep
from .faults import DIRTY_FILTER, DIRTY_OUTDOOR
from .maintenance import NEVER
from .signals import KINDS, SCATTERS, SIGNALS, TRENDS

FILTER = const(1)  # it was cleaned
OUTDOOR = const(2)  # the unit was looked at and cleaned
SERVICED = const(3)  # work on unit or sensors


def cared_for(care, what, now):
    """`what`: FILTER and the following. A fault that this mends is none any more."""
    maintained(care.maintenance, what, now)
    if what == SERVICED:
        forget(care.fdd)
    elif care.diagnosis.fault == (DIRTY_FILTER if what == FILTER else DIRTY_OUTDOOR):
        _calm(care.fdd)
    else:
        return
    upkeep.weigh(care.maintenance)
    care.diagnosis.clear(now)


def maintained(maintenance, what, now):
    """Its hours begin anew; after work on the unit its efficiency is measured anew, too."""
    memory = maintenance.memory
    if what == FILTER:
        memory.filter_minutes = 0
        maintenance.filter_at = NEVER
    else:
        memory.outdoor_minutes = memory.long_defrosts = 0
        maintenance.outdoor_at = NEVER
    if what == SERVICED:
        memory.efficiency_first = memory.efficiency = None
        memory.week_minutes = memory.week_measured = memory.week_expected = 0
    maintenance.journal.add(now, j.CARED_FOR, what)


def forget(fdd):
    """What is normal is learned anew."""
    memory = fdd.memory
    memory.behaviour = []
    memory.scatter = [0] * SCATTERS
    memory.commissioned = 0
    _calm(fdd)


def _calm(fdd):
    """The deviations start from nothing."""
    fdd.memory.trends = [0] * TRENDS
    fdd.seen = bytearray(KINDS * SIGNALS)
