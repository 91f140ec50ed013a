"""The settings in force, at boot and before the core is loaded: reading them takes more of the heap than the core leaves free.

A settings file that does not parse is told, and the last good one is used. A file is read once: what came of it is kept in
storage, in the units of the core for the next start, and in the words of people for the console.
"""

import gc
from binascii import crc32

from .. import board, hal
from ..units import protocols
from . import config as checking

LISTING = "/settings.txt"  # in the store's folder
_BLOCK = 256  # bytes


def configure(app):
    """(the `config.Config` in force or None, whether it was read and kept just now)."""
    found = protocols.found(hal.nvs())
    found = found and found[0]
    mark = "%s %s" % (_mark(app.settings_path), found)
    kept = _kept(app)
    if kept and kept["mark"] == mark:
        app.problems.extend(kept["problems"])
        return kept["config"], False
    kept = None  # its place is needed
    problems: list = []
    config = _parse(app, problems, found)
    if config is None:
        config = _last(app, problems, found)
    app.problems.extend(problems)
    wrong = app.store.save(
        "checked",
        {"version": board.VERSION, "mark": mark, "problems": problems, "config": config and config.to_dict()},
    )
    if wrong:
        app.problems.append(wrong)
    return config, not wrong


def _kept(app):
    """What an earlier start of this program has kept, its `config` a Config or None; None without any."""
    kept, _ = app.store.load("checked")
    try:
        if kept and kept["version"] == board.VERSION and isinstance(kept["problems"], list) and "mark" in kept:
            data = kept["config"]
            kept["config"] = None if data is None else checking.Config.from_dict(data)
            return kept
    except (KeyError, TypeError, ValueError):
        pass  # not of this program: read anew
    return None


def _parse(app, problems, found):
    """The Config of the file, which is then the last good one; None with a problem."""
    try:
        text = _read(app.settings_path)
        config = checking.parse(text, board.NAME, board.PINS, found)
        problems.extend(config.notes)
    except OSError:
        problems.append("%s: there is no such file" % app.settings_path)
        return None
    except ValueError as error:
        problems.append(str(error))
        return None
    except MemoryError:
        gc.collect()
        problems.append("settings.json: there is not enough memory to read it; make it shorter")
        return None
    last, _ = app.store.load("settings")
    if not last or last.get("text") != text:
        wrong = app.store.save("settings", {"text": text})
        if wrong:
            app.problems.append(wrong)
    _list(app, config)
    return config


def _last(app, problems, found):
    """The Config of the last good file: as it was kept, or read again by a program that is another."""
    gc.collect()
    kept = _kept(app)
    config = kept and kept["config"]
    if not config:
        last, note = app.store.load("settings")
        if note:
            problems.append(note)
        if not last:
            return None
        try:
            config = checking.parse(last["text"], board.NAME, board.PINS, found)
        except (KeyError, ValueError) as error:
            problems.append("last good settings: %s" % error)
            return None
        _list(app, config)
    problems.append("the last good settings are in force")
    return config


def _list(app, config):
    try:
        with open(app.store.folder + LISTING, "w") as file:
            for row in config.describe():
                file.write("%s: %s (%s) %s\n" % row)
    except OSError as error:
        app.problems.append("settings: not listed (%s)" % error)


def _mark(path):
    """What tells one settings file from another, without holding it; None for no file."""
    block = bytearray(_BLOCK)
    mark = 0
    try:
        with open(path, "rb") as file:
            while True:
                count = file.readinto(block)
                if not count:
                    return mark
                mark = crc32(bytes(block[:count]), mark)
    except OSError:
        return None


def _read(path):
    """The text of the file. OSError if there is none."""
    with open(path, "rb") as file:
        data = file.read()
    try:
        return data.decode()
    except ValueError:
        raise ValueError("settings.json: is not UTF-8; save it again with that encoding")


def listing(store):
    """The lines of it."""
    with open(store.folder + LISTING) as file:
        for line in file:
            yield line.rstrip()
