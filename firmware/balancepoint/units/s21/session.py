"""The session with a Daikin unit on S21 (2400 baud, 8E2): one query or order at a time, half duplex.

We send a frame; the unit answers ACK or NAK, to a query with a frame of its own, which we acknowledge. As the maker's adapters
do (asund/esphome-daikin-s21 s21.cpp): 45 ms before our ACK, 35 ms before the next frame, 250 ms for an answer, 3 s of rest after
garbage.

Queries of higher versions are not put to a unit of a lower one: some answer those with a frame of zeros (revk/xESP32-Faikout
issue #946). Of two models what RzB2 and RzC3 say is random memory, by asund.

A NAK to a query is remembered until the unit is connected anew; what was three times passed over in silence is asked for again
once in a long while. After every silence comes F1, which tells whether the unit is there at all.
"""

from ...control.quantity import UNKNOWN, const
from ...control.request import AUTO, COOL, DRY, FAN, HEAT
from ..ticks import since
from ..trouble import ECHO, GARBLED, REFUSED, SILENT, WRONG_PROTOCOL
from ..unit import FEED_NONE
from ..wire import Wire, more
from . import asked
from .codec import ACK, NAK, SIZE, Receiver, build, decimal, hexadecimal
from .report import learn
from .settings import Settings

_IDLE = const(0)
_SENT = const(1)
_HEARD = const(2)  # a frame has come, our ACK is due

_BEFORE_ACK = const(45)  # ms
_BETWEEN = const(40)  # ms from our ACK, which takes 5
_ANSWER = const(250)  # ms
_BYTE = const(5)  # ms on the line
_EXCHANGE = const(1500)  # ms that none may take
_GARBAGE = const(3000)  # ms
_BACK_OFF = const(5000)  # ms
_ROUND = const(2000)  # ms
_LOST = const(3)  # exchanges without an answer
_RARELY = const(60)  # s between two attempts at what was refused or passed over before

_SILENT = const(3)  # in `_skip`: passed over; 1 and 2 count up to it
_NAK = const(4)  # refused


