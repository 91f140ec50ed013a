"""An indoor unit that owns its compressor: what it can, what it says, what it is asked for. Integers of the core's units.

Made once, shared by the link (`managed`), which writes what is asked for, and the session of its protocol, which writes the rest.
`UNKNOWN` (of `control.quantity`) where the unit has said nothing, or cannot say it. Modes are those of `control.request`: OFF,
HEAT, COOL, AUTO, DRY, FAN. Fans are those of `control.command`: 1..5 and FAN_AUTO; QUIET is below 1. Vanes: 0 is the unit's own
automatic, 1 (up, near the horizontal) to `vanes` (down) are fixed, SWING moves; wide vanes from 1 (far left) to `wide_vanes`.
"""

from ..control.quantity import UNKNOWN, clamp, const
from ..control.request import AUTO, COOL, DRY, FAN, HEAT

QUIET = const(6)  # a fan below the lowest level
SWING = const(15)  # a vane that moves

FEED_NONE = const(0)  # the unit has no ear for a room temperature
FEED_HOLDS = const(1)  # it keeps what it was told
FEED_EXPIRES = const(2)  # it forgets it, and goes back to its own sensor

NO_FAULT = const(0)

OLD = const(60)  # s after which what was said is no news any more


class Unit:
    """Fields by who writes them.

    What it can (session; from the protocol's `ABILITIES` until the unit itself says so): `modes` bits 1 << mode · `fans` fixed
    levels, 0..5 · `quiet` 0/1 · `vanes`, `wide_vanes` fixed positions · `step` of its set points, 50 or 100 (0.01 K) ·
    `heat_low`, `heat_high`, `cool_low`, `cool_high` 0.01 °C, the range of set points · `feed` FEED_* · `tells_defrost`,
    `tells_speed`, `tells_power`, `tells_energy`, `tells_outdoor`, `tells_running` 0/1, once it has been seen or is known.

    What it says (session): `on`, `said_mode`, `said_setpoint`, `said_fan`, `said_vane`, `said_wide` as it stands at the unit,
    `said_at` s · `room` 0.01 °C (what the unit goes by: its own sensor, or what it was fed), `room_at` · `outdoor`, `coil`
    0.01 °C, `outdoor_at` · `speed` Hz, `power` W, `energy` 0.1 kWh (counts up, may wrap), `running` 0/1, `running_at` ·
    `defrosting`, `preheating`, `standby` 0/1, `state_at` · `fault` NO_FAULT or the maker's code as an integer, `fault_at` ·
    `actual_fan` as it blows · `filter_due` 0/1 · `humidity` ‰.
    `own_change` 1: what it said was not asked for by us but at the handset, or by the unit; the link takes it and puts it to 0.

    What it is asked for (link): `mode` (OFF: power off), `setpoint`, `fan`, `vane`, `wide`, `room_feed` 0.01 °C, 0: by its own
    sensor.
    `asked` 1: they hold; 0: nothing is to be changed at the unit. `refused` (session) counts what the unit did not take.
    `now` (link): s since boot, for the times above.
    """

    def __init__(self):
        self.now = 0
        # what it can
        self.modes = 1 << HEAT | 1 << COOL | 1 << DRY | 1 << FAN
        self.fans = 3
        self.quiet = 0
        self.vanes = 0
        self.wide_vanes = 0
        self.step = 100
        self.heat_low = self.cool_low = 1600
        self.heat_high = self.cool_high = 3000
        self.feed = FEED_NONE
        self.tells_defrost = self.tells_speed = self.tells_power = 0
        self.tells_energy = self.tells_outdoor = self.tells_running = 0
        # what it says
        self.on = UNKNOWN
        self.said_mode = self.said_setpoint = self.said_fan = self.said_vane = self.said_wide = UNKNOWN
        self.room = self.outdoor = self.coil = UNKNOWN
        self.speed = self.power = self.energy = self.running = UNKNOWN
        self.defrosting = self.preheating = self.standby = UNKNOWN
        self.fault = self.actual_fan = self.filter_due = self.humidity = UNKNOWN
        self.said_at = self.room_at = self.outdoor_at = self.running_at = self.state_at = self.fault_at = -OLD
        self.own_change = 0
        # what it is asked for
        self.asked = 0
        self.mode = 0
        self.setpoint = 2100
        self.fan = self.vane = self.wide = UNKNOWN  # UNKNOWN: as it stands
        self.room_feed = 0
        self.refused = 0

    def lowest(self):
        """The lowest set point that it takes in the mode that is asked for; in AUTO one for either side."""
        mode = self.mode
        if mode == AUTO:
            return max(self.heat_low, self.cool_low)
        return self.cool_low if mode == COOL or mode == DRY else self.heat_low

    def highest(self):
        """And the highest."""
        mode = self.mode
        if mode == AUTO:
            return min(self.heat_high, self.cool_high)
        return self.cool_high if mode == COOL or mode == DRY else self.heat_high

    def target(self):
        """The set point that is asked for, as it can take it: in its steps and within its range."""
        step = self.step
        return clamp((self.setpoint + step // 2) // step * step, self.lowest(), self.highest())
