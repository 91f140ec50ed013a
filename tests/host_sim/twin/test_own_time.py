"""A twin's own time passes while its program computes and while it waits for what it asked, and at no other."""

import asyncio
import selectors
import threading
import time

import pytest

from host_sim.twin import own_time
from host_sim.twin.own_time import OwnTime


class Clocks:
    """The machine's clocks, moved by hand."""

    def __init__(self):
        self.now = 1000.0
        self.computed = 5.0

    def monotonic(self):
        return self.now

    def pthread_getcpuclockid(self, identity):
        assert identity == threading.current_thread().ident
        return 7

    def clock_gettime(self, clock):
        assert clock == 7
        return self.computed


@pytest.fixture
def clocks(monkeypatch):
    made = Clocks()
    monkeypatch.setattr(own_time, "time", made)
    return made


def test_computing_counts_and_standing_in_the_queue_does_not(clocks):
    own = OwnTime()
    clocks.now += 60.0
    clocks.computed += 0.25
    assert own.seconds() == 0.25


def test_a_wait_counts_as_it_passes_up_to_what_was_asked(clocks):
    own = OwnTime()
    own.begin(2.0)
    clocks.now += 0.5
    assert own.seconds() == 0.5
    clocks.now += 30.0
    assert own.seconds() == 2.0
    own.end()
    assert own.seconds() == 2.0
    own.begin(2.0)
    clocks.now += 0.5
    own.end()
    clocks.now += 9.0
    assert own.seconds() == 2.5, "an early end counts what it took"


def test_a_wait_for_ever_counts_whole(clocks):
    own = OwnTime()
    own.begin(None)
    clocks.now += 100.0
    assert own.seconds() == 100.0


def test_a_loop_of_its_own_counts_its_waits():
    own = OwnTime()
    loop = own.new_event_loop()
    try:
        begun = own.seconds()
        loop.run_until_complete(asyncio.sleep(0.2))
        assert own.seconds() - begun >= 0.19
    finally:
        loop.close()


def test_a_hung_program_is_seen_from_another_thread():
    own = OwnTime()
    begun = own.seconds()
    seen = []
    watcher = threading.Thread(target=lambda: seen.append(own.seconds()))
    end = time.thread_time() + 0.1
    while time.thread_time() < end:
        pass
    watcher.start()
    watcher.join()
    assert seen[0] - begun >= 0.09
    assert isinstance(own_time._Selector(own), selectors.BaseSelector)
