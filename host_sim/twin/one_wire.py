"""A 1-Wire bus, bit by bit, and DS18B20 thermometers on it.

    wire = OneWire(clock)                       # clock(): s; has the methods of MicroPython's onewire.OneWire
    sensor = Ds18b20("28ff641e0f1c05aa")
    wire.devices.append(sensor)
    sensor.temperature = 21.3                   # °C, from the plant

Source: Maxim DS18B20 data sheet 19-7487. Faults: `sensor.connected`, `sensor.power_cycle()`, `wire.shorted`, `wire.flip` (which
bit of those read from now arrives wrong).
"""

from __future__ import annotations

from collections.abc import Callable

from .crc import one_wire as crc

SEARCH, READ_ROM, MATCH, SKIP = 0xF0, 0x33, 0x55, 0xCC
CONVERT, READ_SCRATCHPAD, WRITE_SCRATCHPAD, READ_SUPPLY = 0x44, 0xBE, 0x4E, 0xB4
CONVERSION = 0.75  # s at 12 bit, half for each bit less
POWER_ON = (0x50, 0x05, 0x4B, 0x46, 0x7F, 0xFF, 0x0C, 0x10)


def address(serial: int, family: int = 0x28) -> str:
    """A valid address, 16 hexadecimal digits."""
    code = bytes([family]) + serial.to_bytes(6, "little")
    return (code + bytes([crc(code)])).hex()


def _bits(data: bytes) -> list[int]:
    return [byte >> bit & 1 for byte in data for bit in range(8)]


class Ds18b20:
    """`copy`: one of the copied chips, whose byte 6 is always 0x0C."""

    def __init__(self, rom: str, temperature: float = 20.0, copy: bool = False):
        self.rom = bytes.fromhex(rom)
        self._rom = _bits(self.rom)
        self.temperature = temperature
        self.connected = True
        self.copy = copy
        self.clock: Callable[[], float] = lambda: 0.0
        self.power_cycle()

    def power_cycle(self) -> None:
        self.scratchpad = bytearray(POWER_ON)
        self._converted: int | None = None  # what the conversion that runs will say
        self._ready = 0.0
        self._state = "idle"
        self._in: list[int] = []
        self._out: list[int] = []

    @property
    def resolution(self) -> int:
        return 9 + (self.scratchpad[4] >> 5 & 3)

    def _settle(self) -> None:
        """Is the conversion done by now? Then it stands in the scratchpad."""
        if self._converted is not None and self.clock() >= self._ready:
            raw = self._converted
            self.scratchpad[0:2] = raw.to_bytes(2, "little", signed=True)
            self.scratchpad[6] = 0x0C if self.copy else 0x10 - (raw & 15)
            self._converted = None

    def reset(self) -> bool:
        """A reset pulse; is a presence pulse the answer?"""
        self._settle()
        self._state = "rom"
        self._in, self._out = [], []
        return self.connected

    def read(self) -> int:
        """The bit it puts on the wire in a read slot."""
        self._settle()
        if not self.connected:
            return 1
        if self._state == "search":
            bit = self._rom[len(self._in)]
            self._out.append(bit)
            return bit if len(self._out) == 1 else 1 - bit
        if self._state == "convert":
            return 0 if self._converted is not None else 1
        return self._out.pop(0) if self._out else 1

    def write(self, bit: int) -> bool:
        """Takes the bit of a write slot; has the device still to do with what goes on, up to the next reset?"""
        if not self.connected:
            return False
        if self._state not in ("idle", "convert"):
            self._take(bit)
        return self._state != "idle" or bool(self._out)

    def write_byte(self, byte: int) -> bool:
        """The same of eight slots; most of them are of addresses."""
        place = len(self._in)
        if self._state == "match" and self.connected and byte == self.rom[place >> 3] and place < 56:
            self._in += self._rom[place : place + 8]
            return True
        return [self.write(byte >> bit & 1) for bit in range(8)][-1]

    def _take(self, bit: int) -> None:
        self._in.append(bit)
        if self._state == "search":
            self._out = []
            if bit != self._rom[len(self._in) - 1] or len(self._in) == 64:
                self._state = "idle"
        elif self._state == "match":
            if bit != self._rom[len(self._in) - 1]:
                self._state = "idle"
            elif len(self._in) == 64:
                self._select(True)
        elif self._state == "data":
            if len(self._in) == 24:
                for k in range(3):
                    byte = sum(b << i for i, b in enumerate(self._in[8 * k : 8 * k + 8]))
                    self.scratchpad[2 + k] = byte if k < 2 else byte & 0x60 | 0x1F
                self._state = "idle"
        elif len(self._in) == 8:
            command = sum(b << i for i, b in enumerate(self._in))
            self._in = []
            if self._state == "rom":
                self._rom_command(command)
            else:
                self._command(command)

    def _select(self, chosen: bool) -> None:
        self._state = "command" if chosen else "idle"
        self._in = []

    def _rom_command(self, command: int) -> None:
        self._state = {SEARCH: "search", MATCH: "match"}.get(command, "idle")
        if command == SKIP:
            self._select(True)
        elif command == READ_ROM:
            self._out = list(self._rom)

    def _command(self, command: int) -> None:
        self._state = "idle"
        if command == CONVERT:
            step = 1 << 12 - self.resolution
            self._converted = round(min(max(self.temperature, -55.0), 125.0) * 16 / step) * step
            self._ready = self.clock() + CONVERSION / (1 << 12 - self.resolution)
            self._state = "convert"
        elif command == READ_SCRATCHPAD:
            pad = bytes(self.scratchpad)
            self._out = _bits(pad + bytes([crc(pad)]))
        elif command == WRITE_SCRATCHPAD:
            self._state = "data"
        elif command == READ_SUPPLY:
            self._out = [1]


