"""On LG's wire: a unit that says how it stands every minute, and everybody hears everybody."""

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.request import HEAT, OFF
from balancepoint.units import trouble
from balancepoint.units.lg import codec as c
from balancepoint.units.lg.session import Session
from tests.firmware.units.line import Line


class Lg:
    def __init__(self):
        self.state = bytearray(13)
        self.state[0] = 0xC8
        self.state[1] = 2 | 4 << 2 | 3 << 5
        self.state[5] = 4
        self.state[6] = 6
        self.state[7] = 20
        self.heard = []
        self.deaf = False

    def __call__(self, data):
        if len(data) == 13 and c.check_of(data) == data[12]:
            self.heard.append(data)
            if data[1] & 1 and not self.deaf:
                self.state[1:12] = data[1:12]
                self.state[1] &= 0xFE
                self.state[5] |= 4
                return self.tells()
            self.state[6] = self.state[6] & 0xCF | data[6] & 0x30
            self.state[7] = data[7]
        return b""

    def tells(self):
        c.seal(self.state)
        return bytes(self.state)


def connected():
    line = Line(Session, Lg(), delay=2000)
    line.echo = True
    line.come(line.unit.tells())
    line.run(10)
    assert line.session.linked and line.session.trouble == trouble.OK
    return line


def ask(unit, mode, setpoint=2100, feed=0):
    unit.mode, unit.setpoint, unit.room_feed, unit.asked = mode, setpoint, feed, 1


def minutes(line, count):
    for _ in range(count):
        line.run(55)
        line.come(line.unit.tells())
        line.run(5)


def test_what_it_says():
    unit = connected().said
    assert (unit.on, unit.said_mode, unit.said_setpoint, unit.said_fan) == (1, HEAT, 2100, FAN_AUTO)
    assert (unit.room, unit.running, unit.defrosting, unit.fault) == (2000, 1, 0, 0)


def test_status_every_twenty_seconds_and_a_change_at_once():
    line = connected()
    before = len(line.sent)
    minutes(line, 5)
    assert 12 <= len(line.sent) - before <= 20
    assert all([data[1] & 1 == 0 for data in line.sent])
    ask(line.said, HEAT, 2250, 2130)
    line.run(8)
    assert line.unit.state[6] & 0x0F == 7 and line.unit.state[5] & 1 == 1
    assert line.said.said_setpoint == 2250 and line.said.own_change == 0
    assert line.unit.heard[-1][6] & 0x30 == 0x10 and line.unit.heard[-1][7] & 0x3F == 23  # the room, in half degrees


def test_what_we_have_told_is_no_reading():
    line = connected()
    ask(line.said, HEAT, 2100, 2500)
    minutes(line, 3)
    assert line.said.room == 2000
    line.said.room_feed = 0
    minutes(line, 2)
    assert line.unit.heard[-1][6] & 0x30 == 0


def test_what_is_garbled_on_the_wire_is_said_again():
    line = connected()
    ask(line.said, HEAT, 2300)
    line.echo = False  # a collision: what comes back is not what we have said
    line.unit.deaf = True
    line.run(5)
    line.echo = True
    line.unit.deaf = False
    line.run(30)
    assert line.unit.state[6] & 0x0F == 8


def test_off_and_the_handset():
    line = connected()
    ask(line.said, OFF)
    line.run(20)
    assert line.unit.state[1] & 2 == 0 and line.said.on == 0
    line.unit.state[1] |= 2
    line.come(line.unit.tells())
    line.run(2)
    assert line.said.own_change == 1 and line.said.on == 1


def test_silence():
    line = connected()
    line.run(300)
    assert not line.session.linked and line.session.trouble in (trouble.SILENT, trouble.GARBLED)
    line.come(line.unit.tells())
    line.run(5)
    assert line.session.linked
