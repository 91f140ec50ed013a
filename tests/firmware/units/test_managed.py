"""The link to a unit that owns its compressor: Commands down, Readings up, the handset's wishes, and what stands between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.command import FAN_AUTO, FAN_OFF, VANE_AUTO
from balancepoint.control.journal.codes import AT_HANDSET, UNIT_LINK
from balancepoint.control.journal.words import words
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.request import AUTO, AWAY, COOL, DRY, FAN, FOLLOW, HEAT, HOME, OFF
from balancepoint.units import handset, trouble
from balancepoint.units.trouble_text import WORDS
from balancepoint.units.unit import FEED_EXPIRES, FEED_HOLDS, FEED_NONE, QUIET, SWING
from tests.firmware.units.links import Link

# --- to the unit ------------------------------------------------------------------------------------------------------


@given(
    mode=st.sampled_from((OFF, HEAT, COOL, DRY, FAN)),
    setpoint=st.integers(500, 4000),
    feed=st.sampled_from((0, 1550, 2130)),
    step=st.sampled_from((50, 100)),
    hears=st.sampled_from((FEED_NONE, FEED_HOLDS, FEED_EXPIRES)),
)
def test_a_command_is_what_the_unit_is_asked_for(mode, setpoint, feed, step, hears):
    link = Link(
        can={"step": step, "feed": hears, "heat_low": 1600, "heat_high": 3100, "cool_low": 1800, "cool_high": 3000}
    )
    link.command.mode, link.command.setpoint, link.command.feed = mode, setpoint, feed
    unit = link.run().unit
    assert unit.asked and unit.mode == mode
    assert unit.room_feed == (feed if hears else 0)
    if mode in (HEAT, COOL, DRY):
        low, high = (1600, 3100) if mode == HEAT else (1800, 3000)
        assert unit.setpoint % step == 0 and low <= unit.setpoint <= high
        assert abs(unit.setpoint - min(max(setpoint, low), high)) <= step // 2
        assert link.link.clipped == (0 if low <= setpoint <= high else setpoint)


def test_standing_by_order_keeps_mode_and_set_point():
    link = Link()
    link.command.setpoint, link.command.feed, link.command.speed = 1900, 2300, 0
    assert (link.run().unit.mode, link.unit.setpoint, link.unit.room_feed) == (HEAT, 1900, 2300)


@pytest.mark.parametrize(
    ("modes", "asked", "told"),
    [
        (1 << HEAT, COOL, OFF),
        (1 << HEAT | 1 << COOL, DRY, COOL),
        (1 << HEAT | 1 << COOL, FAN, OFF),
        (1 << HEAT | 1 << DRY, DRY, DRY),
    ],
)
def test_a_mode_that_the_unit_has_not(modes, asked, told):
    link = Link(can={"modes": modes})
    link.command.mode = asked
    assert link.run().unit.mode == told
    assert link.link.lacking == (0 if told == asked else asked)
    link.command.mode = HEAT
    link.run()
    assert link.link.lacking == 0


@pytest.mark.parametrize("quiet", [0, 1])
@pytest.mark.parametrize("fans", range(6))
def test_five_levels_are_spread_over_what_the_unit_has(fans, quiet):
    link = Link(can={"fans": fans, "quiet": quiet})
    levels = []
    for level in range(1, 6):
        link.command.fan = level
        levels.append(link.run().unit.fan)
    order = [0 if level == QUIET else level for level in levels]
    if fans + quiet == 0:
        assert levels == [FAN_AUTO] * 5
        return
    assert order == sorted(order), "more is never less"
    assert order[0] == (0 if quiet else 1)
    assert order[-1] == fans or fans + quiet == 1
    if fans + quiet == 5:
        assert len(set(levels)) == 5
    link.command.fan = FAN_AUTO
    assert link.run().unit.fan == FAN_AUTO
    link.command.fan = FAN_OFF
    assert link.run().unit.fan == UNKNOWN, "a unit's fan stands by itself: nothing is asked"


@given(vane=st.integers(0, 90), wide=st.integers(-60, 60), vanes=st.integers(1, 7), sides=st.integers(1, 7))
def test_degrees_become_the_nearest_position(vane, wide, vanes, sides):
    link = Link(can={"vanes": vanes, "wide_vanes": sides})
    link.command.vane, link.command.wide_vane = vane, wide
    unit = link.run().unit
    down = [15 + (60 * k / (vanes - 1) if vanes > 1 else 0) for k in range(vanes)]
    across = [-50 + (100 * k / (sides - 1) if sides > 1 else 0) for k in range(sides)]
    for asked, position, places in ((vane, unit.vane, down), (wide, unit.wide, across)):
        assert abs(places[position - 1] - asked) <= min(abs(place - asked) for place in places) + 1e-9


def test_vanes_that_we_have_never_turned_are_left_alone():
    link = Link()
    link.command.vane = VANE_AUTO
    assert (link.run().unit.vane, link.unit.wide) == (UNKNOWN, UNKNOWN)
    link.command.vane = 75
    assert link.run().unit.vane == 5
    link.command.vane = VANE_AUTO
    assert link.run().unit.vane == 0, "back to the unit's own automatic"
    link = Link(can={"vanes": 0, "wide_vanes": 0})
    assert (link.run().unit.vane, link.unit.wide) == (UNKNOWN, UNKNOWN), "a unit without motors"


# --- the lease --------------------------------------------------------------------------------------------------------


@given(late=st.integers(3, 1000), setpoint=st.integers(1700, 2500))
def test_a_lapsed_command_leaves_the_unit_to_itself(late, setpoint):
    link = Link()
    link.command.setpoint, link.command.feed, link.command.wish = 2350, 2130, setpoint
    link.command.aux, link.command.aux_contact = 1, 1
    link.run()
    assert (link.bench.level("aux_1"), link.bench.level("aux_contact"), link.link.valid) == (1, 1, 1)
    link.link.step(link.command, link.now + late)
    assert (link.bench.level("aux_1"), link.bench.level("aux_contact"), link.link.valid) == (0, 0, 0)
    assert link.unit.room_feed == 0
    assert abs(link.unit.setpoint - setpoint) <= 25
    assert link.unit.asked and link.unit.mode == HEAT


def test_safe_is_the_same_and_a_link_that_was_never_told_anything_asks_nothing():
    link = Link()
    link.link.step(None, 1)
    link.link.safe()
    assert (link.unit.asked, link.unit.room_feed) == (0, 0)
    link.command.setpoint, link.command.feed = 2350, 2130
    link.run().link.safe()
    assert (link.unit.room_feed, link.unit.setpoint, link.link.valid) == (0, 2100, 0)


def test_the_heater_is_watched_as_under_direct_drive():
    link = Link()
    link.command.aux, link.command.aux_contact = 1, 1
    link.bench.chip.drive(link.bench.pin("aux_1_back"), 0)
    link.run(5)
    assert link.link.faults == {}
    link.command.aux = 0
    link.run(5)
    assert link.link.faults == {"aux_1": "stays closed"} and link.bench.level("aux_contact") == 0
    assert set(link.link.relays) == {"aux_1", "aux_2", "aux_contact"}


# --- from the unit ----------------------------------------------------------------------------------------------------


def test_what_it_says_are_readings_with_their_age():
    link = Link(can={"feed": FEED_NONE, "tells_power": 1, "tells_speed": 1, "tells_defrost": 1, "tells_running": 1})
    vars(link.unit).update(
        room=2050, room_at=90, outdoor=-350, outdoor_at=80, coil=3900, speed=46, power=640, running=1, running_at=95,
        defrosting=0, standby=1, actual_fan=3, state_at=70, fault=0, fault_at=60, humidity=450,
    )  # fmt: skip
    link.now = 99
    r = link.run().readings
    found = {name: (getattr(r, name).value, getattr(r, name).age) for name in r.__slots__ if name != "rooms"}
    assert {name: each for name, each in found.items() if each[0] is not None} == {
        "return_air": (2050, 10), "outdoor": (-350, 20), "indoor_coil": (3900, 20), "speed": (46, 5), "power": (640, 5),
        "running": (1, 5), "defrosting": (0, 30), "standby": (1, 30), "fan_proven": (1, 30), "fault": (0, 40),
        "humidity": (450, 10),
    }  # fmt: skip


def test_what_it_does_not_say_or_cannot_be_believed_is_none():
    link = Link(can={"speed": 46, "power": 640, "defrosting": 1, "running": 1})  # said, but not known to be told
    r = link.run().readings
    for name in r.__slots__:
        assert name == "rooms" or getattr(r, name).value is None


def test_a_room_that_we_feed_is_no_reading_until_the_unit_goes_by_its_own():
    link = Link()
    link.command.feed = 2100
    for _ in range(200):
        link.unit.room, link.unit.room_at = 2100, link.now
        link.run()
        assert link.readings.return_air.value is None
    link.command.feed = 0
    seen = []
    for _ in range(150):
        link.unit.room, link.unit.room_at = 2350, link.now
        link.run()
        seen.append(link.readings.return_air.value)
    assert seen[:115] == [None] * 115 and seen[-1] == 2350


def test_a_probe_of_our_own_goes_first():
    from balancepoint.units.managed import probed

    mine = probed(("room", "outdoor", "indoor_coil"))
    link = Link(mine, can={"feed": FEED_NONE})
    vars(link.unit).update(room=2050, room_at=0, outdoor=-350, outdoor_at=0, coil=3900)
    link.readings.outdoor.set(-500)
    link.run()
    assert (link.readings.outdoor.value, link.readings.indoor_coil.value) == (-500, None)
    assert link.readings.return_air.value == 2050


# --- the handset ------------------------------------------------------------------------------------------------------


def test_a_set_point_of_the_handset_is_a_wish_and_stands():
    link = Link()
    link.command.setpoint = 2250  # moved by the core: the person's is 21 °C
    link.run(60)
    link.session.handset(setpoint=2300)
    link.run()
    assert link.changed and link.request.heat_setpoint == 2300 and link.request.mode == HEAT
    assert link.entries(AT_HANDSET) == [HEAT << 14 | 2300]
    assert "handset: heating, 23.0 °C" in words(0, AT_HANDSET, HEAT << 14 | 2300)["text"]


@pytest.mark.parametrize(("own", "after"), [(2250, 0), (2100, 0), (2200, 5)])
def test_a_set_point_of_our_own_is_none(own, after):
    """As asked, the person's, and the one before: the unit tells late."""
    link = Link()
    link.command.setpoint = 2200
    link.run(60)
    link.command.setpoint = 2250
    link.run(1 + after)
    link.session.handset(setpoint=own)
    link.run()
    assert not link.changed and link.request.heat_setpoint == 2100 and link.entries(AT_HANDSET) == []


