"""Every name is ours: the portal's answer to who asks for the address of a host (RFC 1035), so that a phone finds the page."""

import socket

_PORT = 53
_MOST = 512  # bytes of a question
_TURN = 8  # questions
_LEAST = 17  # bytes: a head, a name of one letter's label, type and class
_ADDRESS, _INTERNET = 1, 1


def answer(data, address):
    """The bytes that answer a question, None for what is none. `address`: four bytes. Of other types than that of IPv4's
    addresses there is nothing."""
    if len(data) < _LEAST or data[2] & 0xF8 or data[4:6] != b"\x00\x01":  # one question, no answer, of the usual kind
        return None
    at = 12
    while at < len(data) and data[at]:
        if data[at] > 63:
            return None
        at += 1 + data[at]
    at += 5
    if at > len(data):
        return None
    asked = data[12:at]
    there = asked[-4:] == bytes((0, _ADDRESS, 0, _INTERNET))
    head = data[:2] + bytes((0x84 | data[2] & 1, 0, 0, 1, 0, 1 if there else 0, 0, 0, 0, 0))
    if not there:
        return head + asked
    return head + asked + b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x00\x00\x04" + address


class Names:
    """`step` as the parts of a network have it. `network`: `address`."""

    def __init__(self, network):
        self._network = network
        self._socket = None

    def step(self, _now):
        if self._socket is None:
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self._socket.setblocking(False)
            self._socket.bind((self._network.address, _PORT))
        own = bytes([int(part) for part in self._network.address.split(".")])
        for _ in range(_TURN):
            try:
                data, sender = self._socket.recvfrom(_MOST)
                said = answer(data, own)
                if said:
                    self._socket.sendto(said, sender)
            except OSError:
                break  # nothing more
        return 50

    def close(self):
        if self._socket is not None:
            self._socket.close()
            self._socket = None
