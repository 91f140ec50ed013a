"""Whole boards with an indoor unit on their serial line: the firmware through its own UART, against units that others of the
project have made from the published facts, in a house in winter.
"""

import json
from functools import cache

import pytest

from balancepoint.control.request import HEAT, OFF
from host_sim import experiment, scenario
from host_sim.twin.board import board_module, install_settings
from host_sim.twin.boot import Firmware
from host_sim.twin.chip import PWRON, SOFT, Chip
from host_sim.twin.serial import Speed, plugged
from host_sim.twin.world import World
from host_sim.virtual_units.front import open_front
from host_sim.virtual_units.habits import load
from host_sim.virtual_units.indoor import IndoorUnit

BOARD = "esp32_devkitc"
LED = ("cn105", "s21", "midea")
TRIED = (*LED, "haier")  # by `auto`


@cache
def weather():
    """A day in winter, prepared once."""
    chosen = scenario.load("winter_week", ["days=1", "step=1"])
    return chosen, experiment.prepare(chosen)


class House:
    """The example board with a drive of `kind` in the settings, and a unit of `unit` on the wire."""

    def __init__(self, folder, kind, unit=None, **drive):
        install_settings(BOARD, folder)
        self.path = folder / "settings.json"
        settings = json.loads(self.path.read_text(encoding="utf-8"))
        settings["drive"] = {"kind": kind, "read_back": ["aux_1"], **drive}
        settings["sensors"] = [each for each in settings["sensors"] if each["reads"] in ("room", "outdoor")]
        self.path.write_text(json.dumps(settings), encoding="utf-8")
        from balancepoint.services import config

        board = board_module(BOARD)
        self.chip = Chip()
        home = experiment.make_home(*weather())
        profile = load(unit or kind)
        self.unit = IndoorUnit(home, profile.habits)
        self.front = open_front(profile, self.unit)
        self.world = World(self.chip, board, config.parse(self.path.read_text(), BOARD, board.PINS), home, self.unit)
        self.wire = self.chip.buses["uart"] = plugged(self.front, self.chip)
        self.chip.buses["i2c"] = None
        self.firmware = Firmware(self.chip, board, folder, lazy=True)

    def run(self, seconds):
        self.firmware.run(seconds)
        return self

    @property
    def app(self):
        return self.firmware.app

    @property
    def link(self):
        return self.app.link

    def ask(self, text, seconds=3.0):
        """The console's answer."""
        before = len(self.firmware.port.lines())
        self.firmware.port.type(text + "\n")
        self.run(seconds)
        return self.firmware.port.lines()[before:]


@pytest.fixture(scope="module", params=LED)
def house(request, tmp_path_factory):
    """Eight minutes of each: a compressor that stood starts after three, one that has just stopped after six."""
    return House(tmp_path_factory.mktemp(request.param), request.param).run(480)


def test_the_unit_does_what_the_core_wants(house):
    assert house.app.problems == [] and house.app.crashes == {} and house.link.faults == {}
    assert house.app.controller.settings.managed == 1
    assert house.link.session.linked and house.link.kind in LED
    assert house.unit.on and house.unit.mode == HEAT
    assert house.unit.setpoint == house.link.unit.setpoint == house.link.unit.said_setpoint
    assert house.unit.operating


def test_what_the_unit_tells_comes_to_the_core(house):
    readings = house.app.readings
    unit = house.link.unit
    assert readings.running.value == 1 or not unit.tells_running
    assert readings.fault.value in (0, None)
    assert readings.outdoor.value is not None and readings.outdoor.age < 60, "of our own probe"
    assert (readings.return_air.value is None) == bool(unit.room_feed)
    assert readings.speed.value is None or readings.speed.age < 60


def test_few_writes_and_no_garbage(house):
    session = house.link.session
    assert session.frames > 50 and session.bad == 0 and session.echoes == 0
    assert house.unit.writes < 20, "for the unit's memory, and the beeps"


def test_the_console_tells_what_is_there(house):
    lines = house.ask("unit")
    text = "\n".join(lines)
    assert lines[0] == f"link: {house.link.kind}, linked" and lines[-1] == "ok"
    for begin in (
        "can: heat",
        "air: ",
        "tells: ",
        "says: heat",
        "asked for: heat",
        "fault: none",
        "frames: ",
        "record: ",
    ):
        assert f"\n{begin}" in text, begin
    assert f"unit: {house.link.kind}, linked" in house.ask("status")
    assert any(line.startswith("indoor unit: passed") for line in house.ask("selftest", 20))


