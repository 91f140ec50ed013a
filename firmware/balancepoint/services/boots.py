"""How many boots in a row went wrong: what tells the application to begin in safe mode.

    boots = BootCount(esp32.NVS("balancepoint"))
    bad = boots.begin()           # in the first lines; boots in a row, before this one, that never came to good()
    ... boots.safe: begin in safe mode
    boots.good()                  # once the application has run well for a while

In NVS, not in a file: it must count when the file system itself is what makes the boots bad. Two writes a boot at most; NVS
spreads them over its pages (ESP-IDF, non-volatile storage library).
"""

LIMIT = 3
_KEY = "bad_boots"


class BootCount:
    """`nvs`: get_i32, set_i32, commit as in `esp32.NVS`; each may raise OSError. `bad`, `safe`: see above.

    A count that cannot be kept counts as none: the watchdog still guards, and safe mode for ever would help nobody.
    """

    def __init__(self, nvs):
        self._nvs = nvs
        self.bad = 0

    @property
    def safe(self):
        return self.bad >= LIMIT

    def begin(self):
        try:
            self.bad = max(0, self._nvs.get_i32(_KEY))
        except OSError:  # never written
            self.bad = 0
        # It stays at the limit, so that it cannot overflow and a good boot is all it takes to leave safe mode.
        self._put(min(self.bad + 1, LIMIT))
        return self.bad

    def good(self):
        self.bad = 0
        self._put(0)

    def _put(self, count):
        try:
            try:
                if self._nvs.get_i32(_KEY) == count:
                    return
            except OSError:
                pass
            self._nvs.set_i32(_KEY, count)
            self._nvs.commit()
        except OSError:
            pass
