"""A contact from an input to ground: window, high-pressure chain, fan proving, defrost.

The value is `says` (1) while the contact is as `active` says: 0 closed, 1 open (the level of the input, which has a pull-up).
A change counts when it has lasted `debounce` s; the first look counts at once.

A broken wire reads as open. So what must be noticed is wired to open: a high-pressure switch in its closed-circuit chain, a fan
switch that closes with the air.
"""

from .probe import Probe


class Contact:
    """`pin.value()`: 1 = open."""

    def __init__(self, pin, reads, active, debounce=1, says=1):
        self.probe = Probe()
        self.probes = ((reads, self.probe),)
        self._pin = pin
        self._active = active
        self._debounce = debounce
        self._since = 0
        self._says = says

    def step(self, now):
        probe = self.probe
        value = self._says if self._pin.value() == self._active else 0
        if value == probe.value or probe.value is None or now - self._since > self._debounce:
            self._since = now
            probe.put(value, now)
        else:
            probe.put(probe.value, now)
