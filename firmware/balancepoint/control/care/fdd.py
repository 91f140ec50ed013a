"""Does the machine still behave as it did? Its own past is the measure: each signal against what was learned of it.

For every steady window (`steady`) the relative deviation from the learned value, and a two-sided cumulative sum of it (Page,
Biometrika 41, 1954). How the signals are made is said in `comparison`, what they mean together in `diagnosis`.
"""

from ..errand import errand
from ..quantity import const
from .signals import FINE, KINDS, PAUSE, SCATTERS, SIGNALS, TREND, TRENDS
from .steady import Steady

COMMISSIONING = const(10080)  # min


class Fdd:
    """`learn()` outside the tick. `level(kind, signal)`: deviation now, ‰ or 0.01 K; what it must reach, `scatter` says.

    Kept in memory as `signals` says: `behaviour`, what was learned; `trends`; `scatter`, mean deviation * FINE of what was
    learned from.
    """

    def __init__(self, settings, memory):
        self._settings = settings
        self.memory = memory
        self.steady = Steady(settings)
        if len(memory.trends) != TRENDS:
            memory.trends = [0] * TRENDS
        if len(memory.scatter) != SCATTERS:
            memory.scatter = [0] * SCATTERS
        self.seen = bytearray(KINDS * SIGNALS)  # windows that counted since boot, up to those that matter
        self.lift = 0  # 0.01 K, coil and supply over the return air in the last window
        self.rise = 0
        self._taken_at = -PAUSE
        self._learned_at = 0
        self.approached_at = [0] * KINDS

    @property
    def commissioned(self):
        """True after the first week; before, everything is taken for normal."""
        return self.memory.commissioned >= COMMISSIONING

    def level(self, kind, signal):
        return self.memory.trends[(kind * SIGNALS + signal) * TREND] // FINE

    def cycle(self, approach, now):
        """The clean coil's approach of a cycle of frost, 0.01 K/kW: true if it was compared."""
        if not self.steady.dark:
            return False
        return self._comparison(now).cycle(approach)

    def _comparison(self, now):
        with errand:
            from . import comparison
        return comparison.Comparison(self, self._settings, self.memory, now)

    def learn(self, now):
        """Takes the window that stands ready, if any: its kind if it was compared, else -1."""
        window = self.steady
        memory = self.memory
        kind = -1
        if not self.commissioned:
            memory.commissioned = min(memory.commissioned + (now - self._learned_at) // 60, COMMISSIONING)
            if self.commissioned:
                self._comparison(now).freeze()
        self._learned_at = now
        if window.ready:
            if now - self._taken_at >= PAUSE:
                if self._comparison(now).window(window):
                    kind = window.kind
                self._taken_at = now
            window.begin()
        return kind
