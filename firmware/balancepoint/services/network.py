"""What the network adds, and never holds: the board in its WiFi, the time of day, and what people and devices say over MQTT.

Each part is a task of its own that looks, does a little, and says how long it may sleep:

    part.step(now)      # ms until the next look; never waits for anything
    part.close()        # gives back its sockets: it is begun again when it fails

Nobody else in the program speaks to the radio or has a socket. How long the longest turn of them took is counted.
"""

from .. import hal
from .dns import Lookup
from .sntp import Clock
from .station import Station


class Network:
    """`wlan`: the radio, active. `wanted`: the section `network` of the settings."""

    def __init__(self, app, wlan, wanted):
        self._app = app
        self._sleep_ms = None
        self.identity = "".join(
            ["%02x" % byte for byte in wlan.config("mac")]
        )  # never changes, nor is it anybody's name
        self.folder = app.settings_path[: -len("settings.json")]  # of files that the settings name
        self.longest = 0  # µs of a turn
        self.later: tuple = (Lookup,)  # classes of which things are made as long as it runs
        self.station = Station(wlan, wanted)
        self.clock = Clock(app, self, wanted["ntp"].split())
        self.mqtt = self._source = None
        if "mqtt" in wanted:
            from .homeassistant import HomeAssistant
            from .mqtt import Mqtt
            from .stream import Stream

            self.later = (Lookup, Stream)
            self._source = HomeAssistant(app, self, wanted)
            self.mqtt = Mqtt(wanted["mqtt"], self, self._source, "balancepoint_" + self.identity)

    @property
    def connected(self):
        return self.station.connected

    @property
    def resolver(self):
        return self.station.resolver()

    def tasks(self, sleep_ms):
        """(name, what runs) of its tasks."""
        self._sleep_ms = sleep_ms
        tasks = (("wifi", self._wifi), ("time", self._time))
        return tasks + (("mqtt", self._mqtt),) if self.mqtt is not None else tasks

    async def _wifi(self):
        await self._serve(self.station)

    async def _time(self):
        await self._serve(self.clock)

    async def _mqtt(self):
        await self._serve(self.mqtt)

    async def _serve(self, part):
        try:
            while True:
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
        yield from self.station.lines(now)
        if self.station.connected and self.clock.why:
            yield "time: %s" % self.clock.why
        if self.mqtt is not None:
            yield from self.mqtt.lines(now)
            yield from self._source.lines(now)
        yield "network turn: longest %d us" % self.longest
