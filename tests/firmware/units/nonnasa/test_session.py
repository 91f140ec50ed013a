"""Listening on Samsung's older bus: an outdoor unit that makes its round, an indoor unit that says how it stands."""

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.request import COOL, HEAT, OFF
from balancepoint.units import trouble
from balancepoint.units.nonnasa import codec as c
from balancepoint.units.nonnasa.session import Session
from tests.firmware.units.line import Line


def sealed(*data):
    out = bytearray(14)
    out[1 : 1 + len(data)] = bytes(data)
    c.seal(out)
    return bytes(out)


class Samsung:
    """A round a second: the outdoor unit's words, the indoor unit's, and the gap."""

    def __init__(self):
        self.on, self.mode, self.setpoint, self.fan = 1, 0x01, 21, 0
        self.defrost = 0
        self.deaf = False

    def round(self):
        state = sealed(
            0x00, 0xC8, 0x20, self.setpoint + 55, 20 + 55, 40 + 55, 0xF8 | self.fan, self.on << 7 | self.mode
        )
        return (
            state,
            sealed(0xC8, 0x00, 0xC0, 0, 0, 0x84, 1, 55 - 7, 0, 60 + 55, 0),
            sealed(0xC8, 0x00, 0xF0, self.defrost << 5, 48, 48, 46, 1, 0, 0, 0),
            sealed(0xC8, 0xF0, 0xF8),
        )

    def __call__(self, data):
        if data[2] == 0xC8:
            return b""  # a registration
        assert data[1] == 0xD0 and data[2] == 0x00 and data[3] == 0xB0
        if not self.deaf:
            self.on = 1 if data[8] & 0x30 else 0
            self.mode = {0: 0x22, 1: 0x02, 2: 0x04, 3: 0x08, 4: 0x01}[data[7]]
            self.setpoint = data[6] & 0x1F
            self.fan = {0: 0, 0x40: 2, 0x80: 4, 0xA0: 5}[data[6] & 0xE0]
        return b""


def rounds(line, count):
    for _ in range(count):
        for frame in line.unit.round():
            line.come(frame)
            line.run(0.1)
        line.run(0.6)


def connected():
    line = Line(Session, Samsung())
    rounds(line, 8)
    assert line.session.linked and line.session.trouble == trouble.OK
    return line


def ask(unit, mode, setpoint=2100):
    unit.mode, unit.setpoint, unit.asked = mode, setpoint, 1


def test_what_it_says():
    line = connected()
    unit = line.said
    assert (unit.on, unit.said_mode, unit.said_setpoint, unit.said_fan) == (1, HEAT, 2100, FAN_AUTO)
    assert (unit.room, unit.outdoor, unit.speed, unit.running, unit.defrosting) == (2000, -700, 46, 1, 0)
    line.unit.defrost = 1
    rounds(line, 1)
    assert unit.defrosting == 1 and line.sent == []


def test_it_speaks_in_the_gap_only_and_says_only_what_differs():
    line = connected()
    ask(line.said, HEAT, 2300)
    rounds(line, 5)
    assert len(line.sent) == 1 and line.said.said_setpoint == 2300
    rounds(line, 60)
    assert len(line.sent) == 1 and line.said.own_change == 0
    ask(line.said, OFF)
    rounds(line, 5)
    assert len(line.sent) == 2 and line.unit.on == 0 and line.unit.setpoint == 23


def test_no_gap_no_word():
    line = connected()
    ask(line.said, COOL, 2500)
    for _ in range(20):
        for frame in line.unit.round()[:3]:
            line.come(frame)
            line.run(0.3)
    assert line.sent == []


def test_it_registers_when_whoever_is_new_is_called_and_speaks_when_asked():
    line = connected()
    called = sealed(0xC8, 0xAD, 0xD1, 0x11)
    asked = sealed(0xC8, 0xD0, 0xC6, 1)
    ask(line.said, HEAT, 2300)
    for _ in range(8):
        for frame in line.unit.round()[:3] + (called, asked):
            line.come(frame)
            line.run(0.5)
    registrations = [data for data in line.sent if data[2] == 0xC8]
    assert registrations == [bytes.fromhex("32D0C8D1D2000000000000001B34")]
    assert len(line.sent) == 2 and line.unit.setpoint == 23
    line.sent.clear()
    line.run(60)
    line.come(sealed(0xC8, 0xAD, 0xD1, 0x10))
    line.run(1)
    assert line.sent == [], "an even number calls nobody"


def test_the_handset_is_noticed():
    line = connected()
    ask(line.said, HEAT)
    rounds(line, 5)
    line.unit.setpoint = 24
    rounds(line, 2)
    assert line.said.own_change == 1 and line.said.said_setpoint == 2400
    rounds(line, 20)
    assert line.sent == []


def test_not_followed_is_told():
    line = connected()
    line.unit.deaf = True
    ask(line.said, HEAT, 2300)
    rounds(line, 60)
    assert len(line.sent) == 3 and line.session.trouble == trouble.NOT_FOLLOWED


def test_silence_and_back():
    line = connected()
    ask(line.said, HEAT, 2300)
    line.run(30)
    assert not line.session.linked and line.session.trouble == trouble.SILENT
    rounds(line, 20)
    assert line.session.linked and line.unit.setpoint == 23


def test_garbage():
    line = connected()
    for k in range(40):
        bad = bytearray(line.unit.round()[0])
        bad[4 + k % 8] ^= 0x10
        line.come(bad)
        line.run(0.3)
    assert line.session.linked and line.session.bad and line.said.said_setpoint == 2100
