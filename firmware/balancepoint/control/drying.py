"""Dry mode: when the room air is damp enough to be dried, and how far the room may cool down for it.

Drying is cooling at minimum speed: the coil stays below the dew point while little sensible heat is taken (makers' dry modes).
Damp is a relative humidity (60 %: mould, ASHRAE 55's sticky skin) or a dew point (16 °C) beyond its limit, dry is both well
below; the dew point is what a warm room feels, for the same water reads as a low relative humidity there. Without a humidity
reading drying is gentle cooling towards the set point.
"""

from .moist_air import dew_point
from .quantity import clamp, deg

_HYSTERESIS = 50  # ‰
_DEW_HYSTERESIS = deg(1)
_DEPTH = deg(2)  # drying may cool the room this far below the cooling set point
_COOL_LOW = deg(16)
_COOL_HIGH = deg(32)


class Drying:
    """`step()` sets `on` and `target` (0.01 °C)."""

    def __init__(self, settings):
        self._settings = settings
        self.on = 0
        self.target = 0

    def step(self, setpoint, room, humidity):
        """Once a decision in dry mode. `setpoint`: of cooling, 0.01 °C. `room` 0.01 °C, `humidity` ‰, either may be None."""
        settings = self._settings
        if room is None:
            self.on = 0
        elif humidity is None:
            self.on = 1 if room > setpoint else 0
        elif room < setpoint - _DEPTH:
            self.on = 0
        else:
            over = humidity - settings.dry_humidity
            dew_over = dew_point(room, humidity) - settings.dry_dew_point
            if over > 0 or dew_over > 0:
                self.on = 1
            elif over < -_HYSTERESIS and dew_over < -_DEW_HYSTERESIS:
                self.on = 0
        self.target = setpoint - _DEPTH if self.on else clamp(setpoint, _COOL_LOW, _COOL_HIGH)

    def rest(self):
        self.on = 0
