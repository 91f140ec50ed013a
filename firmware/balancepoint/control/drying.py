"""Dry mode: when the room air is damp enough to be dried, and how far the room may cool down for it.

Drying is cooling at minimum speed: the coil stays below the dew point while little sensible heat is taken (makers' dry modes).
Without a humidity reading it is gentle cooling towards the set point.
"""

from .quantity import clamp, deg

_HYSTERESIS = 50  # ‰
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
        limit = self._settings.dry_humidity
        if room is None:
            self.on = 0
        elif humidity is None:
            self.on = 1 if room > setpoint else 0
        elif room < setpoint - _DEPTH:
            self.on = 0
        elif humidity > limit:
            self.on = 1
        elif humidity < limit - _HYSTERESIS:
            self.on = 0
        self.target = setpoint - _DEPTH if self.on else clamp(setpoint, _COOL_LOW, _COOL_HIGH)

    def rest(self):
        self.on = 0
