"""The session against a scripted unit: what it reads, what it writes, and how the line can fail. The heap of the VM is locked."""

import pytest

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT, OFF
from balancepoint.units.cncnt.session import Session
from balancepoint.units.trouble import ECHO, GARBLED, NOT_FOLLOWED, OK, SILENT
from balancepoint.units.unit import QUIET, SWING, Unit

try:
    from micropython import heap_lock, heap_unlock
except ImportError:  # CPython

    def heap_lock():
        pass

    heap_unlock = heap_lock

# heat, 24.0, everything automatic, DomiStyle/esphome-panasonic-ac issue #56
HEATS = bytes.fromhex("7020443080A0FD00004000004C37000030901417FF1717FF8080FF8031020EC0000085")


class Script:
    """The unit: its last answer is `state`. Nothing is allocated while it answers."""

    def __init__(self, state=HEATS):
        self.state = bytearray(state)
        self.alive = self.obeys = 1
        self.echo = self.half = self.bent = 0
        self.line = bytearray(200)
        self.count = self.place = 0
        self.orders = 0
        self.polls = 0
        self.last = bytearray(13)

    def set(self, place, value):
        self.state[place] = value
        self.seal()

    def seal(self):
        total = 0
        for k in range(34):
            total += self.state[k]
        self.state[34] = -total & 0xFF

    def read(self, buffer):
        count = 0
        while self.place < self.count and count < len(buffer):
            buffer[count] = self.line[self.place]
            self.place += 1
            count += 1
        return count

    def write(self, buffer, count):
        assert count == 13
        self.place = self.count = 0
        if self.echo:
            self.add(buffer, count)
        if buffer[0] == 0xF0:
            self.orders += 1
            for k in range(13):
                self.last[k] = buffer[k]
        else:
            self.polls += 1
        if not self.alive:
            return
        self.state[33] ^= self.bent
        self.add(self.state, 17 if self.half else 35)
        self.state[33] ^= self.bent
        if buffer[0] == 0xF0 and self.obeys:  # the answer to an order is still the old state, issue #1
            for k in range(2, 12):
                self.state[k] = buffer[k]
            self.seal()

    def add(self, data, count):
        for k in range(count):
            self.line[self.count] = data[k]
            self.count += 1


class Bench:
    def __init__(self, state=HEATS):
        self.unit = Unit()
        self.session = Session(self.unit)
        self.script = Script(state)
        self.ms = 0

    def run(self, seconds):
        heap_lock()
        try:
            end = self.ms + 1000 * seconds
            while self.ms < end:
                self.ms += 50
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


def test_what_a_unit_says():
    bench = Bench().run(2)
    unit = bench.unit
    assert (bench.session.linked, bench.session.trouble) == (1, OK)
    assert (unit.on, unit.said_mode, unit.said_setpoint, unit.said_fan) == (1, HEAT, 2400, FAN_AUTO)
    assert (unit.said_vane, unit.said_wide, unit.vanes, unit.wide_vanes) == (0, SWING, 5, 5)
    assert (unit.room, unit.outdoor, unit.power, unit.defrosting) == (2000, 2300, 547, 0)
    assert unit.tells_power and unit.tells_outdoor and not unit.tells_defrost
    bench.script.set(14, 2)
    bench.run(6)
    assert (unit.defrosting, unit.tells_defrost) == (1, 1)


def test_it_is_polled_every_five_seconds():
    assert 720 <= Bench().run(3600).script.polls <= 721


def test_temperatures_that_are_not_told():
    bench = Bench()
    for place in (18, 19, 21, 22):
        bench.script.set(place, 0x80)
    unit = bench.run(2).unit
    assert (unit.room, unit.outdoor, unit.tells_outdoor) == (UNKNOWN, UNKNOWN, 0)


def test_nothing_is_written_in_the_first_five_seconds_nor_what_stands():
    bench = Bench().ask(mode=HEAT, setpoint=2400, fan=FAN_AUTO, vane=0, wide=SWING).run(60)
    assert bench.script.orders == 0
    bench = Bench().ask(mode=COOL, setpoint=2550).run(4)
    assert bench.script.orders == 0
    bench.run(10)
    assert bench.script.orders == 1 and bytes(bench.script.last[2:12]) == bytes([0x34, 51]) + HEATS[4:12]
    assert (bench.unit.said_mode, bench.unit.said_setpoint, bench.unit.own_change) == (COOL, 2550, 0)