def test_one_that_we_asked_for_long_ago_is_a_wish():
    link = Link()
    link.command.setpoint = 2200
    link.run(60)
    link.command.setpoint = 2250
    link.run(60)
    link.session.handset(setpoint=2200)
    assert link.run().changed and link.request.heat_setpoint == 2200


def test_off_and_on_again():
    link = Link()
    link.run(10)
    link.session.handset(mode=OFF)
    assert link.run().changed and link.request.mode == OFF
    link.command.mode = OFF
    link.run(10)
    link.session.handset(mode=COOL, setpoint=2400)
    assert link.run().changed and (link.request.mode, link.request.cool_setpoint) == (COOL, 2400)
    assert link.request.heat_setpoint == 2100
    assert link.entries(AT_HANDSET) == [OFF << 14 | 2100, COOL << 14 | 2400]


def test_automatic_has_one_set_point_for_two():
    link = Link()
    link.run(10)
    link.session.handset(mode=AUTO, setpoint=2300)
    link.run()
    assert (link.request.mode, link.request.heat_setpoint, link.request.cool_setpoint) == (AUTO, 2200, 2400)


def test_the_core_serving_automatic_is_no_change_of_mode():
    link = Link()
    link.request.mode = AUTO
    link.run(10)
    link.session.handset(setpoint=2200)
    link.run()
    assert (link.request.mode, link.request.heat_setpoint) == (AUTO, 2200)


