"""The session with a unit by the book: what it reads, what it sends, when, and what it makes of a hand at the handset."""

import pytest

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.request import COOL, DRY, FAN, HEAT, OFF
from balancepoint.units.trouble import NOT_FOLLOWED, OK, REFUSED, SILENT
from balancepoint.units.unit import FEED_EXPIRES, FEED_NONE, SWING
from tests.firmware.units.cn105.bench import Bench


def test_connects_and_reads_everything_before_it_says_a_word():
    bench = Bench().ask(mode=HEAT, setpoint=2200)
    assert bench.session.trouble == SILENT
    bench.run(4.9)
    assert bench.session.linked and bench.session.trouble == OK
    first = [frame[1] for _ms, frame in bench.line.sent[:3]]
    assert first == [0x5A, 0x42, 0x42] and len(bench.kinds(0x5B)) == 1
    assert {frame[5] for frame in bench.kinds(0x42)} >= {2, 3, 4, 5, 6, 9, 0x42}
    assert not bench.kinds(0x41)
    bench.run(3)
    assert bench.indoor.on == 1 and bench.indoor.setpoint == 44


def test_settings_are_not_sent_before_they_were_read():
    bench = Bench().ask(mode=HEAT, setpoint=2200)
    bench.indoor.answers.remove(2)
    bench.run(60)
    assert bench.session.linked and not bench.kinds(0x41)


def test_what_it_says():
    bench = Bench()
    indoor, unit = bench.indoor, bench.unit
    indoor.on, indoor.mode, indoor.setpoint, indoor.fan, indoor.vane, indoor.wide = 1, 9, 43, 3, 7, 0x8C
    indoor.running, indoor.speed, indoor.power, indoor.energy = 1, 26, 640, 64763
    indoor.state, indoor.blows = 2 | 1, 4
    bench.run(10)
    assert (unit.on, unit.said_mode, unit.said_setpoint, unit.said_fan) == (1, HEAT, 2150, 2)
    assert (unit.said_vane, unit.said_wide, unit.wide_vanes, unit.step) == (SWING, SWING, 5, 50)
    assert (unit.room, unit.outdoor, unit.speed, unit.power, unit.energy) == (2150, 900, 26, 640, 64763)
    assert (unit.running, unit.defrosting, unit.preheating, unit.standby, unit.filter_due) == (1, 1, 0, 0, 1)
    assert (unit.actual_fan, unit.fault) == (3, 0)
    assert (unit.tells_defrost, unit.tells_speed, unit.tells_power, unit.tells_energy) == (1, 1, 1, 1)
    assert (unit.tells_outdoor, unit.tells_running, unit.feed) == (1, 1, FEED_EXPIRES)
    assert not unit.own_change


def test_what_it_can():
    bench = Bench()
    bench.run(5)
    unit = bench.unit
    assert (unit.fans, unit.quiet, unit.vanes) == (4, 1, 5)
    assert (unit.cool_low, unit.cool_high, unit.heat_low, unit.heat_high) == (1600, 3100, 1000, 3100)
    assert unit.modes == 0b111110
    bench = Bench()
    bench.indoor.caps = "c9030020000a0707e425a6bc94b8a6b8"  # as an SVZ-KP30NA, but without heating
    bench.run(5)
    unit = bench.unit
    assert (unit.fans, unit.quiet, unit.vanes) == (3, 0, 0)
    assert (unit.cool_low, unit.cool_high) == (1900, 3000)
    assert not unit.modes & 1 << HEAT and unit.modes & 1 << COOL


def test_a_speed_is_told_once_it_was_seen_at_work():
    bench = Bench()
    bench.indoor.speed = 17  # noise of a unit that stands
    bench.run(20)
    assert not bench.unit.tells_speed and bench.unit.speed == UNKNOWN
    bench.indoor.running, bench.indoor.speed = 1, 0
    bench.run(10)
    assert not bench.unit.tells_speed and bench.unit.running == 1
    bench.indoor.speed = 40
    bench.run(10)
    assert bench.unit.tells_speed and bench.unit.speed == 40
    bench.indoor.running, bench.indoor.speed = 0, 3
    bench.run(10)
    assert bench.unit.speed == 0


def test_values_that_cannot_be_true_leave_the_older_ones():
    bench = Bench()
    bench.run(10)
    at = bench.unit.room_at
    bench.indoor.own, bench.indoor.outdoor = -127, 1  # -63.5 °C
    bench.run(30)
    assert (bench.unit.room, bench.unit.outdoor) == (2150, 900)
    assert bench.unit.room_at - at < 6 and bench.unit.now - bench.unit.room_at > 20


