"""The page of a run: one HTML file that needs nothing else, made to be looked at.

Charts by Plotly with its script inside the file; means of up to a few minutes keep it small.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.offline import get_plotlyjs
from plotly.subplots import make_subplots

from host_sim.experiment import CORE, Result, versions
from host_sim.kpi import DRAUGHTY
from host_sim.plant.house import build_network
from host_sim.report import series as s
from host_sim.report.figures import LINES, shown, verdicts, written
from host_sim.scenario import Scenario, figure

_POINTS = 5100
_JOURNAL = 400  # entries shown at most
_TITLES = (
    "Room air",
    "Outdoor air",
    "Heat: needed, possible, delivered",
    "Electricity by part",
    "Compressor speed",
    "Frost on the outdoor coil; shaded: defrosts",
    "Indoor fan",
    "Draught rate where people sit",  # only where seats are known
)
_HEIGHTS = (390, 165, 300, 285, 180, 180, 130, 180)  # px
_BAND_FILL, _CAPACITY_FILL = "rgba(143,185,150,.28)", "rgba(217,203,179,.4)"
_UNITS = ("°C", "°C", "kW", "kW", "Hz", "kg", "level", "%")


def write_page(path: Path, scenario: Scenario, results: Sequence[Result]) -> None:
    """Write the page of `results[0]`; the others stand beside it in table and room chart."""
    first = results[0]
    chart = _chart(scenario, results).to_html(
        full_html=False,
        include_plotlyjs=False,
        div_id="charts",
        config={"displaylogo": False, "responsive": True, "plotlyServerURL": ""},
    )
    page = Template(_PAGE).substitute(
        title=escape(f"{scenario.name} · {first.controller}"),
        name=escape(scenario.name),
        controller=escape(first.controller),
        description=escape(scenario.description),
        facts=escape(_facts(scenario)),
        cards=_cards(first),
        script=get_plotlyjs(),
        chart=chart,
        table=_table(results),
        expectations=_expectations(scenario, first),
        learned=_learned(scenario, first),
        journal=_journal(scenario, first),
        violations=_violations(first),
        versions=escape(" · ".join(f"{name} {version}" for name, version in versions().items())),
    )
    path.write_text(page, encoding="utf-8")


def _facts(scenario: Scenario) -> str:
    begin = s.begin(scenario)
    return (
        f"{scenario.place}, {scenario.days} days from {begin.day} {begin:%B} · {scenario.unit.name} · {s.wish(scenario)} · "
        f"steps of {scenario.step} s · seed {scenario.seed}"
    )


# Charts --------------------------------------------------------------------------------------------------------------


def _chart(scenario: Scenario, results: Sequence[Result]) -> go.Figure:
    first = results[0]
    data = s.Series.of(first.trace, scenario, _POINTS)
    time = data.time
    rows = 8 if data.present("draught") else 7
    chart = make_subplots(
        rows=rows,
        cols=1,
        shared_xaxes=True,
        vertical_spacing=0.028,
        row_heights=_HEIGHTS[:rows],
        subplot_titles=_TITLES[:rows],
    )

    def line(row: int, values: s.Array, name: str, colour: str, form: str, width: float = 1.6, **more: Any) -> None:
        chart.add_trace(
            go.Scatter(
                x=time, y=values.astype(np.float32), name=name, line={"color": colour, "width": width},
                hovertemplate=f"%{{y:{form}}} {_UNITS[row - 1]}", legend=f"legend{row if row > 1 else ''}", **more,
            ),
            row=row,
            col=1,
        )  # fmt: skip

    for name, label in (("set_heat", "heating"), ("set_cool", "cooling")):
        target = data[name]
        if np.isfinite(target).any():
            band = f"{label} band"
            line(1, target - 0.5, band, s.BAND, ".1f", 0, showlegend=False, hoverinfo="skip")
            chart.data[-1].hovertemplate = None
            line(1, target + 0.5, band, s.BAND, ".1f", 0, fill="tonexty", fillcolor=_BAND_FILL, hoverinfo="skip")
            chart.data[-1].hovertemplate = None
            line(1, target, f"{label} set point", s.BAND, ".1f", 1.2)
    for other in results[1:]:
        room = s.Series.of(other.trace, scenario, _POINTS)["room"]
        line(1, room, other.controller, s.OTHERS.get(other.controller, s.INK), ".2f", 1.2, visible="legendonly")
    line(1, data["operative"], "operative", "#d9a08f", ".2f", 1.1, visible="legendonly")
    line(1, data["room_measured"], "room sensor", "#9aa5b1", ".2f", 1.0, visible="legendonly")
    line(1, data["room"], "room air", s.ROOM, ".2f", 2)
    _notes(chart, scenario, first, float(np.nanmax(data["room"])))

    line(2, data["outdoor"], "outdoor", s.OUTDOOR, ".1f", 1.5, fill=None)

    sign = np.where(data["load"] < 0, -1.0, 1.0) / 1000
    line(3, sign * data["capacity_min"], "least it can do", s.CAPACITY, ".2f", 0.5)
    line(
        3,
        sign * data["capacity_max"],
        "most it can do",
        s.CAPACITY,
        ".2f",
        0.5,
        fill="tonexty",
        fillcolor=_CAPACITY_FILL,
    )
    line(3, data["heat"] / 1000, "heat pump", s.HEAT, ".2f", 1.3)
    if data.present("aux_heat"):
        line(3, data["aux_heat"] / 1000, "backup", s.PARTS[-1][2], ".2f", 1.3)
    line(3, data["load"] / 1000, "needed", s.LOAD, ".2f", 1.3)

    for name, label, colour in s.PARTS:
        if data.present(name):
            line(4, data[name] / 1000, label, colour, ".3f", 0, stackgroup="power", fillcolor=colour)

    line(5, data["speed"], "compressor", s.SPEED, ".0f", 1.2)
    line(6, data.high("frost"), "frost", s.FROST, ".2f", 1.2, fill="tozeroy", fillcolor="rgba(121,180,208,.35)")
    _defrost_marks(chart, scenario, first, data)
    line(7, data["fan_level"], "fan", s.FAN, ".1f", 1.2)
    if rows == 8:
        for other in results[1:]:
            felt = s.Series.of(other.trace, scenario, _POINTS)["draught"]
            line(8, felt, other.controller, s.OTHERS.get(other.controller, s.INK), ".0f", 1.0)
        line(8, data["draught"], first.controller, s.ROOM, ".0f", 1.6)
        line(8, np.full(len(time), DRAUGHTY), "limit", s.BAND, ".0f", 1.2, hoverinfo="skip")
        chart.data[-1].hovertemplate = None

    chart.update_layout(
        height=sum(_HEIGHTS[:rows]),
        template="plotly_white",
        hovermode="x unified",
        margin={"l": 62, "r": 36, "t": 40, "b": 30},
        font={"family": "system-ui, sans-serif", "size": 13, "color": s.INK},
        paper_bgcolor="rgba(0,0,0,0)",
        modebar={"orientation": "v", "bgcolor": "rgba(0,0,0,0)", "color": "#9aa5b1"},
    )
    for row in range(1, rows + 1):
        axis = chart.layout[f"yaxis{row if row > 1 else ''}"]
        axis.title = {"text": _UNITS[row - 1], "standoff": 6}
        top = axis.domain[1]
        chart.update_layout(
            {f"legend{row if row > 1 else ''}": {
                "orientation": "h", "x": 1, "xanchor": "right", "y": top + 0.003, "yanchor": "bottom", "font": {"size": 12},
                "bgcolor": "rgba(0,0,0,0)", "traceorder": "normal",
            }}
        )  # fmt: skip
    for note in chart.layout.annotations[:rows]:
        note.update(x=0, xanchor="left", font={"size": 14, "color": s.INK})
    days = "%a %d %b" if scenario.days <= 31 else "%d %b"
    chart.update_xaxes(hoverformat="%a %d %b %H:%M", tickformat=days, showticklabels=True)
    for row in (5, *range(7, rows + 1)):
        chart.update_yaxes(rangemode="tozero", row=row, col=1)
    chart.update_yaxes(range=[0, max(0.5, 1.15 * float(data.high("frost").max()))], row=6, col=1)
    return chart


def _notes(chart: go.Figure, scenario: Scenario, result: Result, height: float) -> None:
    """What the journal would have somebody look at, as marks above the room."""
    odd = [entry for entry in result.journal if not entry["normal"]][:_JOURNAL]
    if odd:
        chart.add_trace(
            go.Scatter(
                x=[s.moment(scenario, entry["time_s"]) for entry in odd], y=[height + 0.3] * len(odd),
                name="journal: look at this",
                mode="markers", marker={"symbol": "triangle-down", "size": 9, "color": s.ROOM}, legend="legend",
                text=["<br>".join(textwrap.wrap(entry["text"], 60)) for entry in odd], hovertemplate="%{text}<extra></extra>",
            ),
            row=1,
            col=1,
        )  # fmt: skip


def _defrost_marks(chart: go.Figure, scenario: Scenario, result: Result, data: s.Series) -> None:
    """One filled line that is up while the unit defrosts: a shape each would choke on a winter's worth of them."""
    ceiling = max(0.5, 1.15 * float(data.high("frost").max()))
    x: list[Any] = []
    y: list[float] = []
    for begun, ended in zip(result.trace.times("defrost_start"), result.trace.times("defrost_end"), strict=False):
        x += [s.moment(scenario, t) for t in (begun, begun, ended, ended)]
        y += [0.0, ceiling, ceiling, 0.0]
    if x:
        chart.add_trace(
            go.Scatter(
                x=x, y=y, name="defrost", mode="lines", line={"width": 0}, fill="tozeroy", fillcolor="rgba(34,48,63,.16)",
                hoverinfo="skip", legend="legend6",
            ),
            row=6,
            col=1,
        )  # fmt: skip


