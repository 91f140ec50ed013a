"""How the house holds heat, learned from its own past, and what follows: need, rate of change, time of arrival.

    house = House(settings, memory)
    house.observe(room, outdoor, heat, sun, minute_of_week, dt, usable)   # in the tick
    house.learn()                                                         # outside the tick, every few minutes
    house.loss(2100, -500)                                                # W that hold 21 °C at -5 °C

The history is a ring of 15-min means, 16 000 bytes, gone at a reboot; what was learned is in `memory`. `house_fit` fits
a room of two capacities to the last 14 days: first after two days (five without a clock), then daily, weekly once the
window is full. The ridge begins at the installer's values. For the heat loss it moves to what was learned, every 14
days, which is how old weather is forgotten, and grows firmer with the hours behind it. For the rest it stays: a constant
set point says little about capacities, and what little it says is biased upwards, since a good controller lets nothing
move; following its own results the learner would drift away.

Gains and heat loss are told apart only by how the need follows the outdoor temperature, hence a firm ridge on gains.
`gains` are those that are there by night too. Without a sun reading the sun of the last days is kept as `sun_gains`, to
begin the next fit with; `loss` does not count on it, for a dull day would be a cold one.

A sun sensor that lies flat needs the latitude (`settings.latitude`); `sunlight` turns what it reads onto the windows.

`state` is where the air and the mass are now, by the learned room (`room_state`); `learn` keeps it up to date.

`heat` is what the controller believes to deliver, by the data sheet's map of the unit. A unit that delivers 10 % less
than its map makes the house look 10 % leakier, and nothing measured here can tell: what is learned is in *map watts*.
So is what the controller demands, and the ratio of the two, which decides about the balance point, is right all the same.
"""

from array import array

from .daylight import arch, minute_of_day
from .house_fit import AIR, DAY, MASS, PATH, SHARE, SUN, UNUSABLE, Fit
from .quantity import clamp, const, minutes
from .room_model import coefficients
from .room_state import RoomState
from .sunlight import Sunlight

NEVER = const(1 << 24)  # s, half a year: the answer of `arrival` for "not with this heat"

_BIN = const(900)  # s
_SIZE = const(1600)  # bins in the ring: the window, and room for what comes in while it is being worked on
_WINDOW = const(1344)  # bins, 14 days
_FIRST = const(192)  # bins before the first fit
_GUESSED = const(480)  # bins before the first one without a clock: the time of day must be guessed well
_MOST_OVER = const(300)  # s by which a bin may be shorter, since those before were longer
_BAD = minutes(1)  # s of untrusted time that a bin may hold
_SPAN = const(12000)  # 0.01 K, the largest difference to outdoors that counts (keeps products inside 30 bits)
_WATTS = const(32000)
_ERROR = const(250)  # 0.01 K; a fit that misses by more, root mean square, is not believed


