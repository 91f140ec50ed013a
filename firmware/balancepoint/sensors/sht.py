"""SHT3x and SHT4x: air temperature and humidity on I2C, single shots at high repeatability without clock stretching.

Sources: Sensirion data sheets SHT3x-DIS and SHT4x: commands, "Soft Reset", "Checksum Calculation", "Conversion of Signal Output".
A shot takes 16 ms at most; it is begun in one step and read in the next. A step is one read of 6 bytes and one command: 1 ms at
100 kHz. After any error comes a soft reset, and in the step after that the next shot.
"""

from ..control.quantity import clamp, const
from .air import Air
from .probe import CHECKSUM, bus_fault

CHIPS = {  # measure, soft reset, humidity in ‰ = first + second * counts / 13107
    "sht3x": (b"\x24\x00", b"\x30\xa2", 0, 200),
    "sht4x": (b"\xfd", b"\x94", -60, 250),
}

_COUNTS = const(13107)  # 65535 / 5, so that the products stay small


def crc8(data, begin, end):
    """Sensirion's CRC, x^8 + x^5 + x^4 + 1 from 0xFF, first bit first: 0x92 over 0xBEEF."""
    crc = 0xFF
    for i in range(begin, end):
        crc ^= data[i]
        for _ in range(8):
            crc = (crc << 1 ^ 0x31) & 0xFF if crc & 0x80 else crc << 1
    return crc


class Sht(Air):
    """`chip`: one of CHIPS. See `Air`."""

    def __init__(self, i2c, chip, address, reads, humidity, offset=0):
        super().__init__(i2c, address, reads, humidity, offset, 6)
        self._chip = chip

    def step(self, now):
        measure, reset, _, _ = self._chip
        try:
            if not self._well:
                self._i2c.writeto(self._address, reset)
                self._well = True
                return
            if self._measuring:
                self._measuring = False
                self._i2c.readfrom_into(self._address, self._data)
                if not self._take(now):
                    self._fail(CHECKSUM)
                    return
            self._i2c.writeto(self._address, measure)
            self._measuring = True
        except OSError as error:
            self._fail(bus_fault(error))

    def _take(self, now):
        data = self._data
        if crc8(data, 0, 2) != data[2] or crc8(data, 3, 5) != data[5]:
            return False
        counts = data[0] << 8 | data[1]
        self.probe.put((3500 * counts + _COUNTS // 2) // _COUNTS - 4500 + self._offset, now)
        _, _, begin, slope = self._chip
        counts = data[3] << 8 | data[4]
        self.humidity.put(clamp((slope * counts + _COUNTS // 2) // _COUNTS + begin, 0, 1000), now)
        return True
