"""How the house holds heat, learned from its own past, and what follows: need, rate of change, time of arrival.

    house = House(settings, memory)
    house.observe(room, outdoor, heat, sun, minute_of_week, dt, usable)   # in the tick
    house.learn()                                                         # outside the tick, every few minutes
    house.loss(2100, -500)                                                # W that hold 21 °C at -5 °C

The history is a ring of 15-min means, 16 000 bytes, gone at a reboot; what was learned is in `memory`. `house_fit` fits
a room of two capacities to the last 14 days: first after two days (five without a clock), then daily, weekly once the
window is full. Bounds and ridge: `learning`.

`gains` are those that are there by night too. Without a sun reading the sun of the last days is kept as `sun_gains`, to
begin the next fit with; `loss` does not count on it, for a dull day would be a cold one.

A sun sensor that lies flat needs the latitude (`settings.latitude`); `sunlight` turns what it reads onto the windows.

`state` is where the air and the mass are now, by the learned room (`room_state`); `learn` keeps it up to date.

`heat` is what the controller believes to deliver, by the data sheet's map of the unit. A unit that delivers 10 % less
than its map makes the house look 10 % leakier, and nothing measured here can tell: what is learned is in *map watts*.
So is what the controller demands, and the ratio of the two, which decides about the balance point, is right all the same.
"""

from array import array

from ..errand import errand
from ..quantity import clamp, const, minutes
from .daylight import arch
from .room_state import DAY, UNUSABLE, RoomState

NEVER = const(1 << 24)  # s, half a year: the answer of `arrival` for "not with this heat"

_BIN = const(900)  # s
SIZE = const(1600)  # bins in the ring: the window, and room for what comes in while it is being worked on
WINDOW = const(1344)  # bins, 14 days
FIRST = const(192)  # bins before the first fit
_MOST_OVER = const(300)  # s by which a bin may be shorter, since those before were longer
_BAD = minutes(1)  # s of untrusted time that a bin may hold
_SPAN = const(12000)  # 0.01 K, the largest difference to outdoors that counts (keeps products inside 30 bits)
_WATTS = const(32000)


