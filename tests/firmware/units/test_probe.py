"""`auto`, and a settings file that names the wrong protocol: whoever answers is found, kept or named, and nothing is changed at
any unit. The protocols here are the tests' own: a word and its answer; those of the makers are in test_links.
"""

import pytest

from balancepoint.control.command import Command
from balancepoint.control.journal.codes import UNIT_LINK
from balancepoint.control.journal.journal import Journal
from balancepoint.units import trouble
from balancepoint.units.trouble_text import WORDS
from host_sim.twin.chip import Chip
from host_sim.twin.serial import Speed, Wire
from tests.firmware.twin import Bench

LINES = {
    "s21": Speed(2400, 0, 2),
    "cn105": Speed(2400, 0, 1),
    "midea": Speed(9600, None, 1),
    "haier": Speed(9600, None, 1),
}
CHOSEN = [""]  # kinds of the links


def session_of(kind, by=None):
    """Says its name every 2 s, and is linked once it hears it in capitals."""

    class Session:
        BAUD, PARITY, STOP, INVERTED = LINES[kind]
        ABILITIES: dict = {}
        pace = 50

        def __init__(self, unit):
            self.unit = unit
            self.linked = self.trouble = 0
            self.frames = self.bad = self.timeouts = self.echoes = 0
            self.recorder = None
            self._said = None
            self._heard = b""

        def step(self, stream, ms):
            assert not self.unit.asked or kind == CHOSEN[-1], "a unit that was not chosen is asked for nothing"
            buffer = bytearray(64)
            count = stream.read(buffer)
            self._heard += bytes(buffer[:count])
            if kind.upper().encode() in self._heard:
                self.linked, self.trouble = 1, trouble.OK
            elif kind.encode() in self._heard:
                self.trouble = trouble.ECHO
            elif self._said is not None and not self.linked and not self.trouble:
                self.trouble = trouble.SILENT
            if self._said is None or (ms - self._said) & 0x1FFFFFFF >= 2000:
                self._said = ms
                stream.write(bytearray(kind.encode()), len(kind))

    return Session


class Maker:
    """A unit that answers its own protocol, and is offended by nothing else."""

    def __init__(self, kind):
        self.kind = kind.encode()
        self.heard = bytearray()
        self.answer = b""

    def take(self, data):
        self.heard += data
        if data == self.kind:
            self.answer += data.upper()

    def give(self):
        data, self.answer = self.answer, b""
        return data


