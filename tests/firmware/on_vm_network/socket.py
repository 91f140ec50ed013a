"""Sockets for the MicroPython VM, which has none. `BROKER` is whoever answers TCP, with `take(data)` -> what it says; who is
asked for the time says that of 2026-11-30. Who calls is put into `CALLERS`, with `waiting`; `said` is what he was told. Runs in
the VM only."""

AF_INET, SOCK_STREAM, SOCK_DGRAM = 2, 1, 2
SOL_SOCKET, SO_REUSEADDR = 1, 2
CALLERS = []
BROKER = None
LAST = []  # the sockets that connected


class socket:
    def __init__(self, family=AF_INET, kind=SOCK_STREAM):
        self.kind = kind
        self.waiting = b""

    def setblocking(self, flag):
        pass

    def connect(self, address):
        LAST.append(self)
        raise OSError(119)

    def send(self, data):
        self.waiting += BROKER.take(bytes(data))
        return len(data)

    def recv(self, most):
        if not self.waiting:
            raise OSError(11)
        data = self.waiting[:most]
        self.waiting = self.waiting[most:]
        return data

    def sendto(self, data, address):
        if address[1] == 123:
            self.waiting = b"\x24\x02" + bytes(22) + data[40:48] + bytes(8) + b"\xee\xb7\x3b\x00" + bytes(4), address

    def recvfrom(self, most):
        if not self.waiting:
            raise OSError(11)
        said, self.waiting = self.waiting, b""
        return said

    def setsockopt(self, *option):
        pass

    def bind(self, address):
        pass

    def listen(self, backlog):
        pass

    def accept(self):
        if not CALLERS:
            raise OSError(11)
        return CALLERS.pop(0), ("192.0.2.1", 5000)

    def close(self):
        pass


class Caller:
    """Who takes what he is told `most` bytes at a time."""

    def __init__(self, waiting, most=512):
        self.waiting = waiting
        self.most = most
        self.said = []
        self.closed = 0

    def setblocking(self, flag):
        pass

    def recv(self, most):
        if not self.waiting:
            raise OSError(11)
        data = self.waiting[:most]
        self.waiting = self.waiting[most:]
        return data

    def send(self, data):
        self.said.append(bytes(data[: self.most]))
        return len(self.said[-1])

    def close(self):
        self.closed = 1
