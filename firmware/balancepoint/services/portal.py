"""The access point with a page that asks for the WiFi, in a start of its own: no core, no sensors, outputs safe, and after ten
minutes, or when it was told, back to the house by one more start. `app.net` of that start.

Whoever joins it by its key is led to the page whatever he asks for (`portal_names`, `routes_portal`).
"""

from .. import hal
from ..errand import errand
from .http import Server
from .portal_names import Names

OPEN = 600  # s
_LAST = 3  # s in which the last answer goes out
_WPA2 = 3  # MicroPython's number of it: a key that both know


class Portal:
    """`around`: ((ssid, dBm, whether it has a password), ...) as the radio saw them before it opened."""

    station = mqtt = source = clock = page = None
    connected = 1
    hosts = None  # it answers under every name
    longest = 0

    def __init__(self, app, wlan, name, around):
        self.app = app
        self.wlan = wlan
        self.name = name
        self.around = around
        self.until = OPEN
        self.told = ""  # the network that was told
        self.server = Server(app, self, 80, "portal")
        self.names = Names(self)

    @property
    def address(self):
        return self.wlan.ifconfig()[0]

    def makes(self):
        return self.server.MAKES

    def take(self, ssid):
        """The settings are written: it ends soon."""
        self.told = ssid
        self.until = min(self.until, self.app.uptime.now() + _LAST)

    def tasks(self, sleep_ms):
        async def serve(part):
            try:
                while True:
                    await sleep_ms(part.step(self.app.uptime.now()))
            finally:
                part.close()

        async def end():
            while self.app.uptime.now() < self.until:
                await sleep_ms(500)
            hal.reset()

        return ("page", lambda: serve(self.server)), ("names", lambda: serve(self.names)), ("end", end)

    def lines(self, now):
        yield "portal: %s open for %d s more, page http://%s/" % (self.name, max(0, self.until - now), self.address)
        if self.told:
            yield "portal: told to join %s" % self.told


def begin(app):
    """What fails ends it: the next start is the house's."""
    try:
        name, key = errand("services.portal_door").label(app.store)
        wlan = hal.station("", "balancepoint")
        around = errand("services.networks").listed(wlan.scan())  # it may take its time: nothing is led in this start
        wlan.active(False)
        wlan = hal.access_point()
        wlan.active(True)
        wlan.config(ssid=name, key=key, security=_WPA2)
        app.net = Portal(app, wlan, name, around)
        app.problems.append("portal: WiFi %s, key %s; heating and cooling rest, outputs safe" % (name, key))
    except (MemoryError, OSError, RuntimeError, ValueError):
        hal.reset()
