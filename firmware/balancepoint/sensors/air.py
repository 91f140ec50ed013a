"""What the chips on I2C for air temperature and humidity have in common."""

from .probe import Probe


class Air:
    """`reads`: what the temperature is of; `humidity`: the probe of that name is there as well; `offset`: 0.01 K."""

    def __init__(self, i2c, address, reads, humidity, offset, size):
        self.probe = Probe()
        self.humidity = Probe()
        self.probes = ((reads, self.probe), ("humidity", self.humidity)) if humidity else ((reads, self.probe),)
        self._i2c = i2c
        self._address = address
        self._offset = offset
        self._data = bytearray(size)
        self._measuring = False
        self._well = True  # else it is reset before anything else

    def _fail(self, fault):
        self._well = False
        self.probe.fail(fault)
        self.humidity.fail(fault)
