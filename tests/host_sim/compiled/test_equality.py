"""The compiled core answers as the interpreted one does: every byte of commands, journal and memory.

A year, and the VM beside them: `make same-bits`.
"""

import json

import pytest

from balancepoint.control.command import Command
from balancepoint.control.readings import Readings
from balancepoint.control.request import Request
from balancepoint.control.settings.settings import Settings
from balancepoint.services.bench import Bench
from host_sim import experiment, scenario
from host_sim.loop import run
from host_sim.runtimes import same_bits
from host_sim.runtimes.process import Compiled, Process, compiled_bench
from host_sim.runtimes.session import Session
from host_sim.runtimes.wire import settings_table
from tests.firmware.recording import episode


class Both:
    """See `host_sim.runtimes.session.Asked`. Asks both, and holds that their answers are the same."""

    name = "both"
    resent = bad = 0

    def __init__(self):
        self._plain = Bench(lambda: 0, lambda later, earlier: 0)
        self._compiled = compiled_bench(lambda: 0, lambda later, earlier: 0)
        self.asked = 0

    def ask(self, kind, body=b""):
        expected = self._plain.handle(kind, body)
        self.asked += 1
        assert self._compiled.handle(kind, body) == expected, f"answer {self.asked}"
        return expected[1]

    def close(self):
        pass


@pytest.mark.parametrize("piece", same_bits.STAGES, ids=lambda piece: f"{piece.name}-{piece.hours}h")
def test_stages_faults_and_reboots(boundary, piece):
    case = scenario.load(piece.name, [], {"days": 1, "step": 10, **piece.options})
    both = Both()
    session = Session(both, settings_table(case.core_settings()), len(case.sensors.rooms))
    home = experiment.make_home(case, experiment.prepare(case))
    for part in (0, 1):
        run(home, session, experiment.make_readings(case), case.requests(), piece.hours * 180, 10)
        session.fetch()
        if not part:
            session.restart()
    assert both.asked > piece.hours * 360


@pytest.mark.parametrize("seed", range(6))
def test_random_episodes(boundary, seed):
    """Sensors die and lie, ticks of 1 s to hours, wishes that cannot be, latches released, reboots."""
    lines = [json.loads(line) for line in episode(seed, 600).lines]
    settings, sensors = lines[0]
    made = [Process(Settings(**settings)), Compiled(boundary, Settings(**settings))]
    readings, request = Readings(sensors), Request()
    each = readings.rooms + [getattr(readings, name) for name in Readings.__slots__ if name != "rooms"]
    ticks = 0
    for what, *event in lines[1:]:
        if what == "tick":
            now, values, asked = event
            for reading, (value, age) in zip(each, values, strict=True):
                reading.set(value, age)
            if asked:
                for name, value in zip(Request.__slots__, asked, strict=True):
                    schedule = name == "schedule"
                    setattr(request, name, tuple(tuple(entry) for entry in value) if schedule else value)
            commands = [core.step(readings, request, now) for core in made]
            ticks += 1
            assert told(commands[0]) == told(commands[1]), f"tick {ticks}, {now} s"
        elif what == "reboot":
            memories = [core.memory.to_dict() for core in made]
            assert memories[0] == memories[1]
            made = [Process(Settings(**settings), memories[0]), Compiled(boundary, Settings(**settings), memories[1])]
        else:
            for core in made:
                getattr(core, what)()
        assert made[0].journal.count == made[1].journal.count
    assert made[0].journal.entries() == made[1].journal.entries() and ticks
    plain, compiled = [core.status() for core in made]
    assert (plain.pop("core"), compiled.pop("core")) == ("interpreted", "compiled")
    assert json.dumps(plain) == json.dumps(compiled)


def told(command):
    return [(name, getattr(command, name)) for name in Command.__slots__]


# --- the boundary ---


def core(boundary):
    return Compiled(boundary, scenario.load("winter_week", [], {}).core_settings())


@pytest.mark.parametrize("value", (1 << 70, -(1 << 70), 1 << 63, 21.5, float("nan"), "21", True, None))
def test_whatever_is_read_is_taken_as_the_interpreted_core_takes_it(boundary, value):
    made = [Process(scenario.load("winter_week", [], {}).core_settings()), core(boundary)]
    readings = Readings(1)
    for now in range(0, 3600, 10):
        for reading in (readings.rooms[0], readings.outdoor, readings.defrosting, readings.speed):
            reading.set(value if now > 600 else 0, 0)
        assert told(made[0].step(readings, Request(1), now)) == told(made[1].step(readings, Request(1), now)), now


def test_the_same_command_every_time_and_more_rooms_at_once(boundary):
    made = core(boundary)
    one = made.step(Readings(1), Request(1), 0)
    assert made.step(Readings(3), Request(1), 10) is one and type(one) is Command and one.valid_until == 12


@pytest.mark.parametrize("wrong", (None, [], Command()))
def test_what_are_no_readings_is_refused(boundary, wrong):
    with pytest.raises(TypeError, match="readings: .*; the core takes Readings"):
        core(boundary).step(wrong, Request(), 0)


def test_a_clock_beyond_a_c_long_is_refused_not_wrapped(boundary):
    with pytest.raises(OverflowError):
        core(boundary).step(Readings(1), Request(), 1 << 63)
