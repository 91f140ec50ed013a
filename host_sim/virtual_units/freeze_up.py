"""Freeze-up protection of a unit's own: indoor coil below 2 °C for 6 min in cooling stops, until it is above 10 °C (Panasonic
service manual; Daikin and others alike)."""

from __future__ import annotations

FREEZING, FREEZING_TIME, THAWED = 200, 360, 1000  # 0.01 °C, s, 0.01 °C


class FreezeUp:
    """Whether cooling may go on."""

    def __init__(self) -> None:
        self._since: int | None = None
        self._iced = False

    def step(self, coil: int | None, cooling: bool, now: int) -> bool:
        """`coil` in 0.01 °C; without a reading it may."""
        if coil is None or coil > THAWED:
            self._iced = False
        if coil is None or coil >= FREEZING or not cooling:
            self._since = None
        elif self._since is None:
            self._since = now
        elif now - self._since >= FREEZING_TIME:
            self._iced = True
        return not self._iced
