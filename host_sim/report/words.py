"""The parts of a run's page that are text: headline figures, what must hold, the table, what was learned, what was broken."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from host_sim.experiment import CORE, Result
from host_sim.plant.house import build_network
from host_sim.report.figures import shown, unit_of, verdicts, written
from host_sim.report.sentences import reached, sentence
from host_sim.scenario import Scenario, figure


def cards(scenario: Scenario, result: Result) -> str:
    """The headline figures."""

    def number(name: str, form: str, factor: float = 1.0) -> str:
        value = figure(result.kpi, name)
        return "–" if value is None else form.format(value * factor)

    saving = figure(result.kpi, "saving_percent")
    less = f", {saving:.0f} % less than on-off" if saving and saving > 0 else ""
    cents = "{:.2f}" if (figure(result.kpi, "cost") or 0) < 100 else "{:.0f}"
    made = [
        (number("rms_error_K", "{:.2f} K"), "rms from the set point"),
        (number("discomfort_Kh", "{:.1f} K·h"), "outside the band"),
        (number("energy_kWh.total", "{:.0f} kWh"), f"electricity{less}"),
        (f"{number('cost', cents)} {scenario.currency}", f"at {scenario.price:g} {scenario.currency} per kWh"),
        (number("cop", "{:.2f}"), "COP, everything counted"),
        (number("starts", "{:.0f}"), f"starts of the compressor, defrosts: {number('defrosts', '{:.0f}')}"),
        (number("aux_share", "{:.1f} %", 100), "of the heat by the backup"),
        (number("guard_violations", "{:.0f}"), "interlocks broken"),
    ]
    return "".join(
        f"<div class='card'><b>{escape(value)}</b><span>{escape(what)}</span></div>"
        for value, what in made
        if not value.startswith("–")
    )


def expectations(scenario: Scenario, result: Result) -> str:
    """Each limit of the scenario as a sentence, with the value reached."""
    if result.controller != CORE or not scenario.expect:
        return ""
    made = verdicts(scenario.limits(), result.kpi)
    judged = [verdict for verdict in made if verdict.holds is not None]
    rows = []
    for verdict in made:
        kind = {True: "good", False: "bad", None: "none"}[verdict.holds]
        rows.append(
            f"<li class='{kind}'><i>{escape(verdict.word)}</i><span>{escape(sentence(verdict, scenario.currency))}: "
            f"it was <b>{escape(reached(verdict, scenario.currency))}</b>.</span></li>"
        )
    count = f"{sum(bool(verdict.holds) for verdict in judged)} of {len(judged)} hold" if judged else ""
    return f"<section><h2>What must hold <small>{count}</small></h2><ul class='verdicts sheet'>{''.join(rows)}</ul></section>"


def table(scenario: Scenario, results: Sequence[Result]) -> str:
    """The figures of all results side by side."""
    head = "".join(f"<th scope='col'>{escape(result.controller)}</th>" for result in results)
    rows = [f"<thead><tr><td></td>{head}</tr></thead>"]
    group = ""
    for line in shown([result.kpi for result in results]):
        if line.group != group:
            group = line.group
            rows.append(
                f"<tr class='group'><th scope='rowgroup'>{escape(group)}</th><td colspan='{len(results)}'></td></tr>"
            )
        cells = "".join(f"<td>{escape(written(line, result.kpi))}</td>" for result in results)
        unit = unit_of(line, scenario.currency)
        rows.append(f"<tr><th scope='row'>{escape(line.label)} <small>{escape(unit)}</small></th>{cells}</tr>")
    return f"<table class='figures'>{''.join(rows)}</table>"


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


def learned(scenario: Scenario, result: Result) -> str:
    """What the thermostat learned, beside what is true where that is known."""
    if not result.learned:
        return ""
    truth = result.truth
    if truth is None:
        truth = {"heat_loss_W_per_K": build_network(scenario.house).loss("air")}
    rows = ["<thead><tr><td></td><th scope='col'>learned</th><th scope='col'>true</th></tr></thead>"]
    for name, label, unit in _LEARNED:
        value, real = result.learned.get(name), truth.get(name)
        cells = "".join(f"<td>{'–' if x is None else f'{x:.4g}'}</td>" for x in (value, real))
        rows.append(f"<tr><th scope='row'>{escape(label)} <small>{escape(unit)}</small></th>{cells}</tr>")
    return (
        "<section><h2>What the thermostat learned</h2>"
        f"<div class='sheet scroll'><table class='figures'>{''.join(rows)}</table></div></section>"
    )


def violations(result: Result) -> str:
    """The interlocks that the judge saw broken."""
    if not result.violations:
        return ""
    rows = "".join(f"<li class='bad'>{escape(text)}</li>" for text in result.violations[:50])
    return (
        "<section><h2>Interlocks broken, as the independent judge saw it</h2>"
        f"<ul class='verdicts sheet'>{rows}</ul></section>"
    )
