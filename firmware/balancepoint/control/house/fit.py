"""One fit of the room model to the history, in pieces small enough to go beside the tick: one read of the history each.

Method: output error. The window is replayed open loop; every fourth bin is compared; Gauss-Newton with difference
quotients and a ridge (Tikhonov) towards what is known already; a step counts only if the replay after it is better.

The sun: with a reading, one aperture for all days. Without, one free amplitude for each day on the arch of a clear day,
since a plain fit takes the sun for insulation (cold days are clear); the days' responses are one and the same, shifted.

Only integers. Replays stay inside 30 bits for believable houses (not a must here), sums and solution do not.
"""

from array import array

from ..errand import errand
from ..quantity import clamp, const
from .daylight import arch
from .past import ARCH, DAY, FIELDS, HEAT, OUTDOOR, PIECE, ROOM, UNUSABLE, buffer
from .past import SUN as SUN_READING

# Parameters, in this order; in SUN begins either the aperture or the amplitudes of the days.
LOSS = const(0)  # 0.1 W/K
MASS = const(1)  # Wh/K
AIR = const(2)  # Wh/K
COUPLING = const(3)  # 0.1 W/K
PATH = const(4)  # ‰ of the heat loss that goes through the mass
GAINS = const(5)  # W
SHARE = const(6)  # ‰ of the sun that heats the air at once
START = const(7)  # 0.01 °C, the mass at the window's start
SUN = const(8)  # 0.01 m² with a reading; else W

_NOISE = const(200)  # 0.0025 K: what a comparison may be off, mostly by people and weather the model does not see
_PULSE = const(1000)  # W, the amplitude whose response is taken for all days
_HALVINGS = const(6)


def solve(matrix, right):
    """Solution of a symmetric positive definite system (upper half given), in 1/1024. Uses up its arguments."""
    size = len(right)
    for k in range(size):
        row = matrix[k]
        pivot = max(row[k], 1)
        for i in range(k + 1, size):
            factor = row[i]
            if factor:
                below = matrix[i]
                for j in range(i, size):
                    below[j] -= factor * row[j] // pivot
                right[i] -= factor * right[k] // pivot
    answer = [0] * size
    for k in range(size - 1, -1, -1):
        row = matrix[k]
        rest = right[k] << 10
        for j in range(k + 1, size):
            rest -= row[j] * answer[j]
        answer[k] = rest // max(row[k], 1)
    return answer


def dot(left, right):
    total = 0
    for a, b in zip(left, right):
        total += a * b
    return total


class Window:
    """The part of the history that a fit sees: `bins` from number `first` on. `kept` has what `read` has read, the sun in
    `column`: W/m² if `metered`, else the arch of a clear day in ‰, by the clock, or with the minute of the day `guess` in the
    first bin."""

    def __init__(self, house, metered, guess, first, bins):
        self._house = house
        self._guess = guess
        self.metered = metered
        self.column = SUN_READING if metered else ARCH
        self.first = first
        self.bins = bins
        self.kept = buffer()

    def leave_out(self, bins):
        """Begins later by that."""
        if self._guess is not None:
            self._guess += 15 * bins
        self.first += bins
        self.bins -= bins

    def read(self, k):
        """Reads from the `k`th bin on; how many."""
        number = self.first + k
        count = min(self._house.history.read(number, self.kept), self.bins - k)
        if self.metered:
            self._turn(number, count)
        elif self._guess is not None:
            for i in range(count):
                self.kept[i * FIELDS + ARCH] = arch(self._guess + 15 * (k + i))
        return count

    def _turn(self, number, count):
        """Turns onto the windows what was read before the sun's way was known; of earlier than the boot nobody knows the hour."""
        kept = self.kept
        house = self._house
        for i in range(count):
            sun = -2 - kept[i * FIELDS + SUN_READING]
            if sun >= 0:
                if number + i < house.since or house.turn is None:
                    sun = -1
                elif sun:
                    from . import sunlight

                    sun = sunlight.on_wall(house.turn, sun, number + i)
                kept[i * FIELDS + SUN_READING] = sun


