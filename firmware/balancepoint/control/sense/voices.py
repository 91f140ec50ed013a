"""The indoor voices against each other: which sensor stands still, which one lies, and how far the return air is from the room.

- Every five minutes all indoor voices are compared, the return air being one (less its learned offset, compressor running for
  10 min): who is 3 K from the middle of three or more for 20 min is outvoted. Of two alone nobody can say which is wrong: both
  are disputed, unless one has leapt as no room does.
- While the machine rests the air in the head is still. Where it and the rooms are 3 K apart for 10 min, the fan is asked for,
  once an hour at most, and the return air has its voice after 3 min of it; what both have told then needs no further 20 min.
- A reading too low for the weather of two days, and for every other (`indoors`), is outvoted by them.
- The return air's offset from the room is learned apart for compressor running and off over about 12 h (±3 K). What was learned
  from a sensor since it got stuck is taken back.
"""

from array import array

from ..quantity import UNKNOWN, clamp, deg, hours, minutes
from .channel import CROSS_TIME, DISPUTED, FRESH, HELD, OUTVOTED, STUCK
from .sources import MAX_ROOMS, ROOM

_FAR = deg(3)
_STEADY = minutes(10)  # before anything is learned
_SETTLED = minutes(3)  # of fan alone
_APART = minutes(10)
_ASKED = hours(1)
_LEARN_TIME = hours(12)  # slower than a sensor drifts, or the offset would follow it
_OFFSET_LIMIT = deg(3)


class Voices:
    """`rooms`: a list of `Channel`s, `shifts`: what is added to each, 0.01 K. Keeps both return air offsets in memory.

    `disputed`: two voices disagree, and nobody has the majority. `look`: the fan is to carry room air to the return air's sensor.
    `impossible`: to be set, the place of the sensor that reads what weather and all others rule out, -1 none.
    """

    def __init__(self, memory, phase, rooms, return_air, shifts):
        self._memory = memory
        self._phase = phase
        self._rooms = rooms
        self._return_air = return_air
        self._shifts = shifts
        self._learned = array("h", [0] * (2 * MAX_ROOMS))  # both offsets of the return air when each sensor last moved
        self._return_rest = 0  # 0.01 K · s, what the whole numbers in memory do not hold
        self.disputed = 0
        self.look = 0
        self.impossible = -1  # the room sensor that is
        self._apart = 0  # s
        self._asked_at = -_ASKED

    def turned(self):
        """The compressor has started or stopped: the other offset counts."""
        self._return_rest = 0

    def judge(self, s, now, dt):
        """Every five minutes."""
        phase = self._phase
        running = phase.running
        steady = now - phase.since >= _STEADY
        air = s.return_air
        count = min(len(s.readings.rooms), len(self._rooms))
        witness = air if running and steady and not s.defrosting else UNKNOWN
        self._watch(count, s.expected, dt, witness)
        # Still air at the head need not follow the room: with the compressor off nothing is expected of it.
        self._return_air.watch(s.expected if running else 0, dt, UNKNOWN)
        self.look = 0
        if running or air == UNKNOWN:
            self._apart = 0
        elif phase.fan_since >= 0:
            if now - phase.fan_since >= _SETTLED:
                witness = air
                if self._apart:
                    dt = CROSS_TIME
                    self._apart = 0
            else:
                self.look = 1 if self._apart else 0
        elif now - phase.since >= _SETTLED:
            self._rest(s, count, air - self._memory.return_offset_off, now, dt)
        self._compare(s, count, witness, dt)
        if steady and s.room_source == ROOM and s.room_status == FRESH and air != UNKNOWN:
            memory = self._memory
            if running:
                memory.return_offset_running = self._learn(air - s.room, memory.return_offset_running, dt)
            elif phase.fan_since < 0:
                memory.return_offset_off = self._learn(air - s.room, memory.return_offset_off, dt)

    def _watch(self, count, expected, dt, witness):
        """Does one stand still though the room must move? `expected`: 0.01 K/h."""
        memory = self._memory
        for index in range(count):
            found = self._rooms[index].watch(expected, dt, witness)
            if found < 0:
                self._learned[2 * index] = memory.return_offset_running
                self._learned[2 * index + 1] = memory.return_offset_off
            elif found:  # what was learned since it stands was learned from it
                memory.return_offset_running = self._learned[2 * index]
                memory.return_offset_off = self._learned[2 * index + 1]

    def _rest(self, s, rooms, still, now, dt):
        """The machine rests, and so does the air in the head, which says `still`: is there a doubt?"""
        low = high = still
        for index in range(rooms):
            channel = self._rooms[index]
            if channel.status <= HELD and channel.fault != STUCK:
                value = channel.value + self._shifts[index]
                if channel.leapt and not -_FAR <= value - still <= _FAR:
                    channel.doubt(1, CROSS_TIME, OUTVOTED)
                low = min(low, value)
                high = max(high, value)
        if high - low <= _FAR:
            self._apart = 0
            return
        self._apart += dt
        if self._apart >= _APART and now - self._asked_at >= _ASKED and s.active:
            self._asked_at = now
            self.look = 1

    def _compare(self, s, rooms, witness, dt):
        """Who is far from the middle of all? `witness`: the return air, where it may have a voice."""
        count = leapt = 0
        total = low = high = 0
        if witness != UNKNOWN:
            total = low = high = witness - self._memory.return_offset_running
            count = 1
        for index in range(rooms):
            channel = self._rooms[index]
            if channel.status <= HELD and channel.fault != STUCK:
                value = channel.value + self._shifts[index]
                if count == 0:
                    low = high = value
                elif value < low:
                    low = value
                elif value > high:
                    high = value
                total += value
                count += 1
                leapt += channel.leapt
        middle = 0
        if count > 2:
            middle = (total - low - high) // (count - 2)
            verdict = OUTVOTED
        elif witness == UNKNOWN and s.return_air != UNKNOWN:
            return  # the third voice is only silent at present
        else:
            verdict = DISPUTED
        self.disputed = 0
        for index in range(rooms):
            channel = self._rooms[index]
            if channel.status <= HELD and channel.fault != STUCK:
                value = channel.value + self._shifts[index]
                if verdict == OUTVOTED:
                    channel.doubt(0 if -_FAR <= value - middle <= _FAR else 1, dt, OUTVOTED)
                elif index == self.impossible:
                    channel.doubt(1, CROSS_TIME, OUTVOTED)
                elif leapt == 1 and high - low > _FAR:
                    channel.doubt(channel.leapt, CROSS_TIME, OUTVOTED)
                else:
                    channel.doubt(1 if high - low > _FAR else 0, dt, DISPUTED)
                if channel.verdict == DISPUTED:
                    self.disputed = 1

    def _learn(self, difference, offset, dt):
        rest = self._return_rest + clamp(difference - offset, -_OFFSET_LIMIT, _OFFSET_LIMIT) * dt
        self._return_rest = rest % _LEARN_TIME
        return clamp(offset + rest // _LEARN_TIME, -_OFFSET_LIMIT, _OFFSET_LIMIT)
