"""The console's `network [portal]`: how the network stands, the access point's name and key, and whether that may open now.
Loaded for it. Name and key are made once for each board, by chance, and stay until its storage is erased; `make flash` tells
them, for a label.
"""

import os

from .. import hal
from ..errand import errand

_SAVED = "portal"  # in storage
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # 32, none that is taken for another
_NAMED, _LONG = 4, 12  # letters: 60 bits


def label(store):
    """(name, key) of the access point. ValueError if they cannot be kept."""
    found, _note = store.load(_SAVED)
    if not found or len(found.get("key", "")) != _LONG or "name" not in found:
        letters = "".join([_LETTERS[byte & 31] for byte in os.urandom(_NAMED + _LONG)])
        found = {"name": "Balancepoint-" + letters[:_NAMED], "key": letters[_NAMED:]}
        wrong = store.save(_SAVED, found)
        if wrong:
            raise ValueError(wrong)
    return found["name"], found["key"]


def fault(app):
    """Why the portal does not open now; None if it may."""
    line = errand("services.network_room").refusal(hal.memory())
    if not line and app.job is not None:
        line = "an update is on its way"
    if line or app.controller is None:
        return line
    busy = errand("services.update_switch").busy(app)
    return busy and "%s; try again later, or turn heating and cooling off first ('set mode off')" % busy


def answer(app, words):
    if words and words[0] != "portal":
        raise ValueError("network '%s': allowed is network portal" % words[0][:20])
    if words:
        line = fault(app)
        if line:
            raise ValueError("portal: not now: %s" % line)
        app.boots().make_way(app, True)
        yield "the board starts again for its access point; heating and cooling rest for ten minutes at most"
    if app.net is not None:
        for line in app.net.lines(app.uptime.now()):
            yield line
    else:
        yield "network: none"
    yield "access point: %s, key %s; it opens by 'network portal'" % label(app.store)
