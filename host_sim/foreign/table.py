"""Rows and medians as text: headings and lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from host_sim.foreign.plan import COOL, HEAT, SETBACK, TIGHT

LABELS = {"balancepoint": "first", "second": "second", "on_off": "on-off", "maker": "maker"}
HEADINGS = (
    "row", "run", "rms K", "K·h", "over K·h", "starts", "defrosts", "kWh", "backup", "of it warm", "deficit", "mean °C",
    "on time", "floor", "share", "with defrosts, starts", "fit K",
)  # fmt: skip


def lines(row: dict[str, Any]) -> list[tuple[str, ...]]:
    """One for each run of the row."""
    out: list[tuple[str, ...]] = []
    last = "second" if "second" in row["runs"] else "balancepoint"
    for label, run in row["runs"].items():
        name = "both" if label == "balancepoint" and last == label else LABELS[label]
        out.append(
            (
                row["row"] if label == "balancepoint" else "",
                name,
                _number(run["rms_error_K"], 2),
                _number(run["discomfort_Kh"], 1),
                _number(run["overheat_Kh"], 1),
                str(run["starts"]),
                str(run["defrosts"]),
                _number(run["energy_kWh"], 1),
                _number(run["aux_kWh"], 2),
                _number(run["aux_above_set_point_kWh"], 2),
                _number(row["deficit_kWh"], 2) if label == last else "",
                _number(run["mean_C"], 2),
                _percent(run["mornings_on_time"]),
                _number(row["floor_kWh"][label], 1),
                _percent(row["share"].get(label)),
                _percent(row["share_defrosts_starts"]) if label == last else "",
                _number(row["response_rms_K"], 2) if label == last else "",
            )
        )
    return out


def summary(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Medians of the rows that are there, and where we are worse than the on-off thermostat."""
    out = []

    def of(kinds: Sequence[str]) -> list[dict[str, Any]]:
        return [row for row in rows if row["row"].split("/")[2] in kinds]

    rms = _known(row["runs"]["second"]["rms_error_K"] for row in of((HEAT,)))
    if rms:
        out.append(f"rms, second week, heating: median {np.median(rms):.2f} K, worst {max(rms):.2f} K, of {len(rms)}")
    for kind in (HEAT, COOL):
        for label in ("balancepoint", "second"):
            shares = _known(row["share"][label] for row in of((kind,)))
            if shares:
                out.append(
                    f"share of the possible saving, {kind}, {LABELS[label]} week: median {100 * np.median(shares):.0f} %"
                )
        shares = _known(row["share_defrosts_starts"] for row in of((kind,)))
        if shares:
            out.append(
                f"  of the floor with {'' if kind == COOL else 'defrosts and '}starts: median {100 * np.median(shares):.0f} %"
            )
    for row in rows:
        if row["floor_lack"] > 0.01:
            out.append(f"floor colder than the runs by {row['floor_lack']:.2f} K or K·h: {row['row']}")
    for row in of((HEAT, TIGHT, SETBACK)):
        run = row["runs"].get("second", row["runs"]["balancepoint"])
        if run["aux_kWh"] > max(1.1 * row["deficit_kWh"], row["deficit_kWh"] + 1.0):
            out.append(f"backup beyond the deficit: {row['row']}: {run['aux_kWh']:.1f} kWh of {row['deficit_kWh']:.1f}")
        if run["aux_above_set_point_kWh"] > 0.005:
            out.append(f"backup above the set point: {row['row']}: {run['aux_above_set_point_kWh']:.2f} kWh")
    mornings = _known(row["runs"]["balancepoint"]["mornings_on_time"] for row in of((SETBACK,)))
    if mornings:
        out.append(
            f"mornings within ±10 min, second week: {100 * np.mean(mornings):.0f} % of {len(mornings)} fortnights"
        )
    for row in rows:
        run, usual = row["runs"].get("second", row["runs"]["balancepoint"]), row["runs"]["on_off"]
        if run["discomfort_Kh"] > usual["discomfort_Kh"] + 0.05:
            out.append(
                f"K·h worse than on-off: {row['row']}: {run['discomfort_Kh']:.1f} against {usual['discomfort_Kh']:.1f}"
            )
    out.append(f"interlocks broken by balancepoint: {broken(rows)}")
    return out


def broken(rows: Sequence[dict[str, Any]]) -> int:
    """Interlocks that balancepoint broke."""
    ours = [run for row in rows for label, run in row["runs"].items() if label in ("balancepoint", "second")]
    return sum(run["guard_violations"] for run in ours)


def _known(values: Any) -> list[float]:
    return [value for value in values if value is not None]


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.0f} %"
