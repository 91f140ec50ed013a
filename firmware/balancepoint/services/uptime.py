"""Time since boot from a millisecond counter that wraps.

uptime = Uptime(ticks_ms, ticks_diff)
uptime.now()        # s, never goes back; to be asked at least every six days, for the counter wraps after twelve
"""


class Uptime:
    """`now()`: s since this was made. `milliseconds`: since the last full second."""

    def __init__(self, ticks_ms, ticks_diff):
        self._ticks_ms = ticks_ms
        self._ticks_diff = ticks_diff
        self._last = ticks_ms()
        self.seconds = 0
        self.milliseconds = 0

    def now(self):
        ticks = self._ticks_ms()
        passed = self._ticks_diff(ticks, self._last)
        if passed > 0:
            self._last = ticks
            rest = self.milliseconds + passed
            self.seconds += rest // 1000
            self.milliseconds = rest % 1000
        return self.seconds
