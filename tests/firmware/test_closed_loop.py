"""The whole firmware keeps a house: drivers on their buses, relays and signals on their pins, in the scenario's winter."""

import json

import pytest

from balancepoint.control.journal import codes as j
from host_sim import experiment, scenario
from host_sim.loop import run
from host_sim.twin.board import board_module, install_settings
from host_sim.twin.boot import Firmware
from host_sim.twin.chip import PWRON, Chip
from host_sim.twin.world import World

BOARD = "esp32_devkitc"
HOUR = 3600


class Household:
    """The example board in the Chicago house."""

    def __init__(self, folder, hours, **changes):
        install_settings(BOARD, folder)
        path = folder / "settings.json"
        settings = json.loads(path.read_text(encoding="utf-8"))
        settings["settings"].update(changes)
        path.write_text(json.dumps(settings), encoding="utf-8")
        from balancepoint.services import config

        self.board = board_module(BOARD)
        chosen = scenario.load("winter_week", [f"days={-(-hours // 24)}", "step=1"])
        self.home = experiment.make_home(chosen, experiment.prepare(chosen))
        self.chip = Chip()
        self.world = World(self.chip, self.board, config.parse(path.read_text(), BOARD, self.board.PINS), self.home)
        self.world.defrosting = lambda: self.command.defrost if self.command else 0
        self.chip.buses["i2c"] = None
        self.firmware = Firmware(self.chip, self.board, folder, lazy=True)

    @property
    def command(self):
        return self.firmware.app.command if self.firmware.app else None

    def run(self, hours):
        self.firmware.run(hours * HOUR)
        return self

    def abuse(self):
        totals = self.home.result().totals
        return {name: totals[name] for name in totals if name.startswith("abuse_") or name == "trips"}

    def codes(self):
        return [code for _, code, _ in self.firmware.app.controller.journal.entries()]


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """An hour and a half, a power cut in full run, three quarters more."""
    # What both begin with: the example's unit is a little larger than the scenario's, and lets expect a larger house
    same = {"house_heat_loss": "120 W/K", "house_heat_capacity": "3500 Wh/K", "house_gains": "300 W"}
    house = Household(tmp_path_factory.mktemp("board"), 9, **same).run(1.5)
    before = house.codes()
    running = house.command.speed
    abused = house.abuse()
    house.firmware.restart(PWRON)
    cut = house.chip.seconds
    house.run(0.75)
    return house, before, running, abused, cut


def test_it_heats_by_the_compressor_and_holds_the_room(lived):
    house, before, running, _, _ = lived
    assert j.START in before and running > 0
    room = house.home.result().columns["room"]
    assert abs(room[30:135] - 21.0).max() < 1.0, "the band of a house not learned yet, the power cut included"
    case = scenario.load("winter_week", ["days=1", "step=1"])
    home = experiment.make_home(case, experiment.prepare(case))
    core = experiment.make_controller(case, experiment.CORE)
    run(home, core, experiment.make_readings(case), case.plain_requests(), 3 * HOUR // 2, 1)
    alone = home.result().columns["room"]
    assert abs(room[30:90] - 21.0).mean() < abs(alone[30:90] - 21.0).mean() + 0.12, "drivers and outputs cost little"


def test_nothing_was_abused(lived):
    house, _, _, abused, _ = lived
    assert set(abused.values()) == {0}
    # Without power the off-delay relay lets the valve go sooner after the stop than the program ever would.
    assert house.abuse() == {**abused, "abuse_valve_running": 1}


def test_after_a_power_cut_the_compressor_waits_its_minimum_off_time(lived):
    house, _, _, _, cut = lived
    gpio = house.board.PINS["run_enable"]
    starts = [at for at, pin, level in house.chip.log if pin == gpio and level == 1 and at > cut]
    assert starts and starts[0] - cut >= 180


def test_the_board_is_well_afterwards(lived):
    app = lived[0].firmware.app
    assert app.crashes == {} and app.problems == [] and app.link.faults == {}
    assert lived[0].firmware.starts == [PWRON]
    assert all(probe.fault == 0 for _, probe in app.probes if probe.value is not None)


def test_what_was_asked_survived(lived):
    assert lived[0].firmware.app.controller.memory.heat_setpoint == 2100
