"""Dry mode: when the room air is damp enough to be dried, and how far the room may cool down for it.

Dry mode cools to the set point as cooling does, and where that leaves the air damp it goes on below it, slowly and with
little air, so that the coil stays well below the dew point and takes more water than heat (makers' dry modes). Damp is a
relative humidity (60 %: mould) or a dew point (16 °C: clammy) beyond its limit, dry is both well below; in a warm room the same
water reads as a low relative humidity, hence the dew point. Without a humidity reading it is cooling, no more.
"""

from ..quantity import UNKNOWN, deg
from .moist_air import dew_point

_HYSTERESIS = 50  # ‰
_DEW_HYSTERESIS = deg(1)
_DEPTH = deg(2)  # drying may cool the room this far below the cooling set point
_RESUME = deg(0.5)  # and goes on when it is this much warmer again


class Drying:
    """`step()` sets `on`."""

    def __init__(self, settings):
        self._settings = settings
        self.on = 0

    def step(self, setpoint, room, humidity):
        """Once a decision in dry mode. `setpoint`: of cooling, 0.01 °C. `room` 0.01 °C, `humidity` ‰, either may be UNKNOWN."""
        settings = self._settings
        if room == UNKNOWN or humidity == UNKNOWN or room < setpoint - _DEPTH + (0 if self.on else _RESUME):
            self.on = 0
        else:
            over = humidity - settings.dry_humidity
            dew_over = dew_point(room, humidity) - settings.dry_dew_point
            if over > 0 or dew_over > 0:
                self.on = 1
            elif over < -_HYSTERESIS and dew_over < -_DEW_HYSTERESIS:
                self.on = 0

    def rest(self):
        self.on = 0
