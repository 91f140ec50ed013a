"""Random event steps against the independent judge: sensors die, modes flip, the board reboots, clocks jump, the unit
defrosts or is made to, relays weld, at any tick from 1 to 60 s. The stages' wishes go into the guard alone, and readings
and requests into the whole controller; a third of the steps goes for the guard's margins (`margins`).

    python -m tests.soak [STEPS]                     # default 10 million, over all processors; goes on where it was interrupted
    python -m tests.soak --show guard 123            # one episode again, its last ticks before each violation

An episode is one seed and 2000 steps; the same seed gives the same steps. Those that are done stand in out/soak.jsonl and are
not done again until core, judge or these tests change.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import random
import sys
import time
from collections import Counter, deque
from pathlib import Path

from hypothesis import HealthCheck, Phase
from hypothesis import settings as profile

import host_sim  # noqa: F401  (makes the firmware importable)

# isort: split
from balancepoint.control.command import FAN_AUTO, LAPSED, LEASE, Command
from balancepoint.control.controller import Controller
from balancepoint.control.guard.guard import Guard
from balancepoint.control.house.past import Past
from balancepoint.control.journal.journal import Journal
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.readings import Readings
from balancepoint.control.request import AUTO, AWAY, COOL, DRY, ECO, FAN, FOLLOW, HEAT, HOME, MODES, OFF, SLEEP, Request
from balancepoint.control.settings.memory import Memory
from balancepoint.control.situation import Situation
from balancepoint.control.wish.schedule import WEEK
from host_sim.judge import Judge, Recorder, Terms, Violation
from tests import margins
from tests.firmware.control.bench import make_settings

STEPS = 2000  # an episode
ROOT = Path(__file__).resolve().parents[1]
DONE = ROOT / "out/soak.jsonl"
AT_MARGINS = profile(
    max_examples=18, stateful_step_count=60, deadline=None, database=None, suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.target),
)  # fmt: skip


def _settings(rng):
    return make_settings(
        aux_stages=rng.choice((0, 1, 1, 2)),
        aux_in_air_stream=rng.choice((0, 0, 1)),
        valve_energised_in=rng.choice(("heating", "cooling")),
        room_sensors=rng.choice((1, 1, 2, 3)),
        aux_ceiling=rng.choice((500, 500, 200, 900)),
        minimum_off=rng.choice((180, 300, 900)),
        own_defrost=rng.choice((0, 1, 1)),
    )


def _schedule(rng):
    """A week of presets."""
    minutes = sorted(rng.sample(range(WEEK), rng.choice((0, 2, 14, 42))))
    return tuple((minute, rng.choice((HOME, AWAY, SLEEP, ECO))) for minute in minutes)


def _tick(rng):
    """Seconds to the next tick: mostly within the contract, now and then a gap."""
    chance = rng.random()
    if chance < 0.002:
        return rng.choice((61, 200, 1000, 20000))
    return 60 if chance < 0.2 else 1 if chance < 0.4 else 10 if chance < 0.6 else rng.randint(1, 60)


_MISHAPS = (
    "speed", "power", "runs on", "welded", "leaking", "fan", "fault", "defrost", "warm gas", "hot gas", "ice", "coil",
    "outdoor coil", "supply",
)  # fmt: skip


class Machine:
    """The unit, the heater and their reports, driven by the Command and by mishap."""

    def __init__(self, rng, readings):
        self.rng = rng
        self.readings = readings
        self.turning = 0  # Hz
        self.fan = 0
        self.broken = {}  # what is broken -> s since boot until which
        self.hot_gas = 6500  # 0.01 °C
        self.supply = 2000
        self.mishaps = rng.choice((0.0, 0.001, 0.01))
        self.frosting = rng.choice((0, 0, 10, 30))  # 0.01 K of approach a minute of heating
        self.frost = 0  # 0.01 K * 60
        self.reports = rng.random() < 0.8
        self.meter = rng.random() < 0.7  # of the heater's current

    def broken_now(self, name, now):
        return self.broken.get(name, -1) > now

    def _mishap(self, now):
        rng = self.rng
        if rng.random() < self.mishaps:
            name = rng.choice(_MISHAPS)
            self.broken[name] = now + rng.choice((5, 60, 300, 600, 2000, 20000))

    def live(self, now, dt, command, heating, room, outdoor):
        """One tick later: fill the unit's readings."""
        self._mishap(now)
        readings = self.readings
        broken = self.broken_now
        self.turning += max(-4 * dt, min(2 * dt, command.speed - self.turning))
        if broken("fault", now):
            self.turning = 0
        readings.fault.set(5 if broken("fault", now) else 0)
        defrosting = broken("defrost", now)
        readings.defrosting.set(1 if defrosting else 0)
        if not self.reports:
            readings.speed.clear()
            readings.power.clear()
        else:
            if not broken("speed", now):
                readings.speed.set(self.turning)
            else:
                readings.speed.age += dt
            if not broken("power", now):
                readings.power.set(40 + 12 * self.turning)
            else:
                readings.power.clear()
            if broken("runs on", now):
                readings.speed.set(max(30, self.turning))
                readings.power.set(400)
        stage = command.aux if command.aux_contact else 0
        if broken("welded", now) and command.aux_contact or broken("leaking", now):
            stage = max(stage, 1)
        if self.meter:
            readings.aux_current_mA.set(6500 * stage)
        self.fan = 1 if command.fan and (command.fan != FAN_AUTO or command.speed) and not broken("fan", now) else 0
        readings.fan_proven.set(self.fan)
        target = 6500 if self.turning else 2500
        if broken("hot gas", now):
            target = 12000
        elif broken("warm gas", now):
            target = 10800
        self.hot_gas += max(-30 * dt, min(30 * dt, target - self.hot_gas))
        readings.discharge.set(self.hot_gas)
        coil = room
        if self.turning:
            coil = room + 1800 if heating and not defrosting else room - 1500
        if broken("ice", now):
            coil = 50
        if broken("coil", now):
            readings.indoor_coil.clear()
        else:
            readings.indoor_coil.set(coil)
        if broken("supply", now):
            readings.supply.clear()
        else:
            target = coil + (2500 * stage if self.fan else 4000 * (stage > 0))
            self.supply += max(-30 * dt, min(30 * dt, target - self.supply))
            readings.supply.set(self.supply)
        if self.turning and heating:
            self.frost += self.frosting * dt
        elif self.turning:
            self.frost = max(0, self.frost - 1200 * dt)
        warm = 1200 if not self.frost else 100
        approach = 0 if not self.turning else -600 - self.frost // 60 if heating and not defrosting else warm
        if broken("outdoor coil", now):
            readings.outdoor_coil.clear()
        else:
            readings.outdoor_coil.set(outdoor + approach)


