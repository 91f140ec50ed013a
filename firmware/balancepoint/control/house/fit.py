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
_MOST = const((1 << 18) - 1)

# What is under way
_DERIVE = const(0)  # normal equations: the pass over the window
_DAYS = const(1)  # and the products of one day's sun with another's
_SOLVE = const(2)  # a row a piece
_JUDGE = const(3)  # a replay with the values on trial


class Fit:
    """A fit under way: `advance()` until `done`, then `values`, `error` (0.01 K, root mean square), `better`.

    `house` has bounds and ridge, the last of them for each day's sun; `window`: what of the history counts; `start`: the room in
    its first bin; `rounds`: the steps at most. Its `values` are entered before.
    """

    def __init__(self, house, window, start, rounds):
        self._house = house
        self.window = window
        self.rounds = rounds
        self.done = self.better = self.error = 0
        metered = window.metered
        size = SUN + (1 if metered else (window.bins + DAY - 1) // DAY)
        self.values = zeros("i", size)
        self._trial = zeros("i", size)
        self._answer = zeros("i", size)
        self._steps = zeros("i", SUN + 1)
        self._replay = Replay(SUN + 2, metered, start, window.bins >> 2)
        self._equations = Equations(size, self._replay.out)
        self._pulse = window.stretch if metered else Stretch(1)  # the first day's sun alone
        self._cost = 0  # squares of what is not explained, the ridge among it; 0.0001 K²
        self._stage = self._k = self._halvings = 0

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
        values, steps, replay = self.values, self._steps, self._replay
        for k in range(SUN):
            steps[k] = max(abs(values[k]) // 16, 1)
        steps[PATH] = steps[SHARE] = 30
        steps[GAINS] = 50
        steps[START] = 100
        steps[SUN] = 50 if self.window.metered else _PULSE
        self._equations.clear()
        replay.furnish(0, values, 1)
        for k in range(SUN + self.window.metered):  # parameters with a room of their own
            value = values[k]
            if value + steps[k] > self._house.high[k]:
                steps[k] = -steps[k]
            values[k] = value + steps[k]
            replay.furnish(1 + k, values, 1 if k <= PATH else 0)
            values[k] = value
        if not self.window.metered:
            replay.shut(1 + SUN)

    def _derive(self):
        k = self._k
        if k == 0:
            self._open()
        window, replay = self.window, self._replay
        count = window.read(k, self.values)
        stretch = window.stretch
        if self.better:
            replay.take(k >> 2, (k + count) >> 2)
        else:
            replay.run(0, SUN + 2, stretch, count)
        for room in range(1, 1 + SUN + window.metered):
            replay.run(room, 0, stretch, count)
        if not window.metered:
            if k < DAY + PIECE:
                self._one_day(k, count)
            replay.run(1 + SUN, SUN + 2, self._pulse, count)
            replay.put(1 + SUN, k >> 2, (k + count) >> 2)
        self._products(k >> 2)
        k += count
        if k < window.bins:
            self._k = k
            return k // PIECE % _AT_ONCE > 0
        self._k = 0
        if window.metered:
            self._close()
        else:
            self._stage = _DAYS
        return True

    def _one_day(self, k, count):
        """The sun of the first day, dark after it."""
        pulse, lights = self._pulse, self.window.stretch.lights
        suns, tasks = pulse.suns, pulse.tasks
        for n in range(PIECE):
            tasks[n] = COMPARED if (k + n) & 3 == 3 else 0
            suns[n] = _PULSE * max(lights[n], 0) // 1000 if n < count and k + n < DAY else 0

    def _products(self, point):
        """Enters what the rooms of a piece differ by, which begins at this point."""
        equations = self._equations
        for room in range(SUN + self.window.metered + 1):
            equations.add(place(room, 0), room + 1, 0, room * POINTS)
        if self.window.metered:
            return
        trace = self._replay.trace
        at = trace + point
        for row in range(1 + SUN, 1 + len(self.values)):
            if at <= trace - POINTS:
                return
            equations.add(place(row, 0), 1 + SUN, 0, at)
            at -= _DAY_POINTS

    def _products_of_days(self):
        """Products among days, one distance a piece: they differ only in length."""
        equations = self._equations
        points = self.window.bins >> 2
        days = len(self.values) - SUN
        distance = self._k
        shift = distance * _DAY_POINTS
        total = place(1 + len(self.values), 0)  # a place to add up in
        equations.high[total] = equations.low[total] = 0
        before = self._replay.trace - POINTS
        k = points % POINTS - POINTS  # so that the ends of all days are ends of eight
        for day in range(days - 1 - distance, -1, -1):  # the later of the two starts leaves the fewer points
            end = points - (day + distance) * _DAY_POINTS
            while k < end:
                k += POINTS
                equations.add(total, 1, before + k, before + k + shift)
            at = place(1 + SUN + day + distance, 1 + SUN + day)
            equations.high[at] += equations.high[total]
            equations.add_one(at, equations.low[total])
        self._k = distance + 1
        if self._k == days:
            self._close()
        return True

    def _close(self):
        """The ridge."""
        equations = self._equations
        for k in range(len(self.values)):
            firm = clamp(8 * _NOISE * self._steps[min(k, SUN)] // self._house.spread[min(k, SUN)], -_WIDE, _WIDE)
            off = self._off(k, self.values)
            equations.add_one(place(1 + k, 1 + k), (firm * firm >> 6) + 1)
            equations.add_one(place(1 + k, 0), firm * off >> 3)
            equations.add_one(0, off * off)
        self._cost = self._squares()
        equations.scale()
        self._k = 0
        self._stage = _SOLVE

    def _solve(self):
        """Where all this leads."""
        row = self._k
        if row <= len(self.values):
            self._equations.decompose(row)
            self._k = row + 1
            return True
        self._equations.substitute(self._answer)
        self._k = self._halvings = 0
        self._stage = _JUDGE
        return False

    def _off(self, k, values):
        """How far a parameter is from what was known before, in terms of a comparison: 0.0025 K."""
        off = values[k]
        k = min(k, SUN)
        return clamp(_NOISE * (off - self._house.prior[k]) // self._house.spread[k], -_WIDE, _WIDE)

    # --- a step ------------------------------------------------------------------------------------------------------

    def _try(self):
        """Begins a pass with the values that the solution leads to, or half or less of the way."""
        equations, trial, house = self._equations, self._trial, self._house
        for k in range(len(self.values)):
            move = self._answer[k]
            if k < SUN:
                move = clamp(move, -8192, 8192)
            at = min(k, SUN)
            move = -self._steps[at] * move >> (10 + self._halvings)
            trial[k] = clamp(self.values[k] + move, house.low[at], house.high[at])
        equations.high[0] = equations.low[0] = 0
        self._replay.furnish(0, trial, 1)

    def _judge(self):
        k = self._k
        if k == 0:
            self._try()
        window, replay, equations = self.window, self._replay, self._equations
        count = window.read(k, self._trial)
        replay.run(0, SUN + 2, window.stretch, count)
        replay.put(0, k >> 2, (k + count) >> 2)
        equations.add(0, 1, 0, 0)
        self._k = k + count
        if self._k < window.bins:
            return True
        self._k = 0
        squares = self._squares()
        for k in range(len(self.values)):
            off = self._off(k, self._trial)
            equations.add_one(0, off * off)
        self._weigh(squares, self._squares())
        return False

    def _squares(self):
        """What is to be explained, 0.0001 K²; beyond 12 K, root mean square of a full window, all is one."""
        return (min(self._equations.high[0], _MOST) << 11) + (self._equations.low[0] >> 4)

    def _weigh(self, squares, cost):
        """Takes the step if it is a good one."""
        gain = self._cost - cost
        if gain <= 0:
            self._halvings += 2
            if self._halvings > _HALVINGS:
                self.done = 1
            return
        small = gain <= (self._cost - 1) // 100
        self.values, self._trial = self._trial, self.values
        self.error = root(squares // max((self.window.bins >> 2) - self._replay.left_out, 1))
        self._cost = cost
        self.better = 1
        self.rounds -= 1
        if small or self.rounds <= 0:
            self.done = 1
        self._stage = _DERIVE
