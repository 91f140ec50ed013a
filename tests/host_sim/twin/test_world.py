"""The house around a twin is felt by the sensors of every board's example settings."""

import pytest

from host_sim import experiment, scenario
from host_sim.twin.board import board_module, install_settings
from host_sim.twin.boot import Firmware
from host_sim.twin.chip import Chip
from host_sim.twin.world import World
from tools import board as boards


@pytest.mark.parametrize("name", boards.names())
def test_the_room_is_felt_on_every_board(name, tmp_path):
    from balancepoint.services import config

    install_settings(name, tmp_path)
    text = (tmp_path / "settings.json").read_text(encoding="utf-8")
    module, chip = board_module(name), Chip()
    chosen = scenario.load("winter_week", ["days=1", "step=1"])
    home = experiment.make_home(chosen, experiment.prepare(chosen))
    world = World(chip, module, config.parse(text, name, module.PINS), home)
    firmware = Firmware(chip, module, tmp_path, lazy=True)
    firmware.run(60)
    seen, true = firmware.app.readings, world._readings
    assert abs(seen.rooms[0].value - true.rooms[0].value) <= 10 and seen.rooms[0].age <= 30
    assert abs(seen.outdoor.value - true.outdoor.value) <= 10
    if "sht4x" in text:
        assert abs(seen.humidity.value - true.humidity.value) <= 5
