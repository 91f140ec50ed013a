"""The page of a run: one HTML file that needs nothing else, made to be looked at.

`web/` holds what it is made of: the skeleton, its looks, the script that draws the charts with uPlot (50 KB; MIT licence, its
text goes along in every page). The charts' data are packed (`packing`): a week with every minute in it takes some 0.2 MB,
where Plotly's script alone took 4.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template

from host_sim.experiment import Result, versions
from host_sim.report import palette, words
from host_sim.report.charts import run_charts
from host_sim.report.events import entries, listed
from host_sim.report.series import begin
from host_sim.report.sheet import Sheet
from host_sim.report.titles import facts
from host_sim.scenario import Scenario

_WEB = Path(__file__).parent / "web"


def write_page(path: Path, scenario: Scenario, results: Sequence[Result]) -> None:
    """Write the page of `results[0]`; the others stand beside it in table and charts."""
    first = results[0]
    made, left_out = entries(first.trace, first.journal)
    page = compose(
        title=scenario.name,
        small=f"under {first.controller}",
        lead=[("", scenario.description), ("dim", facts(scenario))],
        cards=words.cards(scenario, first),
        sheet=run_charts(scenario, results),
        events=listed(made, begin(scenario.start), left_out),
        rest=words.expectations(scenario, first)
        + f"<section><h2>Figures</h2><div class='sheet scroll'>{words.table(scenario, results)}</div></section>"
        + words.learned(scenario, first)
        + words.violations(first),
    )
    path.write_text(page, encoding="utf-8")


def compose(
    title: str, small: str, lead: Sequence[tuple[str, str]], cards: str, sheet: Sheet, events: str, rest: str
) -> str:
    """A whole page; `lead`: (class, text) of the paragraphs below the title; `cards`, `events`, `rest` are HTML."""
    return Template(web("page.html")).substitute(
        title=escape(f"{title} · {small}"),
        name=escape(title),
        small=escape(small),
        lead="".join(f"<p class='{kind}'>{escape(text)}</p>" for kind, text in lead if text),
        cards=cards,
        events=events,
        rest=rest,
        style=palette.css() + web("uPlot.min.css") + web("page.css"),
        licence=web("uPlot.LICENSE"),
        library=web("uPlot.iife.min.js"),
        script=web("charts.js"),
        data=sheet.data(),
        versions=escape(" · ".join(f"{name} {version}" for name, version in versions().items())),
    )


def web(name: str) -> str:
    """A file of `web/`."""
    return (_WEB / name).read_text(encoding="utf-8")
