"""A session with a unit of a few lines: what it asks, what it writes, and how it comes back from every fault of the line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT, OFF
from balancepoint.units import trouble
from balancepoint.units.midea import codec
from balancepoint.units.midea.session import Session
from balancepoint.units.ticks import MASK
from balancepoint.units.unit import FEED_NONE, QUIET, SWING, Unit
from tests.firmware.units.midea.bench import COOLS, HEATS, Bench, frame, linked

try:
    from micropython import heap_lock, heap_unlock
except ImportError:

    def heap_lock():
        pass

    heap_unlock = heap_lock

CAPABLE = bytes.fromhex(
    "b50a12020101430001011402010115020101160201031a020101100201051f020103250207203c203c203c0540000100"
)


def test_the_line_and_what_is_said_first():
    assert (Session.BAUD, Session.PARITY, Session.STOP) == (9600, None, 1)
    bench = linked(4)
    assert bench.session.linked and bench.session.trouble == trouble.OK
    first = [data.hex() for _, data in bench.sent[:3]]
    assert first[0] == "aa20ac00000000000003418100ff03ff000200000000000000000000000003cd9c", "as node-mideahvac asks"
    assert bench.sent[1][1][9] == 0x0D
    assert first[2] == "aa0eac00000000000303b501118eeb"


def test_later_pages_and_power_are_asked_for_as_published():
    bench = Bench()
    bench.indoor.pages = [CAPABLE + b"\x01\x00", bytes.fromhex("b5011e0201010100"), bytes.fromhex("b500")]
    bench.indoor.groups[4] = bytes(14) + b"\x01"
    bench.run(30)
    sent = [data.hex() for _, data in bench.sent]
    assert "aa0fac00000000000303b50101012166" in sent
    assert "aa0fac00000000000303b5010102c3c3" in sent
    assert "aa11ac00000000000303412101440001098c" in sent


def test_what_the_unit_says():
    bench = Bench()
    bench.indoor.state[1] = 1
    bench.indoor.state[8], bench.indoor.state[9] = 0x80, 0x08
    bench.indoor.state[11], bench.indoor.state[15] = 50 + 2 * 21 + 1, 0x07
    bench.indoor.state[13] = 0x20 | 9
    bench.run(5)
    unit = bench.unit
    assert (unit.on, unit.said_mode, unit.said_setpoint, unit.said_fan) == (1, HEAT, 2100, FAN_AUTO)
    assert (unit.said_vane, unit.room, unit.outdoor, unit.fault) == (SWING, 2170, -500, 0)
    assert unit.said_at == unit.room_at == unit.outdoor_at
    assert (bench.session.heater, bench.session.follow_me, unit.filter_due) == (1, 1, 1)
    assert unit.feed == FEED_NONE
    assert not unit.own_change, "what is read first is nobody's wish"


def test_what_the_unit_cannot_say_stays_unknown():
    bench = linked(60)
    unit = bench.unit
    assert unit.speed == unit.power == unit.energy == unit.defrosting == unit.coil == unit.humidity == UNKNOWN
    assert not unit.tells_speed + unit.tells_power + unit.tells_energy + unit.tells_defrost + unit.tells_running


def test_no_temperature_is_believed_that_is_none():
    bench = linked(5)
    bench.indoor.state[11] = bench.indoor.state[12] = 0xFF
    bench.run(5)
    assert bench.unit.room == bench.unit.outdoor == UNKNOWN


@pytest.mark.parametrize(
    ("number", "fault", "preheating"), [(3, 3, 0), (25, 0, 1), (29, 0, 0), (31, 0, 0), (32, 32, 0)]
)
def test_faults_and_what_is_none(number, fault, preheating):
    bench = linked(5)
    bench.indoor.state[16] = number
    bench.run(5)
    assert (bench.unit.fault, bench.unit.preheating) == (fault, preheating)


def test_an_error_without_a_number_is_a_fault():
    bench = linked(5)
    bench.indoor.state[1] |= 0x80
    bench.run(5)
    assert bench.unit.fault == 128


def test_abilities():
    bench = Bench()
    assert (bench.unit.step, bench.unit.heat_low, bench.unit.fans) == (100, 1700, 3)
    bench.indoor.pages = [CAPABLE]
    bench.run(5)
    unit = bench.unit
    assert (unit.step, unit.heat_low, unit.heat_high, unit.fans, unit.quiet) == (50, 1600, 3000, 3, 0)
    assert unit.modes == 1 << HEAT | 1 << COOL | 1 << AUTO | 1 << DRY | 1 << FAN
    assert bench.session.figures.writing == codec.DECIMAL
    assert bench.session.swing == 15


def test_a_cooler_does_not_heat():
    bench = Bench()
    bench.indoor.pages = [bytes.fromhex("b507120201021402010015020102170201021a0201021002010524020101")]
    bench.run(5)
    assert bench.unit.modes == 1 << COOL | 1 << AUTO | 1 << DRY | 1 << FAN
    assert bench.session.swing == 0


@given(st.lists(st.integers(0, 255), min_size=1, max_size=60))
def test_any_abilities_are_survived(rest):
    bench = Bench()
    bench.indoor.pages = [b"\xb5" + bytes(rest)]
    bench.run(6)
    unit = bench.unit
    assert bench.session.linked
    assert 1000 <= unit.heat_low < unit.heat_high <= 4000 and 1000 <= unit.cool_low < unit.cool_high <= 4000


def test_figures_of_the_outdoor_unit():
    bench = Bench()
    bench.indoor.state[11] = 50 + 41
    bench.indoor.groups = {
        1: bytes.fromhex("1c1d0001e800472666582d0000"),
        5: bytes.fromhex("1e4f2b5e003c01000000692900"),
    }
    bench.run(30)
    unit = bench.unit
    assert (unit.speed, unit.coil, unit.running) == (28, 400, 1)
    assert (unit.defrosting, unit.humidity) == (1, 300)
    assert unit.tells_speed and unit.tells_defrost and unit.tells_running
    bench.indoor.groups[5] = bytes.fromhex("1e4dcf5e611f00000052ad2900")
    bench.run(10)
    assert unit.defrosting == 0


def test_figures_that_are_of_something_else_are_not_believed():
    bench = Bench()
    bench.indoor.groups = {1: bytes.fromhex("1c1d0001e800212666582d0000")}
    bench.run(30)
    assert bench.unit.speed == UNKNOWN and not bench.unit.tells_speed


@pytest.mark.parametrize(
    ("written", "watt", "energy"),
    [
        (lambda value: bytes((value // 10000 % 100, value // 100 % 100, value % 100)), codec.HUNDREDS, 0),
        (lambda value: bytes(value // n % 100 // 10 * 16 + value // n % 10 for n in (10000, 100, 1)), codec.DECIMAL, 0),
        (lambda value: bytes((value >> 16, value >> 8 & 255, value & 255)), codec.BINARY, 0),
    ],
)
def test_how_power_is_written_shows_in_time(written, watt, energy):
    bench = Bench()
    value = 2795
    for _ in range(30):
        bench.indoor.groups[4] = bytes(12) + written(value)
        bench.run(6)
        assert bench.unit.power in (UNKNOWN, (value - 171) // 10, value // 10, 279)
        value += 171
    assert bench.session.figures.writing == watt
    assert bench.unit.tells_power


def test_groups_that_are_not_answered_are_asked_rarely():
    bench = linked(20)
    bench.pace = 500
    bench.run(580)
    asked = [ms for ms, kind, body in bench.indoor.asked if (kind, body) == (3, 0x41)]
    assert 280 < len(asked) < 620
    groups = [ms for ms, data in bench.sent if data[10] == 0x41 and data[11] == 0x21]
    assert len(groups) == 9
    bench.run(3600)
    assert len([1 for ms, data in bench.sent if data[10] == 0x41 and data[11] == 0x21]) == 18


def test_zeros_are_no_figures():
    bench = Bench()
    bench.indoor.groups = {1: b"", 4: b"", 5: b""}
    bench.run(250)
    assert 9 <= len([1 for ms, data in bench.sent if data[10] == 0x41 and data[11] == 0x21]) <= 15
    assert not bench.unit.tells_defrost


# What is written


def test_nothing_is_written_at_first_nor_when_nothing_is_asked():
    bench = Bench()
    bench.run(60)
    assert bench.indoor.writes == []
    bench = Bench().ask(mode=HEAT, setpoint=2300)
    bench.run(60)
    assert bench.indoor.writes[0][0] >= bench.indoor.asked[0][0] + 5000
    assert len(bench.indoor.writes) == 1


def test_what_is_already_so_is_not_written():
    bench = Bench()
    bench.indoor.set(on=1, mode=HEATS, degrees=23, fan=102, swing=0)
    bench.ask(mode=HEAT, setpoint=2300, fan=FAN_AUTO, vane=0)
    bench.run(60)
    assert bench.indoor.writes == []


@given(
    st.sampled_from((OFF, HEAT, COOL, AUTO, DRY, FAN)), st.integers(34, 60), st.sampled_from((UNKNOWN, 1, 2, 3, QUIET, FAN_AUTO)),
    st.sampled_from((UNKNOWN, 0, SWING)),
)  # fmt: skip
@settings(max_examples=60)
def test_what_is_asked_for_is_what_stands_at_the_unit(mode, halves, fan, vane):
    bench = Bench()
    bench.indoor.pages = [CAPABLE]
    bench.indoor.set(on=1, mode=HEATS, degrees=21, fan=60, swing=12)
    bench.indoor.state[9] = 0x10
    bench.ask(mode=mode, setpoint=halves * 50, fan=fan, vane=vane)
    bench.run(20)
    unit = bench.unit
    assert unit.on == (mode != OFF)
    assert len(bench.indoor.writes) <= 1
    if mode != OFF:
        assert (unit.said_mode, unit.said_setpoint) == (mode, halves * 50) or mode in (DRY, FAN)
        if mode not in (AUTO, DRY):
            assert unit.said_fan == (2 if fan == UNKNOWN else 1 if fan == QUIET else fan)
        assert unit.said_vane == (SWING if vane == UNKNOWN else vane)
    assert bench.indoor.state[9] == 0x10, "eco as it was"
    assert not unit.own_change


def test_half_degrees_are_rounded_for_a_unit_without():
    bench = linked(20, mode=HEAT, setpoint=2130)
    assert bench.unit.said_setpoint == 2100
    bench = Bench()
    bench.indoor.pages = [CAPABLE]
    bench.ask(mode=HEAT, setpoint=2130).run(20)
    assert bench.unit.said_setpoint == 2150


@pytest.mark.parametrize("up", [0, 1])
def test_a_unit_that_makes_whole_degrees_of_halves_is_no_handset(up):
    bench = Bench()
    bench.indoor.pages = [CAPABLE]
    plain = bench.indoor.answer

    def answer(heard, ms):
        said = plain(heard, ms)
        state = bench.indoor.state
        if state[2] & 16:
            state[2] = (state[2] & ~16 & 255) + up
            said = frame(3, state)
        return said

    bench.indoor.answer = answer
    bench.ask(mode=HEAT, setpoint=2150).run(40)
    assert (bench.unit.own_change, bench.unit.step, bench.unit.said_setpoint) == (0, 100, 2200)
    assert bench.session.trouble == trouble.OK


def test_halves_that_it_was_not_told_are_no_rounding():
    """What was written before the unit said that it takes halves was rounded by us."""
    bench = linked(20, mode=HEAT, setpoint=2150)
    assert bench.unit.said_setpoint == 2200
    bench.unit.step = 50
    bench.run(20)
    assert (bench.unit.own_change, bench.unit.step, bench.unit.said_setpoint) == (0, 50, 2150)


def test_many_changes_in_a_row_make_one_write_and_the_last_one_counts():
    bench = linked(20, mode=HEAT, setpoint=2100)
    before = len(bench.indoor.writes)
    for k in range(20):
        bench.ask(setpoint=1700 + 50 * k).run(0.5)
    bench.run(10)
    assert bench.unit.said_setpoint == 2700, "17 + 19 * 0.5 in whole degrees"
    assert len(bench.indoor.writes) - before <= 4
    times = [ms for ms, _ in bench.indoor.writes]
    assert min([b - a for a, b in zip(times, times[1:], strict=False)]) >= 5000


def test_a_write_never_beeps():
    bench = linked(20, mode=HEAT, setpoint=2300)
    assert [body[1] for _, body in bench.indoor.writes] == [3]


def test_not_followed_is_said_again_three_times_then_told():
    bench = linked(10)
    bench.indoor.obeys = 0
    bench.ask(mode=COOL, setpoint=2400).run(100)
    assert len(bench.indoor.writes) == 3
    assert bench.session.trouble == trouble.NOT_FOLLOWED
    assert bench.unit.refused == 1
    assert bench.session.linked and not bench.unit.own_change
    bench.indoor.obeys = 1
    bench.ask(setpoint=2500).run(10)
    assert (bench.session.trouble, bench.unit.said_setpoint) == (trouble.OK, 2500)


def test_not_followed_is_tried_again_after_an_hour():
    bench = linked(10)
    bench.indoor.obeys = 0
    bench.ask(mode=COOL).run(60)
    bench.indoor.obeys = 1
    bench.pace = 500
    bench.run(3700)
    assert (bench.session.trouble, bench.unit.said_mode, bench.unit.on) == (trouble.OK, COOL, 1)


# The handset


@pytest.mark.parametrize("change", [{"degrees": 25}, {"mode": COOLS}, {"on": 0}, {"fan": 80}, {"swing": 0}])
def test_a_change_at_the_handset_is_told_and_not_fought(change):
    bench = linked(20, mode=HEAT, setpoint=2100)
    writes = len(bench.indoor.writes)
    bench.indoor.set(**change)
    assert bench.run(5, until=lambda: bench.unit.own_change) < 5
    bench.run(20)
    assert len(bench.indoor.writes) == writes, "until the link has taken it"


def test_what_was_asked_for_is_no_change_of_its_own():
    bench = linked(20, mode=HEAT, setpoint=2100, fan=2)
    for asked in ({"setpoint": 2300}, {"mode": COOL}, {"fan": 3}, {"mode": OFF}, {"mode": HEAT, "vane": 0}):
        bench.ask(**asked).run(15)
        assert not bench.unit.own_change, asked


def test_a_report_brings_the_state_at_once():
    bench = linked(20)
    bench.indoor.set(degrees=26)
    bench.say(frame(5, b"\xa0" + bytes(20)))
    assert bench.run(3, until=lambda: bench.unit.said_setpoint == 2600) <= 2.2


# The network


def test_the_network_is_told_every_2_min_and_when_asked():
    bench = linked(600)
    told = [ms for ms, data in bench.sent if data[9] == 0x0D]
    assert 5 <= len(told) <= 6
    assert max([b - a for a, b in zip(told, told[1:], strict=False)]) <= 124000
    count = len(bench.sent)
    bench.say(frame(0x63, b"\x00"))
    bench.run(0.1)
    assert len(bench.sent) - count >= 1
    assert [data[9] for _, data in bench.sent[count:]][0] == 0x63
    assert bench.sent[count][1][10:30] == bytes((1, 1, 4, 0, 0, 0, 0, 255)) + bytes(12)


# The line


def trouble_of(bench):
    return bench.session.linked, bench.session.trouble


def test_silence_is_told_and_asked_into_with_patience():
    bench = Bench()
    bench.powered = 0
    bench.run(120)
    assert trouble_of(bench) == (0, trouble.SILENT)
    times = [ms for ms, _ in bench.sent]
    gaps = [b - a for a, b in zip(times, times[1:], strict=False)]
    assert max(gaps) <= 5100 and min(gaps[5:]) >= 4900
    assert bench.session.timeouts == len(bench.sent) - 1 or bench.session.timeouts == len(bench.sent)


@pytest.mark.parametrize("dark", [7, 20, 600])
def test_a_unit_that_comes_back_is_linked_within_10_s_and_told_again(dark):
    bench = linked(20, mode=HEAT, setpoint=2300)
    bench.powered = 0
    bench.run(dark)
    bench.indoor.set(on=0, mode=COOLS, degrees=24)  # what it wakes up with
    bench.powered = 1
    back = bench.ms
    assert bench.run(10, until=lambda: bench.session.linked and bench.unit.said_at * 1000 >= back) <= 10
    assert not bench.unit.own_change
    bench.run(15)
    assert (bench.unit.on, bench.unit.said_mode, bench.unit.said_setpoint) == (1, HEAT, 2300)
    assert bench.indoor.writes[-1][0] >= back + 5000, "not before it has woken up"


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
    "check": lambda answer: answer[:-2] + bytes((answer[-2] ^ 1, answer[-1] - (1 if not answer[-2] & 1 else -1) & 255)),
    "noise": lambda answer: bytes(byte * 7 + 13 & 255 for byte in answer),
}


@pytest.mark.parametrize("name", ["half", "sum", "check", "noise"])
def test_broken_answers_are_not_believed_and_forgotten_when_they_end(name):
    bench = linked(20, mode=HEAT, setpoint=2300)
    room = bench.unit.room
    bench.change = CHANGES[name]
    bench.indoor.state[11] = 50 + 2 * 30
    bench.run(60)
    assert trouble_of(bench) == (0, trouble.GARBLED)
    assert bench.unit.room == room
    bench.change = None
    assert bench.run(10, until=lambda: bench.session.linked) <= 10
    assert (bench.unit.room, bench.session.trouble) == (3000, trouble.OK)


def test_every_third_answer_broken_is_no_trouble():
    bench = Bench().ask(mode=HEAT, setpoint=2200)
    count = [0]

    def change(answer):
        count[0] += 1
        return CHANGES["sum"](answer) if count[0] % 3 == 0 else answer

    bench.change = change
    bench.run(20)
    lost = 0
    for _ in range(600):
        bench.run(1)
        lost += 1 - bench.session.linked
    assert lost == 0
    assert bench.unit.said_setpoint == 2200
    assert bench.session.bad > 100


def test_an_echo_alone_is_named():
    bench = Bench()
    bench.powered, bench.echo = 0, 1
    bench.run(30)
    assert trouble_of(bench) == (0, trouble.ECHO)
    assert bench.session.echoes >= 3
    bench.powered, bench.echo = 1, 0
    assert bench.run(10, until=lambda: bench.session.linked) <= 10
    bench.run(3)
    assert bench.session.trouble == trouble.OK


def test_an_echo_beside_the_answers_is_named_and_lived_with():
    bench = Bench().ask(mode=HEAT, setpoint=2200)
    bench.echo = 1
    bench.run(60)
    assert trouble_of(bench) == (1, trouble.ECHO)
    assert bench.unit.said_setpoint == 2200
    assert len(bench.indoor.writes) == 1


def test_another_appliance_is_named():
    bench = Bench()
    bench.change = lambda answer: bytes.fromhex(
        "aa63cc0000000000000301fe00000043005000728c8000bc00728c728c808000010141ff0102030006030100000000000000010001030100"
        "00000000000000000001000100010000000000000000000000000001000200000100000101000102ff02ffa2"
    )
    bench.run(30)
    assert trouble_of(bench) == (0, trouble.WRONG_PROTOCOL)


def test_another_protocol_is_garbled():
    bench = Bench()
    bench.change = lambda answer: bytes.fromhex("fc620130100200000001011a0302000003ab000000008c")
    bench.run(30)
    assert trouble_of(bench) == (0, trouble.GARBLED)


def test_an_old_unit_without_a_crc():
    bench = Bench().ask(mode=HEAT, setpoint=2200)

    def old(answer):
        if answer[10] != 0xC0:
            return None
        body = answer[10:30]
        out = bytearray(answer[:30]) + bytes((-sum(body) & 255,))
        out[1] = len(out)
        out[8] = 0
        return bytes(out) + bytes((-sum(out[1:]) & 255,))

    bench.change = old
    bench.run(30)
    assert trouble_of(bench) == (1, trouble.OK)
    assert (bench.unit.said_setpoint, bench.unit.room) == (2200, 2000)
    assert bench.sent[-1][1][8] == 0, "in the unit's protocol"


@given(st.lists(st.integers(0, 255), max_size=400), st.integers(0, 60))
@settings(max_examples=40)
def test_random_bytes_do_no_harm(noise, quiet):
    bench = Bench().ask(mode=HEAT, setpoint=2200)
    bench.run(12)
    for k in range(0, len(noise), 40):
        bench.say(noise[k : k + 40])
        bench.run(0.2)
    bench.run(quiet / 10)
    bench.run(20)
    assert trouble_of(bench) == (1, trouble.OK)
    assert (bench.unit.said_setpoint, bench.unit.on) == (2200, 1)


class Tape:
    def __init__(self):
        self.sent = self.received = 0

    def note(self, direction, buffer, count, ms):
        if direction:
            self.received += 1
        else:
            self.sent += 1


def test_every_frame_is_recorded():
    bench = Bench()
    tape = bench.session.recorder = Tape()
    bench.run(60)
    assert tape.sent == len(bench.sent)
    assert tape.received == bench.session.frames


def test_the_counter_of_ms_may_wrap():
    bench = Bench()
    bench.ms = MASK - 30000
    bench.run(120)
    assert trouble_of(bench) == (1, trouble.OK)
    assert bench.session.timeouts < 20


@pytest.mark.cpython("a day takes a minute there; test_a_frame_takes_no_memory polls there")
def test_a_day_of_polling():
    bench = linked(60, mode=HEAT, setpoint=2200)
    bench.indoor.groups = {1: bytes.fromhex("1c1d0001e800462666582d0000"), 4: bytes(14) + b"\x01", 5: b"\x1e"}
    bench.sent.clear()
    bench.indoor.asked.clear()
    bench.pace = 500
    bench.run(86400)
    assert bench.session.frames + bench.session.timeouts >= 86000
    assert 86000 <= len(bench.sent) <= 86500
    told = [ms for ms, data in bench.sent if data[9] == 0x0D]
    assert 700 <= len(told) <= 721
    assert len(bench.indoor.writes) == 1
    assert trouble_of(bench) == (1, trouble.OK)


class Canned:
    """A unit that answers out of what was made before: to itself it takes no memory, either."""

    def __init__(self):
        self.state = bytearray(frame(3, Bench().indoor.state))
        self.figures = bytearray(frame(3, bytes.fromhex("c12101451e4f2b5e003c01000000692900cf7e0001")))
        self.meter = bytearray(frame(3, bytes.fromhex("c1210144000005e00000000000000006000aeb00000048")))
        self.outdoor = bytearray(frame(3, bytes.fromhex("c12101411c1d0001e800462666582d00000000000000")))
        self.can = bytearray(frame(3, CAPABLE.replace(b"\x16\x02\x01\x03", b"\x16\x02\x01\x04")))
        self.answer = None
        self.writes = 0

    def read(self, buffer):
        answer = self.answer
        if answer is None:
            return 0
        self.answer = None
        for i in range(len(answer)):
            buffer[i] = answer[i]
        return len(answer)

    def write(self, buffer, count):
        first = buffer[10]
        if first == 0xB5:
            self.answer = self.can
        elif first == 0x41 and buffer[11] == 0x21:
            group = buffer[13] & 15
            self.answer = self.meter if group == 4 else self.figures if group == 5 else self.outdoor
        elif first == 0x40 or first == 0x41:
            self.writes += first == 0x40
            self.answer = self.state


def test_a_frame_takes_no_memory():
    unit = Unit()
    session = Session(unit)
    canned = Canned()
    unit.asked, unit.mode, unit.setpoint = 1, HEAT, 2250
    heap_lock()
    try:
        ms = 0
        for _ in range(8000):
            ms += 50
            unit.now = ms // 1000
            session.step(canned, ms)
            if ms == 300000:
                unit.setpoint = 2300
    finally:
        heap_unlock()
    assert session.frames > 300
    assert canned.writes == 6, "not followed, twice"
    assert unit.power == 279 and unit.defrosting == 1 and unit.speed == 28
