"""Whether who asks is let in: by session, or by a program's token. Loaded for each request."""

from .hashes import same
from .http_request import Refused

COOKIE = "balancepoint"


def check(auth, request, access, now):
    """Sets `request.session`; `Refused` says why not. `access`: session, or token (then either will do)."""
    if auth.secret is None:
        raise Refused(403, "set a password first, at the board's console: password ...")
    given = request.head.get("authorization", "")
    if given:
        if access == "token" and auth.token and given[:7].lower() == "bearer ":
            if same(given[7:].strip().encode(), auth.token.encode()):
                return
        raise Refused(401, "this token does not open it")
    session = cookie(request.head.get("cookie", ""))
    if session not in auth.sessions:
        raise Refused(401, "the password is needed")
    if request.method != "GET" and "origin" not in request.head:
        raise Refused(403, "a browser says which page asks")
    auth.sessions.remove(session)  # used last
    auth.sessions.append(session)
    request.session = session


def cookie(text):
    """Ours, "" without one."""
    for part in text.split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return value
    return ""
