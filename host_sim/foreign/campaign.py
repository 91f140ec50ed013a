"""The rows, side by side, each kept as a line of JSON as soon as it is done: who stops it goes on where it was.

A row is done if its line was written by the same sources: core, plant, rivals, adapter and bench.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from pathlib import Path
from typing import Any

from host_sim.errors import InputError
from host_sim.foreign.plan import Row

_ROOT = Path(__file__).resolve().parents[2]
_SOURCES = (
    "firmware/balancepoint/control", "host_sim/adapters", "host_sim/baselines", "host_sim/foreign", "host_sim/kpi",
    "host_sim/plant", "host_sim/scenario", "host_sim/virtual_units/maker_loop.py", "host_sim/virtual_units/freeze_up.py",
    "host_sim/loop.py", "host_sim/experiment.py", "host_sim/punctuality.py",
)  # fmt: skip
_NOT_FIGURES = {"host_sim/foreign/campaign.py", "host_sim/foreign/table.py"}


@cache
def sources() -> str:
    """A digest of all that a row's figures hang on."""
    files: list[Path] = []
    for name in _SOURCES:
        path = _ROOT / name
        files += [path] if path.is_file() else [one for one in path.rglob("*") if one.suffix in (".py", ".toml")]
    digest = hashlib.sha256()
    for path in sorted(files):
        name = path.relative_to(_ROOT).as_posix()
        if name not in _NOT_FIGURES:
            digest.update(name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def done(file: Path) -> dict[str, dict[str, Any]]:
    """The rows in `file` that these sources wrote. A line that was cut off counts as not there."""
    found: dict[str, dict[str, Any]] = {}
    if not file.is_file():
        return found
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
            if row["sources"] == sources():
                found[row["row"]] = row
        except (ValueError, KeyError, TypeError):
            continue
    return found


def _work(row: Row) -> dict[str, Any]:
    from host_sim.foreign.row import run

    begun = time.monotonic()
    return {**run(row), "sources": sources(), "seconds": round(time.monotonic() - begun, 1)}


def run_all(
    rows: Sequence[Row], file: Path, tell: Callable[[dict[str, Any]], None], workers: int | None = None
) -> list[dict[str, Any]]:
    """All of `rows`, in their order; `tell` gets each as it comes. InputError of a row is told when the others are through."""
    found = done(file)
    todo = [row for row in rows if row.name not in found]
    for row in rows:
        if row.name in found:
            tell(found[row.name])
    errors: list[str] = []
    if todo:
        file.parent.mkdir(parents=True, exist_ok=True)
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(min(len(todo), workers or os.cpu_count() or 1), mp_context=context) as pool:
            futures = {pool.submit(_work, row): row for row in todo}
            try:
                for future in as_completed(futures):
                    try:
                        made = future.result()
                    except InputError as error:
                        errors.append(f"{futures[future].name}: {error}")
                        continue
                    with file.open("a", encoding="utf-8") as out:
                        out.write(json.dumps(made) + "\n")
                    found[made["row"]] = made
                    tell(made)
            except KeyboardInterrupt:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    if errors:
        raise InputError("; ".join(errors))
    return [found[row.name] for row in rows]
