"""The conversation with a Haier unit of either kind; the heap is locked on MicroPython."""

import pytest

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.request import COOL, FAN, HEAT, OFF
from balancepoint.units import trouble
from balancepoint.units.haier import words
from balancepoint.units.haier.session import Session
from tests.firmware.units.line import Line

VERSION = bytes.fromhex("452B2B322E3138003137303632363030F10000313730353236303001552D4143000000000004")
HEATS = bytes.fromhex(
    "05068500020100000000"
)  # 21 °C, vane in the middle, heating, fan automatic, display, on: esp-haier #5
FEELS = bytes.fromhex("2532420000010000000000000000000000000000") + bytes(2)  # room 18.5, 50 %, outdoor 2
RUNS = bytes.fromhex(
    "02587844424444280022040500 00".replace(" ", "")
)  # 600 W, coil 40, 40 Hz; defrosts, compressor and fan run


class Hon:
    """`refuses`: words of a question, or first bytes, to which it says no."""

    def __init__(self):
        self.state = bytearray(HEATS)
        self.feels = bytearray(FEELS)
        self.runs = bytearray(RUNS)
        self.alarms = bytearray(8)
        self.more = bytearray()  # bytes that can be set, too
        self.refuses = []
        self.mute = []  # types and words that it passes over
        self.deaf = False
        self.writes = []
        self.unasked = b""
        self.confirmed = 0

    def __call__(self, data):
        plain = bytes(words.check(data))
        kind, body = plain[9], plain[10 : 2 + plain[2]]
        if kind in self.mute or body[:2] in self.mute:
            return b""
        if kind == 5:
            self.confirmed += 1
            return b""
        answer = self.answer(kind, body)
        out = words.encode("frame", type=answer[0], data=answer[1]) + self.unasked
        self.unasked = b""
        return out

    def answer(self, kind, body):
        if body[:2] in self.refuses or body[:1] in self.refuses or kind in self.refuses:
            return 3, b"\0\0"
        if kind == 0x61:
            return 0x62, VERSION
        if kind == 0x73:
            return 0x74, b"\x0f\x5a" + bytes(self.alarms)
        if body[:1] == b"\x60":
            self.writes.append(bytes(body))
            if not self.deaf:
                self.state[:] = body[2:12]
                self.state[5] &= 0x7F
        elif body[:1] == b"\x5d":
            self.writes.append(bytes(body))
            self.one(body[1], body[3])
        said = bytes(self.state) + bytes(self.more) + bytes(self.feels)
        if body == b"\x4d\xfe":
            return 2, b"\x7d\x01" + said + bytes(self.runs)
        return 2, b"\x6d\x01" + said

    def one(self, number, value):
        state = self.state
        if number == 1:
            state[5] = state[5] & 0xFE | value
        elif number == 2:
            state[0] = value
        elif number == 4:
            state[2] = state[2] & 0x1F | value << 5
        elif number == 5:
            state[2] = state[2] & 0xF8 | value


class Smart:
    def __init__(self):
        self.state = bytearray.fromhex("0015002F0005000000000002000300000001002000000005")
        self.mute = False
        self.writes = []

    def __call__(self, data):
        plain = bytes(words.check(data))
        kind, body = plain[9], plain[10 : 2 + plain[2]]
        assert not plain[3] & 0x40, "it knows no crc"
        if kind != 1:
            return b"" if self.mute else words.encode("frame", type=3, data=b"\0\0", crc=0)
        if body[1] != 1:
            self.writes.append(bytes(body))
        if body[1] == 3:
            self.state[17] &= 0xFE
        elif body[1] == 0x5F:
            self.state[:] = body[2:]
        return words.encode("frame", type=2, data=b"\x6d" + body[1:2] + bytes(self.state), crc=0)


def connected(unit=None):
    line = Line(Session, unit or Hon(), delay=100)
    line.run(25)
    assert line.session.linked and line.session.trouble == trouble.OK
    return line


def ask(line, mode, setpoint=2100, fan=UNKNOWN, vane=UNKNOWN):
    said = line.said
    said.mode, said.setpoint, said.fan, said.vane, said.asked = mode, setpoint, fan, vane, 1


def test_what_hon_says():
    unit = connected().said
    assert (unit.on, unit.said_mode, unit.said_setpoint, unit.said_fan, unit.said_vane) == (1, HEAT, 2100, FAN_AUTO, 3)
    assert (unit.room, unit.humidity, unit.outdoor, unit.tells_outdoor) == (1850, 500, 200, 1)
    assert (unit.power, unit.coil, unit.speed, unit.running, unit.defrosting, unit.actual_fan) == (
        600,
        4000,
        40,
        1,
        1,
        1,
    )
    assert (unit.vanes, unit.wide_vanes, unit.step, unit.fault) == (5, 0, 100, 0)


