"""Which preset holds: against plain Python, over the week's end, without a clock, over a reboot."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.journal import codes as j
from balancepoint.control.journal.journal import Journal
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.request import AWAY, ECO, FOLLOW, HOME, PRESETS, SLEEP
from balancepoint.control.settings.memory import Memory
from balancepoint.control.wish.schedule import MOST, WEEK, Schedule, wrong
from tests.firmware.control.bench import codes, make_settings, make_situation

DEPTH = {HOME: 0, AWAY: 280, SLEEP: 120, ECO: 60}

schedules = st.dictionaries(st.integers(0, WEEK - 1), st.integers(HOME, ECO), max_size=MOST).map(
    lambda found: tuple(sorted(found.items()))
)


class Bench:
    def __init__(self, schedule=(), preset=FOLLOW, memory=None):
        self.memory = memory or Memory()
        self.memory.preset = preset
        self.memory.schedule = schedule
        self.journal = Journal()
        settings = make_settings(away_setback=280, sleep_setback=120, eco_setback=60)
        self.schedule = Schedule(settings, self.memory, self.journal)
        self.s = make_situation(self.memory)
        self.schedule.begin(self.s)
        self.now = 0

    def at(self, minute, dt=60):
        self.now += dt
        self.s.minute = minute
        self.schedule.step(self.s, self.now, dt)
        return self.s


def plain(schedule, minute):
    """Minute by minute: (preset that holds, minutes to the next change, preset then)."""
    table = dict(schedule)
    back = minute
    while back % WEEK not in table:
        back -= 1
    holds = table[back % WEEK]
    for ahead in range(1, WEEK + 1):
        preset = table.get((minute + ahead) % WEEK, holds)
        if preset != holds:
            return holds, ahead, preset
    return holds, None, holds


@given(schedules, st.integers(0, WEEK - 1))
def test_as_plain_python_finds_it(schedule, minute):
    assert wrong(schedule) == 0
    found = Bench(schedule).at(minute)
    if not schedule:
        assert (found.preset, found.next_change, found.rise, found.setback) == (HOME, -1, 0, 0)
        return
    holds, ahead, then = plain(schedule, minute)
    assert found.preset == holds and found.setback == DEPTH[holds]
    assert found.next_change == (-1 if ahead is None else ahead * 60)
    assert found.rise == DEPTH[holds] - DEPTH[then]


# Of a week on a ring; back by an hour at most is waited for, see below.
@given(schedules, st.lists(st.tuples(st.integers(0, WEEK - 61), st.integers(1, 60)), max_size=30))
def test_a_clock_that_jumps_leaves_no_trace(schedule, jumps):
    bench = Bench(schedule)
    minute = 0
    for jump, dt in jumps:
        minute = (minute + jump) % WEEK
        found = bench.at(minute, dt)
        again = Bench(schedule).at(minute)
        assert (found.preset, found.next_change, found.rise) == (again.preset, again.next_change, again.rise)


@given(schedules, st.integers(HOME, ECO), st.integers(0, WEEK - 1))
def test_what_a_person_chooses_holds(schedule, preset, minute):
    found = Bench(schedule, preset).at(minute)
    assert (found.preset, found.next_change, found.rise) == (preset, -1, 0)


NIGHT = ((390, HOME), (1350, SLEEP))


def test_the_end_of_the_week():
    bench = Bench(NIGHT)
    assert bench.at(WEEK - 1).preset == SLEEP and bench.s.next_change == (390 + 1) * 60
    assert bench.at(0).preset == SLEEP and bench.s.next_change == 390 * 60
    assert bench.at(389).next_change == 60
    assert bench.at(390).preset == HOME


def test_without_a_clock_the_last_preset_holds_and_that_is_said_once():
    bench = Bench(NIGHT)
    assert bench.at(1400).preset == SLEEP
    for _ in range(9):
        assert bench.at(UNKNOWN).preset == SLEEP
    assert codes(bench.journal) == []
    for _ in range(300):
        assert (bench.at(UNKNOWN).preset, bench.s.next_change) == (SLEEP, -1)
    assert codes(bench.journal) == [j.SCHEDULE_RESTS]
    again = Bench(NIGHT, memory=Memory.from_dict(json.loads(json.dumps(bench.memory.to_dict()))))
    assert again.at(UNKNOWN).preset == SLEEP
    assert bench.at(500).preset == HOME
    assert [entry[1:] for entry in bench.journal.entries()] == [(j.SCHEDULE_RESTS, 1), (j.SCHEDULE_RESTS, 0)]


@pytest.mark.parametrize("preset, holds", ((FOLLOW, ECO), (AWAY, AWAY)))
def test_before_the_first_decision_the_last_preset_holds(preset, holds):
    memory = Memory()
    memory.held_preset = ECO
    bench = Bench(NIGHT, preset, memory)
    assert (bench.s.preset, bench.s.setback, bench.s.next_change) == (holds, DEPTH[holds], -1)


def test_a_clock_that_flickers_says_nothing():
    bench = Bench(NIGHT)
    for k in range(600):
        bench.at(UNKNOWN if k % 9 else 1400)
    assert codes(bench.journal) == []


BAD = (
    None, [(0, HOME)], ((0, HOME), (0, AWAY)), ((5, HOME), (4, AWAY)), ((-1, HOME),), ((WEEK, HOME),), ((0, FOLLOW),), ((0, -1),),
    ((True, HOME),), ((0, True),), ((1.0, HOME),), ((0,),), ((0, HOME, 1),), (0, HOME), tuple((k, HOME) for k in range(MOST + 1)),
)  # fmt: skip


@pytest.mark.parametrize("schedule", BAD, ids=str)
def test_what_cannot_be(schedule):
    assert wrong(schedule)


@given(schedules)
def test_memory_keeps_it_through_json(schedule):
    memory = Memory()
    memory.schedule = schedule
    assert Memory.from_dict(json.loads(json.dumps(memory.to_dict()))).schedule == schedule


@pytest.mark.parametrize("schedule", BAD[2:9] + BAD[10:13], ids=str)
def test_damaged_memory_names_the_entry(schedule):
    data = dict(Memory().to_dict(), schedule=[list(entry) for entry in schedule])
    with pytest.raises(ValueError, match=r"memory: schedule\.\d: .* minute of the week") as caught:
        Memory.from_dict(data)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("schedule", (None, 7, "x", {}, [[k, 0] for k in range(MOST + 1)]), ids=str)
def test_damaged_memory_names_the_schedule(schedule):
    with pytest.raises(ValueError, match="memory: schedule: .* list of at most 42"):
        Memory.from_dict(dict(Memory().to_dict(), schedule=schedule))


@pytest.mark.parametrize("name", ("sleep_setback", "eco_setback", "away_setback"))
def test_more_than_3_K_is_refused_with_a_reason(name):
    make_settings(**{name: 300})
    with pytest.raises(ValueError, match=f"{name}: 301 .* between 0 and 300 .* takes more than it saves"):
        make_settings(**{name: 301})


def test_every_preset_but_follow_has_a_depth():
    assert set(DEPTH) | {FOLLOW} == set(PRESETS)


def test_the_repeated_hour_at_the_end_of_summer_time_undoes_no_entry():
    """Sunday 02:30 away, 04:00 home; at 03:00 it is 02:00 again."""
    sunday = 6 * 1440
    bench = Bench(((sunday + 150, AWAY), (sunday + 240, HOME)))
    clock = list(range(sunday + 60, sunday + 180)) + list(range(sunday + 120, sunday + 300))
    seen = [(bench.at(minute).preset, bench.s.next_change // 60) for minute in clock]
    presets = [preset for preset, _left in seen]
    assert presets == [HOME] * 90 + [AWAY] * (30 + 120) + [HOME] * 60
    left = [minutes_left for preset, minutes_left in seen if preset == AWAY]
    assert left[30:] == list(range(120, 0, -1)), "and the next one comes when the clock says so"


@given(schedules.filter(bool), st.integers(0, WEEK - 1), st.integers(61, WEEK - 61))
def test_a_clock_that_is_set_further_back_is_followed(schedule, minute, back):
    bench = Bench(schedule)
    bench.at(minute)
    assert bench.at((minute - back) % WEEK).preset == plain(schedule, (minute - back) % WEEK)[0]
