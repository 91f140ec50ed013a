"""What the hardware is told. One `Command` a controller, reused at every tick; a caller that keeps one copies it."""

from .quantity import const

FAN_OFF = const(0)
FAN_AUTO = const(9)  # the indoor unit's own automatic; 1..5 are fixed levels

OUTDOOR_FAN_OFF = const(0)
OUTDOOR_FAN_AUTO = const(1)  # turns with the compressor
OUTDOOR_FAN_ON = const(2)

VANE_AUTO = const(-1)  # the indoor unit's own automatic

LEASE = const(2)  # s that a Command stays valid
LAPSED = const(-1)


class Command:
    """`speed`: compressor, Hz, 0 = stop. `valve`: 1 = reversing valve energised. `fan`: 0, 1..5 or FAN_AUTO.

    `outdoor_fan`: OUTDOOR_FAN_*. `defrost`: 1 while the sequence of a defrost runs that this firmware makes.
    `vane`: degrees below the horizontal, 0..90, or VANE_AUTO. `wide_vane`: degrees to the right of straight ahead, seen from
    the unit, -60..60. `aux`: stages of the heater, 0..2. `aux_contact`: 1 = the second, series contact of the heater closed.
    To a unit that owns its compressor (`drive.managed`; else all four stay 0): `mode`, OFF, HEAT, COOL, DRY or FAN of `request`;
    `setpoint`, 0.01 °C; `feed`, 0.01 °C, the room's temperature that it is told, 0 = it goes by its own sensor; `wish`, 0.01 °C,
    the person's set point, for the unit that is left to itself. `speed` is then what it is hoped to turn with, 0 = to stand.
    `valid_until`: s since boot; whoever executes the Command drops to safe (heater off, compressor stopped, valve left
    where it is; a unit that owns its compressor goes by its own sensor and `wish`) when that moment passes without a new one,
    and writes LAPSED there, so that the guard knows.
    """

    __slots__ = (
        "speed", "valve", "fan", "outdoor_fan", "defrost", "vane", "wide_vane", "aux", "aux_contact", "valid_until",
        "mode", "setpoint", "feed", "wish",
    )  # fmt: skip

    def __init__(self):
        self.speed = 0
        self.valve = 0
        self.fan = FAN_OFF
        self.outdoor_fan = OUTDOOR_FAN_AUTO
        self.defrost = 0
        self.vane = VANE_AUTO
        self.wide_vane = 0
        self.aux = 0
        self.aux_contact = 0
        self.valid_until = 0
        self.mode = 0
        self.setpoint = 0
        self.feed = 0
        self.wish = 0
