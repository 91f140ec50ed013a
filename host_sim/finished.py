"""Runs that are finished: their folders read back, and two of them laid side by side.

first, second = read(Path("out/winter_week/balancepoint")), read(Path("out/winter_week/on_off"))
for line, a, b, more in table(first, second): ...
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from host_sim.errors import InputError
from host_sim.inputs import read_json
from host_sim.kpi import Kpi
from host_sim.report.figures import LINES, Line, difference, shown, written
from host_sim.report.series import begin
from host_sim.trace import Trace


@dataclass(frozen=True)
class Finished:
    """A run read back from its folder."""

    folder: Path
    kpi: Kpi
    trace: Trace

    @property
    def about(self) -> dict[str, Any]:
        """Scenario, controller, description, facts, start, currency, journal: `report.titles.about`."""
        return self.trace.about

    @property
    def begin(self) -> datetime:
        return begin(self.about["start"])


def read(folder: Path) -> Finished:
    """Raise `InputError` if `folder` is none that a run has written."""
    if not str(folder).isprintable():  # it stands in the page
        raise InputError(f"{ascii(str(folder))}: a path whose name is no text in UTF-8 cannot stand in results")
    if not folder.is_dir():
        raise InputError(
            f"{folder}: no such folder; a finished run's is needed, for instance out/winter_week/balancepoint"
        )
    path = folder / "summary.json"
    if not path.is_file() or not (folder / "trace.npz").is_file():
        raise InputError(f"{folder}: no finished run; its folder holds summary.json and trace.npz")
    summary = read_json(path)
    kpi = summary.get("kpi") if isinstance(summary, dict) else None
    if not isinstance(kpi, dict):
        raise InputError(f"{path}: not a summary written by a run (has no table kpi)")
    trace = Trace.load(folder / "trace.npz")
    if not {"scenario", "controller", "start", "description", "facts"} <= set(trace.about):
        raise InputError(f"{folder}: written by an older version, which did not say what it ran; run it again")
    return Finished(folder, kpi, trace)


def names(first: Finished, second: Finished) -> tuple[str, str]:
    """What tells the two folders apart: the last part of their paths that differs."""
    paths = [run.folder.resolve().parts[::-1] for run in (first, second)]
    for a, b in zip(*paths, strict=False):
        if a != b:
            return a, b
    return "first", "second"


def table(first: Finished, second: Finished) -> list[tuple[Line, str, str, str]]:
    """Each figure that either has: its line, both values, and how much more the second has."""
    return [
        (line, written(line, first.kpi), written(line, second.kpi), difference(line, first.kpi, second.kpi))
        for line in shown([first.kpi, second.kpi], LINES)
    ]


def folders(arguments: Sequence[str], scenarios: Sequence[str]) -> tuple[Path, Path] | None:
    """The two folders that `arguments` name, None if they name scenarios. `InputError` if it is a mixture."""
    paths = [
        Path(name) for name in arguments if name not in scenarios and Path(name).suffix != ".toml" and _place(name)
    ]
    if not paths:
        return None
    if len(paths) != len(arguments) or len(paths) != 2:
        raise InputError(f"compare {' '.join(arguments)}: two folders of finished runs, or scenarios, are compared")
    return paths[0], paths[1]


def _place(name: str) -> bool:
    return "/" in name or Path(name).is_dir()
