"""Many runs side by side, spread over the processor's cores."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from typing import Any

from host_sim.experiment import HERE, Place, Result
from host_sim.plant.forcing import Forcing
from host_sim.scenario import Scenario
from host_sim.virtual_units.runs import execute

_REPORT_EVERY = 0.1  # s between two reports of progress


@dataclass(frozen=True)
class Job:
    """One run to be made."""

    scenario: Scenario
    forcing: Forcing
    controller: str
    memory: dict[str, Any] | None = None
    place: Place = HERE


_shares: Any = None  # progress of every job, shared with the workers


def _adopt(shares: Any) -> None:
    global _shares
    _shares = shares
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent says when to stop


def _work(index: int, job: Job) -> Result:
    def progress(share: float) -> None:
        if _shares[index] < 0:
            raise KeyboardInterrupt
        _shares[index] = share

    return execute(job.scenario, job.forcing, job.controller, job.memory, progress, job.place)


def run_all(jobs: Sequence[Job], progress: Callable[[int, float], None], workers: int | None = None) -> list[Result]:
    """Run all jobs, in parallel processes if there is more than one; `progress` gets (number of the job, share done)."""
    workers = min(len(jobs), workers or os.cpu_count() or 1)
    if workers <= 1:
        return [
            execute(job.scenario, job.forcing, job.controller, job.memory, partial(progress, index), job.place)
            for index, job in enumerate(jobs)
        ]
    shares = multiprocessing.Array("d", len(jobs), lock=False)
    with ProcessPoolExecutor(workers, initializer=_adopt, initargs=(shares,)) as pool:
        futures: list[Future[Result]] = [pool.submit(_work, index, job) for index, job in enumerate(jobs)]
        waiting: set[Future[Result]] = set(futures)
        try:
            _watch(pool, waiting, shares, progress)
        except KeyboardInterrupt:
            shares[:] = [-1.0] * len(jobs)
            pool.shutdown(cancel_futures=True)
            raise
        failed = [future for future in futures if not future.cancelled() and future.exception()]
        return [future.result() for future in failed or futures]


def _watch(
    pool: ProcessPoolExecutor, waiting: set[Future[Result]], shares: Any, progress: Callable[[int, float], None]
) -> None:
    """Pass the shares on until all are done or one has failed."""
    while waiting:
        done, waiting = wait(waiting, timeout=_REPORT_EVERY, return_when=FIRST_COMPLETED)
        if any(future.exception() for future in done):
            pool.shutdown(cancel_futures=True)
            return
        for index, share in enumerate(shares):
            progress(index, share)