class Sensor:
    """A thermometer: noise, 0.1 K steps, and its ways to die."""

    def __init__(self, rng, reading, deaths):
        self.rng = rng
        self.reading = reading
        self.deaths = deaths
        self.ill = None
        self.until = 0
        self.offset = 0

    def live(self, now, dt, truth):
        rng, reading = self.rng, self.reading
        if self.ill is None:
            if rng.random() < self.deaths:
                self.ill = rng.choice(("dead", "stuck", "silent", "offset", "drift", "spike", "range"))
                self.until = now + rng.choice((10, 100, 400, 1000, 5000, 30000))
                self.offset = rng.choice((-300, -80, 80, 300, 1000))
        elif now >= self.until:
            self.ill = None
        ill = self.ill
        if ill == "dead":
            reading.clear()
        elif ill == "range":
            reading.set(rng.choice((8500, -12700, 32767)))
        elif ill == "stuck" and reading.value is not None:
            reading.age = 0
        elif ill == "silent" and reading.value is not None:
            reading.age += dt
        else:
            if ill == "drift":
                self.offset += dt // 60 * rng.choice((-1, 1))
            elif ill == "spike":
                self.offset = rng.choice((0, 0, 0, 1000, -1000))
            value = truth + (self.offset if ill in ("offset", "drift", "spike") else 0)
            reading.set((value + rng.randint(-6, 6) + 5) // 10 * 10)


class Melt:
    """Wishes for a defrost: as it should be, too long, too soon, with too many stops. Nobody asks whether they make sense."""

    STEPS = ((0, 0), (55, 0), (0, 1), (40, 1))  # speed, and whether the valve is to stand in heating

    def __init__(self, rng, want, heating_valve):
        self.rng = rng
        self.want = want
        self.heating_valve = heating_valve
        self.fond = rng.choice((0.0, 0.001, 0.1))
        self.until = self.next = 0
        self.step = 0

    def live(self, now, dt, command):
        rng, want = self.rng, self.want
        if now < self.next - 3600:  # a reboot
            self.until = self.next = 0
        if not want.defrost:
            if command.speed and command.valve == self.heating_valve and rng.random() < self.fond:
                want.defrost = 1
                self.until = now + rng.choice((300, 900, 5000))
                self.next = now + rng.choice((0, 60, 700))
                self.step = -1
            return
        if now >= self.until:
            want.defrost = 0
            want.speed, want.valve = 40, self.heating_valve
        elif now >= self.next:
            self.step += 1 if rng.random() < 0.9 else 2
            want.speed, heating = self.STEPS[self.step % 4]
            want.valve = self.heating_valve if heating else 1 - self.heating_valve
            self.next = now + rng.choice((20, 40, 75, 120))


class Show:
    """Judges tick by tick and keeps the last ticks, to be read by a person."""

    def __init__(self, terms, readings, request, command):
        self.judge = Judge(terms)
        self.things = readings, request, command
        self.last = deque(maxlen=60)
        self.found = []

    def add(self, now, defrost=False, heat_pump_available=True):
        readings, request, command = self.things
        values = {
            name: (reading.value, reading.age)
            for name in Readings.__slots__
            if name != "rooms" and (reading := getattr(readings, name)).value is not None
        }
        values["rooms"] = [(r.value, r.age) for r in readings.rooms]
        told = [getattr(request, name) for name in Request.__slots__]
        done = {name: getattr(command, name) for name in Command.__slots__}
        self.last.append(f"{now} {done} request {told} available {heat_pump_available} {values}")
        new = self.judge.see(now, readings, request, command, defrost, heat_pump_available)
        if new and not self.found:
            print(*self.last, sep="\n")
        for violation in new:
            print(">>>", violation)
        self.found += new

    def reboot(self, command):
        self.last.append("reboot")
        self.judge.reboot()
        self.things = *self.things[:2], command

    def lapsed(self, now):
        self.last.append("lapsed")
        self.judge.lapsed(now)

    def acknowledge(self):
        self.last.append("acknowledged")
        self.judge.acknowledge()

    def violations(self):
        return self.found


def _guarded(settings, memory, readings, want):
    """A guard after a boot, and its Situation; the wishes are as they were."""
    guard = Guard(settings, memory, Journal())
    s = Situation(memory)
    s.readings = readings
    s.want = want
    guard.begin(s)
    return guard, s


def _lapse(command, machine, watch, now):
    """The outputs drop by themselves just before this tick."""
    command.valid_until = LAPSED
    machine.turning = 0
    watch.lapsed(now)


def _known(value):
    return UNKNOWN if value is None else value


def guard_episode(seed, steps=STEPS, recorder=Recorder):
    """Wishes at random into the guard. What is trusted is random too, and the judge sees it as it is. Returns the violations."""
    rng = random.Random(seed)
    settings = _settings(rng)
    memory = Memory()
    readings, request = Readings(room_sensors=3), Request(HEAT)
    want = Command()
    guard, s = _guarded(settings, memory, readings, want)
    machine = Machine(rng, readings)
    watch = recorder(Terms.of(settings, exact=True), readings, request, s.command)
    heating_valve = 1 if settings.valve_energised_in == "heating" else 0
    room, outdoor = rng.choice((300, 500, 650, 2000, 2000, 3150, 3450)), rng.choice((-1000, 450, 1450))
    restless = rng.choice((0.0, 0.001, 0.005, 0.05, 0.3))
    want.valve = heating_valve
    melt = Melt(rng, want, heating_valve)
    want.speed = rng.choice((0, 40))
    want.aux = rng.choice((0, 1))
    cooling, available, blind, unknown = 0, 1, 0, 0
    now = 0
    for _ in range(steps):
        dt = _tick(rng)
        now += dt
        if rng.random() < 0.001:
            now = 0
            memory = Memory.from_dict(memory.to_dict())
            guard, s = _guarded(settings, memory, readings, want)
            watch.reboot(s.command)
        if rng.random() < 0.001:
            _lapse(s.command, machine, watch, now)
        if rng.random() < 0.0005:
            guard.acknowledge()
            watch.acknowledge()
        if rng.random() < restless:
            request.mode = rng.choice((HEAT, HEAT, HEAT, COOL, DRY, AUTO, OFF, FAN))
            cooling = 1 if request.mode in (COOL, DRY) or (request.mode == AUTO and rng.random() < 0.5) else 0
        if rng.random() < restless:
            want.speed = rng.choice((0, 0, 16, 40, 100))
        if rng.random() < restless:
            want.valve = 1 - heating_valve if rng.random() < 0.3 else heating_valve
        if rng.random() < restless:
            want.aux = rng.choice((0, 1, 1, 2))
        if rng.random() < restless:
            want.fan = rng.choice((0, 1, 3, 5, FAN_AUTO))
        melt.live(now, dt, s.command)
        if rng.random() < restless:
            available = rng.random() < 0.8
        if request.mode in (OFF, FAN):
            want.speed = want.aux = 0
        if rng.random() < restless:
            room += rng.choice((-600, -100, -50, -5, 5, 50, 100, 600))
            room = max(100, min(3800, room))
            outdoor += rng.choice((-500, -50, 50, 500))
            outdoor = max(-3000, min(2500, outdoor))
            blind, unknown = rng.random() < 0.1, rng.random() < 0.1
        machine.live(now, dt, s.command, s.command.valve == heating_valve, room, outdoor)
        rooms = (None,) * 3 if blind else (room, room + rng.choice((0, 0, 0, 100)), room - rng.choice((0, 0, 0, 100)))
        s.room, s.indoor_max, s.indoor_min = map(_known, rooms)
        s.outdoor = UNKNOWN if unknown else outdoor
        s.outdoor_source = 0 if unknown else 1
        for name in ("discharge", "indoor_coil", "supply"):
            setattr(s, name, _known(getattr(readings, name).value))
        for reading, value in zip(readings.rooms, rooms, strict=True):
            reading.set(value)
        readings.outdoor.set(None if unknown else outdoor)
        s.cooling, s.available = cooling, 1 if available else 0
        guard.step(s, now, dt)
        assert s.command.valid_until == now + LEASE
        watch.add(now, heat_pump_available=bool(available))
    return watch.violations()


def controller_episode(seed, steps=STEPS, recorder=Recorder):
    """Readings and requests at random into the whole controller. Returns the violations."""
    rng = random.Random(seed)
    settings = _settings(rng)
    memory = Memory()
    controller = Controller(settings, memory, Past())
    readings, request = Readings(settings.room_sensors), Request(HEAT)
    machine = Machine(rng, readings)
    deaths = rng.choice((0.0, 0.0, 0.001, 0.01))
    thermometers = [Sensor(rng, reading, deaths) for reading in readings.rooms]
    head = Sensor(rng, readings.return_air, deaths) if rng.random() < 0.7 else None
    outside = Sensor(rng, readings.outdoor, deaths) if rng.random() < 0.9 else None
    watch = recorder(Terms.of(settings), readings, request, controller.situation.command)
    heating_valve = 1 if settings.valve_energised_in == "heating" else 0
    room = goal = rng.choice((400, 600, 1700, 1900, 2100, 2500, 3100, 3400)) * 10  # 0.001 °C
    outdoor = outdoor_goal = rng.choice((-2500, -1000, 0, 600, 1200, 3000)) * 10
    restless = rng.choice((0.001, 0.005, 0.03))
    clock = rng.choice((None, rng.randrange(WEEK)))
    now = 0
    for step in range(steps):
        dt = _tick(rng) if step else 0
        now += dt
        command = controller.situation.command
        if rng.random() < 0.001:
            now = 0
            controller = Controller(settings, Memory.from_dict(controller.memory.to_dict()), Past())
            command = controller.situation.command
            watch.reboot(command)
        if rng.random() < 0.001:
            _lapse(command, machine, watch, now)
        if rng.random() < 0.0005:
            controller.acknowledge()
            watch.acknowledge()
        if rng.random() < restless:
            request.mode = rng.choice(MODES + (HEAT, HEAT, AUTO))
        if rng.random() < restless:
            request.heat_setpoint = rng.randrange(1000, 2801, 50)
            request.cool_setpoint = max(request.heat_setpoint, rng.randrange(1600, 3201, 50))
            request.dial = rng.choice((None, None, None, -3, 0, 3))
            request.emergency = 1 if rng.random() < 0.1 else 0
            request.preset = rng.choice((HOME, AWAY, SLEEP, ECO, FOLLOW, FOLLOW, FOLLOW))
            request.schedule = _schedule(rng)
        if rng.random() < restless:
            clock = rng.choice((None, clock, rng.randrange(WEEK)))
        if clock is None:
            readings.minute_of_week.clear()
        else:
            readings.minute_of_week.set((clock + now // 60) % WEEK)
        if rng.random() < restless:
            goal = rng.randrange(200, 3900, 50) * 10
        if rng.random() < restless:
            outdoor_goal = rng.randrange(-3000, 4000, 50) * 10
        room += max(-2 * dt, min(2 * dt, goal - room))  # 7 K/h
        outdoor += max(-dt, min(dt, outdoor_goal - outdoor))
        heating = command.valve == heating_valve
        machine.live(now, dt, command, heating, room // 10, outdoor // 10)
        for thermometer in thermometers:
            thermometer.live(now, dt, room // 10)
        if head:
            head.live(now, dt, room // 10 + (100 if machine.turning and heating else 0))
        if outside:
            outside.live(now, dt, outdoor // 10)
        readings.window_open.set(1 if rng.random() < 0.002 else 0)
        readings.humidity.set(rng.randrange(300, 900))
        assert controller.step(readings, request, now).valid_until == now + LEASE
        watch.add(now)
        if rng.random() < 0.02:
            controller.learn()
    return watch.violations()


def margin_episode(seed, steps=STEPS, recorder=Recorder):
    """The guard at its margins (`margins`), some 2000 ticks. The way to a violation stands in its reason."""
    try:
        margins.run(margins.GuardMachine, AT_MARGINS, seed)
    except AssertionError as error:
        return [Violation(0, 0, f"{error} {' '.join(getattr(error, '__notes__', ()))}")]
    return []


EPISODES = {"guard": guard_episode, "controller": controller_episode}
ALL = {**EPISODES, "margins": margin_episode}


def campaign(name, seeds, steps=STEPS):
    """Run many episodes; a list of (name, seed, violation)."""
    return [(name, seed, violation) for seed in seeds for violation in ALL[name](seed, steps)]


def _job(task):
    name, seed = task
    return task, campaign(name, [seed])


def _version():
    """Of what an episode depends on."""
    folders = ("firmware/balancepoint/control", "host_sim/judge", "tests/soak.py", "tests/margins.py")
    paths = [
        path for name in folders for path in ((ROOT / name).rglob("*.py") if (ROOT / name).is_dir() else [ROOT / name])
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(paths))).hexdigest()[:12]


def _done(version):
    """(name, seed) of the episodes without a violation that were done by an earlier call."""
    if not DONE.exists():
        return set()
    rows = [json.loads(line) for line in DONE.read_text(encoding="utf-8").splitlines()]
    return {(name, seed) for of, name, seed in rows if of == version}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("steps", nargs="?", type=int, default=10_000_000)
    parser.add_argument("--show", nargs=2, metavar=("guard|controller|margins", "SEED"))
    options = parser.parse_args()
    if options.show:
        name, seed = options.show
        return 1 if ALL[name](int(seed), recorder=Show) else 0
    version = _version()
    kept = _done(version)
    tasks = [(name, seed) for seed in range(-(-options.steps // STEPS // len(ALL))) for name in ALL]
    whole = len(tasks)
    tasks = [task for task in tasks if task not in kept]
    began = time.monotonic()
    kinds, told = Counter(), 0
    DONE.parent.mkdir(exist_ok=True)
    with multiprocessing.Pool() as pool, DONE.open("a", encoding="utf-8") as file:
        for done, (task, found) in enumerate(pool.imap_unordered(_job, tasks, chunksize=4), whole - len(tasks) + 1):
            if not found:
                print(json.dumps([version, *task]), file=file, flush=True)
            for name, seed, violation in found:
                kinds[name, violation.interlock, violation.reason] += 1
                if kinds[name, violation.interlock, violation.reason] <= 3:
                    print(f"\r{name} {seed}: {violation}")
                told += 1
            if done % 20 == 0 or done == whole:
                seconds = time.monotonic() - began
                print(
                    f"\r{done * STEPS:>11,} steps of {whole * STEPS:,}, {seconds:.0f} s, {told} violations",
                    end="",
                    flush=True,
                )
    print()
    for (name, interlock, reason), count in sorted(kinds.items()):
        print(f"{name}: interlock {interlock}: {reason}: {count}")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
