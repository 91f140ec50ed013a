"""The page of a campaign: counted by kind, by fault and by phase, and every run that somebody should look at with its command."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from host_sim.experiment import versions
from host_sim.faults import summary
from host_sim.faults.row import Row
from host_sim.faults.summary import Count
from host_sim.report import palette

COLUMNS = (
    "", "runs", "to be named", "named", "rightly", "innocent blamed", "interlocks", "told, min", "named, min", "wasted, kWh",
    "room at least, °C", "at most, °C", "ice, kg",
)  # fmt: skip
_LISTED = 200  # runs of a list, more are counted
_STYLE = """
body{font:15px/1.45 system-ui,sans-serif;max-width:75rem;margin:1.5rem auto;padding:0 1rem;color:#22303f;background:#fff}
table{border-collapse:collapse;font-size:.88rem}td,th{padding:.12rem .7rem .12rem 0;text-align:right;vertical-align:top}
td:first-child,th:first-child{text-align:left}th{font-weight:600;vertical-align:bottom}.dim{opacity:.7}.bad{color:#c0392b}
ul{font-size:.88rem}code{font-size:.95em}details{margin:.8rem 0}summary{cursor:pointer;font-weight:600}
@media(prefers-color-scheme:dark){body{color:#e6ebf0;background:#14191f}}
"""


def cells(count: Count) -> list[str]:
    """One for each of `COLUMNS`."""

    def shown(value: float | None, form: str = ".1f", part: float = 1.0) -> str:
        return "" if value is None else f"{value / part:{form}}"

    return [
        count.title, str(count.runs), str(count.must or ""), str(count.named) if count.must else "",
        "" if count.share is None else f"{100 * count.share:.0f} %", str(count.blamed or ""), str(count.violations or ""),
        shown(count.reaction, part=60), shown(count.named_s, part=60), shown(count.wasted), shown(count.lowest),
        shown(count.highest), shown(count.ice),
    ]  # fmt: skip


def page(rows: Sequence[Row], where: str) -> str:
    """The whole page."""
    missed = summary.broken(rows)
    parts = [
        "<!doctype html><html lang='en'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>",
        f"<title>Faults</title><style>{palette.css()}{_STYLE}</style><h1>Faults</h1><p>{escape(where)}</p>",
        "".join(f"<p class='bad'>{escape(line)}</p>" for line in missed) or "<p>Every promise is kept.</p>",
        "<p class='dim'>Times are medians, the rest the worst. <i>To be named</i>: the journal has a name for it and it shows "
        "within the run. <i>Rightly</i>: of those, named and nobody innocent beside. <i>Wasted</i>: against the same run "
        "without the fault.</p>",
        _table(summary.whole(rows)),
    ]
    for title, key in (("By kind", summary.kind), ("By phase", summary.phase), ("By fault", summary.thing)):
        parts.append(f"<h2>{title}, single faults</h2>{_table(summary.by(rows, key))}")
    parts += [
        _list("Interlocks broken", [row for row in rows if row.get("violations")], "violations"),
        _list("Ended with an error", [row for row in rows if "error" in row], "error"),
        _list("Innocent parts blamed", [row for row in rows if row.get("innocent")], "innocent"),
        _list("Not named", [row for row in summary.single(rows) if row.get("named") is False], "told"),
    ]
    named = " · ".join(f"{name} {version}" for name, version in versions().items())
    return "".join(parts) + f"<p class='dim'>{escape(named)}</p></html>\n"


def _table(counts: Sequence[Count]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in COLUMNS)
    lines = ["<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells(count)) + "</tr>" for count in counts]
    return f"<table><tr>{head}</tr>{''.join(lines)}</table>"


def _list(title: str, rows: Sequence[Row], why: str) -> str:
    if not rows:
        return ""
    lines = []
    for row in rows[:_LISTED]:
        words = row[why] if isinstance(row[why], list) else [row[why]]
        lines.append(
            f"<li><code>{escape(row['command'])}</code><br>{escape('; '.join(words[:3]) or 'nothing was told')}</li>"
        )
    more = f"<p class='dim'>and {len(rows) - _LISTED} more</p>" if len(rows) > _LISTED else ""
    return f"<details><summary>{title}: {len(rows)}</summary><ul>{''.join(lines)}</ul>{more}</details>"