class Session(Wire):
    """See `units` and `wire`. `version`: of the protocol, 340 is 3.40, UNKNOWN where the unit does not tell."""

    BAUD = 2400
    PARITY = 0
    STOP = 2
    ABILITIES = {
        "modes": 1 << HEAT | 1 << COOL | 1 << AUTO | 1 << DRY | 1 << FAN,
        "fans": 5, "step": 100, "feed": FEED_NONE,
        "heat_low": 1000, "heat_high": 3000, "cool_low": 1800, "cool_high": 3200,
    }  # fmt: skip
    LONGEST = SIZE
    pace = 20

    def __init__(self, unit):
        Wire.__init__(self, unit, Receiver())
        self.version = UNKNOWN
        self._settings = Settings(self.follow)
        self._known = 0  # bits of the queries that are answered
        self._random = 0  # RzB2 and RzC3 of this unit mean nothing
        self._state = _IDLE
        self._at = 0  # ms, when it began
        self._pause = 0  # ms that it lasts, `_IDLE`
        self._noise = 0  # bytes of this exchange that were neither frame nor ACK nor NAK
        self._echoed = 0
        self._fails = 0
        self._order = -1  # what was sent: an order, or
        self._query = asked.Q_F1  # a query
        self._look = 0  # an order was taken: F1 out of turn
        self._place = asked.Q_F1  # of the round, which began at `_round` ms
        self._round = 0
        self._skip = bytearray(asked.COUNT)
        self._slow = asked.SLOW
        self._rare = 0
        self._rare_at = 0  # s

    def step(self, stream, ms):
        receiver = self._receiver
        buffer = self._in
        for _ in range(4):
            count = stream.read(buffer)
            if not count:
                break
            self._came = ms
            self._noise += count
            for k in range(count):
                if receiver.put(buffer[k]):
                    self._whole(receiver.buffer, receiver.length, ms)
        if self._state == _SENT:
            sign = receiver.sign
            if sign:
                receiver.sign = 0
                self._noise -= 1
                if sign == NAK:
                    self._nak(ms)
                elif self._order >= 0:
                    self._look = 1
                    self._well(ms)
            elif since(self._came, ms) > _ANSWER + _BYTE * self._count or since(self._at, ms) > _EXCHANGE:
                self._silence(ms)
        elif self._state == _HEARD:
            if since(self._at, ms) >= _BEFORE_ACK:
                buffer[0] = ACK
                stream.write(buffer, 1)
                self._rest(ms, _BETWEEN)
        elif since(self._at, ms) >= self._pause:
            self._send(stream, ms)

    def _rest(self, ms, pause):
        self._state = _IDLE
        self._at = ms
        self._pause = pause

    def _send(self, stream, ms):
        settings = self._settings
        order = settings.due() if self.linked and not self._fails else -1
        if order >= 0:
            count = build(self._out, asked.TELL, 2 * order, 2, settings.payloads, 4 * order)
        else:
            query = self._choose(ms)
            if query < 0:
                return
            self._query = query
            count = build(self._out, asked.ASK, 4 * query, asked.size(query))
        self._order = order
        self._noise = self._echoed = 0
        self._receiver.reset()
        self._state = _SENT
        self._at = self._came = ms
        self._put(stream, ms, count)

    def _choose(self, ms):
        """The next query, or -1 for none yet."""
        if self._fails or self._look or not self.linked:
            self._look = 0
            return asked.Q_F1
        place = self._place
        settings = self._settings
        while 1:
            if settings.first:
                place += 1
            elif place >= asked.SLOW:
                place = asked.COUNT
            elif place == asked.SLOW - 1:
                place = self._slower()
            else:
                place = max(place + 1, asked.FAST)
            if place == asked.COUNT:
                if since(self._round, ms) < _ROUND:
                    return -1
                self._round = ms
                settings.first = place = 0
                self._revive()
            if self._asks(place):
                self._place = place
                return place

    def _slower(self):
        """The next of those that have their turn once in many rounds."""
        for _ in range(asked.SLOW, asked.COUNT):
            self._slow = self._slow + 1 if self._slow < asked.COUNT - 1 else asked.SLOW
            if self._asks(self._slow):
                return self._slow
        return asked.COUNT

    def _asks(self, query):
        """1 if this unit may answer it, and the answer is of use."""
        skip = self._skip
        version = self.version
        if skip[query] >= _SILENT:
            return 0
        if query == asked.Q_RzB2 or query == asked.Q_RzC3:
            return 1 - self._random
        if query == asked.Q_FR or query == asked.Q_FM:
            return 1 if version >= 200 else 0
        if query == asked.Q_FX60:
            return 1 if version >= 300 else 0
        if query == asked.Q_M:
            return 1 if version < 300 else 0
        if query == asked.Q_F9:
            return 1 if skip[asked.Q_RH] >= _SILENT or skip[asked.Q_Ra] >= _SILENT else 0
        return 1

    def _revive(self):
        """One of those that were passed over gets another chance."""
        now = self.unit.now
        if now - self._rare_at >= _RARELY:
            self._rare_at = now
            for _ in range(asked.COUNT):
                self._rare = self._rare + 1 if self._rare < asked.COUNT - 1 else 0
                if self._skip[self._rare] == _SILENT:
                    self._skip[self._rare] -= 1
                    return

    def _whole(self, buffer, count, ms):
        self._noise -= count
        if self._own(buffer, count, ms):
            self._echoed = 1
            return
        if self._state != _SENT or self._order >= 0:
            return
        query = self._query
        size = asked.size(query)
        at = 4 * query
        fits = count > size + 3 and buffer[1] == asked.ASK[at] + (0 if query == asked.Q_M else 1)
        for k in range(1, size):
            if buffer[k + 1] != asked.ASK[at + k]:
                fits = False
        if fits and self._take(query, buffer, size + 1, count - 2):
            self._known |= 1 << query
            self._skip[query] = 0
            if not self.linked:
                self.linked = 1
                self._place = asked.Q_F1
                self._round = ms
            self._well(ms)
        elif query == asked.Q_F1:
            self._fail(ms, WRONG_PROTOCOL, _GARBAGE)
            return
        else:
            self._miss(query)
            self._well(ms)
        self._state = _HEARD

    def _take(self, query, buffer, at, end):
        """1 if the answer `buffer[at:end]` is one."""
        settings = self._settings
        if query == asked.Q_F1 or query == asked.Q_F5:
            if end != at + 4:
                return 0
            if not self.linked:
                settings.begin()
            settings.take(query, buffer, at, self._known)
        elif query == asked.Q_RG or query == asked.Q_FR:
            settings.take(query, buffer, at, self._known)
        elif query == asked.Q_F8:
            if end == at + 4:
                self.version = 100 * (buffer[at + 1] & 15)
        elif query == asked.Q_FY00:
            self.version = decimal(buffer, at, end)
        elif query == asked.Q_F2:
            settings.can(buffer[at])
        elif query == asked.Q_M:
            model = hexadecimal(buffer, at, end)
            self._random = 1 if model == 0x2806 or model == 0x4431 else 0
        else:
            return learn(self.unit, query, buffer, at, end, self._known)
        return 1

    def _well(self, ms):
        """The unit has answered."""
        self._fails = 0
        if self.linked:
            self.trouble = ECHO if self._echoed else self.follow.failed
        self._rest(ms, _BETWEEN)

    def _miss(self, query):
        if self._skip[query] < _SILENT:
            self._skip[query] += 1
            if self._skip[query] == _SILENT:
                self._known &= ~(1 << query)

    def _nak(self, ms):
        query = self._query
        if self._order >= 0:
            self.follow.refused()
        elif query == asked.Q_F1:
            self._fail(ms, REFUSED, _BETWEEN)
            return
        elif self._known >> query & 1:
            self._miss(query)
        else:
            self._skip[query] = _NAK
        self._well(ms)

    def _silence(self, ms):
        """No answer, or one that is none."""
        if self._noise > 0:
            self.bad = more(self.bad)
            cause = GARBLED
        else:
            self.timeouts = more(self.timeouts)
            cause = ECHO if self._echoed else SILENT
        if self._order >= 0:
            self.follow.lost()
        elif self._query != asked.Q_F1:
            self._miss(self._query)
        self._fail(ms, cause, _GARBAGE if cause == GARBLED else _ANSWER)

    def _fail(self, ms, cause, pause):
        fails = self._fails = min(self._fails + 1, 9)
        if fails >= _LOST:
            pause = max(pause, min(_ANSWER << (fails - _LOST), _BACK_OFF))
            self.trouble = cause
            if self.linked:
                self._lost()
        self._rest(ms, pause)

    def _lost(self):
        """The unit may be another, or have other settings, when it answers again."""
        self.linked = 0
        self._known = 0
        skip = self._skip
        for k in range(asked.COUNT):
            skip[k] = _SILENT if skip[k] >= _SILENT else 0
