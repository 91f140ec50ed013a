"""From the fused reading of the room sensors to a steady room temperature and its slope.

- Filter: median of three, then y += (u - y)·dt/tau (tau 120 s: above the noise of a 0.1-K sensor, below the room's
  minutes). The median delays by one sample, and a low pass with this weight by tau - dt, so that a ramp comes out tau
  late at any tick.
- Slope: the difference of two equal low passes in series over their time constant, 8 min, backward Euler: exact for a
  ramp at any tick. Its mean age is 16 min, as that of a line fitted through half an hour.
- Hand-over: what another set of sensors says differently becomes a bridge, let down at 1 K/h, so that nothing jumps. More
  than 3 K is no difference of places: one of them was wrong, and the filter starts at the new one.
- A leap of more than 1.5 K is no movement of a room (a sensor was carried): the filter starts there, at rest.

    room = RoomFilter(tau=120)
    room.start(2100)                  # 21.00 °C
    room.hand_over(2130)              # other sensors say 21.30
    room.step(2130, 10)               # 10 s later; room.value, room.raw
    room.follow(60)                   # each minute; room.slope
"""

from ..quantity import const, deg, minutes

_BRIDGE_SPEED = const(36)  # 1 K/h: 0.01 K in 36 s
_BRIDGE_LIMIT = deg(3) * _BRIDGE_SPEED
_LEAP = deg(1.5)
_SLOPE_TIME = minutes(8)


class RoomFilter:
    """`value`: filtered, 0.01 °C. `slope`: 0.01 K/h. `raw`: the last reading, before bridge and filter."""

    __slots__ = (
        "value", "slope", "raw", "_tau", "_half", "_bridge", "_before", "_before_that", "_sum", "_first", "_second",
    )  # fmt: skip

    def __init__(self, tau):
        self._tau = tau
        self._half = tau >> 1
        self.value = 0
        self.slope = 0
        self.raw = 0
        self._bridge = 0  # 0.01 K · _BRIDGE_SPEED
        self._before = 0  # the last two bridged readings, for the median
        self._before_that = 0
        self._sum = 0
        self._first = 0  # low passes for the slope, 0.01 K / 256
        self._second = 0

    def start(self, value):
        """Begin at `value`, 0.01 °C, at rest."""
        self.raw = value
        self._begin(value)
        self._bridge = 0

    def _begin(self, value):
        self.value = value
        self.slope = 0
        self._before = value
        self._before_that = value
        self._sum = value * self._tau
        self._first = value << 8
        self._second = value << 8

    def hand_over(self, value):
        """The next reading comes from other sensors, which say `value` at present."""
        bridge = self._bridge + (self.raw - value) * _BRIDGE_SPEED
        if -_BRIDGE_LIMIT <= bridge <= _BRIDGE_LIMIT:
            self._bridge = bridge
        else:
            self.start(value)

    def step(self, value, dt):
        """Take the reading `value` after `dt` s, 1..120."""
        self.raw = value
        bridge = self._bridge
        if bridge:
            if bridge > dt:
                bridge -= dt
            elif bridge < -dt:
                bridge += dt
            else:
                bridge = 0
            self._bridge = bridge
            value += bridge // _BRIDGE_SPEED
        low = self._before_that
        high = self._before
        self._before_that = high
        self._before = value
        if low > high:
            high = low
            low = self._before_that
        if value < low:
            value = low
        elif value > high:
            value = high
        if not -_LEAP <= value - self.value <= _LEAP:
            self._begin(value)
            return
        tau = self._tau
        if dt > tau:
            dt = tau
        total = self._sum
        total += ((value * tau - total) * dt + self._half) // tau
        self._sum = total
        self.value = (total + self._half) // tau

    def follow(self, dt):
        """Bring the slope up to date after `dt` s, 1..120."""
        first = self._first
        first += ((self.value << 8) - first) * dt // (_SLOPE_TIME + dt)
        second = self._second
        second += (first - second) * dt // (_SLOPE_TIME + dt)
        self._first = first
        self._second = second
        self.slope = ((first - second) * 15 + 256) >> 9  # 3600 / (256 · _SLOPE_TIME)
