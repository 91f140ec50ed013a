"""What goes wrong between the plant's sensors and the controller.

Two sets of readings: what the sensors would say, and what the controller is told. Most kinds change a value when it is reported;
some keep back the report itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np

from balancepoint.control.readings import Reading, Readings
from host_sim.bench.scene import Scene
from host_sim.plant.places import NAME_IN_READINGS
from host_sim.plant.sensors import NAMES, POWER_ON, ROOMS, SCALES
from host_sim.scenario.event import Event
from host_sim.scenario.vocabulary import SIZES, TOLD

SAID_BY_UNIT = ("speed", "fan_proven", "defrosting", "fault")
_CLOCK = "minute_of_week"


def reading_of(readings: Readings, name: str) -> Reading:
    """That of a sensor by its name in scenarios."""
    if name in NAMES[:ROOMS]:
        return readings.rooms[NAMES.index(name)]
    return getattr(readings, NAME_IN_READINGS.get(name, name))


class Wrong(Protocol):
    """Something on the way: the value that goes on, None for none at all; whether it is reported."""

    def pass_on(self, value: float | None, news: bool, told: Reading, now: int) -> tuple[float | None, bool]: ...


class Line:
    """One sensor's way to the controller: `plant` says, `told` is read. `faults` in the order in which they began."""

    def __init__(self, plant: Reading, told: Reading):
        self.plant = plant
        self.told = told
        self.faults: list[Wrong] = []
        self._age: int | None = None  # of the plant's reading at the tick before
        self._news = False

    def step(self, now: int, dt: int) -> None:
        """One tick."""
        plant, told = self.plant, self.told
        self._news = plant.value is not None and (self._age is None or plant.age <= self._age)
        self._age = plant.age if plant.value is not None else None
        value: float | None = plant.value
        news = self._news
        for fault in self.faults:
            value, news = fault.pass_on(value, news, told, now)
        if value is None:
            told.clear()
        elif news:
            told.set(round(value), 0 if plant.value is None else plant.age)
        elif told.value is not None:
            told.age += dt

    def still(self) -> None:
        """One tick without a fault."""
        self.told.value, self.told.age = self.plant.value, self.plant.age
        self._age = self.plant.age


class Fault:
    """A `kind` of a sensor that is wrong from `begin` to `end`."""

    def __init__(self, line: Line, event: Event, scale: float, scene: Scene, random: np.random.Generator):
        self._line = line
        self._event = event
        self._scale = scale
        self._size = event.size * scale
        self._scene = scene
        self._random = random
        self._since = 0
        self._sent = False
        self._reports: deque[tuple[int, float]] = deque()
        self._change: Callable[[float, int], float] | None = getattr(self, f"_{event.kind}", None)

    def begin(self, now: int) -> None:
        self._since = now
        self._sent = False
        self._reports.clear()
        if self not in self._line.faults:
            self._line.faults.append(self)

    def end(self, now: int) -> None:
        if self._event.kind != "spike" and self in self._line.faults:
            self._line.faults.remove(self)

    def pass_on(self, value: float | None, news: bool, told: Reading, now: int) -> tuple[float | None, bool]:
        """See `Wrong`."""
        kind = self._event.kind
        if kind == "dead":
            return None, False
        if kind == "frozen":
            return (value if told.value is not None else None), False
        if kind == "fixed" and value is None:
            return self._size, True  # a wire that nothing else speaks on
        if value is None:
            return None, False
        if kind == "stuck":
            return (told.value if told.value is not None else value), news
        if kind == "on_change":
            return value, news and (told.value is None or abs(value - told.value) >= self._size)
        if kind == "delay":
            return self._late(value, news, now)
        if kind == "spike":
            if news:
                self._line.faults.remove(self)
            return (self._size, True) if news else (value, False)
        assert self._change
        return self._change(value, now), news

    def _late(self, value: float, news: bool, now: int) -> tuple[float | None, bool]:
        if news:
            self._reports.append((now, value))
        late = None
        while self._reports and now - self._reports[0][0] >= self._event.size:
            late = self._reports.popleft()[1]
        return (value, False) if late is None else (late, True)

    def _offset(self, value: float, now: int) -> float:
        return value + self._size

    def _drift(self, value: float, now: int) -> float:
        return value + self._size * (now - self._since) / 3600

    def _factor(self, value: float, now: int) -> float:
        return value * self._event.size

    def _noise(self, value: float, now: int) -> float:
        return value + self._size * self._random.standard_normal()

    def _step(self, value: float, now: int) -> float:
        return round(value / self._size) * self._size if self._size else value

    def _fixed(self, value: float, now: int) -> float:
        return self._size

    def _power_on(self, value: float, now: int) -> float:
        return POWER_ON * self._scale

    def _fahrenheit(self, value: float, now: int) -> float:
        return value * 1.8 + 32 * self._scale

    def _reads(self, value: float, now: int) -> float:
        assert self._event.of
        truth = float(self._scene.truth[NAMES.index(self._event.of)])
        return 10 * round(truth * self._scale / 10)  # 0.1 K, as sensors report

    def _sunlit(self, value: float, now: int) -> float:
        return value + self._size * float(self._scene.truth[NAMES.index("sun")]) * 1e-3


