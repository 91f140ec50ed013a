"""The conversation with a Mitsubishi Electric unit: connect, identify, read in turn, tell it what is asked for, feed it the room.

    connect -> capabilities -> all read once -> reads in turn; between them the room, and the settings that differ
       ^------------------- 10 s without a frame ----------------------------'

Times: 300 ms between sends, 750 ms after a set, 10 s of silence, of echavet/MitsubishiCN105ESPHome; 2 s for a reply, of ESPHome's
own component. The unit forgets the room within 1 to 10 min (MUART-DOC 0x07), Kumo tells it every 20 s, and so do we.
"""

from ...control.quantity import UNKNOWN, const
from ...control.request import AUTO, COOL, DRY, FAN, HEAT
from ..ticks import since
from ..trouble import ECHO, GARBLED, OK, REFUSED, SILENT, WRONG_PROTOCOL
from ..unit import FEED_EXPIRES, FEED_NONE
from ..wire import Wire, more
from . import codec as c
from .report import identify, report
from .standing import Standing

_REPLY = const(2000)  # ms that a reply may take
_BETWEEN = const(300)  # ms from send to send
_TURN = const(10)  # ms from the last byte that came to our first
_PACE = const(700)  # ms from read to read once all has been read
_SETTLE = const(750)  # ms after a set
_SILENCE = const(10000)  # ms until we connect anew
_GAP = const(4000)  # ms of silence after which it may have been without power

_CALM = const(5)  # s after connecting in which nothing is set
_FRESH = const(20)  # s after which the room is told anew
_CHANGED = const(5)  # s after which another half degree is told
_DEAF = const(60)  # s between the tries to feed a unit that does not take it

_READS = b"\x02\x03\x06\x09\x04\x05\x42"
_EVERY = b"\x04\x04\x04\x04\x1e\xf0\xf0"  # s
_NEVER = const(600)  # s between the tries of a read that is not answered
_TRIES = const(3)  # until it counts as such
_DUE = const(10000)  # s: longer ago than any of these
_FIRST = const(3)  # reads before the capabilities are asked for, which some units never tell
_UNSURE = const(-30000)  # whether the unit still knows what it was told of the room

# What is in the air
_CONNECT, _IDENTIFY, _READ, _SET, _FEED, _EXTRA = const(1), const(2), const(3), const(4), const(5), const(6)


