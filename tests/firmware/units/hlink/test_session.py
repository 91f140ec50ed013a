"""The conversation with a Hitachi unit that answers as the published logs do."""

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.request import AUTO, COOL, HEAT, OFF
from balancepoint.units import trouble
from balancepoint.units.hlink.session import Session
from balancepoint.units.unit import FEED_NONE, SWING
from tests.firmware.units.line import Line


class Hitachi:
    """Addresses and what stands there, in digits."""

    def __init__(self):
        self.at = {
            0x0000: "0001", 0x0001: "0010", 0x0002: "00", 0x0003: "0015", 0x0014: "00", 0x0100: "13", 0x0102: "FB",
            0x0201: "0000", 0x0301: "FFFF", 0x0302: "00",
        }  # fmt: skip
        self.away = False
        self.no = ()  # addresses that it does not have
        self.stubborn = False  # says OK and does nothing
        self.refuses = False  # says NG to every write
        self.writes = []

    def __call__(self, data):
        if self.away:
            return b""
        text = data[:-1].decode()
        address, _, value = text[5 : text.index(" C=")].partition(",")
        address = int(address, 16)
        if address in self.no or self.refuses and text[0] == "S":
            return b"NG P=0000 C=FFFF\r"
        if text[0] == "S":
            self.writes.append((address, value))
            if not self.stubborn:
                self.at[address] = value
            return b"OK\r"
        value = self.at[address]
        total = sum([int(value[k : k + 2], 16) for k in range(0, len(value), 2)])
        return f"OK P={value} C={0xFFFF - total:04X}\r".encode()


def connected(**kept):
    line = Line(Session, Hitachi())
    line.unit.at.update(kept.get("at", {}))
    line.run(20)
    assert line.session.linked and line.session.trouble == trouble.OK
    return line


def ask(unit, mode, setpoint=2100):
    unit.mode, unit.setpoint, unit.asked = mode, setpoint, 1


def test_what_it_says():
    unit = connected().said
    assert (unit.on, unit.said_mode, unit.said_setpoint, unit.said_fan) == (1, HEAT, 2100, FAN_AUTO)
    assert (unit.room, unit.outdoor, unit.running, unit.fault) == (1900, -500, 1, 0)
    assert unit.feed == FEED_NONE and unit.speed == UNKNOWN and unit.own_change == 0
    assert unit.now - unit.room_at <= 5


def test_nothing_is_written_until_it_is_asked_for_and_only_what_differs():
    line = connected()
    line.run(60)
    assert line.unit.writes == []
    ask(line.said, HEAT, 2200)
    line.run(20)
    assert line.unit.writes == [(3, "0016")] and line.said.said_setpoint == 2200
    line.run(600)
    assert len(line.unit.writes) == 1 and line.said.own_change == 0


def test_off_is_written_alone_and_on_comes_last():
    line = connected()
    ask(line.said, OFF)
    line.run(20)
    assert line.unit.writes == [(0, "0000")] and line.said.on == 0
    ask(line.said, COOL, 2500)
    line.run(30)
    assert line.unit.writes[1:] == [(1, "0040"), (3, "0019"), (0, "0001")]
    assert line.session.trouble == trouble.OK


def test_a_vane_that_only_moves_or_stands_has_no_places():
    line = connected()
    assert line.said.said_vane in (0, SWING) and line.said.vanes == 0
    ask(line.said, HEAT, 2100)
    line.said.vane = SWING
    line.run(30)
    assert line.said.said_vane == SWING and line.session.trouble == trouble.OK


def test_the_handset_is_noticed_and_not_fought():
    line = connected()
    ask(line.said, HEAT, 2100)
    line.run(20)
    line.unit.at[3] = "0018"
    line.run(8)
    assert line.said.own_change == 1 and line.said.said_setpoint == 2400
    line.run(60)
    assert line.unit.writes == []


