"""Other rules when to defrost, in place of the core's own: `controller.drive.defrost.rule = FixedInterval(frost, 2700)`.

All else stays the core's: where frost is possible at all, the sequence, the guard, the rest of the thermostat. So two runs
differ in the moment of the defrosts and nothing more.
"""

from __future__ import annotations

from typing import Any

DECAY = 800  # ‰ of the clean coil's heat left: a fifth is lost, as EPRI EM-4226's demand defrost has it
REASON = 5  # direct.frost.LONG, for the journal


class FixedInterval:
    """A timer that counts heating time: 30, 45, 60 or 90 min on the jumpers of makers' defrost boards."""

    def __init__(self, frost: Any, seconds: int) -> None:
        self._frost = frost
        self._seconds = seconds

    def due(self, *_: Any) -> int:
        return REASON if self._frost.run >= self._seconds else 0


class Decay:
    """When a fixed share of the clean coil's heat is lost, by the same signal that the core has."""

    def __init__(self, frost: Any, left: int = DECAY) -> None:
        self._frost = frost
        self._left = left

    def due(self, *_: Any) -> int:
        return REASON if self._frost.share <= self._left else 0