class House:
    """The learned house. `settings` has what the installer said, `memory` what was learned."""

    def __init__(self, settings, memory):
        self.memory = memory
        empty = bytes(2 * SIZE)
        self.room = array("h", empty)
        self.outdoor = array("h", empty)
        self.heat = array("h", empty)
        self.sun = array("h", empty)  # W/m² as the windows see it, -1 unknown
        self.arch = array("h", empty)  # ‰, -1 unknown
        self.next = 0  # where the next bin goes
        self.bins = 0  # since boot
        self._due = FIRST  # bins at which the next fit begins
        self._renew = WINDOW  # bins at which the ridge is set anew
        self._fit = None
        self._time = self._good = self._age = self._over = 0
        self._room_sum = self._outdoor_sum = self._heat_sum = self._sun_sum = self._sun_time = 0
        self.daylight = -1  # ‰ of a clear noon by the clock, -1 unknown
        self._sunshine = 0  # W the sun gives the air now, by the sun reading
        self._stored = 0  # 1/96 W, what the mass gives back of it, mean of a day
        self.sunlight = None
        if settings.latitude:
            from .sunlight import Sunlight

            self.sunlight = Sunlight(settings.latitude)
        self.oriented = self.sunlight is None  # the sun reading says what the windows get
        self._light_due = DAY  # bins at which the light is learned next
        self.state = RoomState()
        self._followed = 0  # bins that the state knows
        with errand:
            from . import learning
        learning.begin(self, settings)

    # --- in the tick -------------------------------------------------------------------------------------------------

    def observe(self, room, outdoor, heat, sun, minute_of_week, dt, usable):
        """Notes one tick. `room`, `outdoor` 0.01 °C or None; `heat` W into the room (cooling negative); `sun` W/m² or
        None; `minute_of_week` or None; `dt` s; `usable` 0 when the room reading is not trusted or a window is open."""
        if usable and room is not None and outdoor is not None:
            self._good += dt
            self._room_sum += room * dt
            self._outdoor_sum += outdoor * dt
        self._heat_sum += heat * dt
        if sun is not None:
            self._sun_sum += sun * dt
            self._sun_time += dt
        self._time += dt
        if self._time + self._over >= _BIN:
            self._close(minute_of_week)

    def _close(self, minute_of_week):
        """Writes the means of the quarter of an hour that ends now into the history."""
        at = self.next
        time = self._time
        good = self._good
        self._over = min(self._over + time - _BIN, _MOST_OVER)
        memory = self.memory
        if time - good <= _BAD:
            self.room[at] = clamp(self._room_sum // good, -_SPAN, _SPAN)
            self.outdoor[at] = clamp(self._outdoor_sum // good, -_SPAN, _SPAN)
            self._age += 1
            if self._age == 4:
                self._age = 0
                memory.house_age += 1
        else:
            self.room[at] = UNUSABLE
            self.outdoor[at] = self.outdoor[at - 1]
        self.heat[at] = clamp(self._heat_sum // time, -_WATTS, _WATTS)
        if time - self._sun_time <= _BAD:
            sun = clamp(self._sun_sum // self._sun_time, 0, 1500)
            if self.sunlight is not None:
                sun = self.sunlight.observe(sun, self.bins)
            self.sun[at] = sun
            through = memory.sun_aperture * sun // 100 if self.oriented else 0
            self._sunshine = clamp(memory.sun_share, 0, 1000) * through // 1000
            self._stored += through - self._sunshine - self._stored // DAY
        else:
            self.sun[at] = -1
            self._sunshine = 0
            self._stored -= self._stored // DAY
        self.daylight = -1 if minute_of_week is None else arch(minute_of_week + 1433)  # mid-bin, 7 min ago
        self.arch[at] = self.daylight
        self.next = at + 1 if at + 1 < SIZE else 0
        self.bins += 1
        self._time = self._good = 0
        self._room_sum = self._outdoor_sum = self._heat_sum = self._sun_sum = self._sun_time = 0

    def loss(self, room, outdoor):
        """Heat in W that holds `room` at `outdoor` (0.01 °C), gains taken off; negative when the house needs cooling."""
        memory = self.memory
        difference = room - outdoor
        if difference > _SPAN:
            difference = _SPAN
        elif difference < -_SPAN:
            difference = -_SPAN
        return memory.heat_loss * difference // 1000 - memory.gains - self._sunshine - self._stored // DAY

    def rate(self, heat, room, outdoor):
        """Expected movement of the room with `heat` W, 0.01 K/h, over the next two hours: air and the part of the mass
        that follows it by then (`memory.heat_capacity`). The first minutes are faster, a long day slower."""
        return (clamp(heat, -_WATTS, _WATTS) - self.loss(room, outdoor)) * 100 // self.memory.heat_capacity

    def arrival(self, heat_max, room, target, outdoor):
        """Time in s until `heat_max` W (negative: cooling) has brought `room` to `target` (0.01 °C), with the capacity of
        `rate`; 0 when it is there already, `NEVER` when it does not get there."""
        heat_max = clamp(heat_max, -_WATTS, _WATTS)
        rise = clamp(target - room, -_SPAN, _SPAN)
        first = heat_max - self.loss(room, outdoor)
        last = heat_max - self.loss(target, outdoor)
        if heat_max < 0:
            rise, first, last = -rise, -first, -last
        if rise <= 0:
            return 0
        if last <= 0:
            return NEVER
        # mean of 1 / surplus on the way by Simpson's rule, in 6-s units: Wh * 600 / W
        energy = min(min(self.memory.heat_capacity, 100000) * min(rise, 3000) // 100, 500000)  # Wh
        time = (energy * 100 // first + energy * 800 // (first + last) + energy * 100 // last) * 6
        return NEVER if time > NEVER else time

    # --- outside the tick --------------------------------------------------------------------------------------------

    def past(self, bins):
        """Outdoor temperature, 0.01 °C, in the quarter of an hour that ended `bins` quarters before the last one."""
        return self.outdoor[(self.next - 1 - bins) % SIZE]

    def learn(self):
        """Does one piece of the learning: a replay of the history, at most. True while a fit is under way."""
        self._follow()
        fit = self._fit
        if fit is not None and not fit.advance():
            return True
        light = self.sunlight is not None and self.bins >= self._light_due
        if fit is None and not light and self.bins < self._due:
            return False
        with errand:
            from . import learning
        if fit is not None:
            learning.adopt(self, fit)
            self._fit = None
            return False
        if light:
            self._light_due = self.bins + DAY
            learning.orient(self, self.sunlight)
        if self.bins < self._due:
            return False
        self._due = self.bins + (DAY if self.bins < WINDOW else 7 * DAY)
        if self.bins >= self._renew:
            self._renew = self.bins + WINDOW
            learning.remember(self)
        self._fit = learning.fit(self)
        return self._fit is not None

    def _follow(self):
        """Takes the state of the room to the present."""
        while self._followed < self.bins:
            behind = self.bins - self._followed
            if behind > DAY:  # a state forgets faster
                self._followed += behind - DAY
                continue
            at = (self.next - behind) % SIZE
            sun = self.memory.sun_aperture * max(self.sun[at], 0) // 100 if self.oriented else 0
            self.state.follow(self.heat[at], self.outdoor[at], sun, self.room[at])
            self._followed += 1
