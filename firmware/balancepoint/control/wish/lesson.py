"""What one recovery teaches about the next: how many seconds it came late, and what heat it took over what the model said.

The heat is counted over the whole recovery, hence hardly touched by noise (Beckhoff's optimised start and ASHRAE's optimum start
learn likewise).
"""

from ..quantity import clamp, const, deg, divide, minutes
from .mass import MOST
from .plan import LONGEST

_WALL = minutes(10)  # the air is ahead of a sensor on the wall (4 min), and touches a mark before its mean does
_TOO_LONG = LONGEST + minutes(30)  # a recovery that takes longer teaches no heat
_LEAST = deg(0.8)  # a rise that teaches something
_NEWS = const(500)  # ‰, the most that one recovery is believed


class Lesson:
    """`begin()`, then `count()` once a decision until the room is there, then `take()`."""

    def __init__(self, settings, memory, house, mass):
        self._settings = settings
        self._memory = memory
        self._house = house
        self._mass = mass
        self._since = 0
        self._room = 0  # when counting began
        self._heat = 0  # W min beyond the loss
        self._lag = 0  # 0.01 K min of room over mass

    def late(self):
        """s by which recoveries come late."""
        return self._memory.recovery_late if self._mass.sign > 0 else self._memory.cool_recovery_late

    def begin(self, s, now):
        self._since = now
        self._room = s.room
        self._heat = self._lag = 0

    def count(self, s, dt):
        mass = self._mass
        room = s.room
        gap = mass.gap(room)
        if gap <= 0:
            # Only what follows tells anything: before, the mass warms the room and little is left of large differences.
            self._room = room
            self._heat = self._lag = 0
        loss = clamp(mass.sign * self._house.loss(room, s.outdoor_slow), -MOST, MOST)
        self._heat += (s.given - s.recovery_trim - loss) * dt // 60
        self._lag += gap * dt // 60

    def take(self, s, free, now):
        """Arrived. `free`: it was the unit's doing, and not what its limit left over (a cold morning says nothing about the next;
        a hot afternoon does, for the sun is in no reading).
        """
        memory = self._memory
        mass = self._mass
        sign = mass.sign
        late = clamp(now - self._settings.room_filter - _WALL - s.goal_at, -1200, 3600 if sign < 0 else 1200)
        moved = sign * (s.room - self._room)
        scale = mass.scale()
        if moved >= _LEAST and now - self._since <= _TOO_LONG:
            model = mass.air * moved * 6 // 10  # W min
            own = clamp(self._heat - mass.coupled * (self._lag // 60) // 1000 * 60, 0, 1000000)
            scale += divide(clamp(own * 100 // max(model // 10, 1) - scale, -_NEWS, _NEWS), 3)
        late = divide(late, 4) if free else 0
        if sign > 0:
            memory.recovery_scale = clamp(scale, 400, 2500)
            memory.recovery_late = clamp(memory.recovery_late + late, -1200, 1200)
        else:
            memory.cool_recovery_scale = clamp(scale, 400, 2500)
            memory.cool_recovery_late = clamp(memory.cool_recovery_late + late, -1200, 3600)
