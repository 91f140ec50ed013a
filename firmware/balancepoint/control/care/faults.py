"""The faults that `diagnosis` can name: this project's own codes."""

from ..quantity import const

NOTHING = const(0)
DIRTY_FILTER = const(1)
DIRTY_OUTDOOR = const(2)
LOW_CHARGE = const(3)
DRIFTING_SENSOR = const(4)
UNKNOWN_LOSS = const(5)

LONG_DEFROSTS = const(5)  # ended by time, and it is time to look at the outdoor unit

NAMES = ("none", "dirty_filter", "dirty_outdoor_coil", "low_charge", "drifting_sensor", "unknown_loss")
