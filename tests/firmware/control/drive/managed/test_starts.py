"""No more starts are asked for within an hour than the settings allow."""

from balancepoint.control.drive.managed.starts import Starts
from balancepoint.control.journal import codes as j
from balancepoint.control.journal.journal import Journal
from tests.firmware.control.bench import make_settings, values


def test_an_hours_starts():
    journal = Journal()
    starts = Starts(make_settings(starts_an_hour=3), journal)
    for now in (100, 1000, 2000):
        assert starts.let(now)
        starts.note(now)
    assert not starts.let(2100) and not starts.let(3000) and starts.within_hour(3000) == 3
    assert values(journal, j.START_HELD) == [3], "told once"
    assert starts.let(3700) and starts.within_hour(3700) == 2


def test_more_starts_than_are_kept_count_as_many_as_are():
    starts = Starts(make_settings(starts_an_hour=6), Journal())
    for now in range(10):
        starts.note(now)
    assert starts.within_hour(10) == 6 and not starts.let(10)
