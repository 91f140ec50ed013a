"""The room temperature: of all its sensors one, and what stands in for them.

- Mean of the freshest room sensors, of three or more without the highest and the lowest. While two voices are disputed
  (`voices`) the room counts as degraded, and the cooler one is taken in heating, the warmer one in cooling.
- Hand-over: when the set of sensors changes, the difference becomes a bridge that is let down at 1 K/h (`room_filter`). No
  bridge from a sensor that was found wrong (rate, stuck, outvoted): there the room goes to the truth at once.
- The lowest trusted reading protects the house from frost, and a doubted one as well (`cold_voice`: it disagrees, or stands
  still), but not where every other trusted one is above 22 °C, nor where it is 3 K lower than outdoors in two days and every
  other above 10 °C.
- Last resort: the return air less its learned offset. The head hangs in the warm layer and, with the fan off, over its own
  coil: for 3 min after the compressor starts or stops the return air says nothing, without a fan it counts as degraded, with one
  as held. Then the coil, after 3 min of fan alone, degraded, kept for 15 min.
"""

from array import array

from ..quantity import UNKNOWN, clamp, const, deg, minutes
from .channel import AGES, CROSS, DEGRADED, FAILED, HELD, RATE, STUCK, Channel
from .room_filter import RoomFilter
from .sources import COIL, MAX_ROOMS, NONE, RETURN_AIR, ROOM
from .voices import Voices

_MOST_SHIFT = deg(4)
_SHIFT_STEP = deg(0.05)  # every five minutes: 0.6 K/h

_SETTLED = minutes(3)  # after the compressor starts or stops, or the fan alone starts
_COIL_KEPT = minutes(15)
_LOWEST = deg(-39)  # a hut in the far north; below are the error codes
_COLD = deg(8)  # where protection ends
_WARM = deg(22)  # elsewhere, and nothing is cold here;
_WARM_AGAIN = deg(20)  # not protected for as long
_MILD = deg(10)
_BELOW_WEATHER = deg(3)

# which sensors were used, one bit each: the rooms, then
_BY_FAN = const(16)  # the return air with air moving,
_BY_HEAD = const(32)  # without,
_BY_COIL = const(64)
_IN_DISPUTE = const(256)


