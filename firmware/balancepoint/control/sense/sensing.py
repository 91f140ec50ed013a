"""Which readings to trust: one room temperature, one outdoor temperature, and how good they are.

Ages, cross check and fallbacks after makers' fail-safes and what users of other thermostats report: a dead sensor must
not keep the last output (Home Assistant core 18912, 63419), nor raise the set point (better_thermostat 2391). Each sensor
by itself is judged in `channel`; here they are compared and replaced; `room_filter` smooths what comes out.

- Room: mean of the freshest room sensors, of three or more without the highest and the lowest. Every five minutes all
  indoor voices are compared, the return air being one (less its learned offset, compressor running for 10 min): who is
  3 K from the middle of three or more for 20 min is outvoted. Of two alone nobody can say which is wrong: both are
  reported, the room counts as degraded, and the cooler one is taken in heating, the warmer one in cooling.
- Hand-over: when the set of sensors changes, the difference becomes a bridge that is let down at 1 K/h. No bridge
  from a sensor that was found wrong (rate, stuck, outvoted): there the room goes to the truth at once.
- Last resort: the return air less its offset, learned apart for compressor running and off over about 12 h (±3 K). The
  head hangs in the warm layer and, with the fan off, over its own coil: for 3 min after the compressor starts or stops
  the return air says nothing, without a fan it counts as degraded, with one as held. Then the coil, after 3 min of fan
  alone, degraded, kept for 15 min.
- Outdoor: the sensor; the outdoor coil after 30 min of standstill; the running coil in heating plus its learned
  approach (outdoor less coil, 0..15 K), kept for 40 min over defrosts and stops; None. A sensor 4 K from the standstill
  coil for an hour (an iced or sunlit one) gives way to the coil.

    sensing = Sensing(settings, memory)
    sensing.step(readings, now, running, valve_heating, fan_only_since, expected_rate)    # each tick; acts every 10 s
    sensing.room, sensing.room_status, sensing.outdoor ...

Read from `settings`: room_filter, outdoor_report_interval (s), room_report_interval (a tuple, s, one for each sensor,
the last holds for the rest). Kept in `memory`: return_offset_running, return_offset_off, coil_approach (0.01 K).
"""

from array import array

from ..quantity import clamp, const, deg, hours, minutes
from .channel import CROSS, DEGRADED, DISPUTED, FAILED, FRESH, HELD, OUTVOTED, RATE, STUCK, Channel
from .room_filter import RoomFilter

NONE = const(0)  # sources of the room temperature
ROOM = const(1)
RETURN_AIR = const(2)
COIL = const(3)

SENSOR = const(1)  # sources of the outdoor temperature, NONE included
COIL_STANDSTILL = const(2)
COIL_RUNNING = const(3)

MAX_ROOMS = const(4)
FAULT_NAMES = (
    "room 1", "room 2", "room 3", "room 4", "return air", "supply", "indoor coil", "outdoor", "outdoor coil",
    "discharge", "humidity",
)  # fmt: skip
CHANGES = const(11)  # index in `faults` of the count of changes

SAMPLE = const(10)  # s
MINUTE = const(60)  # s, clock of the slow filters
JUDGE = minutes(5)  # clock of comparing and learning
LONGEST_STEP = const(120)  # s; a longer gap counts as this much

FAR = deg(3)

MOST_SHIFT = deg(4)
SHIFT_STEP = deg(0.05)  # every five minutes: 0.6 K/h

SETTLED = minutes(3)  # after the compressor starts or stops, or the fan alone starts
STEADY = minutes(10)  # before anything is learned
COIL_KEPT = minutes(15)
LEARN_TIME = hours(12)  # slower than a sensor drifts, or the offset would follow it
OFFSET_LIMIT = deg(3)

STANDSTILL = minutes(30)
OUTDOOR_KEPT = minutes(40)
OUTDOOR_FORGOTTEN = hours(2)
OUTDOOR_FAR = deg(4)
OUTDOOR_PATIENCE = const(3)  # times that of rooms, an hour: the sun on the wall passes
APPROACH_LIMIT = deg(15)
SUNNY = const(200)  # W/m²

