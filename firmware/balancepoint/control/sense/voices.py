"""The indoor voices against each other: which sensor stands still, which one lies, and how far the return air is from the room.

- Every five minutes all indoor voices are compared, the return air being one (less its learned offset, compressor running for
  5 min, a fan that is not known to stand): who is 3 K from the middle of three or more for 20 min, or 2 K for an hour, as one
  that drifts is, is outvoted. Of two alone nobody can say which is wrong: both are disputed, unless one leapt as no room does.
- While the machine rests the air in the head is still. Where it and the rooms are 3 K apart for 10 min, the fan is asked for,
  once an hour at most, and after 3 min of it return air and indoor coil have their voices; what they have told then needs no
  further 20 min.
- A reading too low for the weather of two days, and for every other (`indoors`), is outvoted by them.
- The return air's offset from the room is learned apart for compressor running and off (±3 K), over 12 h; what is more
  than 1 K off after half of that is learned eight times slower: a sensor that drifts must not take it along. What was learned
  from a sensor since it got stuck is taken back.
"""

from array import array

from ..quantity import UNKNOWN, clamp, const, deg, hours, minutes
from .channel import CROSS_TIME, DISPUTED, FRESH, HELD, OUTVOTED, STUCK
from .sources import MAX_ROOMS, ROOM

_FAR = deg(3)
_DRIFTED = deg(2)
_SLOWER = const(3)  # an hour
_STEADY = minutes(10)  # before anything is learned,
_HEARD = minutes(5)  # or a voice heard
_SETTLED = minutes(3)  # of fan alone
_APART = minutes(10)
_ASKED = hours(1)
_LEARN_TIME = hours(12)
_DRIFTS = deg(1)
_WARY = const(8)
_OFFSET_LIMIT = deg(3)


def _far(apart, dt):
    """s of evidence against somebody who is so far from the others for `dt` s, or 0."""
    if -_DRIFTED <= apart <= _DRIFTED:
        return 0
    return dt // _SLOWER if -_FAR <= apart <= _FAR else dt


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
        witness = third = UNKNOWN
        if running and now - phase.since >= _HEARD and not s.defrosting and s.readings.fan_proven.value != 0:
            witness = air
        self._watch(count, s.expected, dt, witness if steady else UNKNOWN)
        # Still air at the head need not follow the room: with the compressor off nothing is expected of it.
        self._return_air.watch(s.expected if running else 0, dt, UNKNOWN)
        self.look = 0
        if running or air == UNKNOWN:
            self._apart = 0
        elif phase.fan_since >= 0:
            if now - phase.fan_since >= _SETTLED:
                witness = air
                third = s.indoor_coil
                if self._apart:
                    dt = CROSS_TIME
                    self._apart = 0
            else:
                self.look = 1 if self._apart else 0
        elif now - phase.since >= _SETTLED:
            self._rest(s, count, air - self._memory.return_offset_off, now, dt)
        self._compare(s, count, witness, third, dt)
        if steady and s.room_source == ROOM and s.room_status == FRESH:
            memory = self._memory
            if air == UNKNOWN:
                air = self._return_air
                if air.status <= HELD:
                    offset = memory.return_offset_running if running else memory.return_offset_off
                    air.doubt(_far(air.value - offset - s.room, dt), dt, OUTVOTED)
            elif running:
                memory.return_offset_running = self._learn(air - s.room, memory.return_offset_running, now, dt)
            elif phase.fan_since < 0:
                memory.return_offset_off = self._learn(air - s.room, memory.return_offset_off, now, dt)

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
            value = self._voice(index)
            if value != UNKNOWN:
                channel = self._rooms[index]
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

    def _compare(self, s, rooms, witness, third, dt):
        """Who is far from the middle of all? `witness`: the return air, `third`: the coil, where they may have a voice."""
        air = self._return_air
        count = leapt = 0
        total = low = high = middle = 0
        if witness != UNKNOWN:
            witness -= self._memory.return_offset_running
        else:
            third = UNKNOWN
        for index in range(-2, rooms):
            if index < 0:
                value = third if index == -2 else witness
            else:
                value = self._voice(index)
            if value == UNKNOWN:
                continue
            if count == 0:
                low = high = value
            elif value < low:
                low = value
            elif value > high:
                high = value
            total += value
            count += 1
            if index != -2:
                leapt += air.leapt if index < 0 else self._rooms[index].leapt
        if count > 2:
            middle = (total - low - high) // (count - 2)
            verdict = OUTVOTED
        elif witness == UNKNOWN and s.return_air != UNKNOWN:
            return  # the third voice is only silent at present
        else:
            verdict = DISPUTED
        self.disputed = 0
        far = _far(high - low, dt)
        for index in range(rooms):
            value = self._voice(index)
            if value != UNKNOWN:
                channel = self._rooms[index]
                if verdict == OUTVOTED:
                    far = _far(value - middle, dt)
                    channel.doubt(far, far or dt, OUTVOTED)
                elif index == self.impossible:
                    channel.doubt(1, CROSS_TIME, OUTVOTED)
                elif leapt == 1 and high - low > _FAR:
                    channel.doubt(channel.leapt, CROSS_TIME, OUTVOTED)
                else:
                    channel.doubt(far, far or dt, DISPUTED)
                if channel.verdict == DISPUTED:
                    self.disputed = 1
        if witness != UNKNOWN:
            if verdict == OUTVOTED:
                far = _far(witness - middle, dt)
                air.doubt(far, far or dt, OUTVOTED)
            elif leapt == 1 and high - low > _FAR:
                air.doubt(air.leapt, CROSS_TIME, OUTVOTED)

    def _voice(self, index):
        """What a room sensor says that is not known to lie, 0.01 °C."""
        channel = self._rooms[index]
        if channel.status <= HELD and channel.fault != STUCK:
            return channel.value + self._shifts[index]
        return UNKNOWN

    def _learn(self, difference, offset, now, dt):
        error = clamp(difference - offset, -_OFFSET_LIMIT, _OFFSET_LIMIT)
        time = _LEARN_TIME if now < _LEARN_TIME >> 1 or -_DRIFTS <= error <= _DRIFTS else _LEARN_TIME * _WARY
        rest = self._return_rest + error * dt
        self._return_rest = rest % time
        return clamp(offset + rest // time, -_OFFSET_LIMIT, _OFFSET_LIMIT)
