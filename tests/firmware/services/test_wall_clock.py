"""Local time against Python's own calendar and the zoneinfo database."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.services import wall_clock
from balancepoint.services.calendar import date, set_local, set_utc, shown
from balancepoint.services.days import days
from balancepoint.services.wall_clock import WallClock

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
    set_utc(clock, int(utc.replace(tzinfo=datetime.UTC).timestamp()))
    local = utc.replace(tzinfo=datetime.UTC).astimezone(ZoneInfo(name))
    assert shown(clock) == local.strftime("%Y-%m-%d %H:%M")
    assert clock.minute_of_week() == local.weekday() * 1440 + local.hour * 60 + local.minute


@given(st.datetimes(datetime.datetime(2025, 1, 1), datetime.datetime(2099, 12, 31)), st.sampled_from(ZONES))
def test_what_a_person_sets_is_what_is_shown(local, zone):
    _name, offset, rule = zone
    clock = WallClock(Chip(), offset, rule)
    set_local(clock, local.strftime("%Y-%m-%d"), local.strftime("%H:%M"))
    told = datetime.datetime.strptime(shown(clock), "%Y-%m-%d %H:%M")
    # the hour that does not exist in spring is the one after it
    assert told - local.replace(second=0, microsecond=0) in (datetime.timedelta(0), datetime.timedelta(hours=1))


@given(st.data(), st.sampled_from(ZONES))
def test_what_is_known_of_summer_time_is_asked_anew_when_it_ends(data, zone):
    """The same clock goes through years, as the chip's does, or is set back."""
    name, offset, rule = zone
    clock = WallClock(Chip(), offset, rule)
    utc = data.draw(st.datetimes(datetime.datetime(2025, 1, 1), datetime.datetime(2036, 1, 1)))
    for _ in range(6):
        utc += datetime.timedelta(minutes=data.draw(st.integers(-300_000, 600_000)))
        moment = utc.replace(tzinfo=datetime.UTC)
        set_utc(clock, int(moment.timestamp()))
        local = moment.astimezone(ZoneInfo(name))
        assert clock.minute_of_week() == local.weekday() * 1440 + local.hour * 60 + local.minute


def test_without_memory_for_the_calendar_summer_time_stays_as_it_was(monkeypatch):
    clock = WallClock(Chip(), 60, "EU")
    set_utc(clock, int(datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC).timestamp()))
    summer = clock.minute_of_week()

    def none(_name):
        raise MemoryError

    monkeypatch.setattr(wall_clock, "errand", none)
    clock.hal.now = (2027, 1, 6, 12, 0, 0)  # a Wednesday, too
    assert clock.minute_of_week() == summer
    monkeypatch.undo()
    assert clock.minute_of_week() == summer - 60


def test_unset():
    clock = WallClock(Chip())
    assert clock.minute_of_week() is None
    assert shown(clock) == "the clock is not set"


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
        set_local(WallClock(chip), day, clock)
    assert chip.now is None
