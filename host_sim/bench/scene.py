"""What a run shows at this moment: every quantity of `host_sim.scenario.condition` by its name."""

from __future__ import annotations

from collections.abc import Callable
from math import nan
from typing import Any

from host_sim.plant import heat_pump as hp
from host_sim.plant.aux_heater import VOLTAGE
from host_sim.plant.home import Home

# Places in the plant's truth
_SUPPLY, _INDOOR_COIL, _OUTDOOR, _OUTDOOR_COIL, _DISCHARGE, _HUMIDITY, _POWER, _CURRENT, _SUN = (
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    12,
    13,
)
_DEGREES = (
    "room", "room2", "room3", "room4", "return_air", "supply", "indoor_coil", "outdoor", "outdoor_coil", "discharge",
)  # fmt: skip
_PLAIN = {
    "power": ("power", 1.0), "sun": ("sun", 1.0), "speed": ("speed", 1.0), "fan_proven": ("fan_proven", 1.0),
    "defrosting": ("defrosting", 1.0), "fault": ("fault", 1.0), "window_open": ("window_open", 1.0),
    "presence": ("presence", 1.0), "standby": ("standby", 1.0), "minute": ("minute_of_week", 1.0),
    "humidity": ("humidity", 1e-3), "aux_current": ("aux_current_mA", 1e-3),
}  # fmt: skip


class Scene:
    """`told`, `request`, `command` are set at every tick: what the controller reads, is asked for and says. `valid`: it is at
    work."""

    def __init__(self, home: Home):
        self.home = home
        self.state = home.state
        self.machine = home.state["machine"]
        self.truth = home.state["truth"]
        self.flow = home.state["flow"]
        self.told: Any = None
        self.request: Any = None
        self.command: Any = None
        self.valid = True

    @property
    def outdoor(self) -> float:
        """True outdoor air, °C, without what the sun does to the sensor."""
        return float(self.truth[_OUTDOOR] - self.state["sun_bias"] * self.truth[_SUN] * 1e-3)

    @property
    def heating(self) -> bool:
        """How the valve stands."""
        return bool(self.machine["valve"] == self.state["unit"]["heating_valve"])

    def look(self, name: str) -> Callable[[], float]:
        """What gives the quantity `name` now."""
        place, _, what = name.rpartition(".")
        if place == "told":
            return self._told(what)
        if place == "command":
            return self._command(what)
        if place == "asked":
            return self._asked(what)
        if place == "energy":
            return self._power(what)
        return self._plant(name)

    def _told(self, what: str) -> Callable[[], float]:
        if what == "age":
            return lambda: float(self.told.rooms[0].age)
        if what in _DEGREES:
            at = ("room", "room2", "room3", "room4").index(what) if what.startswith("room") else None

            def degrees() -> float:
                if at is not None and at >= len(self.told.rooms):
                    return nan
                value = (self.told.rooms[at] if at is not None else getattr(self.told, what)).value
                return nan if value is None else value / 100

            return degrees
        attribute, scale = _PLAIN[what]

        def plain() -> float:
            value = getattr(self.told, attribute).value
            return nan if value is None else value * scale

        return plain

    def _command(self, what: str) -> Callable[[], float]:
        if what == "valid":
            return lambda: float(self.valid)
        if what == "valve":
            heating = int(self.state["unit"]["heating_valve"])
            return lambda: float(self.command.valve == heating)
        name = {"backup": "aux", "contact": "aux_contact"}.get(what, what)
        scale = 0.01 if what in ("setpoint", "feed") else 1.0
        return lambda: getattr(self.command, name) * scale

    def _asked(self, what: str) -> Callable[[], float]:
        if what == "mode":
            return lambda: float(self.request.mode)
        name = f"{what}_setpoint"
        return lambda: getattr(self.request, name) / 100

    def _power(self, what: str) -> Callable[[], float]:
        """W, of the step that is over; the timeline sums it up."""
        truth = self.truth
        if what == "heat_pump":
            return lambda: float(truth[_POWER])
        if what == "backup":
            return lambda: float(truth[_CURRENT]) * VOLTAGE
        if what == "heat":
            return self._plant("heat")
        return lambda: float(truth[_POWER]) + float(truth[_CURRENT]) * VOLTAGE

    def _plant(self, name: str) -> Callable[[], float]:
        truth, machine, flow = self.truth, self.machine, self.flow
        places = {
            "supply": _SUPPLY, "indoor_coil": _INDOOR_COIL, "outdoor_coil": _OUTDOOR_COIL, "discharge": _DISCHARGE,
            "humidity": _HUMIDITY, "power": _POWER,
        }  # fmt: skip
        if name in places:
            place = places[name]
            return lambda: float(truth[place])
        if name in ("ice", "speed", "fan", "fault"):
            return lambda: float(machine[name])
        return {
            "room": lambda: self.home.room,
            "outdoor": lambda: self.outdoor,
            "heat": lambda: float(flow["heat"]) / self.home.dt,
            "backup": lambda: float(truth[_CURRENT]) * VOLTAGE,
            "valve": lambda: float(self.heating),
            "defrosting": lambda: float(machine["phase"] != hp.NORMAL),
        }[name]
