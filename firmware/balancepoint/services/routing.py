"""Who may ask for what: host, origin, session or token, and the length of what is sent. Loaded for each request.

Host must be an own name or address, else somebody's page could ask under a name of its own that leads here (DNS rebinding). What
changes something must come from a page of ours: Origin is Host. Both together keep other pages out.
"""

from ..errand import errand
from .http_request import Refused


def admit(server, request, now):
    """(name of the handler's module, bytes of the body at most); `Refused` says why not."""
    row = None
    other = 0
    hosts = server.network.hosts
    head = request.head
    if hosts is not None and _named(head["host"], server.port) not in hosts:
        raise Refused(403, "this board has another name")
    for line in errand("services.routes_%s" % server.table).ROUTES:
        methods, path, access, most, name = line.split(" ")
        there = request.path == path
        if path[-1] == "*" and request.path.startswith(path[:-1]):
            there = True
            request.rest = request.path[len(path) - 1 :]
        if there and request.method in methods.split(","):
            row = access, int(most), name
            break
        other = other or there
    if row is None:
        raise Refused(405 if other else 404, "there is no such thing here")
    access, most, name = row
    origin = head.get("origin", "")
    if request.method != "GET" and origin and origin.lower() != "http://" + head["host"].lower():
        raise Refused(403, "another page may not ask this")
    if server.auth is not None and access != "open":
        errand("services.entry").check(server.auth, request, access, now)
    if request.left > most:
        raise Refused(413, "at most %d bytes" % most)
    return name, most


def _named(host, port):
    """A Host without our port, in small letters."""
    name, colon, number = host.lower().partition(":")
    if port == 80 and not colon or number == "%d" % port:
        return name[:-1] if name[-1:] == "." else name
    return ""
