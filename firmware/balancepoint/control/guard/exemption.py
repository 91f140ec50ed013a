"""When a defrost excuses from the guard's times: a real one, once, and not for ever, whatever the stages ask.

A defrost needs two stops and two starts within minutes; each of them would break the rule of three minutes' rest. It is excused
only if it begins out of 10 min of unbroken heating, for 14 min at most (12..15 min are the makers' longest), and the next one
only after another 10 min of heating. A machine that stops by itself meanwhile has ended it.
"""

from ..quantity import const, minutes

EQUALISE = const(60)  # s from the stop to the valve's move
_HEATED = minutes(10)
_LONGEST = minutes(14)
_STARTS = const(2)  # to melt, and back to heating


class Exemption:
    """`granted`: 1 while a defrost is excused."""

    def __init__(self):
        self.granted = 0
        self.starts = 0  # since it was granted; the guard counts them
        self._since = 0
        self._heated = 0

    def step(self, asked, heats, dt, now):
        """Every tick. `asked`: a stage wants a defrost. `heats`: the compressor runs by command, the valve stands in heating."""
        if self.granted:
            over = self.starts >= _STARTS and not heats  # it is back in heating, or should be
            if over or not asked or now - self._since >= _LONGEST:
                self.end()
            return
        if not heats:
            self._heated = 0
        elif self._heated < _HEATED:
            self._heated += dt
        elif asked:
            self.granted = 1
            self.starts = 0
            self._since = now

    def excuses_start(self):
        """1 when a start need not wait for minimum-off."""
        return 1 if self.granted and self.starts < _STARTS else 0

    def end(self):
        self.granted = 0
        self._heated = 0