@pytest.mark.parametrize("junk", (0, 1, 0xFF))
def test_an_outdoor_temperature_that_is_none(junk):
    bench = Bench()
    bench.indoor.outdoor = junk
    bench.run(20)
    assert bench.unit.outdoor == UNKNOWN and not bench.unit.tells_outdoor


def test_everything_is_fresh_and_nothing_is_hurried():
    bench = Bench().ask(mode=HEAT, setpoint=2200, room_feed=2130)
    bench.calm()
    unit = bench.unit

    def stale():
        return max(unit.now - at for at in (unit.said_at, unit.room_at, unit.running_at, unit.state_at)) > 5

    for _ in range(200):
        bench.run(1)
        assert not stale()
    times = [ms for ms, _frame in bench.line.sent]
    gaps = [after - before for before, after in zip(times, times[1:], strict=False)]
    assert min(gaps) >= 300
    last = None
    for ms, frame in bench.line.sent:
        if last is not None:
            assert ms - last >= 750
        last = ms if frame[1] == 0x41 else None
    rare = [frame[5] for _ms, frame in bench.line.sent if frame[1] == 0x42]
    assert 5 <= rare.count(4) <= 8 and rare.count(5) <= 2 and rare.count(0x42) <= 2


def test_between_what_came_and_what_goes_there_is_a_pause():
    bench = Bench(step=1)
    last = 0
    sent = 0
    while bench.ms < 5000:
        waiting = len(bench.line.waiting)
        bench.run(0.001)
        if len(bench.line.sent) > sent:
            assert bench.ms - last >= 10
            sent = len(bench.line.sent)
        elif len(bench.line.waiting) < waiting:
            last = bench.ms


def test_only_what_changed_is_written():
    bench = Bench().ask(mode=HEAT, setpoint=2200, fan=FAN_AUTO, vane=0)
    bench.calm()
    bench.run(30)
    assert bench.indoor.sets == []
    bench.ask(setpoint=2250)
    bench.run(30)
    assert [payload.hex() for payload in bench.indoor.sets] == ["01040000000000000000000000" + "00ad00"]
    bench.indoor.sets.clear()
    bench.ask(mode=COOL, fan=1, vane=SWING, setpoint=2600)
    bench.run(30)
    assert [payload.hex() for payload in bench.indoor.sets] == [
        "011e00" + "00" + "03" + "00" + "02" + "07" + 6 * "00" + "b400"
    ]
    bench.indoor.sets.clear()
    bench.ask(mode=OFF, setpoint=2000, fan=4)
    bench.run(30)
    assert [payload[1:4].hex() for payload in bench.indoor.sets] == ["010000"]
    assert bench.unit.own_change == 0 and bench.unit.refused == 0


def test_a_wide_vane_keeps_the_flag_of_the_eye():
    bench = Bench()
    bench.indoor.wide, bench.indoor.mode, bench.indoor.on = 0x83, 9, 1
    bench.ask(mode=HEAT, setpoint=2100, wide=5)
    bench.run(20)
    assert [payload[1:3].hex() + payload[13:14].hex() for payload in bench.indoor.sets] == ["000185"]
    assert bench.indoor.mode == 9 and bench.unit.said_wide == 5


def test_the_older_scale_is_used_where_the_newer_one_was_never_seen():
    bench = Bench()
    bench.indoor.modern = False
    bench.indoor.caps = "c9030009041407750000000000000000"  # MSZ-GE35VA
    bench.ask(mode=HEAT, setpoint=2260)
    bench.run(20)
    assert bench.unit.step == 100 and bench.unit.said_setpoint == 2300 and bench.unit.room == 2100
    (payload,) = bench.indoor.sets
    assert payload[5] == 31 - 23 and payload[14] == 0


@pytest.mark.parametrize(
    "mode, asked, got", ((HEAT, 2130, 43), (HEAT, 500, 20), (HEAT, 4000, 62), (COOL, 1000, 32), (COOL, 2624, 52))
)
def test_set_points_are_rounded_and_kept_in_range(mode, asked, got):
    bench = Bench().ask(mode=mode, setpoint=asked)
    bench.run(20)
    assert bench.indoor.setpoint == got and bench.session.trouble == OK


@pytest.mark.parametrize("mode", (FAN, DRY))
def test_modes_without_a_set_point_are_not_given_one(mode):
    bench = Bench().ask(mode=mode, setpoint=2700)
    bench.indoor.caps = "c9030020001407750c05a0be94bea0be"
    bench.run(40)
    assert bench.unit.said_mode == mode and len(bench.indoor.sets) == 1 and not bench.indoor.sets[0][1] & 4


