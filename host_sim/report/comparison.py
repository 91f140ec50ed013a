"""The page of two finished runs: both in every chart, their figures and differences, what happened in either."""

from __future__ import annotations

import math
from html import escape
from pathlib import Path

import numpy as np

from host_sim.finished import Finished, names, table
from host_sim.report.charts import POINTS, most_heat, set_points, speed, supply
from host_sim.report.events import entries, listed
from host_sim.report.figures import unit_of
from host_sim.report.page import compose
from host_sim.report.series import Series
from host_sim.report.sheet import Sheet

_COLOURS = ("room", "second")


def write_comparison(path: Path, first: Finished, second: Finished) -> None:
    """Write the page; time is counted from each run's start and shown on the first one's calendar."""
    labels = names(first, second)
    scenarios = {run.about["scenario"] for run in (first, second)}
    lead = [
        ("", f"{label}: {run.about['description']} ({run.about['controller']}; {run.about['facts']})")
        for label, run in zip(labels, (first, second), strict=True)
    ]
    if first.begin != second.begin:
        lead.append(("changed", f"The runs begin on different days: {labels[1]} is drawn on the dates of {labels[0]}."))
    made = []
    left_out = 0
    for label, run in zip(labels, (first, second), strict=True):
        some, more = entries(run.trace, run.about.get("journal", ()), f"{label}: ")
        made += some
        left_out += more
    page = compose(
        title=f"{labels[0]} and {labels[1]}",
        small=f"two finished runs of {scenarios.pop()}" if len(scenarios) == 1 else "two finished runs",
        lead=lead,
        cards="",
        sheet=_charts(first, second, labels),
        events=listed(sorted(made, key=lambda entry: entry.time), first.begin, left_out),
        rest=f"<section><h2>Figures</h2><div class='sheet scroll'>{_table(first, second, labels)}</div></section>",
    )
    path.write_text(page, encoding="utf-8")


def _charts(first: Finished, second: Finished, labels: tuple[str, str]) -> Sheet:
    both = _aligned(first, second)
    sheet = Sheet(first.begin, both[0].seconds, max(len(data) for data in both))

    def lines(column: str, factor: float = 1.0, width: float = 1.3) -> None:
        """Of both, the first drawn over the second."""
        for k in (1, 0):
            sheet.line(both[k][column] * factor, labels[k], _COLOURS[k], width)

    sheet.panel("Room", "°C", 300, 2)
    for data in both if _differ(both, "set_heat") or _differ(both, "set_cool") else both[:1]:
        set_points(sheet, data)
    lines("room", width=1.6)
    for row, (label, data, colour) in enumerate(zip(labels, both, _COLOURS, strict=True)):
        sheet.marks(data.trace.times("start"), f"start, {label}", colour, row)
    sheet.panel("Outdoor air", "°C", 120, 1)
    if _differ(both, "outdoor"):
        lines("outdoor")
    else:
        sheet.line(both[0]["outdoor"], "outdoor", "outdoor")
    sheet.panel("Heat of the heat pump", "kW", 190, 2, most=max(most_heat(data) for data in both))
    lines("heat", 0.001)
    if any(data.present("aux_heat") for data in both):
        sheet.panel("Heat of the backup", "kW", 120, 2, zero=True)
        lines("aux_heat", 0.001)
    sheet.panel("Electricity", "kW", 190, 3, zero=True)
    lines("p_total", 0.001)
    supply(sheet)
    lines("supply")
    speed(sheet)
    lines("speed")
    if any(data.present("frost") for data in both):
        sheet.panel("Frost on the outdoor coil", "kg", 120, 2, zero=True)
        lines("frost")
    return sheet


def _aligned(first: Finished, second: Finished) -> tuple[Series, Series]:
    """Both as means over the same stretch of time."""
    runs = (first, second)
    common = math.lcm(*(round(run.trace.interval) for run in runs))
    longest = max(float(run.trace.time_s[-1]) for run in runs)
    seconds = common * max(1, math.ceil(longest / common / POINTS))
    one, other = (Series(run.trace, first.begin, round(seconds / run.trace.interval)) for run in runs)
    return one, other


def _differ(both: tuple[Series, Series], column: str) -> bool:
    """Whether the column is not the same as far as both go."""
    count = min(len(data) for data in both)
    return not np.allclose(both[0][column][:count], both[1][column][:count], atol=0.01, equal_nan=True)


def _table(first: Finished, second: Finished, labels: tuple[str, str]) -> str:
    head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in (*labels, "difference"))
    rows = [f"<thead><tr><td></td>{head}</tr></thead>"]
    for line, *values in table(first, second):
        cells = "".join(f"<td>{escape(value)}</td>" for value in values)
        unit = unit_of(line, str(first.about.get("currency", "")))
        rows.append(f"<tr><th scope='row'>{escape(line.label)} <small>{escape(unit)}</small></th>{cells}</tr>")
    return f"<table class='figures'>{''.join(rows)}</table>"
