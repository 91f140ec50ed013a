"""An MQTT 3.1.1 client that never waits: it joins its broker, and after a loss it joins again, for ever, 1 to 60 s apart.

It asks its `source` for what is to be said whenever the line is free, so that nothing queues up:

    source.client()                         our name
    source.will()                           (topic, payload) that the broker says when we are gone
    source.filters()                        ((filter, QoS 0 or 1), ...)
    source.begin(now)                       joined; what was said before may be lost
    source.next(now)                        (topic, payload, retain, QoS 0 or 1), or None; the payload a text, or what gives
                                            the same pieces of it at each call
    source.sent(now)                        that is out, and of QoS 1 acknowledged
    source.take(topic, payload, retained, now)      a message, bytes; 1 if it was work, then the next one waits a turn

A broker that says nothing for `_DEAD` s is gone, whatever the line looks like. What is longer than `_LONGEST` is passed over.
"""

import os

from .. import hal
from ..errand import errand
from . import mqtt_packets as packets

_KEEP_ALIVE = 60  # s; the broker gives up after 90
_PING = 20  # s of silence until we ask
_DEAD = 45
_STALLED = 20  # s in which nothing went out that should have
_PATIENCE = 15  # s for a name, a connection, a greeting, each
_LASTED = 30  # s after which a connection was a good one
_MOST_WAIT = 60
_REFUSED_WAIT = 300  # s after a refusal of user or password
_LONGEST = 2048  # bytes of a message
_PIECE = 512
_TURN = 4  # pieces in and out, and three times as many messages

REST, NAME, OPEN, GREETING, SUBSCRIBING, JOINED = range(6)


