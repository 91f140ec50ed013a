"""The charts of a run's page: which panels, what is drawn in each, in which colours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from host_sim.experiment import Result
from host_sim.kpi import BAND, DRAUGHTY
from host_sim.report.series import PARTS, Series, begin, spans
from host_sim.report.sheet import Sheet
from host_sim.scenario import Scenario
from host_sim.trace import Trace

POINTS = 20160  # at most: a fortnight in minutes


def run_charts(scenario: Scenario, results: Sequence[Result]) -> Sheet:
    """The charts of `results[0]`; the others' room stands beside it, off until asked for."""
    first = results[0]
    start = begin(scenario.start)
    data = Series.of(first.trace, start, POINTS)
    rivals = [(result.controller, Series.of(result.trace, start, POINTS)) for result in results[1:]]
    sheet = Sheet(start, data.seconds, len(data))
    _room(sheet, data, rivals)
    if first.journal:
        sheet.notes()
    sheet.panel("Outdoor air", "°C", 120, 1)
    sheet.line(data["outdoor"], "outdoor", "outdoor")
    _heat(sheet, data)
    _electricity(sheet, data)
    supply(sheet)
    sheet.line(data["supply"], "supply air", "supply")
    sheet.line(data["indoor_coil"], "indoor coil", "coil", 1.0, on=False)
    speed(sheet)
    sheet.line(data["speed"], "compressor", "speed", 1.2)
    if data.present("frost"):
        sheet.panel("Frost on the outdoor coil", "kg", 120, 2, zero=True)
        sheet.band(np.zeros(len(data)), data.high("frost"), "frost", "frost")
        sheet.shade(spans(first.trace, "defrost_start", "defrost_end"), "defrost", "defrost")
    sheet.panel("Indoor fan", "level", 110, 1, zero=True)
    sheet.line(data["fan_level"], "fan", "fan", 1.2)
    if data.present("draught"):
        sheet.panel("Draught rate where people sit", "%", 130, 0, zero=True)
        for name, other in rivals:
            sheet.line(other["draught"], name, name, 1.0, on=False)
        sheet.line(data["draught"], first.controller, "room")
        sheet.line(np.full(len(data), DRAUGHTY), f"limit {DRAUGHTY:.0f} %", "band", 1.2)
    return sheet


def _room(sheet: Sheet, data: Series, rivals: Sequence[tuple[str, Series]]) -> None:
    sheet.panel("Room", "°C", 300, 2)
    set_points(sheet, data)
    for name, other in rivals:
        sheet.line(other["room"], name, name, 1.2, on=False)
    sheet.line(data["operative"], "operative", "operative", 1.1, on=False)
    sheet.line(data["room_measured"], "sensor", "sensor", 1.0, on=False)
    sheet.line(data["room"], "room air", "room", 1.8)
    sheet.marks(data.trace.times("start"), "start", "speed")


def set_points(sheet: Sheet, data: Series) -> None:
    """The band around each set point there is."""
    for name, label in (("set_heat", "heating"), ("set_cool", "cooling")):
        target = data[name]
        if np.isfinite(target).any():
            sheet.band(target - BAND, target + BAND, f"{label} band ±{BAND:g} K", "band")


def _heat(sheet: Sheet, data: Series) -> None:
    sign = np.where(data["load"] < 0, -1.0, 1.0) / 1000
    sheet.panel("Heat into the room", "kW", 210, 2, most=most_heat(data))
    sheet.band(sign * data["capacity_min"], sign * data["capacity_max"], "least to most it can do", "capacity")
    sheet.line(data["heat"] / 1000, "heat pump", "heat", 1.3)
    if data.present("aux_heat"):
        sheet.line(data["aux_heat"] / 1000, "backup", "backup", 1.3)
    sheet.line(data["load"] / 1000, "needed", "load", 1.2)


def most_heat(data: Series) -> float:
    """kW to which heat is drawn: a raised set point makes the needed heat leap beyond what any machine gives."""
    given = (data["capacity_max"], np.abs(data["heat"]) + data["aux_heat"])
    return 1.15 * max(1.0, *(float(np.nan_to_num(values).max(initial=0.0)) / 1000 for values in given))


def _electricity(sheet: Sheet, data: Series) -> None:
    sheet.panel("Electricity", "kW", 210, 3, zero=True)
    for name, label, colour in PARTS:
        if data.present(name):
            sheet.stack(data[name] / 1000, label, colour)
    defrosts(sheet, data.trace)


def defrosts(sheet: Sheet, trace: Trace) -> None:
    sheet.shade(spans(trace, "defrost_start", "defrost_end"), "defrost", "defrost")


def supply(sheet: Sheet) -> None:
    sheet.panel("Air from the indoor unit", "°C", 140, 1)


def speed(sheet: Sheet) -> None:
    sheet.panel("Compressor", "Hz", 130, 0, zero=True)
