"""What the unit's own electronics keep: speed back when the gas or the coil gets hot, no ice on the coil in cooling.

Discharge above 102 °C reduces the speed, above 115 °C stops, restart below 90 °C (Midea: limit 102-115, stop above 115, restart
below 90). Indoor coil in heating: back from 58 °C on, before the plant trips at 66 (a guess within what makers' upper limits do).
Cooling: `freeze_up`.
"""

from __future__ import annotations

from host_sim.virtual_units.freeze_up import FreezeUp

REDUCE, STOP, COOL_AGAIN = 102.0, 115.0, 90.0  # °C of discharge
WARM_COIL = 58.0  # °C
HOT_OUTSIDE = 70.0  # °C of the outdoor coil in cooling, before the plant trips at 78: a guess
SLOWER, FASTER = 2, 1  # Hz a decision
DECIDE = 20  # s


class Protection:
    """`limit`: Hz that are allowed."""

    def __init__(self, speed_max: int):
        self.limit = self._most = speed_max
        self._decided_at = -DECIDE
        self._hot = False
        self._freeze_up = FreezeUp()

    def step(self, discharge: float, coil_in: float, coil_out: float, heating: bool, speed: float, now: int) -> bool:
        """Whether the compressor may run. Temperatures in °C, speed in Hz."""
        if discharge > STOP:
            self._hot = True
        elif discharge < COOL_AGAIN:
            self._hot = False
        if now - self._decided_at >= DECIDE:
            self._decided_at = now
            if speed and (discharge > REDUCE or (coil_in > WARM_COIL if heating else coil_out > HOT_OUTSIDE)):
                self.limit = max(min(self.limit, round(speed)) - SLOWER, 1)
            else:
                self.limit = min(self.limit + FASTER, self._most)
        thawed = self._freeze_up.step(round(100 * coil_in), not heating and speed > 0, now)
        return thawed and not self._hot
