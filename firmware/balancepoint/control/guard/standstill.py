"""Does the compressor stand, and since when? By its feedback, not by what it was told.

Proof is 0 Hz, or power below 80 W where no speed is reported, at most 30 s old; without either, 30 s after the stop. A
compressor that was told to run, turned, and stands now has stopped by itself (lost lease, own protection): a stop like any other,
unless the unit defrosts, or did until 2 min ago.
"""

from ..quantity import const, minutes

TURNING = const(-1)  # no standstill now
FRESH = const(30)  # s, feedback older than that proves nothing
_UNPROVEN = const(30)
_POWER = const(80)
_BELIEVED = const(120)  # s, for what the unit says of a defrost
_AFTER_DEFROST = minutes(2)  # the unit's own restart


class Standstill:
    """`since`: s since boot of a proven standstill, or TURNING. `stopped_at`: when it was last told to stop, or did.

    At boot the compressor counts as stopped at 0.
    """

    def __init__(self):
        self.since = 0
        self.stopped_at = 0
        self._turned = 0  # feedback has shown rotation since the start
        self._defrost_seen = -_AFTER_DEFROST

    def started(self):
        self.since = TURNING
        self._turned = 0

    def stopped(self, now):
        """Told to stop: from now on it may be proven."""
        self.stopped_at = now
        self.since = TURNING

    def step(self, s, now):
        """Every tick; 1 when it was told to run, but has stopped by itself."""
        readings = s.readings
        speed = readings.speed.within(0, 500, FRESH)
        reading = readings.defrosting
        if reading.value == 1 and reading.age <= _BELIEVED:
            self._defrost_seen = now
        if s.command.speed:
            if speed:
                self._turned = 1
            elif speed == 0 and self._turned and now - self._defrost_seen >= _AFTER_DEFROST:
                self.stopped_at = now
                self.since = now
                return 1
            return 0
        power = readings.power.within(0, 60000, FRESH)
        if speed:
            self.since = TURNING
        elif speed == 0 or (power is not None and power < _POWER):
            if self.since < 0:
                self.since = now
        elif self.since < 0 and now - self.stopped_at >= _UNPROVEN:
            self.since = now
        return 0
