"""A bus on which units speak by themselves: we listen, and put in a word where there is room.

A session of such a protocol is a `Bus` with its times as class attributes, a `_receiver` (the codec's) and these of its own:

    _take(frame, count, now)     # a whole frame came: 1 if it is of the unit that we belong to
    _next(now)                   # the next frame that we have to say, into `_out`: how many bytes; 0: nothing
    _gap(frame, count)           # 1 if others leave room after this frame; where `HUSH` alone decides it is never asked
"""

from ..control.quantity import const
from .ticks import since
from .trouble import ECHO, GARBLED, OK, SILENT
from .wire import Wire, more

_GAP_LASTS = const(200)  # ms


class Bus(Wire):
    """See `units`. Times in ms: `HUSH` of a line on which nothing comes before we speak, `BETWEEN` from send to send, `SILENCE`
    after which the unit has gone. `GAPS` 1: we speak only in the gap that `_gap` tells, `HUSH` ms after it began. `HEARS` 1: a
    wire on which we hear ourselves, always; what did not come back whole is said again."""

    HUSH, BETWEEN, SILENCE = 20, 1000, 30000
    GAPS = HEARS = 0
    pace = 20

    def __init__(self, unit, receiver):
        Wire.__init__(self, unit, receiver)
        self._gap_at = 0  # ms
        self._room = 0  # the gap is open
        self._fresh = 0  # a whole frame has come in this step
        self._noise = OK  # GARBLED: bytes have come since the last frame

    def step(self, stream, ms):
        self._fresh = 0
        if self._listen(stream, ms) and not self._fresh:
            self._noise = GARBLED
        if since(self._heard, ms) >= self.SILENCE:
            self.linked = 0
            self.trouble = self._noise or SILENT
            self._heard = ms
            self.timeouts = more(self.timeouts)
        if self._room and since(self._gap_at, ms) > _GAP_LASTS:
            self._room = 0
        if self.linked and since(self._came, ms) >= self.HUSH and since(self._sent, ms) >= self.BETWEEN:
            if self._room or not self.GAPS:
                self._say(stream, ms)

    def _next(self, now):
        return 0

    def _take(self, frame, count, now):
        return 1

    def _gap(self, frame, count):
        return 0

    def _say(self, stream, ms):
        count = self._next(self.unit.now)
        if count:
            self._room = 0
            self._put(stream, ms, count)

    def _whole(self, frame, count, ms):
        self._noise = OK
        self._fresh = 1
        if self._own(frame, count, ms):
            self._count = 0
            if self.HEARS:
                self.echoes = 0
            else:
                self.trouble = ECHO
            return
        if not self.linked:
            self.follow.connected()
        if self._take(frame, count, self.unit.now):
            self._heard = ms
            self.linked = 1
            self.trouble = self.follow.failed
        if self.GAPS and self._gap(frame, count):
            self._room = 1
            self._gap_at = ms
