"""What the control core's tests share: a real unit's settings, and stand-ins for the stages around the one under test."""

from balancepoint.control.command import Command
from balancepoint.control.guard.guard import Guard
from balancepoint.control.journal.journal import Journal
from balancepoint.control.readings import Readings
from balancepoint.control.settings.memory import Memory
from balancepoint.control.settings.settings import Settings

# Fujitsu Halcyon 12, NEEP list entry 25349, minimum and maximum points as printed there; rated points by population ratios.
HEATING = (
    (-1500, (783, 160), (4001, 1523), (4897, 2066)),
    (-833, (828, 150), (4214, 1451), (5158, 1969)),
    (833, (909, 140), (5163, 1569), (5686, 1840)),
)
COOLING = (
    (2778, (958, 96), (3960, 1008), (4240, 1163)),
    (3500, (909, 120), (3723, 1256), (3986, 1449)),
)


def make_settings(**values):
    """Settings of that unit with whatever the test needs otherwise."""
    given = {
        "heating": HEATING,
        "cooling": COOLING,
        "speed_min": 16,
        "speed_rated": 86,
        "speed_max": 100,
        "low_cutout": -2600,
    }
    given.update(values)
    return Settings(**given)


class Sensed:
    """What sensing hands on: everything trusted, 20 °C indoors, 0 °C outdoors."""

    def __init__(self):
        self.room = 2000
        self.room_status = 0
        self.room_source = 1
        self.slope = 0
        self.indoor_min = 2000
        self.indoor_max = 2000
        self.outdoor = 0
        self.outdoor_source = 1  # the sensor itself
        self.outdoor_slow = 0
        self.discharge = 6000
        self.indoor_coil = None
        self.outdoor_coil = None
        self.supply = None
        self.return_air = None
        self.humidity = None

    def indoor(self, value):
        self.room = self.indoor_min = self.indoor_max = value


class SteadyHouse:
    """A house of a known heat loss (W/K) and gains (W); `far` is its answer to how long the room will take, s."""

    def __init__(self, heat_loss=120, gains=300, far=1 << 24):
        self.heat_loss = heat_loss
        self.gains = gains
        self.far = far

    def loss(self, room, outdoor):
        return self.heat_loss * (room - outdoor) // 100 - self.gains

    def arrival(self, heat_max, room, target, outdoor):
        return self.far


def codes(journal):
    return [code for _time, code, _value in journal.entries()]


def values(journal, code):
    return [value for _time, at, value in journal.entries() if at == code]


class GuardBench:
    """A guard on a machine that obeys at once. What a test sets stays; `tick()` gives a copy of the Command."""

    def __init__(self, dt=1, **settings):
        given = {"aux_stages": 2}
        given.update(settings)
        self.settings = make_settings(**given)
        self.memory = Memory()
        self.journal = Journal()
        self.guard = Guard(self.settings, self.memory, self.journal)
        self.readings = Readings()
        self.sensing = Sensed()
        self.want = Command()
        self.want.valve = 1
        self.cooling = 0
        self.available = 1
        self.dt = dt
        self.now = 0
        self.feedback = True  # the unit reports its speed
        self.fan_works = True

    def tick(self, dt=None):
        self.now += self.dt if dt is None else dt
        command = self.guard.command
        readings = self.readings
        if self.feedback:
            readings.speed.set(command.speed)
        readings.fan_proven.set(1 if self.fan_works and command.fan else 0)
        self.guard.step(self.want, readings, self.sensing, self.cooling, self.available, self.now)
        return copy(command)

    def run(self, seconds):
        """Tick for that long; the Commands as (now, copy)."""
        end = self.now + seconds
        out = []
        while self.now < end:
            out.append((self.now + self.dt, self.tick()))
        return out

    def running(self, speed=50, cooling=0):
        """Until the compressor runs."""
        self.want.speed = speed
        self.want.valve = 0 if cooling else 1
        self.cooling = cooling
        self.run(600)
        assert self.guard.command.speed == speed
        assert self.guard.command.valve == self.want.valve
        return self


def copy(command):
    out = Command()
    for name in Command.__slots__:
        setattr(out, name, getattr(command, name))
    return out


def when(commands, true):
    """The first moment at which `true(command)` holds, or None."""
    for now, command in commands:
        if true(command):
            return now
    return None
