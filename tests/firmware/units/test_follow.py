"""What is asked for and what stands, beside the rules: when it is sent, when it is told, and whose doing a change was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT, OFF
from balancepoint.units.follow import ALL, BLOW, MODE, POWER, SETPOINT, VANE, WIDE, Follow
from balancepoint.units.trouble import NOT_FOLLOWED, OK, REFUSED
from balancepoint.units.unit import QUIET, SWING, Unit

STANDS = {"on": 1, "mode": HEAT, "setpoint": 2100, "fan": 2, "vane": 0, "wide": 0}
BITS = {"on": POWER, "mode": MODE, "setpoint": SETPOINT, "fan": BLOW, "vane": VANE, "wide": WIDE}


def connected(sets=ALL, **asked):
    """A unit that stands as STANDS says, 100 s ago; what is asked for is the same, but for what is given."""
    unit = Unit()
    vars(unit).update({"fans": 5, "quiet": 1, "vanes": 5, "wide_vanes": 5, "step": 50})
    vars(unit).update({"asked": 1, "mode": HEAT, "setpoint": 2100, "fan": 2, "vane": 0, "wide": 0, **asked})
    follow = Follow(unit, sets)
    follow.connected()
    says(follow)
    unit.now = 100
    return follow


def says(follow, **said):
    for name, value in {**STANDS, **said}.items():
        setattr(follow, name, value)
    follow.said()


def sent(follow, seconds):
    """At which seconds something was sent."""
    out = []
    for _ in range(seconds):
        follow.unit.now += 1
        if follow.due():
            out.append(follow.unit.now - 100)
    return out


@pytest.mark.parametrize(("refused", "trouble"), [(False, NOT_FOLLOWED), (True, REFUSED)])
def test_three_times_then_told_then_every_five_minutes(refused, trouble):
    follow = connected(setpoint=2200)
    times = []
    for second in range(1, 701):
        follow.unit.now += 1
        if follow.due():
            times.append(second)
            if refused:
                follow.refused()
        assert (follow.failed == OK) == (second < 19)
    assert times == [1, 7, 13, 313, 613]
    assert (follow.failed, follow.unit.refused) == (trouble, 1)
    follow.unit.setpoint = 2300
    assert sent(follow, 5) == [701] and follow.failed == OK, "a new wish"
    says(follow, setpoint=2300)
    assert sent(follow, 50) == [] and follow.failed == OK


def test_nothing_before_all_is_read_nor_soon_after_nor_while_the_handset_has_it():
    follow = connected(setpoint=2200)
    follow.connected()
    assert sent(follow, 50) == []
    follow.said(0)
    assert sent(follow, 50) == [], "more is still to come"
    says(follow)
    assert sent(follow, 8) == [105]
    follow.unit.now += 10
    says(follow, setpoint=2400)
    assert follow.unit.own_change and sent(follow, 60) == []
    follow.unit.own_change = 0
    assert sent(follow, 1) == [179]
    follow.unit.asked = 0
    assert sent(follow, 60) == []


def test_orders_have_their_rest_and_what_is_lost_goes_again_at_once():
    follow = connected(setpoint=2200)
    follow.rest = 5
    assert sent(follow, 1) == [1]
    follow.unit.setpoint = 2300
    assert sent(follow, 5) == [6]
    follow.rest = 0
    follow.lost()
    assert sent(follow, 1) == [7]


@given(
    mode=st.sampled_from((OFF, HEAT, COOL, AUTO, DRY, FAN)),
    setpoint=st.sampled_from((2100, 2130, 2200)),
    fan=st.sampled_from((UNKNOWN, 1, 2, 5, QUIET, FAN_AUTO)),
    vane=st.sampled_from((UNKNOWN, 0, 3, SWING)),
    wide=st.sampled_from((UNKNOWN, 0, 3, SWING)),
    fans=st.sampled_from((1, 3, 5)),
    places=st.sampled_from((0, 5)),
    sets=st.integers(0, ALL).map(lambda bits: bits | POWER),
)
def test_what_differs_is_what_is_sent_and_then_nothing(mode, setpoint, fan, vane, wide, fans, places, sets):
    follow = connected(
        sets, mode=mode, setpoint=setpoint, fan=fan, vane=vane, wide=wide, fans=fans, vanes=places, wide_vanes=places
    )
    level = fan if fan in (UNKNOWN, QUIET, FAN_AUTO) else min(fan, fans)
    turned = {each: 0 if each not in (SWING, UNKNOWN) and not places else each for each in (vane, wide)}
    wanted = {"on": int(mode != OFF), "mode": mode, "setpoint": follow.unit.target(), "fan": level,
              "vane": turned[vane], "wide": turned[wide]}  # fmt: skip
    if mode == OFF:
        wanted = {"on": 0}
    if mode in (DRY, FAN):
        del wanted["setpoint"]
    if mode == DRY:
        del wanted["fan"]
    bits = sum(BITS[name] for name, value in wanted.items() if value not in (UNKNOWN, STANDS[name])) & sets
    assert follow.due() == bits
    says(follow, **{name: value for name, value in wanted.items() if value != UNKNOWN and BITS[name] & sets})
    assert not follow.unit.own_change and sent(follow, 20) == []


@pytest.mark.parametrize(
    "change", [{"on": 0}, {"mode": COOL}, {"setpoint": 2300}, {"fan": 4}, {"vane": 3}, {"wide": SWING}]
)
@pytest.mark.parametrize("asked", [0, 1])
def test_a_change_that_nobody_asked_for_is_the_handsets(change, asked):
    follow = connected()
    follow.unit.asked = asked
    says(follow)
    assert not follow.unit.own_change
    says(follow, **change)
    assert follow.unit.own_change
    assert follow.unit.said_setpoint == follow.setpoint and follow.unit.said_at == 100


@pytest.mark.parametrize(("name", "way"), [("setpoint", 2150), ("fan", 3), ("vane", 2), ("wide", 2)])
def test_what_was_sent_may_be_on_its_way_and_then_not_any_more(name, way):
    asked = {"setpoint": 2200, "fan": 5, "vane": 4, "wide": 4}[name]
    follow = connected(**{name: asked})
    assert follow.due() == BITS[name]
    says(follow, **{name: way})
    assert not follow.unit.own_change, "it turns"
    says(follow, **{name: asked})
    says(follow, **{name: STANDS[name]})
    assert follow.unit.own_change, "it had arrived"


def test_a_new_mode_brings_along_what_is_its_own():
    follow = connected(mode=COOL)
    assert follow.due() == MODE
    says(follow, mode=COOL, setpoint=2600, fan=FAN_AUTO, vane=3)
    assert not follow.unit.own_change
    follow.unit.now += 2
    says(follow, mode=COOL, setpoint=2500, fan=FAN_AUTO, vane=3)
    assert not follow.unit.own_change
    says(follow, on=0, mode=COOL)
    assert follow.unit.own_change, "but nobody of us has switched it off"


def test_a_unit_that_is_off_may_stand_at_anything():
    follow = connected(mode=OFF)
    says(follow, on=0)
    follow.unit.now += 60
    says(follow, on=0, mode=DRY, setpoint=1700, fan=5, vane=4)
    assert not follow.unit.own_change and sent(follow, 60) == []


def test_a_unit_that_makes_whole_degrees_of_halves_is_asked_for_whole_ones():
    follow = connected(setpoint=2150)
    assert follow.due() == SETPOINT
    says(follow, setpoint=2200)
    assert not follow.unit.own_change and sent(follow, 30) == []
    assert (follow.unit.step, follow.unit.refused, follow.failed) == (100, 0, OK)
    follow.halves()
    assert follow.unit.step == 100, "it has shown that it does not"
    follow.connected()
    follow.halves()
    assert follow.unit.step == 50, "it may be another"


def test_a_half_that_the_handset_takes_off_an_hour_later_is_a_wish():
    follow = connected(setpoint=2150)
    assert follow.due()
    says(follow, setpoint=2150)
    follow.unit.now += 3600
    says(follow, setpoint=2100)
    assert follow.unit.own_change and follow.unit.step == 50


@pytest.mark.parametrize(("bit", "name", "places"), [(VANE, "vane", "vanes"), (WIDE, "wide", "wide_vanes")])
def test_a_vane_that_may_not_be_there_is_given_up(bit, name, places):
    follow = connected(**{name: 3})
    follow.doubts = bit
    assert sent(follow, 60) == [1, 7, 13]
    assert (getattr(follow.unit, places), follow.lacks, follow.failed, follow.unit.refused) == (0, 1, OK, 0)
