"""A twin of a board with nothing around it, for tests of what is close to the hardware."""

from host_sim.twin.board import board_module
from host_sim.twin.boot import prepare
from host_sim.twin.chip import Chip


class Bench:
    """`hal` of a board that has just started; `pin(name)` is the GPIO of a function."""

    def __init__(self, name="esp32_devkitc", chip=None):
        self.chip = chip or Chip()
        self.board = board_module(name)
        self.hal = prepare(self.chip, self.board)

    def pin(self, name):
        return self.board.PINS[name]

    def level(self, name):
        return self.chip.levels[self.pin(name)]

    def share(self, name):
        """Of full scale of a PWM output."""
        return self.chip.duties[self.pin(name)] / 65535
