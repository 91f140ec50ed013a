"""Runs of the whole controller, recorded for the VM: what each tick read and was asked for, and what happened in between.

Houses of the simulator bring what a year brings; random episodes of `tests.soak` bring what it should not.
"""

import json

from balancepoint.control.controller import Controller
from balancepoint.control.readings import Readings
from balancepoint.control.request import Request
from balancepoint.control.settings import TABLE, UNIT
from host_sim import experiment, scenario
from tests import soak


def told(settings):
    """The arguments that make these settings."""
    values = {name: getattr(settings, name) for name in UNIT + tuple(row[0] for row in TABLE) + ("zones",)}
    for side in ("heating", "cooling"):
        if values[side]:
            values[side] = [(row[0], row[1:3], row[3:5], row[5:7]) for row in values[side]]
    return values


class Recording:
    """A `Controller` that writes down what it is given; `lines` for `tests/vm/lib/replay.py`, `codes` of its journal."""

    def __init__(self, settings, memory, lines=None, codes=None):
        self._controller = Controller(settings, memory)
        self.codes = set() if codes is None else codes
        self.ticks = 0
        if lines:
            lines.append('["reboot"]')
        self.lines = [] if lines is None else lines
        self._begin = None if self.lines else [told(settings), memory.to_dict()]
        self._request = None

    def __getattr__(self, name):
        return getattr(self._controller, name)

    def step(self, readings, request, now):
        if self._begin:
            self.lines.append(json.dumps([*self._begin, len(readings.rooms)]))
            self._begin = None
        every = readings.rooms + [getattr(readings, name) for name in Readings.__slots__ if name != "rooms"]
        asked = [getattr(request, name) for name in Request.__slots__]
        self.lines.append(
            json.dumps(["tick", now, [(each.value, each.age) for each in every], None if asked == self._request else asked])
        )
        self._request = asked
        self.ticks += 1
        return self._controller.step(readings, request, now)

    def learn(self):
        self.lines.append('["learn"]')
        self._controller.learn()
        self.codes.update(code for _time, code, _value in self._controller.journal.entries())

    def acknowledge(self):
        self.lines.append('["acknowledge"]')
        self._controller.acknowledge()


def house(name, days, step=60, *overrides):
    """A scenario's first days."""
    chosen = scenario.load(name, list(overrides), {"days": days, "step": step})
    forcing = experiment.prepare(chosen)
    home = experiment.make_home(chosen, forcing)
    recording = Recording(chosen.core_settings(), experiment.Memory())
    experiment.run(home, recording, experiment.make_readings(chosen), chosen.requests(), chosen.steps, chosen.step)
    return recording


def episode(seed, steps=soak.STEPS):
    """A random episode."""
    made = []

    def make(settings, memory):
        before = made[-1] if made else None
        made.append(Recording(settings, memory, before and before.lines, before and before.codes))
        return made[-1]

    plain, soak.Controller = soak.Controller, make
    try:
        soak.controller_episode(seed, steps)
    finally:
        soak.Controller = plain
    return made[-1]
