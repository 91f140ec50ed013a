"""The laptop: the firmware's own control core against a house, a heat pump and real weather."""

import sys
from pathlib import Path

# The firmware is no installed package: the same folder goes onto the board.
_FIRMWARE = str(Path(__file__).parent.parent / "firmware")
if _FIRMWARE not in sys.path:
    sys.path.insert(0, _FIRMWARE)
