"""A unit that owns its compressor in a few lines, over the room of `test_controller`: no maker's, but of the kind.

It goes by its own sensor, or by what it was fed, and stops `stop` past its target. `kind` PROPORTIONAL: its speed follows the
difference, full speed 2 K away, with a lag. STEPPING: the speed creeps up or down while there is a difference, and stays at
none.
Heat comes by the map of the settings; 3 min of rest; it defrosts when a test says so.
"""

from balancepoint.control.command import Command
from balancepoint.control.quantity import clamp
from balancepoint.control.request import COOL, DRY, FAN, HEAT, OFF, Request
from tests.firmware.control.bench import copy
from tests.firmware.control.test_controller import CAPACITY, LOSS, Loop

PROPORTIONAL = 0
STEPPING = 1
REST = 180
LAG = 120


class Unit:
    """`step(command, room, dt)`; then `speed` Hz. `says`: which of its figures it tells."""

    def __init__(
        self, settings, kind=PROPORTIONAL, stop=50, offset=200, head=150, says=("speed", "running", "defrosting")
    ):
        self.settings = settings
        self.kind = kind
        self.stop = stop
        self.offset = offset  # 0.01 K that its target is raised in heating, by its own sensor
        self.head = head  # 0.01 K that its sensor is warmer than the room while it heats
        self.says = says
        self.speed = 0
        self.asked = 0.0
        self.stood = 0  # s
        self.running = 0
        self.starts = 0
        self.defrosting = 0
        self.standby = 0
        self.dead = 0  # it does nothing whatever it is asked
        self.deaf = 0  # nothing of a feed

    def goes_by(self, command, room):
        if command.feed and not self.deaf:
            return command.feed
        return room + (self.head if self.running and command.mode == HEAT else 0)

    def error(self, command, room):
        """0.01 K still missing."""
        target = command.setpoint
        if command.mode == HEAT:
            if not command.feed or self.deaf:
                target += self.offset
            return target - self.goes_by(command, room)
        return self.goes_by(command, room) - target

    def step(self, command, room, dt):
        wants = command.mode in (HEAT, COOL, DRY) and not self.standby and not self.dead
        error = self.error(command, room) if wants else -1000
        if not self.running:
            self.speed = 0
            self.stood += dt
            if wants and error >= 50 and self.stood >= REST:
                self.running = 1
                self.starts += 1
                self.asked = self.settings.speed_min
        elif not wants or error <= -self.stop:
            self.running = 0
            self.speed = self.stood = 0
        if self.running:
            least, most = self.settings.speed_min, self.settings.speed_max
            if self.kind == PROPORTIONAL:
                self.asked += (least + (most - least) * error / 200 - self.asked) * dt / (LAG + dt)
            else:
                self.asked += (most - least) * 0.0003 * dt * (error + 25) // 50
            self.asked = clamp(self.asked, least, most)
            self.speed = int(self.asked)

    def tell(self, name, truth):
        return truth if name in self.says else None


class Managed(Loop):
    """The whole controller with such a unit, in the room of the other tests."""

    def __init__(self, dt=10, room=20.0, outdoor=0.0, gains=300, request=None, memory=None, unit=None, **settings):
        given = {"managed": 1, "room_feed": 2, "own_defrost": 0}
        given.update(settings)
        super().__init__(dt, room, outdoor, gains, request or Request(HEAT, 2100, 2500), memory, **given)
        self.unit = Unit(self.settings, **(unit or {}))
        self.command = Command()
        self.turned = []  # Hz, as `way`

    def figures(self):
        """What the unit tells."""
        unit = self.unit
        side = self.map.heating if self.command.mode != COOL else self.map.cooling
        power = side.power_for(side.heat_at(unit.speed)) if unit.running else 12
        return {
            "speed": unit.tell("speed", unit.speed),
            "power": unit.tell("power", power),
            "running": unit.tell("running", unit.running),
            "defrosting": unit.tell("defrosting", unit.defrosting),
            "standby": unit.standby,
            "return_air": None if self.command.feed else unit.goes_by(self.command, round(self.room * 100)),
            "indoor_coil": None, "outdoor_coil": None, "discharge": None, "supply": None,
        }  # fmt: skip

    def step(self):
        self.now += self.dt
        wrong = self.wrong
        self.wrong = dict(self.figures(), **wrong)
        self.sense()
        self.wrong = wrong
        command = self.command = self.controller.step(self.readings, self.request, self.now)
        unit = self.unit
        unit.step(command, round(self.room * 100), self.dt)
        heating = command.mode == HEAT
        side = self.map.heating if heating else self.map.cooling
        side.at(round(self.outdoor * 100))
        heat = (-0.3 if unit.defrosting else 1) * side.heat_at(unit.speed) * (1 if heating else -1)
        flow = heat + self.aux_power[command.aux] + self.gains - LOSS * (self.room - self.outdoor)
        self.room += flow * self.dt / CAPACITY
        kept = copy(command)
        self.turned.append(unit.speed)
        self.way.append((self.now, self.room, kept))
        return kept


__all__ = ["FAN", "OFF", "PROPORTIONAL", "STEPPING", "Managed", "Unit"]
