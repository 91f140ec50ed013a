"""A conversation with a drive on Modbus RTU: what it shall do is written when it changes and again every `refresh`, what it
measures is read in turn.

The drive stops by itself when it hears nothing for its `timeout`; what makes it do so, and all else that must stand in it, is
written first whenever it has not answered (`start`). A stop goes before all of that.
"""

from ...control.quantity import NEVER, UNKNOWN, const
from ..ticks import since
from ..trouble import ECHO, GARBLED, OK, REFUSED, SILENT
from . import codec

_REPLY = const(300)  # ms that an answer may take
_TRIES = const(3)
_LONGEST = const(5000)  # ms between two requests to a drive that is silent
_RARELY = const(3600)  # s until a register that it refused to read is asked for again
_NONE = const(-1)
_START, _WRITE, _READ = const(0), const(1), const(2)


class Session:
    """`drive`: of `registers.check`. `shall[i]` is what register i of its `writes` shall hold, _NONE nothing yet; `values[i]`, in
    the core's units, and `read_at[i]`, s, what its `reads` hold. `stop` 1: it shall stand. `now`: s, of the link."""

    pace = 50

    def __init__(self, drive):
        self.drive = drive
        self.BAUD = drive["baud"]
        self.PARITY = drive["parity"]
        self.STOP = drive["stop"]
        self.linked = 0
        self.trouble = OK
        self.frames = self.bad = self.timeouts = self.echoes = 0
        self.refused = 0
        self.recorder = None
        self.now = 0
        self.stop = 1
        self.shall = [_NONE] * len(drive["writes"])
        self.values = [UNKNOWN] * len(drive["reads"])
        self.read_at = [-NEVER] * len(drive["reads"])
        self._rest = [0] * len(drive["reads"])
        self._told = [_NONE] * len(drive["writes"])
        self._told_at = [0] * len(drive["writes"])
        self._silence = codec.silence(self.BAUD)
        self._receiver = codec.Receiver()
        self._in = bytearray(64)
        self._out = bytearray(16)
        self._length = 0
        self._kind = _NONE  # what is in the air
        self._was = _NONE  # and what was before
        self._index = 0
        self._value = 0
        self._begun = 0  # of `start`, how many are written
        self._turn = 0
        self._at = self._heard = 0  # ms
        self._same = 0  # bytes that came back as they went out
        self._back = 0  # 1: all of the last request did
        self._loops = 0  # 1: requests do
        self._doubt = 0  # 1: only the answer to a read says that somebody is there
        self._sound = 0
        self._misses = 0

    def step(self, stream, ms):
        receiver = self._receiver
        count = stream.read(self._in)
        if count:
            self._heard = ms
            self._sound = 1
        for i in range(count):
            byte = self._in[i]
            if self._comes_back(byte):
                receiver.clear()
            elif receiver.put(byte):
                self._take(ms)
        self.bad = min(receiver.bad, NEVER)
        waited = since(self._at, ms)
        if self._kind != _NONE:
            if waited < _REPLY:
                return
            self._missed()
        if not count and since(self._heard, ms) >= self._silence and waited >= min(self._misses * _REPLY, _LONGEST):
            self._next(stream, ms)

    # What goes out ---------------------------------------------------------------------------------------------------

    def _next(self, stream, ms):
        """A stop, what must stand in the drive first, what has changed, what is to be read."""
        writes = self.drive["writes"]
        due = self._due()
        if self._doubt and self._was == _WRITE:
            due = _NONE
        if due != _NONE and (self.stop or self.linked and self._begun == len(self.drive["start"])):
            write = writes[due]
            self._send(stream, ms, _WRITE, due, write[1], write[2], self.shall[due])
        elif self._begun < len(self.drive["start"]) and not self._doubt:
            start = self.drive["start"][self._begun]
            self._send(stream, ms, _START, self._begun, start[0], start[1], start[2])
        else:
            reads = self.drive["reads"]
            for _ in range(len(reads)):
                self._turn = (self._turn + 1) % len(reads)
                if self.now >= self._rest[self._turn]:
                    break
            read = reads[self._turn]
            self._send(stream, ms, _READ, self._turn, read[1], read[2], 1)

    def _due(self):
        """The register to be written next, _NONE if all is said."""
        old = self.now - self.drive["refresh"]
        for i in range(len(self.shall)):
            if self.shall[i] != _NONE and (self.shall[i] != self._told[i] or self._told_at[i] <= old):
                return i
        return _NONE

    def _send(self, stream, ms, kind, index, function, register, value):
        self._length = codec.request(self._out, self.drive["address"], function, register, value)
        self._kind = self._was = kind
        self._index = index
        self._value = value
        self._at = ms
        self._same = self._sound = self._back = 0
        self._receiver.clear()
        stream.write(self._out, self._length)
        if self.recorder is not None:
            self.recorder.note(0, self._out, self._length, ms)

    def _missed(self):
        if self.timeouts < NEVER:
            self.timeouts += 1
        self._kind = _NONE
        self._misses = min(self._misses + 1, 99)
        if self._misses >= _TRIES:
            self.linked = self._begun = 0
            self._doubt = max(self._doubt, self._loops)
            self._loops = 0
            self.trouble = ECHO if self._back else GARBLED if self._sound else SILENT
            for i in range(len(self._told)):
                self._told[i] = _NONE

    # What comes in ---------------------------------------------------------------------------------------------------

    def _comes_back(self, byte):
        """1 if with this byte our own request is in again. The answer to a write of one register looks like its request: that
        counts once requests of another kind have come back, too."""
        if self._same < 0 or self._same >= self._length or byte != self._out[self._same]:
            self._same = -1
            return 0
        self._same += 1
        if self._same < self._length:
            return 0
        if self._out[1] == codec.WRITE and not self._loops:
            return 0
        self._same = 0 if self._out[1] != codec.WRITE else -1
        self._loops = self._back = 1
        if self.echoes < NEVER:
            self.echoes += 1
        return 1

    def _take(self, ms):
        frame = self._receiver.buffer
        out = self._out
        if self.frames < NEVER:
            self.frames += 1
        if self.recorder is not None:
            self.recorder.note(1, frame, self._receiver.length, ms)
        if self._kind == _NONE or frame[0] != out[0] or frame[1] & 0x7F != out[1]:
            return
        kind = self._kind
        i = self._index
        refused = frame[1] & codec.EXCEPTION
        if not refused and kind != _READ and (frame[2] != out[2] or frame[3] != out[3]):
            return
        self._kind = _NONE
        if kind == _WRITE:
            self._told[i] = self._value  # refused: again with the next refresh
            self._told_at[i] = self.now
        if self._doubt and kind != _READ:
            return
        self._misses = 0
        self.linked = 1
        self.trouble = ECHO if self._loops else OK
        if refused:
            self._refuse(kind, i)
        elif kind == _START:
            self._begun += 1
        elif kind == _READ and self._receiver.length == 7:
            self._loops = self._back
            self._doubt = 0
            self._read(i, codec.register(frame))

    def _refuse(self, kind, i):
        self.refused = min(self.refused + 1, NEVER)
        self.trouble = REFUSED
        if kind == _READ:
            self._rest[i] = self.now + _RARELY
        elif kind == _START:
            self._misses = _TRIES  # nothing else is written before; not at once again

    def _read(self, i, counts):
        read = self.drive["reads"][i]
        if read[3] and counts > 0x7FFF:
            counts -= 0x10000
        self.values[i] = (counts & read[4] if not read[3] else counts) * read[5] // read[6] + read[7]
        self.read_at[i] = self.now