class Indoors:
    """Writes `room`, `room_status`, `room_source`, `slope`, `indoor_min`, `indoor_max`, `cold_voice`, `look`,
    `return_air`. `phase`: a `Phase`."""

    def __init__(self, settings, memory, phase, faults):
        self._memory = memory
        self._phase = phase
        self._filter = RoomFilter(settings.room_filter)
        # Room 0.52 K + 0.5 K/min: 0.6 K in 10 s (one step of a Fahrenheit sensor is 0.56 K), 3 K in 5 min.
        rooms = self._rooms = []
        intervals = settings.room_report_interval
        for i in range(settings.room_sensors):
            interval = intervals[min(i, len(intervals) - 1)]
            rooms.append(Channel(_LOWEST, deg(50), 52, 5, AGES, faults, i, interval))
        self._return_air = Channel(_LOWEST, deg(50), deg(3), 5, AGES, faults, 4)
        self._shifts = array("h", [0] * MAX_ROOMS)  # what is added to each sensor, 0.01 K: 0 but for one known to drift
        self.voices = Voices(memory, phase, rooms, self._return_air, self._shifts)
        self._known_at = 0  # when a sensor last said what the room is
        self._used = 0
        self._resort_used = 0

    def trim(self, index, target):
        """Outside the tick: see `Sensing.trim`."""
        shift = self._shifts[index]
        self._shifts[index] = shift + clamp(clamp(target, -_MOST_SHIFT, _MOST_SHIFT) - shift, -_SHIFT_STEP, _SHIFT_STEP)

    def step(self, s, now, dt):
        """Every sample."""
        hottest = air = s.return_air = self._return_air.step(s.readings.return_air, now)
        # Still air over a coil just turned is no room.
        settled = now - self._phase.since >= _SETTLED and not s.defrosting and not s.after_defrost
        coldest = air if settled or s.freeze else UNKNOWN
        second = doubted = UNKNOWN
        place = -1
        status = FAILED
        count = total = low = high = used = index = 0
        rooms = self._rooms
        for reading in s.readings.rooms:
            if index == len(rooms):
                break
            channel = rooms[index]
            value = channel.step(reading, now)
            if value != UNKNOWN:
                value += self._shifts[index]
                if value > hottest:  # or it is the first
                    hottest = value
                if coldest == UNKNOWN or value < coldest:
                    second = coldest
                    coldest = value
                    place = index
                elif second == UNKNOWN or value < second:
                    second = value
                if channel.status < status:  # fresher than all before
                    status = channel.status
                    count = 1
                    total = low = high = value
                    used = 1 << index
                elif channel.status == status:
                    count += 1
                    total += value
                    used |= 1 << index
                    if value < low:
                        low = value
                    elif value > high:
                        high = value
            elif channel.status <= DEGRADED and (doubted == UNKNOWN or channel.value < doubted):
                doubted = channel.value
            index += 1
        self.voices.impossible = -1
        if UNKNOWN < coldest < _COLD and self._rules_out(s, coldest, second):
            self.voices.impossible = place
            coldest = second
        if doubted != UNKNOWN and (doubted >= _COLD or self._rules_out(s, doubted, coldest)):
            doubted = UNKNOWN
        s.cold_voice = doubted
        s.look = self.voices.look
        s.indoor_min = coldest
        s.indoor_max = self._suspected(s) if hottest == UNKNOWN else hottest
        if count == 0:
            total = self._last_resort(s, now)
            used = self._resort_used
        else:
            if count == 2:
                total >>= 1
            elif count > 2:
                total = (total - low - high) // (count - 2)
            if self.voices.disputed:
                # Nobody has the majority: the cooler voice in heating, the warmer in cooling, and degraded, so that
                # neither a cold house nor a hot one comes of it.
                status = max(status, DEGRADED)
                used |= _IN_DISPUTE
                if air != UNKNOWN:
                    memory = self._memory
                    air -= memory.return_offset_running if self._phase.running else memory.return_offset_off
                    if count == 1:
                        low = high = total
                    low = min(low, air)
                    high = max(high, air)
                total = low if s.heating else high
            s.room_source = ROOM
            self._known_at = now
            s.room_status = status
        if s.room_status == FAILED:
            s.room = UNKNOWN
            s.room_source = NONE
            return
        room = self._filter
        if used != self._used or s.room == UNKNOWN:
            self._take_over(s, total, used)
        room.step(total, dt)
        s.room = room.value

    def _rules_out(self, s, cold, other):
        """Can it not be so cold? `other`: the lowest of all other trusted readings, UNKNOWN if there is none."""
        if other > (_WARM if s.freeze else _WARM_AGAIN):
            return 1
        impossible = s.outdoor_low != UNKNOWN and cold < s.outdoor_low - _BELOW_WEATHER
        return 1 if impossible and (other == UNKNOWN or other > _MILD) else 0

    def _suspected(self, s):
        """Nothing is trusted: a suspicion must not become a reason to heat a hot room. The hottest voice all the same."""
        hottest = UNKNOWN
        for index in range(min(len(s.readings.rooms), len(self._rooms))):
            channel = self._rooms[index]
            if channel.status <= HELD and channel.value > hottest:
                hottest = channel.value
        return hottest

    def _take_over(self, s, value, used):
        """From now on the sensors `used` say `value`."""
        if s.room == UNKNOWN or self._found_wrong(self._used & ~used):
            self._filter.start(value)
        else:
            self._filter.hand_over(value)
        self._used = used

    def _last_resort(self, s, now):
        """The room as return air or coil see it, and with it `room_source`, `room_status`, `_resort_used`."""
        phase = self._phase
        settled = now - phase.since >= _SETTLED
        fan_alone = not phase.running and phase.fan_since >= 0
        if fan_alone:
            settled = settled and now - phase.fan_since >= _SETTLED
        air = s.return_air
        if settled and air != UNKNOWN:
            s.room_source = RETURN_AIR
            self._known_at = now
            if phase.running or fan_alone:
                s.room_status = max(HELD, self._return_air.status)
                self._resort_used = _BY_FAN
                return air - self._memory.return_offset_running
            s.room_status = DEGRADED
            self._resort_used = _BY_HEAD
            return air - self._memory.return_offset_off
        if settled and fan_alone and s.indoor_coil != UNKNOWN:
            s.room_source = COIL
            self._known_at = now
            s.room_status = DEGRADED
            self._resort_used = _BY_COIL
            return s.indoor_coil
        kept = s.room != UNKNOWN and now - self._known_at <= _COIL_KEPT
        if kept and (air != UNKNOWN or s.room_source == COIL):
            s.room_status = DEGRADED
            self._resort_used = self._used
            return self._filter.raw
        s.room_status = FAILED
        return UNKNOWN

    def _found_wrong(self, left):
        """Was one of the sensors that `left` (one bit each) found wrong, rather than silent?"""
        for index in range(MAX_ROOMS + 1):
            if left & (1 << index):
                channel = self._rooms[index] if index < MAX_ROOMS else self._return_air
                fault = channel.fault
                if fault == RATE or fault == STUCK or fault == CROSS:
                    return 1
        return 0

    def follow(self, s, dt):
        """Every minute: the slope."""
        if s.room == UNKNOWN:
            s.slope = 0
        else:
            self._filter.follow(dt)
            s.slope = self._filter.slope
