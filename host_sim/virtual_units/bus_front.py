"""A virtual unit on a bus: it speaks by itself, every so often, whether anybody listens or not.

One round of its words is a turn, as a request is; `speak` queues it.
"""

from __future__ import annotations

from host_sim.virtual_units.front import Front
from host_sim.virtual_units.habits import Profile
from host_sim.virtual_units.indoor import IndoorUnit


class BusFront(Front):
    """`EVERY`: ms from one round to the next."""

    EVERY = 1000.0

    def __init__(self, unit: IndoorUnit, profile: Profile):
        super().__init__(unit, profile)
        self._speaks_at = 0.0
        self._rounds = 0

    @property
    def due(self) -> float | None:
        first = super().due
        return self._speaks_at if first is None else min(first, self._speaks_at)

    @property
    def turns(self) -> int:
        return self.heard + self._rounds

    def answer(self, ms: float) -> bytes:
        while self._speaks_at <= ms:
            at = self._speaks_at
            self._speaks_at += self.EVERY
            if self._up(at) and not self.faults.echo:
                self._rounds += 1
                self.speak(at)
        return super().answer(ms)

    def speak(self, ms: float) -> None:
        """Queue one round."""
        raise NotImplementedError
