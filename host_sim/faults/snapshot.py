"""The world is taken into the phase once; each run is a fork of that process. Where there is no fork it is taken there anew.

    Snapshot(runs, memory).rows(tell)         # runs of one phase and fit; `tell` gets each row

A run is the same either way, so that any row can be made again by itself.
"""

from __future__ import annotations

import json
import os
import signal
import traceback
from collections.abc import Callable, Sequence
from typing import Any

from host_sim import experiment, scenario
from host_sim.bench.stage import Stage
from host_sim.experiment import CORE, Place
from host_sim.faults import phases, row
from host_sim.faults.plan import Run, keys
from host_sim.faults.row import Course, Row
from host_sim.virtual_units.runs import execute, led_over

_REACHED = f"the {phases.NAME}"


def learned() -> dict[str, Any]:
    """What the controller remembers of the house after a fortnight of winter: short runs begin with it."""
    case = scenario.load("winter_week", (), {"days": 14, "step": 60, "start": "01-12", "expect": {}})
    return experiment.execute(case, experiment.prepare(case), CORE).memory


class _Over(Exception):
    """The run that is made in this process has come to its end; its row."""


class _Forked(Exception):
    """All runs are made."""


class Snapshot:
    """`runs` of one phase and fit. `memory`: the controller's, None for a new one. `forks`: whether runs are forked off."""

    def __init__(self, runs: Sequence[Run], memory: dict[str, Any] | None, forks: bool | None = None):
        self._runs = runs
        self._memory = memory
        self._forks = hasattr(os, "fork") if forks is None else forks
        self._faults = keys(runs)
        first = runs[0]
        self._case = phases.load(first.phase, first.fit, [fault.event for fault in self._faults])
        self._first = len(self._case.event) - len(self._faults)  # place of the faults' events
        self._forcing = experiment.prepare(self._case)
        self._twins: dict[int, Row] = {}  # by seed
        self._run: Run | None = None  # that is made in this process
        self._course: Course | None = None
        self._pipe: int | None = None  # of a child
        self._tell: Callable[[Row], None] = print

    def rows(self, tell: Callable[[Row], None]) -> None:
        """All of them, each row as soon as it is there."""
        self._tell = tell
        if self._forks:
            self._world()
            return
        for run in self._every():
            self._run, self._course = run, None
            self._take(run, self._world())

    def _every(self) -> list[Run]:
        """Each twin before what is compared with it."""
        return sorted(
            dict.fromkeys([run.twin for run in self._runs] + list(self._runs)), key=lambda run: len(run.faults)
        )

    def _take(self, run: Run, found: Row) -> None:
        found = {**row.about(run), **found}
        if not run.faults:
            self._twins[run.seed] = found
        if run in self._runs:
            self._tell({key: value for key, value in found.items() if key != "said"})

    def _world(self) -> Row:
        """From its beginning to the end of the run that is made in this process, or until all are forked off."""
        place = Place(unit=led_over(self._case.link), watch=self._watch)
        found: Row = {"error": "the phase was not reached"}
        try:
            execute(self._case, self._forcing, CORE, self._memory, None, place)
        except _Over as over:
            found = over.args[0]
        except _Forked:
            return {}
        except Exception as error:  # whatever a fault brings about is what a campaign is there to find
            if self._course is None:
                raise
            last = traceback.extract_tb(error.__traceback__)[-1]
            found = {"error": f"{type(error).__name__}: {error} ({os.path.basename(last.filename)} {last.lineno})"}
        if self._pipe is not None:
            with os.fdopen(self._pipe, "w") as pipe:
                json.dump(found, pipe)
            os._exit(0)
        if self._forks:
            for run in self._every():
                self._take(run, found)
        return found

    def _watch(self, stage: Stage, now: int) -> None:
        """At every tick."""
        if self._course is None:
            if _REACHED not in stage.timeline.times:
                return
            if self._run is None:
                for run in self._every():
                    if child := self._forked(run):
                        self._take(run, child)
                    else:
                        break
                else:
                    raise _Forked
            assert self._run
            self._course = self._begun(self._run, stage, now)
        if found := self._course.look(now):
            raise _Over(found)

    def _forked(self, run: Run) -> Row | None:
        """Its row; None in the child, whose run it is."""
        end, pipe = os.pipe()
        child = os.fork()
        if not child:
            os.close(end)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent says when to stop
            self._run, self._pipe = run, pipe
            return None
        os.close(pipe)
        with os.fdopen(end) as answer:
            text = answer.read()
        _, status = os.waitpid(child, 0)
        return json.loads(text) if text else {"error": f"the process ended with {os.waitstatus_to_exitcode(status)}"}

    def _begun(self, run: Run, stage: Stage, now: int) -> Course:
        """From here on nothing but its own faults can begin."""
        places = [self._first + self._faults.index(fault) for fault, _ in run.faults]
        stage.clockwork.keep([*range(self._first), *places])
        return Course(run, stage, now, self._first, self._twins.get(run.seed))
