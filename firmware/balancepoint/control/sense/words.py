"""What is said rather than measured: the unit's fault code, the clock, window contacts, presence. Believed for two minutes.

Once a decision, before everything else: a contact or a clock that has fallen silent is unknown, and an unknown window is shut.
"""

from ..quantity import UNKNOWN, const

_AGE = const(120)  # s


class Words:
    """Reads `readings`; writes `unit_fault`, `minute`, `window_open`, `presence`."""

    def step(self, s, now, dt):
        """Once a decision."""
        readings = s.readings
        said = readings.fault.within(0, 65535, _AGE)
        s.unit_fault = UNKNOWN if said is None else said
        said = readings.minute_of_week.within(0, 10079, _AGE)
        s.minute = UNKNOWN if said is None else said
        s.window_open = 0 if readings.window_open.within(1, 1, _AGE) is None else 1
        said = readings.presence.within(0, 15, _AGE)
        s.presence = UNKNOWN if said is None else said