class Start:
    """A start of a board with this drive and that wire; `chip` keeps its numbers."""

    def __init__(self, wire, chip=None, **drive):
        self.wire = wire
        self.chip = chip or Chip()
        self.chip.buses["uart"] = wire
        self.bench = Bench(chip=self.chip)
        from balancepoint.units import links, protocols

        links.session_of = protocols.session_of = session_of
        self.link = links.link_for(self.bench.hal, {"kind": "auto", "baud": 0, "read_back": (), **drive}, ())
        self.link.journal = Journal()
        CHOSEN.append(self.link.kind)
        self.command = Command()
        self.now = self.ms = 0

    def run(self, seconds):
        for _ in range(seconds):
            self.now += 1
            self.command.valid_until = self.now + 2
            self.command.mode, self.command.setpoint = 1, 2100
            self.link.step(self.command, self.now)
            for _ in range(1000 // self.link.pace):
                self.ms += self.link.pace
                self.link.look(self.now, self.ms & 0x1FFFFFFF)
            if self.link.restart:
                break
        return self


@pytest.mark.parametrize("kind", sorted(LINES))
def test_auto_finds_whoever_answers_and_the_next_start_begins_with_it(kind):
    first = Start(Wire(Maker(kind), LINES[kind])).run(60)
    assert first.link.restart and first.link.faults == {}
    assert first.now < 55
    second = Start(Wire(Maker(kind), LINES[kind]), first.chip).run(5)
    assert second.link.kind == kind and second.link.session.linked and not second.link.restart
    assert second.link.unit.asked


def test_another_speed_is_tried_and_kept():
    first = Start(Wire(Maker("cn105"), Speed(9600, 0, 1))).run(60)
    assert first.link.restart
    second = Start(Wire(Maker("cn105"), Speed(9600, 0, 1)), first.chip).run(5)
    assert (second.link.kind, second.link.baud, second.link.session.linked) == ("cn105", 9600, 1)


def test_nothing_there_is_told_in_one_line_with_what_was_tried_and_looked_for_on():
    start = Start(Wire())
    start.run(70)
    assert start.link.faults == {}, "it may have booted after it was asked"
    start.run(85)
    line = start.link.faults["unit"]
    assert line == "no unit answers; tried s21 2400 8E2, cn105 2400 8E1, cn105 9600 8E1, midea 9600 8N1, haier 9600 8N1"
    assert start.link.trouble == trouble.SILENT and not start.link.restart
    start.wire.unit, start.wire.speed = Maker("midea"), LINES["midea"]
    start.run(120)
    assert start.link.restart, "a unit that gets its power later"


def test_it_listens_at_every_speed_before_it_says_a_word():
    start = Start(Wire()).run(5)
    assert start.wire.sent == b""
    start.run(60)
    assert start.wire.sent.startswith(b"s21")


def test_a_unit_that_boots_after_it_was_asked_is_no_fault():
    start = Start(Wire())
    start.run(30)
    start.wire.unit, start.wire.speed = Maker("s21"), LINES["s21"]
    while not start.link.restart:
        start.run(1)
        assert start.link.faults == {} and start.now < 120


def test_joined_wires_are_named():
    wire = Wire()
    wire.joined = True
    start = Start(wire).run(66)
    assert start.link.faults == {"unit": WORDS[trouble.ECHO]}


def test_somebody_else_on_the_line_is_told():
    class Chatter(Maker):
        def give(self):
            return b"x"

    start = Start(Wire(Chatter("?"))).run(155)
    assert "bytes came unasked, is another controller on the line?" in start.link.faults["unit"]


def test_a_wrong_protocol_in_the_settings_is_named_and_the_right_one_too():
    start = Start(Wire(Maker("s21"), LINES["s21"]), kind="cn105").run(115)
    assert start.link.faults == {"unit": WORDS[trouble.SILENT]}
    assert b"s21" not in start.wire.sent
    start.run(30)
    assert start.link.faults["unit"] == (
        'the unit answers in another protocol, write "kind": "s21" in the settings\' drive, instead of cn105'
    )
    assert not start.link.restart and start.link.session.linked == 0
    codes = [value for _now, code, value in start.link.journal.entries() if code == UNIT_LINK]
    assert codes[0] == trouble.SILENT and trouble.WRONG_PROTOCOL in codes
    start.run(600)
    assert '"kind": "s21"' in start.link.faults["unit"], "said as long as it is so"


def test_a_silent_unit_keeps_its_protocol_and_comes_back():
    start = Start(Wire(), kind="cn105").run(300)
    assert "no unit answers" in start.link.faults["unit"]
    start.wire.unit, start.wire.speed = Maker("cn105"), LINES["cn105"]
    start.run(5)
    assert start.link.session.linked and start.link.faults == {}


def test_one_that_has_answered_once_is_never_doubted():
    maker = Maker("cn105")
    start = Start(Wire(maker, LINES["cn105"]), kind="cn105").run(10)
    assert start.link.session.linked
    start.run(1000)
    assert set(bytes(maker.heard).replace(b"cn105", b"")) == set()


def test_a_number_that_means_nothing_is_as_good_as_none():
    from balancepoint.units import protocols

    chip = Chip()
    Bench(chip=chip).hal.nvs().set_i32("unit", 77)
    chip.numbers.update(chip.uncommitted)
    assert protocols.found(Bench(chip=chip).hal.nvs()) is None
