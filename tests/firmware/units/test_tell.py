"""An order, beside its rules: one at a time, three times, told, then rarely; and what is a change at the handset."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.quantity import UNKNOWN
from balancepoint.units.tell import Tell
from balancepoint.units.trouble import NOT_FOLLOWED, OK, REFUSED
from balancepoint.units.unit import Unit


def connected(asked=1):
    tell = Tell(Unit(), 2)
    tell.unit.asked = asked
    tell.begin()
    tell.first = 0
    tell.unit.now = 100
    return tell


def sent(tell, seconds):
    """At which seconds it was sent."""
    out = []
    for _ in range(seconds):
        tell.unit.now += 1
        if tell.may() and tell.due():
            out.append(tell.unit.now - 100)
    return out


@pytest.mark.parametrize(("refused", "trouble"), [(0, NOT_FOLLOWED), (1, REFUSED)])
def test_three_times_then_told_then_every_five_minutes(refused, trouble):
    tell = connected()
    tell.changes, tell.new[0], tell.refused = 4, 7, refused
    assert sent(tell, 700) == [1, 11, 21, 321, 621]
    assert (tell.trouble, tell.unit.refused) == (trouble, 3)
    tell.new[0] = 8
    assert sent(tell, 5) == [701] and tell.trouble == OK
    tell.changes = 0
    assert sent(tell, 50) == [] and tell.trouble == OK
    tell.changes = 4
    assert sent(tell, 5) == [756], "wanted anew"


def test_not_in_the_first_five_seconds_nor_before_all_is_read_nor_while_the_handset_has_it():
    tell = connected()
    tell.changes, tell.new[0] = 1, 1
    for name, value in (("first", 1), ("first", 0)):
        setattr(tell, name, value)
        tell.unit.own_change = 1 - value
        assert sent(tell, 20) == []
    tell.unit.own_change = 0
    tell.unit.asked = 0
    assert sent(tell, 20) == []
    tell.unit.asked = 1
    tell.unit.now = 0
    assert sent(tell, 8) == [-95]


@given(
    old=st.sampled_from([UNKNOWN, 1, 2, 3]),
    new=st.sampled_from([UNKNOWN, 1, 2, 3]),
    asked=st.sampled_from([1, 2, 3]),
    first=st.integers(0, 1),
    wrote=st.integers(0, 3),
    ago=st.integers(0, 10),
    wanted=st.integers(0, 1),
)
def test_whose_change_it_was(old, new, asked, first, wrote, ago, wanted):
    tell = connected(wanted)
    if wrote:
        tell.changes, tell.new[0] = wrote, 9
        assert tell.due()
    tell.first = first
    tell.unit.now += ago
    assert tell.said(2, old, new, asked) == new
    ours = (wanted and new == asked) or (wrote & 2 and ago < 5)
    expected = new != old and UNKNOWN not in (old, new) and not first and not ours
    assert tell.unit.own_change == int(expected)


def test_what_has_arrived_is_on_its_way_no_more():
    tell = connected()
    tell.changes, tell.new[0] = 2, 9
    assert tell.due()
    tell.said(2, 1, 3, 3)
    tell.said(2, 3, 1, 3)
    assert tell.unit.own_change == 1