# Words ---------------------------------------------------------------------------------------------------------------


def _cards(result: Result) -> str:
    def number(name: str, form: str, factor: float = 1.0) -> str:
        value = figure(result.kpi, name)
        return "–" if value is None else form.format(value * factor)

    saving = figure(result.kpi, "saving_percent")
    less = f", {saving:.0f} % less than on-off" if saving and saving > 0 else ""
    cards = [
        (number("rms_error_K", "{:.2f} K"), "rms from the set point"),
        (number("discomfort_Kh", "{:.1f} K·h"), "outside the band"),
        (number("energy_kWh.total", "{:.0f} kWh"), f"electricity{less}"),
        (number("cop", "{:.2f}"), "COP, everything counted"),
        (number("starts_per_hour", "{:.2f}"), "starts per hour"),
        (number("aux_share", "{:.1f} %", 100), "of the heat by the backup"),
        (number("guard_violations", "{:.0f}"), "interlocks broken"),
    ]
    return "".join(
        f"<div class='card'><b>{escape(value)}</b><span>{escape(what)}</span></div>"
        for value, what in cards
        if value != "–"
    )


def _table(results: Sequence[Result]) -> str:
    head = "".join(f"<th>{escape(result.controller)}</th>" for result in results)
    rows = [f"<tr><th></th><th></th>{head}</tr>"]
    group = ""
    for line in shown([result.kpi for result in results]):
        if line.group != group:
            group = line.group
            rows.append(f"<tr class='group'><td colspan='{len(results) + 2}'>{escape(group)}</td></tr>")
        cells = "".join(f"<td>{escape(written(line, result.kpi))}</td>" for result in results)
        rows.append(f"<tr><td>{escape(line.label)}</td><td class='unit'>{escape(line.unit)}</td>{cells}</tr>")
    assert len(rows) <= 2 * len(LINES)
    return f"<table class='figures'>{''.join(rows)}</table>"


