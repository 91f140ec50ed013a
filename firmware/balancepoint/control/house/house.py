"""How the house holds heat, learned from its own past, and what follows: need, rate of change, time of arrival.

    house = House(settings, memory, history)
    house.observe(s, heat, sun, dt, usable)                               # in the tick
    house.learn()                                                         # outside the tick, every few minutes
    house.loss(2100, -500)                                                # W that hold 21 °C at -5 °C

The history is handed in, 15-min means as in `past`; what was learned is in `memory`. `fit` fits a room of two capacities to
the last 14 days: first after two days (five without a clock), then daily, weekly once the window is full. Bounds and ridge:
`learning`. The history may be older than the program: after a restart the days go on where they were, as many quarters of an
hour being left out as the clock says; without a clock one, so that nobody takes the room's way over it for the house's.

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
from ..quantity import UNKNOWN, clamp, const, minutes
from .daylight import arch
from .past import ARCH, DAY, HEAT, MINUTE, NOTHING, OUTDOOR, ROOM, SUN, UNUSABLE, WINDOW, buffer, zeros
from .room_state import RoomState

NEVER = const(1 << 24)  # s, half a year: the answer of `arrival` for "not with this heat"

_PARAMETERS = const(9)  # of a fit (`parameters`), those of the house first
_HOUSE = const(7)
_BIN = const(900)  # s
_FIRST = const(192)  # bins before the first fit
_MOST_OVER = const(300)  # s by which a bin may be shorter, since those before were longer
_BAD = minutes(1)  # s of untrusted time that a bin may hold
_SPAN = const(12000)  # 0.01 K, the largest difference to outdoors that counts (keeps products inside 30 bits)
_WATTS = const(32000)


class House:
    """The learned house. `settings` has what the installer said, `memory` what was learned."""

    def __init__(self, settings, memory, history):
        self.memory = memory
        self.history = history
        self.bin = array("h", NOTHING)  # the last one
        self.bins = history.bins  # number of the next one
        self.since = self.bins  # and of the first since boot
        self._minute = -1  # of the week, in which the last one before boot ended
        # Bins at which the next fit begins, and at which the ridge is set anew
        self.due = max(_FIRST, self.bins - self.bins % DAY + DAY)
        self.renew = max(WINDOW, self.bins + WINDOW - self.bins % DAY)
        self.opening = self._fit = None
        # What `learning` works with: bounds, ridge, and the house as the last fit has it
        self.low, self.high = zeros("i", _PARAMETERS), zeros("i", _PARAMETERS)
        self.prior, self.spread, self.values = zeros("i", _PARAMETERS), zeros("i", _PARAMETERS), zeros("i", _HOUSE)
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
        self.turn = None  # the sun's way when it was known first: what came before still lies flat
        self.light_due = self.bins + DAY  # bins at which the light is learned next
        self.state = RoomState()
        self.followed = 0  # bins that the state knows
        self.airing = 0  # above 0: a window seems to be open (`room_observer`)
        if self.bins:
            kept = buffer()
            history.read(self.bins - 1, kept)
            self._minute = kept[MINUTE]
            self.bin[OUTDOOR] = kept[OUTDOOR]
        with errand:
            from . import learning
        learning.begin(self, settings)

    # --- in the tick -------------------------------------------------------------------------------------------------

    def observe(self, s, heat, sun, dt, usable):
        """Notes the last `dt` s, with what the Situation `s` says of room, outdoors and clock. `heat` W into the room (cooling
        negative); `sun` W/m² or UNKNOWN; `usable` 0 when the room reading is not trusted or a window is open."""
        if usable and s.room != UNKNOWN and s.outdoor != UNKNOWN:
            self._good += dt
            self._room_sum += s.room * dt
            self._outdoor_sum += s.outdoor * dt
        self._heat_sum += heat * dt
        if sun != UNKNOWN:
            self._sun_sum += sun * dt
            self._sun_time += dt
        self._time += dt
        if self._time + self._over >= _BIN:
            self._close(s.minute)

    def _close(self, minute):
        """Writes the means of the quarter of an hour that ends now into the history."""
        history = self.history
        if self.bins == self.since and self.bins:
            self._go_on(minute)
        bin = self.bin
        time = self._time
        good = self._good
        self._over = min(self._over + time - _BIN, _MOST_OVER)
        memory = self.memory
        if time - good <= _BAD:
            bin[ROOM] = clamp(self._room_sum // good, -_SPAN, _SPAN)
            bin[OUTDOOR] = clamp(self._outdoor_sum // good, -_SPAN, _SPAN)
            self._age += 1
            if self._age == 4:
                self._age = 0
                memory.house_age += 1
        else:
            bin[ROOM] = UNUSABLE  # and outdoors it is as it was
        bin[HEAT] = clamp(self._heat_sum // time, -_WATTS, _WATTS)
        if time - self._sun_time <= _BAD:
            sun = clamp(self._sun_sum // self._sun_time, 0, 1500)
            if self.sunlight is not None:
                sun = self.sunlight.observe(sun, self.bins)
            bin[SUN] = sun if self.oriented else -2 - sun
            through = memory.sun_aperture * sun // 100 if self.oriented else 0
            self._sunshine = clamp(memory.sun_share, 0, 1000) * through // 1000
            self._stored += through - self._sunshine - self._stored // DAY
        else:
            bin[SUN] = -1
            self._sunshine = 0
            self._stored -= self._stored // DAY
        self.daylight = -1 if minute == UNKNOWN else arch(minute + 1433)  # mid-bin, 7 min ago
        bin[ARCH] = self.daylight
        bin[MINUTE] = -1 if minute == UNKNOWN else minute
        history.put(bin)
        self.bins = history.bins
        self._time = self._good = 0
        self._room_sum = self._outdoor_sum = self._heat_sum = self._sun_sum = self._sun_time = 0

    def _go_on(self, minute):
        """The first bin after a restart: leaves out those of which nothing is known, whole days apart."""
        missing = 1
        if minute != UNKNOWN and self._minute >= 0:
            missing = ((minute - self._minute + 7) // 15 - 1) % DAY
        self.history.skip(missing)
        self.bins = self.history.bins

    def loss(self, room, outdoor):
        """Heat in W that holds `room` at `outdoor` (0.01 °C), gains taken off; negative when the house needs cooling."""
        memory = self.memory
        difference = room - outdoor
        if difference > _SPAN:
            difference = _SPAN
        elif difference < -_SPAN:
            difference = -_SPAN
        return memory.heat_loss * difference // 1000 - memory.gains - self._sunshine - self._stored // DAY

    def arrival(self, heat_max, room, target, outdoor):
        """Time in s until `heat_max` W (negative: cooling) has brought `room` to `target` (0.01 °C); 0 when it is there already,
        `NEVER` when it does not get there. With the capacity of the air and of that part of the mass which follows it within two
        hours (`memory.heat_capacity`)."""
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

    def learn(self):
        """Does one part of the learning: what a replay of the history takes, about. True while a fit is under way."""
        while self.learn_piece():
            pass
        return self._fit is not None

    def learn_piece(self):
        """A piece of that, for who has something to do in between: one read of the history at most. True if there are more."""
        if self.followed < self.bins:
            with errand:
                from . import room_observer
            room_observer.catch_up(self)
            return True
        fit = self._fit
        if fit is not None:
            self._fit = None  # if that raises, there is none any more
            more = fit.advance()
            if not fit.done:
                self._fit = fit
                return more
        opening = self.opening
        if opening is not None:
            self.opening = None
            opening.advance()
            if opening.done:
                self._fit = opening.fit
                return False
            self.opening = opening
            return True
        light = self.sunlight is not None and self.bins >= self.light_due
        if fit is None and not light and self.bins < self.due:
            return False
        with errand:
            from . import learning
        if not learning.go_on(self, fit, light):
            return False
        with errand:
            from . import opening as house_opening
        self.opening = house_opening.Opening(self)
        return True