def test_the_room_is_fed_kept_fresh_and_taken_back():
    bench = Bench().ask(mode=HEAT, setpoint=2200, room_feed=2140)
    bench.run(10)
    assert bench.indoor.remote == 43
    bench.calm()
    for _ in range(300):
        bench.run(1)
        assert bench.indoor.remote == 43 and bench.unit.room == 2150
    times = [ms for ms, frame in bench.line.sent if frame[1] == 0x41]
    gaps = [after - before for before, after in zip(times, times[1:], strict=False)]
    assert min(gaps) >= 19000 and max(gaps) <= 25000
    bench.ask(room_feed=2180)
    bench.run(7)
    assert bench.indoor.remote == 44
    bench.ask(room_feed=0)
    bench.run(3)
    assert bench.indoor.remote is None
    assert bench.indoor.feeds[-1].hex() == "07000080" + 12 * "00"
    count = len(bench.indoor.feeds)
    bench.run(300)
    assert len(bench.indoor.feeds) == count


@pytest.mark.parametrize("room, half", ((-50, -1), (-130, -3), (3010, 60)))
def test_a_room_of_any_temperature_is_told(room, half):
    bench = Bench().ask(room_feed=room)
    bench.calm()
    bench.run(10)
    assert bench.indoor.remote == half
    bench.indoor.off_line = True
    bench.indoor.boot()
    bench.run(20)
    bench.indoor.off_line = False
    bench.run(12)
    assert bench.indoor.remote == half


def test_a_unit_with_two_fan_speeds_has_a_low_and_a_high_one():
    bench = Bench()
    bench.indoor.caps = "c90300200004" + "07258800a0be94bea0be"
    bench.indoor.fan = 5
    bench.run(20)
    assert bench.unit.fans == 2 and bench.unit.said_fan == 2 and bench.unit.own_change == 0
    bench.ask(mode=HEAT, setpoint=2100, fan=5)
    bench.run(20)
    assert bench.indoor.fan == 5 and bench.session.trouble == OK
    bench.ask(fan=1)
    bench.run(10)
    assert bench.indoor.fan == 2


def test_a_room_between_two_half_degrees_is_told_in_peace():
    bench = Bench().ask(room_feed=2120)
    bench.calm()
    for k in range(100):
        bench.ask(room_feed=2124 + k % 2)
        bench.run(1)
    assert len(bench.indoor.feeds) <= 21


def test_a_feed_of_an_earlier_life_is_taken_back():
    bench = Bench().ask()
    bench.indoor.remote = 60
    bench.run(10)
    assert bench.indoor.remote is None and len(bench.indoor.feeds) == 1


def test_nothing_is_sent_to_a_unit_that_is_only_watched():
    bench = Bench()
    bench.run(60)
    assert not bench.kinds(0x41)
    bench.ask(room_feed=2100)
    bench.run(10)
    bench.unit.asked = 0
    bench.run(10)
    assert bench.indoor.remote is None and not bench.indoor.sets


def test_a_unit_that_refuses_the_room_is_asked_rarely():
    bench = Bench().ask(mode=HEAT, setpoint=2100, room_feed=2100)
    bench.indoor.naks.add(7)
    bench.run(130)
    assert bench.unit.feed == FEED_NONE and bench.unit.refused == 1 and bench.session.trouble == REFUSED
    assert len(bench.indoor.feeds) <= 3 + 2
    bench.indoor.naks.clear()
    bench.run(70)
    assert bench.unit.feed == FEED_EXPIRES and bench.indoor.remote == 42 and bench.session.trouble == OK


@pytest.mark.parametrize("how, trouble", (("ignores", NOT_FOLLOWED), ("naks", REFUSED)))
def test_what_is_not_followed_is_sent_three_times_then_told(how, trouble):
    bench = Bench().ask(mode=HEAT, setpoint=2100)
    bench.calm()
    if how == "naks":
        bench.indoor.naks.add(1)
    else:
        bench.indoor.ignores = True
    bench.ask(setpoint=2400)
    bench.run(30)
    assert len(bench.indoor.sets) == 3 and bench.unit.refused == 1 and bench.session.trouble == trouble
    assert bench.session.linked and not bench.unit.own_change
    bench.run(260)
    assert len(bench.indoor.sets) == 3
    bench.run(360)
    assert 4 <= len(bench.indoor.sets) <= 5 and bench.unit.refused == 1
    bench.indoor.ignores = False
    bench.indoor.naks.clear()
    bench.ask(setpoint=2450)
    bench.run(10)
    assert bench.indoor.setpoint == 49 and bench.session.trouble == OK


