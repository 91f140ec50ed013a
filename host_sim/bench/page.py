"""The page of a bench: a table of the cases, and each with its picture, what was expected and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from host_sim.bench.campaign import ERROR, FAILED, KNOWN, MENDED, PASSED, Outcome
from host_sim.bench.verdict import Verdict, clock
from host_sim.experiment import versions
from host_sim.report import palette

_STYLE = """
body{font:15px/1.45 system-ui,sans-serif;max-width:60rem;margin:1.5rem auto;padding:0 1rem;color:#22303f;background:#fff}
h1{margin:.2rem 0}h2{margin:2rem 0 .4rem;text-transform:capitalize}details{border-top:1px solid #8885;padding:.35rem 0}
summary{cursor:pointer}summary b{font-weight:600}.dim{opacity:.7}table{border-collapse:collapse;font-size:.9rem}
td{padding:.1rem .8rem .1rem 0;vertical-align:top}svg{width:100%;height:auto;font:8px system-ui,sans-serif}
svg text{fill:currentColor}polyline{fill:none;stroke-width:1.3}.ground{fill:#8881}
.word{display:inline-block;min-width:4.2rem;font-weight:600}
.passed,.holds{color:#2f7d4f;fill:#2f7d4f}.failed,.fails,.error{color:#c0392b;fill:#c0392b;stroke:#c0392b}
.known{color:#b9770e;fill:#b9770e;stroke:#b9770e}.mended{color:#8e44ad;fill:#8e44ad;stroke:#8e44ad}
svg rect.holds{opacity:.55}.event{fill:#8886}
td.fails,td.known,td.mended,span.failed,span.error,span.known,span.mended{stroke:none}
ol{font-size:.85rem;max-height:14rem;overflow:auto}
@media(prefers-color-scheme:dark){body{color:#e6ebf0;background:#14191f}}
"""


def counts(outcomes: Sequence[Outcome]) -> str:
    """How many came out how."""
    words = (
        (PASSED, "passed"),
        (KNOWN, "known to fail"),
        (FAILED, "failed"),
        (MENDED, "marked, but hold"),
        (ERROR, "not run"),
    )
    numbers = [(sum(o.state == state for o in outcomes), word) for state, word in words]
    return ", ".join(f"{number} {word}" for number, word in numbers if number)


def page(outcomes: Sequence[Outcome], where: str) -> str:
    """The whole page; those that failed stand open."""
    parts = [
        "<!doctype html><html lang='en'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>",
        f"<title>Bench</title><style>{palette.css()}{_STYLE}</style><h1>Bench</h1>",
        f"<p>{len(outcomes)} cases: {counts(outcomes)}. {escape(where)}</p>",
        "<p class='dim'>Each picture: room (red), set points (dashed), outdoors (blue); compressor (violet), frost (light blue), "
        "valve in heating (low line), defrosts shaded; all electricity and the backup's (red). Bars below: grey the events; "
        "the time that each expectation looks at; a dot and a line where it fails.</p>",
    ]
    for group in dict.fromkeys(outcome.group for outcome in outcomes):
        those = [outcome for outcome in outcomes if outcome.group == group]
        parts.append(f"<h2>{escape(group.replace('_', ' '))}</h2><p class='dim'>{counts(those)}</p>")
        parts += [_case(outcome) for outcome in those]
    named = " · ".join(f"{name} {version}" for name, version in versions().items())
    return "".join(parts) + f"<p class='dim'>{escape(named)}</p></html>\n"


def _case(outcome: Outcome) -> str:
    title = escape(outcome.name.rpartition("/")[2].replace("_", " "))
    head = (
        f"<details{' open' if not outcome.good else ''}><summary><span class='word {outcome.state}'>{outcome.state}</span>"
        f"<b>{title}</b> <span class='dim'>{escape(outcome.description)}</span></summary>"
    )
    if outcome.error:
        return f"{head}<p>{escape(outcome.error)}</p></details>"
    rows = "".join(_row(verdict) for verdict in outcome.verdicts)
    lines = "".join(
        f"<li class='{'dim' if normal else ''}'>{clock(at)} {escape(text)}</li>" for at, text, normal in outcome.journal
    )
    return (
        f"{head}<p class='dim'>Source: {escape(outcome.source)}</p>{outcome.picture}<table>{rows}</table>"
        f"<details><summary class='dim'>{len(outcome.journal)} entries of the journal</summary><ol>{lines}</ol></details>"
        "</details>"
    )


def _row(verdict: Verdict) -> str:
    when = "" if verdict.at is None else clock(verdict.at)
    today = f" (today: {escape(verdict.today)})" if verdict.today else ""
    return (
        f"<tr><td class='{verdict.word}'>{verdict.word}</td><td>{escape(verdict.title)}{today}</td>"
        f"<td>{escape(verdict.found)}</td><td>{when}</td></tr>"
    )
