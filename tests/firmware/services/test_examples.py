"""Example settings for indoor units, `boards/examples/KIND_BOARD.json`: each is taken by its board, and is what its name says."""

import pytest

from balancepoint.services.config import parse
from balancepoint.services.config_table import SECTIONS
from balancepoint.units.protocols import SERIAL
from tools.board import FOLDER, load, names

EXAMPLES = sorted((FOLDER / "examples").glob("*.json"))
LINKS = SECTIONS[0][1][1]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_taken_by_its_board(path):
    kind, _, board = path.stem.partition("_")
    assert board in names()
    config = parse(path.read_text(encoding="utf-8"), board, {name: pin.gpio for name, pin in load(board).pins.items()})
    assert config.drive["kind"].partition(":")[0] == kind and config.notes == []
    assert config.settings.managed == (0 if kind == "modbus" else 1)
    if kind in ("cn105", "lg"):
        assert config.settings.room_feed and not config.settings.own_defrost
    if kind == "modbus":
        assert config.drive["modbus"]["writes"]


def test_what_can_be_tried_at_home_has_one():
    kinds = {path.stem.partition("_")[0] for path in EXAMPLES}
    assert {*SERIAL, "modbus", "auto", "ir"} <= kinds <= {link.partition(":")[0] for link in LINKS}
    boards = {path.stem.partition("_")[2] for path in EXAMPLES if path.stem.startswith("cn105_")}
    assert {"m5_atom_lite", "m5_atoms3", "m5_atoms3r", "esp32_devkitc"} <= boards
