"""An I2C bus with MicroPython's methods, and the chips on it: SHT3x, SHT4x, BME280.

    bus = I2c()
    bus.devices[0x44] = chip = Sht3x(clock)     # clock(): s
    chip.temperature, chip.humidity = 21.3, 0.45

Sources: Sensirion data sheets SHT3x-DIS and SHT4x; Bosch BST-BME280-DS001. Faults: `bus.stuck`, a missing device, `chip.corrupt`
(a bit of the answer is wrong), `power_cycle()`.
"""

from __future__ import annotations

from collections.abc import Callable
from errno import ENODEV, ETIMEDOUT

from .crc import sensirion

Clock = Callable[[], float]


class Device:
    """A chip: `write` and `read` are whole transfers; None from `read` or False from `write`: not acknowledged."""

    def write(self, data: bytes) -> bool:
        raise NotImplementedError

    def read(self, count: int) -> bytes | None:
        raise NotImplementedError


class I2c:
    def __init__(self) -> None:
        self.devices: dict[int, Device] = {}
        self.stuck = False
        self.bytes = 0  # transferred, addresses included: 90 µs each at 100 kHz

    def _device(self, address: int) -> Device:
        self.bytes += 1
        if self.stuck:
            raise OSError(ETIMEDOUT)
        if address not in self.devices:
            raise OSError(ENODEV)
        return self.devices[address]

    def scan(self) -> list[int]:
        return sorted(self.devices)

    def writeto(self, address: int, data: bytes) -> int:
        self.bytes += len(data)
        if not self._device(address).write(bytes(data)):
            raise OSError(ENODEV)
        return len(data)

    def readfrom_into(self, address: int, buffer: bytearray) -> None:
        self.bytes += len(buffer)
        data = self._device(address).read(len(buffer))
        if data is None:
            raise OSError(ENODEV)
        buffer[:] = data

    def writeto_mem(self, address: int, register: int, data: bytes) -> None:
        self.writeto(address, bytes([register]) + bytes(data))

    def readfrom_mem_into(self, address: int, register: int, buffer: bytearray) -> None:
        self.writeto(address, bytes([register]))
        self.readfrom_into(address, buffer)


class _Sht(Device):
    MEASURE = RESET = b""
    DURATION = 0.0  # s
    HUMIDITY = (0.0, 1.0)  # at 0 counts, and the span

    def __init__(self, clock: Clock, temperature: float = 20.0, humidity: float = 0.5):
        self.clock = clock
        self.temperature = temperature
        self.humidity = humidity
        self.corrupt = 0  # which bit of the answer is turned round, from 1
        self.power_cycle()

    def power_cycle(self) -> None:
        self._begun: float | None = None
        self._words = (0, 0)

    def write(self, data: bytes) -> bool:
        if self._begun is not None and self.clock() < self._begun + self.DURATION:
            return False
        self._begun = None
        if data == self.MEASURE:
            self._begun = self.clock()
            begin, span = self.HUMIDITY
            self._words = (
                round(min(max((self.temperature + 45) / 175, 0), 1) * 65535),
                round(min(max((self.humidity - begin) / span, 0), 1) * 65535),
            )
        return data in (self.MEASURE, self.RESET)

    def read(self, count: int) -> bytes | None:
        if self._begun is None or self.clock() < self._begun + self.DURATION:
            return None
        self._begun = None
        answer = b""
        for word in self._words:
            answer += word.to_bytes(2, "big") + bytes([sensirion(word.to_bytes(2, "big"))])
        if self.corrupt:
            wrong = int.from_bytes(answer, "big") ^ 1 << self.corrupt - 1
            answer = wrong.to_bytes(6, "big")
        return answer[:count]


class Sht3x(_Sht):
    MEASURE, RESET, DURATION = b"\x24\x00", b"\x30\xa2", 0.0155


class Sht4x(_Sht):
    MEASURE, RESET, DURATION, HUMIDITY = b"\xfd", b"\x94", 0.0083, (-0.06, 1.25)


