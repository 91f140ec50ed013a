"""What a unit makes of the difference that it sees, learned: its set point less what it goes by (in cooling the other way).

Makers set the speed from that difference in zones of half a kelvin, in proportion, step by step while it lasts, or both (Daikin
Si-be04-624 p. 65; control notes 1.2), and none says with which gains. So it is led as something unknown that rises with the
difference, by a PI on its speed:

    difference = hold + slope (share - 1/2) + K (share hoped for - share that turns),   hold += K/Ti (...) dt

`share`: of the way from the least to the highest speed. What turns is told as speed or power; where nothing is told the room's
slope says how much heat there is. Learned and kept for each side: `hold` and `slope`, the line on which it holds a speed;
`off`, the difference at which it stops by itself (Mitsubishi half a kelvin past the set point, Daikin 1.5 K); `lag`, from a
change to what it does. All of them by the unit's own sensor, whose air moves in hundredths of a kelvin.

A room that it is fed goes in steps of half a kelvin: between the step that holds its speed and the one at which it stops there is
none on which it slows down (echavet #483). So a feed starts it and keeps it at rest, and only the least and the off of that are
known.

A mute unit (infrared) says neither what turns nor what it feels. Its own loop holds its head at the set point better than one
that is led by a guess of its speed: its set point stands but for a quarter of the room's error, and goes where over some hours
the room is right.

K, Ti and the first line are guesses, good for zones of half a kelvin with full speed 2 K away; what is learned takes their place.
By its own sensor a unit heats to 2 K above its set point, for the head hangs in warm air (Daikin, Toshiba), and stops 0.5 to
1.5 K past that. It is led no nearer to where it stops than a quarter of a kelvin; where it turns too fast, and has not been seen
to stop, a step further is tried.
"""

from ...quantity import UNKNOWN, clamp, const, deg, minutes
from ...situation import ESTIMATED

_GAIN = const(300)  # 0.01 K for the whole span of speeds
_INTEGRAL_TIME = minutes(30)
_LEAN = const(125)  # % of the room's error by which a mute unit is led (100: its set point stands),
_SLOWLY = minutes(300)  # and the time in which all of the error comes on top: guesses
_DOUBT = deg(0.75)  # below what holds it nobody knows where it stops
_NEARBY = deg(0.4)
_NEAR = const(80)  # ‰ of the span, near enough for the line
_STEADY = minutes(15)
_SLOW = const(32)  # a look at the line counts so little
_FURTHEST = deg(3)  # beyond what holds it
_BOUND = deg(5)
_STARTING = const(200)  # 0.01 K that means full speed at a start
_SILENT = const(75)  # 0.01 K above the least, where it does not say when it starts
_AHEAD = const(30)  # min, about what a house takes to answer: a guess
_STEP = const(50)  # of what it is fed
_HIGHER = const(30)  # ‰ of its speed: it turns faster than hoped for,
_HIGHER_TIME = minutes(10)  # and goes no lower
_OFF = const(-50)  # 0.01 K from what holds it, to begin with
_RAISED = deg(2)
_EDGE = const(25)  # 0.01 K beyond the difference at which it stops
_SEEN = const(40)  # ‰ of the span by which it must have followed
_LAG_LONGEST = const(900)
_PROVEN = minutes(3)  # it would have stopped by then
_MASS = const(20000)  # Wh/K
_STEEP = const(500)  # 0.01 K/h


