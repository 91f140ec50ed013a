"""The board in its wireless network: it joins, and after a loss it joins again, for ever, 5 s to 5 min apart.

The chip's own joining again is switched off, for it knows no pause. What the radio says of a refusal is a hint, not more: a wrong
password is not told reliably (MicroPython PR 4842).
"""

_LEAST, _MOST = 5, 300  # s between two attempts
_PATIENCE = 20  # s for one


class Station:
    """`wlan`: the radio, active. `wanted`: the section `network` of the settings."""

    def __init__(self, wlan, wanted):
        self.wlan = wlan
        self.ssid = wanted["ssid"]
        self.password = wanted["password"] or None
        self._pause = _LEAST
        self._due = 0
        self._deadline = 0  # of the attempt that runs, 0: none does
        self.lost_at = 0
        self.connected = 0
        self.joined = 0  # times
        self.why = 0  # what the radio said of the last attempt that failed
        if wanted["address"]:
            wlan.ifconfig((wanted["address"], wanted["mask"], wanted["gateway"], wanted["dns"] or wanted["gateway"]))

    def step(self, now):
        """One look; ms until the next."""
        wlan = self.wlan
        if wlan.isconnected():
            if not self.connected:
                self.connected = 1
                self.joined += 1
                self.why = 0
                self._pause = _LEAST
                self._deadline = 0
            return 500
        if self.connected:
            self.connected = 0
            self.lost_at = now
            self._due = now + _LEAST
        if self._deadline and now < self._deadline:
            return 250
        if self._deadline:
            self._deadline = 0
            self.why = wlan.status()
            wlan.disconnect()
            self._due = now + self._pause
            self._pause = min(2 * self._pause, _MOST)
        elif now >= self._due:
            self._deadline = now + _PATIENCE
            wlan.connect(self.ssid, self.password)
        return 250

    def close(self):
        """Begun again, it looks anew."""
        self._deadline = 0
