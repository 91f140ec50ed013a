"""Charts one below the other on one time axis, as data for `web/charts.js`: panels, what is drawn in them, and the columns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np

from host_sim.report.packing import Array, pack, step_of

Spans = Iterable[tuple[float, float]]


@dataclass
class Panel:
    """A chart: what is drawn in it, in that order. `digits` of its values; `zero`: its axis begins at 0 or below; `most`: how
    far from 0 it goes at most, where a line has peaks that would flatten the others.
    """

    title: str
    unit: str
    height: int
    digits: int
    zero: bool = False
    most: float | None = None
    items: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Sheet:
    """`begin`: the first moment shown; `interval`: s between points, each a mean; `count` of points."""

    begin: datetime
    interval: float
    count: int
    panels: list[Panel] = field(default_factory=list)
    _columns: dict[str, Array] = field(default_factory=dict)
    _steps: dict[str, float] = field(default_factory=dict)

    def panel(
        self, title: str, unit: str, height: int, digits: int, zero: bool = False, most: float | None = None
    ) -> None:
        """The next panel; what is added from now on is drawn in it."""
        self.panels.append(Panel(title, unit, height, digits, zero, most))

    def line(self, values: Array, label: str, colour: str, width: float = 1.5, on: bool = True) -> None:
        self._add("line", label, colour, on, column=self._column(values), width=width)

    def band(self, low: Array, high: Array, label: str, colour: str) -> None:
        low, high = np.fmin(low, high), np.fmax(low, high)
        self._add("band", label, colour, True, low=self._column(low), high=self._column(high))

    def stack(self, values: Array, label: str, colour: str) -> None:
        """One layer on those stacked before it."""
        self._add("stack", label, colour, True, column=self._column(values))

    def marks(self, times: Sequence[float], label: str, colour: str, row: int = 0) -> None:
        """Small triangles at the foot, `times` in s since the start, `label` of one; `row` 1 stands above row 0."""
        if times:
            self._add("marks", counted(len(times), label), colour, True, at=[round(time) for time in times], row=row)

    def shade(self, spans: Spans, label: str, colour: str) -> None:
        """Stretches of time over the whole height, `label` of one, with a bar at the top that shows at any zoom."""
        drawn = [[round(begun), round(ended)] for begun, ended in spans]
        if drawn:
            self._add("shade", counted(len(drawn), label), colour, True, spans=drawn)

    def notes(self) -> None:
        """The entries of the list beside the charts, as triangles at the top."""
        self._add("notes", "journal", "sensor", True)

    def _add(self, kind: str, label: str, colour: str, on: bool, **more: Any) -> None:
        item = {"kind": kind, "label": label, "colour": colour.replace("_", "-"), "on": on, **more}
        self.panels[-1].items.append(item)

    def _column(self, values: Array) -> int:
        """Number of the column that holds `values`."""
        name = str(len(self._columns))
        room = np.full(self.count, np.nan)
        kept = np.asarray(values, dtype=np.float64)[: self.count]
        room[: len(kept)] = kept
        self._columns[name] = room
        self._steps[name] = step_of(room, 0.2 * 10.0 ** -self.panels[-1].digits)  # finer than is written: no stairs
        return int(name)

    def data(self) -> str:
        """JSON for the page; begins on the clock of the run, which the page shows as it is."""
        data = {
            "begin": int(self.begin.replace(tzinfo=UTC).timestamp()),
            "interval": self.interval,
            "count": self.count,
            "steps": list(self._steps.values()),
            "columns": pack(self._columns, self._steps),
            "panels": [vars(panel) for panel in self.panels],
        }
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def counted(count: int, what: str) -> str:
    """ "1 start", "3 starts"; of "start, on_off" the first word."""
    noun, comma, rest = what.partition(",")
    return f"{count} {noun}{'s' * (count != 1)}{comma}{rest}"