class Sensors:
    """All lines. `told` is the loop's own object, `plant` another of the same shape."""

    def __init__(self, plant: Readings, told: Readings, contact: bool):
        every: list[tuple[str, Reading, Reading]] = [
            *((NAMES[k], a, b) for k, (a, b) in enumerate(zip(plant.rooms, told.rooms, strict=True))),
            *((name, getattr(plant, name), getattr(told, name)) for name in Readings.__slots__[1:]),
        ]
        self.lines: Mapping[str, Line] = {
            next((ours for ours, theirs in NAME_IN_READINGS.items() if theirs == name), name): Line(a, b)
            for name, a, b in every
        }
        self.clock = self.lines[_CLOCK]
        self._contact = contact
        self.open_windows = 0  # that a contact tells of

    def step(self, now: int, dt: int) -> None:
        """What the plant's sensors say goes on to the controller."""
        if self._contact:
            self.lines["window_open"].plant.set(int(self.open_windows > 0))
        for line in self.lines.values():
            if line.faults:
                line.step(now, dt)
            else:
                line.still()

    def effect(self, event: Event, scene: Scene, seed: int) -> Fault:
        """What `event` does to one of them."""
        scale = 1.0 if event.what in TOLD else SCALES[NAMES.index(event.what)]
        return Fault(self.lines[event.what], event, scale, scene, np.random.default_rng([seed, 77]))


def is_sensor(what: str) -> bool:
    return what in SIZES or what in TOLD


class Silence:
    """The unit says nothing any more."""

    def __init__(self, sensors: Sensors, scene: Scene):
        random = np.random.default_rng(0)
        frozen = Event.model_construct(what="speed", kind="frozen", value=None)
        self._faults = [Fault(sensors.lines[name], frozen, 1.0, scene, random) for name in SAID_BY_UNIT]

    def begin(self, now: int) -> None:
        for fault in self._faults:
            fault.begin(now)

    def end(self, now: int) -> None:
        for fault in self._faults:
            fault.end(now)


class Clock:
    """The wall clock, wrong or not set. `Sensors.clock` is told minutes of the week."""

    def __init__(self, sensors: Sensors, event: Event):
        self._line = sensors.clock
        self._event = event

    def begin(self, now: int) -> None:
        self._line.faults.append(self)

    def end(self, now: int) -> None:
        self._line.faults.remove(self)

    def pass_on(self, value: float | None, news: bool, told: Reading, now: int) -> tuple[float | None, bool]:
        """See `Wrong`."""
        if self._event.kind == "missing" or value is None:
            return None, False
        if self._event.kind == "fixed":
            return self._event.size, True
        return (value + self._event.size) % 10_080, True