class House:
    """The learned house. `settings` has what the installer said, `memory` what was learned."""

    def __init__(self, settings, memory):
        self.memory = memory
        self.room = array("h", [0] * _SIZE)
        self.outdoor = array("h", [0] * _SIZE)
        self.heat = array("h", [0] * _SIZE)
        self.sun = array("h", [0] * _SIZE)  # W/m² as the windows see it, -1 unknown
        self.arch = array("h", [0] * _SIZE)  # ‰, -1 unknown
        self._next = 0  # where the next bin goes
        self._bins = 0  # since boot
        self._due = _FIRST  # bins at which the next fit begins
        self._renew = _WINDOW  # bins at which the ridge is set anew
        self._fit = None
        self._time = self._good = self._age = self._over = 0
        self._room_sum = self._outdoor_sum = self._heat_sum = self._sun_sum = self._sun_time = 0
        self.daylight = -1  # ‰ of a clear noon by the clock, -1 unknown
        self._sunshine = 0  # W the sun gives the air now, by the sun reading
        self._stored = 0  # 1/96 W, what the mass gives back of it, mean of a day
        self._sunlight = Sunlight(settings.latitude) if settings.latitude else None
        self._oriented = self._sunlight is None  # the sun reading says what the windows get
        self._light_due = DAY  # bins at which the light is learned next
        self.state = RoomState()
        self._followed = 0  # bins that the state knows

        loss, capacity, gains = settings.house_heat_loss, settings.house_heat_capacity, settings.house_gains
        self._high = [loss * 3, capacity * 8, capacity, capacity * 9, 850, gains * 3 + 300, 900]
        self._low = [loss * 3 // 10, capacity // 40, capacity // 80, capacity // 8, 50, 0, -200]
        # No time constant below a sub-step of `coefficients`, whatever the installer said.
        self._low[MASS] = max(self._low[MASS], (loss * 30 + capacity * 9) // 2560 + 1)
        self._low[AIR] = max(self._low[AIR], (loss * 3 + capacity * 9) // 2560 + 1)
        start = (loss, capacity * 7 // 8, capacity // 8, capacity * 11 // 10, 500, gains, 300)
        self._start = [0] * len(start)
        for k in range(len(start)):
            self._high[k] = max(self._high[k], self._low[k])
            self._start[k] = clamp(start[k], self._low[k], self._high[k])
        self._values = [
            memory.heat_loss, memory.mass_capacity, memory.air_capacity, memory.mass_coupling,
            memory.mass_path, memory.gains, memory.sun_share,
        ]  # fmt: skip
        for k in range(SHARE + 1):
            value = self._values[k]
            self._values[k] = self._start[k] if value is None else clamp(value, self._low[k], self._high[k])
        self._publish(self._values)
        self._remember()

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
        at = self._next
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
            if self._sunlight is not None:
                sun = self._sunlight.observe(sun, self._bins)
            self.sun[at] = sun
            through = memory.sun_aperture * sun // 100 if self._oriented else 0
            self._sunshine = clamp(memory.sun_share, 0, 1000) * through // 1000
            self._stored += through - self._sunshine - self._stored // DAY
        else:
            self.sun[at] = -1
            self._sunshine = 0
            self._stored -= self._stored // DAY
        self.daylight = -1 if minute_of_week is None else arch(minute_of_week + 1433)  # mid-bin, 7 min ago
        self.arch[at] = self.daylight
        self._next = at + 1 if at + 1 < _SIZE else 0
        self._bins += 1
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
        return self.outdoor[(self._next - 1 - bins) % _SIZE]

    def learn(self):
        """Does one piece of the learning: a replay of the history, at most. True while a fit is under way."""
        self._follow()
        if self._fit is not None:
            if self._fit.advance():
                self._adopt(self._fit)
                self._fit = None
                return False
            return True
        if self._sunlight is not None and self._bins >= self._light_due:
            self._light_due = self._bins + DAY
            self._orient(self._sunlight)
        if self._bins < self._due:
            return False
        self._due = self._bins + (DAY if self._bins < _WINDOW else 7 * DAY)
        if self._bins >= self._renew:
            self._renew = self._bins + _WINDOW
            self._remember()
        self._fit = self._open()
        return self._fit is not None

    def _follow(self):
        """Takes the state of the room to the present."""
        while self._followed < self._bins:
            behind = self._bins - self._followed
            if behind > DAY:  # a state forgets faster
                self._followed += behind - DAY
                continue
            at = (self._next - behind) % _SIZE
            sun = self.memory.sun_aperture * max(self.sun[at], 0) // 100 if self._oriented else 0
            self.state.follow(self.heat[at], self.outdoor[at], sun, self.room[at])
            self._followed += 1

    def _orient(self, sunlight):
        """Learns the sun's way from the light, and the first time turns what the history has of it."""
        sunlight.learn()
        if self._oriented or sunlight.noon is None:
            return
        self._oriented = True
        for k in range(min(self._bins, _SIZE)):
            at = self._next - 1 - k  # negative: from the ring's end
            if self.sun[at] > 0:
                self.sun[at] = sunlight.on_wall(self.sun[at], self._bins - 1 - k)

    def _remember(self):
        """Sets the ridge of the coming fits: the heat loss as known now, for the rest the installer's values."""
        memory = self.memory
        firm = max(1000 // (10 + memory.house_age // 24), 25)  # % of the heat loss: one standard deviation
        self._prior = [memory.heat_loss] + self._start[1:]
        self._spread = [max(memory.heat_loss * firm // 100, 1)]
        self._spread += [max(value * 2 // 5, 1) for value in self._start[MASS:PATH]] + [80, 100, 300]

    def _open(self):
        """A fit over the longest usable end of the history, or None."""
        bins = min(self._bins, _WINDOW)
        first = (self._next - bins) % _SIZE
        suns = clocks = 0
        for k in range(bins):
            at = (first + k) % _SIZE
            suns += self.sun[at] >= 0
            clocks += self.arch[at] >= 0
        metered = self._oriented and suns * 10 >= bins * 9
        sun = self.sun
        if not metered:
            sun = self.arch
            if clocks * 10 < bins * 9:
                if bins < _GUESSED:
                    return None
                sun = self._guess(first, bins)
        while bins > 0 and (self.room[first] == UNUSABLE or sun[first] < 0 or not metered and sun[first] > 0):
            first = (first + 1) % _SIZE  # begin with a trusted room, and by night, so that a day's sun is in one piece
            bins -= 1
        if bins < _FIRST // 2:
            return None
        memory = self.memory
        start = self.room[first]
        values = self._values + [start]
        prior = self._prior + [start]
        spread = self._spread + [500]
        low = self._low + [start - 3000]
        high = self._high + [start + 3000]
        days = (bins + DAY - 1) // DAY
        if metered:
            values.append(memory.sun_aperture)
            prior.append(500)
            spread.append(1000)
            low.append(0)
            high.append(10000)
        else:
            values += [memory.sun_gains] * days
            prior += [memory.sun_gains] * days
            spread += [2000] * days
            low += [0] * days
            high += [20000] * days
        rounds = 2 if self._bins > _WINDOW else 4
        return Fit(self, sun, metered, first, bins, values, prior, spread, low, high, rounds)

    def _guess(self, first, bins):
        """The arch of clear days over the history when there is no clock."""
        minute = minute_of_day(self.outdoor, first, bins)
        arches = array("h", [0] * _SIZE)
        for k in range(bins):
            arches[(first + k) % _SIZE] = arch(minute + 15 * k)
        return arches

    def _adopt(self, fit):
        """Takes over what a fit found, if it explains the past."""
        values = fit.values
        self._values = values[: SHARE + 1]  # the next one goes on from here, believed or not
        if not fit.better or fit.error > _ERROR:
            return
        memory = self.memory
        if fit.metered:
            memory.sun_aperture = values[SUN]
        else:
            memory.sun_gains = sum(values[SUN:]) // len(values[SUN:])
        memory.house_error = fit.error
        self._publish(values)

    def _publish(self, values):
        memory = self.memory
        memory.heat_loss, memory.mass_capacity, memory.air_capacity, memory.mass_coupling = values[:4]
        memory.mass_path, memory.gains, memory.sun_share = values[4 : SHARE + 1]
        memory.heat_capacity = self._capacity()
        self.state.believe(memory)

    def _capacity(self):
        """Effective heat capacity over two hours, Wh/K: what 100 kW from rest fill in that time, losses apart."""
        memory = self.memory
        am, ao, aa, ax, ma, mo, mm, mx = coefficients(
            memory.heat_loss, memory.mass_capacity, memory.air_capacity, memory.mass_coupling, memory.mass_path
        )
        air = mass = lost = 0
        for _ in range(8):
            before = air
            air, mass = (
                air + ((am * (mass - air) - ao * air + aa * 100000) >> 15),
                mass + ((ma * (air - mass) - mo * mass + mx * 100000) >> 18),
            )
            lost += (before + air) * memory.heat_loss
        # air in 0.0025 K; lost: 0.1 W/K * 0.005 K * 0.25 h
        return clamp((200000 - lost // 32000) * 400 // max(air, 1), 10, 100000)