class Bme280(Device):
    """`trim`: T1 to T3 and H1 to H6; no pressure. Compensation in floats, as in the data sheet's appendix."""

    TRIM = (28485, 26735, 50, 75, 370, 0, 313, 50, 30)
    DURATION = 0.01

    def __init__(self, clock: Clock, temperature: float = 20.0, humidity: float = 0.5, trim: tuple[int, ...] = TRIM):
        self.clock = clock
        self.temperature = temperature
        self.humidity = humidity
        self.trim = trim
        self.chip = 0x60
        self.power_cycle()

    def power_cycle(self) -> None:
        t1, t2, t3, h1, h2, h3, h4, h5, h6 = self.trim
        self.registers = bytearray(256)
        self.registers[0xD0] = self.chip
        for at, value in ((0x88, t1), (0x8A, t2), (0x8C, t3), (0xE1, h2)):
            self.registers[at : at + 2] = (value & 0xFFFF).to_bytes(2, "little")
        self.registers[0xA1], self.registers[0xE3], self.registers[0xE7] = h1, h3, h6 & 0xFF
        self.registers[0xE4] = h4 >> 4 & 0xFF
        self.registers[0xE5] = h4 & 15 | (h5 & 15) << 4
        self.registers[0xE6] = h5 >> 4 & 0xFF
        self.registers[0xF7:0xFF] = b"\x80\x00\x00\x80\x00\x00\x80\x00"
        self._pointer = 0
        self._done: float | None = None
        self._raw = (0, 0)
        self._humidity_on = False

    def fine(self, counts: int) -> float:
        """t_fine of the raw temperature."""
        t1, t2, t3 = self.trim[:3]
        part = counts / 131072 - t1 / 8192
        return (counts / 16384 - t1 / 1024) * t2 + part * part * t3

    def relative(self, counts: int, fine: float) -> float:
        """Relative humidity, 0..1, of the raw humidity."""
        h1, h2, h3, h4, h5, h6 = self.trim[3:]
        x = fine - 76800
        y = (counts - (h4 * 64 + h5 / 16384 * x)) * (
            h2 / 65536 * (1 + h6 / 67108864 * x * (1 + h3 / 67108864 * x))
        )  # fmt: skip
        return min(max(y * (1 - h1 * y / 524288) / 100, 0), 1)

    def _counts(self) -> tuple[int, int]:
        temperature = _inverse(lambda counts: self.fine(counts) / 5120, self.temperature, 1 << 20)
        fine = self.fine(temperature)
        return temperature, _inverse(lambda counts: self.relative(counts, fine), self.humidity, 1 << 16)

    def _settle(self) -> None:
        if self._done is None or self.clock() < self._done:
            return
        self._done = None
        temperature, humidity = self._raw
        if self.registers[0xF4] >> 5:
            self.registers[0xFA:0xFD] = (temperature << 4).to_bytes(3, "big")
        if self._humidity_on:
            self.registers[0xFD:0xFF] = humidity.to_bytes(2, "big")
        self.registers[0xF4] &= 0xFC  # asleep again

    def write(self, data: bytes) -> bool:
        self._settle()
        self._pointer = data[0]
        for k in range(1, len(data), 2):
            register, value = (data[0] if k == 1 else data[k - 1]), data[k]
            if register == 0xE0 and value == 0xB6:
                self.power_cycle()
            elif register in (0xF2, 0xF4, 0xF5):
                self.registers[register] = value
                if register == 0xF4 and value & 3:
                    self._humidity_on = bool(self.registers[0xF2] & 7)  # in force with this register only
                    self._raw = self._counts()
                    self._done = self.clock() + self.DURATION
        return True

    def read(self, count: int) -> bytes | None:
        self._settle()
        return bytes(self.registers[self._pointer : self._pointer + count])


def _inverse(function: Callable[[int], float], value: float, top: int) -> int:
    """The counts, below `top`, at which a rising function comes nearest to `value`."""
    low, high = 0, top - 1
    while high - low > 1:
        middle = (low + high) // 2
        if function(middle) < value:
            low = middle
        else:
            high = middle
    return low if value - function(low) < function(high) - value else high
