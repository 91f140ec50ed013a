"""A threshold that switches something, with a hysteresis and a least time for either state: one piece for all that do.

A crossing counts when it has lasted, and what has switched stays so for its least time: a gust is no cold, and coming and going
wears. Without a value nothing changes; who steps it says so.
"""


class Threshold:
    """`below`: 1 below the limit, until the value is `hysteresis` above it. `persist`: s for which a crossing must last;
    `least`: s between two changes."""

    def __init__(self, hysteresis, persist, least):
        self._hysteresis = hysteresis
        self._persist = persist
        self._least = least
        self.below = 0
        self._since = -1  # of a crossing
        self._until = 0  # s since boot, it stays as it is

    def step(self, value, limit, now):
        """Each time the value is looked at: `below`."""
        if (value < limit + self._hysteresis if self.below else value < limit) == self.below:
            self._since = -1
        elif self._since < 0:
            self._since = now
        elif now - self._since >= self._persist and now >= self._until:
            self.below = 1 - self.below
            self._since = -1
            self._until = now + self._least
        return self.below
