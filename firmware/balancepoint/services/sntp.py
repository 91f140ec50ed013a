"""The time of day from the network by SNTP (RFC 4330, RFC 5905).

Only an answer to our own question counts, from the server that we asked: it bears the random stamp that we sent. What cannot be
is none: another mode, a server without time, a transmit time of 0, which read as the year 2036 (xoseperez/espurna 2083), a date
before this firmware or after `_LAST`. An answer near the board's clock sets it; one that would move it further, or set it for the
first time, waits for the next answer, of another server where there are several, to say the same.
"""

import os
import socket

from .. import hal
from ..errand import errand
from .days import days
from .dns import Lookup

_PORT = 123
_SINCE_1900 = 2208988800  # s from 1900 to 1970
_FIRST = 1767225600  # 2026-01-01
_LAST = 4102444800  # 2100-01-01
_STEP = 120  # s that one answer alone may move the clock by
_SOON = 2  # s until the second opinion
_RETRY = 60
_LONGEST_RETRY = 3600
_PATIENCE = 10  # s for a name and an answer
_EMPTY = bytes(8)


def question(stamp):
    """The bytes that ask for the time: version 4, client. `stamp`: eight bytes that the answer must bear."""
    return b"\x23" + bytes(39) + stamp


def answer(data, stamp):
    """s since 1970 of a server's answer to the question with that stamp; None if it is none, or cannot be."""
    if len(data) < 48 or data[0] & 7 != 4 or data[0] >> 6 == 3 or not 1 <= data[1] <= 15:
        return None
    if data[24:32] != stamp or data[40:48] == _EMPTY:
        return None
    seconds = (data[40] << 24 | data[41] << 16 | data[42] << 8 | data[43]) - _SINCE_1900
    if seconds < 0:
        seconds += 1 << 32  # the era that begins in 2036
    return seconds if _FIRST <= seconds < _LAST else None


class Clock:
    """Made for one time that the clock is set; `step` gives 0 then. `servers`: names or numbers. `app`: `zone`, a
    `wall_clock.WallClock` once there is one. `network`: `connected`, `resolver`."""

    def __init__(self, app, network, servers):
        self._app = app
        self._network = network
        self._servers = servers
        self._turn = 0  # of the servers
        self._lookup = None
        self._address = None
        self._socket = None
        self._stamp = _EMPTY
        self._retry = _RETRY
        self._due = 0
        self._deadline = 0
        self._held = None  # s from `now` to 1970, as an answer said that waits for another one
        self.answered = 0  # times that the clock was set
        self.why = "not asked yet"

    def step(self, now):
        """One look; ms until the next, 0 once the clock is set."""
        if not self._network.connected or self._app.zone is None:
            self.close()
            return 1000
        if self._lookup is None:
            if now < self._due:
                return 1000
            self._lookup = Lookup(self._servers[self._turn % len(self._servers)])
            self._turn += 1
            self._deadline = now + _PATIENCE
        try:
            if self._look(now):
                self.close()
                return 1000 if self.why else 0
        except OSError:
            pass  # nothing yet, or the network is gone again
        if now >= self._deadline:
            server = self._servers[(self._turn - 1) % len(self._servers)]
            self.why = "%s does not answer" % server if self._address else "%s: no address found" % server
            self.close()
            self._due = now + self._retry
            self._retry = min(2 * self._retry, _LONGEST_RETRY)
        return 100

    def _look(self, now):
        """1 when this question has had its answer."""
        if self._address is None:
            self._address = self._lookup.step(now, self._network.resolver)
            if self._address is None:
                return 0
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self._socket.setblocking(False)
            self._stamp = os.urandom(8)
            self._socket.sendto(question(self._stamp), (self._address, _PORT))
        for _ in range(4):  # what others send must not keep us
            data, sender = self._socket.recvfrom(96)
            if sender == (self._address, _PORT):
                seconds = answer(data, self._stamp)
                if seconds is not None:
                    self._take(seconds - now, now)
                    return 1
        return 0

    def _take(self, offset, now):
        """`offset`: s since 1970 at `now` 0, by this answer."""
        said = hal.utc()
        known = said and days(said[0], said[1], said[2]) * 86400 + said[3] * 3600 + said[4] * 60 + said[5] - now
        held = self._held
        near = said and -_STEP <= offset - known <= _STEP
        if near or (held is not None and -_STEP <= offset - held <= _STEP):
            errand("services.calendar").set_utc(self._app.zone, offset + now)
            self.answered += 1
            self.why = ""
            self._held = None
            self._retry = _RETRY
        else:
            self._held = offset
            self.why = "one server's word, another is asked"
            self._due = now + _SOON

    def close(self):
        """Gives back what this question has."""
        for each in (self._lookup, self._socket):
            if each is not None:
                each.close()
        self._lookup = self._socket = self._address = None