def test_each_mode_and_fan():
    bench = Bench().run(6)
    for mode, fan in ((COOL, 1), (AUTO, 2), (DRY, 3), (FAN, 4), (HEAT, 5), (HEAT, QUIET), (HEAT, FAN_AUTO), (OFF, 1)):
        bench.ask(mode=mode, setpoint=2150, fan=fan).run(8)
        assert (bench.unit.on, bench.session.trouble, bench.unit.own_change) == (1 if mode else 0, OK, 0)
        if mode:
            assert (bench.unit.said_mode, bench.unit.said_fan) == (mode, fan)
    assert bench.script.orders == 8 and bench.unit.said_mode == HEAT


def test_vanes_and_what_else_is_set_is_kept():
    bench = Bench()
    bench.script.set(7, 0x50)  # nanoeX, econavi
    bench.run(6).ask(mode=HEAT, setpoint=2400, vane=3, wide=5).run(8)
    assert (bench.unit.said_vane, bench.unit.said_wide) == (3, 5)
    assert bench.script.last[7] == 0x50 and bench.script.orders == 1
    bench.script.set(6, 0)
    bench.run(6)
    assert (bench.unit.vanes, bench.unit.wide_vanes) == (0, 0)
    count = bench.script.orders
    assert bench.run(60).script.orders == count, "it has no vanes that could be turned"


def test_an_order_that_is_not_followed():
    bench = Bench().run(6)
    bench.script.obeys = 0
    bench.ask(mode=COOL, setpoint=2400).run(60)
    assert (bench.script.orders, bench.unit.refused, bench.session.trouble) == (3, 1, NOT_FOLLOWED)
    bench.run(900)
    assert bench.script.orders <= 6
    bench.script.obeys = 1
    bench.ask(setpoint=2500).run(8)
    assert bench.unit.said_setpoint == 2500 and bench.session.trouble == OK


def test_a_change_at_the_handset():
    for place, value in ((2, 0x40), (2, 0x34), (3, 0x2A), (5, 0x50), (6, 0x1D), (6, 0xFC), (7, 0x04)):
        bench = Bench().ask(mode=HEAT, setpoint=2400, fan=FAN_AUTO, vane=0, wide=SWING).run(12)
        bench.script.set(place, value)
        assert bench.run(12).unit.own_change == 1 and bench.script.orders == 0


@pytest.mark.parametrize("after", [1, 20, 700])
def test_a_unit_that_boots_after_us_and_one_that_loses_its_power(after):
    bench = Bench()
    bench.script.alive = 0
    bench.ask(mode=COOL, setpoint=2300).run(after)
    bench.script.alive = 1
    bench.run(10)
    assert bench.session.linked
    bench.run(10)
    assert bench.unit.said_mode == COOL
    bench.script.alive = 0
    bench.run(30)
    assert (bench.session.linked, bench.session.trouble) == (0, SILENT)
    for k in range(2, 12):
        bench.script.state[k] = HEATS[k]
    bench.script.set(2, 0x40)
    bench.script.alive = 1
    bench.run(25)
    assert (bench.unit.on, bench.unit.said_mode, bench.unit.own_change) == (1, COOL, 0)


def test_answers_that_are_none_and_echoes():
    for fault, trouble in (("half", GARBLED), ("bent", GARBLED)):
        bench = Bench().run(6)
        setattr(bench.script, fault, 1)
        bench.run(30)
        assert (bench.session.linked, bench.session.trouble) == (0, trouble) and bench.session.bad >= 3
        setattr(bench.script, fault, 0)
        assert bench.run(10).session.linked and bench.session.trouble == OK
    bench = Bench()
    bench.script.echo = 1
    assert bench.run(10).session.trouble == ECHO and bench.session.linked
    bench.script.alive = 0
    bench.run(30)
    assert (bench.session.linked, bench.session.trouble, bench.session.bad) == (0, ECHO, 0)


def test_frames_are_noted_for_the_recorder():
    bench = Bench()
    noted = []

    class Recorder:
        def note(self, direction, buffer, count, ms):
            noted.append((direction, bytes(buffer[:count])))

    bench.session.recorder = Recorder()
    for ms in range(50, 400, 50):
        bench.session.step(bench.script, ms)
    assert noted == [(0, bytes.fromhex("700A0000000000000000000086")), (1, HEATS)]
