"""The loop on a plant and a controller made of paper: who is called, when, with what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.readings import Readings
from balancepoint.control.request import COOL, HEAT, OFF, Request
from host_sim.loop import run


class Paper:
    """Plant and controller in one; notes every call."""

    def __init__(self):
        self.notes = []
        self.modes = {}
        self.learned = []
        self.requests = set()
        self.command = object()

    def sense(self, readings, now):
        self.notes.append(("sense", now))

    def step(self, readings, request, now):
        self.notes.append(("step", now))
        self.modes[now] = (request.mode, request.heat_setpoint)
        self.requests.add(id(request))
        return self.command

    def advance(self, command, dt):
        assert command is self.command
        self.notes.append(("advance", dt))

    def learn(self):
        self.learned.append(self.notes[-2][1])


def test_sense_decide_advance_in_turn():
    paper = Paper()
    run(paper, paper, Readings(), [(0, Request(HEAT))], 3, 10)
    assert paper.notes == [
        ("sense", 0), ("step", 0), ("advance", 10),
        ("sense", 10), ("step", 10), ("advance", 10),
        ("sense", 20), ("step", 20), ("advance", 10),
    ]  # fmt: skip


@given(st.integers(1, 60), st.integers(1, 200), st.lists(st.integers(1, 4000), max_size=5, unique=True))
def test_every_tick_once_and_every_request_in_time(dt, steps, changes):
    changes = sorted(changes)
    wishes = [(0, Request(OFF, 1500))] + [(at, Request(HEAT, 1600 + k)) for k, at in enumerate(changes)]
    paper = Paper()
    run(paper, paper, Readings(), wishes, steps, dt)
    assert [now for what, now in paper.notes if what == "step"] == list(range(0, steps * dt, dt))
    for now, asked in paper.modes.items():
        due = [wish for at, wish in wishes if at <= now][-1]
        assert asked == (due.mode, due.heat_setpoint)
    assert len(paper.requests) == 1


@given(st.integers(1, 10), st.integers(2, 6), st.integers(1, 100), st.randoms(use_true_random=False))
def test_a_plant_may_live_for_parts_of_a_step(part, times, steps, luck):
    """Whole steps begin at their multiples only; what is told at `now` is what was lived until then."""
    dt = part * times

    class Parted(Paper):
        now = 0

        def sense(self, readings, now):
            assert now == self.now
            super().sense(readings, now)

        def advance(self, command, dt):
            lived = dt if self.now % dt == 0 and luck.random() < 0.5 else part
            self.now += lived
            return lived

    paper, looks = Parted(), []
    run(paper, paper, Readings(), [(0, Request(HEAT)), (77, Request(OFF))], steps, dt, look=looks.append)
    assert paper.now == steps * dt
    assert all(now % dt == 0 for now in looks)
    assert all(
        mode == (HEAT if now < 77 else OFF) or -(-77 // dt) * dt > now >= 77 for now, (mode, _) in paper.modes.items()
    )


def test_the_callers_requests_stay_as_they_are():
    first, second = Request(HEAT, 2000), Request(COOL, 1900, 2600)
    paper = Paper()
    run(paper, paper, Readings(), [(0, first), (50, second)], 10, 10)
    assert (first.mode, first.heat_setpoint, second.mode) == (HEAT, 2000, COOL)


def test_learns_and_looks_every_five_minutes():
    paper, looks = Paper(), []
    run(paper, paper, Readings(), [(0, Request())], 100, 10, look=looks.append)
    assert paper.learned == [290, 590, 890, 990]
    assert looks == [300, 600, 900, 1000]


def test_a_controller_need_not_learn():
    class Plain:
        def step(self, readings, request, now):
            return paper.command

    paper = Paper()
    run(paper, Plain(), Readings(), [(0, Request())], 50, 10)
    assert paper.learned == []


@pytest.mark.parametrize("dt", [0, 61])
def test_a_step_out_of_range_is_refused(dt):
    with pytest.raises(ValueError, match="dt: "):
        run(Paper(), Paper(), Readings(), [(0, Request())], 1, dt)


@pytest.mark.parametrize("times", [[], [5], [0, 0], [0, 9, 3]])
def test_requests_must_start_at_zero_and_rise(times):
    with pytest.raises(ValueError, match="requests: "):
        run(Paper(), Paper(), Readings(), [(at, Request()) for at in times], 1, 10)


@given(st.integers(1, 60), st.integers(1, 200), st.lists(st.integers(1, 4000), max_size=3, unique=True))
def test_a_controller_may_make_the_steps_together_with_the_plant(dt, steps, changes):
    """It gets every step once, with the request that holds then."""
    wishes = [(0, Request(OFF, 1500))] + [(at, Request(HEAT, 1600 + k)) for k, at in enumerate(sorted(changes))]
    alone, joint = Paper(), Paper()
    seen = {}

    def together(request, now, until, step):
        assert step == dt
        for tick in range(now, until, step):
            seen[tick] = (request.mode, request.heat_setpoint)

    joint.learn = lambda: None
    joint.together = lambda plant, readings: together if plant is joint else None
    run(alone, alone, Readings(), wishes, steps, dt)
    run(joint, joint, Readings(), wishes, steps, dt)
    assert seen == alone.modes and not joint.notes


def test_one_that_cannot_with_this_plant_is_called_at_every_step():
    paper = Paper()
    paper.together = lambda plant, readings: None
    run(paper, paper, Readings(), [(0, Request(HEAT))], 3, 10)
    assert [what for what, _ in paper.notes] == ["sense", "step", "advance"] * 3
