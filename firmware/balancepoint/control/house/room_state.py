"""Where the two-capacity room (`room_model`) is now: its air, and its mass, which nothing measures. `room_observer` keeps it up.

state.fine_air, state.fine_mass                # 0.0025 °C
"""

from ..quantity import const

NOWHERE = const(-(1 << 24))  # before the first measurement


class RoomState:
    """The state; NOWHERE until the first measurement."""

    def __init__(self):
        self.model = None  # the coefficients, an array
        self.gains = self.share = 0
        self.fine_air = self.fine_mass = NOWHERE  # 0.0025 °C
        self.air_rest = self.mass_rest = 0
