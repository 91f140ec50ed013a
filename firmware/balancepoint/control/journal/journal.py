"""What happened: a bounded ring of codes and integers. The tick writes numbers only; `codes` names them, `words` says them.

An entry is (time s since boot, code, value). What is added when the ring is full replaces the oldest entry, and is counted.
"""

from array import array

from ..errand import errand
from ..quantity import const

SIZE = const(256)  # entries
SCARCE = const(128)  # on a board with little memory: days of an ordinary house, and far more than an hour of any


class Journal:
    """`add(now, code, value)` in the tick; `entries()` outside, oldest first; `dropped` counts what was overwritten."""

    def __init__(self, size=SIZE):
        self._size = size
        self._time = array("i", [0] * size)
        self._code = array("b", [0] * size)
        self._value = array("i", [0] * size)
        self._count = 0

    def add(self, now, code, value=0):
        k = self._count % self._size
        self._time[k] = now
        self._code[k] = code
        self._value[k] = value
        self._count += 1

    def amend(self, value):
        """The value of the newest entry is this now. Outside the tick."""
        self._value[(self._count - 1) % self._size] = value

    def tally(self, code, since, value=None):
        """How many entries of that code (and value) there are since a moment, s since boot."""
        count = 0
        n = self._count
        oldest = max(0, n - self._size)
        while n > oldest:
            n -= 1
            k = n % self._size
            if self._time[k] < since:
                break
            if self._code[k] == code and (value is None or self._value[k] == value):
                count += 1
        return count

    @property
    def count(self):
        """Entries ever added."""
        return self._count

    @property
    def dropped(self):
        return max(0, self._count - self._size)

    def entries(self, since=0):
        """Entries from number `since` on (0 = the first ever), as (time, code, value); what was dropped is left out."""
        out = []
        for n in range(max(since, self.dropped), self._count):
            k = n % self._size
            out.append((self._time[k], self._code[k], self._value[k]))
        return out

    def words(self, since=0, contact=None):
        """The same as dictionaries {time_s, code, text, normal}. `contact`: (name, phone) to be called. Outside the tick."""
        with errand:
            from .words import words
        return [words(time, code, value, contact) for time, code, value in self.entries(since)]
