"""The session against a scripted unit: start-up, reading, writing, and how the line can fail. The heap of the VM is locked."""

import pytest

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT, OFF
from balancepoint.units.toshiba.session import Session
from balancepoint.units.trouble import ECHO, GARBLED, NOT_FOLLOWED, OK, SILENT
from balancepoint.units.unit import NO_FAULT, QUIET, SWING, Unit

try:
    from micropython import heap_lock, heap_unlock
except ImportError:  # CPython

    def heap_lock():
        pass

    heap_unlock = heap_lock

OLD = {
    0x80: b"\x30",
    0xB0: b"\x43",
    0xB3: b"\x15",
    0xA0: b"\x41",
    0xA3: b"\x31",
    0xBB: b"\x14",
    0xBE: b"\xfb",
    0xF7: b"\x00",
}
NEW = dict(OLD)
NEW.update({
    0x88: b"\x42", 0x89: b"\x00\x00", 0xAA: b"\x40", 0xAB: b"\x40", 0x84: b"\x02\x58", 0x85: b"\x00\x01\x86\xa0",
    0xE4: b"\x26\x27\x50", 0xE5: b"\x46\x05\xfe\x50\x00\x00\x03",
})  # fmt: skip


class Script:
    """The unit. It answers nothing until it has been started, and nothing is allocated while it answers.

    `empty` 1: what it does not have is answered without a value; 0: not at all.
    """

    def __init__(self, table):
        self.table = {code: bytearray(table[code]) for code in table}
        self.started = self.frames = 0
        self.alive = self.obeys = 1
        self.echo = self.half = self.bent = self.empty = 0
        self.line = bytearray(200)
        self.out = bytearray(100)
        self.count = self.place = 0
        self.gets = bytearray(256)
        self.sets = [0] * 64
        self.orders = 0

    def read(self, buffer):
        count = 0
        while self.place < self.count and count < len(buffer):
            buffer[count] = self.line[self.place]
            self.place += 1
            count += 1
        return count

    def write(self, buffer, count):
        self.place = self.count = 0
        if self.echo:
            self.add(buffer, count)
        if not self.alive:
            return
        if buffer[2] != 3:
            self.frames += 1
            if self.frames >= 8:
                self.started = 1
            return
        if not self.started:
            return
        code = buffer[12]
        if count == 15:
            if self.orders < 64:
                self.sets[self.orders] = code << 8 | buffer[13]
            self.orders += 1
            if self.obeys:
                self.table[code][0] = buffer[13]
            return
        assert count == 14
        if self.gets[code] < 255:
            self.gets[code] += 1
        if code in self.table:
            self.say(code, self.table[code])
        elif self.empty:
            self.say(code, b"")

    def say(self, code, value):
        out = self.out
        for k in range(14):
            out[k] = b"\x02\x00\x03\x90\x00\x00\x08\x01\x30\x01\x00\x00\x00\x01"[k]
        out[6] += len(value)
        out[13] += len(value)
        out[14] = code
        for k in range(len(value)):
            out[15 + k] = value[k]
        end = 15 + len(value)
        total = 0
        for k in range(1, end):
            total += out[k]
        out[end] = (-total & 0xFF) ^ self.bent
        self.add(out, 9 if self.half else end + 1)

    def add(self, data, count):
        for k in range(count):
            self.line[self.count] = data[k]
            self.count += 1

    def said(self):
        return [(each >> 8, each & 255) for each in self.sets[: self.orders]]


class Bench:
    def __init__(self, table=NEW):
        self.unit = Unit()
        self.session = Session(self.unit)
        self.script = Script(table)
        self.ms = 0

    def run(self, seconds):
        heap_lock()
        try:
            end = self.ms + 1000 * seconds
            while self.ms < end:
                self.ms += 40
                self.unit.now = self.ms // 1000
                self.session.step(self.script, self.ms)
        finally:
            heap_unlock()
        return self

    def ask(self, **wish):
        for name in wish:
            setattr(self.unit, name, wish[name])
        self.unit.asked = 1
        return self


def test_a_unit_is_started_and_read():
    bench = Bench().run(9)
    unit = bench.unit
    assert (bench.session.linked, bench.session.trouble, bench.script.frames) == (1, OK, 8)
    assert (unit.on, unit.said_mode, unit.said_setpoint, unit.said_fan, unit.said_vane) == (1, HEAT, 2100, FAN_AUTO, 0)
    assert (unit.room, unit.outdoor, unit.coil, unit.running) == (2000, -500, 3800, 1)
    assert (unit.power, unit.energy, unit.fault, unit.defrosting, unit.standby) == (600, 1000, NO_FAULT, 0, 0)
    assert unit.tells_power and unit.tells_energy and unit.tells_defrost and unit.tells_outdoor and unit.tells_running


@pytest.mark.parametrize("empty", [1, 0])
def test_properties_that_a_unit_does_not_have_are_asked_for_rarely(empty):
    bench = Bench(OLD)
    bench.script.empty = empty
    bench.run(60)
    assert bench.session.linked and bench.unit.room == 2000 and bench.unit.room_at > 50
    for code in (0x88, 0xAA, 0xE4):
        assert bench.script.gets[code] <= 4
    bench.run(600)
    assert bench.session.linked and bench.script.gets[0xAA] <= 9
    assert bench.unit.tells_defrost == bench.unit.tells_power == 0