def _expectations(scenario: Scenario, result: Result) -> str:
    if result.controller != CORE or not scenario.expect:
        return ""
    rows = []
    for verdict in verdicts(scenario.limits(), result.kpi):
        kind = {True: "good", False: "bad", None: "none"}[verdict.holds]
        rows.append(f"<li class='{kind}'><i>{escape(verdict.word)}</i>{escape(str(verdict))}</li>")
    return f"<h2>What must hold</h2><ul class='verdicts'>{''.join(rows)}</ul>"


# name in summary.json, what it is, unit
_LEARNED = (
    ("heat_loss_W_per_K", "heat the house loses", "W/K"),
    ("heat_capacity_Wh_per_K", "heat it stores over two hours", "Wh/K"),
    ("gains_W", "heat from people, appliances and sun", "W"),
    ("balance_point_C", "outdoor temperature down to which the heat pump carries it alone", "°C"),
    ("capacity_of_data_sheet", "the unit's capacity, of its data sheet's", ""),
    ("outdoor_coil_approach_K", "outdoor coil below the outdoor air", "K"),
    ("return_air_offset_K", "return air above the room while running", "K"),
    ("hours_learned_from", "hours it learned from", "h"),
)


def _learned(scenario: Scenario, result: Result) -> str:
    if not result.learned:
        return ""
    truth = result.truth
    if truth is None:
        truth = {"heat_loss_W_per_K": build_network(scenario.house).loss("air")}
    rows = ["<tr><th></th><th>learned</th><th>true</th><th></th></tr>"]
    for name, label, unit in _LEARNED:
        value, real = result.learned.get(name), truth.get(name)
        cells = "".join(f"<td>{'–' if x is None else f'{x:.4g}'}</td>" for x in (value, real))
        rows.append(f"<tr><td>{escape(label)}</td>{cells}<td class='unit'>{escape(unit)}</td></tr>")
    return (
        f"<h2>What the thermostat learned</h2><div class='sheet'><table class='learned'>{''.join(rows)}</table></div>"
    )


