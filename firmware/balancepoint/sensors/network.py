"""A reading that others send over the network: a room thermometer of the home, the weather, the sun, who is there.

    sensor.put(2130, 20, now)       # 21.30 °C, measured 20 s ago; 0 if that is nonsense or older than what is known, else 1

It stays with its growing age until the next comes; what it is still good for is decided in `sensing`.
"""

from ..control.quantity import const
from .probe import RANGE, SILENT, Probe

LIMITS = {  # in the unit of the core
    "room": (
        700,
        3200,
    ),  # beyond, the interlocks act, and no word from the network is their cause: the board's own sensors are
    "outdoor": (-6000, 6000),
    "humidity": (0, 1000),
    "power": (0, 30_000),
    "sun": (0, 1500),
    "presence": (0, 15),
    "window_open": (0, 1),
}
_OLDEST = const(3600)  # s
_LONG = const(900)


class Network:
    def __init__(self, reads):
        self.probe = Probe()
        self.probes = ((reads, self.probe),)
        self._low, self._high = LIMITS[reads]

    def put(self, value, age, now):
        """`value` in the core's unit, measured `age` s ago. 1: taken."""
        probe = self.probe
        if type(value) is not int or type(age) is not int or not self._low <= value <= self._high:
            probe.fail(RANGE)
            return 0
        at = now - age
        if not 0 <= age <= _OLDEST or (probe.value is not None and at < probe.at):
            return 0
        probe.put(value, at)
        return 1

    def step(self, now):
        probe = self.probe
        if probe.value is not None and now - probe.at > _LONG:
            probe.fail(SILENT)
