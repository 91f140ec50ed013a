"""What the hardware is told. One `Command` a controller, reused at every tick; a caller that keeps one copies it."""

from .quantity import const

FAN_OFF = const(0)
FAN_AUTO = const(9)  # the indoor unit's own automatic; 1..5 are fixed levels

LEASE = const(2)  # s that a Command stays valid


class Command:
    """`speed`: compressor, Hz, 0 = stop. `valve`: 1 = reversing valve energised. `fan`: 0, 1..5 or FAN_AUTO.

    `aux`: stages of the heater, 0..2. `aux_contact`: 1 = the second, series contact of the heater closed.
    `valid_until`: s since boot; whoever executes the Command drops to safe (heater off, compressor stopped, valve left
    where it is) when that moment passes without a new one.
    """

    __slots__ = ("speed", "valve", "fan", "aux", "aux_contact", "valid_until")

    def __init__(self):
        self.speed = 0
        self.valve = 0
        self.fan = FAN_OFF
        self.aux = 0
        self.aux_contact = 0
        self.valid_until = 0
