"""When to leave a setback, and how fast, so that the room is there at the time asked.

The schedule says by how much and when the set point will rise (in cooling: fall). From there back the room is led along a ramp
whose time, not whose heat, is given, so that an error of the model costs a little power and no punctuality. Its length is the
cheapest by the unit's map among those the unit can follow with 80 % of what it has to spare: a long one runs slower and better,
a short one lets the house rest longer. What it takes is, beyond the loss that a steady room has,

    extra = scale * C_air * rate + G * (target - mass),   G = K^2 / (K + U_mass)

in the two-capacity room of `room_model`, the mass following the room with C_mass / (K + U_mass). The same `extra` goes to the
capacity stage as feed-forward and fades with the mass, so that the room neither overshoots nor sags when it has arrived.
`scale` is the heat that past recoveries took over what the model said (energy over the whole recovery, hence hardly touched
by noise), `late` how many seconds they came late; both are remembered (Beckhoff's optimised start and ASHRAE's optimum start
learn likewise). Defrosts are kept out of the hour before, but for one that ends with it. The backup heater stays barred
until the heat pump alone would be more than half an hour late.
"""

from ..quantity import clamp, const, deg, divide, hours, minutes

_SHORTEST = minutes(30)
_LONGEST = hours(3)
_HARDEST = hours(6)  # where the unit has little to spare
_STRIDE = minutes(15)
_EVERY = minutes(5)  # between two plans
_SPARE = const(800)  # ‰ of the spare capacity that a ramp may ask for,
_PUSH = const(1000)  # and the end of it
# Short of the set point the ramp ends: so far may a disturbance throw the room and it is not early; and no less than this
# where there is little to spare. In cooling nothing defrosts.
_SHOULDER = deg(1.0)
_NARROW = deg(0.8)
_SHOULDER_COOLING = deg(0.8)
_NARROW_COOLING = deg(0.6)
_FINER = deg(0.1)
_LAST = minutes(20)  # and the rest goes quickly,
_EASE = deg(0.25)  # but for the end of it
_EASING = minutes(20)
_WALL = minutes(10)  # the air is ahead of a sensor on the wall (4 min), and touches a mark before its mean does
_ARRIVED = deg(0.3)
# A defrost cools the room by more than half a kelvin and the walls give it back within a quarter of an hour: one that ends just
# before the time asked brings the room there on the minute, any other throws it. Before the time asked, then:
_HELD_FROM = minutes(60)  # none but for need,
_CLEAR_FROM = minutes(32)  # one for little,
_CLEAR_BY = minutes(22)  # none but for need
_STEADY = minutes(10)  # and so long after it
_OUT_OF_THE_WAY = const(300)
_IN_THE_WAY = const(3000)
_SLOWEST = hours(6)  # time constant that counts for the tail
_START = minutes(8)  # what the compressor's start ramp costs
_GIVE_UP = hours(2)  # after the time asked
_LATE = minutes(30)
_DELIVERED = const(900)  # ‰ of capacity that remains with frost and defrosts, until better is known
_FULL = const(970)
_SURE = minutes(10)  # so long the heat pump must look late before the backup is let in
_NUDGE = deg(0.5)  # a goal that moves by less (humidity, dial) is the same
_LEAST = deg(0.8)  # a rise that teaches something
_NEWS = const(500)  # ‰, the most that one recovery is believed
_PARTS = const(256)
_MOST = const(30000)  # W
_SPAN = const(3000)  # 0.01 K
_TAIL = deg(0.1)


