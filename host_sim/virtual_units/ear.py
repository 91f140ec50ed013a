"""Which room temperature an indoor unit goes by, and which it tells: its own head's sensor, or one that it was fed.

0.01 °C and s. A feed is taken in the unit's steps and forgotten after the unit's time; what is told lags a change by some polls
(habits.py has the sources).
"""

from __future__ import annotations

from math import exp

from host_sim.virtual_units.habits import Habits

LAG = 60.0  # s, of the thermistor in the head: as the plant's own return-air sensor


def in_steps(value: float, step: float) -> int:
    """0.01 K of a value in 0.01 K, in steps of K, halves up."""
    size = round(100 * step)
    return int((value + size / 2) // size) * size


class Ear:
    """The head's sensor and the feed."""

    def __init__(self, habits: Habits, head: float):
        self._habits = habits
        self._head = head  # °C
        self._fed: int | None = None
        self._fed_at = 0.0
        self._source = False  # what was told last came from the feed
        self._told: int | None = None
        self._old_left = 0
        self.unlocked = habits.feed != "locked"  # an installer has made it listen

    @property
    def head(self) -> int:
        """Its own sensor, 0.01 °C."""
        return round(100 * self._head)

    def sense(self, air: float, dt: float) -> None:
        """`air` at the head's inlet, °C, for `dt` s."""
        self._head += (air - self._head) * (1.0 - exp(-dt / LAG))

    def feed(self, value: int | None, on: bool, now: float) -> None:
        """A room temperature from outside, None to go by its own sensor again."""
        if self._habits.feed == "none" or not self.unlocked or not (on or self._habits.feed_while_off):
            return
        self._fed = None if value is None else in_steps(value, self._habits.feed_step)
        self._fed_at = now

    def fed(self, now: float) -> int | None:
        """The fed temperature while it is not forgotten."""
        if self._fed is not None and self._habits.feed_lasts and now - self._fed_at >= self._habits.feed_lasts:
            self._fed = None
        return self._fed

    def forget(self) -> None:
        """The power was cut."""
        self._fed = self._told = None
        self._source = False
        self._old_left = 0

    def tell(self, now: float) -> int:
        """What a poll gets to hear; a change of its source shows only some polls later."""
        fed = self.fed(now)
        if (fed is not None) != self._source:
            self._source = fed is not None
            self._old_left = self._habits.room_old_polls
        if self._old_left and self._told is not None:
            self._old_left -= 1
            return self._told
        self._told = in_steps(self.head if fed is None else fed, self._habits.room_step)
        return self._told
