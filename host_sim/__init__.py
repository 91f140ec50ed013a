"""The laptop: the firmware's own control core against a house, a heat pump and real weather."""

import os
import sys
from pathlib import Path

# The firmware is no installed package: the same folder goes onto the board.
_FIRMWARE = str(Path(__file__).parent.parent / "firmware")
if _FIRMWARE not in sys.path:
    sys.path.insert(0, _FIRMWARE)

# A plant's matrices are a few numbers wide: a second thread of the linear algebra has nothing to do but to wait, busily.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
