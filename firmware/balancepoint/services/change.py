"""The settings file changed from elsewhere than a cable: some values in its text, the whole of it checked, written in one move.
Loaded for it."""

import json
import os
import sys

from .. import board
from ..errand import errand, load

_FOR_NOBODY = ("version", "board", "sensors")


def changed(app, values):
    """(the file's text with other values, the Config that it gives). `values`: {path: a text as people write it, None: the
    default again}. ValueError in one line."""
    try:
        with open(app.settings_path) as file:
            data = json.load(file)
    except OSError:
        raise ValueError("settings.json: there is no such file")
    for path in values:
        _put(data, path, values[path])
    text = json.dumps(data)
    return text, errand("services.config").parse(text, board.NAME, _pins())


def _pins():
    """The board's. A chip with little memory has put them away after its start (`hal.settle`): there its file is read again."""
    if board.PINS is not None:
        return board.PINS
    name = board.__name__
    package = sys.modules[name[: -len(".board")]]
    del sys.modules[name]
    try:
        return load("board").PINS
    finally:
        sys.modules[name] = package.board = board  # type: ignore[attr-defined]


def _put(data, path, value):
    names = path.split(".")
    if not 2 <= len(names) <= 3 or names[0] in _FOR_NOBODY:
        raise ValueError("%s: is not changed here; it stands in settings.json" % path[:60])
    table = data
    for name in names[:-1]:
        table = table.setdefault(name, {}) if isinstance(table, dict) else None
    if not isinstance(table, dict):
        raise ValueError("%s: there is no such setting" % path[:60])
    if value is None:
        table.pop(names[-1], None)
    else:
        table[names[-1]] = _typed(path, value)


def _typed(path, value):
    """As it stands in the file: a text, a number, true or false."""
    section, _, key = path.rpartition(".")
    for rows in errand("services.config_table").SECTIONS:
        if rows[0] == section and [
            row for row in rows[1:] if row[0] == key and (row[1] == "text" or isinstance(row[1], tuple))
        ]:
            return value
    if value in ("true", "false"):
        return value == "true"
    return int(value) if value.lstrip("-").isdigit() else value


def write(app, text):
    """Whole, or the old one stays."""
    path = app.settings_path + ".new"
    try:
        with open(path, "w") as file:
            file.write(text)
        os.rename(path, app.settings_path)
    except OSError as error:
        raise ValueError("settings.json: not written (%s)" % error)