def test_what_smartair2_says():
    unit = connected(Smart()).said
    assert (unit.on, unit.said_mode, unit.said_setpoint, unit.said_fan) == (1, HEAT, 2100, FAN_AUTO)
    assert (unit.room, unit.humidity, unit.outdoor, unit.power, unit.vanes) == (2100, 470, UNKNOWN, UNKNOWN, 0)


def test_one_that_passes_the_question_for_its_version_over():
    unit = Smart()
    unit.mute = True
    assert connected(unit).said.said_setpoint == 2100


def test_all_at_once_without_a_beep_and_what_it_has_besides_stays():
    unit = Hon()
    unit.state[5] |= 0x10  # quiet
    line = connected(unit)
    ask(line, COOL, 2500, 3, 1)
    line.run(12)
    assert len(unit.writes) == 1
    assert unit.writes[0] == bytes.fromhex("6001" + "09022100029100000000")
    assert (line.said.said_mode, line.said.said_setpoint, line.said.said_fan, line.said.said_vane) == (COOL, 2500, 3, 1)
    ask(line, OFF)
    line.run(12)
    assert unit.writes[1][7] & 1 == 0 and len(unit.writes) == 2 and line.said.on == 0


def test_one_thing_after_the_other_once_all_has_been_refused():
    unit = Hon()
    unit.refuses = [b"\x60\x01"]
    line = connected(unit)
    ask(line, COOL, 2500)
    line.run(15)
    assert unit.writes == [bytes.fromhex("5D040001"), bytes.fromhex("5D020009")]
    ask(line, OFF)
    line.run(15)
    assert unit.writes[2:] == [bytes.fromhex("5D010000")]
    assert line.session.trouble == trouble.OK


def test_the_longer_state_is_told_one_thing_at_a_time():
    unit = Hon()
    unit.more = bytearray(8)
    unit.feels += b"\0"
    line = connected(unit)
    assert (line.said.room, line.said.outdoor) == (1850, 200)
    ask(line, HEAT, 2200)
    line.run(12)
    assert unit.writes == [bytes.fromhex("5D020006")]


def test_smartair2_takes_its_state_back():
    unit = Smart()
    line = connected(unit)
    ask(line, COOL, 2600, 1)
    line.run(12)
    assert unit.writes == [bytes.fromhex("4D5F0015002F000000000000000100020000000100200000000A")]
    ask(line, OFF)
    line.run(12)
    assert unit.writes[1] == b"\x4d\x03" and line.said.on == 0


def test_half_degrees_once_it_has_said_one():
    unit = Hon()
    line = connected(unit)
    unit.state[4] |= 4
    line.run(12)
    assert line.said.said_setpoint == 2150 and line.said.step == 50
    line.said.own_change = 0
    ask(line, HEAT, 2250)
    line.run(12)
    assert unit.writes[0][2:7] == bytes.fromhex("0606850006")


@pytest.mark.parametrize("how", ["refuses", "mute"])
def test_what_the_machine_measures_is_left_alone_where_it_does_not_say_it(how):
    unit = Hon()
    setattr(unit, how, [b"\x4d\xfe"])
    line = connected(unit)
    line.run(60)
    assert line.said.power == UNKNOWN and line.said.now - line.said.said_at <= 6
    assert line.session.linked and line.session.timeouts <= 2


def test_an_alarm_is_told_and_confirmed():
    unit = Hon()
    line = connected(unit)
    unit.alarms[7] = 0x20
    unit.unasked = words.encode("frame", type=4, data=b"\x0f\x5a" + bytes(unit.alarms))
    line.run(8)
    assert line.said.fault == 6 and unit.confirmed == 1
    assert line.session.timeouts == 0


def test_blowing_alone_automatic_is_the_middle():
    line = connected()
    ask(line, FAN, 2100, FAN_AUTO)
    line.run(12)
    assert line.unit.state[2] == 6 << 5 | 2
    assert line.said.said_fan == FAN_AUTO and line.session.trouble == trouble.OK
    line.run(60)
    assert len(line.unit.writes) == 1


def test_what_is_not_followed_is_told():
    unit = Hon()
    unit.deaf = True
    line = connected(unit)
    ask(line, HEAT, 2300)
    line.run(40)
    assert len(unit.writes) == 3 and line.session.trouble == trouble.NOT_FOLLOWED and line.said.refused == 1


def test_silence_is_told_and_it_comes_back():
    unit = Hon()
    line = connected(unit)
    everything = list(range(256))
    unit.mute = everything
    line.run(20)
    assert not line.session.linked and line.session.trouble == trouble.SILENT
    line.run(60)
    unit.mute = []
    assert line.until(lambda: line.session.linked) <= 6
