"""The vanes where nobody has said who sits where: the unit's own automatic rules. Else `vane` does."""

from ..command import VANE_AUTO
from ..quantity import const

LEVELS = const(5)  # of the fan


class VaneAutomatic:
    """`down`, `wide`, `most`: as `Vane` has them."""

    def __init__(self):
        self.down = VANE_AUTO
        self.wide = 0
        self.most = LEVELS

    def step(self, heating, level, room, presence, now):
        """Nothing moves."""