OUTDOOR_TIME = minutes(30)


class Sensing:
    """Results, updated in place; temperatures in 0.01 °C, None when unknown.

    `room` filtered, `room_status` FRESH, HELD, DEGRADED or FAILED, `room_source` ROOM, RETURN_AIR, COIL or NONE,
    `slope` of the room, 0.01 K/h. `indoor_max`, `indoor_min`: hottest and coldest trusted one, rooms and return air.
    `outdoor`, `outdoor_source` SENSOR, COIL_STANDSTILL, COIL_RUNNING or NONE, `outdoor_slow` over 30 min.
    `return_air`, `indoor_coil`, `outdoor_coil`, `discharge`, `supply`, `humidity` (‰): the trusted reading.
    `shifts`: what is added to each room sensor, 0.01 K; 0 but for one that is known to drift (`trim`).
    `faults`: one code of `channel` for each of FAULT_NAMES; `faults[CHANGES]` goes up with each change.
    """

    __slots__ = (
        "room", "room_status", "room_source", "slope", "indoor_max", "indoor_min", "outdoor", "outdoor_source",
        "outdoor_slow", "shifts", "return_air", "indoor_coil", "outdoor_coil", "discharge", "supply", "humidity", "faults",
        "_memory", "_rooms", "_return_air", "_supply", "_indoor_coil", "_outdoor", "_outdoor_coil", "_discharge",
        "_humidity", "_filter", "_sampled_at", "_minute_at", "_judged_at", "_next_sample",
        "_next_minute", "_next_judge", "_running", "_phase_since", "_heating_since",
        "_known_at", "_learned", "_used", "_resort_status", "_resort_used", "_disputed", "_outdoor_at", "_slow", "_return_rest",
        "_approach_rest",
    )  # fmt: skip

    def __init__(self, settings, memory):
        self.room = None
        self.room_status = FAILED
        self.room_source = NONE
        self.slope = 0
        self.indoor_max = None
        self.indoor_min = None
        self.outdoor = None
        self.outdoor_source = NONE
        self.outdoor_slow = None
        self.return_air = None
        self.indoor_coil = None
        self.outdoor_coil = None
        self.discharge = None
        self.supply = None
        self.humidity = None
        self.faults = [0] * (CHANGES + 1)
        self.shifts = array("h", [0] * MAX_ROOMS)

        self._memory = memory
        self._filter = RoomFilter(settings.room_filter)
        faults = self.faults
        # low, high, rate limit (leap, then 1/6 per s), fresh, held, failed. Room 0.52 K + 0.5 K/min: 0.6 K in 10 s (one
        # step of a Fahrenheit sensor is 0.56 K), 3 K in 5 min. Outdoor 1 K + 5 K in 10 min. What sits in the machine
        # may leap, but is of no use when older than 2 min.
        self._rooms = [Channel(deg(-10), deg(50), 52, 5, 120, 300, 900, faults, i) for i in range(MAX_ROOMS)]
        intervals = settings.room_report_interval
        for i in range(MAX_ROOMS):
            self._rooms[i].scale(intervals[min(i, len(intervals) - 1)])
        self._return_air = Channel(deg(-10), deg(50), deg(3), 5, 120, 300, 900, faults, 4)
        self._supply = Channel(deg(-40), deg(90), deg(20), 60, 120, 120, 120, faults, 5)
        self._indoor_coil = Channel(deg(-40), deg(90), deg(20), 60, 120, 120, 120, faults, 6)
        self._outdoor = Channel(deg(-45), deg(60), deg(1), 5, 120, 300, 900, faults, 7)
        self._outdoor.scale(settings.outdoor_report_interval)
        self._outdoor_coil = Channel(deg(-40), deg(90), deg(20), 60, 120, 120, 120, faults, 8)
        self._discharge = Channel(deg(-40), deg(130), deg(20), 60, 120, 120, 120, faults, 9)
        self._humidity = Channel(0, 1000, 200, 60, 120, 300, 900, faults, 10)

        self._sampled_at = -SAMPLE
        self._minute_at = -MINUTE
        self._judged_at = -JUDGE
        self._next_sample = 0  # on whole tens, minutes and five minutes of `now`, so that every tick sees the same ones
        self._next_minute = 0
        self._next_judge = 0
        self._running = 0
        self._phase_since = 0  # when the compressor last started or stopped
        self._heating_since = 0  # heating without a defrost
        self._known_at = 0  # when a sensor last said what the room is
        self._learned = array("h", [0] * (2 * MAX_ROOMS))  # both offsets of the return air when each sensor last moved
        self._used = 0  # which ones, one bit each
        self._resort_status = FAILED
        self._resort_used = 0
        self._disputed = False
        self._outdoor_at = 0
        self._slow = 0  # 0.01 K / 256
        self._return_rest = 0  # 0.01 K · s, what the whole numbers in memory do not hold
        self._approach_rest = 0

    def step(self, readings, now, running, valve_heating, fan_only_since, expected_rate):
        """`running`, `valve_heating` 0/1. `fan_only_since`: s since boot, None unless only the fan runs.

        `expected_rate`: movement of the room that the learned house expects at present, 0.01 K/h.
        """
        if now < self._next_sample:
            return
        self._next_sample = now - now % SAMPLE + SAMPLE
        dt = now - self._sampled_at
        self._sampled_at = now
        if dt > LONGEST_STEP:
            dt = LONGEST_STEP
        if running != self._running:
            self._running = running
            self._phase_since = now
            self._return_rest = 0
        if not running or not valve_heating or readings.defrosting.value == 1:
            self._heating_since = now

        self.supply = self._supply.step(readings.supply, now)
        self.indoor_coil = self._indoor_coil.step(readings.indoor_coil, now)
        self.outdoor_coil = self._outdoor_coil.step(readings.outdoor_coil, now)
        self.discharge = self._discharge.step(readings.discharge, now)
        outdoor = self._outdoor.step(readings.outdoor, now)
        if outdoor is not None:
            self.outdoor = outdoor
            self.outdoor_source = SENSOR
        else:
            self._outdoor_from_coil(now, running)

        hottest = coldest = self.return_air = self._return_air.step(readings.return_air, now)
        status = FAILED
        count = total = low = high = used = index = 0
        for reading in readings.rooms:
            if index == MAX_ROOMS:
                break
            channel = self._rooms[index]
            value = channel.step(reading, now)
            if value is not None:
                value += self.shifts[index]
                if hottest is None:
                    hottest = coldest = value
                elif value > hottest:
                    hottest = value
                elif value < coldest:
                    coldest = value
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
            index += 1
        if hottest is None:
            # Nothing is trusted: a suspicion must not become a reason to heat a hot room.
            for index in range(min(len(readings.rooms), MAX_ROOMS)):
                channel = self._rooms[index]
                if channel.status <= HELD and (hottest is None or channel.value > hottest):
                    hottest = channel.value
        self.indoor_max = hottest
        self.indoor_min = coldest
        if count == 0:
            total = self._last_resort(now, running, fan_only_since)
            status = self._resort_status
            used = self._resort_used
        else:
            if count == 2:
                total >>= 1
            elif count > 2:
                total = (total - low - high) // (count - 2)
            if self._disputed:
                # Nobody has the majority: the cooler voice in heating, the warmer in cooling, and degraded, so that
                # neither a cold house nor a hot one comes of it.
                status = max(status, DEGRADED)
                used |= 256
                if self.return_air is not None:
                    memory = self._memory
                    offset = memory.return_offset_running if running else memory.return_offset_off
                    if count == 1:
                        low = high = total
                    low = min(low, self.return_air - offset)
                    high = max(high, self.return_air - offset)
                total = low if valve_heating else high
            self.room_source = ROOM
            self._known_at = now
        self.room_status = status
        room = self._filter
        if status == FAILED:
            self.room = None
            self.room_source = NONE
        else:
            if used != self._used or self.room is None:
                if self.room is None or self._found_wrong(self._used & ~used):
                    room.start(total)
                else:
                    room.hand_over(total)
                self._used = used
            room.step(total, dt)
            self.room = room.value

        if now >= self._next_minute:
            self._next_minute = now - now % MINUTE + MINUTE
            self._each_minute(readings, now, min(now - self._minute_at, LONGEST_STEP))
            self._minute_at = now
            if now >= self._next_judge:
                self._next_judge = now - now % JUDGE + JUDGE
                dt = min(now - self._judged_at, 2 * JUDGE)
                self._judged_at = now
                self._judge(readings, now, running, fan_only_since, expected_rate, dt)

    def _last_resort(self, now, running, fan_only_since):
        """The room as return air or coil see it; sets `_resort_status`, `_resort_used` and `room_source`."""
        settled = now - self._phase_since >= SETTLED
        fan_alone = not running and fan_only_since is not None
        if fan_alone:
            settled = settled and now - fan_only_since >= SETTLED
        air = self.return_air
        if settled and air is not None:
            self.room_source = RETURN_AIR
            self._known_at = now
            if running or fan_alone:
                self._resort_status = max(HELD, self._return_air.status)
                self._resort_used = 16
                return air - self._memory.return_offset_running
            self._resort_status = DEGRADED
            self._resort_used = 32
            return air - self._memory.return_offset_off
        if settled and fan_alone and self.indoor_coil is not None:
            self.room_source = COIL
            self._known_at = now
            self._resort_status = DEGRADED
            self._resort_used = 64
            return self.indoor_coil
        kept = self.room is not None and now - self._known_at <= COIL_KEPT
        if kept and (air is not None or self.room_source == COIL):
            self._resort_status = DEGRADED
            self._resort_used = self._used
            return self._filter.raw
        self._resort_status = FAILED
        return None

    def _found_wrong(self, left):
        """Was one of the sensors that `left` (one bit each) found wrong, rather than silent?"""
        for index in range(MAX_ROOMS + 1):
            if left & (1 << index):
                channel = self._rooms[index] if index < MAX_ROOMS else self._return_air
                fault = channel.fault
                if fault == RATE or fault == STUCK or fault == CROSS:
                    return True
        return False

    def _outdoor_from_coil(self, now, running):
        """The outdoor sensor is not to be trusted: what the outdoor coil says of the air."""
        coil = self.outdoor_coil
        if coil is not None:
            if running:
                if now - self._heating_since >= STEADY:
                    self.outdoor = coil + self._memory.coil_approach
                    self.outdoor_source = COIL_RUNNING
                    self._outdoor_at = now
                    return
            elif now - self._phase_since >= STANDSTILL:
                self.outdoor = coil
                self.outdoor_source = COIL_STANDSTILL
                self._outdoor_at = now
                return
        if self.outdoor_source < COIL_STANDSTILL or now - self._outdoor_at > OUTDOOR_KEPT:
            self.outdoor = None
            self.outdoor_source = NONE

    def _each_minute(self, readings, now, dt):
        """What is slow, after `dt` s: the slope of the room, the half hour's outdoor temperature, humidity."""
        self.humidity = self._humidity.step(readings.humidity, now)
        if self.room is None:
            self.slope = 0
        else:
            self._filter.follow(dt)
            self.slope = self._filter.slope
        outdoor = self.outdoor
        if outdoor is None:
            if now - self._outdoor_at > OUTDOOR_FORGOTTEN:
                self.outdoor_slow = None
            return
        if self.outdoor_source == SENSOR:
            self._outdoor_at = now
        if self.outdoor_slow is None:
            self._slow = outdoor << 8
        else:
            self._slow += ((outdoor << 8) - self._slow) * dt // (OUTDOOR_TIME + dt)
        self.outdoor_slow = (self._slow + 128) >> 8

    def trim(self, index, target):
        """Outside the tick: room sensor `index` is known to lie; what is added to it moves by 0.05 K towards `target`, 0.01 K."""
        shift = self.shifts[index]
        self.shifts[index] = shift + clamp(clamp(target, -MOST_SHIFT, MOST_SHIFT) - shift, -SHIFT_STEP, SHIFT_STEP)

    def _judge(self, readings, now, running, fan_only_since, expected_rate, dt):
        """Stuck and cross checks, learned offsets, after `dt` s."""
        steady = now - self._phase_since >= STEADY
        air = self.return_air
        memory = self._memory
        rooms = min(len(readings.rooms), MAX_ROOMS)
        witness = air if running and steady else None
        for index in range(rooms):
            channel = self._rooms[index]
            if channel.status == FRESH:
                found = channel.watch(expected_rate, dt, witness)
                if channel.moved:
                    self._learned[2 * index] = memory.return_offset_running
                    self._learned[2 * index + 1] = memory.return_offset_off
                elif found:  # what was learned since it stands was learned from it
                    memory.return_offset_running = self._learned[2 * index]
                    memory.return_offset_off = self._learned[2 * index + 1]
        if self._return_air.status == FRESH:
            # Still air at the head need not follow the room: with the compressor off nothing is expected of it.
            self._return_air.watch(expected_rate if running else 0, dt, None)
        self._compare_rooms(rooms, witness, dt)
        coil = self.outdoor_coil
        if not running and now - self._phase_since >= STANDSTILL and coil is not None:
            self._compare_outdoor(coil, readings.sun.value, dt)
        if steady and self.room_source == ROOM and self.room_status == FRESH and air is not None:
            if running:
                memory.return_offset_running = self._learn_return(air - self.room, memory.return_offset_running, dt)
            elif fan_only_since is None:
                memory.return_offset_off = self._learn_return(air - self.room, memory.return_offset_off, dt)
        if self.outdoor_source == SENSOR and coil is not None and now - self._heating_since >= STEADY:
            error = clamp(self.outdoor - coil - memory.coil_approach, -APPROACH_LIMIT, APPROACH_LIMIT)
            rest = self._approach_rest + error * dt
            memory.coil_approach = clamp(memory.coil_approach + rest // LEARN_TIME, 0, APPROACH_LIMIT)
            self._approach_rest = rest % LEARN_TIME

    def _learn_return(self, difference, offset, dt):
        rest = self._return_rest + clamp(difference - offset, -OFFSET_LIMIT, OFFSET_LIMIT) * dt
        self._return_rest = rest % LEARN_TIME
        return clamp(offset + rest // LEARN_TIME, -OFFSET_LIMIT, OFFSET_LIMIT)

    def _compare_rooms(self, rooms, air, dt):
        """Who is far from the middle of all indoor voices? `air`: the return air, where it may have a voice."""
        count = 0
        total = low = high = 0
        if air is not None:
            total = low = high = air - self._memory.return_offset_running
            count = 1
        for index in range(rooms):
            channel = self._rooms[index]
            if channel.status <= HELD and channel.fault != STUCK:
                value = channel.value + self.shifts[index]
                if count == 0:
                    low = high = value
                elif value < low:
                    low = value
                elif value > high:
                    high = value
                total += value
                count += 1
        if count > 2:
            middle = (total - low - high) // (count - 2)
            verdict = OUTVOTED
        elif air is None and self.return_air is not None:
            return  # the third voice is only silent at present
        else:
            verdict = DISPUTED
        self._disputed = False
        for index in range(rooms):
            channel = self._rooms[index]
            if channel.status <= HELD and channel.fault != STUCK:
                if verdict == OUTVOTED:
                    far = not -FAR <= channel.value + self.shifts[index] - middle <= FAR
                else:
                    far = high - low > FAR
                channel.doubt(far, dt, verdict)
                if channel.verdict == DISPUTED:
                    self._disputed = True

    def _compare_outdoor(self, coil, sun, dt):
        """The outdoor sensor against the coil at standstill, unless the sun is known to shine on them."""
        channel = self._outdoor
        if channel.status <= HELD and not (type(sun) is int and sun > SUNNY):
            far = not -OUTDOOR_FAR <= channel.value - coil <= OUTDOOR_FAR
            channel.doubt(far, dt // OUTDOOR_PATIENCE, OUTVOTED)
