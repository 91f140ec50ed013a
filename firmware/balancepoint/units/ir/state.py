"""What a remote control says at one press of a key: the whole state that the unit is to be in.

`mode` is one of `control.request`'s HEAT, COOL, AUTO, DRY, FAN; `fan`, `swingv` and `swingh` are the codes below, by which the
tables of the remotes go.
"""

from ...control.quantity import const
from ...control.request import COOL

FAN_AUTO = const(0)
FAN_MIN = const(1)
FAN_LOW = const(2)
FAN_MEDIUM = const(3)
FAN_HIGH = const(4)
FAN_MAX = const(5)
FAN_MEDIUM_HIGH = const(6)

STILL = const(0)  # a vane that is not asked to move, nor for a place
SWEEP = const(1)
HIGHEST = const(2)
HIGH = const(3)
MIDDLE = const(4)
LOW = const(5)
LOWEST = const(6)
UPPER_MIDDLE = const(7)

FAR_LEFT = const(2)
LEFT = const(3)
# MIDDLE = 4
RIGHT = const(5)
FAR_RIGHT = const(6)
WIDE = const(7)

NEVER = const(-1)  # no sleep timer, no clock


class State:
    """`power` 0/1 · `mode` · `degrees` 0.01 °C · `fan` · `swingv`, `swingh` · `quiet`, `turbo`, `econo`, `light`, `filter`,
    `clean`, `beep` 0/1 · `sleep` min or NEVER · `clock` min since midnight or NEVER · `fahrenheit` 1: the remote's display counts
    in °F · `model` place in the remote's MODELS · `short` 1: the remote's shorter form where it has two."""

    def __init__(self):
        self.model = self.short = 0
        self.clear()

    def clear(self):
        """As it stands where a message says nothing of it."""
        self.power = 0
        self.mode = COOL
        self.degrees = 2500
        self.fan = FAN_AUTO
        self.swingv = self.swingh = STILL
        self.quiet = self.turbo = self.econo = self.light = self.filter = self.clean = self.beep = 0
        self.sleep = self.clock = NEVER
        self.fahrenheit = 0

    def degrees_f(self):
        """Its degrees in whole °F, for remotes and displays that count so."""
        return (self.degrees * 9 + 16000 + 250) // 500

    def set_f(self, degrees):
        """Whole °F."""
        self.fahrenheit = 1
        self.degrees = ((degrees - 32) * 500 + 4) // 9


def whole(state, low, high):
    """Its degrees as a whole number of °C, no less than `low` and no more than `high`; a half is left off."""
    return max(low, min(high, state.degrees // 100))


def halves(state, low, high):
    """Its degrees in steps of 0.5 °C."""
    return max(2 * low, min(2 * high, state.degrees // 50))
