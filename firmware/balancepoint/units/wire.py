"""What sessions on a serial line share: bytes in, the frame that goes out, our own words when they come back, counters.

`Talk` asks and is answered, `Bus` listens and puts in a word, CN105 and S21 have rules of their own; all are a `Wire`. Of its own
a session of them has

    _whole(frame, count, ms)     # a whole frame has come
"""

from ..control.quantity import const
from .follow import ALL, Follow
from .ticks import since
from .trouble import SILENT

_MOST = const(1 << 29)
_GAP = const(500)  # ms of silence after which half a frame will not be finished any more


def more(count):
    """One more, up to where integers stay small."""
    return count + 1 if count < _MOST else count


class Wire:
    """See `units`. `receiver`: the codec's. `_out`: what goes out stands in it."""

    ABILITIES: dict = {}
    SETS = ALL  # what can be set, bits of `follow`
    LONGEST = 64  # bytes of a frame that goes out
    pace = 50

    def __init__(self, unit, receiver):
        self.unit = unit
        from ..errand import errand  # here: what a session needs may do nothing when it is imported (tools/shrink)

        errand("units.endow").endow(unit, self.ABILITIES)
        self.recorder = None
        self.linked = 0
        self.trouble = SILENT
        self.frames = self.bad = self.timeouts = self.echoes = 0
        self.follow = Follow(unit, self.SETS)
        self._receiver = receiver
        self._in = bytearray(64)
        self._out = bytearray(self.LONGEST)
        self._count = 0  # bytes of what was said last
        self._sent = self._came = self._heard = 0  # ms: a send, a byte, a frame
        self._listens = 0

    def _listen(self, stream, ms):
        """What has come in since the last time; how many bytes."""
        if not self._listens:
            self._listens = 1
            self._sent = self._came = self._heard = ms
        receiver = self._receiver
        count = stream.read(self._in)
        if count:
            self._came = ms
            for k in range(count):
                found = receiver.put(self._in[k])
                while found:
                    self._whole(receiver.buffer, receiver.length, ms)
                    found = receiver.next()
        elif since(self._came, ms) > _GAP:
            skip = 1
            while receiver.next(skip):
                skip = 0
                self._whole(receiver.buffer, receiver.length, ms)
        self.bad = receiver.bad
        return count

    def _put(self, stream, ms, count):
        """`count` bytes of `_out` go out."""
        self._sent = ms
        self._count = count
        if self.recorder is not None:
            self.recorder.note(0, self._out, count, ms)
        stream.write(self._out, count)

    def _own(self, frame, count, ms):
        """1 if a whole frame that has come is what we have sent last."""
        if self.recorder is not None:
            self.recorder.note(1, frame, count, ms)
        if count == self._count:
            k = 0
            while k < count and frame[k] == self._out[k]:
                k += 1
            if k == count:
                self.echoes = more(self.echoes)
                return 1
        self.frames = more(self.frames)
        return 0

    def _whole(self, frame, count, ms):
        pass
