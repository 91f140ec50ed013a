"""Recorded ticks once more, in the VM, with the heap locked.

`/ticks` holds a JSON value a line: first [settings, room sensors], then for each event
["tick", now, [[value, age], ...], request or null], ["learn"], ["reboot"] or ["acknowledge"].
"""

import gc
import json

from micropython import heap_lock, heap_unlock

from balancepoint.control.controller import Controller
from balancepoint.control.house.past import Past
from balancepoint.control.readings import Readings
from balancepoint.control.request import Request
from balancepoint.control.settings.memory import Memory
from balancepoint.control.settings.settings import Settings


class Replay:
    def __init__(self):
        self.ticks = 0
        self.learning = 0  # B that the worst call of `learn` took
        with open("/ticks") as file:
            settings, sensors = json.loads(file.readline())
            self.settings = Settings(**settings)
            self.controller = Controller(self.settings, Memory(), Past())
            readings = Readings(sensors)
            self.readings = readings
            self.each = readings.rooms + [getattr(readings, name) for name in Readings.__slots__ if name != "rooms"]
            self.request = Request()
            for line in file:
                event = json.loads(line)
                getattr(self, event[0])(*event[1:])

    def tick(self, now, values, request):
        for reading, (value, age) in zip(self.each, values):
            reading.value = value
            reading.age = age
        if request:
            for name, value in zip(Request.__slots__, request):
                setattr(self.request, name, tuple([tuple(entry) for entry in value]) if name == "schedule" else value)
        step, readings, request = self.controller.step, self.readings, self.request
        heap_lock()
        try:
            step(readings, request, now)
        finally:
            heap_unlock()
        self.ticks += 1

    def learn(self):
        before = gc.mem_alloc()
        self.controller.learn()
        self.learning = max(self.learning, gc.mem_alloc() - before)

    def reboot(self):
        self.controller = Controller(self.settings, Memory.from_dict(self.controller.memory.to_dict()), Past())

    def acknowledge(self):
        self.controller.acknowledge()
