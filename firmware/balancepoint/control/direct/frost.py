"""How much capacity the frost on the outdoor coil takes, so that speed makes up for it before the room notices.

The approach (outdoor less coil temperature) per W of heat rises as frost blocks the air. Clean it is learned 10 to 20 min after
each defrost; above that, capacity falls by about 0.4 of the relative rise (a frosted air coil loses conductance, and the
evaporating temperature falls until the heat flows again; with the usual 2.5 %/K of capacity over evaporating temperature
and 10..12 K of clean approach a rise by half costs a good fifth, as EPRI EM-4226 and field tests find before a defrost).
"""

from ..quantity import clamp, deg, minutes

_CLEAN_FROM = minutes(10)
_CLEAN_TO = minutes(20)
_POSSIBLE = deg(7)
_WIDEST = deg(30)
_FILTER = minutes(4)
_LOSS = 420  # ‰ of capacity for a doubled approach
_LEAST = 600  # ‰, no more is made up for
_REFERENCE = 5  # a clean spell counts a fifth
_FINE = 16


class Frost:
    """`step()` sets `share`: ‰ of the map's heat that is left."""

    def __init__(self, memory):
        self._memory = memory
        self.share = 1000
        self._ratio = 0  # filtered approach per heat, 0.01 K/kW * _FINE
        self._sum = 0
        self._count = 0

    def step(self, heat, outdoor, coil, since_defrost, run_time, dt):
        """Once a decision. `heat`: W by the map. `since_defrost`, `run_time`: s, of heating; `coil`, `outdoor` or None."""
        if not run_time or since_defrost == 0:
            if self._ratio:
                self._learn()
                self._ratio = 0
                self.share = 1000
            return
        if coil is None or outdoor is None or outdoor > _POSSIBLE or heat <= 0:
            self.share = 1000
            return
        if run_time < _CLEAN_FROM or since_defrost < _CLEAN_FROM:
            return
        ratio = clamp(outdoor - coil, 0, _WIDEST) * 1000 // heat * _FINE
        if not self._ratio:
            self._ratio = ratio
        self._ratio += (ratio - self._ratio) * dt // (_FILTER + dt)
        if since_defrost <= _CLEAN_TO:
            self._sum += self._ratio // _FINE
            self._count += 1
            return
        if self._count:
            self._learn()
        clean = self._memory.clean_approach
        if clean:
            self.share = clamp(1000 - _LOSS * (self._ratio // _FINE - clean) // clean, _LEAST, 1000)

    def _learn(self):
        """The end of a clean spell: its mean moves the reference."""
        if self._count >= 5:
            mean = self._sum // self._count
            memory = self._memory
            if memory.clean_approach:
                memory.clean_approach += (mean - memory.clean_approach) // _REFERENCE
            else:
                memory.clean_approach = mean
        self._sum = 0
        self._count = 0
