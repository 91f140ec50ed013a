"""A trace as CSV for a spreadsheet, and what its columns are: "CSV on the Web" (W3C), `csv-metadata.json` beside the files.

trace.csv            time, time_s, and the columns of `host_sim.trace.COLUMNS`: means over the interval that ends at time
events.csv           time, time_s, event
csv-metadata.json    unit and meaning of each column
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from host_sim.trace import COLUMNS, EVENTS, Trace

_TIME = {"name": "time", "datatype": "dateTime", "unit": "", "meaning": "the run's clock; the year is a typical one"}
_SECONDS = {"name": "time_s", "datatype": "double", "unit": "s", "meaning": "since the start of the run"}


def write_csv(folder: Path, trace: Trace, begin: datetime) -> None:
    """Write the three files into `folder`; a value that does not exist is an empty cell."""
    names = [name for name in COLUMNS if name in trace.columns]
    values = np.column_stack([np.asarray(trace[name], dtype=np.float64) for name in names])
    _write(
        folder / "trace.csv",
        ["time", "time_s", *names],
        (
            [*_stamp(begin, float(seconds)), *("" if value != value else f"{value:.6g}" for value in row)]
            for seconds, row in zip(trace.time_s, values.tolist(), strict=True)
        ),
    )
    _write(
        folder / "events.csv", ["time", "time_s", "event"], ([*_stamp(begin, at), what] for at, what in trace.events)
    )
    (folder / "csv-metadata.json").write_text(
        json.dumps(_metadata(names, trace.interval), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def _stamp(begin: datetime, seconds: float) -> tuple[str, str]:
    return (begin + timedelta(seconds=round(seconds))).isoformat(), f"{seconds:.10g}"


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def _metadata(names: Sequence[str], interval: float) -> dict[str, Any]:
    columns = [
        {"name": name, "datatype": "double", "unit": COLUMNS[name][0], "meaning": COLUMNS[name][1]} for name in names
    ]
    event = {"name": "event", "datatype": "string", "unit": "", "meaning": f"one of {', '.join(EVENTS)}"}
    tables = (
        ("trace.csv", f"means over the {interval:g} s that end at time", [_TIME, _SECONDS, *columns]),
        ("events.csv", "what happened, to the second", [_TIME, _SECONDS, event]),
    )
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "tables": [
            {
                "url": url,
                "dc:description": meaning,
                "tableSchema": {"columns": [_column(column) for column in described]},
            }
            for url, meaning, described in tables
        ],
    }


def _column(described: dict[str, str]) -> dict[str, str]:
    """A column in the standard's words; its unit in the field's own (°C, W, kg)."""
    unit = {"schema:unitText": described["unit"]} if described["unit"] else {}
    return {
        "name": described["name"],
        "titles": described["name"],
        "datatype": described["datatype"],
        "dc:description": described["meaning"],
        **unit,
    }
