"""A case at one glance, as SVG: temperatures, compressor and frost, backup; expectations as bands; the moment of failure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from host_sim.bench.verdict import Verdict
from host_sim.experiment import Result
from host_sim.report.series import Series, begin, spans
from host_sim.scenario import Scenario

Floats = NDArray[np.float64]

_WIDTH, _LEFT, _RIGHT = 860, 40, 8
_POINTS = 240
_BAR = 9  # height of an expectation's bar
_ROOM, _MACHINE, _POWER = 120, 80, 50
_GAP = 14
_MOST = 12  # events, and bars of one, that are drawn


class _Panel:
    """A chart of its own scale from `top` on."""

    def __init__(self, svg: list[str], top: int, height: int, low: float, high: float, end: float, unit: str):
        self._svg = svg
        self._top, self._height = top, height
        span = max(high - low, 1e-6)
        self._low, self._high = low - 0.05 * span, high + 0.05 * span
        self._end = end
        svg.append(f"<rect class='ground' x='{_LEFT}' y='{top}' width='{_WIDTH - _LEFT - _RIGHT}' height='{height}'/>")
        for value in (low, high):
            svg.append(f"<text x='{_LEFT - 4}' y='{self.y(value) + 3:.0f}' text-anchor='end'>{value:.3g}</text>")
        svg.append(f"<text x='2' y='{top + 9}'>{escape(unit)}</text>")

    def y(self, value: float) -> float:
        return self._top + self._height * (self._high - value) / (self._high - self._low)

    def line(self, times: Floats, values: Floats, colour: str, dashed: bool = False) -> None:
        """NaN breaks it."""
        known = np.isfinite(values)
        parts = np.split(np.arange(len(values)), np.flatnonzero(np.diff(known.astype(int))) + 1)
        for part in parts:
            if len(part) > 1 and known[part[0]]:
                path = " ".join(
                    f"{x_of(times[k], self._end):.0f},{self.y(float(values[k])):.1f}" for k in _corners(part, values)
                )
                style = " stroke-dasharray='3 2'" if dashed else ""
                self._svg.append(f"<polyline style='stroke:var(--{colour})'{style} points='{path}'/>")

    def shade(self, times: Iterable[tuple[float, float]], colour: str) -> None:
        for first, last in times:
            x = x_of(first, self._end)
            self._svg.append(
                f"<rect x='{x:.0f}' y='{self._top}' width='{max(x_of(last, self._end) - x, 1):.0f}' height='{self._height}' "
                f"style='fill:var(--{colour})' opacity='.25'/>"
            )


def x_of(time: float, end: float) -> float:
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * min(max(time / end, 0.0), 1.0)


def _corners(part: NDArray[np.int_], values: Floats) -> list[int]:
    """Points that a line needs: those between two equal neighbours are left out."""
    v = np.round(values[part], 2)
    keep = np.ones(len(part), dtype=bool)
    keep[1:-1] = (v[1:-1] != v[:-2]) | (v[1:-1] != v[2:])
    return [int(k) for k in part[keep]]


def draw(scenario: Scenario, result: Result) -> str:
    """The picture of a run that had a stage."""
    trace = result.trace
    data = Series.of(trace, begin(scenario.start), _POINTS)
    end = float(scenario.seconds)
    times: Floats = np.asarray((np.arange(len(data)) + 0.5) * data.seconds, dtype=np.float64)
    svg: list[str] = []
    top = 4
    room = _Panel(svg, top, _ROOM, *_bounds(data, ("room", "outdoor", "set_heat", "set_cool")), end, "°C")
    defrosts = spans(trace, "defrost_start", "defrost_end")
    room.shade(defrosts, "defrost")
    for name, colour, dashed in (
        ("set_heat", "band", True), ("set_cool", "band", True), ("outdoor", "outdoor", False), ("room_measured", "sensor", True),
        ("room", "room", False),
    ):  # fmt: skip
        room.line(times, data[name], colour, dashed)
    top += _ROOM + _GAP
    fastest = float(max(data["speed"].max(), 30.0))
    most_ice = float(max(data.high("frost").max(), 0.5))
    machine = _Panel(svg, top, _MACHINE, 0.0, fastest, end, "Hz")
    machine.shade(defrosts, "defrost")
    machine.line(times, data["valve_heating"] * 0.12 * fastest, "capacity")
    machine.line(times, data.high("frost") / most_ice * fastest, "frost")
    machine.line(times, data["speed"], "speed")
    top += _MACHINE + _GAP
    power = _Panel(svg, top, _POWER, 0.0, float(max(data["p_total"].max() / 1000, 0.5)), end, "kW")
    power.line(times, data["p_total"] / 1000, "compressor")
    power.line(times, data["p_aux"] / 1000, "backup")
    bottom = top + _POWER
    height = _bars(svg, result.verdicts, _events(svg, result.happened, bottom + _GAP, end), end)
    _hours(svg, bottom, end)
    for verdict in result.verdicts:
        if not verdict.holds and verdict.at is not None:
            x = x_of(verdict.at, end)
            svg.append(f"<line class='{verdict.word}' x1='{x:.0f}' x2='{x:.0f}' y1='4' y2='{bottom}'/>")
    return f"<svg viewBox='0 0 {_WIDTH} {height}' role='img' aria-label='{escape(scenario.name, True)}'>{''.join(svg)}</svg>"


def _bounds(data: Series, names: Sequence[str]) -> tuple[float, float]:
    values = np.concatenate([data[name] for name in names])
    values = values[np.isfinite(values)]
    return float(np.floor(values.min())), float(np.ceil(values.max()))


def _hours(svg: list[str], y: float, end: float) -> None:
    hours = end / 3600
    step = next(step for step in (1, 2, 3, 6, 12, 24, 48, 168, 744, 9000) if hours / step <= 16)
    for hour in range(0, int(hours) + 1, step):
        text = f"{hour}" if hours <= 48 else f"d{hour // 24 + 1}" if hour % 24 == 0 else ""
        svg.append(f"<text x='{x_of(hour * 3600, end):.0f}' y='{y + 10}' text-anchor='middle'>{text}</text>")


def _events(svg: list[str], happened: Sequence[tuple[str, float, float | None]], top: int, end: float) -> int:
    """A grey bar for each event, what is the same in one row with its name."""
    for title in list(dict.fromkeys(title for title, _, _ in happened))[:_MOST]:
        spans = [(first, end if last is None else last) for name, first, last in happened if name == title]
        for first, last in spans[:_MOST]:
            x = x_of(first, end)
            svg.append(
                f"<rect class='event' x='{x:.0f}' y='{top}' width='{max(x_of(last, end) - x, 2):.0f}' height='{_BAR - 2}'/>"
            )
        late = x_of(spans[0][0], end) > 0.7 * _WIDTH
        x, side = (x_of(spans[0][0], end) - 3, "end") if late else (x_of(spans[0][0], end) + 3, "start")
        svg.append(f"<text x='{x:.0f}' y='{top + 6}' text-anchor='{side}'>{escape(title)}</text>")
        top += _BAR
    return top + 2


def _bars(svg: list[str], verdicts: Sequence[Verdict], top: int, end: float) -> int:
    """A bar over the time that each looks at."""
    for verdict in verdicts[2:]:
        first, last = x_of(verdict.begin, end), x_of(verdict.end or end, end)
        svg.append(
            f"<rect class='{verdict.word}' x='{first:.0f}' y='{top}' width='{max(last - first, 2):.0f}' height='{_BAR - 2}'>"
            f"<title>{escape(verdict.title)}: {verdict.word}</title></rect>"
        )
        if verdict.at is not None:
            svg.append(f"<circle class='{verdict.word}' cx='{x_of(verdict.at, end):.0f}' cy='{top + 3.5}' r='4'/>")
        top += _BAR
    return top + 2
