"""A TCP connection that never waits: plain, or TLS with a pinned authority.

    stream = Stream("192.0.2.7", 1883)
    stream.ready()          # 1 once it is open
    stream.read(512)        # b"" for nothing yet; OSError when the other end has gone
    stream.write(data)      # how many bytes went out

TLS wants 36 KB beside Python's heap and hundreds of ms for its signatures: for boards with PSRAM.
"""

import select
import socket

_GONE = 104  # ECONNRESET
_REFUSED = 111  # ECONNREFUSED
# of Linux and of the ESP32, which differ
REASONS = {
    104: "it has cut the connection", 111: "it refuses the connection", 113: "it is out of reach", 118: "it is out of reach",
}  # fmt: skip
# EAGAIN, EINPROGRESS and ETIMEDOUT of Linux and of the ESP32 (which says the last for "nothing sent"), and of TLS: wants to
# read, wants to write. Each user has deadlines of its own.
_NOT_YET = (11, 115, 119, 110, 116, 2, 3)


class Stream:
    """`authority`: path of the certificate, DER, that must have signed the other end's, "" for plain TCP. `name`: of the host, as
    it stands in its certificate."""

    def __init__(self, address, port, authority="", name=""):
        self._authority = authority
        self._name = name
        made = self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        made.setblocking(False)
        try:
            made.connect((address, port))
        except OSError as error:
            if error.args[0] not in _NOT_YET:
                made.close()
                raise
        self._poll = select.poll()
        self._poll.register(made, select.POLLOUT)
        self._read = self._write = None

    def ready(self):
        if self._write is not None:
            return 1
        for event in self._poll.poll(0):
            if event[1] & (select.POLLERR | select.POLLHUP):
                raise OSError(_REFUSED, "refused")
            if event[1] & select.POLLOUT:
                self._poll.unregister(self._socket)
                if self._authority:
                    self._socket = _secured(self._socket, self._authority, self._name)
                    self._read, self._write = self._socket.read, self._socket.write
                else:
                    self._read, self._write = self._socket.recv, self._socket.send
                return 1
        return 0

    def read(self, most):
        try:
            data = self._read(most)
        except OSError as error:
            if error.args[0] in _NOT_YET:
                return b""
            raise
        if data == b"":
            raise OSError(_GONE, "the other end has closed the connection")
        return data or b""

    def write(self, data):
        try:
            return self._write(data) or 0
        except OSError as error:
            if error.args[0] in _NOT_YET:
                return 0
            raise

    def close(self):
        self._socket.close()


def _secured(plain, authority, name):
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.verify_mode = ssl.CERT_REQUIRED  # type: ignore[attr-defined]
    try:
        with open(authority, "rb") as file:
            context.load_verify_locations(cadata=file.read())
    except (OSError, ValueError):
        raise ValueError("%s is no certificate that can be read" % authority)
    return context.wrap_socket(plain, server_hostname=name, do_handshake_on_connect=False)
