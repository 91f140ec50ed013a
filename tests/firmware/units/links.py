"""A managed link over a session of the tests' own, whose unit does what it is asked, or what a person does at its handset."""

from balancepoint.control.command import Command
from balancepoint.control.journal.journal import Journal
from balancepoint.control.readings import Readings
from balancepoint.control.request import COOL, HEAT, OFF, Request
from tests.firmware.twin import Bench

DRIVE = {"kind": "cn105", "baud": 0, "read_back": ("aux_1",)}


class Obedient:
    """A session without a wire: what is asked is said a second later, unless `deaf`."""

    BAUD, PARITY, STOP, ABILITIES = 2400, 0, 1, {}
    pace = 100

    def __init__(self, unit):
        self.unit = unit
        self.linked = 1
        self.trouble = 0
        self.frames = self.bad = self.timeouts = self.echoes = 0
        self.recorder = None
        self.deaf = False

    def step(self, stream, ms):
        unit = self.unit
        if self.deaf or not unit.asked or unit.own_change:
            return
        self.say(unit.mode, unit.setpoint, unit.fan, unit.vane, unit.wide)

    def say(self, mode, setpoint, fan=None, vane=None, wide=None):
        unit = self.unit
        unit.on, unit.said_setpoint, unit.said_at = int(mode != OFF), setpoint, unit.now
        if mode != OFF:
            unit.said_mode = mode
        unit.said_fan = unit.said_fan if fan is None else fan
        unit.said_vane = unit.said_vane if vane is None else vane
        unit.said_wide = unit.said_wide if wide is None else wide

    def handset(self, **said):
        """A person presses a button: the remote sends all that it shows."""
        unit = self.unit
        now = {"mode": unit.said_mode if unit.on else OFF, "setpoint": unit.said_setpoint}
        self.say(**{**now, **said})
        unit.own_change = 1


class Link:
    """`run(seconds)`: a Command renewed each second, as the application calls the link."""

    def __init__(self, mine=0, can=None, **drive):
        self.bench = Bench()
        from balancepoint.units.managed import Managed

        self.link = Managed(self.bench.hal, {**DRIVE, **drive}, None, mine)
        self.unit = self.link.unit
        vars(self.unit).update({"vanes": 5, "wide_vanes": 5, "step": 50, "fans": 4, "feed": 2, **(can or {})})
        self.session = Obedient(self.unit)
        self.link.begin(self.session)
        self.journal = self.link.journal = Journal()
        self.command = Command()
        self.command.mode, self.command.setpoint, self.command.wish = HEAT, 2100, 2100
        self.command.fan, self.command.vane = 3, 30
        self.request = Request(HEAT)
        self.readings = Readings()
        self.now = 0

    def run(self, seconds=1, renewed=True):
        for _ in range(seconds):
            self.now += 1
            if renewed:
                self.command.valid_until = self.now + 2
            self.link.step(self.command, self.now)
            self.link.look(self.now, self.now * 1000 & 0x1FFFFFFF)
            self.link.fill(self.readings, self.now)
            self.changed = self.link.wish(self.request)
        return self

    def entries(self, code):
        return [value for _time, each, value in self.journal.entries() if each == code]


__all__ = ("COOL", "HEAT", "OFF", "Link", "Obedient")
