"""The link: Commands to registers and relays, registers to Readings, a Command that lapses, a board that dies."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balancepoint.control.command import Command
from balancepoint.control.readings import Readings
from balancepoint.units.ticks import MASK
from tests.firmware.twin import Bench
from tests.firmware.units.modbus.drive import TABLE, Line, plain
from tests.firmware.units.test_direct import DRIVE


class House:
    """A board, its line and a drive; a Command that is renewed at every second."""

    def __init__(self, **changes):
        self.bench = Bench()
        from balancepoint.units.modbus.link import ModbusDrive

        self.line = Line()
        self.link = ModbusDrive(self.bench.hal, {**DRIVE, "read_back": (), "modbus": plain(**changes)}, self.line)
        self.command = Command()
        self.now = 0
        self.renew = 1

    def run(self, seconds):
        for _ in range(seconds):
            self.now += 1
            if self.renew:
                self.command.valid_until = self.now + 2
            for k in range(20):
                self.line.ms = self.now * 1000 + k * 50
                if k % 2 == 0:
                    self.link.step(self.command, self.now)
                self.link.look(self.now, self.line.ms & MASK)
                self.line.turn(0.05)
        return self


def test_the_line_is_set_up():
    assert House().line.setups == [(19200, 0, 1)]


@given(st.integers(0, 100), st.integers(0, 5), st.integers(0, 1), st.integers(0, 2))
@settings(max_examples=15)
def test_a_command_is_in_the_registers_and_on_the_relays(speed, fan, valve, aux):
    house = House()
    command = house.command
    command.speed, command.fan, command.valve, command.aux, command.aux_contact = speed, fan, valve, aux, 1
    house.run(3)
    assert (house.line.get(0), house.line.get(1), house.line.get(4)) == (speed * 10, int(speed > 0), fan * 200)
    assert house.bench.level("valve") == valve
    assert house.bench.level("run_enable") == int(speed > 0)
    assert (house.bench.level("aux_1"), house.bench.level("aux_2")) == (int(aux > 0), int(aux > 1))
    assert house.bench.level("speed_pwm") == 0 or house.bench.share("speed_pwm") == 0


def test_valve_and_outdoor_fan_by_register():
    write = {
        **TABLE["write"],
        "valve": {"register": 4, "on": 3, "off": 2},
        "outdoor_fan": {"register": 20, "on": 9, "off": 8},
    }
    del write["indoor_fan"]
    house = House(write=write, start=[])
    house.command.speed, house.command.valve = 40, 1
    house.run(3)
    assert (house.line.get(4), house.line.get(20)) == (3, 9)
    house.renew = 0
    house.run(6)
    assert (house.line.get(4), house.line.get(20), house.line.get(0)) == (3, 8, 0), "the valve stays where it is"


def test_a_lapsed_command_writes_speed_0():
    house = House()
    house.command.speed = 60
    house.run(10)
    assert house.line.speed == 60
    house.renew = 0
    house.run(4)
    assert (house.line.get(0), house.line.get(1), house.link.valid) == (0, 0, 0)
    house.run(10)
    assert house.line.speed == 0
    house.renew = 1
    house.run(10)
    assert house.line.speed == 60


def test_no_command_yet_is_speed_0():
    house = House()
    house.line.put(1, 1)
    house.line.put(0, 600)
    for k in range(40):
        house.line.ms = k * 50
        house.link.step(None, 0)
        house.link.look(0, k * 50)
    assert (house.line.get(0), house.line.get(1)) == (0, 0)


def test_a_board_that_dies_leaves_the_stop_to_the_drive():
    house = House()
    house.command.speed = 60
    house.run(10)
    for _ in range(400):
        house.line.ms += 50
        house.line.turn(0.05)
    assert house.line.speed == 0


def test_safe_is_now():
    house = House()
    house.command.speed, house.command.aux, house.command.aux_contact = 60, 1, 1
    house.run(5)
    house.link.safe()
    house.link.look(house.now, house.line.ms + 50)
    house.link.look(house.now, house.line.ms + 100)
    assert (house.link.valid, house.bench.level("aux_1"), house.bench.level("run_enable")) == (0, 0, 0)
    for k in range(10):
        house.link.look(house.now, house.line.ms + 150 + 50 * k)
    assert (house.line.get(0), house.line.get(1)) == (0, 0)


def test_readings():
    house = House()
    readings = Readings()
    house.link.fill(readings, 0)
    assert readings.speed.value is None
    house.command.speed = 50
    house.run(10)
    house.line.put(106, 4)
    house.run(2)
    house.link.fill(readings, house.now)
    assert (readings.speed.value, readings.discharge.value, readings.outdoor.value) == (50, 2150, 500)
    assert readings.fault.value == 4 and readings.speed.age <= 2
    house.line.powered = 0
    house.run(30)
    house.link.fill(readings, house.now)
    assert readings.speed.age >= 29, "what was said grows old"


def test_a_drive_that_only_says_that_it_turns():
    house = House(read={"running": {"register": 106, "mask": 2, "function": 4}})
    readings = Readings()
    house.command.speed = 50
    house.run(5)
    house.link.fill(readings, house.now)
    assert readings.speed.value == 0
    house.line.put(106, 2)
    house.run(2)
    house.link.fill(readings, house.now)
    assert readings.speed.value == 50


@pytest.mark.parametrize("stuck", [0, 60])
def test_a_compressor_that_does_not_follow_is_told_after_its_ramp(stuck):
    house = House()
    house.command.speed = 60 - stuck
    house.line.turn = lambda seconds: house.line.put(100, stuck * 10)
    house.run(110)
    assert "compressor" not in house.link.faults
    house.run(20)
    assert house.link.faults["compressor"] == ("does not stop" if stuck else "does not turn")
    del house.line.turn
    house.run(20)
    assert house.link.faults == {}


def test_a_silent_drive_is_told_in_words_and_forgotten():
    house = House()
    house.run(3)
    house.line.powered = 0
    house.run(5)
    assert "does not answer" in house.link.faults["drive"]
    house.line.boot()
    house.run(10)
    assert house.link.faults == {}


def test_nobody_asks_for_anything_at_a_drive():
    assert House().link.wish(None) == 0
