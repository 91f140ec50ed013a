"""What stands at an analogue input, in µV: an NTC in its divider, a current clamp on its bias.

    pin = NtcDivider(curve, series=10_000)      # curve: of firmware/balancepoint/sensors/curves.py
    pin.temperature = 21.3                      # °C
    pin.microvolts()

`NtcDivider.broken` and `shorted`, `ClampOutput.plugged`: the faults.
"""

from __future__ import annotations

import math
from collections.abc import Callable


def resistance(curve: tuple[int, int, int, int, int], temperature: float) -> float:
    """Ω of a curve at `temperature` °C; from -60 to 160 °C."""
    r0, *parts = curve
    a, b, c, d = (part * 1e-9 for part in parts)
    low, high = -12.0, 12.0  # of ln(R / R0): 1/T rises with it
    for _ in range(60):
        x = (low + high) / 2
        if a + x * (b + x * (c + x * d)) < 1 / (temperature + 273.15):
            low = x
        else:
            high = x
    return r0 * math.exp(low)


class NtcDivider:
    def __init__(
        self,
        curve: tuple[int, int, int, int, int],
        series: float,
        supply: float = 3.3,
        to_supply: bool = False,
        temperature: float = 20.0,
    ):
        self.curve = curve
        self.series = series
        self.supply = supply
        self.to_supply = to_supply
        self.temperature = temperature
        self.broken = self.shorted = False

    def microvolts(self) -> float:
        ohms = 1e12 if self.broken else 0.0 if self.shorted else resistance(self.curve, self.temperature)
        upper, lower = (ohms, self.series) if self.to_supply else (self.series, ohms)
        return self.supply * 1e6 * lower / (upper + lower)


class ClampOutput:
    """`current`: A RMS; `shape(phase)`: the wave over a period, of RMS 1; `clock()`: s."""

    def __init__(
        self,
        clock: Callable[[], float],
        ratio: float,
        burden: float,
        current: float = 0.0,
        frequency: float = 50.0,
        bias: float = 1.65,
        shape: Callable[[float], float] = lambda phase: math.sqrt(2) * math.sin(2 * math.pi * phase),
    ):
        self.clock = clock
        self.current = current
        self.plugged = True
        self._scale = burden / ratio
        self._frequency = frequency
        self._bias = bias
        self._shape = shape

    def microvolts(self) -> float:
        if not self.plugged:
            return 0.0
        wave = self._shape(self.clock() * self._frequency % 1.0)
        return (self._bias + self.current * self._scale * wave) * 1e6
