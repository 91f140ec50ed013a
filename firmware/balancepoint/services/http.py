"""A web server that never waits: a few connections, each looked at for some milliseconds a turn (HTTP/1.1, RFC 9110 and 9112, of
it what browsers need). What is asked for is answered by errands; which one, a table says (`services.routes_*`).

    server = Server(app, network, port, "page")     # of `routes_page`
    server.step(now)                                # ms until the next look; never waits for anything
    server.close()

A handler is the module `services.web_NAME`, loaded for each request:

    async def answer(app, request):                 # see `http_request.Request`
        return 200, "application/json", text        # bytes, a text, or what gives pieces of either; "" gives none yet
        return 200, "text/html", pieces, "ETag: \\"1\\"\\r\\n"  # and further lines of the head

It gives control away by `await request.turn()`, or by reading: `await request.piece()`, b"" once the body is over. What it raises
is told: ValueError 400, `Refused(status, why)`, MemoryError 503. Who comes when all places are taken gets 503, and is counted.
"""

import socket

from . import about
from .connection import HEAD, OVER, Connection
from .http_request import Request, Turn
from .stream import NOT_YET, Stream

_PLACES = 4
_STREAMS = 2  # of them, for those that stay
_SPARED = 2  # s in which a connection that has asked nothing is left its place
_AGAIN = 10  # s until listening is tried again


class Server:
    """`network`: `connected`, `address` (its own number), `hosts` (names under which it may be asked for, None: any).
    `table`: which of the routes. `auth`: an `auth.Auth` that knows sessions, None: all is open."""

    MAKES = (Connection, Request, Turn, Stream)  # after the start, with constructors that must stay

    def __init__(self, app, network, port, table, auth=None):
        self.app = app
        self.network = network
        self.port = port
        self.table = table
        self.auth = auth
        self.served = 0  # answers that went out whole
        self.refused = 0  # connections for which there was no place
        self.dropped = 0  # connections that were too slow
        self.failed = 0  # handlers that failed
        self.why = "not listening yet"
        self._address = ""
        self._listener = None
        self._due = 0
        self._connections: list = []

    def step(self, now):
        """One look; ms until the next."""
        if not self.network.connected:
            if self._listener is not None:
                self.close()
            return 500
        if self._listener is None or self._address != self.network.address:
            self._listen(now)
            return 50
        busy = self._accept(now)
        for each in list(self._connections):
            busy = each.step(now) or busy
            if each.stage == OVER:
                self._connections.remove(each)
        return 20 if busy else 50

    def _listen(self, now):
        if now < self._due:
            return
        self.close()
        self._due = now + _AGAIN
        address = self.network.address
        made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind((address, self.port))
            made.listen(_PLACES)
            made.setblocking(False)
        except OSError as error:
            made.close()
            self.why = "cannot listen on port %d (%s)" % (self.port, about.describe(error))
            return
        self._listener = made
        self._address = address
        self.why = ""

    def _accept(self, now):
        busy = 0
        for _ in range(2):
            try:
                opened, _peer = self._listener.accept()
            except OSError as error:
                if error.args[0] in NOT_YET:
                    break
                raise
            busy = 1
            opened.setblocking(False)
            if len(self._connections) >= _PLACES and not self._make_room(now):
                self.refused += 1
                _turn_away(opened)
            else:
                self._connections.append(Connection(self, opened, now))
        return busy

    def _make_room(self, now):
        """1 if the longest that has asked nothing had to go: browsers open some ahead, others to be in the way."""
        for each in self._connections:
            if each.stage == HEAD and now - each.begun >= _SPARED:
                each.close()
                self._connections.remove(each)
                self.dropped += 1
                return 1
        return 0

    def streams(self):
        """How many that stay there are."""
        return len([each for each in self._connections if each.lasts])

    def room_for_stream(self):
        return self.streams() < _STREAMS

    def close(self):
        """Gives back all sockets."""
        for each in self._connections:
            each.close()
        self._connections = []
        if self._listener is not None:
            self._listener.close()
            self._listener = None


def _turn_away(opened):
    try:
        opened.recv(512)
    except OSError:
        pass
    try:
        opened.send(b"HTTP/1.1 503 Busy\r\nRetry-After: 2\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    except OSError:
        pass
    opened.close()