def test_what_is_not_followed_is_sent_three_times_and_told():
    line = connected()
    line.unit.stubborn = True
    ask(line.said, HEAT, 2200)
    line.run(60)
    assert line.unit.writes == [(3, "0016")] * 3
    assert line.session.trouble == trouble.NOT_FOLLOWED and line.said.refused == 1
    line.unit.stubborn = False
    line.run(320)
    assert line.session.trouble == trouble.OK and line.said.said_setpoint == 2200


def test_what_is_refused_is_told():
    line = connected()
    line.unit.refuses = True
    ask(line.said, HEAT, 2200)
    line.run(60)
    assert line.session.trouble == trouble.REFUSED and line.said.refused == 1 and line.unit.writes == []


def test_a_unit_without_the_last_address_of_its_state_is_led_all_the_same():
    line = Line(Session, Hitachi())
    line.unit.no = (0x0014,)
    line.run(20)
    ask(line.said, HEAT, 2300)
    line.run(20)
    assert line.said.said_setpoint == 2300 and line.said.vanes == 0 and line.session.trouble == trouble.OK


def test_in_automatic_the_set_point_is_its_own():
    line = connected(at={0x0001: "8010", 0x0003: "FF01"})
    ask(line.said, AUTO, 2200)
    line.run(60)
    assert line.unit.writes == [] and line.said.own_change == 0 and line.session.trouble == trouble.OK
    ask(line.said, HEAT, 2200)
    line.unit.at[3] = "0015"
    line.run(20)
    assert line.unit.writes == [(1, "0010"), (3, "0016")]


def test_an_address_that_it_lacks_is_given_up():
    line = Line(Session, Hitachi())
    line.unit.no = (0x0302, 0x0014)
    line.run(300)
    asked = len([data for data in line.sent if b"P=0302" in data])
    assert asked <= 4 and line.session.linked and line.session.trouble == trouble.OK
    assert line.said.vanes == 0


def test_silence_is_told_and_healed_within_ten_seconds():
    line = connected()
    ask(line.said, HEAT, 2300)
    line.unit.away = True
    line.until(lambda: not line.session.linked, 15)
    line.run(3600)
    assert line.session.trouble == trouble.SILENT
    line.unit.away = False
    assert line.until(lambda: line.session.linked, 10) <= 10
    line.run(30)
    assert line.said.said_setpoint == 2300 and line.session.trouble == trouble.OK


def test_a_unit_that_was_without_power_gets_what_was_asked_for():
    line = connected()
    ask(line.said, HEAT, 2300)
    line.run(20)
    line.unit.away = True
    line.run(20)
    line.unit = Hitachi()
    line.unit.at[0] = "0000"
    line.unit.away = True
    line.run(20)
    line.unit.away = False
    line.run(40)
    assert line.unit.at[0] == "0001" and line.unit.at[3] == "0017" and line.said.own_change == 0


def test_our_own_words_are_a_wiring_fault():
    line = Line(Session, lambda data: b"")
    line.echo = True
    line.run(30)
    assert not line.session.linked and line.session.trouble == trouble.ECHO and line.session.echoes
    line.echo = False
    line.unit = Hitachi()
    line.run(20)
    assert line.session.linked and line.session.trouble == trouble.OK


def test_garbage_between_and_in_the_answers():
    line = connected()
    for k in range(50):
        line.come(bytes([0xFF, k]) + b"OK P=\r")
        line.run(1)
    line.run(5)
    assert line.session.linked and line.session.bad
    assert line.said.now - line.said.room_at <= 6


def test_a_wrong_room_is_not_believed():
    line = connected()
    line.unit.at[0x0100] = "7E"
    line.run(30)
    assert line.said.room == 1900 and line.said.now - line.said.room_at > 20


def test_a_day_of_polling_neither_drifts_nor_floods():
    line = connected()
    ask(line.said, HEAT)
    before = len(line.sent)
    for _ in range(24):
        line.run(600)  # of each hour ten minutes,
        line.ms += 3000 * 1000  # the rest passes
        line.run(20)
    seconds = 24 * 620
    assert 3 <= (len(line.sent) - before) / seconds * 3 <= 14  # ten addresses every 3 s at most
    assert line.session.linked and line.unit.writes == [] and line.said.now - line.said.room_at <= 5
