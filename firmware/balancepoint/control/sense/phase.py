"""What the machine is doing, as far as it matters to a sensor: since when compressor, heating and lone fan are as they are.

The return air tells the room only some minutes after the compressor has started or stopped, the coil only when the fan has run
alone for a while, and nothing is learned before the machine is steady.
"""

from ..command import FAN_AUTO


class Phase:
    """Reads `command`, `turning`, `heating`, `readings`. All times in s since boot."""

    def __init__(self):
        self.running = 0
        self.since = 0  # the compressor last started or stopped
        self.heating_since = 0  # heating without a defrost; the time of the last sample while it does not
        self.fan_since = -1  # the fan turns by itself alone; -1: it does not

    def watch(self, s, now):
        """Every tick: the fan."""
        command = s.command
        if command.speed or not command.fan or command.fan == FAN_AUTO:
            self.fan_since = -1
        elif self.fan_since < 0:
            self.fan_since = now

    def step(self, s, now):
        """Every sample: all; 1 when the compressor has started or stopped since the last one."""
        turned = running = 0
        if s.command.speed:
            running = 1
            self.fan_since = -1
        else:
            self.watch(s, now)
        if running != self.running:
            self.running = running
            self.since = now
            turned = 1
        if not running or not s.turning or not s.heating or s.readings.defrosting.value == 1:
            self.heating_since = now
        return turned
