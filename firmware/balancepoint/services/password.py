"""The page's password: set at the console, or on the page by who knows the old one. Loaded for it."""

import os

from . import keys
from .auth import NAME

SHORTEST, LONGEST = 8, 63


def set_password(app, words):
    """The console's `password NEW ...`: lines, empty ones while it is at work."""
    text = " ".join(words)
    if not SHORTEST <= len(text.encode()) <= LONGEST:
        raise ValueError("password: %d to %d letters are needed" % (SHORTEST, LONGEST))
    salt = os.urandom(16)
    for found in keys.stretched(text.encode(), salt, keys.ROUNDS):
        if found is None:
            yield ""
        else:
            keep(app, salt, keys.stored_key(keys.client_key(found)))
    yield "set; whoever was logged in is not any more"


def keep(app, salt, stored):
    """`salt`: 16 bytes, `stored`: 32 bytes as `keys` makes them, after `keys.ROUNDS` rounds."""
    secret = {"salt": keys.to_hex(salt), "rounds": keys.ROUNDS, "stored": keys.to_hex(stored)}
    wrong = app.store.save(NAME, secret)
    if wrong:
        raise ValueError(wrong)
    if app.net is not None and app.net.page is not None:
        app.net.page.auth.keep(secret)
