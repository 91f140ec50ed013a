"""A home that stands still but for what a test puts into it, for an indoor unit to live in."""

from host_sim.plant.units import load_unit
from host_sim.virtual_units import indoor
from host_sim.virtual_units.habits import load


class Still:
    """As much of `plant.home.Home` as an indoor unit looks at. The compressor follows at once."""

    dt = 10

    def __init__(self, air=21.0):
        self.unit = load_unit("fujitsu_halcyon_12")
        machine = {
            "speed": 0.0, "phase": 0, "fan": 0.0, "fault": 0.0, "shell": 40.0, "coil_in": 30.0, "coil_out": 0.0,
        }  # fmt: skip
        self.state = {"machine": machine, "truth": [0.0] * 14, "now": 0, "sun_bias": 1.5}
        self.air = air

    @property
    def air(self):
        return self.state["truth"][indoor.RETURN_AIR]

    @air.setter
    def air(self, value):
        self.state["truth"][indoor.RETURN_AIR] = value

    @property
    def machine(self):
        return self.state["machine"]


class Bench:
    """A unit in a still home; `run` gives the speeds at the ends of the steps."""

    def __init__(self, proto="cn105", profile="usual", air=21.0, **state):
        self.home = Still(air)
        self.unit = indoor.IndoorUnit(self.home, load(proto, profile).habits)
        self.most = self.home.unit.speed_max
        if state:
            self.unit.press(**{"on": True, **state})

    @property
    def now(self):
        return self.unit.now

    def run(self, seconds, feed=None):
        speeds = []
        for _ in range(seconds // self.home.dt):
            if feed is not None:
                self.unit.feed(feed)
            self.unit.step()
            self.home.machine["speed"] = float(self.unit.command.speed)
            self.home.state["now"] += self.home.dt
            speeds.append(self.unit.command.speed)
        return speeds
