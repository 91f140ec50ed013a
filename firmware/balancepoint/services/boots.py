"""Boots in a row that did not last, counted in NVS. Loaded at the start, and when this boot has lasted.

boots = BootCount(hal.nvs())
count = boots.begin()       # once, at the start
boots.good()                # two minutes later
"""

from ..errand import errand

_MOST = 9  # boots counted
_BENCH, _PORTAL = 1, 2  # what a boot may be for, in place of the house


class BootCount:
    """Boots in a row that did not come to `good()`. Kept in NVS, so that it counts even when the files are what goes wrong.

    `nvs`: get_i32, set_i32, commit as in `esp32.NVS`; each may raise OSError. A count that cannot be kept is none: the watchdog
    still guards, and safe mode for ever would help nobody. `bench`: this boot is for a bench (`services.bench`), not for a house;
    known after `begin`.
    """

    def __init__(self, nvs):
        self._nvs = nvs
        self.bench = False
        self.opens = False  # this boot is for the access point (`services.portal`)
        self._again = 0

    def begin(self):
        """Counts this boot: 1 after a good one, 0 for one that a bench wanted. At most `_MOST`, so that a board that boots for
        ever writes no more."""
        wanted = self._get("bench")
        self.bench = wanted == _BENCH
        self.opens = wanted == _PORTAL
        self._put("bench", 0)
        self._again = self._get("again")
        self._put("again", 0)
        if wanted:
            return 0
        count = min(max(0, self._get("boots")), _MOST - 1) + 1
        self._put("boots", count)
        return count

    def good(self):
        """This boot has lasted."""
        self._put("boots", 0)

    def retry(self):
        """The next boot is to be one more attempt, the last of three."""
        self._put("boots", 2)

    def again(self):
        """True if the next boot may go on with what this one began, and is none more; not twice in a row, for who restarts
        for ever keeps no house warm."""
        if self._again:
            return False
        self._put("boots", max(0, self._get("boots") - 1))
        self._put("again", 1)
        return self._get("again") == 1

    def take_away(self, app):
        """The next boot is to forget password and network first, and then to open the portal, if that may be now."""
        self.good()
        self._put("taking", 1)
        if not errand("services.portal_door").fault(app):
            self._put("bench", _PORTAL)

    def takes_away(self):
        """True if this boot is to; it goes on until `taken_away`."""
        return self._get("taking") == 1

    def taken_away(self):
        self._put("taking", 0)

    def make_way(self, app, portal):
        """The next boot is for a bench or, if `portal`, for the access point, and this one was good enough to be asked. It comes
        soon: the last words must get out first."""
        self.good()
        self._put("bench", _PORTAL if portal else _BENCH)
        app.restart_due = app.uptime.now() + 1

    def _get(self, name):
        try:
            return self._nvs.get_i32(name)
        except OSError:  # never written
            return 0

    def _put(self, name, number):
        if self._get(name) == number:
            return
        try:
            self._nvs.set_i32(name, number)
            self._nvs.commit()
        except OSError:
            pass


def start_again(app):
    """A new start, soon, that was asked for: this one was good."""
    app.boots().good()
    app.restart_due = app.uptime.now() + 1
