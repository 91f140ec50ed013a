"""How long something takes: mean, longest, and what a share of the times stays within, in a few hundred bytes however many."""

from array import array


class Times:
    """Durations in us, counted in classes no wider than an eighth of themselves."""

    def __init__(self):
        self.count = 0
        self.total = 0
        self.longest = 0
        self._classes = array("I", [0] * 176)  # up to 16 s

    def add(self, time):
        self.count += 1
        self.total += time
        if time > self.longest:
            self.longest = time
        octave = 0
        while time > 15:
            time >>= 1
            octave += 1
        self._classes[min(octave * 8 + time, 175)] += 1

    def within(self, share):
        """The time that `share` ‰ of them do not exceed, us, up to 12 % too long; 0 if there are none."""
        left = (self.count * share + 999) // 1000
        for k in range(176):
            left -= self._classes[k]
            if left <= 0 and self.count:
                octave = max(k // 8 - 1, 0)
                return min((k - octave * 8 + 1 << octave) - 1, self.longest)
        return 0
