"""A session with a unit of a few lines: what it writes, and how it comes back from every fault of the line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT, OFF
from balancepoint.units import trouble
from balancepoint.units.gree.session import Session
from balancepoint.units.ticks import MASK
from balancepoint.units.unit import FEED_NONE, QUIET, SWING
from tests.firmware.units.gree.bench import COOLS, HEATS, Bench, frame, linked

try:
    from micropython import heap_lock, heap_unlock
except ImportError:

    def heap_lock():
        pass

    heap_unlock = heap_lock


def trouble_of(bench):
    return bench.session.linked, bench.session.trouble


def test_the_line_and_what_the_unit_says():
    assert (Session.BAUD, Session.PARITY, Session.STOP) == (4800, 0, 1)
    bench = Bench()
    bench.indoor.set(on=1, degrees=23, fan=4, vane=2, wide=1)
    bench.run(3)
    unit = bench.unit
    assert trouble_of(bench) == (1, trouble.OK)
    assert (unit.on, unit.said_mode, unit.said_setpoint, unit.said_fan) == (1, HEAT, 2300, 4)
    assert (unit.said_vane, unit.said_wide, unit.room) == (1, SWING, 2000)
    assert unit.said_at == unit.room_at >= unit.now - 1
    assert (unit.feed, unit.own_change, unit.outdoor, unit.fault) == (FEED_NONE, 0, UNKNOWN, UNKNOWN)


def test_nothing_is_changed_at_first_nor_when_nothing_is_asked():
    bench = linked(60)
    assert bench.indoor.writes == []
    assert all(data[15] & 8 and not data[7] for _, data in bench.sent)
    assert 55 <= len(bench.sent) <= 60
    bench = linked(60, mode=HEAT, setpoint=2300)
    assert len(bench.indoor.writes) == 1 and bench.indoor.writes[0][0] >= bench.indoor.asked[0] + 5000


def test_a_change_is_two_writes():
    bench = linked(30, mode=HEAT, setpoint=2300)
    first = next(i for i, (_, data) in enumerate(bench.sent) if data[7] == 0xAF)
    one, two, three = [data for _, data in bench.sent[first : first + 3]]
    assert not one[15] & 8 and not two[15] & 8 and three[15] & 8
    assert two[7] == 0 and one[8:-1] == two[8:-1]
    assert bench.sent[first + 1][0] - bench.sent[first][0] < 300


@given(
    st.sampled_from((OFF, HEAT, COOL, AUTO, DRY, FAN)), st.integers(1500, 3100),
    st.sampled_from((UNKNOWN, 1, 2, 3, 4, 5, QUIET, FAN_AUTO)), st.sampled_from((UNKNOWN, 0, 1, 5, SWING)),
    st.sampled_from((UNKNOWN, 0, 1, 5, SWING)),
)  # fmt: skip
@settings(max_examples=60)
def test_what_is_asked_for_is_what_stands_at_the_unit(mode, setpoint, fan, vane, wide):
    bench = Bench()
    bench.indoor.set(on=1, mode=HEATS, degrees=21, fan=2, vane=9, wide=3)
    bench.ask(mode=mode, setpoint=setpoint, fan=fan, vane=vane, wide=wide).run(20)
    unit = bench.unit
    assert unit.on == (mode != OFF)
    assert len(bench.indoor.writes) <= 1
    if mode != OFF:
        assert unit.said_mode == mode
        if mode in (HEAT, COOL):
            assert unit.said_setpoint == min(max((setpoint + 50) // 100 * 100, 1600), 3000)
        if mode != DRY:
            assert unit.said_fan == (2 if fan == UNKNOWN else fan)
        assert unit.said_vane == (SWING if vane == UNKNOWN else vane)
        assert unit.said_wide == (2 if wide == UNKNOWN else wide)
    assert bench.indoor.data[6] & 0x0E == 0x0A, "display and the fan that runs on stay as they were"
    assert not unit.own_change and trouble_of(bench) == (1, trouble.OK)


def test_many_changes_in_a_row_make_few_writes_and_the_last_one_counts():
    bench = linked(20, mode=HEAT, setpoint=2100)
    before = len(bench.indoor.writes)
    for k in range(20):
        bench.ask(setpoint=1700 + 50 * k).run(0.5)
    bench.run(10)
    assert bench.unit.said_setpoint == 2700
    assert len(bench.indoor.writes) - before <= 4


def test_a_change_that_the_unit_has_not_taken_is_made_again():
    bench = linked(20, mode=HEAT, setpoint=2100)
    bench.indoor.deaf = 2
    bench.ask(setpoint=2400).run(20)
    assert (bench.unit.said_setpoint, bench.unit.refused, bench.session.trouble) == (2400, 0, trouble.OK)
    assert not bench.unit.own_change


def test_not_followed_is_said_three_times_then_told_and_tried_again_after_an_hour():
    bench = linked(10)
    bench.indoor.obeys = 0
    bench.ask(mode=COOL, setpoint=2400).run(100)
    assert len(bench.indoor.writes) == 3
    assert trouble_of(bench) == (1, trouble.NOT_FOLLOWED)
    assert bench.unit.refused == 1 and not bench.unit.own_change
    bench.indoor.obeys = 1
    bench.pace = 500
    bench.run(3700)
    assert (bench.session.trouble, bench.unit.said_mode) == (trouble.OK, COOL)


def test_a_unit_without_wide_vanes_is_found_out():
    bench = Bench()
    bench.indoor.wide = 0
    bench.ask(mode=HEAT, setpoint=2200, vane=2, wide=3).run(40)
    assert (bench.unit.wide_vanes, bench.unit.refused, bench.session.trouble) == (0, 0, trouble.OK)
    writes = len(bench.indoor.writes)
    bench.run(60)
    assert len(bench.indoor.writes) == writes == 3


def test_a_unit_with_three_levels_follows_in_three():
    bench = Bench()
    bench.ask(mode=HEAT, setpoint=2200, fan=2)
    plain = bench.indoor.answer

    def answer(heard, ms):
        plain(heard, ms)
        bench.indoor.data[18] = 8
        return frame(0x31, bench.indoor.data)

    bench.indoor.answer = answer
    bench.run(40)
    assert len(bench.indoor.writes) == 1
    assert (bench.session.trouble, bench.unit.own_change) == (trouble.OK, 0)


@pytest.mark.parametrize("change", [{"degrees": 25}, {"mode": COOLS}, {"on": 0}, {"fan": 4}, {"vane": 3}, {"wide": 2}])
def test_a_change_at_the_handset_is_told_and_not_fought(change):
    bench = linked(20, mode=HEAT, setpoint=2100)
    writes = len(bench.indoor.writes)
    bench.indoor.set(**change)
    assert bench.run(5, until=lambda: bench.unit.own_change) < 5
    bench.run(20)
    assert len(bench.indoor.writes) == writes, "until the link has taken it"


def test_what_was_asked_for_is_no_change_of_its_own():
    bench = linked(20, mode=HEAT, setpoint=2100, fan=2)
    for asked in (
        {"setpoint": 2300},
        {"mode": COOL},
        {"fan": 3},
        {"mode": OFF},
        {"mode": HEAT, "vane": 0},
        {"wide": 5},
    ):
        bench.ask(**asked).run(15)
        assert not bench.unit.own_change, asked


# The line


def test_silence_is_told_and_asked_into_with_patience():
    bench = Bench()
    bench.powered = 0
    bench.run(120)
    assert trouble_of(bench) == (0, trouble.SILENT)
    times = [ms for ms, _ in bench.sent]
    gaps = [b - a for a, b in zip(times, times[1:], strict=False)]
    assert max(gaps) <= 5100 and min(gaps[5:]) >= 4900


@pytest.mark.parametrize("dark", [7, 20, 600])
def test_a_unit_that_comes_back_is_linked_within_10_s_and_told_again(dark):
    bench = linked(20, mode=HEAT, setpoint=2300)
    bench.powered = 0
    bench.run(dark)
    bench.indoor.set(on=0, mode=COOLS, degrees=24)
    bench.powered = 1
    back = bench.ms
    assert bench.run(10, until=lambda: bench.session.linked and bench.unit.said_at * 1000 >= back) <= 10
    assert not bench.unit.own_change
    bench.run(15)
    assert (bench.unit.on, bench.unit.said_mode, bench.unit.said_setpoint) == (1, HEAT, 2300)
    assert bench.indoor.writes[-1][0] >= back + 5000, "not before it has woken up"


def test_the_line_breaks_in_the_middle_of_a_change():
    bench = linked(20, mode=HEAT, setpoint=2100)
    bench.ask(setpoint=2500)
    bench.run(10, until=lambda: bench.sent[-1][1][7] == 0xAF)
    bench.coming.clear()
    bench.powered = 0
    bench.run(5)
    bench.powered = 1
    bench.run(20)
    assert (bench.unit.said_setpoint, bench.session.trouble) == (2500, trouble.OK)


def test_a_unit_that_boots_20_s_after_us():
    bench = Bench().ask(mode=HEAT, setpoint=2200)
    bench.powered = 0
    bench.run(20)
    bench.powered = 1
    assert bench.run(10, until=lambda: bench.session.linked) <= 10
    bench.run(15)
    assert bench.unit.said_setpoint == 2200


CHANGES = {
    "half": lambda answer: answer[: len(answer) // 2],
    "sum": lambda answer: answer[:-1] + bytes((answer[-1] ^ 1,)),
    "noise": lambda answer: bytes(byte * 7 + 13 & 255 for byte in answer),
}


@pytest.mark.parametrize("name", ["half", "sum", "noise"])
def test_broken_answers_are_not_believed_and_forgotten_when_they_end(name):
    bench = linked(20, mode=HEAT, setpoint=2300)
    bench.change = CHANGES[name]
    bench.indoor.data[42] = 40 + 30
    bench.run(60)
    assert trouble_of(bench) == (0, trouble.GARBLED)
    assert bench.unit.room == 2000
    bench.change = None
    assert bench.run(10, until=lambda: bench.session.linked) <= 10
    assert (bench.unit.room, bench.session.trouble) == (3000, trouble.OK)


def test_an_echo_is_named_alone_and_lived_with_beside_the_answers():
    bench = Bench()
    bench.echo, bench.powered = 1, 0
    bench.run(30)
    assert trouble_of(bench) == (0, trouble.ECHO)
    bench.powered = 1
    bench.ask(mode=HEAT, setpoint=2400).run(30)
    assert trouble_of(bench) == (1, trouble.ECHO)
    assert bench.unit.said_setpoint == 2400
    bench.echo = 0
    bench.run(5)
    assert trouble_of(bench) == (1, trouble.OK)


@given(st.lists(st.integers(0, 255), max_size=400), st.integers(0, 60))
@settings(max_examples=40)
def test_random_bytes_do_no_harm(noise, quiet):
    bench = linked(8, mode=HEAT, setpoint=2200)
    bench.coming.append([bench.ms, bytes(noise)])
    bench.run(quiet / 10)
    bench.run(12)
    assert trouble_of(bench) == (1, trouble.OK)
    assert bench.unit.said_setpoint == 2200


def test_the_counter_of_ms_may_wrap():
    bench = Bench().ask(mode=HEAT, setpoint=2200)
    bench.ms = MASK - 7000
    bench.run(30)
    assert trouble_of(bench) == (1, trouble.OK)
    assert bench.unit.said_setpoint == 2200


@pytest.mark.cpython("a day takes a minute there; test_a_frame_takes_no_memory polls there")
def test_a_day_of_polling():
    bench = linked(20, mode=HEAT, setpoint=2100)
    bench.pace = 250
    for hour in range(24):
        bench.ask(setpoint=2000 + hour % 5 * 100).run(3600)
        assert bench.unit.said_setpoint == 2000 + hour % 5 * 100
        assert trouble_of(bench) == (1, trouble.OK)
        bench.sent.clear()
        bench.indoor.asked.clear()
    assert bench.session.bad == bench.session.timeouts == bench.unit.refused == 0
    assert len(bench.indoor.writes) <= 26


class Canned:
    """A stream without a memory of its own."""

    def __init__(self, answer):
        self.answer = answer
        self.left = 0

    def read(self, buffer):
        count = min(self.left, len(buffer))
        begin = len(self.answer) - self.left
        for i in range(count):
            buffer[i] = self.answer[begin + i]
        self.left -= count
        return count

    def write(self, buffer, count):
        self.left = len(self.answer)


def test_a_frame_takes_no_memory():
    bench = Bench()
    session, unit = bench.session, bench.unit
    stream = Canned(frame(0x31, bench.indoor.data))
    unit.asked, unit.mode, unit.setpoint = 1, HEAT, 2300
    session.step(stream, 1000)
    ms = 1000
    heap_lock()
    try:
        for _ in range(600):
            ms += 50
            unit.now = ms // 1000
            session.step(stream, ms)
    finally:
        heap_unlock()
    assert (session.linked, session.trouble, unit.refused) == (1, trouble.NOT_FOLLOWED, 1)