class OneWire:
    """The bus master, with the methods of MicroPython's `onewire.OneWire`."""

    def __init__(self, clock: Callable[[], float]):
        self.devices: list[Ds18b20] = []
        self.shorted = False
        self.flip = 0
        self.slots = 0  # since it was made: 70 µs each
        self._clock = clock
        self._awake: list[Ds18b20] = []  # those that have to do with what goes on

    def _noise(self, bit: int) -> int:
        if self.flip:
            self.flip -= 1
            if not self.flip:
                return 1 - bit
        return bit

    def reset(self, required: bool = False) -> bool:
        self.slots += 14
        present = False
        for device in self.devices:
            device.clock = self._clock
            present |= device.reset()
        self._awake = list(self.devices)
        if required and not (present or self.shorted):
            raise RuntimeError("no presence pulse")
        return present or self.shorted

    def readbit(self) -> int:
        self.slots += 1
        bits = [device.read() for device in self._awake]
        return 0 if self.shorted else self._noise(min(bits, default=1))

    def writebit(self, value: int) -> None:
        self.slots += 1
        bit = 0 if self.shorted else value
        self._awake = [device for device in self._awake if device.write(bit)]

    def readbyte(self) -> int:
        return sum(self.readbit() << i for i in range(8))

    def writebyte(self, value: int) -> None:
        self.slots += 8
        byte = 0 if self.shorted else value
        self._awake = [device for device in self._awake if device.write_byte(byte)]

    def readinto(self, buf: bytearray) -> None:
        for i in range(len(buf)):
            buf[i] = self.readbyte()

    def write(self, buf: bytes) -> None:
        for byte in buf:
            self.writebyte(byte)

    def select_rom(self, rom: bytes) -> None:
        self.reset()
        self.writebyte(MATCH)
        self.write(rom)

    def scan(self) -> list[bytes]:
        """All addresses, by the search of the data sheet (Maxim application note 187)."""
        found: list[bytes] = []
        branch: list[int] = []  # the bits to take until the last fork
        while True:
            if not self.reset():
                return found
            self.writebyte(SEARCH)
            bits: list[int] = []
            fork = -1
            for place in range(64):
                bit, complement = self.readbit(), self.readbit()
                if bit and complement:
                    return found
                if bit == complement:
                    bit = branch[place] if place < len(branch) else 0
                    if bit == 0:
                        fork = place
                bits.append(bit)
                self.writebit(bit)
            rom = bytes(sum(bits[8 * k + i] << i for i in range(8)) for k in range(8))
            if crc(rom[:7]) == rom[7]:
                found.append(rom)
            if fork < 0 or self.shorted:
                return found
            branch = bits[:fork] + [1]