def test_a_hand_at_the_handset():
    bench = Bench().ask(mode=HEAT, setpoint=2200)
    bench.calm()
    bench.indoor.setpoint = 48
    bench.run(6)
    assert bench.unit.own_change == 1 and bench.unit.said_setpoint == 2400
    bench.run(60)
    assert bench.indoor.setpoint == 48 and bench.indoor.sets == []
    bench.ask(setpoint=2400, own_change=0)  # the link has taken it over
    bench.run(60)
    assert bench.unit.own_change == 0 and bench.indoor.sets == []


@pytest.mark.parametrize("name, value", (("on", 0), ("mode", 3), ("fan", 5), ("vane", 4), ("wide", 1)))
def test_every_setting_of_the_handset_is_seen(name, value):
    bench = Bench().ask(mode=HEAT, setpoint=2100)
    bench.calm()
    setattr(bench.indoor, name, value)
    bench.run(6)
    assert bench.unit.own_change == 1
    bench.unit.own_change = 0
    bench.run(4)
    assert bench.unit.own_change == 0


def test_the_core_may_take_a_moment_to_make_the_handsets_word_its_own():
    bench = Bench().ask(mode=HEAT, setpoint=2200)
    bench.calm()
    bench.indoor.setpoint = 48
    bench.run(6, until=lambda: bench.unit.own_change)
    bench.unit.own_change = 0
    bench.run(2)
    bench.ask(setpoint=2350)  # the drive's way to the person's 24 °C
    bench.run(10)
    assert bench.indoor.setpoint == 47 and len(bench.indoor.sets) == 1


def test_what_moves_along_with_our_own_setting_is_not_the_handset():
    bench = Bench().ask(mode=HEAT, setpoint=2100)
    bench.calm()
    indoor = bench.indoor
    follow = indoor.set

    def set_with_memory(command, payload):
        """A unit that keeps fan and vane by mode."""
        result = follow(command, payload)
        if command == 1 and payload[1] & 2:
            indoor.fan, indoor.vane = 2, 3
        return result

    indoor.set = set_with_memory
    bench.ask(mode=COOL, setpoint=2500)
    bench.run(30)
    assert indoor.mode == 3 and bench.unit.own_change == 0 and bench.unit.said_fan == 1


def test_the_same_wish_said_by_hand_changes_nothing():
    bench = Bench().ask(mode=HEAT, setpoint=2200)
    bench.calm()
    bench.indoor.ignores = True
    bench.ask(setpoint=2300)
    bench.run(2)
    bench.indoor.setpoint = 46
    bench.run(10)
    assert bench.unit.own_change == 0 and bench.session.trouble == OK


def test_a_frame_of_a_person_goes_out_once_and_its_answer_is_kept():
    bench = Bench()
    bench.calm()
    bench.indoor.answers.add(0x20)
    frame = bytearray(22)
    from balancepoint.units.cn105 import codec

    codec.begin(frame, codec.GET, 0x20)
    codec.seal(frame)
    bench.session.extra = frame
    bench.run(2)
    assert bench.session.extra is None and bench.session.answered == 22 and bench.session.answer[5] == 0x20
    assert bytes(bench.session.answer[21:]) != b"\0"
    bench.indoor.answers.remove(0x20)
    bench.session.extra = frame
    bench.run(4)
    assert bench.session.answered == 0
    assert len([1 for frame in bench.kinds(0x42) if frame[5] == 0x20]) == 2


def test_an_installers_connection_falls_back_to_the_plain_one():
    bench = Bench()
    bench.session.installer = 1
    bench.run(3)
    assert bench.session.linked and bench.line.sent[0][1].hex() == "fc5b013002ca01a7"
    bench = Bench()
    bench.session.installer = 1
    bench.indoor.deaf.add(0x5B)
    bench.run(20)
    assert bench.session.linked
    assert bench.line.sent[0][1][1] == 0x5B and bench.kinds(0x5A)


class Notes:
    def __init__(self):
        self.notes = []

    def note(self, direction, buffer, count, ms):
        self.notes.append((direction, bytes(buffer[:count]), ms))


def test_a_recorder_hears_both_sides():
    bench = Bench()
    bench.session.recorder = Notes()
    bench.run(2)
    notes = bench.session.recorder.notes
    assert [note[0] for note in notes[:4]] == [0, 1, 0, 1]
    assert notes[0][1] == bench.line.sent[0][1] and notes[1][1].hex() == "fc7a0130010054"
    assert all(note[2] <= 2000 for note in notes)
