"""The way back by the clock: it begins where the room is, never goes back, is as steep as it says and ends at the goal."""

from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.wish.plan import LAST
from balancepoint.control.wish.ramp import Ramp

EVERY = 60


@given(st.integers(31, 300), st.sampled_from((60, 80, 100)), st.integers(900, 21600), st.integers(0, 1 << 28))
def test_from_the_room_to_the_goal(way, shoulder, time, now):
    shoulder = min(shoulder, way)
    ramp = Ramp()
    ramp.start(way, shoulder, time, now)
    ramp.at(now)
    assert ramp.left == way
    ramp.at(now + time)
    assert ramp.left == shoulder
    before = way
    for at in range(now, now + time + 3600, EVERY):
        ramp.at(at)
        assert 0 <= before - ramp.left <= shoulder * EVERY / LAST + way * EVERY / time + 1, "no leap, and no way back"
        before = ramp.left
        left, rate = ramp.left, ramp.rate
        assert rate >= 0
        ramp.at(at + EVERY)
        if at + EVERY < now + time:
            assert abs((left - ramp.left) * 3600 - rate * EVERY) <= 3600 + EVERY, "as steep as it says"
        if ramp.over(at):
            assert (left, rate) == (0, 0)
    assert ramp.over(now + time + 3600)
