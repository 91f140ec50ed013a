"""Question and answer with a unit that speaks only when it is spoken to: times, retries, silence, echo.

A session of such a protocol is a `Talk` with its times as class attributes, a `_receiver` (the codec's) and these of its own:

    _hello()                     # the first word to a unit that does not answer, into `_out`: how many bytes
    _next(now)                   # the next frame, when nothing is in the air: how many bytes; 0: nothing is due
    _take(frame, count, now)     # a whole frame came: 1 if it is the answer to what is in the air
    _missed()                    # what is in the air was not answered
    _greeted(frame)              # 1 if that frame means that it listens to us: any does, unless it wants more
"""

from .ticks import since
from .trouble import ECHO, GARBLED, OK, SILENT
from .wire import Wire, more


class Talk(Wire):
    """See `units`. Times in ms: `TURN` from the last byte that came to our first, `BETWEEN` from send to send, `REPLY` for an
    answer, `SILENCE` after which the unit has gone."""

    TURN, BETWEEN, REPLY, SILENCE = 20, 100, 600, 10000

    def __init__(self, unit, receiver):
        Wire.__init__(self, unit, receiver)
        self._air = 0  # something is in the air
        self._mute = 0  # what goes out next is not answered
        self._noise = OK  # what has come since the send: GARBLED unless it was ECHO, or WRONG_PROTOCOL
        self._tried = 0  # to begin

    def step(self, stream, ms):
        if self._listen(stream, ms) and not self._noise:
            self._noise = GARBLED
        waited = since(self._sent, ms)
        if self._air and waited >= self.REPLY:
            self._air = 0
            self.timeouts = more(self.timeouts)
            if not self.linked:
                self.trouble = self._noise or SILENT
            self._missed()
        if self.linked and since(self._heard, ms) >= self.SILENCE:
            self.linked = self._tried = 0
            self.trouble = self._noise or SILENT
        if self._air or since(self._came, ms) < self.TURN:
            return
        if self.linked:
            if waited >= self.BETWEEN:
                self._send(stream, ms, self._next(self.unit.now))
        elif waited >= max(1000 * self._tried, self.BETWEEN):
            self._tried = min(self._tried + 1, 5)
            self._send(stream, ms, self._hello())

    def _greeted(self, frame):
        return 1

    def _hello(self):
        return self._next(self.unit.now)

    def _next(self, now):
        return 0

    def _take(self, frame, count, now):
        return 1

    def _missed(self):
        pass

    def _send(self, stream, ms, count):
        if count:
            self._air = 1 - self._mute
            self._mute = 0
            self._noise = OK
            self._receiver.clear()
            self._put(stream, ms, count)

    def _whole(self, frame, count, ms):
        if self._own(frame, count, ms):
            self.trouble = self._noise = ECHO
            return
        self._heard = ms
        if not self.linked and self._greeted(frame):
            self.linked = 1
            self.follow.connected()
        if self.linked and self._take(frame, count, self.unit.now):
            self._air = 0
        if self.linked:
            self.trouble = ECHO if self._noise == ECHO else self.follow.failed
