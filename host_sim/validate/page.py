"""The page of a validation: tables and charts, one HTML file that needs nothing else."""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from host_sim.experiment import versions
from host_sim.report import series as s
from host_sim.validate import GROUPS
from host_sim.validate.checks import Check, Plot
from host_sim.validate.table import summary, written

_COLOURS = (s.ROOM, s.OUTDOOR, s.HEAT, s.SPEED, "#5f9ea0", "#8d99ae")
_RANGE = "rgba(143,185,150,.55)"


def write_page(path: Path, checks: Sequence[Check], plots: Mapping[str, Sequence[Plot]]) -> None:
    """Write tables and charts, group by group; `plots` by group."""
    parts = []
    for name, title in GROUPS.items():
        rows = [check for check in checks if check.group == name]
        if rows:
            parts.append(f"<h2>{escape(title)}</h2><p class='facts'>{escape(summary(rows))}</p>")
            parts.append(f"<div class='sheet'>{_table(rows)}</div>")
            parts += [_drawn(plot) for plot in plots.get(name, ())]
    failing = [check for check in checks if check.passed is False]
    page = Template(_PAGE).substitute(
        verdict=escape(summary(checks)),
        failing=_failing(failing),
        parts="\n".join(parts),
        script=get_plotlyjs(),
        versions=escape(" · ".join(f"{name} {version}" for name, version in versions().items())),
    )
    path.write_text(page, encoding="utf-8")


def _failing(checks: Sequence[Check]) -> str:
    rows = "".join(
        f"<li class='bad'><i>fails</i>{escape(GROUPS[check.group])}: {escape(check.quantity)} is {written(check)} "
        f"{escape(check.unit)}, {escape(check.limit)} asked{f' ({escape(check.note)})' if check.note else ''}</li>"
        for check in checks
    )
    return f"<ul class='verdicts'>{rows}</ul>" if rows else ""


def _table(checks: Sequence[Check]) -> str:
    head = "".join(f"<th>{name}</th>" for name in ("quantity", "ours", "unit", "reference", "limit", "", "note"))
    rows = "".join(
        f"<tr class='{ {True: 'good', False: 'bad', None: 'none'}[check.passed] }'><td>{escape(check.quantity)}</td>"
        f"<td class='ours'>{written(check)}</td><td class='dim'>{escape(check.unit)}</td><td>{escape(check.reference)}</td>"
        f"<td class='limit'>{escape(check.limit)}</td><td><i>{check.word.lower()}</i></td>"
        f"<td class='dim'>{escape(check.note)}</td></tr>"
        for check in checks
    )
    return f"<table><tr>{head}</tr>{rows}</table>"


def _drawn(plot: Plot) -> str:
    chart = go.Figure()
    colours = iter(_COLOURS * 4)
    for line in plot.series:
        if line.form == "ranges":
            heights = [high - low for low, high in zip(line.y, line.top, strict=True)]
            chart.add_trace(
                go.Bar(
                    x=list(line.x), y=heights, base=list(line.y), name=line.name, marker_color=_RANGE,
                    customdata=[[low, high] for low, high in zip(line.y, line.top, strict=True)],
                    hovertemplate="%{customdata[0]:.2f} to %{customdata[1]:.2f}",
                )
            )  # fmt: skip
            continue
        colour = next(colours)
        if line.form == "bars":
            chart.add_trace(go.Bar(x=list(line.x), y=list(line.y), name=line.name, marker_color=colour))
            continue
        chart.add_trace(
            go.Scatter(
                x=list(line.x), y=list(line.y), name=line.name, mode="lines" if line.form == "line" else "markers",
                line={"color": colour, "width": 1.6}, marker={"color": colour, "size": 9, "symbol": "diamond"},
            )
        )  # fmt: skip
    chart.update_layout(
        title={"text": plot.title, "x": 0, "font": {"size": 15}}, template="plotly_white", height=380, barmode="overlay",
        margin={"l": 62, "r": 36, "t": 52, "b": 40}, font={"family": "system-ui, sans-serif", "size": 13, "color": s.INK},
        paper_bgcolor="rgba(0,0,0,0)", legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"},
        xaxis_title=plot.axes[0], yaxis_title=plot.axes[1],
    )  # fmt: skip
    drawn = chart.to_html(
        full_html=False,
        include_plotlyjs=False,
        config={"displaylogo": False, "responsive": True, "plotlyServerURL": ""},
    )
    note = f"<p class='facts'>{escape(plot.note)}</p>" if plot.note else ""
    return f"<div class='sheet'>{drawn}{note}</div>"


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Balancepoint · validation</title>
<style>
  :root { --ink: #22303f; --dim: #6b7a89; --line: #e3e7eb; --paper: #ffffff; --ground: #f5f6f4; --warm: #c8553d; }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
  main { max-width: 1240px; margin: 0 auto; padding: 28px 22px 60px; }
  h1 { font-size: 30px; margin: 0; letter-spacing: -.01em; }
  h2 { font-size: 19px; margin: 34px 0 4px; }
  p { margin: 6px 0 10px; max-width: 90ch; }
  .facts, .dim { color: var(--dim); }
  .sheet { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 10px 8px; margin: 10px 0;
    overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; }
  td, th { padding: 4px 10px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-size: 14px; }
  .ours { text-align: right; font-weight: 650; font-variant-numeric: tabular-nums; }
  .limit { white-space: nowrap; }
  i { display: inline-block; min-width: 62px; padding: 0 8px; border-radius: 6px; font-style: normal; text-align: center;
    background: #e9ecef; }
  .good i { background: #dcebdd; } .bad i { background: #f6d9d2; } .bad td, .bad { color: var(--warm); }
  .verdicts { list-style: none; padding: 0; } .verdicts li { padding: 3px 0; } .verdicts i { margin-right: 10px; }
  footer { margin-top: 40px; color: var(--dim); font-size: 13px; }
</style>
<script>$script</script>
</head>
<body><main>
<h1>Validation</h1>
<p>Our figures beside published ones. $verdict.</p>
$failing
$parts
<footer>$versions</footer>
</main></body>
</html>
"""