class Fit:
    """A fit under way: `open()`, then `advance()` until it is True, then `values`, `error` (0.01 K, root mean square), `better`.

    `window`: what of the history counts; `start`: the room in its first bin. `values` are the parameters to begin with, `prior`
    and `spread` the ridge, `low` and `high` the bounds, `rounds` the steps at most. What takes long is a generator that yields
    between pieces of its work.
    """

    def __init__(self, window, start, values, prior, spread, low, high, rounds):
        with errand:
            from . import room_model
        self._coefficients = room_model.coefficients
        self.window = window
        self._start = start
        self.values = values
        self.prior = prior
        self.spread = spread
        self.low = low
        self.high = high
        self.rounds = rounds
        self.better = False

    def open(self):
        """The first replay."""
        self._base = yield from self._replay(self.values)
        self._cost = self._penalised(self.values, self._base)
        yield from self._begin()

    @property
    def error(self):
        squares = dot(self._base, self._base) // max(self._compared, 1)
        root = 0
        bit = 1 << 14
        while bit:
            if (root + bit) * (root + bit) <= squares:
                root += bit
            bit >>= 1
        return root >> 2

    def _begin(self):
        """Opens the normal equations of one Gauss-Newton step."""
        values = self.values
        size = len(values)
        self._columns = []
        self._steps = [max(abs(value) // 16, 1) for value in values]
        self._steps[PATH] = self._steps[SHARE] = 30
        self._steps[GAINS] = 50
        self._steps[START] = 100
        if self.window.metered:
            self._steps[SUN] = 50
        else:
            for k in range(SUN, size):
                self._steps[k] = _PULSE
        self._matrix = [[0] * size for _ in range(size)]
        self._right = [0] * size
        for k in range(size):
            step, spread = self._steps[k], self.spread[k]
            weight = _NOISE * _NOISE * step * step // (spread * spread)
            self._matrix[k][k] = weight + 1
            self._right[k] = -_NOISE * _NOISE * step * (values[k] - self.prior[k]) // (spread * spread)
        if not self.window.metered:
            yield from self._days()
        self._at = 0
        self._halvings = 0

    def advance(self):
        """One replay's worth of work. True when the fit is done."""
        if self._at < len(self.values) and (self._at < SUN or self.window.metered):
            yield from self._column(self._at)
            self._at += 1
            return False
        if self._halvings == 0:
            self._answer = solve(self._matrix, self._right)
        trial = []
        for k in range(len(self.values)):
            move = clamp(self._answer[k], -8192, 8192) if k < SUN else self._answer[k]
            move = self._steps[k] * move >> (10 + self._halvings)
            trial.append(clamp(self.values[k] + move, self.low[k], self.high[k]))
        errors = yield from self._replay(trial)
        cost = self._penalised(trial, errors)
        if cost < self._cost:
            small = (self._cost - cost) * 100 < self._cost
            self.values = trial
            self._base = errors
            self._cost = cost
            self.better = True
            self.rounds -= 1
            if small or self.rounds <= 0:
                return True
            yield from self._begin()
            return False
        self._halvings += 2
        return self._halvings > _HALVINGS

    def _column(self, at):
        """Replays with one parameter moved and enters its products into the normal equations."""
        step = self._steps[at]
        sign = 1 if self.values[at] + step <= self.high[at] else -1
        moved = list(self.values)
        moved[at] += sign * step
        column = yield from self._replay(moved)
        base = self._base
        for k in range(len(column)):
            column[k] = clamp(sign * (column[k] - base[k]), -32767, 32767)
        self._right[at] -= dot(column, base)
        for k in range(at):
            self._matrix[k][at] += dot(self._columns[k], column)
        self._matrix[at][at] += dot(column, column)
        if not self.window.metered:
            for k in range(SUN, len(self.values)):
                self._matrix[at][k] += dot(column[self._onset[k - SUN] :], self._response)
        self._columns.append(column)

    def _days(self):
        """The response to one day's sun, and the products among days: those of one distance differ only in length."""
        count = len(self.values) - SUN
        response = yield from self._pulse()
        points = len(response)
        self._response = response
        self._onset = [k * (DAY // 4) for k in range(count)]
        for distance in range(count):
            shift = distance * (DAY // 4)
            total = 0
            k = 0
            for day in range(count - 1 - distance, -1, -1):  # the later of the two starts leaves the fewer points
                end = points - self._onset[day + distance]
                while k < end:
                    total += response[k] * response[k + shift]
                    k += 1
                self._matrix[SUN + day][SUN + day + distance] += total
            yield
        for day in range(count):
            self._right[SUN + day] -= dot(self._base[self._onset[day] :], response)

    def _pulse(self):
        """Response of the air to the first day's sun of 1000 W alone, at the compared bins."""
        values = self.values
        am, ao, aa, ax, ma, mo, mm, mx = self._coefficients(
            values[LOSS], values[MASS], values[AIR], values[COUPLING], values[PATH]
        )
        share = values[SHARE]
        window = self.window
        column = window.column
        air = mass = air_rest = mass_rest = 0
        out = array("h")
        k = 0
        while k < window.bins:
            count = min(PIECE, window.bins - k)
            if k < DAY:
                count = window.read(k)
            for i in range(count):
                q_air = q_mass = 0
                if k < DAY:
                    sun = _PULSE * window.kept[i * FIELDS + column] // 1000
                    q_air = sun * share // 1000
                    q_mass = sun - q_air
                air_sum = air_rest + am * (mass - air) - ao * air + aa * q_air + ax * q_mass
                mass_sum = mass_rest + ma * (air - mass) - mo * mass + mm * q_mass + mx * q_air
                before = air
                air += air_sum >> 15
                air_rest = air_sum & 0x7FFF
                mass += mass_sum >> 18
                mass_rest = mass_sum & 0x3FFFF
                if k & 3 == 3:
                    out.append(clamp((before + air) >> 1, -32767, 32767))
                k += 1
            yield
        return out

    def _penalised(self, values, errors):
        total = dot(errors, errors)
        for k in range(len(values)):
            off = values[k] - self.prior[k]
            total += _NOISE * _NOISE * off * off // (self.spread[k] * self.spread[k])
        return total

    def _replay(self, values):
        """Model less measurement, 0.0025 K, at every fourth bin; 0 where nothing trusted was measured."""
        am, ao, aa, ax, ma, mo, mm, mx = self._coefficients(
            values[LOSS], values[MASS], values[AIR], values[COUPLING], values[PATH]
        )
        window = self.window
        kept = window.kept
        column = window.column
        gains, share = values[GAINS], values[SHARE]
        metered = window.metered
        air = self._start << 2
        mass = values[START] << 2
        air_rest = mass_rest = 0
        lost = False
        compared = 0
        out = array("h")
        k = 0
        while k < window.bins:
            for at in range(0, window.read(k) * FIELDS, FIELDS):
                q_air = kept[at + HEAT] + gains
                q_mass = 0
                sun = kept[at + column]
                if sun > 0:
                    sun = values[SUN] * sun // 100 if metered else values[SUN + k // DAY] * sun // 1000
                    direct = sun * share // 1000
                    q_air += direct
                    q_mass = sun - direct
                room = kept[at + ROOM]
                outdoor = kept[at + OUTDOOR] << 2
                if room == UNUSABLE:
                    lost = True
                elif lost:  # what happened meanwhile is unknown: take the air up where it is found
                    air = room << 2
                    lost = False
                air_sum = air_rest + am * (mass - air) + ao * (outdoor - air) + aa * q_air + ax * q_mass
                mass_sum = mass_rest + ma * (air - mass) + mo * (outdoor - mass) + mm * q_mass + mx * q_air
                before = air
                air += air_sum >> 15
                air_rest = air_sum & 0x7FFF
                mass += mass_sum >> 18
                mass_rest = mass_sum & 0x3FFFF
                if k & 3 == 3:
                    if lost:
                        out.append(0)
                    else:
                        out.append(clamp(((before + air) >> 1) - (room << 2), -32767, 32767))
                        compared += 1
                k += 1
            yield
        self._compared = compared
        return out