def _journal(scenario: Scenario, result: Result) -> str:
    if not result.journal:
        return ""
    entries = result.journal
    note = f" <small>(the {_JOURNAL} that matter most of {len(entries)})</small>" if len(entries) > _JOURNAL else ""
    if len(entries) > _JOURNAL:
        odd = [entry for entry in entries if not entry["normal"]][:_JOURNAL]
        usual = [entry for entry in entries if entry["normal"]][: _JOURNAL - len(odd)]
        entries = sorted(odd + usual, key=lambda entry: entry["time_s"])
    rows = "".join(
        f"<tr class='{'' if entry['normal'] else 'odd'}'><td>{s.moment(scenario, entry['time_s']):%a %d %b %H:%M}</td>"
        f"<td>{'normal' if entry['normal'] else 'look at this'}</td><td>{escape(entry['text'])}</td></tr>"
        for entry in entries
    )
    return f"<h2>The thermostat's journal{note}</h2><div class='scroll'><table class='journal'>{rows}</table></div>"


def _violations(result: Result) -> str:
    if not result.violations:
        return ""
    rows = "".join(f"<li class='bad'>{escape(text)}</li>" for text in result.violations[:50])
    return f"<h2>Interlocks broken, as the independent judge saw it</h2><ul class='verdicts'>{rows}</ul>"


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
  :root { --ink: #22303f; --dim: #6b7a89; --line: #e3e7eb; --paper: #ffffff; --ground: #f5f6f4; --warm: #c8553d; }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
  main { max-width: 1240px; margin: 0 auto; padding: 28px 22px 60px; }
  h1 { font-size: 30px; margin: 0; letter-spacing: -.01em; }
  h1 small { font-weight: 400; color: var(--dim); font-size: 18px; }
  h2 { font-size: 19px; margin: 34px 0 10px; }
  h2 small { font-weight: 400; color: var(--dim); }
  p { margin: 6px 0; max-width: 80ch; }
  .facts { color: var(--dim); }
  .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 22px 0; }
  .card { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px; }
  .card b { display: block; font-size: 22px; font-weight: 650; white-space: nowrap; }
  .card span { color: var(--dim); font-size: 13px; }
  .sheet { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 10px 8px; overflow-x: auto; }
  table { border-collapse: collapse; background: var(--paper); }
  td, th { padding: 5px 14px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
  .figures td:nth-child(n+3), .figures th { text-align: right; font-variant-numeric: tabular-nums; }
  .figures td:nth-child(3) { font-weight: 650; color: var(--warm); }
  .figures .group td { text-align: left; padding-top: 16px; font-weight: 650; color: var(--ink); }
  .learned td:nth-child(2), .learned td:nth-child(3) { text-align: right; font-variant-numeric: tabular-nums; }
  .unit { color: var(--dim); }
  .scroll { max-height: 420px; overflow: auto; border: 1px solid var(--line); border-radius: 12px; }
  .journal { width: 100%; }
  .journal td:nth-child(-n+2) { white-space: nowrap; color: var(--dim); }
  .journal .odd td { background: #fdf1ee; color: var(--warm); }
  .verdicts { list-style: none; padding: 0; margin: 0; }
  .verdicts li { padding: 3px 0; font-variant-numeric: tabular-nums; }
  .verdicts i { display: inline-block; min-width: 76px; margin-right: 10px; padding: 0 8px; border-radius: 6px;
    font-style: normal; text-align: center; background: #e9ecef; }
  .verdicts .good i { background: #dcebdd; } .verdicts .bad i { background: #f6d9d2; } .verdicts .bad { color: var(--warm); }
  footer { margin-top: 40px; color: var(--dim); font-size: 13px; }
</style>
<script>$script</script>
</head>
<body><main>
<h1>$name <small>under $controller</small></h1>
<p>$description</p>
<p class="facts">$facts</p>
<div class="cards">$cards</div>
<div class="sheet">$chart</div>
$expectations
<h2>Figures</h2>
<div class="sheet">$table</div>
$learned
$journal
$violations
<footer>$versions</footer>
</main></body>
</html>
"""
