"""The conversation with a Fujitsu unit that answers as the published stand-in does."""

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.request import COOL, HEAT, OFF
from balancepoint.units import trouble
from balancepoint.units.fujiuart import codec as c
from balancepoint.units.fujiuart.session import Session
from balancepoint.units.unit import FEED_NONE, SWING
from tests.firmware.units.line import Line


def sealed(kind, data):
    out = bytes([kind, 0, 0, 0, len(data)]) + data
    check = (0xFFFF - sum(out)) & 0xFFFF
    return out + bytes([check >> 8, check & 0xFF])


class Fujitsu:
    """Registers and what stands there."""

    def __init__(self):
        self.at = {
            0x1000: 1, 0x1001: 4, 0x1002: 210, 0x1003: 0, 0x1010: 1, 0x1011: 0, 0x1022: 3, 0x1023: 0, 0x1033: 0x1B71,
            0x2020: 0x11A1, 0x0130: 6, 0x0142: 5, 0x1101: 0, 0x1144: 0,
        }  # fmt: skip
        self.begun = 0
        self.away = False
        self.fresh = False  # has just come up
        self.status = 1  # of a write
        self.stubborn = False
        self.writes = []

    def __call__(self, data):
        if self.away:
            return b""
        kind, body = data[0], data[5:-2]
        if kind < 2:
            if self.fresh:
                self.fresh = False
                return sealed(0xFE, b"\x02")
            self.begun = kind + 1
            return sealed(kind, b"\x01")
        if self.begun != 2:
            return b""
        if kind == 2:
            for k in range(0, len(body), 4):
                register, value = body[k] << 8 | body[k + 1], body[k + 2] << 8 | body[k + 3]
                self.writes.append((register, value))
                if self.status == 1 and not self.stubborn:
                    self.at[register] = value
            return sealed(2, bytes([self.status]))
        out = b"\x01"
        for k in range(0, len(body), 2):
            value = self.at.get(body[k] << 8 | body[k + 1], 0xFFFF)
            out += body[k : k + 2] + bytes([value >> 8, value & 0xFF])
        return sealed(3, out)


def connected():
    line = Line(Session, Fujitsu())
    line.run(20)
    assert line.session.linked and line.session.trouble == trouble.OK
    return line


def ask(unit, mode, setpoint=2100):
    unit.mode, unit.setpoint, unit.asked = mode, setpoint, 1


def test_what_it_says():
    unit = connected().said
    assert (unit.on, unit.said_mode, unit.said_setpoint, unit.said_fan) == (1, HEAT, 2100, FAN_AUTO)
    assert (unit.said_vane, unit.said_wide, unit.vanes, unit.wide_vanes) == (1, 3, 6, 5)
    assert (unit.room, unit.outdoor) == (2000, -512)
    assert unit.feed == FEED_NONE and unit.fault == UNKNOWN and unit.own_change == 0


def test_requests_keep_their_distance():
    line = connected()
    before = len(line.sent)
    line.run(60)
    assert len(line.sent) - before <= 150  # one in 400 ms
    assert line.unit.writes == []


def test_what_is_asked_for_is_written_once():
    line = connected()
    ask(line.said, COOL, 2450)
    line.run(60)
    assert line.unit.writes == [(c.MODE, 1), (c.SETPOINT, 245)] and line.said.said_setpoint == 2450
    ask(line.said, OFF)
    line.run(20)
    assert line.unit.writes[2:] == [(c.POWER, 0)] and line.said.own_change == 0


def test_a_vane_stops_before_it_takes_its_place():
    line = connected()
    line.unit.at[c.SWINGS] = 1
    line.run(10)
    assert line.said.said_vane == SWING
    ask(line.said, HEAT)
    line.said.own_change = 0
    line.said.vane = 4
    line.run(40)
    assert line.unit.writes == [(c.SWINGS, 0), (c.VANE, 4)] and line.said.said_vane == 4


def test_nothing_is_told_while_it_dries_its_coil():
    line = connected()
    line.unit.at[c.COIL_DRY] = 1
    line.run(10)
    ask(line.said, HEAT, 2300)
    line.run(60)
    assert line.unit.writes == []
    line.unit.at[c.COIL_DRY] = 0
    line.run(20)
    assert line.unit.writes == [(c.SETPOINT, 230)]


def test_the_handset_is_noticed():
    line = connected()
    ask(line.said, HEAT)
    line.run(20)
    line.unit.at[c.SETPOINT] = 240
    line.run(8)
    assert line.said.own_change == 1 and line.said.said_setpoint == 2400
    line.run(60)
    assert line.unit.writes == []


def test_a_vane_that_the_handset_moves_is_noticed_where_it_is_told():
    line = connected()
    line.unit.at.update({0x10A0: 1, 0x10A9: 3})
    line.run(10)
    assert (line.said.said_vane, line.said.said_wide) == (1, 3)
    line.said.own_change = 0
    line.unit.at[0x10A0] = 4  # 1010 stays what was set
    line.run(10)
    assert line.said.said_vane == 4 and line.said.own_change == 1


def test_five_positions_of_the_wide_vane_are_counted_in_their_own_way():
    line = Line(Session, Fujitsu())
    line.unit.at[0x0142] = 0x15
    line.run(20)
    assert line.said.wide_vanes == 5


def test_not_followed_and_refused_are_told_apart():
    for status, found in ((1, trouble.NOT_FOLLOWED), (2, trouble.REFUSED)):
        line = connected()
        line.unit.stubborn, line.unit.status = True, status
        ask(line.said, HEAT, 2250)
        line.run(60)
        assert line.session.trouble == found and line.unit.writes == [(c.SETPOINT, 225)] * 3


def test_a_unit_that_was_without_power_is_begun_anew_and_gets_what_was_asked_for():
    line = connected()
    ask(line.said, HEAT, 2300)
    line.run(20)
    line.unit.away = True
    line.run(40)
    assert not line.session.linked and line.session.trouble == trouble.SILENT
    line.unit = Fujitsu()
    line.unit.at[c.POWER] = 0
    line.unit.at[c.ROOM] = 0xFFFF  # 605 °C
    line.unit.fresh = True
    assert line.until(lambda: line.session.linked, 10) <= 10
    line.run(40)
    assert (line.unit.at[c.POWER], line.unit.at[c.SETPOINT]) == (1, 230)
    assert line.said.room == 2000 and line.said.now - line.said.room_at > 60


def back_after(away):
    line = connected()
    line.unit.away = True
    line.run(away)
    line.unit = Fujitsu()
    line.unit.fresh = True
    return line.until(lambda: line.session.linked, 20)


def test_a_unit_that_says_that_it_is_up_is_not_kept_waiting():
    assert max(back_after(away) for away in range(40, 45)) <= 6  # five between two beginnings


def test_a_unit_that_comes_up_anew_without_a_silence_is_begun_anew():
    line = connected()
    line.unit.begun = 0
    line.come(sealed(0xFE, b"\x02"))
    line.run(10)
    assert line.session.linked and line.unit.begun == 2


def test_our_own_words_are_a_wiring_fault():
    line = Line(Session, lambda data: b"")
    line.echo = True
    line.run(30)
    assert not line.session.linked and line.session.trouble == trouble.ECHO


def test_garbage_and_wrong_checks():
    line = connected()
    for k in range(40):
        bad = bytearray(sealed(3, bytes([1, 0x10, 0x33, 0x1F, k])))
        bad[-1] ^= 1
        line.come(bad)
        line.run(1)
    assert line.session.linked and line.session.bad and line.said.room == 2000
