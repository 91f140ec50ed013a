"""What `tools.image` generates of boards/NAME.toml, as `balancepoint/board.py`."""

NAME: str
CHIP: str
VERSION: str
PINS: dict[str, int]  # function: GPIO
SAFE: tuple[tuple[int, int], ...]  # (GPIO, level) of every output
LED: str  # plain, plain_inverted, neopixel
NO_PULL: tuple[int, ...]  # GPIOs without a pull-up inside
