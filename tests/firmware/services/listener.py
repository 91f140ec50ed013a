"""The other end of a broker, for tests: a client that blocks, written after the standard and without the firmware's code.

phone = Listener(port, "#")
phone.say("balancepoint/x/set/heat", "21.5")
phone.heard         # [(topic, payload, retained)], all that has come; phone.look() reads on
"""

import socket
import struct


class Listener:
    def __init__(self, port, *filters, name="phone", clean=True):
        self.heard = []
        self._seen = []  # numbers of messages
        self._data = b""
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        body = b"\x00\x04MQTT\x04" + bytes([2 if clean else 0]) + b"\x00\x00" + _text(name)
        self._send(0x10, body)
        assert self._wait(0x20)[1] == 0, "refused"
        for mark, each in enumerate(filters, 1):
            self._send(0x82, struct.pack(">H", mark) + _text(each) + b"\x01")
            self._wait(0x90)

    def say(self, topic, payload, retain=False, sure=True):
        """Published; `sure`: with QoS 1, and waited for."""
        data = payload if isinstance(payload, bytes) else payload.encode()
        self._send(0x30 | (2 if sure else 0) | retain, _text(topic) + (b"\x00\x09" if sure else b"") + data)
        if sure:
            self._wait(0x40)

    def look(self, seconds=0.05):
        """What has come by now."""
        self._socket.settimeout(seconds)
        try:
            while True:
                data = self._socket.recv(65536)
                if not data:
                    break
                self._data += data
        except (TimeoutError, BlockingIOError):
            pass
        self._socket.settimeout(30)
        while self._one():
            pass
        return self.heard

    def last(self, topic):
        """The newest payload of a topic, None without any."""
        self.look()
        return next((payload for name, payload, _kept in reversed(self.heard) if name == topic), None)

    def close(self):
        self._socket.close()

    def _send(self, first, body):
        size, head = len(body), bytes([first])
        while size > 127:
            head += bytes([size & 127 | 128])
            size >>= 7
        self._socket.sendall(head + bytes([size]) + body)

    def _wait(self, kind):
        while True:
            found = self._one()
            if found is None:
                data = self._socket.recv(65536)
                assert data, "the broker has gone"
                self._data += data
            elif found[0] & 0xF0 == kind:
                return found[1]

    def _one(self):
        """(first byte, body) of the next packet; messages are noted and acknowledged."""
        data, size, at = self._data, 0, 1
        while True:
            if at >= len(data):
                return None
            size |= (data[at] & 127) << 7 * (at - 1)
            at += 1
            if data[at - 1] < 128:
                break
        if len(data) < at + size:
            return None
        first, body = data[0], data[at : at + size]
        self._data = data[at + size :]
        if first & 0xF0 == 0x30:
            end = 2 + struct.unpack_from(">H", body)[0]
            after = end + (2 if first & 6 else 0)
            if after > end:
                self._send(0x40, body[end:after])
            if first & 8 and body[end:after] in self._seen:
                return first, body  # sent again, for nobody had looked
            self._seen.append(body[end:after])
            self.heard.append((body[2:end].decode(), body[after:].decode(), first & 1))
        return first, body


def _text(value):
    data = value.encode()
    return struct.pack(">H", len(data)) + data
