"""BME280: air temperature and humidity on I2C, in forced mode; its pressure is not read.

Source: Bosch Sensortec BST-BME280-DS002: compensation in 32-bit integers section 4.2.3, calibration table 16, registers table 18.
One measurement at oversampling 1 takes 6 ms; it is begun in one step and read in the next. A step is one read of 5 bytes and two
registers written: 2 ms at 100 kHz; with identity and calibration, at the first step and after an error, 5 ms. After any error
comes a soft reset.
"""

from ..control.quantity import clamp, const
from .air import Air
from .probe import POWER_ON, RANGE, STRANGER, bus_fault

_LOW = const(-4000)  # 0.01 °C
_HIGH = const(8500)

_ID = const(0xD0)
_CHIP = const(0x60)
_RESET = const(0xE0)
_CTRL_HUM = const(0xF2)
_CTRL_MEAS = const(0xF4)
_DATA = const(0xFA)  # temperature 20 bits, humidity 16 bits
_SKIPPED = const(0x80000)  # what the data register holds until a measurement is done

_SOFT_RESET = b"\xb6"
_HUMIDITY_ONCE = b"\x01"
_FORCED = b"\x21"  # temperature once, no pressure


def _signed(low, high):
    value = low | high << 8
    return value - 0x10000 if value & 0x8000 else value


def calibration(first, h1, second):
    """(T1, T2, T3, H1..H6) of the bytes from 0x88 (6), 0xA1 (1) and 0xE1 (7)."""
    h4 = second[3] << 4 | second[4] & 15
    h5 = second[5] << 4 | second[4] >> 4
    return (
        first[0] | first[1] << 8,
        _signed(first[2], first[3]),
        _signed(first[4], first[5]),
        h1[0],
        _signed(second[0], second[1]),
        second[2],
        h4 - 4096 if h4 & 2048 else h4,
        h5 - 4096 if h5 & 2048 else h5,
        second[6] - 256 if second[6] & 128 else second[6],
    )


def compensate(trim, temperature, humidity):
    """(0.01 °C, ‰) of the raw counts."""
    t1, t2, t3, h1, h2, h3, h4, h5, h6 = trim
    fine = ((temperature >> 3) - (t1 << 1)) * t2 >> 11
    part = (temperature >> 4) - t1
    fine += (part * part >> 12) * t3 >> 14
    x = fine - 76800
    slope = ((x * h6 >> 10) * ((x * h3 >> 11) + 32768) >> 10) + 2097152
    x = ((humidity << 14) - (h4 << 20) - h5 * x + 16384 >> 15) * (slope * h2 + 8192 >> 14)
    x -= ((x >> 15) * (x >> 15) >> 7) * h1 >> 4
    x = clamp(x, 0, 419430400) >> 12  # % / 1024
    return fine * 5 + 128 >> 8, (x * 10 + 512) >> 10


class Bme280(Air):
    """See `Air`."""

    def __init__(self, i2c, address, reads, humidity, offset=0):
        super().__init__(i2c, address, reads, humidity, offset, 5)
        self._trim = None

    def step(self, now):
        i2c = self._i2c
        address = self._address
        try:
            if not self._well:
                i2c.writeto_mem(address, _RESET, _SOFT_RESET)
                self._trim = None
                self._well = True
                return
            if self._trim is None:
                self._identify()
            elif self._measuring:
                i2c.readfrom_mem_into(address, _DATA, self._data)
                self._take(now)
            self._measuring = self._well
            if self._well:
                i2c.writeto_mem(address, _CTRL_HUM, _HUMIDITY_ONCE)  # each time: it forgets when its supply fails
                i2c.writeto_mem(address, _CTRL_MEAS, _FORCED)
        except OSError as error:
            self._measuring = False
            self._fail(bus_fault(error))

    def _identify(self):
        i2c = self._i2c
        address = self._address
        one = bytearray(1)
        i2c.readfrom_mem_into(address, _ID, one)
        if one[0] != _CHIP:
            self._fail(STRANGER)
            return
        first = bytearray(6)
        second = bytearray(7)
        i2c.readfrom_mem_into(address, 0x88, first)
        i2c.readfrom_mem_into(address, 0xA1, one)
        i2c.readfrom_mem_into(address, 0xE1, second)
        self._trim = calibration(first, one, second)

    def _take(self, now):
        data = self._data
        raw = data[0] << 12 | data[1] << 4 | data[2] >> 4
        if raw == _SKIPPED:
            self._fail(POWER_ON)
            return
        value, humidity = compensate(self._trim, raw, data[3] << 8 | data[4])
        if _LOW <= value <= _HIGH:
            self.probe.put(value + self._offset, now)
            self.humidity.put(humidity, now)
        else:
            self._fail(RANGE)
