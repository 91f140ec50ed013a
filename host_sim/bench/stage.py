"""Between plant and controller: a scenario's events happen, and what its expectations speak of is recorded.

stage = Stage(scenario, plant, core, watched)
run(stage, stage.board, readings, ...)         # in place of plant and controller
stage.verdicts(kpi, violations)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from balancepoint.control.command import Command
from balancepoint.control.readings import Readings
from host_sim.bench import indoor
from host_sim.bench import machine as mc
from host_sim.bench.board import Board, OfBoard
from host_sim.bench.clockwork import Clockwork, Effect, Together
from host_sim.bench.mains import Mains
from host_sim.bench.scene import Scene
from host_sim.bench.sensors import Clock, Sensors, Silence, is_sensor
from host_sim.bench.surroundings import Surroundings
from host_sim.bench.timeline import Timeline
from host_sim.bench.verdict import Verdict, judge
from host_sim.copied import copied
from host_sim.scenario import Scenario
from host_sim.scenario.event import Event
from host_sim.scenario.expectation import quantities
from host_sim.scenario.moment import OF_PLANT, Happening

SHOWN = ("command.valid",)  # recorded for the picture, whatever is expected


Watch = Callable[["Stage", int], None]  # looks on at each tick, s since the start


class Stage:
    """A plant for `host_sim.loop` whose controller is `board`, whose every step `watched` judges."""

    def __init__(self, scenario: Scenario, plant: Any, core: Any, watched: Any, watch: Watch | None = None):
        self._scenario = scenario
        self._watch = watch
        self._plant = plant
        self.watched = watched
        self.home = getattr(plant, "home", plant)
        self.scene = Scene(self.home)
        moments = [moment for event in scenario.event for moment in (event.moment, event.end) if moment]
        self.timeline = Timeline(
            self.scene, list(dict.fromkeys([*quantities(scenario.claims, moments), *SHOWN])), self.home.dt
        )
        self.board = Board(core, watched, self.timeline, self._happened, scenario.core_settings().contact)
        self._machine = mc.Machine(self.scene)
        self._surroundings = Surroundings(self.scene, scenario.house)
        self._over_wire = hasattr(plant, "wrong")  # the unit has commands of its own
        if self._over_wire:
            plant.wrong = self._machine.step
        self._command = Command()
        self._said = Readings(len(scenario.sensors.rooms))
        self._sensors: Sensors | None = None
        self._clockwork: Clockwork | None = None
        self._events_seen = 0
        self._whens: list[tuple[Happening, bool]] = []
        self._says: list[Happening] = []

    @property
    def dt(self) -> int:
        return self.home.dt

    # What the loop calls

    def sense(self, readings: Any, now: int) -> None:
        """Events that are due, then what the controller is told."""
        if self._sensors is None:
            self._open(readings)
        assert self._sensors and self._clockwork
        self._plant_events()
        self._conditions(now)
        if self._watch:
            self._watch(self, now)
        self._clockwork.tick(now)
        self._plant.sense(self._said, now)
        self._sensors.step(now, self.dt)
        self.scene.told = readings

    def advance(self, command: Any, dt: int) -> None:
        """The Command on its way to the plant, and the moment as it is."""
        board, scene, own = self.board, self.scene, self._command
        now = int(scene.state["now"])
        scene.command, scene.request, scene.valid = command, board.request, board.up
        copied(command, own)
        if self._over_wire:
            self._plant.silent = not board.up
        if board.dead:
            mc.stop(own, scene)
            own.valid_until = now
        elif (
            board.blocked_since is not None
        ):  # its pins stay as they are, but for the heater's, which a monostable holds
            own.aux = own.aux_contact = 0
            own.valid_until = now + dt
        if not self._over_wire:
            self._machine.step(own)
        self.timeline.add()
        self._surroundings.step(now, dt)
        self._plant.advance(own, dt)

    def result(self) -> Any:
        self._plant_events()
        return self._plant.result()

    @property
    def clockwork(self) -> Clockwork:
        assert self._clockwork
        return self._clockwork

    @property
    def happened(self) -> list[tuple[str, float, float | None]]:
        """(title, from, until) of the events that took place, s since the start."""
        return self._clockwork.spans if self._clockwork else []

    def verdicts(self, kpi: Any, violations: list[str]) -> list[Verdict]:
        """What holds of the scenario's expectations; each event must have taken place, and no interlock be broken."""
        assert self._clockwork
        missed = [event.title for event in self._clockwork.missed()]
        return judge(self._scenario.claims, self.timeline, kpi, violations, missed)

    # The rest

    def _open(self, readings: Any) -> None:
        contact = any(event.contact for event in self._scenario.event)
        self._sensors = Sensors(self._said, readings, contact)
        events = self._scenario.event
        rows = iter(self.home.faults[len(self._scenario.faults) :])
        effects = [mc.InPlant(next(rows)) if mc.in_plant(event) else self._effect(event) for event in events]
        self._clockwork = Clockwork(events, effects, self.timeline.note)
        waited = self._clockwork.waits_for()
        self._whens = [(happening, False) for happening in dict.fromkeys(waited) if happening.kind == "when"]
        self._says = [happening for happening in dict.fromkeys(waited) if happening.kind == "says"]
        self.scene.told, self.scene.request, self.scene.command = readings, self.board.request, self._command

    def _effect(self, event: Event) -> Effect:
        assert self._sensors
        if self._over_wire and (of_unit := indoor.effect(self._plant, event)):
            return of_unit
        if is_sensor(event.what):
            return self._sensors.effect(event, self.scene, self._scenario.seed)
        if event.what in ("window", "weather", "people"):
            return self._surroundings.effect(event, self._sensors)
        if event.what == "clock":
            return Clock(self._sensors, event)
        if event.what == "mains":
            return Mains(self._machine, event, self.board, Silence(self._sensors, self.scene), self._plant)
        if event.kind in ("silent", "deaf"):
            silence = Silence(self._sensors, self.scene)
            return silence if event.kind == "silent" else Together([silence, self._machine.effect(event)])
        found = self._machine.effect(event)
        return found if found is not None else OfBoard(self.board, event)

    def _happened(self, text: str, at: float) -> None:
        if text.startswith("says "):
            for happening in self._says:
                if happening.what.lower() in text.lower() and self._clockwork:
                    self._clockwork.happened(str(happening), at)
            return
        self.timeline.note(text, at)
        if self._clockwork:
            self._clockwork.happened(text, at)

    def _plant_events(self) -> None:
        """Those that came since the last look."""
        if int(self.scene.state["n_events"]) > self._events_seen:
            events = self.home.events
            for at, name in events[self._events_seen :]:
                self._happened(OF_PLANT[name], at)
            self._events_seen = len(events)

    def _conditions(self, now: int) -> None:
        for k, (happening, held) in enumerate(self._whens):
            assert happening.condition and self._clockwork
            values = {name: np.float64(self.scene.look(name)()) for name in happening.condition.quantities}
            holds = bool(happening.condition.holds(values))
            if holds and not held:
                self._clockwork.happened(str(happening), float(now))
            self._whens[k] = happening, holds
