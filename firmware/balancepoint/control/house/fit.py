"""One fit of the room model to the history, in pieces small enough to go beside the tick: one read of the history each.

Method: output error. The window is replayed open loop; every fourth bin is compared; Gauss-Newton with difference
quotients and a ridge (Tikhonov) towards what is known already; a step counts only if the replay after it is better.
One pass over the window takes the room and all that differ from it by one parameter along, and adds up the normal
equations on its way; the next one judges where their solution leads.

The sun: with a reading, one aperture for all days. Without, one free amplitude for each day on the arch of a clear day,
since a plain fit takes the sun for insulation (cold days are clear); the days' responses are one and the same, shifted.

Only small integers for believable houses; sums in two parts (`equations`). Its work space is made with it.
"""

from ..quantity import clamp, const
from .equations import Equations, place
from .fixed import root
from .parameters import GAINS, PATH, SHARE, START, SUN
from .past import DAY, PIECE, zeros
from .replay import POINTS, Replay
from .window import COMPARED, Stretch

_NOISE = const(200)  # 0.0025 K: what a comparison may be off, mostly by people and weather the model does not see
_PULSE = const(1000)  # W, the amplitude whose response is taken for all days
_HALVINGS = const(6)
_DAY_POINTS = const(24)
_AT_ONCE = const(6)  # pieces of a call, with all rooms
_WIDE = const(32767)

# What is under way
_DERIVE = const(0)  # normal equations: the pass over the window
_DAYS = const(1)  # and the products of one day's sun with another's
_SOLVE = const(2)  # a row a piece
_JUDGE = const(3)  # a replay with the values on trial


