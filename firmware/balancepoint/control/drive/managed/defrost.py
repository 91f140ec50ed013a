"""The unit's own defrost, by its word: told, counted, waited out. Nothing is asked of it meanwhile, and for a while after."""

from ...journal import codes as j
from ...quantity import const, deg, minutes

_BELIEVED = const(120)  # s, for what the unit says
_RESTARTS = const(120)  # s after a defrost in which it may stand
_PAUSE = minutes(4)  # that it stands at most, before and after it melts
_FROST = deg(7)  # outdoors; UNKNOWN is below


class OwnDefrost:
    """Writes `s.defrosting`, `defrost_ended`, `defrost_length`, `defrosts`."""

    def __init__(self, memory, journal):
        self._memory = memory
        self._journal = journal
        self._since = 0

    def watch(self, s, now):
        """Every tick."""
        reading = s.readings.defrosting
        if reading.value == 1 and reading.age <= _BELIEVED:
            if not s.defrosting:
                s.defrosting = 1
                self._since = now
                self._memory.defrosts += 1
                self._journal.add(now, j.DEFROST)
            s.defrost_ended = now
        elif s.defrosting:
            s.defrosting = 0
            s.defrost_length = now - self._since
            s.defrosts += 1
            self._journal.add(now, j.DEFROST_END, s.defrost_length)

    def patience(self, s, runs):
        """s that it may stand before that counts as a stop. Not all units tell their defrosts: in frost weather one that stands
        at a difference at which it runs (`runs`) melts, most likely."""
        frosty = runs and s.heating and s.outdoor < _FROST
        return _PAUSE if frosty or s.now - s.defrost_ended < _RESTARTS else 0
