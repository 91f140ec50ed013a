"""An emitter of the tests: what it sends is heard by a unit that believes it."""

from balancepoint.units.ir import wave
from balancepoint.units.ir.state import State


class Light:
    """`lost`: how many of the next bursts do not arrive."""

    def __init__(self, remote):
        self.remote = remote
        self.bursts = 0
        self.lost = 0
        self.state = State()
        self.keys = 0
        self.wave = None

    def setup(self, carrier, duty):
        self.wave = (carrier, duty)

    def busy(self):
        return 0

    def send(self, durations, count):
        self.bursts += 1
        if self.lost:
            self.lost -= 1
            return
        ear = wave.Ear(durations, count, bytearray(wave.BYTES_AT_MOST))
        size = wave.hear(self.remote, ear, 0)
        assert size
        said = State()
        kind = self.remote.read(ear.frame, size, said)
        assert kind
        if kind == 1:
            self.state = said
        else:
            self.keys += 1
