"""What the network adds, and never holds: the board in its WiFi, the time of day, and what people and devices say over MQTT.

Each part is a task of its own that looks, does a little, and says how long it may sleep:

    part.step(now)      # ms until the next look, 0: it is done; never waits for anything
    part.close()        # gives back its sockets: it is begun again when it fails

Nobody else in the program speaks to the radio or has a socket. How long the longest turn of them took is counted. What is wanted
now and then (a name's address, the time, a greeting, words) is loaded for it.
"""

from .. import hal
from ..errand import errand
from .station import Station

_TIME_AGAIN = 6 * 3600_000  # ms between two times that the clock is set


class Network:
    """`wlan`: the radio, active. `wanted`: the section `network` of the settings."""

    def __init__(self, app, wlan, wanted):
        self._app = app
        self._sleep_ms = None
        self.folder = app.settings_path[: -len("settings.json")]  # of files that the settings name
        self.longest = 0  # µs of a turn
        self.station = Station(wlan, wanted)
        self.servers = wanted["ntp"].split()
        self.clock = None  # a `sntp.Clock`, while it asks
        self.mqtt = self.source = self.page = None
        self.names: tuple = ()  # under which a browser may ask for the page, beside the address
        if "mqtt" in wanted:
            # never changes, nor is it anybody's name
            identity = "balancepoint/" + "".join(["%02x" % byte for byte in wlan.config("mac")])
            from .homeassistant import HomeAssistant
            from .mqtt import Mqtt

            self.source = HomeAssistant(app, self, wanted, identity)
            self.mqtt = Mqtt(wanted["mqtt"], self, self.source)
        if "page" in wanted:
            from .auth import Auth
            from .http import Server

            name = wanted["hostname"].lower()
            self.names = (name, name + ".local")
            page = wanted["page"]
            self.page = Server(app, self, page["port"], "page", Auth(app.store, page))

    @property
    def connected(self):
        return self.station.connected

    @property
    def resolver(self):
        return self.station.wlan.ifconfig()[3]

    def makes(self):
        """The classes of which more are made after the start."""
        return () if self.page is None else self.page.MAKES

    @property
    def address(self):
        return self.station.wlan.ifconfig()[0]

    @property
    def hosts(self):
        """Names under which a browser may ask for the page."""
        return self.names + (self.address,)

    def tasks(self, sleep_ms):
        """(name, what runs) of its tasks."""
        self._sleep_ms = sleep_ms
        tasks = [("wifi", lambda: self._serve(self.station)), ("time", self._time)]
        if self.mqtt is not None:
            tasks.append(("mqtt", lambda: self._serve(self.mqtt)))
        if self.page is not None:
            tasks.append(("page", lambda: self._serve(self.page)))
        return tuple(tasks)

    async def _time(self):
        while True:
            self.clock = errand("services.sntp").Clock(self._app, self, self.servers)
            await self._serve(self.clock)
            self.clock = None
            await self._sleep_ms(_TIME_AGAIN)

    async def _serve(self, part):
        pause = 1
        try:
            while pause:
                begun = hal.ticks_us()
                pause = part.step(self._app.uptime.now())
                took = hal.ticks_diff(hal.ticks_us(), begun)
                if took > self.longest:
                    self.longest = took
                await self._sleep_ms(pause)
        finally:
            part.close()

    def lines(self, now):
        """For `status`."""
        return errand("services.network_text").lines(self, now)
