"""When to leave a setback, and how fast, so that the room is there at the time asked.

The schedule says by how much and when the set point will rise (in cooling: fall). From there back the room is led along a ramp
whose time, not whose heat, is given, so that an error of the model costs a little power and no punctuality; `plan` chooses its
length, `ramp` is the way, and each time teaches the next one (`lesson`). What it takes beyond the loss of a steady room (`mass`)
goes to the capacity stage as feed-forward and fades with the mass, so that the room neither overshoots nor sags when it has
arrived. The backup heater stays barred until the heat pump alone would be more than half an hour late.
"""

from ..journal import codes as j
from ..quantity import UNKNOWN, clamp, const, deg, hours, minutes
from ..request import DRY
from ..sense.channel import DEGRADED
from .lesson import Lesson
from .mass import MOST, Mass
from .plan import HARDEST, LAST, SHORTEST, Plan
from .ramp import Ramp

_EVERY = minutes(5)  # between two plans
_ARRIVED = deg(0.3)
_START = minutes(8)  # what the compressor's start ramp costs
_GIVE_UP = hours(2)  # after the time asked
_LATE = minutes(30)
_DELIVERED = const(900)  # ‰ of capacity that remains with frost and defrosts, until better is known
_FULL = const(970)
_SURE = minutes(10)  # so long the heat pump must look late before the backup is let in
_NUDGE = deg(0.5)  # a goal that moves by less (humidity, dial) is the same
_TAIL = deg(0.1)
_LONGEST_STEP = const(60)  # s that one decision may count


