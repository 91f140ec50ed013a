"""Where the two-capacity room (`room_model`) is now: its air, and its mass, which nothing measures. `room_observer` keeps it up.

state.air, state.mass                          # 0.01 °C
"""

from ..quantity import const

NOWHERE = const(-(1 << 24))  # before the first measurement


class RoomState:
    """The state; `air` and `mass` are None until the first measurement."""

    def __init__(self):
        self.model = None  # the coefficients, an array
        self.gains = self.share = 0
        self.fine_air = self.fine_mass = NOWHERE  # 0.0025 °C
        self.air_rest = self.mass_rest = 0

    @property
    def air(self):
        return None if self.fine_air == NOWHERE else self.fine_air >> 2

    @property
    def mass(self):
        return None if self.fine_mass == NOWHERE else self.fine_mass >> 2
