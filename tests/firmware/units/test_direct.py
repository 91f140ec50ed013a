"""The direct drive on the twin's pins: what a Command does, what a lapsed one does, and contacts that do not follow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.command import OUTDOOR_FAN_AUTO, OUTDOOR_FAN_OFF, Command
from tests.firmware.twin import Bench

DRIVE = {
    "kind": "direct", "speed_low": 20, "signal_low": 200, "speed_high": 100, "signal_high": 1000,
    "speed_frequency": 1000, "speed_inverted": 0,
    "fan_levels": (200, 400, 600, 800, 1000), "fan_frequency": 1000, "fan_inverted": 0, "valve_release": 12,
    "read_back": ("run_enable", "valve", "aux_1"),
}  # fmt: skip


class Drive:
    """A drive under a Command that is renewed at every second."""

    def __init__(self, **changes):
        self.bench = Bench()
        from balancepoint.units.direct import DirectDrive

        self.link = DirectDrive(self.bench.hal, {**DRIVE, **changes})
        self.command = Command()
        self.now = 0
        self.contacts = {"run_back": "run_enable", "valve_back": "valve", "aux_1_back": "aux_1"}
        self.stuck = {}

    def step(self, seconds=1):
        for _ in range(seconds):
            self.now += 1
            self.command.valid_until = self.now + 2
            self.link.step(self.command, self.now)
            self.follow()
            self.link.look(self.now, self.now * 1000)
        return self

    def follow(self):
        for back, relay in self.contacts.items():
            closed = self.stuck.get(relay, self.bench.level(relay))
            self.bench.chip.drive(self.bench.pin(back), 1 - closed)

    def on(self, name):
        return self.bench.level(name)


@given(speed=st.integers(20, 100), aux=st.integers(0, 2), valve=st.integers(0, 1), fan=st.integers(0, 5))
def test_a_command_is_what_the_pins_say(speed, aux, valve, fan):
    drive = Drive()
    drive.command.speed, drive.command.aux, drive.command.valve, drive.command.fan = speed, aux, valve, fan
    drive.command.aux_contact = 1
    drive.step()
    assert (drive.on("run_enable"), drive.on("valve")) == (1, valve)
    assert (drive.on("aux_1"), drive.on("aux_2"), drive.on("aux_contact")) == (int(aux > 0), int(aux > 1), 1)
    assert drive.bench.share("speed_pwm") == pytest.approx(0.2 + (speed - 20) * 0.01, abs=0.001)
    assert drive.bench.share("fan_pwm") == pytest.approx(0.2 * fan, abs=0.001)


@given(release=st.integers(10, 60), soon=st.integers(0, 80))
def test_the_compressor_waits_for_a_valve_that_lets_go_late(release, soon):
    drive = Drive(valve_release=release)
    drive.command.valve = 1
    drive.step(5)
    drive.command.valve, let_go = 0, drive.now + 1
    drive.step(soon)
    drive.command.speed = 50
    while not drive.on("run_enable"):
        assert drive.bench.share("speed_pwm") == 0 and drive.link.speed == 0
        drive.step()
    assert drive.now - let_go >= release
    assert drive.now <= max(let_go + release * 1.1 + 2, let_go + soon + 1)


def test_a_valve_that_is_held_makes_nobody_wait():
    drive = Drive()
    drive.command.speed, drive.command.valve = 50, 1
    assert drive.step().on("run_enable")
    drive.command.speed = 0
    drive.step(5)
    drive.command.valve = 0
    drive.step()
    drive.command.speed, drive.command.valve = 50, 1
    assert drive.step().on("run_enable"), "energised again before the delay was over: it has not moved"


@given(speed=st.integers(0, 100), aux=st.integers(0, 2), valve=st.integers(0, 1), late=st.integers(3, 1000))
def test_a_lapsed_command_stops_all_but_the_valve(speed, aux, valve, late):
    drive = Drive()
    drive.command.speed, drive.command.aux, drive.command.valve, drive.command.aux_contact = speed, aux, valve, 1
    drive.step()
    drive.link.step(drive.command, drive.now + late)
    assert [drive.on(name) for name in ("run_enable", "aux_1", "aux_2", "aux_contact")] == [0, 0, 0, 0]
    assert drive.bench.share("speed_pwm") == 0
    assert drive.on("valve") == valve
    assert not drive.link.valid


def test_no_command_is_safe():
    drive = Drive()
    drive.link.step(None, 5)
    assert all(drive.bench.chip.levels[gpio] == level for gpio, level in drive.bench.board.SAFE)


def test_the_outdoor_fan_follows_the_compressor_unless_told_otherwise():
    drive = Drive()
    drive.bench.board.PINS["outdoor_fan"] = 22
    drive.bench.board.SAFE += ((22, 0),)
    from balancepoint.units.direct import DirectDrive

    drive.link = DirectDrive(drive.bench.hal, DRIVE)
    drive.command.speed = 50
    drive.command.outdoor_fan = OUTDOOR_FAN_AUTO
    assert drive.step().on("outdoor_fan") == 1
    drive.command.outdoor_fan = OUTDOOR_FAN_OFF
    assert drive.step().on("outdoor_fan") == 0


def test_contacts_that_follow_are_no_fault():
    drive = Drive()
    for speed, aux in ((50, 0), (50, 1), (0, 1), (0, 0), (30, 0)):
        drive.command.speed, drive.command.aux, drive.command.aux_contact = speed, aux, 1
        drive.step(10)
    assert drive.link.faults == {}


@pytest.mark.parametrize(("relay", "time"), [("valve", 2), ("run_enable", 120)])
def test_a_relay_that_does_not_close_is_told_and_forgotten_when_it_does(relay, time):
    drive = Drive()
    drive.stuck[relay] = 0
    drive.command.speed = 50 if relay == "run_enable" else 0
    drive.command.valve = 1 if relay == "valve" else 0
    drive.step(time)
    assert drive.link.faults == {}, "a contactor may take its time, an inverter its ramp"
    drive.step(3)
    assert drive.link.faults == {relay: "does not close"}
    drive.stuck = {}
    assert drive.step(1).link.faults == {}


def test_a_welded_heater_relay_opens_the_second_contact_until_acknowledged():
    drive = Drive()
    drive.command.aux, drive.command.aux_contact = 1, 1
    drive.step(5)
    drive.stuck["aux_1"] = 1
    drive.command.aux = 0
    drive.step(5)
    assert drive.link.faults == {"aux_1": "stays closed"}
    assert drive.on("aux_contact") == 0
    drive.command.aux = 1
    drive.stuck = {}
    drive.step(5)
    assert (drive.on("aux_contact"), drive.on("aux_1")) == (0, 0), "stays open though the contact opened again"
    drive.link.acknowledge()
    drive.step(2)
    assert (drive.on("aux_contact"), drive.on("aux_1")) == (1, 1)


def test_the_inverters_word_is_the_speed_reading():
    from balancepoint.control.readings import Readings

    drive = Drive()
    readings = Readings()
    drive.command.speed = 60
    drive.stuck["run_enable"] = 0
    drive.step(1).link.fill(readings, drive.now)
    assert (readings.speed.value, readings.speed.age) == (0, 0), "enabled, but it does not turn"
    drive.stuck = {}
    drive.step(1).link.fill(readings, drive.now)
    assert readings.speed.value == 60


def test_a_test_closes_one_relay_for_3_s_with_the_heater_open():
    drive = Drive()
    drive.command.aux_contact = 1
    drive.step(2)
    assert drive.link.test("aux_1", drive.now) is None
    seen = []
    for _ in range(8):
        drive.step(1)
        seen.append((drive.on("aux_1"), drive.on("aux_contact")))
    assert 1 in [aux for aux, _ in seen]
    assert (1, 1) not in seen
    assert seen[-1] == (0, 1)
    assert drive.link.faults == {}


def test_a_test_is_refused_while_something_runs_and_ends_when_something_starts():
    drive = Drive()
    assert "does not run" in drive.link.test("valve", 0)
    drive.command.speed = 50
    drive.step()
    assert "compressor or heater is on" in drive.link.test("valve", drive.now)
    assert "this board has" in drive.link.test("vavle", drive.now)
    drive.command.speed = 0
    drive.step()
    assert drive.link.test("aux_1", drive.now) is None
    drive.command.speed = 50
    drive.step(2)
    assert drive.on("aux_1") == 0
