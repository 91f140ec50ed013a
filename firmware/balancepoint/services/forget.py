"""What a press of the button for 20 s takes away at the next start: the page's password, and the section `network` of the
settings, of the last good ones too. House, wishes, history and the other settings stay. Loaded for it.
"""

import json
import os

from .auth import NAME

_ENDINGS = (".a", ".b", ".tmp")
_LAST_GOOD = "settings"
_HELD = (NAME, "checked", _LAST_GOOD)  # in storage: these hold secrets


def take_away(app, boots):
    """Before the settings are read. What cannot be done is told, and tried again at the next start."""
    try:
        _without_network(app.settings_path)
        store = app.store
        last, _note = store.load(_LAST_GOOD)
        for name in _HELD:
            for ending in _ENDINGS:
                store.remove(store.path(name, ending))
            store.known.pop(name, None)
        if last:
            store.save(_LAST_GOOD, {"text": _stripped(last["text"]) or last["text"]})
    except (OSError, MemoryError, KeyError) as error:
        app.problems.append("password and network are not forgotten (%s); press for 20 s again" % error)
        return
    boots.taken_away()


def _without_network(path):
    try:
        with open(path) as file:
            text = file.read()
    except OSError:
        return  # there is none
    text = _stripped(text)
    if text:
        with open(path + ".new", "w") as file:
            file.write(text)
        os.rename(path + ".new", path)


def _stripped(text):
    """Settings without the section; None where they have none, or nobody can read them."""
    try:
        data = json.loads(text)
    except ValueError:
        return None
    if not isinstance(data, dict) or data.pop("network", None) is None:
        return None
    return json.dumps(data)
