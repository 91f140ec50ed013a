"""What the network adds, and never holds: the time of day, and readings of sensors elsewhere in the house.

Time by SNTP (RFC 4330), its server found by one DNS question (RFC 1035) of our own, because the board's resolver waits for the
answer, and the control with it. Readings come as text in UDP datagrams to port 47800, one a line, each with its age if it is
not of now, and are answered `ok` or `error: ...`:

    room 21.53 °C 12 s

Only names that the settings' sensors expect from the network are taken. Whoever is on the local network can send them: the
core weighs them like any other sensor's.
"""

import gc
import socket

from ..errand import errand
from . import about

PORT = 47800
_NTP_PORT = 123
_DNS_PORT = 53
_SINCE_1900 = 2208988800  # s from 1900 to 1970
_AGAIN = 6 * 3600  # s between two questions for the time
_RETRY = 60
_LEAST = 1735689600  # 2025-01-01: an answer before that is none
_ID = b"\x42\x50"
_NO_MEMORY = ("error: " + about.NO_MEMORY).encode()  # made now, while there is memory


def dns_question(name):
    """The bytes that ask for the address of a host."""
    out = _ID + b"\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"
    for label in name.split("."):
        out += bytes([len(label)]) + label.encode()
    return out + b"\x00\x00\x01\x00\x01"


def dns_answer(data):
    """The first IPv4 address in an answer, as text, or None."""
    if len(data) < 12 or data[:2] != _ID or data[3] & 15:
        return None
    at = 12
    for _ in range(data[4] << 8 | data[5]):
        at = _after_name(data, at) + 4
    for _ in range(data[6] << 8 | data[7]):
        at = _after_name(data, at)
        if at + 10 > len(data):
            return None
        size = data[at + 8] << 8 | data[at + 9]
        if data[at : at + 4] == b"\x00\x01\x00\x01" and size == 4 and at + 14 <= len(data):
            return "%d.%d.%d.%d" % tuple(data[at + 10 : at + 14])
        at += 10 + size
    return None


def _after_name(data, at):
    while at < len(data):
        length = data[at]
        if length >= 192:
            return at + 2
        at += 1 + length
        if not length:
            return at
    return at


def ntp_answer(data):
    """s since 1970 of an SNTP server's answer, or None if it is none, or of a server without time."""
    if len(data) < 48 or data[0] & 7 != 4 or data[0] >> 6 == 3 or not 1 <= data[1] <= 15:
        return None
    seconds = (data[40] << 24 | data[41] << 16 | data[42] << 8 | data[43]) - _SINCE_1900
    if seconds < 0:
        seconds += 1 << 32  # the era that begins in 2036
    return seconds if seconds >= _LEAST else None


def take(text, remote, now):
    """One line of a datagram into the sensor it names. `remote`: {name: driver of `sensors.network`}. The answer."""
    quantities = errand("services.quantities")
    read, unit_of = quantities.read, quantities.unit_of
    words = text.split()
    try:
        if not words or words[0] not in remote:
            raise ValueError("the settings expect %s" % (", ".join(sorted(remote)) or "nothing from the network"))
        name = words[0]
        unit = unit_of(name)
        if unit:
            value = read(" ".join(words[1:3]), unit)
            words = words[3:]
        elif len(words) > 1 and words[1].isdigit():
            value = int(words[1])
            words = words[2:]
        else:
            raise ValueError("a whole number is needed")
        age = read(" ".join(words), "s", 0, 86400) if words else 0
        if not remote[name].put(value, age, now):
            raise ValueError("it cannot be, or is older than what is known")
    except ValueError as error:
        return "error: '%s': %s" % (text, error)
    return "ok"


class Network:
    """`app`: wlan, network_settings, zone and remote are used. `sleep_ms`: a coroutine."""

    def __init__(self, app, sleep_ms):
        self._app = app
        self._sleep_ms = sleep_ms
        self._socket = None
        self._server = None  # address of the time server
        self._due = 0
        self._answered = 0

    async def serve(self):
        wlan = self._app.wlan
        try:
            while True:
                if wlan.isconnected():
                    self.step(self._app.uptime.now(), wlan.ifconfig()[3])
                await self._sleep_ms(250)
        finally:
            if self._socket is not None:
                self._socket.close()  # whoever serves next wants the same port

    def step(self, now, resolver):
        """One look at the socket, and a question when one is due."""
        if self._socket is None:
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self._socket.setblocking(False)
            self._socket.bind(("0.0.0.0", PORT))
        while True:
            try:
                data, sender = self._socket.recvfrom(512)
            except OSError:
                break
            try:
                self._receive(data, sender, now)
            except MemoryError:
                gc.collect()
                self._send(_NO_MEMORY, sender)
        if now >= self._due:
            self._due = now + _RETRY
            if self._server is None:
                self._send(dns_question(self._app.network_settings["ntp"]), (resolver, _DNS_PORT))
            else:
                self._send(b"\x23" + bytes(47), (self._server, _NTP_PORT))
                self._server = None  # asked anew if it does not answer

    def _send(self, data, to):
        try:
            self._socket.sendto(data, to)
        except OSError:
            pass  # the network is gone again; asked anew later

    def _receive(self, data, sender, now):
        if sender[1] == _DNS_PORT:
            self._server = dns_answer(data)
            if self._server:
                self._due = now
        elif sender[1] == _NTP_PORT:
            seconds = ntp_answer(data)
            if seconds is not None:
                errand("services.calendar").set_utc(self._app.zone, seconds)
                self._due = now + _AGAIN
        else:
            try:
                lines = data.decode().split("\n")
            except (UnicodeError, ValueError):
                lines = ["?"]
            answers = [take(line.strip(), self._app.remote, now) for line in lines if line.strip()]
            self._send("\n".join(answers).encode(), sender)
