"""A TCP connection that never waits, plain or TLS; `joining` opens it.

stream.read(512)        # b"" for nothing yet; OSError when the other end has gone
stream.write(data)      # how many bytes went out
"""

# EAGAIN, EINPROGRESS and ETIMEDOUT of Linux and of the ESP32 (which says the last for "nothing sent"), and of TLS: wants to
# read, wants to write. Each user has deadlines of its own.
NOT_YET = (11, 115, 119, 110, 116, 2, 3)


class Stream:
    """`opened`: a connected socket. `secure`: 1 for TLS over it."""

    def __init__(self, opened, secure=0):
        self._socket = opened
        self._read, self._write = (opened.read, opened.write) if secure else (opened.recv, opened.send)

    def read(self, most):
        try:
            data = self._read(most)
        except OSError as error:
            if error.args[0] in NOT_YET:
                return b""
            raise
        if data == b"":
            raise OSError(0, "the other end has closed the connection")
        return data or b""

    def write(self, data):
        try:
            return self._write(data) or 0
        except OSError as error:
            if error.args[0] in NOT_YET:
                return 0
            raise

    def close(self):
        self._socket.close()