def test_frames_are_explained_and_the_record_goes_on_and_off(house):
    assert house.ask("unit record on") == ["ok"]
    house.run(20)
    lines = house.ask("unit frames 4", 5)
    heads = [line for line in lines if " ms -> " in line or " ms <- " in line]
    assert len(heads) == 4 and lines[-1] == "ok"
    assert len(lines) > 8 and not any("Error" in line for line in lines)
    assert house.ask("unit record off") == ["ok"]
    assert house.ask("unit frames")[-1] == "error: unit frames: nothing is recorded; 'unit record on' begins"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("unit frames x", "error: unit frames"),
        ("unit send", "error: unit 'send': unit alone, or with frames [COUNT], record on|off, send HEX, forget"),
        ("unit send 12 3", "error: unit send '123': bytes in hexadecimal are needed, two digits each"),
        ("unit send zz confirmed", "error: unit send 'zz': bytes in hexadecimal are needed, two digits each"),
        ("unit send 00112233 confirmed", "error: unit send: "),
        ("unit forget", "error: unit forget: only with drive.kind 'auto'; the settings name "),
        ("unit record", "error: unit 'record': unit alone"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(house, said, answer):
    house.ask("unit record off")
    lines = house.ask(said)
    assert len(lines) == 1 and lines[0].startswith(answer[:30])


def test_a_raw_frame_goes_out_only_when_confirmed(house):
    from tests.fuzz import frames

    raw = {"cn105": "FC42013010020000000000000000000000000000007B", "s21": "0246317703"}.get(house.link.kind)
    raw = raw or next(frame for frame in frames(house.link.kind) if frame[9] == 3).hex().upper()
    before = bytes(house.wire.sent).count(bytes.fromhex(raw))
    lines = house.ask(f"unit send {raw}")
    assert lines[-1] == f"error: unit send: not sent; 'unit send {raw} confirmed' sends it" and len(lines) > 1
    lines = house.ask(f"unit send {raw} confirmed", 4)
    assert lines[-2:] == ["sent", "ok"]
    assert bytes(house.wire.sent).count(bytes.fromhex(raw)) > before


def test_the_handset_is_king(house):
    house.unit.press(setpoint=2300, mode=HEAT, on=True)
    house.run(40)
    assert house.app.controller.memory.heat_setpoint == 2300
    assert any("Asked for at the handset: heating, 23.0" in line for line in house.ask("journal 30"))
    house.unit.press(on=False)
    house.run(90)
    assert house.app.controller.memory.mode == OFF and not house.unit.on
    house.unit.press(on=True, mode=HEAT, setpoint=2100)
    house.run(90)
    assert house.app.controller.memory.mode == HEAT and house.unit.on


def test_silence_is_told_and_healed(house):
    house.front.faults.silent = True
    house.run(40)
    assert "does not answer" in house.link.faults["unit"]
    assert any(line.startswith("look: unit the unit does not answer") for line in house.ask("status"))
    house.front.faults.silent = False
    house.run(12)
    assert house.link.session.linked and house.link.faults == {}
    journal = "\n".join(house.ask("journal 20"))
    assert "The unit does not answer." in journal and "The unit answers." in journal


def test_a_reset_of_the_board_is_no_new_wish_and_asks_nothing_new(house):
    setpoint = house.app.controller.memory.heat_setpoint
    house.firmware.restart(SOFT)
    house.run(120)
    assert house.link.session.linked and house.unit.on
    assert house.app.controller.memory.heat_setpoint == setpoint


@pytest.mark.parametrize("unit", TRIED)
def test_auto_finds_the_unit_and_leads_it(tmp_path, unit):
    house = House(tmp_path, "auto", unit).run(90)
    assert house.firmware.starts == [SOFT]
    assert house.link.kind == unit and house.link.session.linked
    settings = house.app.controller.settings
    assert settings.managed == 1 and settings.setpoint_step in (50, 100)
    assert settings.room_feed == house.link.unit.feed
    assert house.unit.writes < 10
    assert any(line == "starts again and looks for a unit" for line in house.ask("unit forget"))
    house.run(90)
    assert house.link.kind == unit and house.firmware.starts == [SOFT, SOFT, SOFT]


@pytest.mark.parametrize(("said", "unit"), [("cn105", "s21"), ("s21", "midea"), ("midea", "cn105")])
def test_a_wrong_protocol_is_named_with_the_right_one(tmp_path, said, unit):
    house = House(tmp_path, said, unit).run(200)
    assert f'write "kind": "{unit}"' in house.link.faults["unit"]
    assert house.unit.writes == 0 and not house.unit.on, "nothing was changed at a unit that was not named"
    assert house.app.crashes == {} and house.app.controller is not None


@pytest.mark.parametrize("kind", LED)
def test_a_unit_that_boots_half_a_minute_after_us_is_no_fault(tmp_path, kind):
    house = House(tmp_path, kind)
    house.front.faults.late = 30
    for _ in range(45):
        house.run(1)
        assert house.link.faults == {}
    assert house.link.session.linked
    assert not any("indoor unit" in line and "not answer" in line for line in house.ask("journal"))


@pytest.mark.parametrize("kind", LED)
def test_one_that_never_answers_is_told_within_a_minute_and_one_that_goes_at_once(tmp_path, kind):
    house = House(tmp_path, kind)
    house.front.faults.silent = True
    house.run(60)
    assert "does not answer" in house.link.faults["unit"]
    house.front.faults.silent = False
    house.run(20)
    assert house.link.faults == {} and house.link.session.linked
    house.front.faults.silent = True
    house.run(20)
    assert "does not answer" in house.link.faults["unit"]


def test_wires_that_touch_are_named(tmp_path):
    house = House(tmp_path, "cn105")
    house.front.faults.echo = True
    house.run(30)
    assert "what we send comes back" in house.link.faults["unit"]


def test_a_line_at_the_wrong_speed_is_not_silent(tmp_path):
    house = House(tmp_path, "cn105", baud=9600)
    house.run(60)
    assert not house.link.session.linked and "unit" in house.link.faults
    assert house.wire.speed == Speed(2400, 0, 1)


def test_a_power_cut_of_the_unit_loses_no_wish(tmp_path):
    house = House(tmp_path, "cn105").run(300)
    assert house.unit.on
    house.unit.power(False)
    house.run(60)
    house.unit.power(True)
    house.run(60)
    assert house.unit.on and house.unit.mode == HEAT and house.link.session.linked
    assert house.app.controller.memory.mode == HEAT
    house.firmware.restart(PWRON)
    house.run(60)
    assert house.unit.on and house.app.controller.memory.mode == HEAT
