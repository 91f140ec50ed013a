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

    def frosty(self, s, runs):
        """1: if it stood now, it would most likely melt its frost. Not all units tell their defrosts; `runs`: the difference is
        one at which it runs."""
        return 1 if runs and s.heating and s.outdoor < _FROST else 0

    def patience(self, s, melts):
        """s that it may stand before that counts as a stop. `melts`: see `frosty`, of the last decision."""
        return _PAUSE if melts or s.now - s.defrost_ended < _RESTARTS else 0
