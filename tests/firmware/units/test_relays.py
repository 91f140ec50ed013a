"""A board without any link to its unit: the heater is switched all the same, watched, and let go when the Command lapses."""

import pytest

from balancepoint.control.command import LAPSED, Command
from balancepoint.control.readings import Readings
from balancepoint.control.request import Request
from host_sim.twin.board import board_module
from tests.firmware.twin import Bench
from tools import board as boards


class Board:
    def __init__(self, name):
        self.bench = Bench(name)
        from balancepoint.units.links import link_for

        self.link = link_for(self.bench.hal, {"kind": "none", "read_back": ("aux_1",)}, ())
        self.command = Command()
        self.now = 0

    def run(self, seconds=1):
        for _ in range(seconds):
            self.now += 1
            self.command.valid_until = self.now + 2
            self.link.step(self.command, self.now)
            self.link.look(self.now, 1000 * self.now)
        return self

    def heater(self):
        return [self.bench.level(name) for name in ("aux_1", "aux_contact")]


@pytest.mark.parametrize("name", [name for name in boards.names() if "aux_1" in board_module(name).PINS])
def test_every_board_with_a_heater_heats(name):
    board = Board(name)
    board.command.aux = 1
    assert board.run().heater() == [0, 0], "not without its second contact"
    board.command.aux_contact = 1
    assert board.run().heater() == [1, 1] and board.link.valid
    assert set(board.link.relays) <= {"aux_1", "aux_2", "aux_contact"}
    board.link.step(board.command, board.now + 3)
    assert board.heater() == [0, 0] and not board.link.valid
    assert board.command.valid_until == LAPSED, "the guard is told"
    board.link.step(board.command, board.now + 4)
    assert board.run().heater() == [1, 1], "until it has been renewed"


def test_its_contact_is_watched_and_its_relay_can_be_tried():
    board = Board("esp32_devkitc")
    board.bench.chip.drive(board.bench.pin("aux_1_back"), 0)
    board.run(5)
    assert board.link.faults == {"aux_1": "stays closed"}
    board.bench.chip.drive(board.bench.pin("aux_1_back"), 1)
    board.link.acknowledge()
    assert board.run(5).link.faults == {}
    assert board.link.test("valve", board.now) == "relay 'valve': this board has aux_1, aux_2, aux_contact"
    board.command.speed = 40  # of a unit that is led by others: nothing of ours turns
    assert board.link.test("aux_1", board.now) is None
    seen = [board.run().heater() for _ in range(8)]
    assert [1, 0] in seen and [1, 1] not in seen and seen[-1] == [0, 0]


def test_it_tells_nothing_and_asks_for_nothing():
    board = Board("m5_atom_lite").run()
    readings, request = Readings(), Request()
    board.link.fill(readings, 5)
    assert readings.speed.value is None and board.link.wish(request) == 0
