"""The schedule as people write it: what it means, what is wrong with it in one line, and what a run makes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.journal.journal import Journal
from balancepoint.control.request import FOLLOW, HOME, SLEEP
from balancepoint.control.settings.memory import Memory
from balancepoint.control.wish.schedule import Schedule
from host_sim import scenario as s
from host_sim.errors import InputError
from host_sim.plant.forcing import build_forcing
from host_sim.timetable import WEEK, changes, days_of
from tests.firmware.control.bench import make_settings, make_situation

WEEKDAYS = '[[schedule]]\ndays = "mon-fri"\nat = "06:30"\npreset = "home"\n'
NIGHT = '[[schedule]]\nat = "22:30"\npreset = "sleep"\n'
WEEKEND = '[[schedule]]\ndays = "sat, sun"\nat = "08:00"\npreset = "home"\n'


def load(tmp_path, text):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return s.load(str(path))


def refused(tmp_path, text):
    with pytest.raises(InputError) as caught:
        load(tmp_path, text)
    line = str(caught.value)
    assert "\n" not in line and "mine.toml" in line
    return line


@pytest.mark.parametrize(
    "text, days",
    (
        ("mon", [0]),
        ("mon-fri", [0, 1, 2, 3, 4]),
        ("sat, sun", [5, 6]),
        ("sat-mon", [5, 6, 0]),
        ("daily", list(range(7))),
    ),
)
def test_days(text, days):
    assert days_of(text) == days


@pytest.mark.parametrize("days", ("funday", "mon-", "mon-tue-wed", "", "mon,,tue", "Mon"))
def test_unknown_days(tmp_path, days):
    assert "allowed are mon, tue" in refused(
        tmp_path, f'[[schedule]]\ndays = "{days}"\nat = "06:30"\npreset = "home"\n'
    )


@pytest.mark.parametrize("at", ("6:30", "24:00", "06:60", "noon", ""))
def test_impossible_times(tmp_path, at):
    line = refused(tmp_path, f'[[schedule]]\nat = "{at}"\npreset = "home"\n')
    assert "schedule.0.at" in line and '"hh:mm"' in line


def test_overlaps_are_named(tmp_path):
    line = refused(tmp_path, WEEKDAYS + '[[schedule]]\ndays = "thu-sat"\nat = "06:30"\npreset = "eco"\n')
    assert "schedule.1.at = '06:30': overlaps schedule.0 on thu" in line


def test_a_day_twice(tmp_path):
    assert "a day stands twice" in refused(
        tmp_path, '[[schedule]]\ndays = "mon, mon-wed"\nat = "06:30"\npreset = "home"\n'
    )


def test_unknown_presets_and_keys(tmp_path):
    assert "schedule.0.preset" in refused(tmp_path, '[[schedule]]\nat = "06:30"\npreset = "party"\n')
    assert "schedule.0.till" in refused(tmp_path, NIGHT + 'till = "07:00"\n')
    assert "request.0.preset" in refused(tmp_path, '[request]\npreset = "party"\n')


def test_too_many_changes(tmp_path):
    text = "".join(f'[[schedule]]\nat = "{hour:02d}:00"\npreset = "{("home", "eco")[hour % 2]}"\n' for hour in range(7))
    assert "49 changes a week; allowed are 42" in refused(tmp_path, text)


def test_too_deep_a_setback(tmp_path):
    assert "settings.sleep_setback: 400" in refused(tmp_path, "[settings]\nsleep_setback = 400\n")


def test_a_week_of_set_points(tmp_path):
    """01-25 is a Thursday."""
    case = load(
        tmp_path, 'start = "01-25"\ndays = 4\n' + WEEKDAYS + WEEKEND + NIGHT + "[settings]\nsleep_setback = 200\n"
    )
    hours = [(round(time / 3600, 2), heat) for time, heat, _cool in case.set_points()]
    assert hours == [
        (0, 19.0), (6.5, 21.0), (22.5, 19.0), (30.5, 21.0), (46.5, 19.0), (56.0, 21.0), (70.5, 19.0), (80.0, 21.0), (94.5, 19.0),
    ]  # fmt: skip
    plain = [
        (time, request.heat_setpoint, request.cool_setpoint, request.preset) for time, request in case.plain_requests()
    ]
    assert plain[:2] == [(0, 1900, 2700, HOME), (23400, 2100, 2500, HOME)] and len(plain) == len(hours)
    ours = case.requests()
    assert len(ours) == 1 and ours[0][1].preset == FOLLOW and len(ours[0][1].schedule) == 14


def test_without_a_schedule_nothing_is_different(tmp_path):
    case = load(tmp_path, "[request]\nheat_setpoint = 20\n")
    assert [point[:2] for point in case.set_points()] == [(0.0, 20.0)]
    assert len(case.plain_requests()) == 1


def test_a_preset_chosen_by_hand_holds(tmp_path):
    wishes = (
        '[[request]]\n[[request]]\nat = "2 12:00"\npreset = "away"\n[[request]]\nat = "3 12:00"\npreset = "follow"\n'
    )
    case = load(tmp_path, wishes + WEEKDAYS + NIGHT)
    held = {time: heat for time, heat, _ in case.set_points()}
    assert held[36 * 3600] == 18.0 and held[60 * 3600] == 21.0
    assert not [time for time in held if 36 * 3600 < time < 60 * 3600]


schedules = st.dictionaries(st.integers(0, 10079), st.integers(HOME, 3), min_size=1, max_size=42).map(
    lambda found: tuple(sorted(found.items()))
)


@given(schedules, st.integers(0, 10079), st.integers(0, 14 * 1440))
def test_the_run_changes_when_the_core_does(schedule, begin, minute):
    """The unrolled schedule and the core's, at any minute of a fortnight."""
    held = [preset for time, preset in changes(schedule, begin, 0.0, 15 * 86400.0) if time <= minute * 60]
    memory = Memory()
    memory.preset, memory.schedule = FOLLOW, schedule
    s = make_situation(memory, minute=(begin + minute) % (WEEK // 60))
    Schedule(make_settings(), memory, Journal()).step(s, 60, 60)
    assert held[-1] == s.preset


@pytest.mark.parametrize("start", ("01-01", "02-28", "03-01", "07-14", "12-30"))
def test_the_weekday_is_the_plants(start):
    case = s.load("setback_week", [f"start='{start}'", "days=1"])
    forcing = build_forcing(case.read_weather(), case.house, start=start, days=1, seed=1)
    early = 390 if forcing.minute_of_week < 5 * 1440 else 480
    assert [time for time, heat, _ in case.set_points() if heat == 21.0] == [early * 60.0]
    assert SLEEP in [preset for _, preset in case.requests()[0][1].schedule]
