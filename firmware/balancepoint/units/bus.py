"""A bus on which units speak by themselves: we listen, and put in a word where there is room.

A session of such a protocol is a `Bus` with its times as class attributes, a `_receiver` (the codec's) and these of its own:

    _take(frame, count, now)     # a whole frame came: 1 if it is of the unit that we belong to
    _next(now)                   # the next frame that we have to say, into `_out`: how many bytes; 0: nothing
    _gap(frame, count)           # 1 if others leave room after this frame; where `QUIET` alone decides it is never asked
"""

from ..control.quantity import const
from .follow import Follow
from .ticks import since
from .trouble import ECHO, GARBLED, SILENT

_MOST = const(1 << 29)
_GAP_LASTS = const(200)  # ms


class Bus:
    """See `units`. Times in ms: `QUIET` of a line on which nothing comes before we speak, `BETWEEN` from send to send, `SILENCE`
    after which the unit has gone. `GAPS` 1: we speak only in the gap that `_gap` tells, `QUIET` ms after it began. `HEARS` 1: a
    wire on which we hear ourselves, always; what did not come back whole is said again."""

    ABILITIES: dict = {}
    QUIET, BETWEEN, SILENCE = 20, 1000, 30000
    GAPS = HEARS = 0
    LONGEST = 64
    pace = 20

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
        self._count = 0  # bytes of what was said last and has not come back
        self._sent = self._came = self._heard = self._gap_at = 0  # ms
        self._room = 0  # the gap is open
        self._noise = 0  # bytes have come since the last frame
        self._begun = 0

    def step(self, stream, ms):
        if not self._begun:
            self._begun = 1
            self._sent = self._came = self._heard = ms
        receiver = self._receiver
        count = stream.read(self._in)
        if count:
            self._came = ms
            self._noise = GARBLED
            for k in range(count):
                if receiver.put(self._in[k]):
                    self._whole(receiver.buffer, receiver.length, ms)
            self.bad = receiver.bad
        elif since(self._came, ms) > 500:
            receiver.clear()  # half a frame that nobody will finish
        if since(self._heard, ms) >= self.SILENCE:
            self.linked = 0
            self.trouble = self._noise or SILENT
            self._heard = ms
            self.timeouts = min(self.timeouts + 1, _MOST)
        if self._room and since(self._gap_at, ms) > _GAP_LASTS:
            self._room = 0
        if self.linked and since(self._came, ms) >= self.QUIET and since(self._sent, ms) >= self.BETWEEN:
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
        if not count:
            return
        self._room = 0
        self._sent = ms
        self._count = count
        if self.recorder is not None:
            self.recorder.note(0, self._out, count, ms)
        stream.write(self._out, count)

    def _whole(self, frame, count, ms):
        if self.recorder is not None:
            self.recorder.note(1, frame, count, ms)
        self._noise = 0
        if count == self._count:
            k = 0
            while k < count and frame[k] == self._out[k]:
                k += 1
            if k == count:
                self._count = 0
                if not self.HEARS:
                    self.echoes = min(self.echoes + 1, _MOST)
                    self.trouble = ECHO
                return
        self.frames = min(self.frames + 1, _MOST)
        if not self.linked:
            self.follow.connected()
        if self._take(frame, count, self.unit.now):
            self._heard = ms
            self.linked = 1
            self.trouble = self.follow.failed
        if self.GAPS and self._gap(frame, count):
            self._room = 1
            self._gap_at = ms
