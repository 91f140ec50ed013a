"""On the way to a broker: its address, the connection (TLS with a pinned authority, if the settings name one), greeting and
subscription of MQTT 3.1.1 (sections in the comments). Loaded for it, and gone once it is joined.
"""

import select
import socket

from ..errand import errand
from .dns import Lookup
from .mqtt_packets import head, text
from .stream import NOT_YET, Stream

_PORT, _SECURE_PORT = 1883, 8883
_REFUSALS = (  # 3.2.2.3
    "",
    "it does not speak MQTT 3.1.1",
    "it refuses our name",
    "it is not available",
    "it refuses user or password",
    "it does not let us in",
)


class Joining:
    """`wanted`: the section `network.mqtt` of the settings. `network`: `resolver`, `folder`."""

    def __init__(self, wanted, network):
        self._wanted = wanted
        self._network = network
        self._lookup = Lookup(wanted["broker"])
        self._socket = self._poll = None

    def asks(self, now):
        """1 while the broker's address is not known; then the connection is begun."""
        address = self._lookup.step(now, self._network.resolver)
        if address is None:
            return 1
        wanted = self._wanted
        made = self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        made.setblocking(False)
        try:
            made.connect((address, wanted["port"] or (_SECURE_PORT if wanted["ca"] else _PORT)))
        except OSError as error:
            if error.args[0] not in NOT_YET:
                raise
        self._poll = select.poll()
        self._poll.register(made, select.POLLOUT)
        return 0

    def opened(self):
        """The `Stream` once it is open, None until then."""
        for event in self._poll.poll(0):
            if event[1] & (select.POLLERR | select.POLLHUP):
                raise OSError(0, "it refuses the connection")
            if event[1] & select.POLLOUT:
                self._poll.unregister(self._socket)
                made, self._socket = self._socket, None
                if self._wanted["ca"]:
                    try:
                        authority = self._network.folder + self._wanted["ca"]
                        return Stream(errand("services.tls").secured(made, authority, self._wanted["broker"]), 1)
                    except (OSError, ValueError):
                        made.close()
                        raise
                return Stream(made)
        return None

    def hello(self, client, keep_alive, will):
        """The first packet."""
        return connect(client, keep_alive, will, self._wanted["user"], self._wanted["password"])

    def refusal(self, code):
        """What the broker means by it."""
        return _REFUSALS[code] if code < len(_REFUSALS) else "it refuses us by a code %d" % code

    def subscription(self, mark, filters):
        return subscribe(mark, filters)

    def close(self):
        """Gives back what is not handed over."""
        self._lookup.close()
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def connect(client, keep_alive, will, user="", password=""):
    """3.1, a clean session. `will`: (topic, payload), QoS 1, retained."""
    flags = 0x02 | 0x04 | 0x08 | 0x20  # clean session, will, its QoS 1, retained
    body = text(client) + text(will[0]) + text(will[1])
    if user:
        flags |= 0x80
        body += text(user)
        if password:
            flags |= 0x40
            body += text(password)
    body = b"\x00\x04MQTT\x04" + bytes((flags, keep_alive >> 8, keep_alive & 255)) + body
    return head(0x10, len(body)) + body


def subscribe(mark, filters):
    """3.8. `filters`: ((filter, QoS), ...)."""
    body = bytes((mark >> 8, mark & 255))
    for name, quality in filters:
        body += text(name) + bytes((quality,))
    return head(0x82, len(body)) + body