def test_what_a_person_says_here_and_now_ends_dial_and_setback_but_not_the_schedule():
    link = Link()
    link.request.dial, link.request.preset = 2, AWAY
    link.run(10)
    link.session.handset(setpoint=2300)
    link.run()
    assert (link.request.dial, link.request.preset) == (None, HOME)
    link.request.preset = FOLLOW
    link.run(40)
    link.session.handset(setpoint=2200)
    link.run()
    assert link.request.preset == FOLLOW


def test_a_wish_beyond_what_the_core_takes_is_the_nearest():
    link = Link()
    link.run(10)
    link.session.handset(setpoint=3000)
    link.run()
    assert link.request.heat_setpoint == 2800


def test_before_anything_was_asked_the_unit_is_as_it_was_left():
    link = Link()
    link.session.handset(mode=COOL, setpoint=1900)
    link.link.wish(link.request)
    assert (link.request.mode, link.request.cool_setpoint) == (HEAT, 2500) and link.unit.own_change == 0


def test_a_fan_of_the_handset_stays_for_two_hours_and_until_the_core_wants_another():
    link = Link()
    link.run(10)
    link.session.handset(fan=1)
    link.run()
    assert not link.changed and link.unit.fan == 1
    assert "fan or the vanes" in words(0, AT_HANDSET, link.entries(AT_HANDSET)[0])["text"]
    link.run(7250)
    assert link.unit.fan == 1, "the core wants what it wanted then"
    link.command.fan = 5
    link.run()
    assert link.unit.fan == 4
    link.session.handset(fan=2)
    link.run(2)
    link.command.fan = 1
    link.run(100)
    assert link.unit.fan == 2
    link.command.mode = OFF
    link.run()
    link.command.mode = HEAT
    link.run()
    assert link.unit.fan == 1, "off and on again: the core's"


