"""What follows from the hours that `maintenance` counts: reminders, the week's figure; what a person has seen to. An errand."""

from ..journal import codes as j
from ..quantity import clamp, const, hours
from . import signals
from .faults import DIRTY_FILTER, DIRTY_OUTDOOR, LONG_DEFROSTS
from .signals import COOLING, HEATING

FILTER = const(1)  # what a person has seen to, as the journal tells it
OUTDOOR = const(2)
SERVICE = const(3)

_NEVER = const(-(1 << 28))
_WEEK = hours(168)
_WEEK_MINUTES = const(10080)
_ENOUGH = const(5000)  # Wh by the meter that make a week worth comparing


def weigh(maintenance):
    """What `fdd` has found has changed. Outside the tick."""
    maintenance.heating_share = _heat_share(maintenance.fdd, HEATING)
    maintenance.cooling_share = _heat_share(maintenance.fdd, COOLING)


def _heat_share(fdd, kind):
    """‰ of the map's heat that is really made: what coil and supply agree on, if the airflow is as ever."""
    if kind == COOLING or abs(fdd.level(kind, signals.EXCHANGE)) > signals.SLACK[signals.EXCHANGE]:
        return 1000
    return clamp(1000 + (fdd.level(kind, signals.COIL) + fdd.level(kind, signals.AIR)) // 2, 500, 1200)


def learn(maintenance, now):
    """Outside the tick: accounts, the week's figure, reminders."""
    weigh(maintenance)
    memory = maintenance.memory
    settings = maintenance.settings
    journal = maintenance.journal
    if memory.week_minutes >= _WEEK_MINUTES:
        _close_week(maintenance, now)
    used = memory.filter_minutes // 60
    if used >= settings.filter_hours and now - maintenance.filter_at >= _WEEK:
        maintenance.filter_at = now
        journal.add(now, j.FILTER_DUE, used)
    run = memory.outdoor_minutes // 60
    if now - maintenance.outdoor_at >= _WEEK:
        if memory.long_defrosts >= LONG_DEFROSTS:
            maintenance.outdoor_at = now
            journal.add(now, j.OUTDOOR_DUE, -memory.long_defrosts)
        elif run >= settings.outdoor_check_hours:
            maintenance.outdoor_at = now
            journal.add(now, j.OUTDOOR_DUE, run)


def _close_week(maintenance, now):
    memory = maintenance.memory
    if memory.week_measured >= _ENOUGH:
        share = clamp(memory.week_expected * 1000 // memory.week_measured, 1, 10000)
        if memory.efficiency_first is None:
            memory.efficiency_first = share
        memory.efficiency = clamp(share * 1000 // memory.efficiency_first, 0, 10000)
        maintenance.journal.add(now, j.EFFICIENCY, memory.efficiency)
    memory.week_minutes = memory.week_measured = memory.week_expected = 0


def cared_for(care, what, now):
    """See `Care`."""
    see_to(care.maintenance, what, now)
    diagnosis = care.diagnosis
    if what == SERVICE:
        care.fdd.forget()
    elif diagnosis.fault == (DIRTY_FILTER if what == FILTER else DIRTY_OUTDOOR):
        care.fdd.calm()
    else:
        return
    weigh(care.maintenance)
    diagnosis.clear(now)


def see_to(maintenance, what, now):
    """The hours begin anew; after a service its efficiency, too."""
    memory = maintenance.memory
    if what == FILTER:
        memory.filter_minutes = 0
        maintenance.filter_at = _NEVER
    else:
        memory.outdoor_minutes = memory.long_defrosts = 0
        maintenance.outdoor_at = _NEVER
    if what == SERVICE:
        memory.efficiency_first = memory.efficiency = None
        memory.week_minutes = memory.week_measured = memory.week_expected = 0
    maintenance.journal.add(now, j.CARED_FOR, what)
