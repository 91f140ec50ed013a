"""GET /api/settings: every setting with its value, origin and meaning; secrets are masked. POST /api/settings {"path":
"settings.sleep_setback", "value": "1 K"}: that one in the file, if the whole is right with it (null: its default again); it is in
force from the next start.
"""

import json

from ..errand import errand

# What people set by themselves, beside their wishes; the rest is for who has installed it.
_PEOPLES = (
    "dial_heat dial_cool dial_step humidity_shift wall_shift sleep_setback eco_setback away_setback setpoint_gap wish_limit "
    "quiet_from quiet_until filter_hours outdoor_check_hours service_name service_phone offset summer_time"
)


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
    change = errand("services.change")
    change.write(app, change.changed(app, {path: value})[0])
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