def test_a_vane_of_the_handset_stays_too():
    link = Link()
    link.run(10)
    link.session.handset(vane=5)
    link.run()
    assert link.unit.vane == 5
    link.command.vane = 75
    link.run(100)
    assert link.unit.vane == 5
    link.run(7200)
    assert link.unit.vane == 5
    link.command.vane = 15
    link.run()
    assert link.unit.vane == 1


# --- what stands between ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", range(1, len(WORDS)))
def test_each_trouble_is_told_in_words_and_in_the_journal_and_so_is_its_end(code):
    link = Link()
    link.run(5)
    assert link.link.faults == {}
    link.session.trouble = code
    link.run(10)
    assert link.link.faults == {"unit": WORDS[code]}
    link.link.acknowledge()
    link.run()
    assert link.link.faults == {"unit": WORDS[code]}, "seen to, and still there"
    link.session.trouble = trouble.OK
    link.run(10)
    assert link.link.faults == {}
    assert link.entries(UNIT_LINK) == [code, 0] and link.journal.times(0) == 2, "told again: counted"
    texts = [words(0, UNIT_LINK, each) for each in range(len(WORDS))]
    assert len({text["text"] for text in texts}) == len(texts) and [text["normal"] for text in texts].count(True) == 1


@pytest.mark.parametrize("code", [trouble.SILENT, trouble.GARBLED])
def test_a_unit_that_may_still_be_booting_is_no_fault(code):
    link = Link()
    link.session.linked, link.session.trouble = 0, code
    link.run(35)
    assert link.link.faults == {} and link.entries(UNIT_LINK) == []
    link.run(10)
    assert link.link.faults == {"unit": WORDS[code]} and link.entries(UNIT_LINK) == [code]


def test_wires_that_touch_are_told_at_once():
    link = Link()
    link.session.linked, link.session.trouble = 0, trouble.ECHO
    assert link.run(1).link.faults == {"unit": WORDS[trouble.ECHO]}


class _Wanted:
    """Settings, as far as they speak of the unit."""

    room_feed = 2
    setpoint_step = 50


@pytest.mark.parametrize(
    ("can", "asked", "line"),
    [
        ({}, {}, None),
        ({"heat_low": 1600}, {"setpoint": 1000}, "a set point of 10.00 °C is beyond the unit's 16.00 °C to 30.00 °C"),
        ({"modes": 1 << HEAT}, {"mode": COOL}, "the unit has no mode cool: it is asked for off"),
        ({"feed": FEED_NONE}, {}, "settings.room_feed: the unit takes no room temperature"),
        ({"step": 100}, {}, "settings.setpoint_step: the unit takes whole degrees"),
    ],
)
def test_what_the_unit_cannot_is_told_in_a_line_and_control_goes_on(can, asked, line):
    link = Link(can=can)
    from balancepoint.services.unit_text import notes

    for name, value in asked.items():
        setattr(link.command, name, value)
    link.run(10)
    found = list(notes(link.link, _Wanted))
    assert link.link.valid and link.link.faults == {}
    assert [each.startswith(line) for each in found] == [True] if line else found == []


def test_a_fan_and_vanes_that_are_wished_for_elsewhere_stay_as_the_handset_s_do():
    link = Link(can={"fans": 3, "quiet": 1, "vanes": 5, "wide_vanes": 3})
    link.command.fan = 3
    link.run(10)
    assert handset.names(link.link) == ("auto", "auto", "auto")
    for what, text, place in (("fan", "quiet", QUIET), ("fan", "2", 2), ("vane", "swing", SWING), ("wide", "3", 3)):
        handset.choose(link.link, what, text)
        assert link.run(2).unit.__dict__[what] == place, what
    assert handset.names(link.link) == ("2", "swing", "3")
    link.run(7250)
    assert link.unit.fan == 2, "the core wants what it wanted then"
    link.command.fan = 5
    assert link.run(2).unit.fan == 3 and handset.names(link.link)[0] == "auto"
    handset.choose(link.link, "fan", "1")
    handset.choose(link.link, "fan", "auto")
    assert link.run(2).unit.fan == 3, "given back to the core"
    for what, text, told in (
        ("fan", "7", "1, 2, 3, auto, quiet"),
        ("wide", "4", "1, 2, 3, auto, swing"),
        ("vane", "up", "swing"),
    ):
        with pytest.raises(ValueError, match=f"^{what} '{text}': this unit has .*{told}"):
            handset.choose(link.link, what, text)
