"""The list beside the charts: the thermostat's journal, and what the machine did, each entry at its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

from host_sim.report.series import spans
from host_sim.trace import Trace

MOST = 400  # entries of a kind

# What lasts: event that begins it, event that ends it, what it is called
_LASTING = (
    ("start", "stop", "Compressor on"),
    ("defrost_start", "defrost_end", "Defrost"),
    ("aux_on", "aux_off", "Backup heater on"),
)
_MOMENTS = {"trip": "The unit's own protection tripped", "lease_lost": "No command in time: everything off"}


@dataclass(frozen=True)
class Entry:
    """`time`: s since the start. `kind`: "odd" (worth a look) or "normal" from the journal, "machine" from the trace."""

    time: float
    kind: str
    text: str


def entries(trace: Trace, journal: Sequence[dict[str, object]], whose: str = "") -> tuple[list[Entry], int]:
    """By time, and how many were left out. Of a long journal those stay that somebody should look at, and of the others
    an even choice.

    `whose` run it is stands before each where a page shows two.
    """
    odd = [_of(entry, "odd") for entry in journal if not entry["normal"]]
    normal = [_of(entry, "normal") for entry in journal if entry["normal"]]
    machine = [Entry(t, "machine", _MOMENTS[name]) for t, name in trace.events if name in _MOMENTS]
    for begun, ended, what in _LASTING:
        machine += [
            Entry(begin, "machine", f"{what} for {_length(end - begin)}.") for begin, end in spans(trace, begun, ended)
        ]
    machine.sort(key=lambda entry: entry.time)
    kept = _thinned(odd, MOST) + _thinned(normal, max(0, MOST - len(odd))) + _thinned(machine, MOST)
    left_out = len(odd) + len(normal) + len(machine) - len(kept)
    return [Entry(e.time, e.kind, f"{whose}{e.text}") for e in sorted(kept, key=lambda entry: entry.time)], left_out


def _thinned(made: list[Entry], most: int) -> list[Entry]:
    """At most `most` of them, evenly chosen."""
    count = min(len(made), most)
    return [made[k * len(made) // count] for k in range(count)]


def _of(entry: dict[str, object], kind: str) -> Entry:
    time = entry["time_s"]
    assert isinstance(time, (int, float))
    return Entry(float(time), kind, str(entry["text"]))


def _length(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"


def listed(made: Sequence[Entry], begin: datetime, left_out: int = 0) -> str:
    """The list with its filter; each entry is a button that `web/charts.js` links to the charts."""
    if not made:
        return ""
    has = {entry.kind for entry in made}
    choices = [
        ("odd", "worth a look", "odd" in has),
        ("journal", "journal", bool(has & {"odd", "normal"})),
        ("all", "all", "machine" in has),
    ]
    chosen = "journal" if has & {"odd", "normal"} else "all"
    filters = "".join(
        f"<label><input type='radio' name='which' value='{value}'{' checked' * (value == chosen)}>{label}</label>"
        for value, label, there in choices
        if there
    )
    items = "".join(
        f"<li class='{entry.kind}'><button type='button' data-time='{entry.time:.0f}'>"
        f"<time>{begin + timedelta(seconds=entry.time):%a %d %b %H:%M}</time>"
        f"{'<em>worth a look</em>' if entry.kind == 'odd' else ''}<span>{escape(entry.text)}</span></button></li>"
        for entry in made
    )
    note = f"<p class='dim'>{left_out} more are left out of this list.</p>" if left_out else ""
    return (
        f"<aside id='events' data-which='{chosen}'><h2>What happened</h2>"
        f"<fieldset><legend>Show</legend>{filters}</fieldset><ol tabindex='0'>{items}</ol>{note}</aside>"
    )
