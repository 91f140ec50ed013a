"""Question and answer with a unit that speaks only when it is spoken to: times, retries, silence, echo.

A session of such a protocol is a `Talk` with its times as class attributes, a `_receiver` (the codec's) and these of its own:

    _hello()                     # the first word to a unit that does not answer, into `_out`: how many bytes
    _next(now)                   # the next frame, when nothing is in the air: how many bytes; 0: nothing is due
    _take(frame, count, now)     # a whole frame came: 1 if it is the answer to what is in the air
    _missed()                    # what is in the air was not answered
    _greeted(frame)              # 1 if that frame means that it listens to us: any does, unless it wants more
"""

from ..control.quantity import const
from .follow import Follow
from .ticks import since
from .trouble import ECHO, GARBLED, OK, SILENT

_MOST = const(1 << 29)


class Talk:
    """See `units`. Times in ms: `TURN` from the last byte that came to our first, `BETWEEN` from send to send, `REPLY` for an
    answer, `SILENCE` after which the unit has gone."""

    ABILITIES: dict = {}
    TURN, BETWEEN, REPLY, SILENCE = 20, 100, 600, 10000
    LONGEST = 64  # bytes of a frame
    pace = 50

    def __init__(self, unit, receiver):
        self.unit = unit
        unit.endow(self.ABILITIES)
        self.recorder = None
        self.linked = 0
        self.trouble = SILENT
        self.frames = self.bad = self.timeouts = self.echoes = 0
        self.follow = Follow(unit)
        self._receiver = receiver
        self._in = bytearray(64)
        self._out = bytearray(self.LONGEST)
        self._count = 0  # bytes of what is in the air, 0: nothing is
        self._sent = self._came = self._heard = 0  # ms: a send, a byte, a frame
        self._noise = OK  # what has come since the send, GARBLED unless it was ECHO
        self._tried = -1  # to begin; -1: not one step is done

    def step(self, stream, ms):
        if self._tried < 0:
            self._tried = 0
            self._sent = self._came = self._heard = ms
        receiver = self._receiver
        count = stream.read(self._in)
        if count:
            self._came = ms
            if not self._noise:
                self._noise = GARBLED
            for k in range(count):
                if receiver.put(self._in[k]):
                    self._whole(receiver.buffer, receiver.length, ms)
            self.bad = receiver.bad
        waited = since(self._sent, ms)
        if self._count and waited >= self.REPLY:
            self._count = 0
            self.timeouts = min(self.timeouts + 1, _MOST)
            if not self.linked:
                self.trouble = self._noise or SILENT
            self._missed()
        if self.linked and since(self._heard, ms) >= self.SILENCE:
            self.linked = self._tried = 0
            self.trouble = self._noise or SILENT
        if self._count or since(self._came, ms) < self.TURN:
            return
        if self.linked:
            if waited >= self.BETWEEN:
                self._send(stream, ms, self._next(self.unit.now))
        elif not self._tried or waited >= 1000 * self._tried:
            self._tried = min(self._tried + 1, 5)
            self._send(stream, ms, self._hello())

    def _greeted(self, frame):
        return 1

    def _hello(self):
        return 0

    def _next(self, now):
        return 0

    def _take(self, frame, count, now):
        return 1

    def _missed(self):
        pass

    def _send(self, stream, ms, count):
        if not count:
            return
        self._sent = ms
        self._count = count
        self._noise = OK
        self._receiver.clear()
        if self.recorder is not None:
            self.recorder.note(0, self._out, count, ms)
        stream.write(self._out, count)

    def _whole(self, frame, count, ms):
        if self.recorder is not None:
            self.recorder.note(1, frame, count, ms)
        if count == self._count:
            k = 0
            while k < count and frame[k] == self._out[k]:
                k += 1
            if k == count:
                self.echoes = min(self.echoes + 1, _MOST)
                self.trouble = self._noise = ECHO
                return
        self.frames = min(self.frames + 1, _MOST)
        self._heard = ms
        if not self.linked and self._greeted(frame):
            self.linked = 1
            self.follow.connected()
        if self.linked and self._take(frame, count, self.unit.now):
            self._count = 0
        self.trouble = ECHO if self._noise == ECHO else self.follow.failed