class Recovery:
    """`recovering`, `goal` (0.01 °C), `goal_extra` (W), what the backup may serve (`aux_goal`), and at its beginning
    `recovery_begins` with `recovery_trim` (W by which the loss is wrong).
    """

    def __init__(self, settings, memory, journal, house):
        self._settings = settings
        self._memory = memory
        self._journal = journal
        self._house = house
        self._mass = Mass(memory)
        self._plan = Plan(house, self._mass)
        self._ramp = Ramp()
        self._lesson = Lesson(settings, memory, house, self._mass)
        self._barred = 0  # the backup heater must wait
        self._fading = 0  # the mass has not arrived
        self._aim = 0  # where the ramp ends
        self._held = 0  # the set point it came from
        self._planned = -_EVERY
        self._arrived = 0
        self._late_since = -1

    def learn(self):
        """Outside the tick: what the learned house makes of it."""
        self._mass.learn()

    def step(self, s, now, dt):
        """Once a decision, after comfort."""
        s.recovery_begins = 0
        self._lead(s, now, min(dt, _LONGEST_STEP))
        if not s.recovering:
            s.aux_goal = s.aux_setpoint
        else:
            s.aux_goal = min(s.aux_setpoint, self._held) if self._barred else s.goal

    def _lead(self, s, now, dt):
        mass = self._mass
        room = s.room
        sign = -1 if s.cooling else 1
        if room != UNKNOWN:
            mass.follow(room, dt)
        if sign != mass.sign or not self._known(s):
            self._cancel(s)
            mass.sign = sign
            s.goal_heating = 1 if sign > 0 else 0
            s.goal = s.target
            return
        capacity = s.able if s.cooling else s.able * _DELIVERED // 1000
        goal = self._coming(s)
        until = s.next_change
        ahead = s.rise > 0 and until >= 0
        if s.recovering:
            late = ahead and not -120 <= now + until - s.goal_at <= 120
            if late or (not ahead and now < s.goal_at - 120) or not -_NUDGE < goal - self._aim < _NUDGE:
                self._cancel(s)
            else:
                self._aim = goal
        if not s.recovering:
            s.goal = s.target
            if ahead:
                self._fading = 1
                self._aim = s.target
            if not ahead or until > HARDEST + _LATE or sign * (goal - room) <= _ARRIVED:
                self._fade(s)
                return
            trim = self._trim(s, capacity)
            if now - self._planned >= _EVERY:
                self._planned = now
                self._plan.make(s, goal, capacity, trim if s.cooling else 0)
            if until > self._plan.length + (0 if s.compressor_on else _START) + self._lesson.late():
                self._fade(s)
                return
            self._start(s, goal, trim, now)
        self._go(s, capacity, now, dt)

    def _known(self, s):
        """Is a side asked for, and are its readings trusted?"""
        if not s.active or self._memory.mode == DRY or s.room_status >= DEGRADED:
            return 0
        return 1 if s.room != UNKNOWN and s.outdoor_slow != UNKNOWN else 0

    def _coming(self, s):
        """The target after the next change, 0.01 °C, if that is nearer to what people want."""
        if s.rise <= 0 or s.next_change < 0:
            return s.target
        if s.cooling:
            return s.target - s.rise
        return max(s.target, min(s.target + s.rise, self._settings.wish_limit))

    def _trim(self, s, capacity):
        """W by which the loss is wrong."""
        if not s.cooling or s.compressor_on:
            return s.trim
        # By day the sun is in it, which the loss does not know of: what the room does by itself tells the load.
        mass = self._mass
        need = clamp(mass.air * s.slope // 100 - mass.coupled * mass.gap(s.room) // 1000, 0, capacity)
        return need + clamp(self._house.loss(s.room, s.outdoor_slow), -MOST, MOST)

    def _start(self, s, goal, trim, now):
        until = s.next_change
        way = self._mass.sign * (goal - s.room)
        shoulder = min(self._plan.shoulder, way)
        before = LAST * (shoulder - _ARRIVED) // shoulder  # s over the shoulder until it counts as arrived
        self._ramp.start(way, shoulder, max(until - self._lesson.late() - before, SHORTEST >> 1), now)
        self._lesson.begin(s, now)
        s.recovering = 1
        s.goal_at = now + until
        s.recovery_begins = 1
        s.recovery_trim = trim
        self._barred = 1
        self._fading = 0
        self._aim = goal
        self._held = s.target
        self._arrived = 0
        self._late_since = -1
        self._journal.add(now, j.EARLY_START, until // 60)

    def _go(self, s, capacity, now, dt):
        mass = self._mass
        sign = mass.sign
        ramp = self._ramp
        ramp.at(now)
        s.goal = self._aim - sign * ramp.left
        s.goal_extra = mass.effort(ramp.rate, mass.gap(s.goal))
        if not self._arrived:
            self._lesson.count(s, dt)
            if sign * (self._aim - s.room) <= _ARRIVED:
                self._arrived = 1
                self._lesson.take(s, s.given > 0 and (sign < 0 or s.given < capacity * _FULL // 1000), now)
        if self._barred:
            self._look_ahead(s, capacity, now)
        if (self._arrived and ramp.over(now)) or now > max(s.goal_at, ramp.end) + _GIVE_UP:
            self._cancel(s)
            self._fading = 1

    def _look_ahead(self, s, capacity, now):
        """Lets the backup in when the heat pump alone would be too late."""
        mass = self._mass
        sign = mass.sign
        time = self._house.arrival(sign * capacity, s.room, self._aim - sign * _ARRIVED, s.outdoor_slow)
        time = min(time, MOST * 10)
        if now + time // 100 * mass.scale() // 10 <= s.goal_at + _LATE:
            self._late_since = -1
        elif self._late_since < 0:
            self._late_since = now
        elif now - self._late_since >= _SURE:
            self._barred = 0

    def _fade(self, s):
        """In a setback the mass still gives heat, after a recovery it still takes some."""
        s.goal_extra = 0
        if self._fading:
            gap = self._mass.gap(s.target)
            if -_TAIL <= gap <= _TAIL or s.target != self._aim and not -_NUDGE < s.target - self._aim < _NUDGE:
                self._fading = 0
            else:
                s.goal_extra = self._mass.effort(0, gap)

    def _cancel(self, s):
        s.recovering = 0
        s.goal_extra = 0
        self._barred = 0
        self._fading = 0
        self._planned = -_EVERY
