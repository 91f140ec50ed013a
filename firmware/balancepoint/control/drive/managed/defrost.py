"""The unit's own defrost, by its word: told, counted, waited out. Nothing is asked of it meanwhile, and for a while after."""

from ...journal import codes as j
from ...quantity import const

_BELIEVED = const(120)  # s, for what the unit says


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
