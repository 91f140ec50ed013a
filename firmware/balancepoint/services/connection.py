"""One connection to the web server: a request, its answer, and how long each may take (`http`)."""

import gc

from ..errand import errand
from . import about
from .http_request import STREAM, Refused, Request
from .stream import NOT_YET

_HEAD = 4096  # bytes of a request without its body
_LINE = 1024
_PIECE = 512
_TURN = 4  # pieces in and out
_PATIENCE = 10  # s for a head, for a piece of a body, for a piece of an answer to be taken
_WHOLE = 30  # s for all of it
_SLOW = 1000  # bytes/s that a long body must come at

HEAD, WORK, OUT, LINGER, OVER = range(5)


class Connection:
    """One request and its answer. `begun`, s; `lasts`: 1 for a stream of events."""

    def __init__(self, server, opened, now):
        self.server = server
        self.stage = HEAD
        self.begun = self._moved = now
        self.lasts = 0
        self._whole = _WHOLE
        self._socket = opened
        self._request = Request()
        self._in = b""
        self._size = 0  # of the head, so far
        self._task = None  # the handler
        self._pieces = None  # of the answer
        self._out = b""
        self._unread = 1  # of the head

    def step(self, now):
        """1 if there was something to do."""
        try:
            busy = self._look(now)
            if self.stage != OVER and self._late(now):
                self.server.dropped += self.stage != LINGER
                self.close()
            return busy
        except OSError:  # the other end has gone
            self.close()
        except MemoryError:
            gc.collect()
            self.server.refused += 1
            self.close()
        return 1

    def _late(self, now):
        if self.stage == LINGER:
            return now - self._moved > 1
        waits = self.stage == HEAD or self._request.left if self.stage != OUT else self._out
        if waits and now - self._moved > _PATIENCE:
            return 1
        return now - self.begun > self._whole and not self.lasts

    def _look(self, now):
        if self.stage == HEAD:
            return self._head(now)
        if self.stage == WORK:
            return self._work(now)
        if self.stage == OUT:
            return self._send(now)
        return self._linger()

    def _receive(self, most):
        """What has come, None for nothing yet."""
        try:
            data = self._socket.recv(most)
        except OSError as error:
            if error.args[0] in NOT_YET:
                return None
            raise
        if not data:
            raise OSError(0, "closed")
        return data

    def _head(self, now):
        data = self._receive(_PIECE)
        if data is None:
            return 0
        self._moved = self.begun  # a head that trickles has its time, too
        self._in += data
        try:
            while True:
                end = self._in.find(b"\n")
                if end > _LINE or (end < 0 and len(self._in) > _LINE):
                    raise Refused(431, "a line is too long")
                if end < 0:
                    return 1
                line, self._in = self._in[:end], self._in[end + 1 :]
                self._size += end + 1
                if self._size > _HEAD:
                    raise Refused(431, "the head is too long")
                if self._request.take(line[:-1] if line[-1:] == b"\r" else line):
                    break
            self._begin(now)
        except ValueError as error:
            self._refuse(error)
        return 1

    def _begin(self, now):
        server = self.server
        request = self._request
        request.server = server
        self._unread = 0
        if server.app.scarce:
            gc.collect()  # in one piece: what answers is loaded
        name, most = errand("services.routing").admit(server, request, now)
        request.begin(self._in)
        self._in = b""
        self._moved = now
        self._whole = _WHOLE + most // _SLOW
        self._task = errand("services.web_%s" % name).answer(server.app, request)
        self.stage = WORK

    def _work(self, now):
        request = self._request
        busy = 0
        for _ in range(_TURN):
            if request.left and not request.got:
                data = self._receive(min(_PIECE, request.left))
                if data:
                    request.put(data)
                    self._moved = now
                    busy = 1
            try:
                self._task.send(None)
            except StopIteration as done:
                self._task = None
                self._answer(*done.value)
                return 1
            except OSError as error:  # of the handler's own, not of the line
                self._fail(error)
                return 1
            except ValueError as error:
                self._refuse(error)
                return 1
            except MemoryError as error:
                gc.collect()
                self._refuse(Refused(503, about.describe(error)))
                return 1
            except Exception as error:
                self._fail(error)
                return 1
            if not request.left:
                self._moved = now  # it is at work, nobody is waited for
                break
        return busy or not request.left

    def _fail(self, error):
        self.server.failed += 1
        self._refuse(Refused(500, about.describe(error)))

    def _refuse(self, error):
        self._task = None
        self._answer(*errand("services.http_head").refusal(error))

    def _answer(self, status, kind, body, lines=""):
        server = self.server
        if kind == STREAM:
            if not server.room_for_stream():
                server.refused += 1
                self._refuse(Refused(503, "two listen already"))
                return
            self.lasts = 1
        if isinstance(body, str):
            body = body.encode()
        length = len(body) if isinstance(body, bytes) else None
        self._out = errand("services.http_head").head(status, kind, length, lines)
        self._pieces = iter((body,)) if length is not None else iter(body)
        self.stage = OUT

    def _send(self, now):
        """A few pieces of the answer."""
        for _ in range(_TURN):
            if not self._out:
                data = next(self._pieces, None)
                if data is None:
                    self.server.served += 1
                    self._moved = now
                    self.stage = LINGER
                    return 1
                if not data:
                    self._receive(_PIECE)  # an end that has gone gives its place to others
                    return 0
                self._out = data.encode() if isinstance(data, str) else data
                self._moved = now
            try:
                count = self._socket.send(self._out[:_PIECE]) or 0
            except OSError as error:
                if error.args[0] not in NOT_YET:
                    raise
                count = 0
            if not count:
                return 0
            self._moved = now
            self._out = self._out[count:]
        return 1

    def _linger(self):
        """What was sent and not read would take the answer with it when the connection closes."""
        if not self._request.left and not self._unread:
            self.close()
        elif self._receive(_PIECE) is not None:
            return 1
        return 0

    def close(self):
        for each in (self._task, self._pieces):
            if hasattr(each, "close"):
                each.close()
        self._task = self._pieces = None
        self._socket.close()
        self.stage = OVER
