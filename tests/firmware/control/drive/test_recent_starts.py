"""Starts within the hour: as many as there were, over reboots no fewer than that."""

from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.drive.recent_starts import RecentStarts
from balancepoint.control.settings.memory import Memory


@given(st.lists(st.integers(1, 2000), max_size=20))
def test_those_of_the_last_hour_six_at_most(pauses):
    recent = RecentStarts(Memory())
    at, now = [], 0
    for pause in pauses:
        now += pause
        assert recent.count(now) == min(sum(now - each < 3600 for each in at), 6)
        recent.note(now)
        at.append(now)


@given(st.lists(st.tuples(st.integers(1, 1500), st.booleans()), max_size=30))
def test_over_reboots_none_is_forgotten_before_its_time(way):
    """What is written at each start is all that a loss of power leaves; the time without power counts for nothing."""
    stored, memory = Memory().to_dict(), Memory()
    recent, at, uptime, total = RecentStarts(memory), [], 0, 0
    for pause, starts in way:
        uptime += pause
        total += pause
        if starts:
            recent.note(uptime)
            at.append(total)
            stored = memory.to_dict()
            continue
        memory = Memory.from_dict(stored)
        recent, uptime = RecentStarts(memory), 0
        assert recent.count(0) >= min(sum(total - each < 3600 for each in at), 6)


def test_they_grow_old_after_a_reboot():
    memory = Memory()
    RecentStarts(memory).note(100)
    again = RecentStarts(Memory.from_dict(memory.to_dict()))
    assert again.count(3599) == 1 and again.count(3600) == 0
