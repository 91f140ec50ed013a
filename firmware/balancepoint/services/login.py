"""The question that a browser answers with the password, and what it must answer (SCRAM, RFC 5802, without channel and names).

    asked = question(auth, now)
    key = proven(auth, asked, proof, now)   # of what the browser has; `Refused`, counted, if it has not

A question is good for a minute and for one login. It needs no memory: it bears its time and a hash with this start's seed.
"""

import os

from . import hashes
from .http_request import Refused

_GOOD = 60  # s
_USED = 8


def question(auth, now):
    """24 bytes in hexadecimal."""
    data = now.to_bytes(4, "big") + os.urandom(8)
    return hashes.to_hex(data + hashes.mac(auth.stamp, data)[:12])


def proven(auth, asked, proof, now):
    """The client's key."""
    if now < auth.shut_until:
        wait = auth.shut_until - now
        raise Refused(429, "too many wrong passwords; in %d s again" % wait, wait)
    if auth.secret is None:
        raise Refused(403, "set a password first, at the board's console: password ...")
    data = hashes.from_hex(asked, 24)
    at = int.from_bytes(data[:4], "big")
    if (
        not hashes.same(hashes.mac(auth.stamp, data[:12])[:12], data[12:])
        or not 0 <= now - at <= _GOOD
        or asked in auth.used
    ):
        raise Refused(400, "the question is too old")
    stored = hashes.from_hex(auth.secret["stored"], 32)
    client = hashes.mixed(hashes.from_hex(proof, 32), hashes.mac(stored, data))
    if not hashes.same(hashes.stored_key(client), stored):
        auth.fail(now)
        raise Refused(403, "that is not the password")
    auth.failures = auth.shut_until = 0
    auth.used.append(asked)
    if len(auth.used) > _USED:
        auth.used.pop(0)
    return client
