"""The normal equations of a fit: sums of products beyond 30 bits, and their solution, in small integers alone.

    equations = Equations(22, numbers)
    equations.add(place(3, 0), 4, 0, 24)        # products of eight numbers each; row and column 0 are the right-hand side
    equations.scale()
    for row in range(23):
        equations.decompose(row)
    equations.substitute(answer)                # in 1/1024

What is added up stands in two parts, `high` * 2**15 + `low`, the lower 0 to 2**15 - 1. What is to be explained is number 0, the
unknowns are 1 to `size`. By Cauchy and Schwarz no number of the decomposition (Cholesky's) is above the root of the diagonal of
its row, and once each row is brought to 27 bits by a power of two all of them stay there. Uses up what was added.
"""

from ..quantity import clamp, const
from .fixed import product, ratio, root
from .past import zeros

_LIMB = const(13)  # bits of the lower part of a number in the decomposition: -4096..4095, so that 23 products fit
_HALF = const(4096)
_ONE = const(1 << 27)
_LEAST = const(64)  # a pivot that is lost in roundings
_FINE = const(17)  # bits after the point of the solution, in units of its row
_FAR = const(1 << 25)  # and its bound: 256
_MOST = const(1 << 19)  # in 1/1024: 512 steps


def place(row, column):
    """Where an entry of the lower half is."""
    return row * (row + 1) // 2 + column


def bits(high, low):
    """Bits of high * 2**15 + low."""
    count = 0
    if high:
        low = high
        count = 15
    while low:
        low >>= 1
        count += 1
    return count


class Equations:
    """`size` unknowns, 22 at most; `numbers`: what is multiplied, no more than 8191 each."""

    def __init__(self, size, numbers):
        count = place(size + 1, 1)  # the last one is to spare
        self.high = zeros("i", count)
        self.low = zeros("h", count)
        self._numbers = numbers
        self._shift = zeros("h", size + 1)
        self._inverse = zeros("i", size)  # of the diagonal
        self._small = zeros("h", size)  # bits by which the diagonal is small

    def clear(self):
        for k in range(len(self.high)):
            self.high[k] = self.low[k] = 0

    def add(self, at, count, i, k):
        """Adds to `count` entries from `at` on: the eight numbers from `i` on, the next eight and so on, each times the eight
        from `k` on."""
        high, low, numbers = self.high, self.low, self._numbers
        r0, r1 = numbers[k], numbers[k + 1]
        r2, r3 = numbers[k + 2], numbers[k + 3]
        r4, r5 = numbers[k + 4], numbers[k + 5]
        r6, r7 = numbers[k + 6], numbers[k + 7]
        for n in range(at, at + count):
            total = low[n] + numbers[i] * r0 + numbers[i + 1] * r1 + numbers[i + 2] * r2 + numbers[i + 3] * r3
            total += numbers[i + 4] * r4 + numbers[i + 5] * r5 + numbers[i + 6] * r6 + numbers[i + 7] * r7
            high[n] += total >> 15
            low[n] = total & 0x7FFF
            i += 8

    def add_one(self, at, value):
        """Adds a small integer."""
        value += self.low[at]
        self.high[at] += value >> 15
        self.low[at] = value & 0x7FFF

    def scale(self):
        """Each row to 27 bits by a power of two, in limbs of 13 bits. From then on the right-hand side is the last row."""
        size, shift = len(self._small), self._shift
        for row in range(size + 1):
            k = place(row, row)
            shift[row] = (bits(self.high[k], self.low[k]) - 26) >> 1
        k = 0
        for row in range(1, size + 1):
            self._inverse[row - 1] = self._scaled(row, 0)  # nobody wants the inverse yet
            for column in range(1, row + 1):
                self._put(k, self._scaled(row, column))
                k += 1
        for row in range(size):
            self._put(k, self._inverse[row])
            k += 1

    def _scaled(self, row, column):
        k = place(row, column)
        high, low = self.high[k], self.low[k]
        down = self._shift[row] + self._shift[column]
        if down >= 15:
            value = high >> (down - 15)
        elif down >= 0:
            value = (high << (15 - down)) + (low >> down)
        else:
            value = ((high << 15) + low) << -down
        return clamp(value, -_ONE, _ONE)

    def _put(self, k, value):
        high = (value + _HALF) >> _LIMB
        self.high[k] = high
        self.low[k] = value - (high << _LIMB)

    def decompose(self, row):
        """A row of the triangle L of L L^T, in 2**-27; of the right-hand side L^-1 times it."""
        high, low = self.high, self.low
        begin = place(row, 0)
        for column in range(min(row + 1, len(self._small))):
            other = place(column, 0)
            total = middle = 0
            for k in range(column):
                a, b = high[begin + k], high[other + k]
                total += a * b
                middle += a * low[other + k] + b * low[begin + k]
            k = begin + column
            rest = (high[k] << _LIMB) + low[k] - ((total + (middle >> _LIMB) + 1) >> 1)
            if column == row:
                rest = self._pivot(row, rest)
            else:
                up = self._small[column]
                most = _ONE >> up
                rest = product(clamp(rest, -most, most) << up, self._inverse[column])
            self._put(k, clamp(rest, -_ONE, _ONE))

    def _pivot(self, row, rest):
        """The root of the diagonal's rest; notes its inverse."""
        rest = max(rest, _LEAST)
        up = 0
        while rest < _ONE >> 2:
            rest <<= 2
            up += 1
        rest <<= 1
        first = root(rest)
        exact = (first << 13) + ((rest - first * first) << 12) // first
        self._small[row] = up
        self._inverse[row] = ratio(_ONE >> 1, exact, 29)
        return exact >> up

    def substitute(self, answer):
        """Backwards through L^T."""
        size = len(self._small)
        high, low, shift = self.high, self.low, self._shift
        last = place(size, 0)
        for row in range(size - 1, -1, -1):
            rest = ((high[last + row] << _LIMB) + low[last + row]) >> (27 - _FINE)
            for below in range(row + 1, size):
                k = place(below, row)
                rest -= product(((high[k] << _LIMB) + low[k]) << 1, answer[below])
            up = self._small[row]
            most = _FAR >> up
            rest = product(clamp(rest, -_ONE, _ONE), self._inverse[row])
            answer[row] = clamp(rest, -most, most) << up
        for row in range(size):
            up = shift[0] - shift[row + 1] - (_FINE - 10)
            value = answer[row]
            if up >= 0:
                most = _MOST >> up
                answer[row] = clamp(value, -most, most) << up
            else:
                answer[row] = clamp(value >> -up, -_MOST, _MOST)
