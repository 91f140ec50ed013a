"""A threshold against plain Python over any course, and what it promises whatever comes."""

from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.threshold import Threshold

HYSTERESIS = 70

courses = st.lists(st.tuples(st.integers(1, 900), st.integers(-3 * HYSTERESIS, 3 * HYSTERESIS)), max_size=60)


@given(courses, st.integers(0, 900), st.integers(0, 3600))
def test_a_change_is_due_and_lasts(course, persist, least):
    threshold = Threshold(HYSTERESIS, persist, least)
    now = 0
    seen = []  # (moment, value)
    changes = []
    for pause, value in course:
        now += pause
        before = threshold.below
        seen.append((now, value))
        if threshold.step(value, 0, now) == before:
            continue
        changes.append(now)
        asked = [
            moment for moment, each in seen if (each >= 0 if not before else each < HYSTERESIS)
        ]  # when it was well where it stood
        assert now - max(asked, default=0) >= persist, "a gust is no crossing"
    assert all(b - a >= least for a, b in zip(changes, changes[1:], strict=False))


@given(st.integers(-2000, -1), st.integers(0, 900), st.integers(0, 3600))
def test_what_stays_across_is_followed(value, persist, least):
    threshold = Threshold(HYSTERESIS, persist, least)
    for now in range(0, persist + 121, 60):
        threshold.step(value, 0, now)
    assert threshold.below == 1
    for now in range(persist + 180, persist + 180 + persist + least + 180, 60):
        threshold.step(HYSTERESIS, 0, now)
    assert threshold.below == 0
