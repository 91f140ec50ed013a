"""What `tools.image` generates of boards/NAME.toml, as `balancepoint/board.py`."""

NAME: str
CHIP: str
VERSION: str
PINS: dict[str, int]  # function: GPIO
SAFE: tuple[tuple[int, int], ...]  # (GPIO, level) of every output
LED: str  # plain, plain_inverted, neopixel
NO_PULL: tuple[int, ...]  # GPIOs without a pull-up inside
PSRAM: bool  # the board has it; with another image than IMAGE nobody sees it
IMAGE: str  # the MicroPython image that the board is made for
