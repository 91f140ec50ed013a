"""Balancepoint frozen into a MicroPython build: what the port freezes itself, and what `python -m tools image BOARD --frozen`
wrote.

make BOARD=ESP32_GENERIC FROZEN_MANIFEST=/absolute/path/of/firmware/manifest.py; see docs/firmware.md.
"""

import os

if not os.path.isfile("../build/frozen/balancepoint/board.py"):
    raise ValueError("nothing to freeze: run `python -m tools image BOARD --frozen` first")

include("$(PORT_DIR)/boards/manifest.py")  # noqa: F821
freeze("../build/frozen", opt=3)  # noqa: F821
