"""The way back to a set point by the clock: evenly to the shoulder, quickly over it, slowly at last."""

from ..quantity import deg, minutes
from .plan import LAST

_EASE = deg(0.25)  # the end of the shoulder
_EASING = minutes(20)


class Ramp:
    """`at()` sets `left`, 0.01 K short of the goal, and `rate`, 0.01 K/h. `begin`, `end` (of the even part): s since boot."""

    def __init__(self):
        self.begin = 0
        self.end = 0
        self.left = 0
        self.rate = 0
        self._way = 0
        self._shoulder = 0

    def start(self, way, shoulder, time, now):
        """`way`: 0.01 K in all, `shoulder` of it after `time` s."""
        self.begin = now
        self.end = now + time
        self._way = way
        self._shoulder = shoulder

    def at(self, now):
        """Where the room should be."""
        last = self._shoulder
        if now < self.end:
            way = self._way - last
            self.left = last + way * (self.end - now) // (self.end - self.begin)
            self.rate = way * 3600 // (self.end - self.begin)
            return
        self.left = last - last * (now - self.end) // LAST
        self.rate = last * 3600 // LAST
        if self.left < _EASE:
            over = now - self.end - LAST * (last - _EASE) // last
            self.left = max(0, _EASE - _EASE * over // _EASING)
            self.rate = _EASE * 3600 // _EASING if self.left else 0

    def over(self, now):
        """1 when nothing of it is left."""
        return 1 if now >= self.end + LAST + _EASING else 0