class Recovery:
    """`step()` sets `on`, `target` (0.01 °C), `extra` (W), `barred` (the backup heater must wait) and, at its beginning,
    `begins` with `trim` (W by which the loss is wrong).
    """

    def __init__(self, settings, memory, house):
        self._settings = settings
        self._memory = memory
        self._house = house
        self.on = 0
        self.target = 0
        self.extra = 0
        self.barred = 0
        self._fading = 0  # the mass has not arrived
        self._sign = 1  # -1 in cooling
        self._mass = 0  # 1/256 of 0.01 °C,
        self._seen = 0  # once the room has been
        self._goal = 0
        self._begin = self._end = self._asked = 0
        self._held = 0  # the set point it came from
        self._shoulder = _NARROW
        self._way = 0  # 0.01 K from begin to end
        self._planned = -_EVERY
        self._lead = 0
        self._arrived = 0
        self._late_since = -1
        self._room = self.trim = 0  # when it began
        self.begins = 0
        self._heat = self._lag = 0  # W min beyond the loss; 0.01 K min of room over mass
        self.learn()

    def learn(self):
        """Outside the tick: what the learned house makes of it."""
        memory = self._memory
        coupling = clamp(memory.mass_coupling, 1, 30000)
        inner = min(memory.heat_loss * memory.mass_path // 1000, coupling * 9 // 10)
        through = coupling + coupling * inner // (coupling - inner)
        self._tau = clamp(min(memory.mass_capacity, 60000) * 3600 // max(through // 10, 1), hours(0.5), hours(48))
        self._coupled = coupling * coupling // through  # G, 0.1 W/K
        self._air = min(memory.air_capacity, 20000)

    def step(self, active, cooling, target, rise, until, room, outdoor, side, capacity, heat, trim, slope, dt, now):
        """Once a decision, after comfort.

        `active`: this side is asked for and its readings are trusted. `target`: comfort's, `rise` of it (0.01 K) in
        `until` s (-1: none is coming). `side`: of the unit map, at `outdoor`; `capacity` W it has, `heat` W it gives. `trim`: W
        by which the loss proved wrong. `slope`: of the room while the compressor rests, 0.01 K/h, else None.
        """
        sign = -1 if cooling else 1
        house = self._house
        dt = min(dt, 60)
        self.begins = 0
        if not cooling:
            capacity = capacity * _DELIVERED // 1000
        if room is not None:
            self._follow(room, dt)
        if sign != self._sign or not active or room is None or outdoor is None:
            self._cancel()
            self._sign = sign
            self.target = target
            return
        if cooling and slope is not None:
            # By day the sun is in it, which the loss does not know of: what the room does by itself tells the load.
            need = clamp(self._air * slope // 100 - self._coupled * self._gap(room) // 1000, 0, capacity)
            trim = need + clamp(house.loss(room, outdoor), -_MOST, _MOST)
        ahead = rise > 0 and until >= 0
        goal = target
        if ahead:
            goal += sign * rise
            if not cooling:
                goal = max(target, min(goal, self._settings.wish_limit))
        if self.on:
            late = ahead and not -120 <= now + until - self._asked <= 120
            if late or (not ahead and now < self._asked - 120) or not -_NUDGE < goal - self._goal < _NUDGE:
                self._cancel()
            else:
                self._goal = goal
        if not self.on:
            self.target = target
            if ahead:
                self._fading = 1
                self._goal = target
            if not ahead or until > _HARDEST + _LATE or sign * (goal - room) <= _ARRIVED:
                self._fade(target)
                return
            if now - self._planned >= _EVERY:
                self._planned = now
                self._lead = self._plan(goal, target, room, outdoor, side, capacity, trim if cooling else 0)
            if until > self._lead + (_START if slope is not None else 0) + self._late():
                self._fade(target)
                return
            self._start(goal, target, room, until, trim, now)
        self._go(room, outdoor, capacity, heat, dt, now)

    def aux_setpoint(self, setpoint):
        """What the backup may serve: the setback until it is let in, then the goal."""
        if not self.on:
            return setpoint
        return min(setpoint, self._held) if self.barred else self._goal

    def patience(self, now):
        """What a defrost must be worth now, ‰ of its price."""
        left = self._asked - now
        if not self.on or self._sign < 0 or not -_STEADY < left < _HELD_FROM:
            return 1000
        return _OUT_OF_THE_WAY if _CLEAR_BY <= left < _CLEAR_FROM else _IN_THE_WAY

    def _late(self):
        return self._memory.recovery_late if self._sign > 0 else self._memory.cool_recovery_late

    def _follow(self, room, dt):
        """The mass goes after the room."""
        if not self._seen:
            self._seen = 1
            self._mass = room * _PARTS
        self._mass += divide((room * _PARTS - self._mass) * dt, self._tau)

    def _gap(self, target):
        """By how much the mass is behind a target, 0.01 K."""
        return clamp(self._sign * (target - self._mass // _PARTS), -_SPAN, _SPAN)

    def _effort(self, rate, gap):
        """Heat beyond the loss, W, while the room moves by `rate` (0.01 K/h) and the mass is `gap` (0.01 K) behind."""
        scale = self._memory.recovery_scale if self._sign > 0 else self._memory.cool_recovery_scale
        return clamp(
            clamp(self._air * rate // 100, 0, _MOST) * scale // 1000 + self._coupled * gap // 1000, -_MOST, _MOST
        )

    def _plan(self, goal, target, room, outdoor, side, capacity, trim):
        """The length of the ramp, s: the cheapest the unit can follow; the longest if there is none."""
        house = self._house
        sign = self._sign
        way = clamp(sign * (goal - room), 0, _SPAN)
        last = clamp(sign * house.loss(goal, outdoor) + trim, -_MOST, _MOST)
        middle = clamp(sign * house.loss((goal + room) >> 1, outdoor) + trim, -_MOST, _MOST)
        hold = power(side, clamp(sign * house.loss(target, outdoor), -_MOST, _MOST))
        after = power(side, last)
        spare = (capacity - last) * _SPARE // 1000
        push = (capacity - last) * _PUSH // 1000
        tail = min(self._tau, _SLOWEST) // 60
        widest = _SHOULDER if sign > 0 else _SHOULDER_COOLING
        narrow = _NARROW if sign > 0 else _NARROW_COOLING
        self._shoulder = narrow
        best = -1
        lead = _HARDEST
        time = _SHORTEST
        while time <= _HARDEST and (time <= _LONGEST or best < 0):
            rate = way * 3600 // time
            part = time * 1000 // self._tau
            left = 1000000 // (1000 + part + part * part // 2000)  # ‰, e to the -part
            first = self._gap(room)
            gap = (first * left + rate * (self._tau // 36) // 100 * (1000 - left)) // 1000
            if self._effort(rate, gap) <= spare and self._effort(narrow * 3600 // _LAST, gap) <= push:
                mean = self._effort(rate, (first + gap) >> 1)
                cost = (power(side, middle + mean) - hold) * (time // 60)
                cost += (power(side, last + self._effort(0, gap)) - after) * tail
                if best < 0 or cost < best:
                    best = max(cost, 0)
                    lead = time
                    self._shoulder = widest
                    while self._shoulder > narrow and self._effort(self._shoulder * 3600 // _LAST, gap) > push:
                        self._shoulder -= _FINER
            time += _STRIDE
        return lead

    def _start(self, goal, held, room, until, trim, now):
        way = self._sign * (goal - room)
        self._shoulder = min(self._shoulder, way)
        before = _LAST * (self._shoulder - _ARRIVED) // self._shoulder
        time = max(until - self._late() - before, _SHORTEST >> 1)
        self.on = 1
        self.barred = 1
        self._fading = 0
        self._goal = goal
        self._held = held
        self._asked = now + until
        self._begin = now
        self._end = now + time
        self._way = way
        self._arrived = 0
        self._late_since = -1
        self._room = room
        self.trim = trim
        self.begins = 1
        self._heat = self._lag = 0

    def _go(self, room, outdoor, capacity, heat, dt, now):
        sign = self._sign
        house = self._house
        behind = sign * (self._goal - room)
        left = 0
        rate = 0
        last = self._shoulder
        if now < self._end:
            way = self._way - last
            left = last + way * (self._end - now) // (self._end - self._begin)
            rate = way * 3600 // (self._end - self._begin)
        else:
            left = last - last * (now - self._end) // _LAST
            rate = last * 3600 // _LAST
            if left < _EASE:
                over = now - self._end - _LAST * (last - _EASE) // last
                left = max(0, _EASE - _EASE * over // _EASING)
                rate = _EASE * 3600 // _EASING if left else 0
        self.target = self._goal - sign * left
        self.extra = self._effort(rate, self._gap(self.target))
        if not self._arrived:
            gap = self._gap(room)
            if gap <= 0:
                # Only what follows tells anything: before, the mass warms the room and little is left of large differences.
                self._room = room
                self._heat = self._lag = 0
            self._heat += (heat - self.trim - clamp(sign * house.loss(room, outdoor), -_MOST, _MOST)) * dt // 60
            self._lag += gap * dt // 60
            if behind <= _ARRIVED:
                self._arrived = 1
                self._learn(room, heat > 0 and (sign < 0 or heat < capacity * _FULL // 1000), now)
        if self.barred:
            scale = self._memory.recovery_scale if sign > 0 else self._memory.cool_recovery_scale
            time = min(house.arrival(sign * capacity, room, self._goal - sign * _ARRIVED, outdoor), _MOST * 10)
            if now + time // 100 * scale // 10 <= self._asked + _LATE:
                self._late_since = -1
            elif self._late_since < 0:
                self._late_since = now
            elif now - self._late_since >= _SURE:
                self.barred = 0
        if (self._arrived and now >= self._end + _LAST + _EASING) or now > max(self._asked, self._end) + _GIVE_UP:
            self._cancel()
            self._fading = 1

    def _learn(self, room, free, now):
        """Arrived: how late, and with how much heat. `free`: it was the unit's doing, and not what its limit left over (a cold
        morning says nothing about the next; a hot afternoon does, for the sun is in no reading).
        """
        memory = self._memory
        late = clamp(now - self._settings.room_filter - _WALL - self._asked, -1200, 3600 if self._sign < 0 else 1200)
        moved = self._sign * (room - self._room)
        scale = memory.recovery_scale if self._sign > 0 else memory.cool_recovery_scale
        if moved >= _LEAST and now - self._begin <= _LONGEST + _LATE:
            model = self._air * moved * 6 // 10  # W min
            seen = (
                clamp(self._heat - self._coupled * (self._lag // 60) // 1000 * 60, 0, 1000000)
                * 100
                // max(model // 10, 1)
            )
            scale += divide(clamp(seen - scale, -_NEWS, _NEWS), 3)
        late = divide(late, 4) if free else 0
        if self._sign > 0:
            memory.recovery_scale = clamp(scale, 400, 2500)
            memory.recovery_late = clamp(memory.recovery_late + late, -1200, 1200)
        else:
            memory.cool_recovery_scale = clamp(scale, 400, 2500)
            memory.cool_recovery_late = clamp(memory.cool_recovery_late + late, -1200, 3600)

    def _fade(self, target):
        """In a setback the mass still gives heat, after a recovery it still takes some."""
        self.extra = 0
        if self._fading:
            gap = self._gap(target)
            if -_TAIL <= gap <= _TAIL or target != self._goal and not -_NUDGE < target - self._goal < _NUDGE:
                self._fading = 0
            else:
                self.extra = self._effort(0, gap)

    def _cancel(self):
        self.on = 0
        self.barred = 0
        self.extra = 0
        self._fading = 0
        self._planned = -_EVERY


def power(side, heat):
    """The power, W, that `heat` W take, as a mean over the cycles below the least output."""
    if heat <= 0:
        return 0
    if heat < side.q_min:
        return side.p_min * heat // side.q_min
    return side.power_for(heat)
