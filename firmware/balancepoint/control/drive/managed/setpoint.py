"""How a difference is told to the unit: by its set point, or by the room temperature that it is fed.

- `by_sensor()`: it goes by its own sensor, and the set point moves about what that says, in steps of half a degree or a whole
  one. The set point leaves the person's by 2 K at most.
- `by_feed()`: the set point stays at the person's and the feed moves, in steps of 0.5 K. A unit that keeps what it was fed is
  never told more than 2 K from the room: cut off from us, it would go on with that.
- `own()`: by its own sensor at the person's set point.

The sensor is told in steps of half a kelvin by many: when another one is told it has just passed the middle, and from there on
it is taken to move as the room does. A unit that does not say it is taken to feel 1.5 K more than the room while it heats
(echavet #222: 1.5 to 2.5 K), and half as much less while it cools, a guess.

The person's is `s.goal`: their set point, or on the way between two of theirs the ramp that leads to it. A set point is kept
until the difference asks for 0.8 of another step, and for 5 min, whole degrees for 10, for some units beep and write it down.
"""

from ...quantity import UNKNOWN, clamp, const, deg, minutes

FEED_NONE = const(0)
FEED_HOLDS = const(1)

_AWAY = deg(2)
_FEED_STEP = const(50)
_FEED_LOW = deg(8)
_FEED_HIGH = deg(39)
_KEEP = const(80)  # % of a step
_PAUSE = minutes(5)
_TOLD = const(50)  # 0.01 K, the coarsest steps in which a room is told
_HEAD = deg(1.5)


def _nearest(value, step):
    return (value + (step >> 1)) // step * step


def _at_least(value, bound, step):
    """`value`, or so many `step`s more that it is not below `bound`."""
    return value if value >= bound else value - (value - bound) // step * step


class SetPoint:
    """`setpoint`, `feed` (0: none), `sensor` 0.01 °C; `difference` as the unit sees it, 0.01 K."""

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
        self.sensor = 0  # what it goes by
        self._fine = 0  # the same, 1/60 of 0.01 °C
        self._said = UNKNOWN

    def wish(self, value):
        """The set point nearest to a temperature."""
        return clamp(_nearest(value, self._step), self._low, self._high)

    def own(self, wish):
        """Back to its own sensor."""
        self.setpoint = self.wish(wish)
        self.feed = 0
        self.difference = 0

    def feel(self, s, dt):
        """Once a decision: what its own sensor feels."""
        air = s.return_air
        if air == UNKNOWN:
            air = s.room
            if s.compressor_on:
                air += _HEAD if s.heating else -_HEAD // 2
            self._said = air
            self._fine = air * 60
        elif air != self._said:
            near = -_TOLD <= air - self._said <= _TOLD
            self._fine = (air + self._said) * 30 if near else air * 60
            self._said = air
        else:
            self._fine = clamp(self._fine + s.slope * dt // 60, (air - _TOLD // 2) * 60, (air + _TOLD // 2) * 60)
        self.sensor = self._fine // 60

    def by_feed(self, s, difference):
        """The feed nearest to the difference, with the set point that is nearest to the person's."""
        sign = -1 if s.cooling else 1
        setpoint = self.setpoint = self.wish(s.goal)
        feed = _nearest(setpoint - sign * difference, _FEED_STEP)
        if self._kind == FEED_HOLDS:
            away = max(_AWAY - abs(setpoint - s.goal), _FEED_STEP)
            lowest = -((away - s.room) // _FEED_STEP) * _FEED_STEP
            feed = clamp(feed, lowest, (s.room + away) // _FEED_STEP * _FEED_STEP)
        self.feed = clamp(feed, _FEED_LOW, _FEED_HIGH)
        self.difference = sign * (setpoint - self.feed)

    def by_sensor(self, s, difference, least, urgent):
        """The step nearest to the difference that does not leave less than `least` of it. `urgent`: at once."""
        sign = -1 if s.cooling else 1
        step = self._step
        sensor = self.sensor
        setpoint = self.setpoint
        wanted = sensor + sign * difference
        if self.feed:
            self.feed = 0
            urgent = 1
        if urgent or s.now - self._moved_at >= max(_PAUSE * step // 50, self._memory.unit_lag * 2):
            if not -step * _KEEP <= (wanted - setpoint) * 100 <= step * _KEEP:
                setpoint = _nearest(wanted, step)
        setpoint = sign * _at_least(sign * setpoint, sign * sensor + least, step)
        low = -((_AWAY - s.goal) // step) * step
        high = (s.goal + _AWAY) // step * step
        setpoint = clamp(clamp(setpoint, low, high), self._low, self._high)
        if setpoint != self.setpoint:
            self._moved_at = s.now
            self.setpoint = setpoint
        self.difference = sign * (setpoint - sensor)
