"""A stage with a controller that always asks for the same, so that an event's effect is its own."""

from types import SimpleNamespace

import pytest

from balancepoint.control.command import Command
from balancepoint.control.readings import Readings
from balancepoint.control.request import OFF
from balancepoint.control.settings.memory import Memory
from host_sim import experiment, scenario
from host_sim.bench.stage import Stage
from host_sim.loop import run
from host_sim.plant.forcing import SUN_H
from host_sim.runtimes.session import Journal

BASE = {
    "hours": 1,
    "climate": {"temperature": -2.0, "humidity": 0.9},
    "aux": {"stages": [1000.0, 1000.0]},
    "sensors": {"rooms": [{}, {}, {}, {}], "sun": {"fitted": True}},
    "settings": {"own_defrost": 0},
    "request": [{"mode": "heat", "heat_setpoint": 21.0}],
}


class Core:
    """Heats with all it has; what it remembers is what was asked for."""

    def __init__(self):
        self.journal = Journal()
        self.memory = Memory()
        self.starts = []  # what each start was given
        self.steps = []  # `now` of each step, since the last start
        self.command = Command()
        self.learned = 0

    def step(self, readings, request, now):
        self.steps.append(now)
        command = self.command
        on = request.mode != OFF
        command.speed, command.valve, command.fan, command.aux, command.aux_contact = 60 * on, 1, 5, 2 * on, 1
        command.valid_until = now + 2
        for name in ("mode", "heat_setpoint", "cool_setpoint", "dial", "emergency", "preset"):
            setattr(self.memory, name, getattr(request, name))
        return command

    def learn(self):
        self.learned += 1

    def start_anew(self, memory):
        self.starts.append(memory)
        self.steps = []
        self.journal = Journal()

    def restarted(self, at):
        """As the judge is told."""


@pytest.fixture(scope="session")
def forcing():
    """Weather of `BASE`, with a sun that shines at night."""
    made = experiment.prepare(scenario.build({**BASE, "hours": 3}, "base"))
    made.table[:, SUN_H] = 500.0
    return made


@pytest.fixture
def play(forcing):
    """play(events, steps, **more): a run of them, so many steps of it; what was told, done and asked at each."""

    def play(events, steps=None, **more):
        case = scenario.build({**BASE, "event": events, **more}, "test")
        core = Core()
        stage = Stage(case, experiment.make_home(case, forcing), core, core)
        seen = []
        advance = stage.advance

        def watched(command, dt):
            told, request = stage.scene.told, stage.board.request
            advance(command, dt)
            state = stage.home.state
            seen.append(
                SimpleNamespace(
                    told={
                        name: [(r.value, r.age) for r in (value if isinstance(value, list) else [value])]
                        for name in Readings.__slots__
                        for value in [getattr(told, name)]
                    },
                    plant=(
                        stage.home.room, float(state.machine.speed), float(state.machine.ice), float(state.machine.valve),
                        float(state.machine.fan), float(state.machine.air_moves), float(state.truth[12]), stage.scene.outdoor,
                        float(state.w_room), float(state.machine.charge), float(state.machine.phase), int(state.stages),
                    ),
                    asked=(request.mode, request.heat_setpoint),
                    up=stage.board.up,
                )
            )  # fmt: skip

        stage.advance = watched
        run(stage, stage.board, experiment.make_readings(case), case.requests(), steps or case.steps, case.step)
        return SimpleNamespace(stage=stage, core=core, seen=seen, times=stage.timeline.times)

    return play
