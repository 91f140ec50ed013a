"""The settings in force, at boot and before the core is loaded: reading them takes more of the heap than the core leaves free.

A settings file that does not parse is told, and the last good one is used. A file is read once: what came of it is kept in
storage, in the units of the core for the next start, and in the words of people for the console.
"""

from binascii import crc32

from .. import board
from ..control.errand import dismiss
from . import config as checking

dismiss(checking)

LISTING = "/settings.txt"  # in the store's folder


def configure(app):
    """(the `config.Config` in force or None, whether it was read and kept just now)."""
    text = _read(app.settings_path)
    mark = None if text is None else crc32(text.encode())
    kept, _ = app.store.load("checked")
    try:
        if kept and (kept["version"], kept["mark"]) == (board.VERSION, mark):
            data = kept["config"]
            config = None if data is None else checking.Config.from_dict(data)
            app.problems.extend(kept["problems"])
            return config, False
    except (KeyError, TypeError, ValueError):
        pass  # not of this program: read anew
    kept = None
    problems: list = []
    config = _parse(app, text, problems)
    app.problems.extend(problems)
    wrong = app.store.save(
        "checked",
        {"version": board.VERSION, "mark": mark, "problems": problems, "config": config and config.to_dict()},
    )
    if wrong:
        app.problems.append(wrong)
    return config, not wrong


def _parse(app, text, problems):
    """The Config of the file, else of the last good one, else None."""
    last, note = app.store.load("settings")
    if note:
        problems.append(note)
    config = None
    if text is None:
        problems.append("%s: there is no such file" % app.settings_path)
    else:
        try:
            config = checking.parse(text, board.NAME, board.PINS)
        except ValueError as error:
            problems.append(str(error))
    if config is not None:
        if not last or last.get("text") != text:
            wrong = app.store.save("settings", {"text": text})
            if wrong:
                app.problems.append(wrong)
    elif last:
        try:
            text = last["text"]
            config = checking.parse(text, board.NAME, board.PINS)
            problems.append("the last good settings are in force")
        except (KeyError, ValueError) as error:
            problems.append("last good settings: %s" % error)
    if config is not None:
        try:
            with open(app.store.folder + LISTING, "w") as file:
                for row in config.describe():
                    file.write("%s: %s (%s) %s\n" % row)
        except OSError as error:
            app.problems.append("settings: not listed (%s)" % error)
    return config


def _read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return None
    except ValueError:
        return "?"  # no UTF-8: the reader says that it is no JSON


def listing(store):
    """The lines of it."""
    with open(store.folder + LISTING) as file:
        for line in file:
            yield line.rstrip()
