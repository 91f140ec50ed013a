"""How a difference is told to the unit: by its set point, or by the room temperature that it is fed.

- With a feed the set point stays at the person's and the feed moves, in steps of 0.5 K. A unit that keeps what it was fed is
  never told more than 2 K from the room: cut off from us, it would go on with that.
- Without one the set point moves about what the unit's own sensor says, in steps of half a degree or a whole one, and leaves
  the person's by 2 K at most. A unit that does not say it is taken to feel 1.5 K more than the room while it heats.
- `own()`: by its own sensor at the person's set point.

The person's is `s.goal`: their set point, or on the way between two of theirs the ramp that leads to it. A step is kept until the
difference asks for 0.6 of another one, so that it is not told to and fro; a set point until it asks for 0.8, and for 5 min, whole
degrees for 10, for some units beep and write it down each time.
"""

from ...quantity import UNKNOWN, clamp, const, deg, minutes

FEED_NONE = const(0)
FEED_HOLDS = const(1)

_AWAY = deg(2)
_FEED_STEP = const(50)
_FEED_LOW = deg(8)
_FEED_HIGH = deg(39)
_KEEP = const(60)  # % of a step
_KEEP_SETPOINT = const(80)
_PAUSE = minutes(5)
_FEED_PAUSE = minutes(1)
_HEAD = deg(1.5)  # echavet #222: 1.5 to 2.5 K


def _nearest(value, step):
    return (value + (step >> 1)) // step * step


def _within(value, bound, step, cooling):
    """`value`, or one `step` further (in cooling: the other way) where it is short of `bound`."""
    if cooling:
        value, bound = -value, -bound
    if (value < bound) if step > 0 else (value > bound):
        value += step
    return -value if cooling else value


class SetPoint:
    """`setpoint`, `feed` (0: none), `difference` as the unit sees it, all 0.01 K or °C."""

    def __init__(self, settings, memory):
        self._memory = memory
        self._kind = settings.room_feed
        self._step = settings.setpoint_step
        self._low = -(-settings.setpoint_low // self._step) * self._step
        self._high = settings.setpoint_high // self._step * self._step
        self.setpoint = self.wish(memory.heat_setpoint)
        self.feed = 0
        self.difference = 0
        self._moved_at = -_PAUSE
        self._sensor = UNKNOWN  # what it goes by, smoothed

    def wish(self, value):
        """The set point nearest to a temperature."""
        return clamp(_nearest(value, self._step), self._low, self._high)

    def own(self, wish):
        """Back to its own sensor."""
        self.setpoint = self.wish(wish)
        self.feed = 0
        self.difference = 0

    def lead(self, s, difference, least, urgent):
        """Once a decision: the step nearest to `difference` that is not below `least`. `urgent`: at once. Returns by how much it
        has changed."""
        before = self.difference
        sign = -1 if s.cooling else 1
        if self._kind == FEED_NONE:
            self._feel(s)
            self._by_setpoint(s, sign * difference, sign * least, urgent)
            self.difference = sign * (self.setpoint - self._sensor)
        else:
            self._by_feed(s, sign * difference, sign * least, urgent)
            self.difference = sign * (self.setpoint - self.feed)
        return self.difference - before

    def _feel(self, s):
        """What it goes by; steps of half a kelvin are smoothed."""
        air = s.return_air
        if air == UNKNOWN:
            air = s.room + (_HEAD if s.heating and s.compressor_on else 0)
        if self._sensor == UNKNOWN:
            self._sensor = air
        self._sensor += (air - self._sensor) // 2

    def _by_feed(self, s, difference, least, urgent):
        setpoint = self.setpoint = self.wish(s.goal)
        wanted = setpoint - difference
        feed = self.feed
        far = wanted - feed
        if not feed or not -_FEED_STEP * _KEEP <= far * 100 <= _FEED_STEP * _KEEP:
            if urgent or not feed or s.now - self._moved_at >= _FEED_PAUSE:
                feed = _within(_nearest(wanted, _FEED_STEP), setpoint - least, -_FEED_STEP, s.cooling)
                self._moved_at = s.now
        if self._kind == FEED_HOLDS:
            away = max(_AWAY - abs(setpoint - s.goal), _FEED_STEP)
            lowest = -((away - s.room) // _FEED_STEP) * _FEED_STEP
            feed = clamp(feed, lowest, (s.room + away) // _FEED_STEP * _FEED_STEP)
        self.feed = clamp(feed, _FEED_LOW, _FEED_HIGH)

    def _by_setpoint(self, s, difference, least, urgent):
        step = self._step
        sensor = self._sensor
        wanted = sensor + difference
        setpoint = self.setpoint
        if not -step * _KEEP_SETPOINT <= (wanted - setpoint) * 100 <= step * _KEEP_SETPOINT:
            if urgent or s.now - self._moved_at >= max(_PAUSE * step // 50, self._memory.unit_lag * 2):
                setpoint = _nearest(wanted, step)
        setpoint = _within(setpoint, sensor + least, step, s.cooling)
        low = -((_AWAY - s.goal) // step) * step
        high = (s.goal + _AWAY) // step * step
        setpoint = clamp(clamp(setpoint, low, high), self._low, self._high)
        if setpoint != self.setpoint:
            self._moved_at = s.now
            self.setpoint = setpoint
