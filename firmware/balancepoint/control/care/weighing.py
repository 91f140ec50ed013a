"""When a pattern has lasted, it is the diagnosis. An errand of `diagnosis`."""

from ..journal import codes as j
from ..quantity import clamp, const, hours
from . import patterns
from .faults import DRIFTING_SENSOR, NOTHING, UNKNOWN_LOSS
from .signals import STANDSTILL

_SURE = const(6)  # windows with the same pattern
_GONE = const(24)  # windows without it
# How long a pattern must hold, by fault (nothing: how much longer it must be away to be gone): dirt stays, weather goes;
# a lying sensor should be known within hours.
_PERSISTS = (hours(24), hours(48), hours(48), hours(48), 0, hours(120))
_OTHER = hours(96)  # before it takes the place of another


def weigh(diagnosis, fdd, kind, now):
    """`kind` of the window that `fdd` has compared."""
    if kind != STANDSTILL:
        diagnosis.side = kind
    pattern = patterns.Patterns(diagnosis, fdd)
    found = pattern.find()
    if (kind == STANDSTILL or fdd.steady.frosted) and found >> 4 and found >> 4 != DRIFTING_SENSOR:
        return  # what shows only in running, free of frost, is no older for a night of rest
    memory = diagnosis.memory
    known = memory.diagnosis >> 12
    if found == diagnosis.candidate:
        # That all is well is forgotten sooner than a fault.
        diagnosis.times = min(diagnosis.times + 1, _GONE if found or known else _SURE)
    elif found and diagnosis.candidate >> 4 == UNKNOWN_LOSS:
        diagnosis.candidate = found  # it has a name now, and is no younger for that
        diagnosis.times = 1
        return
    else:
        diagnosis.times -= 1
        if diagnosis.times <= 0:
            diagnosis.candidate = found
            diagnosis.times = 1
            diagnosis.since = now
        return
    fault = found >> 4
    if not found:
        if known and diagnosis.times >= _GONE and now - diagnosis.since >= _PERSISTS[NOTHING] + _PERSISTS[known >> 4]:
            diagnosis.clear(now)
    elif found != known and diagnosis.times >= _SURE and now - diagnosis.since >= _PERSISTS[fault]:
        if known and (fault == UNKNOWN_LOSS or (known >> 4 != UNKNOWN_LOSS and now - diagnosis.since < _OTHER)):
            return  # what was reported is not lightly replaced, least of all by less
        memory.diagnosis = found << 12 | clamp(pattern.confidence, 0, 1000)
        diagnosis.journal.add(now, j.DIAGNOSIS, memory.diagnosis)
