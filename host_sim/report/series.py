"""What picture and page draw: the trace as means of a few minutes, on a calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from host_sim.scenario import Scenario
from host_sim.trace import Trace

Array = NDArray[np.float64]

# column, label, colour: power by part, from the bottom of the stack
PARTS = (
    ("p_compressor", "compressor", "compressor"),
    ("p_fan", "indoor fan", "indoor_fan"),
    ("p_standby", "standby", "standby"),
    ("p_defrost", "defrost", "defrost"),
    ("p_aux", "backup", "backup"),
)


@dataclass
class Series:
    """A trace thinned to means of `span` intervals. `time`: middle of each, as calendar time."""

    trace: Trace
    begin: datetime
    span: int

    @classmethod
    def of(cls, trace: Trace, begin: datetime, points: int) -> Series:
        """At most about `points` points."""
        return cls(trace, begin, max(1, -(-len(trace.time_s) // points)))

    @property
    def seconds(self) -> float:
        """Length of one mean."""
        return self.span * self.trace.interval

    def __len__(self) -> int:
        return len(self.trace.time_s) // self.span

    def _blocks(self, name: str) -> Array:
        values = np.asarray(self.trace[name], dtype=np.float64)
        return values[: len(self) * self.span].reshape(-1, self.span)

    def __getitem__(self, name: str) -> Array:
        return self._blocks(name).mean(axis=1)

    def low(self, name: str) -> Array:
        return self._blocks(name).min(axis=1)

    def high(self, name: str) -> Array:
        return self._blocks(name).max(axis=1)

    @property
    def time(self) -> NDArray[np.datetime64]:
        return np.datetime64(self.begin, "s") + ((np.arange(len(self)) + 0.5) * self.seconds).astype("timedelta64[s]")

    def present(self, name: str) -> bool:
        """Whether the column has any value other than NaN and 0."""
        return bool(np.any(np.nan_to_num(np.asarray(self.trace[name])) != 0))


def begin(start: str) -> datetime:
    """The start of a run ("MM-DD") on the calendar: a year that begins on a Monday, as the weather's does."""
    month, day = (int(part) for part in start.split("-"))
    return datetime(2018, month, day)


def moment(scenario: Scenario, seconds: float) -> datetime:
    return begin(scenario.start) + timedelta(seconds=seconds)


def wish(scenario: Scenario) -> str:
    """What is asked for, in words: the set points, and how far setbacks take them."""
    heat, cool = ([point[side] for point in scenario.set_points() if not np.isnan(point[side])] for side in (1, 2))
    parts = []
    if heat:
        parts.append(f"heat to {max(heat):.1f} °C" + f", at times {min(heat):.1f} °C" * (min(heat) < max(heat)))
    if cool:
        parts.append(f"cool to {min(cool):.1f} °C" + f", at times {max(cool):.1f} °C" * (min(cool) < max(cool)))
    return " and ".join(parts) or scenario.request[0].mode


def spans(trace: Trace, begun: str, ended: str) -> list[tuple[float, float]]:
    """(begin, end) of what lasts from each event `begun` to the next `ended`, s; one that the run cuts off ends with it."""
    ends = iter(trace.times(ended))
    out = []
    for start in trace.times(begun):
        end = next((time for time in ends if time >= start), float(trace.time_s[-1]))
        out.append((start, end))
    return out
