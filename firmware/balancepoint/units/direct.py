"""Direct drive: the board owns the outdoor unit by relays and a 0-10 V speed signal.

Relays besides the heater's (`relays`): `run_enable` (in series with the high-pressure switch), `valve`, `outdoor_fan`. Signals:
`speed_pwm`, `fan_pwm`. `run_back` is the inverter's own word that it turns, which may lag by its ramp.

The valve lets go `valve_release` after its relay, by an off-delay relay (boards/wiring.md); the compressor waits for it.
"""

from .relays import HEATER, Relays

_USUAL_FAN = 3  # level that stands for the indoor unit's automatic, which a plain fan does not have


class DirectDrive(Relays):
    """`hal`: outputs, levels and contacts by function. `drive`: the settings file's section, checked. See `units`."""

    def __init__(self, hal, drive):
        Relays.__init__(self, hal, drive["read_back"], ("run_enable", "valve", "outdoor_fan") + HEATER)
        self._drive = drive
        self._speed = hal.level("speed_pwm")
        self._fan = hal.level("fan_pwm")
        if self._speed is not None:
            self._speed.setup(drive["speed_frequency"], drive["speed_inverted"])
        if self._fan is not None:
            self._fan.setup(drive["fan_frequency"], drive["fan_inverted"])
        self.speed = 0  # Hz, as told
        self._valve_moves = 0  # s until which the valve may still be on its way

    def step(self, command, now):
        if not Relays.step(self, command, now):
            return 0
        drive = self._drive
        if not command.valve and "valve" in self._out and self._out["valve"].state:
            self._valve_moves = now + drive["valve_release"] * 11 // 10 + 1  # such timers are good for 5 %
        self.switch("valve", command.valve, now)
        speed = self.speed = command.speed if command.valve or now >= self._valve_moves else 0
        self.switch("run_enable", 1 if speed else 0, now)
        if self._speed is not None:
            self._speed.set(self._share(speed) if speed else 0)
        if self._fan is not None:
            fan = command.fan if command.fan <= 5 else _USUAL_FAN
            self._fan.set(drive["fan_levels"][fan - 1] if fan else 0)
        outdoor = command.outdoor_fan
        self.switch("outdoor_fan", (1 if speed else 0) if outdoor == 1 else (1 if outdoor else 0), now)
        return 1

    def _share(self, speed):
        """‰ of the signal for a speed in Hz: a straight line between two points."""
        drive = self._drive
        low, high = drive["speed_low"], drive["speed_high"]
        low_share, high_share = drive["signal_low"], drive["signal_high"]
        share = low_share + (speed - low) * (high_share - low_share) // (high - low)
        return min(max(share, 0), 1000)

    def fill(self, readings, now):
        back = self._back.get("run_enable")
        if back is not None:
            readings.speed.set(0 if back.value() else self.speed)

    def safe(self):
        Relays.safe(self)
        self.speed = 0
        for name in ("run_enable", "outdoor_fan"):
            if name in self._out:
                self._out[name].on(0)
        if self._speed is not None:
            self._speed.set(0)
