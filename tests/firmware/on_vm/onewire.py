"""A wire on which every DS18B20 of the settings says 20 °C. Runs in the VM only."""

PAD = bytearray(b"\x40\x01\x4b\x46\x7f\xff\x10\x10\x00")


def crc8(data):
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0x8C if crc & 1 else crc >> 1
    return crc


PAD[8] = crc8(PAD[:8])


class OneWire:
    def __init__(self, pin):
        pass

    def reset(self):
        return True

    def readbit(self):
        return 1

    def writebyte(self, value):
        pass

    def write(self, data):
        pass

    def readinto(self, buffer):
        for k in range(len(buffer)):
            buffer[k] = PAD[k]

    def scan(self):
        return []
