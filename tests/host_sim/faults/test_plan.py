"""Which runs there are: every kind of the language at every phase, each by an id that says all of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_sim.errors import InputError
from host_sim.faults import catalogue, phases
from host_sim.faults.plan import Run, pieces, plan, singles
from host_sim.scenario.vocabulary import KINDS


def test_every_kind_of_the_language_is_a_fault_of_some_fit():
    there = {(fault.event.what, fault.event.kind) for fault in catalogue.short()}
    assert there == {(what, kind) for what, kinds in KINDS.items() for kind in kinds}


def test_the_phases_are_those_that_a_machine_goes_through():
    assert set(phases.PHASES) == {
        "idle", "ramp", "steady", "defrost", "drain", "changeover", "backup_on", "recovery", "cooling",
    }  # fmt: skip


@pytest.mark.parametrize("fit", [fit for fit in phases.FITS if fit not in phases.UNITS])
def test_every_fault_is_an_event_that_its_fit_allows(fit):
    events = [fault.event for fault in catalogue.short() if fault.fit == fit]
    case = phases.load("steady", fit, events)
    type(case).model_validate({name: getattr(case, name) for name in type(case).model_fields})


def test_singles_come_first_and_pairs_fill_up():
    every = singles(1)
    assert len({run.id for run in every}) == len(every)
    runs = plan(len(every) + 50, 1)
    assert runs[: len(every)] == every and all(len(run.faults) == 2 for run in runs[len(every) :])
    assert plan(40, 1) == plan(40, 1) != plan(40, 2)


def test_slow_ones_are_no_more_than_a_thousand():
    slow = plan(10**6, 1, slow=True)
    assert 800 <= len(slow) <= 1000 and all(run.phase in phases.SLOW for run in slow)


@given(st.integers(0, 10**6), st.integers(1, 400))
def test_an_id_says_all_of_a_run(seed, size):
    runs = plan(600, seed % 5)
    run = runs[seed % len(runs)]
    assert Run.read(run.id) == run
    shared = pieces(runs, size)
    assert sorted(run.id for piece in shared for run in piece) == sorted(run.id for run in runs)
    assert all(len(piece) <= size and len({(run.phase, run.fit) for run in piece}) == 1 for piece in shared)


@pytest.mark.parametrize(
    ("text", "names"),
    [("steady", "PHASE/FIT/FAULT/SEED"), ("stedy/direct/nothing/1", "steady"), ("steady/driect/nothing/1", "direct"),
     ("steady/direct/room.ded/1", "room.ded"), ("steady/direct/room.dead@x/1", "room.dead@x"),
     ("steady/direct/nothing/x", "SEED"),
     ("steady/muz_gl15nah2/nothing/1", "allowed are"), ("miami_summer/direct/nothing/1", "allowed are")],
)  # fmt: skip
def test_what_is_no_run_is_refused_in_one_line(text, names):
    with pytest.raises(InputError) as error:
        Run.read(text)
    assert names in str(error.value) and "\n" not in str(error.value)
