"""`random.Random` for MicroPython, number for number that of CPython: a test with a seed sees the same on both.

Mersenne Twister MT19937 (Matsumoto and Nishimura, ACM TOMACS 8, 1998), seeded by `init_by_array` with an integer.
"""

import math
from array import array

N = 624
M = 397
WORD = 0xFFFFFFFF


class Random:
    def __init__(self, seed):
        self.seed(seed)

    def seed(self, seed):
        if not isinstance(seed, int):
            raise TypeError(f"seed: {seed} is no integer")
        seed = abs(seed)
        key = [seed & WORD]
        while seed >> 32:
            seed >>= 32
            key.append(seed & WORD)
        state = self._state = array("I", bytes(4 * N))
        word = state[0] = 19650218
        for k in range(1, N):
            word = state[k] = (1812433253 * (word ^ word >> 30) + k) & WORD
        at, j = 1, 0
        for _ in range(max(N, len(key))):
            before = state[at - 1]
            state[at] = ((state[at] ^ (before ^ before >> 30) * 1664525) + key[j] + j) & WORD
            at += 1
            j += 1
            if at >= N:
                state[0] = state[N - 1]
                at = 1
            if j >= len(key):
                j = 0
        for _ in range(N - 1):
            before = state[at - 1]
            state[at] = ((state[at] ^ (before ^ before >> 30) * 1566083941) - at) & WORD
            at += 1
            if at >= N:
                state[0] = state[N - 1]
                at = 1
        state[0] = 0x80000000
        self._at = N
        self._gauss = None

    def _word(self):
        state = self._state
        if self._at >= N:
            for k in range(N):
                y = state[k] & 0x80000000 | state[(k + 1) % N] & 0x7FFFFFFF
                state[k] = state[(k + M) % N] ^ y >> 1 ^ (0x9908B0DF if y & 1 else 0)
            self._at = 0
        y = state[self._at]
        self._at += 1
        y ^= y >> 11
        y ^= y << 7 & 0x9D2C5680
        y ^= y << 15 & 0xEFC60000
        return y ^ y >> 18

    def getrandbits(self, bits):
        out = shift = 0
        while bits > 0:
            word = self._word()
            out |= (word if bits >= 32 else word >> 32 - bits) << shift
            shift += 32
            bits -= 32
        return out

    def _below(self, count):
        bits = 0
        while count >> bits:
            bits += 1
        value = self.getrandbits(bits)
        while value >= count:
            value = self.getrandbits(bits)
        return value

    def random(self):
        return ((self._word() >> 5) * 67108864.0 + (self._word() >> 6)) / 9007199254740992.0

    def uniform(self, low, high):
        return low + (high - low) * self.random()

    def randrange(self, start, stop=None, step=1):
        if stop is None:
            return self._below(start)
        return start + step * self._below((stop - start + step - 1) // step)

    def randint(self, low, high):
        return low + self._below(high - low + 1)

    def choice(self, values):
        return values[self._below(len(values))]

    def shuffle(self, values):
        for k in range(len(values) - 1, 0, -1):
            j = self._below(k + 1)
            values[k], values[j] = values[j], values[k]

    def sample(self, values, count):
        """Not for long sequences (CPython then draws by another way)."""
        pool = list(values)
        if len(pool) > 21 or count > 5:
            raise ValueError("sample: not that many")
        out = []
        for k in range(count):
            j = self._below(len(pool) - k)
            out.append(pool[j])
            pool[j] = pool[len(pool) - k - 1]
        return out

    def gauss(self, mean, deviation):
        z = self._gauss
        self._gauss = None
        if z is None:
            angle = self.random() * 2.0 * math.pi
            length = math.sqrt(-2.0 * math.log(1.0 - self.random()))
            z = math.cos(angle) * length
            self._gauss = math.sin(angle) * length
        return mean + z * deviation
