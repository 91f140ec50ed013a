"""The board in its wireless network: it joins, and after a loss it joins again, for ever, 5 s to 5 min apart.

The chip's own joining again is switched off, for it knows no pause. What the radio says of a refusal is a hint, not more: a wrong
password is not told reliably (MicroPython PR 4842).
"""

_LEAST, _MOST = 5, 300  # s between two attempts
_PATIENCE = 20  # s for one
# what the ESP32's radio says (esp_wifi_types.h, wifi_err_reason_t)
_REASONS = {
    201: "it is not in reach",
    202: "the password is refused",
    203: "it is full",
    204: "the password is refused",
}


class Station:
    """`wlan`: the radio, active. `wanted`: the section `network` of the settings."""

    def __init__(self, wlan, wanted):
        self._wlan = wlan
        self._ssid = wanted["ssid"]
        self._password = wanted["password"]
        self._pause = _LEAST
        self._due = 0
        self._deadline = 0  # of the attempt that runs, 0: none does
        self._lost_at = 0
        self.connected = 0
        self.joined = 0  # times
        self.why = ""
        if wanted["address"]:
            wlan.ifconfig((wanted["address"], wanted["mask"], wanted["gateway"], wanted["dns"] or wanted["gateway"]))

    def step(self, now):
        """One look; ms until the next."""
        wlan = self._wlan
        if wlan.isconnected():
            if not self.connected:
                self.connected = 1
                self.joined += 1
                self.why = ""
                self._pause = _LEAST
                self._deadline = 0
            return 500
        if self.connected:
            self.connected = 0
            self._lost_at = now
            self._due = now + _LEAST
        if self._deadline and now < self._deadline:
            return 250
        if self._deadline:
            self._deadline = 0
            self.why = _REASONS.get(wlan.status(), "it does not answer")
            wlan.disconnect()
            self._due = now + self._pause
            self._pause = min(2 * self._pause, _MOST)
        elif now >= self._due:
            self._deadline = now + _PATIENCE
            wlan.connect(self._ssid, self._password or None)
        return 250

    def lines(self, now):
        """For `status`."""
        if self.connected:
            yield "network: connected to %s as %s, joined %d times" % (
                self._ssid,
                self._wlan.ifconfig()[0],
                self.joined,
            )
        else:
            yield "look: network: %s not joined for %d s%s" % (
                self._ssid,
                now - self._lost_at,
                self.why and ": " + self.why,
            )

    def resolver(self):
        return self._wlan.ifconfig()[3]

    def strength(self):
        """dBm, or None."""
        try:
            return self._wlan.status("rssi")
        except (OSError, ValueError, TypeError):
            return None

    def close(self):
        """Begun again, it looks anew."""
        self._deadline = 0
