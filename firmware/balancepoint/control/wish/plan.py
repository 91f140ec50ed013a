"""How long the way back from a setback takes.

The cheapest ramp by the unit's map among those the unit can follow with 80 % of what it has to spare: a long one runs slower and
better, a short one lets the house rest longer. What is left of it, the shoulder, goes quickly at its end.
"""

from ..quantity import clamp, const, deg, hours, minutes
from .mass import MOST, SPAN

SHORTEST = minutes(30)
LONGEST = hours(3)
HARDEST = hours(6)  # where the unit has little to spare
LAST = minutes(20)  # of the shoulder
_STRIDE = minutes(15)
_SPARE = const(800)  # ‰ of the spare capacity that a ramp may ask for,
_PUSH = const(1000)  # and the end of it
# Short of the set point the ramp ends: so far may a disturbance throw the room and it is not early; and no less than this
# where there is little to spare. In cooling nothing defrosts.
_SHOULDER = deg(1.0)
_NARROW = deg(0.8)
_SHOULDER_COOLING = deg(0.8)
_NARROW_COOLING = deg(0.6)
_FINER = deg(0.1)
_SLOWEST = hours(6)  # time constant that counts for the tail


class Plan:
    """`make()` sets `length`, s, and `shoulder`, 0.01 K short of the goal where the ramp ends."""

    def __init__(self, house, mass):
        self._house = house
        self._mass = mass
        self.length = 0
        self.shoulder = _NARROW

    def make(self, s, goal, capacity, trim):
        """The cheapest way from the room to `goal` (0.01 °C) the unit can follow; the longest if there is none. `capacity` W it
        has, `trim` W by which the loss is wrong.
        """
        house = self._house
        mass = self._mass
        side = s.map
        outdoor = s.outdoor_slow
        sign = mass.sign
        way = clamp(sign * (goal - s.room), 0, SPAN)
        last = clamp(sign * house.loss(goal, outdoor) + trim, -MOST, MOST)
        middle = clamp(sign * house.loss((goal + s.room) >> 1, outdoor) + trim, -MOST, MOST)
        hold = power(side, clamp(sign * house.loss(s.target, outdoor), -MOST, MOST))
        after = power(side, last)
        spare = (capacity - last) * _SPARE // 1000
        push = (capacity - last) * _PUSH // 1000
        tail = min(mass.tau, _SLOWEST) // 60
        first = mass.gap(s.room)
        narrow = _NARROW if sign > 0 else _NARROW_COOLING
        self.shoulder = narrow
        self.length = HARDEST
        best = -1
        time = SHORTEST
        while time <= HARDEST and (time <= LONGEST or best < 0):
            rate = way * 3600 // time
            gap = self._behind(first, rate, time)
            if mass.effort(rate, gap) <= spare and mass.effort(narrow * 3600 // LAST, gap) <= push:
                mean = mass.effort(rate, (first + gap) >> 1)
                cost = (power(side, middle + mean) - hold) * (time // 60)
                cost += (power(side, last + mass.effort(0, gap)) - after) * tail
                if best < 0 or cost < best:
                    best = max(cost, 0)
                    self.length = time
                    self.shoulder = self._widest(narrow, gap, push)
            time += _STRIDE

    def _behind(self, first, rate, time):
        """How far the mass is behind at the end of a ramp, 0.01 K."""
        tau = self._mass.tau
        part = time * 1000 // tau
        left = 1000000 // (1000 + part + part * part // 2000)  # ‰, e to the -part
        return (first * left + rate * (tau // 36) // 100 * (1000 - left)) // 1000

    def _widest(self, narrow, gap, push):
        """The widest shoulder that `push` W can follow."""
        mass = self._mass
        shoulder = _SHOULDER if mass.sign > 0 else _SHOULDER_COOLING
        while shoulder > narrow and mass.effort(shoulder * 3600 // LAST, gap) > push:
            shoulder -= _FINER
        return shoulder


def power(side, heat):
    """The power, W, that `heat` W take, as a mean over the cycles below the least output."""
    if heat <= 0:
        return 0
    if heat < side.q_min:
        return side.p_min * heat // side.q_min
    return side.power_for(heat)
