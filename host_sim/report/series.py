"""What picture and page share: one palette, one calendar, and means short enough to draw.

The calendar is that of a year whose 1 January is a Monday (2018), as the weather's is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from host_sim.scenario import Scenario
from host_sim.trace import Trace

Array = NDArray[np.float64]

INK = "#22303f"
ROOM = "#c8553d"
BAND = "#8fb996"
OUTDOOR = "#4a7fb0"
LOAD = "#22303f"
HEAT = "#e09f3e"
CAPACITY = "#d9cbb3"
SPEED = "#7a5c99"
FROST = "#79b4d0"
FAN = "#5b8e7d"
OTHERS = {"on_off": "#8d99ae", "maker": "#5f9ea0", "tpi": "#b08968"}

# column, label, colour: power by part, from the bottom of the stack
PARTS = (
    ("p_compressor", "compressor", "#2f7f86"),
    ("p_fan", "indoor fan", "#a7c4bc"),
    ("p_standby", "standby", "#d5dbe1"),
    ("p_defrost", "defrost", "#79b4d0"),
    ("p_aux", "backup", "#d1495b"),
)


@dataclass
class Series:
    """A trace thinned to means of `span` intervals. `time`: middle of each, as calendar time."""

    trace: Trace
    scenario: Scenario
    span: int

    @classmethod
    def of(cls, trace: Trace, scenario: Scenario, points: int) -> Series:
        """At most about `points` points."""
        return cls(trace, scenario, max(1, -(-len(trace.time_s) // points)))

    @property
    def minutes(self) -> float:
        """Length of one mean."""
        return self.span * self.trace.interval / 60

    def _blocks(self, name: str) -> Array:
        values = np.asarray(self.trace[name], dtype=np.float64)
        whole = len(values) // self.span * self.span
        return values[:whole].reshape(-1, self.span)

    def __getitem__(self, name: str) -> Array:
        return self._blocks(name).mean(axis=1)

    def low(self, name: str) -> Array:
        return self._blocks(name).min(axis=1)

    def high(self, name: str) -> Array:
        return self._blocks(name).max(axis=1)

    @property
    def time(self) -> NDArray[np.datetime64]:
        count = len(self.trace.time_s) // self.span
        seconds = (np.arange(count) + 0.5) * self.span * self.trace.interval
        return np.datetime64(begin(self.scenario), "s") + seconds.astype("timedelta64[s]")

    def present(self, name: str) -> bool:
        """Whether the column has any value other than NaN and 0."""
        values = np.nan_to_num(np.asarray(self.trace[name]))
        return bool(np.any(values != 0))


def begin(scenario: Scenario) -> datetime:
    """The start of the run on the calendar."""
    month, day = (int(part) for part in scenario.start.split("-"))
    return datetime(2018, month, day)


def moment(scenario: Scenario, seconds: float) -> datetime:
    return begin(scenario) + timedelta(seconds=seconds)


def wish(scenario: Scenario) -> str:
    """What is asked for at the start, in words."""
    heat, cool = scenario.set_points()[0][1:]
    parts = [f"heat to {heat:.1f} °C"] * (not np.isnan(heat)) + [f"cool to {cool:.1f} °C"] * (not np.isnan(cool))
    return " and ".join(parts) or scenario.request[0].mode