class Fit:
    """A fit under way: `advance()` until `done`, then `values`, `error` (0.01 K, root mean square), `better`.

    `window`: what of the history counts; `start`: the room in its first bin; `rounds`: the steps at most. Its `size` parameters
    are entered before.
    """

    def __init__(self, window, start, size, rounds):
        self.window = window
        self.size = size
        self.rounds = rounds
        self.done = self.better = 0
        self.error = 0
        self.values = zeros("i", size)
        self._prior = zeros("i", size)
        self._spread = zeros("i", size)
        self._low = zeros("i", size)
        self._high = zeros("i", size)
        self._start = start
        self._steps = zeros("i", size)
        self._trial = zeros("i", size)
        self._answer = zeros("i", size)
        self._equations = Equations(size)
        self._moved = SUN + 1 if window.metered else SUN  # parameters with a room of their own
        self._replay = Replay(self._moved + (1 if window.metered else 2))
        self._points = 0  # compared so far
        # Of one day's sun, between two pieces of nothing
        self._response = zeros("h", 0 if window.metered else window.bins // 4 + 2 * POINTS)
        self._pulse = window.stretch if window.metered else Stretch(1)  # the first day's sun alone
        self._errors = zeros("h", window.bins // 4 + POINTS)  # of the best, and of what is on trial
        self._tried = zeros("h", window.bins // 4 + POINTS)
        self._cost = self._cost_low = (
            0  # sum of squares of what is not explained, the ridge among it; as in `equations`
        )
        self._stage = _DERIVE
        self._k = 0
        self._calls = 0  # pieces of the call
        self._halvings = 0

    def enter(self, k, value, prior, spread):
        """A parameter to begin with, and its ridge."""
        self.values[k] = value
        self._prior[k] = prior
        self._spread[k] = spread

    def bound(self, k, low, high):
        """Where it must stay."""
        self._low[k] = low
        self._high[k] = high

    def advance(self):
        """One piece. True if there is another in this call, else it is for the next."""
        stage = self._stage
        if stage == _DERIVE:
            return self._derive()
        if stage == _DAYS:
            return self._products_of_days()
        if stage == _SOLVE:
            return self._solve()
        return self._judge()

    # --- the normal equations ----------------------------------------------------------------------------------------

    def _open(self):
        """Begins a pass with all rooms."""
        values, steps = self.values, self._steps
        replay, metered = self._replay, self.window.metered
        for k in range(self.size):
            steps[k] = max(abs(values[k]) // 16, 1) if k < SUN else _PULSE
        steps[PATH] = steps[SHARE] = 30
        steps[GAINS] = 50
        steps[START] = 100
        if metered:
            steps[SUN] = 50
        self._equations.clear()
        self._points = self._calls = 0
        replay.furnish(0, values, metered)
        for k in range(self._moved):
            value = values[k]
            if value + steps[k] > self._high[k]:
                steps[k] = -steps[k]
            values[k] = value + steps[k]
            if k <= PATH:
                replay.furnish(1 + k, values, metered)
            else:
                replay.copy_walls(1 + k, 0)
                replay.live_in(1 + k, values, metered)
            replay.begin(1 + k, self._start << 2, values[START] << 2)
            values[k] = value
        replay.begin(0, self._start << 2, values[START] << 2)
        if not metered:
            pulse = 1 + self._moved
            replay.copy_walls(pulse, 0)
            replay.live_in(pulse, values, 0)
            replay.shut(pulse)
            replay.begin(pulse, 0, 0)

    def _derive(self):
        k = self._k
        if k == 0:
            self._open()
        window, replay = self.window, self._replay
        count = window.read(k, self.values)
        stretch = window.stretch
        if self.better:
            replay.take(self._errors, self._points)
        else:
            replay.run(0, replay.rooms, stretch, count)
        for room in range(1, 1 + self._moved):
            replay.run(room, 0, stretch, count)
        if not window.metered:
            if k < DAY + PIECE:
                self._one_day(k, count)
            replay.run(1 + self._moved, replay.rooms, self._pulse, count)
        self._products()
        self._points += replay.points
        self._k = k + count
        self._calls += 1
        if self._k < window.bins:
            more = self._calls < _AT_ONCE
            if not more:
                self._calls = 0
            return more
        self._k = 0
        if window.metered:
            self._close()
        else:
            self._stage = _DAYS
        return True

    def _one_day(self, k, count):
        """The sun of the first day, dark after it."""
        pulse, lights = self._pulse, self.window.lights
        suns, tasks = pulse.suns, pulse.tasks
        for n in range(PIECE):
            tasks[n] = COMPARED if (k + n) & 3 == 3 else 0
            suns[n] = _PULSE * max(lights[n], 0) // 1000 if n < count and k + n < DAY else 0

    def _products(self):
        """Enters what the rooms of a piece differ by."""
        equations, out = self._equations, self._replay.out
        moved = self._moved
        for room in range(moved + 1):
            equations.by(out, room * POINTS)
            equations.add(place(room, 0), room + 1, out, 0)
        if self.window.metered:
            return
        response = self._response
        at = POINTS + self._points
        for i in range(POINTS):
            response[at + i] = out[(1 + moved) * POINTS + i]
        for row in range(1 + SUN, 1 + self.size):
            if at <= 0:
                return
            equations.by(response, at)
            equations.add(place(row, 0), 1 + moved, out, 0)
            at -= _DAY_POINTS

    def _products_of_days(self):
        """Products among days, one distance a piece: they differ only in length."""
        equations, response = self._equations, self._response
        days = self.size - SUN
        distance = self._k
        shift = distance * _DAY_POINTS
        total = place(1 + self.size, 0)  # a place to add up in
        equations.high[total] = equations.low[total] = 0
        k = self._points % POINTS - POINTS  # so that the ends of all days are ends of eight
        for day in range(days - 1 - distance, -1, -1):  # the later of the two starts leaves the fewer points
            end = self._points - (day + distance) * _DAY_POINTS
            while k < end:
                k += POINTS
                equations.by(response, k + shift)
                equations.add(total, 1, response, k)
            equations.carry(total)
            at = place(1 + SUN + day + distance, 1 + SUN + day)
            equations.high[at] += equations.high[total]
            equations.low[at] += equations.low[total]
        self._k = distance + 1
        if self._k < days:
            return True
        self._close()
        return True

    def _close(self):
        """The ridge."""
        equations, size = self._equations, self.size
        for k in range(size):
            firm = self._firm(k)
            off = self._off(k, self.values)
            equations.add_one(place(1 + k, 1 + k), (firm * firm >> 6) + 1)
            equations.add_one(place(1 + k, 0), firm * off >> 3)
            equations.add_one(0, off * off)
        equations.carry(0)
        self._cost = equations.high[0]
        self._cost_low = equations.low[0]
        equations.scale()
        self._k = 0
        self._stage = _SOLVE

    def _solve(self):
        """Where all this leads."""
        row = self._k
        if row <= self.size:
            self._equations.decompose(row)
            self._k = row + 1
            return True
        self._equations.substitute(self._answer)
        self._k = self._halvings = 0
        self._stage = _JUDGE
        return False

    def _firm(self, k):
        """How far a step of a parameter is in the same terms, eighths of them."""
        return clamp(8 * _NOISE * self._steps[k] // self._spread[k], -_WIDE, _WIDE)

    def _off(self, k, values):
        """How far a parameter is from what was known before, in terms of a comparison: 0.0025 K."""
        return clamp(_NOISE * (values[k] - self._prior[k]) // self._spread[k], -_WIDE, _WIDE)

    # --- a step ------------------------------------------------------------------------------------------------------

    def _try(self):
        """Begins a pass with the values that the solution leads to, or half or less of the way."""
        equations, replay, trial = self._equations, self._replay, self._trial
        for k in range(self.size):
            move = self._answer[k]
            if k < SUN:
                move = clamp(move, -8192, 8192)
            move = -self._steps[k] * move >> (10 + self._halvings)
            trial[k] = clamp(self.values[k] + move, self._low[k], self._high[k])
        equations.high[0] = equations.low[0] = 0
        self._points = 0
        replay.furnish(0, trial, self.window.metered)
        replay.begin(0, self._start << 2, trial[START] << 2)

    def _judge(self):
        k = self._k
        if k == 0:
            self._try()
        window, replay, equations = self.window, self._replay, self._equations
        count = window.read(k, self._trial)
        replay.run(0, replay.rooms, window.stretch, count)
        replay.put(self._tried, self._points)
        self._points += replay.points
        equations.by(replay.out, 0)
        equations.add(0, 1, replay.out, 0)
        self._k = k + count
        if self._k < window.bins:
            return True
        self._k = 0
        equations.carry(0)
        squares = (min(equations.high[0], 0x7FFF) << 15) + equations.low[0]  # more than that is not believed anyway
        for k in range(self.size):
            off = self._off(k, self._trial)
            equations.add_one(0, off * off)
        equations.carry(0)
        self._weigh(squares, equations.high[0], equations.low[0])
        return False

    def _weigh(self, squares, cost, cost_low):
        """Takes the step if it is a good one."""
        gain = self._cost - cost
        gain_low = self._cost_low - cost_low
        if gain < 0 or (gain == 0 and gain_low <= 0):
            self._halvings += 2
            if self._halvings > _HALVINGS:
                self.done = 1
            return
        if self._cost < 1 << 14:
            small = (gain << 15) + gain_low <= ((self._cost << 15) + self._cost_low - 1) // 100
        else:
            small = gain <= self._cost // 100
        for k in range(self.size):
            self.values[k] = self._trial[k]
        self.error = root(squares // max(self._points - self._replay.left_out, 1)) >> 2
        self._errors, self._tried = self._tried, self._errors
        self._cost = cost
        self._cost_low = cost_low
        self.better = 1
        self.rounds -= 1
        if small or self.rounds <= 0:
            self.done = 1
        self._stage = _DERIVE
