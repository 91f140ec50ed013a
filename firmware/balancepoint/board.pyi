"""What `tools.image` generates of boards/NAME.toml, as `balancepoint/board.py`."""

NAME: str
CHIP: str
PSRAM: bool  # the module has PSRAM, and MicroPython should see it
IMAGE: str  # MicroPython's official image for the board, for instance ESP32_GENERIC_S3-SPIRAM_OCT
FROZEN: bool  # the program is part of MicroPython itself (firmware/manifest.py): files never replace it
VERSION: str
PINS: dict[str, int]  # function: GPIO
SAFE: tuple[tuple[int, int], ...]  # (GPIO, level) of every output
LED: str  # none, plain, plain_inverted, neopixel
NO_PULL: tuple[int, ...]  # GPIOs without a pull-up inside
