"""The plant's kernels are compiled once, not by every worker at the same time."""

import fcntl
import os

import pytest

from host_sim import experiment, scenario


@pytest.fixture(scope="session", autouse=True)
def kernels(tmp_path_factory):
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    with open(tmp_path_factory.getbasetemp().parent / "kernels.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the first compiles, the others find it done
        case = scenario.load("frost_0C", (), {"days": 1})
        experiment.warm_up(case, experiment.prepare(case))
