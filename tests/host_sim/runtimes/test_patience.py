"""When a silent child counts as hung: by its own time, not by that of others."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from host_sim.runtimes import patience as module
from host_sim.runtimes.patience import Patience, processor_time


@pytest.fixture
def clocks(monkeypatch):
    """A wall clock and a child's own, both set by hand."""
    now = SimpleNamespace(wall=100.0, own=3.0)
    monkeypatch.setattr(module.time, "monotonic", lambda: now.wall)
    monkeypatch.setattr(module, "processor_time", lambda pid: now.own)
    return now


def test_it_is_over_after_so_much_of_its_own_time(clocks):
    patience = Patience(1, 60)
    for _ in range(59):
        clocks.wall, clocks.own = clocks.wall + 50, clocks.own + 1
        assert not patience.over()
    clocks.own += 1
    assert patience.over()


def test_one_that_stands_still_is_given_up_by_the_wall_clock(clocks):
    patience = Patience(1, 60)
    clocks.wall, clocks.own = clocks.wall + 59, clocks.own + 0.01
    assert not patience.over()
    clocks.wall += 59
    assert not patience.over()
    clocks.wall += 1
    assert patience.over()


def test_where_the_system_does_not_tell_the_wall_clock_alone_counts(clocks):
    clocks.own = None
    patience = Patience(1, 60)
    clocks.wall += 59
    assert not patience.over()
    clocks.wall += 1
    assert patience.over()


def test_a_process_that_works_has_had_more_time_than_one_that_waits():
    if processor_time(os.getpid()) is None:
        return  # no /proc: the clock on the wall it is
    with subprocess.Popen([sys.executable, "-c", "sum(range(10**8))\ninput()"], stdin=subprocess.PIPE) as child:
        while processor_time(child.pid) < 0.2:
            assert child.poll() is None
        child.kill()
    assert processor_time(child.pid) is None
