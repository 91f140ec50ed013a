"""DS18B20 thermometers on one wire, each by its address; with a supply of their own (three wires), not parasitic.

Source: Maxim data sheet DS18B20, 19-7487: memory map figure 9, commands table 3, section "CRC Generation". All of a wire convert
at once (Convert T to all, 750 ms at 12 bit); each reads its scratchpad in a later step. A step holds the wire for 12 ms (reset,
19 bytes), the last of a round 2 ms more.

After power-on the scratchpad says 85 °C (0x0550) until a conversion is done. It is told from a real 85 °C by byte 6, 0x0C after
power-on; a conversion leaves 16 less the last four bits there, 0x10 for 85 °C (Linux, drivers/w1/slaves/w1_therm.c; C. Petrich,
counterfeit_DS18B20). 0x07FF with 0x0C is a conversion that lacked supply. Copies of the chip exist that always say 0x0C: whoever
was seen to do so is believed an 85 °C if it was within 5 K of it before. A value from before this driver began a conversion is no
measurement. A scratchpad of zeros has a valid CRC; the configuration byte, whose last five bits are ones, gives it away.

    wire = Wire(bus)                          # bus: MicroPython's onewire.OneWire
    driver = Ds18b20(wire, "room", "28ff641e0f1c05aa")
    driver.wire.strangers()                   # addresses on the wire that no driver has: for the installer; 14 ms each
"""

from ..control.quantity import const, divide
from .probe import ABSENT, BUS, CHECKSUM, POWER_ON, RANGE, STRANGER, Probe

_FAMILY = const(0x28)
_LOW = const(-5500)  # 0.01 °C
_HIGH = const(12500)

_MATCH_ROM = const(0x55)
_SKIP_ROM = const(0xCC)
_CONVERT_T = const(0x44)
_READ_SCRATCHPAD = const(0xBE)
_POWER_ON = const(0x0550)  # 85 °C
_STARVED = const(0x07FF)
_UNTOUCHED = const(0x0C)  # byte 6 after power-on
_NEAR = const(500)  # 0.01 K
_CONVERSION = const(2)  # s after which the wire is not asked any more whether all are done


def crc8(data):
    """CRC of the 1-Wire bus, x^8 + x^5 + x^4 + 1, last bit first; 0 over data that end in their CRC."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0x8C if crc & 1 else crc >> 1
    return crc


def rom(address):
    """The eight bytes of an address of 16 hexadecimal digits, family first, CRC last. ValueError says what is wrong."""
    if len(address) != 16 or [digit for digit in address if digit not in "0123456789abcdefABCDEF"]:
        raise ValueError("is not 16 hexadecimal digits")
    code = bytes([int(address[i : i + 2], 16) for i in range(0, 16, 2)])
    if crc8(code):
        raise ValueError("has a wrong check sum (its last two digits); is a digit mistyped?")
    if code[0] != _FAMILY:
        raise ValueError("is no DS18B20: they begin with 28")
    return code


class Wire:
    """What the sensors of one wire share."""

    def __init__(self, bus):
        self.bus = bus
        self.sensors = []
        self.round = 0  # conversions begun
        self._begun = 0
        self._left = 0  # sensors that have not read this conversion
        self.empty = False  # nobody was there to begin it
        self.pad = bytearray(9)  # a scratchpad, as it was read last

    def ready(self, now):
        """Is a conversion done? Begins the first."""
        if not self.round:
            self.convert(now)
            return False
        passed = now - self._begun
        return passed >= _CONVERSION or (passed > 0 and self.bus.readbit() == 1)

    def taken(self, now):
        """One more has read its value; after the last one the next conversion begins."""
        self._left -= 1
        if self._left <= 0:
            self.convert(now)

    def convert(self, now):
        self.round += 1
        self._begun = now
        self._left = len(self.sensors)
        bus = self.bus
        self.empty = not bus.reset()
        if not self.empty:
            bus.writebyte(_SKIP_ROM)
            bus.writebyte(_CONVERT_T)

    def strangers(self):
        """The addresses on the wire that are not in the settings."""
        known = [bytes(sensor.rom) for sensor in self.sensors]
        return ["".join(["%02x" % byte for byte in code]) for code in self.bus.scan() if bytes(code) not in known]


class Ds18b20:
    """`offset`: added to what it reads, 0.01 K."""

    def __init__(self, wire, reads, address, offset=0):
        self.rom = rom(address)
        self.probe = Probe()
        self.probes = ((reads, self.probe),)
        self.wire = wire
        self._offset = offset
        self._read = 0  # the round whose conversion was read
        self._copy = False  # its byte 6 says nothing
        wire.sensors.append(self)

    def step(self, now):
        wire = self.wire
        if self._read != wire.round or not wire.round:
            if wire.ready(now):
                self._read = wire.round
                fault = self._fetch(now)
                if fault:
                    self.probe.fail(fault)
                wire.taken(now)

    def _fetch(self, now):
        """Read the scratchpad; the fault, or None."""
        bus = self.wire.bus
        pad = self.wire.pad
        if not bus.reset() or self.wire.empty:
            return ABSENT
        bus.writebyte(_MATCH_ROM)
        bus.write(self.rom)
        bus.writebyte(_READ_SCRATCHPAD)
        bus.readinto(pad)
        if min(pad) == 0xFF:
            return ABSENT
        if max(pad) == 0:
            return BUS
        if crc8(pad):
            return CHECKSUM
        if pad[4] & 0x9F != 0x1F:
            return STRANGER
        raw = pad[0] | pad[1] << 8
        if raw & 0x8000:
            raw -= 0x10000
        if pad[6] == _UNTOUCHED:
            if raw == _POWER_ON or raw == _STARVED:
                last = self.probe.value
                if raw == _STARVED or not self._copy or last is None or not -_NEAR <= last - 8500 <= _NEAR:
                    return POWER_ON
            elif raw & 15 != 16 - _UNTOUCHED:
                self._copy = True
        raw &= -1 << (3 - (pad[4] >> 5))  # the bits below the resolution are undefined
        value = divide(raw * 100, 16)
        if not _LOW <= value <= _HIGH:
            return RANGE
        self.probe.put(value + self._offset, now)
        return None
