"""What the control core's tests share: a real unit's settings, and stand-ins for the stages around the one under test."""

from balancepoint.control.command import Command
from balancepoint.control.guard.guard import Guard
from balancepoint.control.house.house import House
from balancepoint.control.journal.journal import Journal
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.readings import Readings
from balancepoint.control.settings.memory import Memory
from balancepoint.control.settings.settings import Settings
from balancepoint.control.situation import Situation

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


class SteadyHouse(House):
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


def times(journal, code):
    """How often it was said, what was counted instead of said again included."""
    return sum([journal.times(k) for k, entry in enumerate(journal.entries()) if entry[1] == code])


class GuardBench:
    """A guard on a machine that obeys at once. What a test sets in the Situation stays; `tick()` gives a copy of the Command."""

    def __init__(self, dt=1, **settings):
        given = {"aux_stages": 2}
        given.update(settings)
        self.settings = make_settings(**given)
        self.memory = Memory()
        self.journal = Journal()
        self.guard = Guard(self.settings, self.memory, self.journal)
        self.s = make_situation(self.memory)
        self.guard.begin(self.s)
        self.readings = self.s.readings
        self.want = self.s.want
        self.want.valve = 1
        self.dt = dt
        self.now = 0
        self.feedback = True  # the unit reports its speed
        self.fan_works = True

    def tick(self, dt=None):
        dt = self.dt if dt is None else dt
        self.now += dt
        command = self.s.command
        if self.feedback:
            self.readings.speed.set(command.speed)
        self.readings.fan_proven.set(1 if self.fan_works and command.fan else 0)
        self.guard.step(self.s, self.now, dt)
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
        self.s.cooling = cooling
        self.run(600)
        assert self.s.command.speed == speed
        assert self.s.command.valve == self.want.valve
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


def make_situation(memory=None, **fields):
    """A Situation in which everything is trusted, 20 °C indoors and 0 °C outdoors, but for the `fields` given."""
    s = Situation(memory or Memory())
    s.readings = Readings()
    s.room = s.indoor_min = s.indoor_max = s.return_air = 2000
    s.room_status = 0
    s.room_source = 1
    s.outdoor = s.outdoor_slow = 0
    s.outdoor_source = 1
    s.discharge = 6000
    for name, value in fields.items():
        assert hasattr(s, name), name
        setattr(s, name, value)
    return s


def indoors(s, value):
    """Every indoor sensor says `value`, 0.01 °C."""
    s.room = s.indoor_min = s.indoor_max = s.return_air = value


_seen = make_situation()


def observe(house, room, outdoor, heat, sun, minute, dt, usable):
    """`house.observe` of a Situation with that room, outdoors and clock; None where nothing is known."""
    _seen.room, _seen.outdoor, _seen.minute, sun = [
        UNKNOWN if each is None else each for each in (room, outdoor, minute, sun)
    ]
    house.observe(_seen, heat, sun, dt, usable)
