"""A scenario: house, unit, weather, people, faults, what people ask for, and what must hold. One TOML file each.

    scenario = load("winter_week", overrides=["house.floor_area=90", "request.heat_setpoint=20"])
    for row in scenario.explain(): print(row)

`model` is what it holds, `files` how it is read, `wish` what people ask for, `limits` what must hold, `fitting` what the
controller is told of it. Every error is an `InputError` of one line: file, field, value, what is allowed.
"""

from host_sim.scenario.files import build, find, load
from host_sim.scenario.limits import Limit, figure
from host_sim.scenario.model import Scenario
from host_sim.scenario.wish import Wish, clock
from host_sim.scenarios import DEFAULT, FOLDER, names

__all__ = ["DEFAULT", "FOLDER", "Limit", "Scenario", "Wish", "build", "clock", "figure", "find", "load", "names"]
