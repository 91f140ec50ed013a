"""What happened: a bounded ring of codes and integers. The tick writes numbers only; `codes` names them, `words` says them.

An entry is (time s since boot, code, value). What is added when the ring is full replaces the oldest entry, and is counted.
What is said again within the hour is counted at the entry that said it, so that a chatter leaves the ring with news in it; but
not what happened to compressor and heater, each of which has its time.
"""

from array import array

from ..errand import errand
from ..quantity import const
from . import codes as j

SIZE = const(256)  # entries
_AGAIN = const(3600)  # s
_CODE = const(127)
_ONCE = const(128)
_MOST = const(32640)  # 255 times more
SCARCE = const(128)  # on a board with little memory: days of an ordinary house, and far more than an hour of any


class Journal:
    """`add(now, code, value)` in the tick; `entries()` outside, oldest first; `dropped` counts what was overwritten."""

    def __init__(self, size=SIZE):
        self._size = size
        self._time = array("i", [0] * size)
        self._code = array("h", [0] * size)  # + 128 for each time that it was said again
        self._value = array("i", [0] * size)
        self._count = 0

    def add(self, now, code, value=0):
        if code > j.AUX_OFF and self._again(now, code, value):
            return
        k = self._count % self._size
        self._time[k] = now
        self._code[k] = code
        self._value[k] = value
        self._count += 1

    def _again(self, now, code, value):
        n = self._count
        oldest = max(0, n - self._size)
        while n > oldest:
            n -= 1
            k = n % self._size
            if now - self._time[k] >= _AGAIN:
                break
            if self._code[k] & _CODE == code and self._value[k] == value:
                if self._code[k] < _MOST:
                    self._code[k] += _ONCE
                return 1
        return 0

    def amend(self, value):
        """The value of the newest entry is this now. Outside the tick."""
        self._value[(self._count - 1) % self._size] = value

    def tally(self, code, since, value=None):
        """How many entries of that code (and value, by its lowest four bits) there are since a moment, s since boot."""
        count = 0
        n = self._count
        oldest = max(0, n - self._size)
        while n > oldest:
            n -= 1
            k = n % self._size
            if self._time[k] < since:
                break
            if self._code[k] & _CODE == code and (value is None or self._value[k] & 15 == value):
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
            out.append((self._time[k], self._code[k] & _CODE, self._value[k]))
        return out

    def times(self, number):
        """How often entry `number` (0 = the first ever) has been said within its hour."""
        return 1 + self._code[number % self._size] // _ONCE

    def words(self, since=0, contact=None):
        """The same as dictionaries {time_s, code, text, normal}. `contact`: (name, phone) to be called. Outside the tick."""
        with errand:
            from .words import words
        first = max(since, self.dropped)
        return [
            words(time, code, value, contact, self.times(first + k))
            for k, (time, code, value) in enumerate(self.entries(since))
        ]
