"""Tasks are taken in turn: each at its time, the one that waits longest first, and one that fails is begun again."""

import sys

import pytest

from host_sim.twin.chip import Chip
from tests.firmware.twin import Bench

WRAP = 1 << 30  # ms


@pytest.fixture(params=(0, WRAP - 2500))
def bench(request):
    return Bench(chip=Chip(start_ms=request.param))


def made(bench, **named):
    import balancepoint.tasks  # noqa: F401  # of this start

    return sys.modules["balancepoint.tasks"].Tasks(tuple(named.items()))


def run(bench, tasks, milliseconds):
    end = bench.chip.seconds + milliseconds / 1000
    while True:
        pause = tasks.step() / 1000
        if bench.chip.seconds + pause > end + 1e-6:
            return
        bench.hal.sleep_ms(round(pause * 1000))


def every(bench, log, name, pause, first=0):
    def task():
        yield first
        while True:
            log.append((name, round(bench.chip.seconds * 1000) - begun))
            yield pause

    begun = round(bench.chip.seconds * 1000)
    return task


def test_each_goes_on_at_its_time_over_the_wrap_of_the_counter(bench):
    log = []
    tasks = made(bench, slow=every(bench, log, "slow", 1000), fast=every(bench, log, "fast", 400))
    run(bench, tasks, 4000)
    assert [at for name, at in log if name == "slow"] == pytest.approx([0, 1000, 2000, 3000, 4000], abs=4)
    assert [at for name, at in log if name == "fast"] == pytest.approx(list(range(0, 4001, 400)), abs=11)
    assert tasks.crashes == {}


def test_one_that_never_waits_does_not_keep_the_others_from_their_time(bench):
    log = []

    def greedy():
        while True:
            bench.chip.advance(0.001)
            yield 0

    tasks = made(bench, greedy=greedy, polite=every(bench, log, "polite", 100))
    end = bench.chip.seconds + 2
    while bench.chip.seconds < end:
        assert tasks.step() in (0, 1)
    assert len(log) == pytest.approx(20, abs=2)


def test_the_first_named_comes_first(bench):
    log = []
    run(bench, made(bench, a=every(bench, log, "a", 500), b=every(bench, log, "b", 500)), 0)
    assert [name for name, _ in log] == ["a", "b"]


def test_one_that_fails_is_told_and_begun_again_a_second_later_and_one_that_ends_is_gone(bench):
    begun = []

    def failing():
        begun.append(round(bench.chip.seconds * 1000))
        yield 200
        raise ValueError("what is this")

    def not_even_begun():
        raise OSError(5)

    def short():
        yield 100

    tasks = made(bench, failing=failing, never=not_even_begun, short=short)
    run(bench, tasks, 2500)
    assert [at - begun[0] for at in begun] == pytest.approx([0, 1200, 2400], abs=4)
    assert tasks.crashes["failing"] == (2, "ValueError: what is this")
    assert tasks.crashes["never"][0] == 3 and "short" not in tasks.crashes
