"""A whole board that leads a unit by light: the twin's emitter, a unit's receiver that is not the firmware's, the console."""

import json

import pytest

from balancepoint.control.request import HEAT
from host_sim import experiment, scenario
from host_sim.twin.board import board_module, install_settings
from host_sim.twin.boot import Firmware
from host_sim.twin.chip import Chip
from host_sim.twin.world import World
from host_sim.virtual_units.habits import load
from host_sim.virtual_units.indoor import IndoorUnit
from host_sim.virtual_units.ir_receiver import Receiver
from tools.board import FOLDER
from tools.ir.encode import encode


class House:
    def __init__(self, folder, board):
        install_settings(board, folder)
        path = folder / "settings.json"
        path.write_text((FOLDER / "examples" / f"ir_{board}.json").read_text(encoding="utf-8"), encoding="utf-8")
        from balancepoint.services import config

        module = board_module(board)
        self.chip = Chip()
        chosen = scenario.load("winter_week", ["days=1", "step=1"])
        home = experiment.make_home(chosen, experiment.prepare(chosen))
        self.unit = IndoorUnit(home, load("ir:mitsubishi_ac").habits)
        parsed = config.parse(path.read_text(encoding="utf-8"), board, module.PINS)
        self.world = World(self.chip, module, parsed, home, self.unit)
        self.firmware = Firmware(self.chip, module, folder)
        self.receiver = Receiver("mitsubishi_ac")
        self.heard = []

    def run(self, seconds):
        for _ in range(seconds):
            self.firmware.run(1)
            bursts = self.chip.buses.get("ir", [])
            while bursts:
                state = self.receiver.hear(bursts.pop(0))
                self.heard.append(state)
                if state:
                    self.unit.ask(**state)
        return self

    @property
    def app(self):
        return self.firmware.app

    def ask(self, text, seconds=3):
        before = len(self.firmware.port.lines())
        self.firmware.port.type(text + "\n")
        self.run(seconds)
        return self.firmware.port.lines()[before:]


@pytest.fixture(scope="module", params=["m5_atom_lite"])
def house(request, tmp_path_factory):
    return House(tmp_path_factory.mktemp(request.param), request.param).run(120)


def test_the_unit_hears_what_the_core_wants(house):
    assert house.app.problems == [] and house.app.crashes == {}
    assert house.unit.on and house.unit.mode == HEAT
    assert house.unit.setpoint == house.app.link.unit.said_setpoint
    assert 1 <= len(house.heard) <= 3 and None not in house.heard


def test_the_console_sends(house):
    before = len(house.heard)
    assert house.ask("ir send", 5)[-1] == "ok"
    assert len(house.heard) > before and house.heard[-1]["on"]
    lines = house.ask("ir send heat 24.5 low", 5)
    assert lines[-2:] == ["goes out: heat, 24.5 °C, fan low; what the thermostat wants follows within a minute", "ok"]
    assert house.heard[-1]["setpoint"] == 2450 and house.unit.setpoint == 2450
    house.run(90)
    assert house.unit.setpoint == house.app.link.unit.target()


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("ir", "ir '': ir learn, or ir send [off | MODE DEGREES [FAN]]"),
        ("ir send warm 20", "ir send 'warm': allowed are auto, cool, dry, fan, heat, off"),
        ("ir send heat", "ir send heat: degrees are missing, between 16.00 °C and 31.00 °C in steps of 0.5 K"),
        ("ir send heat 35", "ir send: 35 is not between 16.00 °C and 31.00 °C in steps of 0.5 K"),
        ("ir send heat 20.3", "ir send: 20.30 °C is not between 16.00 °C and 31.00 °C in steps of 0.5 K"),
        ("ir send heat 20 gale", "ir send fan 'gale': allowed are auto, high, low, max, medium, min"),
        ("ir send off 20", "ir send off: nothing comes after it"),
        ("unit send 23CB", "unit send: this unit is spoken to by light; 'ir send' does that"),
    ],
)
def test_a_wrong_word_at_the_console_is_one_line(house, said, line):
    assert house.ask(said)[-1] == f"error: {line}"


def test_frames_in_words_and_the_state_of_the_unit(house):
    house.ask("unit record on")
    house.ask("ir send heat 22 auto", 70)
    lines = house.ask("unit frames 5")
    assert any("state: heat, 22.0 °C, fan auto" in line for line in lines) and lines[-1] == "ok"
    lines = house.ask("unit")
    assert lines[0] == "link: ir:mitsubishi_ac, linked" and lines[-1] == "ok"


def press(house, protocol, **said):
    """A key before the board's receiver, which takes its time for 26 remotes."""
    burst = encode({"protocol": protocol, "request": {"mode": "heat", **said}})["durations_us"]
    ears = house.app.link.ears
    for place, each in enumerate(burst[: len(ears.heard)]):
        ears.heard[place] = min(each, 65535)
    ears._count = min(len(burst), len(ears.heard)) - 1
    ears._last = ears._ticks_us() - 1_000_000  # the twin's µs are those of this machine
    house.run(3)


def test_learning_asks_three_times_and_names_the_remote(house):
    before = len(house.firmware.port.lines())
    house.firmware.port.type("ir learn\n")
    house.run(2)
    for degrees in (20, 21, 22):
        press(house, "GREE", degrees=degrees)
    lines = house.firmware.port.lines()[before:]
    assert lines[0] == "press a key of the remote towards the receiver (1 of 3)"
    assert "gree: heat, 21.0 °C, fan auto" in lines
    assert lines[-2:] == ['settings.json: "drive": {"kind": "ir:gree", "model": "YAW1F"}', "ok"]
    assert not house.app.link.ears.keep


def test_learning_gives_up_where_nothing_comes(house):
    before = len(house.firmware.port.lines())
    house.firmware.port.type("ir learn\n")
    house.run(35)
    assert house.firmware.port.lines()[before:][-1].startswith("error: ir learn: nothing was heard for 30 s")


def test_the_handset_becomes_the_person_s_wish(house):
    press(house, "MITSUBISHI_AC", degrees=23.5, fan="auto")
    assert house.app.request.heat_setpoint == 2350
    assert any("Asked for at the handset" in line for line in house.ask("journal 10"))


def test_the_settings_example_is_the_board_s():
    for path in (FOLDER / "examples").glob("ir_*.json"):
        assert json.loads(path.read_text(encoding="utf-8"))["board"] == path.stem.removeprefix("ir_")
