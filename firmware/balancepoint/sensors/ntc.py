"""NTC thermometer in a voltage divider on an analogue input: room, coil, supply air, discharge.

    to ground:  supply - series resistor - pin - NTC - ground       pin voltage falls with heat
    to supply:  supply - NTC - pin - series resistor - ground       pin voltage rises with heat

A reading at an end of what the converter can measure is an open wire or a short-circuit, as makers judge it (Daikin: 0.8 % from
either end; the ESP32's converter ends sooner, at `adc.low` and `adc.high`, µV). The conversion is in floats, here outside the
control tick, and right in binary32 to 0.01 K. A step reads 4 times 8 samples: 3 ms.
"""

from math import log

from ..control.quantity import const
from .probe import OPEN, RANGE, SHORT, Probe

_LOW = const(-5500)  # 0.01 °C
_HIGH = const(15000)

_READS = const(4)
_ZERO = const(27315)  # 0 °C in 0.01 K


def temperature(curve, resistance):
    """0.01 °C at `resistance` Ω, for a curve of `curves`."""
    r0, a, b, c, d = curve
    x = log(resistance / r0)
    return int(1e9 / (a + x * (b + x * (c + x * d))) * 100 + 0.5) - _ZERO


class Ntc:
    """`series`: Ω of the resistor; `supply`: µV of the divider; `to_supply`: where the NTC is; `offset`: 0.01 K."""

    def __init__(self, adc, reads, curve, series, supply, to_supply, offset=0):
        self.probe = Probe()
        self.probes = ((reads, self.probe),)
        self._adc = adc
        self._curve = curve
        self._series = series
        self._supply = supply
        self._to_supply = to_supply
        self._offset = offset

    def step(self, now):
        adc = self._adc
        total = 0
        for _ in range(_READS):
            total += adc.read()
        voltage = total // _READS
        over = self._supply - voltage  # µV over the upper part of the divider
        if voltage <= adc.low:
            self.probe.fail(OPEN if self._to_supply else SHORT)
        elif voltage >= adc.high or over <= 0:
            self.probe.fail(SHORT if self._to_supply else OPEN)
        else:
            ratio = over / voltage if self._to_supply else voltage / over
            value = temperature(self._curve, self._series * ratio)
            if _LOW <= value <= _HIGH:
                self.probe.put(value + self._offset, now)
            else:
                self.probe.fail(RANGE)
