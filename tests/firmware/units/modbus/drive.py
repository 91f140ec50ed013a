"""The other end of the line: a drive whose Modbus is pymodbus's, with a compressor that follows its speed and a time-out."""

from pymodbus.framer import FramerRTU
from pymodbus.pdu import DecodePDU
from pymodbus.simulator import DataType, SimData, SimDevice
from pymodbus.simulator.simcore import SimCore

from balancepoint.units.modbus import registers
from balancepoint.units.ticks import MASK

TABLE = {
    "baud": 19200, "parity": "even", "address": 7, "timeout": 5, "refresh": 1,
    "start": [{"register": 20, "value": 50}],
    "write": {
        "speed": {"register": 0, "scale": "0.1 Hz"},
        "run": {"register": 1, "on": 1, "off": 0},
        "indoor_fan": {"register": 4, "levels": [0, 200, 400, 600, 800, 1000], "function": 16},
    },
    "read": {
        "speed": {"register": 100, "scale": "0.1 Hz", "function": 4},
        "power": {"register": 101, "scale": "0.01 kW", "function": 4},
        "discharge": {"register": 102, "scale": "0.1 °C", "signed": True, "function": 4},
        "outdoor": {"register": 103, "scale": "0.5 °C", "offset": "-40 °C"},
        "fault": {"register": 106, "mask": 0xFF, "function": 4},
    },
}  # fmt: skip
HOLDING = {0: 0, 1: 0, 4: 0, 20: 0, 103: 90}
INPUT = {100: 0, 101: 0, 102: 215, 106: 0x0300}


def done(coroutine):
    """What a coroutine that waits for nothing gives."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("it waits")


def plain(**changes):
    return registers.check({**TABLE, **changes})


class Line:
    """A stream to a drive. `powered` 0: nobody answers. `change`: what becomes of an answer. `echo`: what we say comes back.
    `ramp`: Hz a second of the compressor."""

    def __init__(self, address=7, holding=None, inputs=None):
        self.address = address
        self._holding, self._inputs = dict(holding or HOLDING), dict(inputs or INPUT)
        self.powered = 1
        self.echo = 0
        self.change = None
        self.ms = 0
        self.sent = []
        self.coming = b""
        self.setups = []
        self.heard = 0  # ms of the last request to it
        self.boot()

    def boot(self):
        """Switched on: all as it was made."""
        blocks = [
            [SimData(k, values=v, datatype=DataType.REGISTERS) for k, v in sorted(block.items())]
            for block in ({0: 0}, {0: 0}, self._holding, self._inputs)
        ]
        for block in blocks[:2]:
            block[0].datatype = DataType.BITS
            block[0].values = True
        self._context = SimCore(SimDevice(self.address, tuple(blocks)))
        self._framer = FramerRTU(DecodePDU(is_server=True))
        self.powered = 1
        self.speed = 0.0

    def _function(self, register):
        return 3 if register in self._holding else 4

    def get(self, register):
        return done(self._context.async_getValues(self.address, self._function(register), register, 1))[0]

    def put(self, register, value):
        done(self._context.async_setValues(self.address, self._function(register), register, [value]))

    # the stream
    def setup(self, baud, parity, stop):
        self.setups.append((baud, parity, stop))

    def write(self, buffer, count):
        data = bytes(buffer[:count])
        self.sent.append((self.ms, data))
        if self.echo:
            self.coming += data
        if not self.powered:
            return
        used, request = self._framer.handleFrame(data, 0, 0)
        assert used == len(data) and request is not None, data.hex()
        if request.dev_id != self.address:
            return
        self.heard = self.ms
        response = done(request.datastore_update(self._context, self.address))
        response.transaction_id, response.dev_id = request.transaction_id, request.dev_id
        answer = self._framer.buildFrame(response)
        if self.change is not None:
            answer = self.change(answer)
        self.coming += answer

    def read(self, buffer):
        data, self.coming = self.coming[: len(buffer)], self.coming[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)

    def turn(self, seconds):
        """The compressor goes to its speed; without requests it stops."""
        if not self.powered:
            return
        if self.ms - self.heard > 5000:
            self.put(1, 0)
        wanted = self.get(0) / 10 if self.get(1) else 0
        self.speed += max(min(wanted - self.speed, 10 * seconds), -10 * seconds)
        self.put(100, round(self.speed * 10))


class Talk:
    """A session and its line, with time."""

    def __init__(self, session, line, at=0):
        self.session, self.line = session, line
        line.ms = at

    def run(self, seconds, until=None):
        begin = self.line.ms
        while self.line.ms - begin < seconds * 1000:
            self.line.ms += self.session.pace
            self.session.now = self.line.ms // 1000
            self.session.step(self.line, self.line.ms & MASK)
            self.line.turn(self.session.pace / 1000)
            if until is not None and until():
                break
        return (self.line.ms - begin) / 1000