class Response:
    """`share(speed)`; `find()` the difference for a speed; `moved()`, `ran()`, `stopped()` teach it."""

    def __init__(self, settings, memory):
        self._memory = memory
        if memory.unit_hold is None:
            memory.unit_hold = -_RAISED
            memory.unit_off = memory.unit_hold + _OFF
            memory.unit_hold_cooling = 0
            memory.unit_off_cooling = _OFF
        self._least = settings.speed_min
        self._span = settings.speed_max - settings.speed_min
        self._step = settings.setpoint_step
        self._feeds = settings.room_feed
        self._fed_off = _OFF  # of a feed, 0.01 K
        self._rest = 0  # what the whole numbers of hold and slope leave over
        self._slope_rest = 0
        self._near = 0  # s for which it has turned as it should
        self._at = 0  # s since boot, of the last change
        self._up = 0  # its direction, 0: seen already
        self._from = 0  # ‰ that turned then
        self._below = 0  # s for which it has run where it should have stopped
        self.edge = 0  # it has stopped at `off`: that is as low as it goes
        self._fast = 0  # s for which it has turned too fast, as low as it is led

    def share(self, speed):
        """‰ of the way from the least to the highest speed."""
        return clamp((speed - self._least) * 1000 // self._span, 0, 1000)

    def turns(self, s):
        """‰ that turns, by its word, else by what the room does."""
        if s.heat_source != ESTIMATED:
            return self.share(s.turning)
        slope = -s.slope if s.cooling else s.slope
        heat = s.base - s.trim + min(self._memory.heat_capacity, _MASS) * clamp(slope, -_STEEP, _STEEP) // 100
        return self.share(s.map.speed_for(heat))

    def slow(self, s):
        """It turns as slowly as it can, or nobody knows."""
        return s.heat_source == ESTIMATED or self.share(s.turning) <= _SEEN

    def off(self, s, fed=0):
        """0.01 K: at this difference, and below, it stops. `fed`: it goes by a room that it is fed."""
        if fed:
            return self._fed_off
        return self._memory.unit_off_cooling if s.cooling else self._memory.unit_off

    def step(self, fed):
        """0.01 K that can be told."""
        return _STEP if fed else self._step

    def line(self, s, share):
        """0.01 K at which it holds a share of its speed, ‰."""
        memory = self._memory
        if s.cooling:
            return memory.unit_hold_cooling + memory.unit_slope_cooling * (share - 500) // 1000
        return memory.unit_hold + memory.unit_slope * (share - 500) // 1000

    def least(self, s, fed=0):
        """0.01 K at which it surely runs."""
        return self.off(s, fed) + _EDGE

    def hold(self, s):
        """0.01 K that holds half of its speed."""
        return self._memory.unit_hold_cooling if s.cooling else self._memory.unit_hold

    def lowest(self, s, stands):
        """1 where the difference cannot be a step less than it stands."""
        return 1 if stands - self._step < self.least(s) else 0

    def further(self, s, hoped, stands, dt):
        """1 where a step beyond the least may be tried: it turns too fast, and has not been seen to stop."""
        higher = dt and self.turns(s) > self.share(hoped) + _HIGHER
        self._fast = self._fast + dt if higher and self.lowest(s, stands) else 0
        return 1 if self._fast >= _HIGHER_TIME and not self.edge else 0

    def start(self, s, hoped, steps, fed):
        """0.01 K with which it starts towards a speed, Hz: `steps` above the least, -1 where it does not say when it starts."""
        if self._mute(s):
            return min(self.hold(s) + _STEP * (1 + max(steps, 0)), self.hold(s) + _FURTHEST)
        more = _STARTING * self.share(hoped) // 1000
        more = max(more, _SILENT) if steps < 0 else min(more + steps * self.step(fed), _FURTHEST)
        return self.least(s, fed) + more

    def ahead(self, s):
        """0.01 K that the room will want in half an hour, as it moves."""
        slope = clamp(s.slope, -_STEEP, _STEEP)
        return s.call_error - (-slope if s.cooling else slope) * _AHEAD // 60

    def find(self, s, hoped, stands, dt):
        """0.01 K for the speed `hoped`, Hz. `stands`: the difference as it is; `dt` s of it, 0: nothing is to be learned."""
        if self._mute(s):
            return self._blind(s, dt)
        share = self.share(hoped)
        missing = share - self.turns(s)
        found = self.line(s, share) + _GAIN * missing // 1000
        if dt and s.heat_source != ESTIMATED:
            self._learn(s, share, missing, stands, dt)
        return clamp(found, self.least(s), self.hold(s) + _FURTHEST)

    def _mute(self, s):
        """1: it says neither how fast it turns nor what it feels, and takes no room temperature."""
        return 1 if not self._feeds and s.heat_source == ESTIMATED and s.return_air == UNKNOWN else 0

    def _blind(self, s, dt):
        """The same for a mute unit, by the room alone, slowly. A room that is further away is so by the sun, or by people's
        wishes: nothing is learned of it."""
        error = s.call_error
        hold = self.hold(s)
        found = hold + error * _LEAN // 100
        if dt and -_NEARBY < error < _NEARBY:
            total = error * dt + self._rest
            moved = total // _SLOWLY
            self._rest = total - moved * _SLOWLY
            self._move_hold(s, moved)
        return clamp(found, min(self.least(s), hold - _DOUBT), hold + _FURTHEST)

    def _move_hold(self, s, by):
        """What it is then, 0.01 K."""
        hold = clamp(self.hold(s) + by, -_BOUND, _BOUND)
        if s.cooling:
            self._memory.unit_hold_cooling = hold
        else:
            self._memory.unit_hold = hold
        return hold

    def _learn(self, s, share, missing, stands, dt):
        memory = self._memory
        cooling = s.cooling
        hold = self.hold(s)
        slope = memory.unit_slope_cooling if cooling else memory.unit_slope
        # Not further than it can go.
        if not (missing < 0 and self.lowest(s, stands)) and not (missing > 0 and stands >= hold + _FURTHEST):
            total = _GAIN * missing * dt // 1000 + self._rest
            moved = total // _INTEGRAL_TIME
            self._rest = total - moved * _INTEGRAL_TIME
            hold = self._move_hold(s, moved)
        self._near = self._near + dt if -_NEAR < missing < _NEAR else 0
        if self._near >= _STEADY:
            away = share - 500
            off = stands - hold - slope * away // 1000
            total = off * away + self._slope_rest
            moved = total // (500 * _SLOW)
            self._slope_rest = total - moved * 500 * _SLOW
            slope = clamp(slope + moved, 0, 400)
        if cooling:
            memory.unit_slope_cooling = slope
        else:
            memory.unit_slope = slope

    def moved(self, s, by, now):
        """The difference was changed by 0.01 K."""
        self._at = now
        self._up = 1 if by > 0 else -1
        self._from = self.turns(s)
        self._below = 0

    def ran(self, s, stands, fed, now, dt):
        """It runs at the difference `stands`."""
        if self._up:
            if now - self._at > _LAG_LONGEST:
                self._up = 0
            elif (self.turns(s) - self._from) * self._up >= _SEEN:
                self._up = 0
                lag = clamp(now - self._at, 20, _LAG_LONGEST)
                self._memory.unit_lag += (lag - self._memory.unit_lag) // 4
        if stands > self.off(s, fed) - _EDGE:
            self._below = 0
            return
        self._below += dt
        if self._below >= _PROVEN:
            self._below = self.edge = 0
            self._set_off(s, stands, fed)

    def stopped(self, s, stands, fed):
        """It has stopped by itself at the difference `stands`."""
        self._up = 0
        self.edge = 1
        if not fed:
            stands = stands - _EDGE if s.return_air != UNKNOWN else -600  # as near as it is known
        if stands > self.off(s, fed):
            self._set_off(s, stands, fed)

    def _set_off(self, s, value, fed):
        value = clamp(value, -600, 0)
        if fed:
            self._fed_off = value
        elif s.cooling:
            self._memory.unit_off_cooling = value
        else:
            self._memory.unit_off = value
