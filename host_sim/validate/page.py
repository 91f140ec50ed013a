"""The page of a validation: tables and charts, one HTML file that needs nothing else."""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template

from host_sim.experiment import versions
from host_sim.validate import GROUPS
from host_sim.validate.checks import Check, Plot
from host_sim.validate.drawing import drawn
from host_sim.validate.table import summary, written


def write_page(path: Path, checks: Sequence[Check], plots: Mapping[str, Sequence[Plot]]) -> None:
    """Write tables and charts, group by group; `plots` by group."""
    parts = []
    for name, title in GROUPS.items():
        rows = [check for check in checks if check.group == name]
        if rows:
            parts.append(f"<h2>{escape(title)}</h2><p class='facts'>{escape(summary(rows))}</p>")
            parts.append(f"<div class='sheet'>{_table(rows)}</div>")
            parts += [drawn(plot) for plot in plots.get(name, ())]
    failing = [check for check in checks if check.passed is False]
    page = Template(_PAGE).substitute(
        verdict=escape(summary(checks)),
        failing=_failing(failing),
        parts="\n".join(parts),
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


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Balancepoint · validation</title>
<style>
  :root { --ink: #22303f; --dim: #5b6a79; --line: #e3e7eb; --paper: #ffffff; --ground: #f5f6f4; --warm: #b8442c;
    --good: #dcebdd; --bad: #f6d9d2; }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #e6ebf0; --dim: #9dabb9; --line: #313c47; --paper: #1b232b; --ground: #12181e; --warm: #ff9a82;
      --good: #24472f; --bad: #5b2a21; }
  }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
  main { max-width: 1240px; margin: 0 auto; padding: 28px 22px 60px; }
  h1 { font-size: 30px; margin: 0; letter-spacing: -.01em; }
  h2 { font-size: 19px; margin: 34px 0 4px; }
  p { margin: 6px 0 10px; max-width: 90ch; }
  .facts, .dim { color: var(--dim); }
  .sheet { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 10px 8px; margin: 10px 0;
    overflow-x: auto; }
  figure svg { display: block; min-width: 620px; width: 100%; height: auto; } figcaption { font-weight: 650; padding: 0 6px 4px; }
  @media (max-width: 560px) { main { padding: 16px 10px 40px; } td, th { padding: 4px 6px; } }
  table { border-collapse: collapse; width: 100%; }
  td, th { padding: 4px 10px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-size: 14px; }
  .ours { text-align: right; font-weight: 650; font-variant-numeric: tabular-nums; }
  .limit { white-space: nowrap; }
  i { display: inline-block; min-width: 62px; padding: 0 8px; border-radius: 6px; font-style: normal; text-align: center;
    background: var(--line); }
  .good i { background: var(--good); } .bad i { background: var(--bad); } .bad td, .bad { color: var(--warm); }
  .verdicts { list-style: none; padding: 0; } .verdicts li { padding: 3px 0; } .verdicts i { margin-right: 10px; }
  footer { margin-top: 40px; color: var(--dim); font-size: 13px; }
</style>
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
