"""Many cases, spread over the processor's cores.

outcomes = run_all([(name, path), ...], place, tell)
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path

from host_sim import experiment
from host_sim.bench import cases
from host_sim.bench.picture import draw
from host_sim.bench.verdict import Verdict
from host_sim.errors import InputError
from host_sim.experiment import CORE, Place
from host_sim.virtual_units.runs import execute, led_over

PASSED, FAILED, KNOWN, MENDED, ERROR = "passed", "failed", "known", "mended", "error"
GOOD = (PASSED, KNOWN)
_KEPT = 25  # lines of the journal, those first that somebody should look at


@dataclass
class Outcome:
    """What came of a case. `error`: why it could not be run, in one line."""

    name: str
    description: str = ""
    source: str = ""
    verdicts: list[Verdict] = field(default_factory=list)
    journal: list[tuple[float, str, bool]] = field(default_factory=list)
    picture: str = ""  # SVG
    seconds: float = 0.0
    hours: float = 0.0
    error: str = ""

    @property
    def state(self) -> str:
        """One that fails as marked is known; one that is marked and holds must be unmarked."""
        if self.error:
            return ERROR
        words = [verdict.word for verdict in self.verdicts]
        if "fails" in words:
            return FAILED
        if "mended" in words:
            return MENDED
        return KNOWN if "known" in words else PASSED

    @property
    def good(self) -> bool:
        return self.state in GOOD

    @property
    def group(self) -> str:
        return self.name.partition("/")[0] if "/" in self.name else "own"


def run_case(name: str, path: Path, place: Place) -> Outcome:
    """One case, whatever it is."""
    begun = time.perf_counter()
    try:
        case = cases.load(path)
        outcome = Outcome(name, case.description, case.source, hours=case.seconds / 3600)
        there = replace(place, unit=place.unit or led_over(case.link))
        result = execute(case, experiment.prepare(case), CORE, None, None, there)
    except InputError as error:
        return Outcome(name, error=str(error), seconds=time.perf_counter() - begun)
    outcome.verdicts = result.verdicts
    said = [(float(e["time_s"]), str(e["text"]), bool(e["normal"])) for e in result.journal]
    odd = [entry for entry in said if not entry[2]][:_KEPT]
    outcome.journal = sorted({*odd, *said[: _KEPT - len(odd)]})
    outcome.picture = draw(case, result)
    outcome.seconds = time.perf_counter() - begun
    return outcome


def _quiet() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent says when to stop


def run_all(
    wanted: Sequence[tuple[str, Path]],
    place: Place,
    tell: Callable[[Outcome], None],
    workers: int | None = None,
) -> list[Outcome]:
    """In the order of `wanted`; `tell` gets each as soon as it is there."""
    workers = min(len(wanted), workers or os.cpu_count() or 1)
    if place.port or workers <= 1:
        out = []
        for name, path in wanted:
            out.append(run_case(name, path, place))
            tell(out[-1])
        return out
    found: dict[str, Outcome] = {}
    for outcome in _spread(wanted, place, workers):
        found[outcome.name] = outcome
        tell(outcome)
    return [found[name] for name, _ in wanted]


def _spread(wanted: Sequence[tuple[str, Path]], place: Place, workers: int) -> Iterator[Outcome]:
    with ProcessPoolExecutor(workers, initializer=_quiet) as pool:
        try:
            jobs = [pool.submit(run_case, name, path, place) for name, path in wanted]
            for done in as_completed(jobs):
                yield done.result()
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            raise
