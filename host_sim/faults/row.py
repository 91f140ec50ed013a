"""What came of one run: an entry of the table, plain values by name.

course = Course(run, stage, now, first, twin)     # the phase is reached
course.look(now)                                  # at every tick: None, or the row when it is over
"""

from __future__ import annotations

from typing import Any

import numpy as np

from balancepoint.control.journal.words import words
from host_sim.bench.stage import Stage
from host_sim.faults.catalogue import HOURS, HOURS_SLOW, HOURS_STUCK
from host_sim.faults.plan import Run
from host_sim.faults.told import ELECTRICIAN, blamed
from host_sim.scenario.vocabulary import INDOOR
from host_sim.virtual_units.fitted import OURS

Row = dict[str, Any]
_KEPT = 8  # entries of the journal
_JOULES = 3.6e6  # of a kWh
_LENGTHS = (1, HOURS, HOURS_STUCK, HOURS_SLOW)


def about(run: Run) -> Row:
    """What is known of it beforehand. `command` makes it again."""
    return {
        "run": run.id,
        "command": f"balancepoint faults --run {run.id}",
        "phase": run.phase,
        "fit": run.fit,
        "faults": [fault.group for fault, _ in run.faults],
        "hours": run.hours,
    }


class Course:
    """A run from its phase on. `first`: place of its faults among the stage's events, in their order; `twin`: what came of the
    same run without them, None for that one itself."""

    def __init__(self, run: Run, stage: Stage, now: int, first: int, twin: Row | None):
        self._run = run
        self._stage = stage
        self._first = first
        self._twin = twin
        self._begun = now
        self._said = stage.board.journal.count
        self._broken = len(stage.watched.violations())
        self._happened = len(stage.home.events)
        self._waiting = [(now + later, first + k) for k, (_, later) in enumerate(run.faults)]
        stage.home.state.seed = np.random.default_rng([run.seed, 3]).integers(1 << 62)

    def look(self, now: int) -> Row | None:
        """Begins what is due; the row when it is over."""
        while self._waiting and self._waiting[0][0] <= now:
            self._stage.clockwork.toggle(self._waiting.pop(0)[1], now)
        return self._row() if now >= self._begun + 3600 * self._run.hours else None

    def _row(self) -> Row:
        run, stage, begun = self._run, self._stage, self._begun
        trace = stage.result()
        row = about(run)
        row |= self._told()
        interval = int(trace.interval)
        seen = slice(begun // interval, None)
        energy = {name: np.cumsum(trace[name][seen]) * interval / _JOULES for name in ("p_total", "p_aux")}
        ends = {hours: hours * 3600 // interval - 1 for hours in _LENGTHS if hours <= run.hours}
        row["energy_kWh"] = {str(hours): round(float(energy["p_total"][end]), 3) for hours, end in ends.items()}
        row["backup_kWh"] = {str(hours): round(float(energy["p_aux"][end]), 3) for hours, end in ends.items()}
        row["room_lowest"], row["room_highest"] = (round(float(f(trace["room"][seen])), 2) for f in (np.min, np.max))
        row["ice_kg"] = round(float(np.max(trace["frost"][seen])), 2)
        names = [name for _, name in stage.home.events[self._happened :]]
        row["starts"], row["trips"] = names.count("start"), names.count("trip")
        ours = OURS if run.fit in INDOOR else range(10)
        broken = [found for found in stage.watched.violations()[self._broken :] if found.interlock in ours]
        row["violations"] = [f"{found.time - begun} s: interlock {found.interlock}: {found.reason}" for found in broken]
        if self._twin is not None:
            length = str(run.hours)
            for name in ("energy_kWh", "backup_kWh"):
                row[f"wasted_{name}"] = round(row[name][length] - self._twin[name][length], 3)
        return row

    def _told(self) -> Row:
        """What people were told from then on, and whether it was right."""
        journal, begun = self._stage.board.journal, self._begun
        entries = [
            (at - begun, blamed(code, value), words(at, code, value)) for at, code, value in journal.entries(self._said)
        ]
        known = set(self._twin["said"]) if self._twin else set()
        odd = [(at, parts, word["text"]) for at, parts, word in entries if parts or not word["normal"]]
        guilty = frozenset().union(*(fault.guilty for fault, _ in self._run.faults))
        allowed = guilty.union(*(fault.beside for fault, _ in self._run.faults))
        innocent = sorted({"/".join(sorted(parts)) for _, parts, _ in odd if parts and not parts & allowed})
        must = [fault for fault, _ in self._run.faults if fault.must_in(self._run.phase)]
        found = [next((at for at, parts, _ in odd if parts & fault.guilty), None) for fault in must]
        named = None if not must else None not in found
        return {
            "reaction_s": next((at for at, _, text in odd if text not in known), None),
            "must_name": bool(must),
            "named": named,
            "named_s": max(at for at in found if at is not None) if named else None,
            "innocent": innocent,
            "electrician": any(parts == ELECTRICIAN and not parts & guilty for _, parts, _ in odd),
            "right": named is not False and not innocent,
            "said": list(dict.fromkeys(text for _, _, text in odd)) if self._twin is None else [],
            "told": [f"{at} s: {text}" for at, _, text in odd[:_KEPT]],
        }