def test_states_of_the_table():
    bench = Bench().run(9)
    bench.script.table[0xAA][0] = 0x41
    bench.script.table[0xAB][0] = 0x41
    bench.script.table[0x88][0] = 0x41
    bench.script.table[0x89][0], bench.script.table[0x89][1] = 0x00, 0x1E
    bench.run(45)
    assert (bench.unit.defrosting, bench.unit.standby, bench.unit.fault) == (1, 1, 0x1E)
    bench.script.table[0xAA][0] = 0x42
    bench.script.table[0x88][0] = 0x42
    bench.run(45)
    assert (bench.unit.defrosting, bench.unit.preheating, bench.unit.fault) == (0, 1, NO_FAULT)


def test_only_what_changes_is_written():
    bench = Bench().ask(mode=HEAT, setpoint=2100, fan=FAN_AUTO, vane=0).run(60)
    assert bench.script.orders == 0
    bench.ask(setpoint=2300).run(4)
    assert bench.script.said() == [(0xB3, 23)]
    bench.ask(mode=COOL, setpoint=2400, fan=3).run(6)
    assert bench.script.said()[1:] == [(0xB0, 0x42), (0xB3, 24), (0xA0, 0x34)]
    bench.ask(mode=OFF).run(6)
    assert bench.script.said()[4:] == [(0x80, 0x31)]
    bench.ask(mode=HEAT).run(6)
    assert bench.script.said()[5:] == [(0x80, 0x30), (0xB0, 0x43), (0xB3, 24), (0xA0, 0x34)]
    assert (bench.unit.own_change, bench.unit.refused, bench.session.trouble) == (0, 0, OK)


def test_nothing_is_written_in_the_first_five_seconds():
    bench = Bench().ask(mode=COOL, setpoint=2400).run(7)
    assert bench.session.linked and bench.script.orders == 0
    assert bench.run(6).unit.said_mode == COOL


def test_each_mode_and_fan_and_vane():
    bench = Bench().run(12)
    bench.script.table[0xA3][0] = 0x52
    bench.run(3)
    bench.unit.own_change = 0
    assert (bench.unit.said_vane, bench.unit.vanes) == (3, 5), "fixed places once it has told one"
    for mode, fan, vane in (
        (COOL, 1, 1),
        (AUTO, 2, 5),
        (DRY, 4, SWING),
        (FAN, 5, 0),
        (HEAT, QUIET, 2),
        (HEAT, FAN_AUTO, SWING),
    ):
        bench.ask(mode=mode, setpoint=2200, fan=fan, vane=vane).run(6)
        unit = bench.unit
        assert (unit.said_mode, unit.said_fan, unit.said_vane, unit.own_change) == (mode, fan, vane, 0)


def test_set_points_at_the_special_mode_of_8_degrees():
    table = dict(NEW)
    table.update({0xF7: b"\x04", 0xB3: b"\x18"})
    bench = Bench(table).run(12)
    assert bench.unit.said_setpoint == 800
    assert bench.ask(mode=HEAT, setpoint=1700).run(4).script.said() == [(0xB3, 33)]


def test_an_order_that_is_not_followed():
    bench = Bench().run(12)
    bench.script.obeys = 0
    bench.ask(mode=HEAT, setpoint=2400).run(60)
    assert (bench.script.orders, bench.unit.refused, bench.session.trouble) == (3, 1, NOT_FOLLOWED)
    bench.run(900)
    assert bench.script.orders <= 6
    bench.script.obeys = 1
    bench.ask(setpoint=2500).run(6)
    assert bench.unit.said_setpoint == 2500 and bench.session.trouble == OK


def test_a_change_at_the_handset():
    for code, value in ((0x80, 0x31), (0xB0, 0x42), (0xB3, 25), (0xA0, 0x33), (0xA3, 0x41)):
        bench = Bench().ask(mode=HEAT, setpoint=2100, fan=FAN_AUTO, vane=0).run(12)
        bench.script.table[code][0] = value
        assert bench.run(5).unit.own_change == 1 and bench.script.orders == 0


@pytest.mark.parametrize("after", [1, 20, 700])
def test_a_unit_that_boots_after_us_and_one_that_loses_its_power(after):
    bench = Bench()
    bench.script.alive = 0
    bench.ask(mode=COOL, setpoint=2300).run(after)
    bench.script.alive = 1
    bench.run(10)
    assert bench.session.linked
    bench.run(15)
    assert bench.unit.said_mode == COOL
    bench.script.alive = bench.script.started = bench.script.frames = 0
    bench.run(30)
    assert (bench.session.linked, bench.session.trouble) == (0, SILENT)
    for code in OLD:
        bench.script.table[code][0] = OLD[code][0]
    bench.script.table[0x80][0] = 0x31
    bench.script.alive = 1
    bench.run(30)
    assert (bench.unit.on, bench.unit.said_mode, bench.unit.own_change) == (1, COOL, 0)


def test_answers_that_are_none_and_echoes():
    for fault in ("half", "bent"):
        bench = Bench().run(12)
        setattr(bench.script, fault, 1)
        bench.run(20)
        assert (bench.session.linked, bench.session.trouble) == (0, GARBLED) and bench.session.bad >= 3
        setattr(bench.script, fault, 0)
        assert bench.run(10).session.linked and bench.session.trouble == OK
    bench = Bench()
    bench.script.echo = 1
    assert bench.run(12).session.trouble == ECHO and bench.session.linked
    bench.script.alive = 0
    bench.run(30)
    assert (bench.session.linked, bench.session.trouble) == (0, ECHO)


def test_a_room_that_is_not_told():
    table = dict(OLD)
    table.update({0xBB: b"\x7f", 0xBE: b"\x7e"})
    unit = Bench(table).run(20).unit
    assert (unit.room, unit.outdoor, unit.tells_outdoor) == (UNKNOWN, UNKNOWN, 0)
