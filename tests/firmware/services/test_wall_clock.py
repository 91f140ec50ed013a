"""Local time against Python's own calendar and the zoneinfo database."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.services.wall_clock import WallClock, date, days

EPOCH = datetime.date(1970, 1, 1)
ZONES = (("Europe/Berlin", 60, "EU"), ("Europe/Lisbon", 0, "EU"), ("America/Chicago", -360, "US"),
         ("America/Anchorage", -540, "US"), ("America/Phoenix", -420, "none"), ("Asia/Kolkata", 330, "none"))  # fmt: skip


class Chip:
    """Keeps UTC as the chip does."""

    def __init__(self):
        self.now = None

    def utc(self):
        return self.now

    def set_utc(self, *now):
        self.now = now


@given(st.dates(datetime.date(1970, 1, 1), datetime.date(2200, 12, 31)))
def test_days_and_dates_are_the_calendars(day):
    assert days(day.year, day.month, day.day) == (day - EPOCH).days
    assert date((day - EPOCH).days) == (day.year, day.month, day.day)


@given(st.datetimes(datetime.datetime(2025, 1, 1), datetime.datetime(2037, 12, 31)), st.sampled_from(ZONES))
def test_local_time_is_that_of_the_zone(utc, zone):
    name, offset, rule = zone
    chip = Chip()
    clock = WallClock(chip, offset, rule)
    clock.set_utc(int(utc.replace(tzinfo=datetime.UTC).timestamp()))
    local = utc.replace(tzinfo=datetime.UTC).astimezone(ZoneInfo(name))
    assert clock.shown() == local.strftime("%Y-%m-%d %H:%M")
    assert clock.minute_of_week() == local.weekday() * 1440 + local.hour * 60 + local.minute


@given(st.datetimes(datetime.datetime(2025, 1, 1), datetime.datetime(2099, 12, 31)), st.sampled_from(ZONES))
def test_what_a_person_sets_is_what_is_shown(local, zone):
    _name, offset, rule = zone
    clock = WallClock(Chip(), offset, rule)
    clock.set_local(local.strftime("%Y-%m-%d"), local.strftime("%H:%M"))
    shown = datetime.datetime.strptime(clock.shown(), "%Y-%m-%d %H:%M")
    # the hour that does not exist in spring is the one after it
    assert shown - local.replace(second=0, microsecond=0) in (datetime.timedelta(0), datetime.timedelta(hours=1))


def test_unset():
    clock = WallClock(Chip())
    assert clock.minute_of_week() is None
    assert clock.shown() == "the clock is not set"


@pytest.mark.parametrize(
    ("day", "clock", "names"),
    [
        ("28.11.2026", "18:30", "28.11.2026"),
        ("2026-11-28", "", "is not a date and time"),
        ("2026-11-28", "25:00", "allowed are"),
        ("2026-02-29", "12:00", "28 days"),
        ("2024-01-01", "12:00", "allowed are"),
        ("2026-13-01", "12:00", "allowed are"),
    ],
)
def test_wrong_times_are_told(day, clock, names):
    chip = Chip()
    with pytest.raises(ValueError, match=names):
        WallClock(chip).set_local(day, clock)
    assert chip.now is None
