"""The address of a host by one question of our own (RFC 1035), because the board's resolver waits for the answer, and the control
with it. Names that end in `.local` are asked of everybody on the network (RFC 6762, 6.7), others of the network's resolver.

    lookup = Lookup("pool.ntp.org")
    lookup.step(now, resolver)      # "192.0.2.7", or None until it is known; never waits
    lookup.close()
"""

import os
import socket

from .dns_packets import answer, number, question

_PORT = 53
_EVERYBODY = "224.0.0.251"
_EVERYBODYS_PORT = 5353
_AGAIN = 3  # s until it is asked anew
_MOST = 600  # bytes of an answer


class Lookup:
    """`name`: a host's name, or its number, which is known at once."""

    def __init__(self, name):
        self._name = name
        self._socket = None
        self._asked = b""
        self._due = 0

    def step(self, now, resolver):
        """`resolver`: the number of the network's own."""
        name = self._name
        if number(name):
            return name
        everybody = name[-6:].lower() == ".local"
        to = (_EVERYBODY, _EVERYBODYS_PORT) if everybody else (resolver, _PORT)
        if self._socket is None:
            self._asked = question(name, os.urandom(2))
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self._socket.setblocking(False)
            self._due = now
        try:
            if now >= self._due:
                self._due = now + _AGAIN
                self._socket.sendto(self._asked, to)
            for _ in range(4):  # what others send must not keep us
                data, sender = self._socket.recvfrom(_MOST)
                if sender[1] == to[1] and (everybody or sender[0] == to[0]):
                    found = answer(data, self._asked)
                    if found:
                        self.close()
                        return found
        except OSError:
            pass  # nothing yet, or the network is gone again
        return None

    def close(self):
        if self._socket is not None:
            self._socket.close()
            self._socket = None
