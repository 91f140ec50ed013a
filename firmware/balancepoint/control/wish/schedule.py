"""Which preset holds now, and when the next change is.

A week of (minute of the local week, preset), 0 = Monday 00:00, rising; what holds last on Sunday holds until the first entry
on Monday. A preset that a person chooses holds until it is changed (`request.FOLLOW` goes back to the schedule); nothing
returns by itself, for a hold that ends unasked is what people complain about most with programmable thermostats.

Where the clock goes back by an hour at most (the end of summer time, a clock that was fast) what has begun goes on: the time
already passed is waited for.

Without a clock the schedule rests: the last preset holds, over a reboot too, and after 10 min the journal says so.
"""

from ..journal import codes as j
from ..quantity import UNKNOWN, const, minutes
from ..request import FOLLOW, HOME

MOST = const(42)  # entries: six a day
WEEK = const(10080)  # min
_NO_CLOCK = minutes(10)
_BACK = const(60)  # min


def wrong(schedule):
    """What is wrong with a schedule: 0 nothing, 1 no schedule, else 2 + index of the first entry that cannot be."""
    if type(schedule) is not tuple or len(schedule) > MOST:
        return 1
    before = -1
    k = 2
    for entry in schedule:
        if type(entry) is not tuple or len(entry) != 2:
            return k
        minute, preset = entry
        if type(minute) is not int or type(preset) is not int:
            return k
        if not before < minute < WEEK or not HOME <= preset < FOLLOW:
            return k
        before = minute
        k += 1
    return 0


class Schedule:
    """`preset`: what holds. `setback`: 0.01 K from the set points. Of the next change: `next_change`, s to it, -1 if there is
    none, and `rise`, 0.01 K by which less is set back then.
    """

    def __init__(self, settings, memory, journal):
        self._setbacks = (0, settings.away_setback, settings.sleep_setback, settings.eco_setback)
        self._memory = memory
        self._journal = journal
        self._since = -1  # the clock is missing
        self._told = 0
        self._latest = -1  # minute of the week that was

    def begin(self, s):
        """What holds until the first decision."""
        memory = self._memory
        s.preset = memory.preset if memory.preset != FOLLOW else memory.held_preset
        s.setback = self._setbacks[s.preset]

    def step(self, s, now, dt):
        """Once a decision."""
        memory = self._memory
        schedule = memory.schedule
        follows = memory.preset == FOLLOW and len(schedule) > 0
        s.next_change = -1
        s.rise = 0
        if not follows:
            s.preset = HOME if memory.preset == FOLLOW else memory.preset
        elif s.minute == UNKNOWN:
            s.preset = memory.held_preset
        else:
            self._look(s, schedule)
        memory.held_preset = s.preset
        s.setback = self._setbacks[s.preset]
        if follows and s.minute == UNKNOWN:
            if self._since < 0:
                self._since = now
            elif not self._told and now - self._since >= _NO_CLOCK:
                self._told = 1
                self._journal.add(now, j.SCHEDULE_RESTS, 1)
            return
        self._since = -1
        if self._told:
            self._told = 0
            self._journal.add(now, j.SCHEDULE_RESTS, 0)

    def _look(self, s, schedule):
        """Finds the entry that holds and the next one that asks for something else."""
        minute = s.minute
        latest = self._latest
        back = (latest - minute) % WEEK
        if back <= _BACK and latest >= 0:
            minute = latest
        else:
            self._latest = minute
            back = 0
        last = len(schedule) - 1
        while last >= 0 and schedule[last][0] > minute:
            last -= 1
        holds = schedule[last][1]  # -1: last week's last one
        s.preset = holds
        for ahead in range(1, len(schedule)):
            at, preset = schedule[(last + ahead) % len(schedule)]
            if preset != holds:
                s.next_change = ((at - minute) % WEEK + back) * 60
                s.rise = self._setbacks[holds] - self._setbacks[preset]
                return
