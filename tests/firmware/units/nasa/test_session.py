"""The conversation on Samsung's newer bus with an indoor unit that tells what changes and answers what it is asked."""

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.request import COOL, HEAT, OFF
from balancepoint.units import trouble
from balancepoint.units.nasa import codec as c
from balancepoint.units.nasa.session import Session
from tests.firmware.units.line import Line

ME = b"\x20\x00\x02"


def framed(source, kind, number, messages):
    out = bytearray(c.LONGEST)
    at = c.begin(out, b"\xb0\xff\x20", kind, number)
    out[3:6] = source
    for message, value in messages:
        at = c.add(out, at, message, value)
    return bytes(out[: c.seal(out, at)])


class Samsung:
    def __init__(self):
        self.at = {c.POWER: 1, c.MODE: 4, c.FAN: 0, c.SETPOINT: 210, c.ROOM: 203, c.COIL: 385}
        self.mute = False
        self.refuses = self.deaf = False
        self.asked = []  # messages of requests

    def __call__(self, data):
        if self.mute or data[6:9] != ME:
            return b""
        kind = data[10] & 15
        messages = []
        at = c.HEAD
        for _ in range(data[12]):
            message = c.pair(data, at)
            size = c.width(message)
            value = 0
            for byte in data[at + 2 : at + 2 + size]:
                value = value << 8 | byte
            messages.append((message, value))
            at += 2 + size
        if kind == c.READ:
            return framed(ME, c.RESPONSE, data[11], [(message, self.at[message]) for message, _ in messages])
        self.asked.append(messages)
        if self.refuses:
            return framed(ME, c.NACK, data[11], [])
        if not self.deaf:
            for message, value in messages:
                self.at[message] = value
        return framed(ME, c.ACK, data[11], [])

    def tells(self, *messages):
        return framed(ME, c.NOTIFICATION, 7, [(message, self.at[message]) for message in messages])


def connected():
    line = Line(Session, Samsung())
    line.come(line.unit.tells(c.ROOM))
    line.run(15)
    assert line.session.linked and line.session.trouble == trouble.OK
    return line


def ask(unit, mode, setpoint=2100):
    unit.mode, unit.setpoint, unit.asked = mode, setpoint, 1


def test_what_it_says():
    line = connected()
    unit = line.said
    assert (unit.on, unit.said_mode, unit.said_setpoint, unit.said_fan, unit.room) == (1, HEAT, 2100, FAN_AUTO, 2030)
    line.come(
        framed(b"\x10\x00\x00", c.NOTIFICATION, 1, [(c.OUTSIDE, 0x10000 - 55), (c.FAULT, 101), (c.ENERGY, 123456)])
    )
    line.run(1)
    assert (unit.outdoor, unit.fault, unit.energy) == (-550, 101, 1234)


def test_what_is_asked_for_is_said_once():
    line = connected()
    ask(line.said, COOL, 2450)
    line.run(60)
    assert line.unit.asked == [[(c.MODE, 1), (c.SETPOINT, 245)]] and line.said.said_setpoint == 2450
    ask(line.said, OFF)
    line.run(20)
    assert line.unit.asked[1:] == [[(c.POWER, 0)]] and line.said.own_change == 0


def test_the_handset_is_noticed_from_a_notification():
    line = connected()
    ask(line.said, HEAT)
    line.run(20)
    line.unit.at[c.SETPOINT] = 235
    line.come(line.unit.tells(c.SETPOINT))
    line.run(1)
    assert line.said.own_change == 1 and line.said.said_setpoint == 2350
    line.run(60)
    assert line.unit.asked == []


def test_refused_and_not_followed_are_told_apart():
    for name, found in (("refuses", trouble.REFUSED), ("deaf", trouble.NOT_FOLLOWED)):
        line = connected()
        setattr(line.unit, name, True)
        ask(line.said, HEAT, 2300)
        line.run(60)
        assert len(line.unit.asked) == 3 and line.session.trouble == found


def test_words_of_another_head_are_none_of_ours():
    line = connected()
    line.come(framed(b"\x20\x00\x05", c.NOTIFICATION, 1, [(c.SETPOINT, 290), (c.POWER, 0)]))
    line.run(1)
    assert line.said.said_setpoint == 2100 and line.said.on == 1 and line.said.own_change == 0


def test_silence_and_back():
    line = connected()
    line.unit.mute = True
    line.run(90)
    assert not line.session.linked and line.session.trouble == trouble.SILENT
    line.unit.mute = False
    line.come(line.unit.tells(c.ROOM))
    line.run(8)
    assert line.session.linked


def test_a_frame_that_promises_more_than_it_has():
    line = connected()
    bad = bytearray(framed(ME, c.NOTIFICATION, 1, [(c.SETPOINT, 220)]))
    bad[12] = 9
    crc = c.crc_of(bad, 3, len(bad) - 3)
    bad[-3:-1] = bytes([crc >> 8, crc & 255])
    line.come(bad)
    line.run(1)
    assert line.session.linked and line.said.said_setpoint == 2200
