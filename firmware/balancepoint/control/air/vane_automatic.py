"""The vanes where nobody has said who sits where: the unit's own automatic rules. Else `vane` does."""

from ..quantity import const

LEVELS = const(5)  # of the fan


class VaneAutomatic:
    """Leaves `vane`, `wide_vane` and `fan_most` as they are at the beginning."""

    def step(self, s, now, dt):
        """Nothing moves."""
