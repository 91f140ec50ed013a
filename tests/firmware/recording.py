"""Random episodes of `tests.soak` with the whole controller, recorded for the VM: what each tick read, was asked for, and what
happened in between."""

import json

from balancepoint.control.controller import Controller
from balancepoint.control.readings import Readings
from balancepoint.control.request import Request
from host_sim.runtimes.wire import settings_table
from tests import soak


class Recording:
    """A `Controller` that writes down what it is given: `lines` for `tests/vm/lib/replay.py`. `codes`: seen in its journal."""

    def __init__(self, settings, memory, history, before=None):
        self._controller = Controller(settings, memory, history)
        self._settings = settings
        self._request = None
        self.lines = before.lines if before else []
        self.codes = before.codes if before else set()
        if before:
            self.lines.append('["reboot"]')

    def __getattr__(self, name):
        return getattr(self._controller, name)

    def step(self, readings, request, now):
        if not self.lines:
            self.lines.append(json.dumps([settings_table(self._settings), len(readings.rooms)]))
        every = readings.rooms + [getattr(readings, name) for name in Readings.__slots__ if name != "rooms"]
        asked = [getattr(request, name) for name in Request.__slots__]
        new = None if asked == self._request else asked
        self.lines.append(json.dumps(["tick", now, [(each.value, each.age) for each in every], new]))
        self._request = asked
        return self._controller.step(readings, request, now)

    def learn(self):
        self.lines.append('["learn"]')
        self._controller.learn()
        self.codes.update(code for _time, code, _value in self._controller.journal.entries())

    def acknowledge(self):
        self.lines.append('["acknowledge"]')
        self._controller.acknowledge()


def episode(seed, steps):
    """The recording of one."""
    made = []

    def make(settings, memory, history):
        made.append(Recording(settings, memory, history, made[-1] if made else None))
        return made[-1]

    plain, soak.Controller = soak.Controller, make
    try:
        soak.controller_episode(seed, steps)
    finally:
        soak.Controller = plain
    return made[-1]
