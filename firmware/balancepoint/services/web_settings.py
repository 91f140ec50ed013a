"""GET /api/settings: every setting with its value, origin and meaning; secrets are masked. POST /api/settings {"path":
"settings.sleep_setback", "value": "1 K"}: that one in the file, if the whole is right with it (null: its default again); it is in
force from the next start.
"""

import json
import os

from .. import board
from ..errand import errand

# What people set by themselves, beside their wishes; the rest is for who has installed it.
_PEOPLES = (
    "dial_heat dial_cool dial_step humidity_shift wall_shift sleep_setback eco_setback away_setback setpoint_gap wish_limit "
    "quiet_from quiet_until filter_hours outdoor_check_hours service_name service_phone offset summer_time"
)
_FOR_NOBODY = ("version", "board", "sensors")


async def answer(app, request):
    if app.zone is None:
        raise ValueError("no settings in force")
    if request.method == "GET":
        return 200, "application/json", _rows(app.store)
    found = await request.table()
    path, value = found.get("path"), found.get("value")
    if not isinstance(path, str) or not (value is None or isinstance(value, str)):
        raise ValueError('{"path": ..., "value": ...} is needed, the value a text as in the list, or null')
    await request.turn()
    _write(app, _changed(app, path, value))
    return 200, "application/json", '{"ok":true,"restart":true}'


def _rows(store):
    mark = '{"settings":['
    for line in errand("services.configure").listing(store):
        path, _, rest = line.partition(": ")
        given = " (given) "
        value, there, meaning = rest.partition(given)
        if not there:
            value, _, meaning = rest.partition(" (default) ")
        own = path.rpartition(".")[2] in _PEOPLES.split(" ") and path[:8] != "sensors."
        yield mark + json.dumps([path, value, 1 if there else 0, 1 if own else 0, meaning])
        mark = ","
    yield "]}"


def _changed(app, path, value):
    """The file's text with another value. ValueError in one line."""
    with open(app.settings_path) as file:
        data = json.load(file)
    names = path.split(".")
    if not 2 <= len(names) <= 3 or names[0] in _FOR_NOBODY:
        raise ValueError("%s: is not changed here; it stands in settings.json" % path[:60])
    table = data
    for name in names[:-1]:
        table = table.setdefault(name, {})
        if not isinstance(table, dict):
            raise ValueError("%s: there is no such setting" % path[:60])
    if value is None:
        table.pop(names[-1], None)
    else:
        table[names[-1]] = _typed(path, value)
    text = json.dumps(data)
    errand("services.config").parse(text, board.NAME, board.PINS)
    return text


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


def _write(app, text):
    """Whole, or the old one stays."""
    path = app.settings_path + ".new"
    try:
        with open(path, "w") as file:
            file.write(text)
        os.rename(path, app.settings_path)
    except OSError as error:
        raise ValueError("settings.json: not written (%s)" % error)
