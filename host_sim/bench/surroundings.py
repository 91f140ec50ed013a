"""Weather, windows and people that are other than the scenario's table has them.

The table has a row every 300 s, in a straight line between two. What differs is written into the two rows around each step, so
that it holds exactly in that step; the scenario's own values come back after it.
"""

from __future__ import annotations

from math import pi, sin, sqrt

import numpy as np

from host_sim.bench.scene import Scene
from host_sim.bench.sensors import Sensors
from host_sim.plant import forcing as fo
from host_sim.plant.air import humidity_ratio
from host_sim.plant.house import EXOGENOUS, HouseConfig, infiltration_coefficients
from host_sim.plant.people import APPLIANCE_RADIANT, RADIANT, SENSIBLE, WATER
from host_sim.scenario.event import Event
from host_sim.scenario.moment import duration

_OUTDOORS = fo.U0 + EXOGENOUS.index("outdoors")
_COLUMNS = {"temperature": fo.T_OUT, "humidity": fo.RH_OUT, "wind": fo.WIND, "rain": fo.RAIN}
_BOILED = 0.25 / 2.43e6  # kg/s of water per W of cooking


class Surroundings:
    """`changes`: what differs now, in the order in which it began."""

    def __init__(self, scene: Scene, house: HouseConfig):
        self._table = scene.home.table
        self._scene = scene
        self._house = house
        self.changes: list[_Change] = []
        self._place = -1  # of the rows that were written
        self._kept = np.empty((2, self._table.shape[1]))
        self._row = np.empty(self._table.shape[1])

    def step(self, now: int, dt: int) -> None:
        """Before the step from `now`."""
        if self._place >= 0:
            self._table[self._place : self._place + 2] = self._kept
            self._place = -1
        if not self.changes:
            return
        middle = now + 0.5 * dt
        place = min(int(middle / fo.STEP), len(self._table) - 2)
        row = self._row
        fo.interpolate(self._table, middle, row)
        humid = row[fo.RH_OUT]
        for change in self.changes:
            change.on(row, middle)
        row[fo.RH_OUT] = min(max(row[fo.RH_OUT], 0.01), 1.0)
        if row[fo.T_OUT] != row[_OUTDOORS] or row[fo.RH_OUT] != humid:
            row[_OUTDOORS] = row[fo.T_OUT]
            row[fo.W_OUT] = humidity_ratio(row[fo.T_OUT], row[fo.RH_OUT], row[fo.P_ATM])
        self._place = place
        self._kept[:] = self._table[place : place + 2]
        self._table[place : place + 2] = row

    def effect(self, event: Event, sensors: Sensors) -> _Change | Window:
        if event.what == "window":
            return Window(self._scene, self._house, event, sensors)
        return _Weather(self, event) if event.what == "weather" else _People(self, event, self._house)


class _Change:
    """Of a row of the table."""

    def __init__(self, surroundings: Surroundings, event: Event):
        self._surroundings = surroundings
        self._event = event
        self._since = 0

    def begin(self, now: int) -> None:
        self._since = now
        self._surroundings.changes.append(self)

    def end(self, now: int) -> None:
        self._surroundings.changes.remove(self)

    def on(self, row: np.ndarray, at: float) -> None:
        raise NotImplementedError


class _Weather(_Change):
    """A value fixed, or led there by a ramp, or swinging about it."""

    def __init__(self, surroundings: Surroundings, event: Event):
        super().__init__(surroundings, event)
        self._column = _COLUMNS[event.kind]
        self._ramp = duration(event.ramp) if event.ramp else 0
        self._swing = event.swing or 0.0
        self._period = duration(event.period) if event.period else 1
        self._first: float | None = None

    def begin(self, now: int) -> None:
        super().begin(now)
        self._first = None

    def on(self, row: np.ndarray, at: float) -> None:
        if self._first is None:
            self._first = float(row[self._column])
        since = at - self._since
        share = min(since / self._ramp, 1.0) if self._ramp else 1.0
        value = self._first + share * (self._event.size - self._first)
        value += self._swing * sin(2.0 * pi * since / self._period)
        row[self._column] = value if self._column == fo.T_OUT else max(value, 0.0)


class _People(_Change):
    """More of them, something on the stove, or nobody."""

    def __init__(self, surroundings: Surroundings, event: Event, house: HouseConfig):
        super().__init__(surroundings, event)
        self._standby = house.people.standby

    def on(self, row: np.ndarray, at: float) -> None:
        size = self._event.size
        if self._event.kind == "guests":
            row[fo.GAIN_CONV] += size * SENSIBLE * (1.0 - RADIANT)
            row[fo.GAIN_RAD] += size * SENSIBLE * RADIANT
            row[fo.GAIN_H2O] += size * WATER
        elif self._event.kind == "cooking":
            row[fo.GAIN_CONV] += size * (1.0 - APPLIANCE_RADIANT)
            row[fo.GAIN_RAD] += size * APPLIANCE_RADIANT
            row[fo.GAIN_H2O] += size * _BOILED
        else:
            row[fo.GAIN_CONV] = self._standby * (1.0 - APPLIANCE_RADIANT)
            row[fo.GAIN_RAD] = self._standby * APPLIANCE_RADIANT
            row[fo.GAIN_H2O] = 0.0


class Window:
    """Air comes in beside what leaks: conductances add, and both go with stack and wind alike."""

    def __init__(self, scene: Scene, house: HouseConfig, event: Event, sensors: Sensors):
        self._leaks = scene.state["leaks"]
        opened = house.model_copy(update={"infiltration_ach": event.size, "ventilation_ach": 0.0})
        pressure = float(scene.home.table[0, fo.P_ATM])
        self._roots = [sqrt(float(value)) for value in infiltration_coefficients(opened, pressure)[:2]]
        self._contact = bool(event.contact)
        self._sensors = sensors

    def _add(self, sign: int) -> None:
        for k, root in enumerate(self._roots):
            self._leaks[k] = (sqrt(float(self._leaks[k])) + sign * root) ** 2
        if self._contact:
            self._sensors.open_windows += sign

    def begin(self, now: int) -> None:
        self._add(1)

    def end(self, now: int) -> None:
        self._add(-1)