class Mqtt:
    """`wanted`: the section `network.mqtt` of the settings. `network`: `connected`, `resolver`, `folder`."""

    def __init__(self, wanted, network, source):
        self.wanted = wanted
        self._network = network
        self._source = source
        self.stage = REST
        self.joined = 0  # times
        self.dropped = 0  # messages that were too long
        self.why = ""  # it is not joined
        self._joining = None  # a `joining.Joining`, until it is
        self._stream = None
        self._in = b""
        self._skip = 0  # bytes of a message that is too long, to come
        self._out = b""
        self._at = 0  # how far that is out
        self._acks = b""
        self._payload = None  # pieces of the message that goes out
        self._asked = 0  # QoS of that message
        self._waits = 0  # for the acknowledgement of this one
        self._mark = 0
        self._heard = self._said = self.since = 0  # s since boot
        self._pinged = self._marked = 0
        self._wait = 1
        self._due = 0

    def step(self, now):
        """One look; ms until the next."""
        try:
            return self._look(now)
        except (OSError, ValueError) as error:
            self._fail(errand("services.network_text").reason(error), now)
            return 250

    def _fail(self, why, now):
        if self.stage == JOINED and now - self.since >= _LASTED:
            self._wait = 1
        self.close()
        self.why = why
        self._due = now + self._wait + os.urandom(1)[0] * self._wait // 256
        self._wait = min(2 * self._wait, _MOST_WAIT)

    def _look(self, now):
        stage = self.stage
        if not self._network.connected:
            if stage != REST:
                self.close()
                self.why = "no network"
                self._due = now
            return 500
        if stage == REST:
            return self._begin(now)
        if stage != JOINED and now - self.since > _PATIENCE:
            raise OSError("no answer while it " + errand("services.network_text").STAGES[stage])
        if stage == NAME:
            if not self._joining.asks(now):
                self._next(OPEN, now)
        elif stage == OPEN:
            self._stream = self._joining.opened()
            if self._stream is not None:
                self._out = self._joining.hello(self._source.client(), _KEEP_ALIVE, self._source.will())
                self._heard = self._said = now
                self._next(GREETING, now)
        else:
            busy = self._send(now)
            busy = self._receive(now) or busy
            self._watch(now)
            if busy:
                return 20
        return 100

    def _begin(self, now):
        if now < self._due:
            return 250
        if self.wanted["ca"] and hal.utc() is None:
            self.why = "waits for the time of day, which certificates need"
            return 1000
        self._joining = errand("services.joining").Joining(self.wanted, self._network)
        self._next(NAME, now)
        return 20

    def _next(self, stage, now):
        self.stage = stage
        self.since = now

    # Out -----------------------------------------------------------------------------------------------------------

    def _send(self, now):
        """1 if more is to go out."""
        for _ in range(_TURN):
            if self._at == len(self._out):
                self._at = 0
                self._out = self._more(now)
                if not self._out:
                    return 0
            count = self._stream.write(self._out[self._at : self._at + _PIECE])
            if not count:
                if now - self._said > _STALLED:
                    raise OSError("it takes nothing any more")
                return 0
            self._at += count
            self._said = now
        return 1

    def _more(self, now):
        """The next piece, b"" for none; never in the middle of a message of ours."""
        if self._payload is not None:
            out = b""
            while len(out) < _PIECE:
                piece = next(self._payload, None)
                if piece is None:
                    self._payload = None
                    if not self._asked:
                        self._source.sent(now)
                    break
                out += piece.encode()
            if out:
                return out
        if self._acks:
            out, self._acks = self._acks, b""
            return out
        if self.stage != JOINED or self._waits:
            return b""
        message = self._source.next(now)
        if message is None:
            return b""
        topic, payload, retain, quality = message
        pieces = (payload,) if isinstance(payload, str) else payload()
        size = 0
        for piece in pieces:
            size += len(piece.encode())
        self._payload = iter((payload,)) if isinstance(payload, str) else payload()
        self._asked = quality
        if quality:
            self._waits = self._number()
            self._marked = now
        return packets.publish(topic, size, retain, self._waits)

    def _number(self):
        self._mark = self._mark % 65535 + 1
        return self._mark

    # In ------------------------------------------------------------------------------------------------------------

    def _receive(self, now):
        """1 if there may be more."""
        more = 0
        for _ in range(_TURN):
            if len(self._in) > _LONGEST:
                break  # what is there comes first; the rest waits at the broker
            try:
                data = self._stream.read(_PIECE)
            except OSError:
                if not more:
                    raise
                break  # what it has said before it went is heard first
            if not data:
                break
            more = 1
            self._heard = now
            self._pinged = 0
            if self._skip:
                gone = min(self._skip, len(data))
                self._skip -= gone
                data = data[gone:]
            self._in += data
        at = 0
        for _ in range(3 * _TURN):
            found = packets.packet(self._in[at : at + 5])
            if found is None:
                break
            first, begin, end = found
            if end - begin > _LONGEST:
                at += self._pass_over(at, found)
                break
            if at + end > len(self._in):
                break
            worked = self._take(self._in[at : at + end], found, now)
            at += end
            if self.stage == REST:
                return 0
            if worked:
                more = 1
                break
        else:
            more = 1
        if at:
            self._in = self._in[at:]
        return more

    def _pass_over(self, at, found):
        """How much of a message that is too long is done with: it is acknowledged, or it would come again for ever."""
        first, begin, end = found
        if first & 0xF0 != packets.PUBLISH:
            raise ValueError("MQTT: a packet of kind %d that is too long" % (first >> 4))
        there = len(self._in) - at
        what = packets.named(self._in[at:], first, begin, end)
        if what is None:
            if there > _LONGEST:
                raise ValueError("MQTT: a topic that is too long")
            return 0
        if what[1]:
            self._acks += packets.puback(what[1])
        self.dropped += 1
        self._skip = max(end - there, 0)
        return min(end, there)

    def _take(self, data, found, now):
        """A packet; 1 if it made work."""
        first, begin, end = found
        if first & 0xF0 == packets.PUBLISH:
            if self.stage < SUBSCRIBING:
                raise ValueError("MQTT: a message before the greeting")
            topic, mark, at = packets.named(data, first, begin, end)
            if mark:
                self._acks += packets.puback(mark)
            return self._source.take(topic, bytes(data[at:end]), first & 1, now)
        if first == packets.PUBACK:
            if self._waits == data[begin] << 8 | data[begin + 1]:
                self._waits = 0
                self._source.sent(now)
        elif first != packets.PINGRESP:
            self._answered(first, data[begin:end], now)
        return 0

    def _answered(self, first, body, now):
        """To our greeting, to our subscription."""
        if first == packets.CONNACK and self.stage == GREETING:
            code = body[1]
            if code:
                self._fail(self._joining.refusal(code), now)
                if code > 3:
                    self._due = now + _REFUSED_WAIT
                return
            self._next(SUBSCRIBING, now)
            self._acks += self._joining.subscription(self._number(), self._source.filters())
        elif first == packets.SUBACK and self.stage == SUBSCRIBING:
            if [code for code in body[2:] if code > 1]:
                raise OSError("it refuses a subscription")
            self._next(JOINED, now)
            self._joining = None
            self.joined += 1
            self.why = ""
            self._source.begin(now)
        else:
            raise ValueError("MQTT: an answer that was not asked for")

    def _watch(self, now):
        """Is the other end still there?"""
        if self.stage != JOINED:
            return
        silence = now - self._heard
        if silence > _DEAD:
            raise OSError("it has said nothing for %d s" % silence)
        if self._waits and now - self._marked > _DEAD:
            raise OSError("it acknowledges nothing")
        if (silence >= _PING or now - self._said >= _PING) and now - self._pinged >= _PING:
            self._pinged = now
            self._acks += packets.PING

    def close(self):
        """Gives back what a connection has."""
        for each in (self._joining, self._stream):
            if each is not None:
                each.close()
        self._joining = self._stream = self._payload = None
        self.stage = REST
        self._in = self._out = self._acks = b""
        self._at = self._skip = self._waits = self._pinged = 0
