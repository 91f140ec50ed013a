"""The page's password: set at the console, or on the page by who knows the old one. Loaded for it."""

import os

from . import hashes
from .auth import NAME

SHORTEST, LONGEST = 8, 63


def set_password(app, words):
    """The console's `password NEW ...`: lines, empty ones while it is at work."""
    text = " ".join(words)
    if not SHORTEST <= len(text.encode()) <= LONGEST:
        raise ValueError("password: %d to %d letters are needed" % (SHORTEST, LONGEST))
    salt = os.urandom(16)
    for found in hashes.stretched(text.encode(), salt, hashes.ROUNDS):
        if found is None:
            yield ""
        else:
            keep(app, salt, hashes.stored_key(hashes.client_key(found)))
    yield "set; whoever was logged in is not any more"


def keep(app, salt, stored):
    """`salt`: 16 bytes, `stored`: 32 bytes as `hashes` makes them, after `hashes.ROUNDS` rounds."""
    secret = {"salt": hashes.to_hex(salt), "rounds": hashes.ROUNDS, "stored": hashes.to_hex(stored)}
    wrong = app.store.save(NAME, secret)
    if wrong:
        raise ValueError(wrong)
    if app.net is not None and app.net.page is not None:
        app.net.page.auth.keep(secret)