class Session(Wire):
    """See `units` and `wire`. `machine`: who answered, `codec.AIR` or WATER, 0 nobody yet.

    `installer` 1: connect as an installer's tool does. `extra`: a whole frame in a bytearray that goes out once, in its turn (a
    page of installer functions, a run state); then it is None, and `answer[:answered]` is what came for it, 0 nothing.
    """

    BAUD, PARITY, STOP = 2400, 0, 1
    RATES = (2400, 9600)
    ABILITIES = {
        "modes": 1 << HEAT | 1 << COOL | 1 << AUTO | 1 << DRY | 1 << FAN,
        "fans": 4, "quiet": 1, "vanes": 5, "heat_high": 3100, "cool_high": 3100, "feed": FEED_EXPIRES,
    }  # fmt: skip
    LONGEST = c.SIZE

    def __init__(self, unit):
        Wire.__init__(self, unit, c.Receiver())
        self.machine = 0
        self.installer = 0
        self.extra = None
        self.answer = bytearray(c.SIZE)
        self.answered = 0
        self._standing = Standing(self.follow)
        self._air = 0  # what we wait for the reply to
        self._index = 0  # of the read
        self._called = 0  # ms: a try to connect
        self._noise = 0  # bytes have come since the send
        self._wire = OK  # ECHO: there was one since connecting
        self._tried = 0  # to connect
        self._since = 0  # s: connected
        self._asks = 0  # tries left to get the capabilities
        self._asked = [0] * len(_READS)  # s
        self._missed = bytearray(len(_READS))
        self._rounds = 0  # reads still due since connecting
        self._fed = UNKNOWN  # half degrees, 0: go by your own sensor; UNKNOWN: not told anything yet
        self._fed_at = -_DEAF  # s
        self._half = 0  # in the air
        self._deaf = 0  # failures

    def step(self, stream, ms):
        if self._listen(stream, ms):
            self._noise = 1
        silent = since(self._sent, ms)
        if self._air and silent >= _REPLY:
            self._miss()
        if self.linked and since(self._heard, ms) >= _SILENCE:
            self._lose()
        if since(self._came, ms) < _TURN:
            return
        if not self.linked:
            self._call(stream, ms)
        elif not self._air and silent >= (_SETTLE if self._out[1] == c.SET else _BETWEEN):
            self._speak(stream, ms, silent)

    # connecting

    def _call(self, stream, ms):
        """The first word at once, the next after 1, 2, 3, 4 and then 5 s each; in between, one that another machine knows."""
        tried = self._tried
        if not tried or since(self._called, ms) >= 1000 * tried:
            if self._air:
                self._miss()
            self._called = ms
            self._tried = min(tried + 1, 5)
            self._wire = OK
            kind = c.INSTALL if self.installer and tried < 3 else c.CONNECT
            c.call(self._out, kind, c.AIR)
            self._send(stream, ms, _CONNECT)
        elif tried > 2 and not self._air and self.machine != c.AIR and self._out[2] != c.WATER >> 8:
            c.call(self._out, c.CONNECT, c.WATER)
            self._send(stream, ms, _CONNECT)

    def _connected(self):
        self.linked = 1
        self._since = self.unit.now
        self._asks = 2
        self._rounds = len(_READS)
        for k in range(len(_READS)):
            self._asked[k] = self._since - _DUE
        self._begin()

    def _begin(self):
        """It may have been without power: where it stands is to be read, and all to be told anew."""
        self.follow.connected()
        self._asked[0] = self.unit.now - _DUE
        if self._fed != UNKNOWN:
            self._fed = _UNSURE

    def _lose(self):
        self.linked = self._tried = self._air = 0
        self.trouble = self._wire or (GARBLED if self._noise else SILENT)
        for k in range(len(_READS)):
            if self._missed[k] < _TRIES:
                self._missed[k] = 0

    # what goes out

    def _send(self, stream, ms, air):
        """What stands in `_out`."""
        self._air = air
        self._noise = 0
        self._receiver.clear()
        self._put(stream, ms, c.seal(self._out))

    def _speak(self, stream, ms, silent):
        """The next frame: the first that is due."""
        out = self._out
        now = self.unit.now
        calm = self.follow.known and now - self._since >= _CALM
        air = 0
        if self._asks and self._rounds <= len(_READS) - _FIRST:
            air = _IDENTIFY
            c.begin(out, c.INSTALL, c.CAPABILITIES)
        elif calm and self._feed_due(now):
            air = _FEED
            self._fed_at = now
            c.tell_room(out, self._half)
        elif calm and self._standing.change(out):
            air = _SET
            self._asked[0] = now - _DUE
        elif self.extra is not None:
            air = _EXTRA
            for k in range(len(self.extra)):
                out[k] = self.extra[k]
            self.extra = None
        elif (self._rounds or silent >= _PACE) and self._read_due(now):
            air = _READ
            self._asked[self._index] = now
            if self._rounds:
                self._rounds -= 1
            c.begin(out, c.GET, _READS[self._index])
        if air:
            self._send(stream, ms, air)

    def _read_due(self, now):
        """1: `_index` is the read that is the latest."""
        late = -1
        for k in range(len(_READS)):
            over = now - self._asked[k] - (_NEVER if self._missed[k] >= _TRIES else _EVERY[k])
            if over > late:
                late = over
                self._index = k
        return late >= 0

    def _feed_due(self, now):
        """1: the room is to be told, or that it is to go by its own sensor again."""
        unit = self.unit
        half = self._half = (unit.room_feed + 25) // 50 if unit.asked and unit.room_feed else 0
        fed = self._fed
        age = now - self._fed_at
        if self._deaf >= _TRIES and age < _DEAF:
            return 0
        if half:
            return age >= _FRESH or fed != half and (fed <= 0 or age >= _CHANGED)
        return fed and (unit.asked or fed != UNKNOWN)

    # what comes in

    def _whole(self, frame, count, ms):
        if self._own(frame, count, ms):
            self.trouble = self._wire = ECHO
            return
        kind = frame[1]
        if not kind & c.REPLY:
            return  # such words are ours
        if self.linked and since(self._heard, ms) >= _GAP:
            self._begin()
        self._heard = ms
        self.machine = c.pair(frame, 2)
        if self.machine != c.AIR:
            self.linked = self._air = 0
            self.trouble = WRONG_PROTOCOL
            return
        air = 0
        fits = kind == self._out[1] | c.REPLY
        if fits and (kind != c.GET | c.REPLY or frame[5] == self._out[5]):
            air = self._air
            self._air = 0
        if air == _EXTRA:
            for k in range(count):
                self.answer[k] = frame[k]
            self.answered = count
        for k in range(count - 1, c.SIZE):
            frame[k] = 0  # a shorter reply lacks its later fields
        if self.linked or self._greeted(kind, frame[5], fits):
            self._take(frame, kind, air)

    def _greeted(self, kind, command, fits):
        """1 if it is the answer to our first word."""
        if kind == c.CONNECT | c.REPLY and command:
            self.trouble = REFUSED
            return 0
        if fits:
            self._connected()
        return fits

    def _take(self, frame, kind, air):
        """A reply, to what was in the `air`."""
        follow = self.follow
        command = frame[5]
        if kind == c.SET | c.REPLY and command:
            self._fail(air or self._air, REFUSED)
        elif air == _READ:
            self._missed[self._index] = 0
        elif air == _FEED:
            self._fed = self._half
            self._deaf = 0
            self.unit.feed = FEED_EXPIRES
        self.trouble = self._wire or (REFUSED if self._deaf >= _TRIES else follow.failed)
        if kind == c.INSTALL | c.REPLY and command == c.CAPABILITIES:
            self._asks = 0
            identify(self.unit, frame)
            follow.binds = follow.binds & ~(1 << DRY) | frame[13] >> 7 << DRY  # it dries to a set point
            follow.known = 0  # what it stands at may read otherwise now
            self._asked[0] = self.unit.now - _DUE
        elif kind == c.GET | c.REPLY:
            if command == c.SETTINGS:
                self._standing.hear(frame)
            else:
                report(self.unit, frame, command)

    def _miss(self):
        """No reply."""
        self.timeouts = more(self.timeouts)
        water = self._out[2] == c.WATER >> 8
        if not self.linked and (water or self.machine != c.WATER):
            self.trouble = self._wire or (GARBLED if self._noise else SILENT)
            if water:
                self.machine = 0
        self._fail(self._air, OK)

    def _fail(self, air, nak):
        """What was in the air has not been answered, or is refused: `nak`."""
        self._air = 0
        if air == _IDENTIFY:
            self._asks -= 1
        elif air == _READ:
            self._missed[self._index] = min(self._missed[self._index] + 1, _TRIES)
        elif air == _SET:
            if nak:
                self.follow.refused()
        elif air == _EXTRA:
            if not nak:
                self.answered = 0
        elif air == _FEED:
            self._fed = _UNSURE
            self._deaf = min(self._deaf + 1, _TRIES)
            if self._deaf == _TRIES and self.unit.feed != FEED_NONE:
                self.unit.feed = FEED_NONE
                self.unit.refused += 1
