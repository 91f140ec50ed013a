"""No more starts are asked for within an hour than the settings allow."""

from balancepoint.control.drive.managed.starts import Starts
from balancepoint.control.journal import codes as j
from balancepoint.control.journal.journal import Journal
from balancepoint.control.settings.memory import Memory
from tests.firmware.control.bench import make_settings, values


def test_an_hours_starts():
    journal = Journal()
    starts = Starts(make_settings(starts_an_hour=3), Memory(), journal)
    for now in (100, 1000, 2000):
        assert starts.let(now)
        starts.note(now)
    assert not starts.let(2100) and not starts.let(3000) and starts.recent.count(3000) == 3
    assert values(journal, j.START_HELD) == [3], "told once"
    assert starts.let(3700) and starts.recent.count(3700) == 2


def test_more_starts_than_are_kept_count_as_many_as_are():
    starts = Starts(make_settings(starts_an_hour=6), Memory(), Journal())
    for now in range(10):
        starts.note(now)
    assert starts.recent.count(10) == 6 and not starts.let(10)


def test_a_start_that_does_not_come_is_asked_for_a_step_more_each_minute_and_told_once():
    journal = Journal()
    starts = Starts(make_settings(), Memory(), journal)
    starts.ask(1000, 0)
    assert [starts.steps(now, 0) for now in (1000, 1059, 1060, 1180)] == [0, 0, 1, 3]
    starts.ask(2000, 200)  # it was off: it may wait
    assert [starts.steps(now, 0) for now in (2199, 2260)] == [0, 1]
    for now in (3800, 3900):
        starts.steps(now, 0)
    assert values(journal, j.UNIT_STANDS) == [30]
    assert starts.steps(4000, 1) == 30 and starts.steps(4260, 0) == 1, "another head had it"
